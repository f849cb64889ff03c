"""The order of the programme: risk, team, time, and when a trust is due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.programme_settings import settings_on, versions
from inspections.risk import (
    Risk,
    SignalLevel,
    StandingSignal,
    TrustStanding,
    next_due,
    programme_order,
    risk_of,
    team_for,
)
from ratings.rules.months import full_years_between, months_after
from ratings.rules.ratings_words import KeyQuestion, Rating

TODAY = date(2026, 11, 5)
SETTINGS = settings_on(TODAY)
RISK = StandingSignal(SignalLevel.RISK, "Registered nurses at night are below the lower limit")
ELEVATED = StandingSignal(SignalLevel.ELEVATED_RISK, "Staffing alarm")


def points(**known: object) -> int:
    return risk_of(TrustStanding(code="RX1", **known), on=TODAY, settings=SETTINGS).points  # type: ignore[arg-type]


def test_each_factor_adds_its_points() -> None:
    assert points(overall=Rating.OUTSTANDING) == 0
    assert points() == SETTINGS.points.never_rated
    assert points(overall=Rating.OUTSTANDING, signals=(RISK,)) == 1
    assert points(overall=Rating.OUTSTANDING, signals=(RISK, ELEVATED)) == 3
    assert points(overall=Rating.INADEQUATE) > points(overall=Rating.REQUIRES_IMPROVEMENT) > points(overall=Rating.GOOD)
    assert points(overall=Rating.OUTSTANDING, notices_in_force=2) == 4
    assert points(overall=Rating.OUTSTANDING, special_measures_since=TODAY) == 8
    assert points(overall=Rating.OUTSTANDING, services=("critical_care", "surgery")) == 1
    questions = {KeyQuestion.SAFE: Rating.INADEQUATE, KeyQuestion.CARING: Rating.GOOD}
    assert points(overall=Rating.OUTSTANDING, key_questions=questions) == 1


@pytest.mark.parametrize(
    ("inspected_on", "expected"),
    [
        (date(2026, 11, 4), 0),
        (date(2025, 11, 6), 0),
        (date(2025, 11, 5), 1),
        (date(2023, 11, 5), 3),
        (date(2015, 1, 1), 4),
    ],
)
def test_years_since_the_last_inspection_count_when_they_are_full_and_up_to_the_most(
    inspected_on: date, expected: int
) -> None:
    assert points(overall=Rating.OUTSTANDING, inspected_on=inspected_on) == expected


def test_the_risk_is_the_sum_of_its_factors_and_says_each() -> None:
    standing = TrustStanding(code="RX1", overall=Rating.INADEQUATE, signals=(ELEVATED,), inspected_on=date(2024, 1, 1))
    risk = risk_of(standing, on=TODAY, settings=SETTINGS)
    assert risk.points == sum(factor.points for factor in risk.factors) == 10
    assert [factor.text for factor in risk.factors] == [
        "Staffing alarm",
        "Rated Inadequate overall",
        "2 full years since the last inspection",
    ]
    assert risk.settings == SETTINGS.version


def test_team_and_time_follow_the_risk_and_the_sites() -> None:
    def plan(risk: int, sites: int = 1, *, focused: bool = False) -> tuple[int, int]:
        made = team_for(Risk(risk, (), "x"), sites=sites, focused=focused, settings=SETTINGS)
        return made.people, made.days

    assert plan(0) == (12, 2)
    assert plan(5) == (12, 2)
    assert plan(6) == (20, 3)
    assert plan(12) == (30, 4)
    assert plan(12, 3) == (42, 5)
    assert plan(12, 2) == (36, 5)
    assert plan(0, focused=True) == (5, 1)
    with pytest.raises(ValueError, match="one site"):
        plan(0, 0)


@given(st.integers(0, 40), st.integers(1, 8), st.booleans())
def test_more_risk_never_means_a_smaller_team(risk: int, sites: int, focused: bool) -> None:
    smaller = team_for(Risk(risk, (), "x"), sites=sites, focused=focused, settings=SETTINGS)
    larger = team_for(Risk(risk + 1, (), "x"), sites=sites, focused=focused, settings=SETTINGS)
    assert larger.people >= smaller.people
    assert larger.days >= smaller.days >= 1


@pytest.mark.parametrize(
    ("rating", "due_by"),
    [
        (Rating.INADEQUATE, date(2017, 1, 31)),
        (Rating.REQUIRES_IMPROVEMENT, date(2018, 1, 31)),
        (Rating.GOOD, date(2019, 7, 31)),
        (Rating.OUTSTANDING, date(2021, 1, 31)),
    ],
)
def test_the_next_inspection_is_due_by_the_rating(rating: Rating, due_by: date) -> None:
    due = next_due(TrustStanding(code="RX1", overall=rating, inspected_on=date(2016, 1, 31)), SETTINGS)
    assert due is not None
    assert due.due_by == due_by
    assert rating.label in due.reason


def test_a_trust_in_special_measures_is_inspected_again_within_twelve_months() -> None:
    """The clock test of special measures: entered 16 July 2013, due 16 July 2014."""
    entered = TrustStanding(code="RX1", special_measures_since=date(2013, 7, 16))
    due = next_due(entered, SETTINGS)
    assert due is not None
    assert due.due_by == date(2014, 7, 16)
    sooner = replace(entered, overall=Rating.GOOD, inspected_on=date(2014, 1, 10))
    again = next_due(sooner, SETTINGS)
    assert again is not None
    assert again.due_by == date(2015, 1, 10)


def test_nothing_is_due_of_a_trust_that_was_never_rated() -> None:
    assert next_due(TrustStanding(code="RX1"), SETTINGS) is None


def test_overdue_comes_first_then_risk() -> None:
    calm = TrustStanding(code="RA1", overall=Rating.GOOD, inspected_on=date(2026, 1, 1))
    risky = TrustStanding(code="RB1", overall=Rating.INADEQUATE, inspected_on=date(2026, 1, 1), signals=(ELEVATED,))
    overdue = TrustStanding(code="RC1", overall=Rating.OUTSTANDING, inspected_on=date(2021, 1, 1))
    longest = TrustStanding(code="RD1", overall=Rating.GOOD, inspected_on=date(2021, 1, 1))
    order = programme_order([calm, risky, overdue, longest], on=TODAY, settings=SETTINGS)
    assert [each.standing.code for each in order] == ["RD1", "RC1", "RB1", "RA1"]
    assert [each.is_overdue(TODAY) for each in order] == [True, True, False, False]


def test_what_is_as_long_overdue_goes_by_risk_and_then_by_code() -> None:
    """Beyond the longest overdue: the same due day, then the points, then the code. Points never go before a day."""

    def overdue(code: str, on: date = date(2021, 1, 1), *signals: StandingSignal) -> TrustStanding:
        return TrustStanding(code=code, overall=Rating.GOOD, inspected_on=on, signals=signals)

    given = [
        overdue("RD1"),
        overdue("RC1"),
        overdue("RB1", date(2021, 1, 1), ELEVATED),
        overdue("RA1", date(2021, 1, 2), ELEVATED, ELEVATED),
        TrustStanding(code="RE1", overall=Rating.GOOD, inspected_on=date(2026, 9, 1)),
        TrustStanding(code="RF1", signals=(ELEVATED,)),
    ]
    order = programme_order(given, on=TODAY, settings=SETTINGS)
    assert [each.standing.code for each in order] == ["RB1", "RC1", "RD1", "RA1", "RF1", "RE1"]
    assert order[0].due is not None
    assert order[0].due.reason == "Rated Good: within 42 months of the last inspection"


@given(st.permutations(range(6)))
def test_the_order_is_the_same_in_whatever_order_trusts_are_given(order: list[int]) -> None:
    standings = [
        TrustStanding(code=f"R{number}", overall=list(Rating)[number % 4], inspected_on=date(2024, 1 + number % 2, 1))
        for number in range(6)
    ]
    expected = [each.standing.code for each in programme_order(standings, on=TODAY, settings=SETTINGS)]
    shuffled = programme_order([standings[place] for place in order], on=TODAY, settings=SETTINGS)
    assert [each.standing.code for each in shuffled] == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 3, 15), -3, date(2023, 12, 15)),
    ],
)
def test_months_after_a_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 20))
def test_so_many_years_after_a_day_are_so_many_full_years(day: date, years: int) -> None:
    assert full_years_between(day, months_after(day, 12 * years)) == years


def test_every_part_of_the_settings_has_its_source_and_certainty() -> None:
    for version in versions():
        assert version.sources.keys() == version.certainties.keys() >= {"points", "size", "frequency", "interests"}
        assert all(version.sources.values())
        assert set(version.certainties.values()) <= {"published", "believed", "ours"}
