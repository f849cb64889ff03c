"""Wards often short: 2 of the last 3 calendar months below 80%, and what an absent month is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ratings.rules.often_short import (
    OftenShort,
    OftenShortSettings,
    WardFillRates,
    often_short,
)

SETTINGS = OftenShortSettings(short_below=Decimal(80), short_months=2, months_looked_at=3)

FULL = WardFillRates(Decimal(95), Decimal("102.5"), Decimal(100), Decimal(80))
SHORT = replace(FULL, night_registered=Decimal("79.9"))
NOT_APPLICABLE = WardFillRates(None, None, None, None)
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


@pytest.mark.parametrize("rate", ["day_registered", "day_care", "night_registered", "night_care"])
def test_any_of_the_four_makes_a_month_short(rate: str) -> None:
    assert replace(FULL, **{rate: Decimal("79.99")}).is_short(Decimal(80))


def test_on_the_threshold_or_not_applicable_is_not_short() -> None:
    assert not FULL.is_short(Decimal(80))
    assert not NOT_APPLICABLE.is_short(Decimal(80))
    assert not replace(FULL, night_care=None).is_short(Decimal(80))


@pytest.mark.parametrize(
    ("months", "answer"),
    [
        ((SHORT, SHORT, FULL), OftenShort.OFTEN),
        ((SHORT, FULL, SHORT), OftenShort.OFTEN),
        ((SHORT, SHORT, SHORT), OftenShort.OFTEN),
        ((SHORT, FULL, FULL), OftenShort.NOT_OFTEN),
        ((FULL, NOT_APPLICABLE, FULL), OftenShort.NOT_OFTEN),
        ((SHORT, None, SHORT), OftenShort.OFTEN),
        ((SHORT, None, FULL), OftenShort.NOT_OFTEN),
        ((FULL, None, FULL), OftenShort.NOT_OFTEN),
        ((None, None, SHORT), OftenShort.TOO_FEW_MONTHS),
        ((None, FULL, None), OftenShort.TOO_FEW_MONTHS),
        ((None, None, None), OftenShort.TOO_FEW_MONTHS),
    ],
)
def test_two_of_three(months: tuple[WardFillRates | None, ...], answer: OftenShort) -> None:
    by_month = dict(zip((NOVEMBER, DECEMBER, JANUARY), months, strict=True))
    assert often_short(by_month, up_to=JANUARY, settings=SETTINGS).answer is answer


def test_names_the_months_that_it_rests_on() -> None:
    found = often_short({NOVEMBER: SHORT, JANUARY: FULL}, up_to=date(2027, 1, 31), settings=SETTINGS)
    assert found.short == (NOVEMBER,)
    assert found.not_short == (JANUARY,)
    assert found.not_submitted == (DECEMBER,)


def test_looks_at_calendar_months_and_not_at_the_last_submitted() -> None:
    before = {date(2026, 9, 1): SHORT, date(2026, 10, 1): SHORT, NOVEMBER: FULL, DECEMBER: FULL}
    after = {date(2027, 2, 1): SHORT, date(2027, 3, 1): SHORT}
    found = often_short({**before, JANUARY: SHORT, **after}, up_to=JANUARY, settings=SETTINGS)
    assert found.answer is OftenShort.NOT_OFTEN
    assert found.short == (JANUARY,)


def test_the_thresholds_are_the_callers() -> None:
    months = {NOVEMBER: SHORT, DECEMBER: FULL, JANUARY: FULL}
    lower = replace(SETTINGS, short_below=Decimal("79.9"), short_months=1)
    assert often_short(months, up_to=JANUARY, settings=lower).answer is OftenShort.NOT_OFTEN
    once = replace(SETTINGS, short_months=1)
    assert often_short(months, up_to=JANUARY, settings=once).answer is OftenShort.OFTEN
    with pytest.raises(ValueError, match="short_months"):
        replace(SETTINGS, short_months=4)
