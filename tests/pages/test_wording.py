"""How dates, times, numbers and sizes are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight import wording


@pytest.mark.parametrize(
    ("given_day", "written"),
    [
        (date(2018, 8, 6), "6 August 2018"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "31 December 2026"),
        (None, "not given"),
    ],
)
def test_a_date(given_day: date | None, written: str) -> None:
    assert wording.write_date(given_day) == written


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [
        (9, 30, "9:30am"),
        (9, 0, "9am"),
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (12, 0, "midday"),
        (12, 5, "12:05pm"),
        (17, 0, "5pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_a_time(hour: int, minute: int, written: str) -> None:
    assert wording.write_time(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        # Clocks go forward on 29 March 2026 at 1:00 and back on 25 October 2026 at 1:00, both UTC.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026 at 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026 at 2am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026 at 1:30am"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026 at 1:30am"),
    ],
)
def test_a_moment_is_shown_on_londons_clocks(moment: datetime, written: str) -> None:
    assert wording.write_datetime(moment) == written


def test_a_moment_for_machines_tells_the_two_half_past_ones_apart() -> None:
    assert wording.write_iso(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25T01:30:00+01:00"
    assert wording.write_iso(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25T01:30:00+00:00"
    assert wording.write_iso(date(2026, 10, 25)) == "2026-10-25"


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        wording.write_time(datetime(2026, 1, 1, 9, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234567, None, "1,234,567"),
        (Decimal("1234.50"), None, "1,234.50"),
        (Decimal("0.05"), 1, "0.1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("-12.5"), None, "−12.5"),
        (Decimal("1E+3"), None, "1,000"),
        (7.25, 1, "7.3"),
        (None, 1, "not given"),
    ],
)
def test_a_number(value: Decimal | float | None, places: int | None, written: str) -> None:
    assert wording.write_number(value, places) == written


def test_blank_and_zero_are_written_apart() -> None:
    assert wording.write_number(None, blank="not submitted") == "not submitted"
    assert wording.write_percent(None, blank="not applicable") == "not applicable"
    assert wording.write_percent(0) == "0.0%"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("inf")])
def test_what_is_no_number_is_not_written_as_one(value: Decimal | float) -> None:
    with pytest.raises(ValueError, match="finite"):
        wording.write_number(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_reads_back(value: Decimal) -> None:
    assert Decimal(wording.write_number(value).replace(",", "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2026-10", "October 2026"),
        (date(2026, 1, 1), "January 2026"),
        ("2026-10-01", "October 2026"),
        (None, "not given"),
    ],
)
def test_a_month(period: object, written: str) -> None:
    assert wording.write_month(period) == written


@pytest.mark.parametrize("period", ["2026-13", "October", "2026"])
def test_what_is_no_month_is_not_written_as_one(period: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        wording.write_month(period)


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1,023 bytes"), (24_576, "24 KB"), (25 * 1024 * 1024, "25.0 MB")],
)
def test_a_file_size(size: int, written: str) -> None:
    assert wording.write_file_size(size) == written


@pytest.mark.parametrize(
    ("words", "written"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list(words: list[str], written: str) -> None:
    assert wording.write_list(words) == written


def test_a_count() -> None:
    assert [wording.write_count(n, "ward") for n in (0, 1, 1204)] == ["0 wards", "1 ward", "1,204 wards"]
    assert wording.write_count(2, "body", "bodies") == "2 bodies"
