"""Monthly series: a place for every calendar month, and the window of the rule set."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.monthly_series import LATEST_24_MONTHS, XmrSeries, months_between
from ratings.rules.special_causes import Direction

ALL_MONTHS = replace(LATEST_24_MONTHS, version="all", window_months=None, fix_after_n_points=None)


def series(values: Mapping[date, float | None], **options: object) -> XmrSeries:
    return XmrSeries.of(values, direction=Direction.NEUTRAL, **options)  # type: ignore[arg-type]


def test_months_between_crosses_years() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 2, 1)) == (
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    )
    assert months_between(date(2027, 2, 1), date(2027, 1, 1)) == ()


def test_an_absent_month_is_a_blank() -> None:
    found = series({date(2026, 3, 1): 2.0, date(2026, 1, 1): 1.0})
    assert found.months == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert [point.value for point in found.analysis.points] == [1.0, None, 2.0]
    assert found.latest_month == date(2026, 3, 1)


def test_the_window_is_the_latest_24_months_fixed_on_their_first_12() -> None:
    values = {month: float(place) for place, month in enumerate(months_between(date(2024, 1, 1), date(2026, 12, 1)))}
    found = series(values)
    assert found.months[0] == date(2025, 1, 1)
    assert len(found.months) == 24
    limits = found.analysis.groups[0].limits
    assert limits is not None
    assert (limits.points, limits.mean) == (12, 17.5)


def test_up_to_looks_no_further_and_keeps_months_that_nothing_came_for() -> None:
    values = {date(2026, 1, 1): 1.0, date(2026, 2, 1): 2.0, date(2026, 4, 1): 4.0}
    found = series(values, up_to=date(2026, 3, 31))
    assert [point.value for point in found.analysis.points] == [1.0, 2.0, None]
    assert found.latest_month == date(2026, 2, 1)


def test_begins_with_the_first_value_of_the_window() -> None:
    found = series({date(2025, 1, 1): None, date(2026, 1, 1): 1.0, date(2026, 2, 1): None})
    assert found.months == (date(2026, 1, 1), date(2026, 2, 1))
    old = series({date(2020, 1, 1): 1.0}, up_to=date(2026, 1, 1))
    assert old.months == ()


@pytest.mark.parametrize("values", [{}, {date(2026, 1, 1): None}])
def test_nothing_known(values: dict[date, float | None]) -> None:
    found = series(values)
    assert (found.months, found.latest_month, found.analysis.points) == ((), None, ())
    assert series({date(2026, 5, 1): 1.0}, up_to=date(2026, 4, 1)).months == ()


def test_two_values_in_one_month_are_refused() -> None:
    with pytest.raises(ValueError, match="2026-01"):
        series({date(2026, 1, 1): 1.0, date(2026, 1, 2): 2.0})


def test_months_and_points_go_together() -> None:
    found = series({date(2026, 1, 1): 1.0})
    with pytest.raises(ValueError, match="0 months for 1"):
        XmrSeries((), found.analysis, LATEST_24_MONTHS)


@given(st.dictionaries(st.builds(date, st.integers(2018, 2021), st.integers(1, 12), st.just(1)), st.floats(-100, 100)))
def test_every_value_has_its_month_and_no_other(values: dict[date, float | None]) -> None:
    found = series(values, rule_set=ALL_MONTHS)
    assert list(found.months) == sorted(found.months)
    laid_out = dict(zip(found.months, (point.value for point in found.analysis.points), strict=True))
    assert {month: value for month, value in laid_out.items() if value is not None} == values
