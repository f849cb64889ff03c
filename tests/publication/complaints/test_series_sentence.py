"""The sentence beside a chart is true of the quarters that it is made of, whatever they are."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from complaints.periods import ComplaintsPeriod
from publication.complaints.pages import IN_TIME, RATE
from publication.complaints.series import QuarterFigure, chart_of, headline, sentence
from publication.complaints.told import NoNumber, Told

LAST = ComplaintsPeriod.parse("2026-Q2")
VALUES = st.one_of(
    st.none(), st.decimals(min_value=0, max_value=100, places=3), st.sampled_from([Decimal("2.670"), Decimal("2.671")])
)


def quarters(*values: Decimal | str | None) -> list[QuarterFigure]:
    """Quarters up to July to September 2026; None was not submitted."""
    return [
        QuarterFigure(
            LAST.plus(place + 1 - len(values)),
            Told(None, NoNumber.NOT_SUBMITTED) if value is None else Told(Decimal(value), text=str(value)),
        )
        for place, value in enumerate(values)
    ]


def test_it_sets_the_newest_beside_the_quarter_and_the_year_before() -> None:
    shown = quarters("2.5", "2.7", "2.8", "2.9", "2.67")
    assert sentence(shown, RATE) == (
        "The number of new complaints for every 1,000 patient interventions was 2.67 in July to September 2026. "
        "That is fewer than in the quarter before (2.90). That is more than a year before (2.50)."
    )
    assert headline(shown, RATE) == (
        "New complaints for every 1,000 patient interventions: 2.67 in July to September 2026, more than a year before"
    )


def test_it_says_what_is_missing_and_why() -> None:
    assert sentence(quarters(None, "2.67"), RATE).endswith(
        "The quarter before: not submitted. A year before: nothing published."
    )
    assert sentence(quarters("2.67", None), RATE).endswith("For July to September 2026 there is none: not submitted.")
    assert sentence(quarters(None, None), RATE) == f"There is no {RATE.noun} to show."
    assert chart_of(quarters("2.67", None), RATE) is None


def test_two_that_round_alike_are_told_apart() -> None:
    text = sentence(quarters("2.671", "2.67"), RATE)
    assert "That is fewer than in the quarter before (2.671)." in text


@given(values=st.lists(VALUES, min_size=1, max_size=9))
def test_it_is_true_of_the_data(values: list[Decimal | None]) -> None:
    shown = quarters(*values)
    text, title = sentence(shown, IN_TIME), headline(shown, IN_TIME)
    given_ones = [(place, value) for place, value in enumerate(values) if value is not None]
    if not given_ones:
        assert text.startswith("There is no ")
        return
    place, newest = given_ones[-1]
    compared = {}
    for back, when in ((1, "in the quarter before"), (4, "a year before")):
        before = values[place - back] if place >= back else None
        said = re.search(rf"That is (more than|less than|the same as) {when} \(([\d.]+)%\)", text)
        assert (said is not None) == (before is not None)
        if said and before is not None:
            true = "the same as" if newest == before else "more than" if newest > before else "less than"
            assert said[1] == true
            digits = len(said[2].partition(".")[2])
            assert abs(Decimal(said[2]) - before) <= Decimal("0.5") * Decimal(10) ** -digits
            compared[back] = true
    if 4 in compared:
        assert title.endswith(f"{compared[4]} a year before")
    elif 1 in compared:
        assert title.endswith(f"{compared[1]} the quarter before")
    assert ("there is none" in text) == (place < len(values) - 1)


@given(values=st.lists(VALUES, min_size=2, max_size=24))
def test_the_table_beside_the_chart_has_every_quarter(values: list[Decimal | None]) -> None:
    chart = chart_of(quarters(*values), RATE)
    if chart is None:
        assert sum(value is not None for value in values[-20:]) < 2
        return
    assert len(chart.table_rows) == min(len(values), 20)
    for row, value in zip(chart.table_rows, values[-20:], strict=True):
        assert (row[1] == "not submitted") == (value is None)


def test_a_quarter_of_which_nothing_was_published_leaves_a_gap() -> None:
    every = quarters("2.5", "2.6", "2.7")
    chart = chart_of([every[0], every[2]], RATE)
    assert chart is not None
    assert [row[1] for row in chart.table_rows] == ["2.50", "not submitted", "2.70"]
