"""When a complaints return is collected, which quarters are asked for, and what is declared with it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.collection import Certainty, announced, collection_times, quarters_opened, timetable
from complaints.declaration import COMPLAINTS
from complaints.periods import ComplaintsPeriod
from complaints.statement import statement_for
from oversight.organisations.working_days import is_working_day

parse = ComplaintsPeriod.parse


@pytest.mark.parametrize(
    ("quarter", "opens_on", "closes_on"),
    [
        ("2018-Q1", date(2018, 7, 2), date(2018, 7, 27)),
        ("2018-Q2", date(2018, 10, 1), date(2018, 10, 26)),
        ("2018-Q3", date(2019, 1, 2), date(2019, 1, 25)),
        ("2018-Q4", date(2019, 4, 1), date(2019, 4, 26)),
    ],
)
def test_the_published_days_are_known_and_the_rule_alone_gives_them_too(
    quarter: str, opens_on: date, closes_on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = announced(parse(quarter))
    assert (said.opens_on, said.closes_on, said.certainty) == (opens_on, closes_on, Certainty.PUBLISHED)
    monkeypatch.setattr("complaints.collection.timetable", lambda: _without_notices)
    by_rule = announced(parse(quarter))
    assert (by_rule.opens_on, by_rule.closes_on, by_rule.certainty) == (opens_on, closes_on, Certainty.OURS)


_without_notices = type(timetable())(**{**vars(timetable()), "notices": {}})


def test_it_closes_at_midday_in_london_whatever_the_clocks_do() -> None:
    summer, winter = collection_times(parse("2026-Q1")), collection_times(parse("2026-Q3"))
    assert (summer.opens_at, summer.closes_at) == (
        datetime(2026, 6, 30, 23, tzinfo=UTC),
        datetime(2026, 7, 24, 11, tzinfo=UTC),
    )
    assert (winter.opens_at, winter.closes_at) == (
        datetime(2027, 1, 4, tzinfo=UTC),
        datetime(2027, 1, 22, 12, tzinfo=UTC),
    )


def test_a_close_on_good_friday_is_on_the_tuesday_after_easter() -> None:
    # In 2011 the fourth Friday of April was Good Friday; in 2038 it is again.
    assert announced(parse("2037-Q4")).closes_on == date(2038, 4, 27)


@given(st.dates(date(2015, 4, 1), date(2060, 1, 1)))
def test_every_collection_opens_and_closes_on_working_days_in_the_month_after(day: date) -> None:
    for period in (ComplaintsPeriod.quarter_of(day), ComplaintsPeriod.quarter_of(day).financial_year):
        if period < timetable().first(period):
            continue
        said = announced(period)
        assert is_working_day(said.opens_on)
        assert is_working_day(said.closes_on)
        assert period.last_day < said.opens_on < said.closes_on


def test_before_the_form_began_there_is_no_collection() -> None:
    for text in ("2014-Q4", "2021-22"):
        with pytest.raises(ValueError, match="was first collected"):
            announced(parse(text))
    assert announced(parse("2022-23")).certainty is Certainty.OURS


@pytest.mark.parametrize(
    ("now", "months", "opened"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), 1, ["2026-Q2"]),
        (datetime(2026, 11, 22, tzinfo=UTC), 6, ["2026-Q2", "2026-Q1"]),
        # Not open before the first working day of the year.
        (datetime(2027, 1, 3, 12, tzinfo=UTC), 3, ["2026-Q2"]),
        (datetime(2027, 1, 4, 0, 1, tzinfo=UTC), 3, ["2026-Q3"]),
        (datetime(2027, 1, 4, 0, 1, tzinfo=UTC), 7, ["2026-Q3", "2026-Q2", "2026-Q1"]),
    ],
)
def test_the_quarters_of_so_many_months_have_opened(now: datetime, months: int, opened: list[str]) -> None:
    assert [str(quarter) for quarter in quarters_opened(now, months)] == opened
    assert COMPLAINTS.periods_opened(now=now, months=months) == opened


@pytest.mark.parametrize(
    ("period", "months", "last"),
    [("2024-Q4", 0, "2024-Q4"), ("2024-Q4", 2, "2024-Q4"), ("2024-Q4", 3, "2025-Q1"), ("2024-25", 3, "2024-25")],
)
def test_an_explanation_stands_for_whole_quarters_and_never_for_another_year(
    period: str, months: int, last: str
) -> None:
    assert COMPLAINTS.last_standing_period(period, months) == last


def test_the_declaration_names_the_offence_since_the_numbers_are_specified_by_regulation() -> None:
    statement = statement_for(parse("2024-Q4"))
    assert statement.fomi_specified
    assert "section 92 of the Care Act 2014" in statement.text
    assert "SI 2015/988" in statement.text
    assert "false or misleading in a material respect" in statement.text
    assert "names no complainant" in statement.text
    assert statement_for(parse("2024-25")) == statement
