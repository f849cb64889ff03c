"""Wards often short: how many of the latest months had a fill rate below the threshold.

The policy asks that wards which often fall short be highlighted (Hard Truths, 1.87); "often" and
"short" are our settings, since none is published nationally.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ratings.rules.monthly_series import months_between


class OftenShort(StrEnum):
    """Whether a ward is often short."""

    OFTEN = "often short"
    NOT_OFTEN = "not often short"
    TOO_FEW_MONTHS = "too few months submitted"


@dataclass(frozen=True, slots=True)
class OftenShortSettings:
    """The thresholds; a change is a new version of the settings.

    `short_below`: per cent, 80. `short_months` (2) of the latest `months_looked_at` (3) make "often".
    """

    short_below: Decimal
    short_months: int
    months_looked_at: int

    def __post_init__(self) -> None:
        if not 1 <= self.short_months <= self.months_looked_at:
            raise ValueError("often short needs 1 <= short_months <= months_looked_at")


@dataclass(frozen=True, slots=True)
class WardFillRates:
    """A ward's four fill rates of a month in per cent, unrounded; None where not applicable."""

    day_registered: Decimal | None
    day_care: Decimal | None
    night_registered: Decimal | None
    night_care: Decimal | None

    def is_short(self, short_below: Decimal) -> bool:
        """Whether any of the four is below the threshold; one that is not applicable is not."""
        rates = (self.day_registered, self.day_care, self.night_registered, self.night_care)
        return any(rate is not None and rate < short_below for rate in rates)


@dataclass(frozen=True, slots=True)
class OftenShortResult:
    """The answer, with the months (first days, in order) that it rests on; each is in one tuple."""

    answer: OftenShort
    short: tuple[date, ...]
    not_short: tuple[date, ...]
    not_submitted: tuple[date, ...]


def often_short(
    months: Mapping[date, WardFillRates | None], *, up_to: date, settings: OftenShortSettings
) -> OftenShortResult:
    """Judge a ward by the latest calendar months up to and including that of `up_to`.

    Keys are any day of their month. A month without fill rates was not submitted: it counts neither
    as short nor as not short. Where so few were submitted that no answer but one was possible, the
    answer is that they are too few.
    """
    first = _months_before(up_to, settings.months_looked_at - 1)
    by_month = {day.replace(day=1): rates for day, rates in months.items()}
    short: list[date] = []
    not_short: list[date] = []
    not_submitted: list[date] = []
    for month in months_between(first, up_to):
        rates = by_month.get(month)
        if rates is None:
            not_submitted.append(month)
        elif rates.is_short(settings.short_below):
            short.append(month)
        else:
            not_short.append(month)
    if len(short) >= settings.short_months:
        answer = OftenShort.OFTEN
    elif len(short) + len(not_short) < settings.short_months:
        answer = OftenShort.TOO_FEW_MONTHS
    else:
        answer = OftenShort.NOT_OFTEN
    return OftenShortResult(answer, tuple(short), tuple(not_short), tuple(not_submitted))


def _months_before(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)
