"""A plan's measure as it is shown: from what stood, across mergers by a mark, and nothing that may not be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.measures.defining import definition, definitions
from oversight.measures.periods import Period
from oversight.organisations.models import Succession
from ratings.plans import measured_release
from ratings.plans.content import MeasureContent
from ratings.plans.measured import Asked, measured, measured_all
from ratings.plans.measured_series import Told
from ratings.plans.measured_small_numbers import shown_of, small_number_sets
from ratings.rules.plan_progress import Verdict, Why
from ratings.rules.plan_trajectory import AgainstTrajectory
from tests.ratings.plan_measures.making import NOW, PLAN, USUAL, Figure, as_accepted, brought, expects, make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def falls_are_shown_as_accepted() -> Iterator[None]:
    """What is said of a series is said of it whoever tells it: releases of it have tests of their own."""
    with as_accepted():
        yield


APRIL = date(2026, 4, 1)
FILL = "fill_day_registered"
# Deaths of patients of whom hardly any should die: counts of people, by quarter.
LOW_RISK = "mortality_low_risk"


def test_a_claim_that_its_measure_does_not_bear_out() -> None:
    trust = make_trust()
    brought(trust, [*USUAL, 4, 5, 6, 5, 4, 6, 5])
    found = measured(PLAN, trust, delivered_on=APRIL, at=NOW)
    assert found.sentence == "Delivered in April 2026. Patients harmed by a fall: not changed since."
    assert found.progress.against_trajectory is AgainstTrajectory.SHORT
    assert found.chart.sentence == f"{found.sentence} {found.evidence}"
    assert found.chart.headline == ("Patients harmed by a fall: not changed since, short of what the plan expected")


def test_the_table_has_every_period_drawn_and_those_to_come() -> None:
    trust = make_trust()
    brought(trust, [*USUAL, 4, None, Figure(0), Figure(None), Figure(0, 0)], last="2026-08")
    found = measured(PLAN, trust, delivered_on=APRIL, at=NOW)
    rows = {row[0]: row[1:] for row in found.chart.table_rows}
    assert len(rows) == 24 + 12  # two years before, and from April 2026 to the target in March 2027
    assert rows["March 2026"] == ("0.50%", "Nothing", "Before the delivery: usual variation")
    assert rows["April 2026"] == ("0.40%", "0.45%", "Since the delivery: usual variation")
    assert rows["May 2026"][0] == rows["July 2026"][0] == "No figure"
    assert rows["June 2026"][0] == "0.00%"
    assert rows["August 2026"][0] == "Not applicable"
    assert rows["September 2026"][0] == "None yet"
    assert rows["March 2027"] == ("None yet", "0.30%", "To come")
    assert [point.told for point in found.points[-4:]] == [
        Told.NO_FIGURE,
        Told.FIGURE,
        Told.NO_FIGURE,
        Told.NOT_APPLICABLE,
    ]


def test_it_is_what_was_known_at_the_time() -> None:
    trust = make_trust()
    brought(trust, USUAL, last="2026-03")
    corrected = datetime(2026, 9, 1, tzinfo=UTC)
    brought(trust, [9, 9, 9], last="2026-06", now=datetime(2026, 7, 10, tzinfo=UTC), until=corrected)
    brought(trust, [5, 5, 5], last="2026-06", now=corrected)
    assert measured(PLAN, trust, delivered_on=APRIL, at=datetime(2026, 7, 1, tzinfo=UTC)).points[-1].period == (
        Period.parse("2026-03")
    )
    then = measured(PLAN, trust, delivered_on=APRIL, at=datetime(2026, 8, 1, tzinfo=UTC))
    assert then.progress.verdict is Verdict.WORSE
    assert measured(PLAN, trust, delivered_on=APRIL, at=corrected).progress.verdict is Verdict.TOO_EARLY


def test_a_delivery_that_is_still_to_come_is_none() -> None:
    trust = make_trust()
    brought(trust, USUAL)
    found = measured(PLAN, trust, delivered_on=date(2026, 12, 1), at=NOW)
    assert found.progress.why is Why.NOT_DELIVERED
    assert found.sentence == (
        "No action that should move it is delivered yet. Patients harmed by a fall: nothing to compare yet."
    )


def test_a_trust_that_another_followed_goes_on_with_its_figures_from_a_mark_on() -> None:
    trust, successor, third = make_trust("RXA"), make_trust("RXB"), make_trust("RXC")
    brought(trust, USUAL, last="2026-03")
    brought(successor, [50] * 31, last="2026-10")
    Succession.objects.create(predecessor=trust, successor=successor, on=date(2026, 6, 1))
    Succession.objects.create(predecessor=third, successor=successor, on=date(2026, 8, 1))
    found = measured(PLAN, trust, delivered_on=APRIL, at=NOW)
    by_period = {str(point.period): point for point in found.points}
    # Its own until the merger, with the gap in April and May; the successor's from June on, and never a sum.
    assert [by_period[month].code for month in ("2026-03", "2026-05", "2026-06")] == ["RXA", "RXA", "RXB"]
    assert by_period["2026-05"].told is Told.NO_FIGURE
    assert by_period["2026-06"].value == 5
    assert [month for month, point in by_period.items() if point.joined] == ["2026-06", "2026-08"]
    assert found.progress.why is Why.JOINED_SINCE
    assert f"{trust.shown_name} became part of {successor.shown_name} on 1 June 2026" in found.evidence
    assert (
        "RXC NHS Trust became part of RXB NHS Trust on 1 August 2026: figures from then on are of the patients of both"
        in (found.evidence)
    )
    assert "From here on the figures are of other patients too" in [entry.text for entry in found.chart.key]
    # Before the merger was on record it goes on under its own code.
    assert {
        point.code for point in measured(PLAN, trust, delivered_on=APRIL, at=datetime(2026, 5, 1, tzinfo=UTC)).points
    } == {"RXA"}


def test_a_quarterly_measure_has_a_place_for_each_quarter() -> None:
    trust = make_trust()
    promised = expects(("2026-Q1", "4"), ("2026-Q4", "3"), measure="complaints_new", baseline=("2025-Q4", "5"))
    brought(trust, [Figure(100 + place % 3, 1000) for place in range(8)], measure="complaints_new", last="2026-Q2")
    found = measured(promised, trust, delivered_on=APRIL, at=NOW, public=False)
    assert (found.progress.why, len(found.points)) == (Why.TOO_FEW_BEFORE, 8)
    assert "What was usual before is known from 12 figures on, and there are 6." in found.evidence
    assert found.chart.table_rows[-1][0] == "January to March 2027"


def test_a_half_yearly_measure_is_not_full_of_gaps() -> None:
    trust = make_trust()
    half_yearly = next(code for code, made in definitions().items() if made.cadence == "half_yearly" and made.is_public)
    promised = expects(("2026-Q2", "4"), ("2027-Q2", "3"), measure=half_yearly, baseline=("2025-Q4", "5"))
    brought(trust, [Figure(4000 + place, 100000) for place in range(6)], measure=half_yearly, last="2026-Q2", step=2)
    found = measured(promised, trust, delivered_on=APRIL, at=NOW)
    assert [point.told for point in found.points] == [Told.FIGURE] * 6
    assert found.chart.table_rows[-3][0] == "Half year to September 2026"
    assert "half year to September 2026" in found.evidence


def test_a_definition_that_nobody_reviewed_is_not_shown() -> None:
    trust = make_trust()
    draft = next(code for code, made in sorted(definitions().items()) if not made.is_public and not made.return_kind)
    brought(trust, [Figure(400, 1000)] * 24, measure=draft)
    promised = expects(("2026-04", "4"), ("2027-03", "3"), measure=draft)
    assert measured(promised, trust, delivered_on=APRIL, at=NOW).points == ()


@pytest.fixture
def only_march_and_april_are_out() -> Iterator[datetime]:
    """Staffing is released for two months, the second of them twice; the real owner comes back afterwards."""
    out = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)

    def ask(code: str, demonstration: bool) -> Mapping[Period, datetime]:
        return {Period.parse("2026-03"): out, Period.parse("2026-04"): out}

    with as_accepted("staffing"):
        measured_release.register_released("staffing", ask)
        yield out


def test_figures_of_returns_are_those_that_their_release_told_of(only_march_and_april_are_out: datetime) -> None:
    trust = make_trust()
    promised = expects(("2026-04", "95"), ("2027-03", "98"), measure=FILL, baseline=("2026-03", "90"))
    known, corrected = datetime(2026, 5, 15, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    brought(trust, [Figure(900), Figure(910)], measure=FILL, last="2026-04", now=known, until=corrected)
    brought(trust, [Figure(800), Figure(810), Figure(820)], measure=FILL, last="2026-05", now=corrected)

    def values(at: datetime, *, public: bool = True) -> list[object]:
        found = measured(promised, trust, delivered_on=APRIL, at=at, public=public)
        return [None if point.value is None else int(point.value) for point in found.points]

    # Nothing before the release; then what it held, whatever was corrected or came since.
    assert values(datetime(2026, 5, 20, tzinfo=UTC)) == []
    assert values(only_march_and_april_are_out) == [90, 91]
    assert values(NOW) == [90, 91]
    assert values(NOW, public=False) == [80, 81, 82]


def test_staffing_and_complaints_are_released_by_the_publication() -> None:
    assert measured_release.released_by("staffing") is not None
    assert measured_release.released_by("complaints") is not None
    with pytest.raises(ValueError, match="already have an owner"):
        measured_release.register_released("staffing", lambda code, demonstration: {})


def test_few_people_are_withheld_and_nothing_said_gives_them_away() -> None:
    trust = make_trust()
    promised = expects(("2026-Q1", "4"), ("2027-Q1", "3"), measure=LOW_RISK, baseline=("2025-Q4", "5"))
    made = definition(LOW_RISK)
    figures = [Figure(value, 20000) for value in (22, 23, 7, 0, 8)]
    brought(trust, figures, measure=LOW_RISK, last="2026-Q2")
    found = measured(promised, trust, delivered_on=APRIL, at=NOW)
    # hes_2018: 22 is shown as 20, 23 as 25, 1 to 7 not at all, 0 as 0 and 8 as 10.
    shown = [None if point.value is None else point.value * 20000 / made.factor for point in found.points]
    assert shown == [20, 25, None, 0, 10]
    assert found.points[2].told is Told.SUPPRESSED
    assert "The figure for January to March 2026 is withheld, so that nobody can be recognised." in found.evidence


def test_twelve_measures_cost_no_more_queries_than_one() -> None:
    trust = make_trust()
    brought(trust, USUAL)

    staffing = expects(("2026-04", "95"), ("2027-03", "98"), measure=FILL, baseline=("2026-03", "90"))

    def queries(*measures: MeasureContent) -> int:
        with CaptureQueriesContext(connection) as asked:
            measured_all([Asked(measure, APRIL) for measure in measures], trust, at=NOW)
        return len(asked)

    assert queries(PLAN) == queries(*[PLAN] * 12) == 2
    queries(staffing)  # a process reads once which releases there are
    assert queries(staffing) == queries(*[PLAN] * 6, *[staffing] * 6) == 3


def test_every_theme_has_its_rule_for_small_numbers() -> None:
    current = small_number_sets()[-1]
    for made in definitions().values():
        kept = current.of(made)
        assert kept.source, made.code
    named = set(current.measures)
    assert named <= definitions().keys()


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "is_shown"),
    [
        ("fft_inpatients_recommend", 3, 4, False),
        ("fft_inpatients_recommend", 3, 5, True),
        ("thermometer_falls_with_harm", 1, 7, False),
        ("thermometer_falls_with_harm", 1, 8, True),
        ("never_events", 1, 60000, True),
        ("shmi", 5, 7, True),
        ("complaints_on_privacy", 7, 90, False),
        ("complaints_on_privacy", 0, 90, True),
        # All but a few of them is as telling as a few of them.
        ("complaints_on_privacy", 86, 90, False),
        ("fill_day_registered", 1, 2, True),
    ],
)
def test_what_is_withheld_by_theme(code: str, numerator: int, denominator: int, is_shown: bool) -> None:
    found = shown_of(definition(code), Decimal(numerator), Decimal(denominator), day=date(2026, 3, 31))
    assert (found.held is None) is is_shown
    assert (found.numerator is not None) is is_shown


def test_the_rule_of_the_day_for_people() -> None:
    made = definition("complaints_on_privacy")
    old = shown_of(made, Decimal(7), Decimal(92), day=date(2018, 6, 30))
    assert (old.numerator, old.denominator) == (7, 92)
    new = shown_of(made, Decimal(12), Decimal(93), day=date(2018, 12, 31))
    assert (new.numerator, new.denominator) == (10, 95)
