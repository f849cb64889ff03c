"""The wards that the public would see as often short if the return were accepted, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from oversight.returns.checked import ReturnRow
from oversight.returns.models import Submission
from oversight.returns.periods import Month
from ratings.rule_sets import often_short_rules
from ratings.rules.often_short import OftenShort, OftenShortSettings, WardFillRates, often_short
from staffing.canonical_rows import is_new, ward_of
from staffing.models import WardMonth
from staffing.on_record import hours_of
from staffing.wards import FILL_RATES, WardHours

_KIND = "staffing"


@dataclass(frozen=True)
class WardOftenShort:
    """A ward, the months in which it was short, and whether the trust says something of it for the public to read."""

    key: str
    place: str
    months: tuple[Month, ...]
    is_explained: bool


@dataclass(frozen=True)
class WardsOftenShort:
    """The wards in the file's order, and the settings by which they are."""

    wards: tuple[WardOftenShort, ...]
    settings: OftenShortSettings

    @property
    def unexplained(self) -> int:
        """How many of them the public would find without a word of the trust."""
        return sum(not ward.is_explained for ward in self.wards)


def wards_often_short(submission: Submission) -> WardsOftenShort | None:
    """Return the wards of a staffing return that are often short with it, in two queries; None for another return.

    ``submission`` with its rows. A month that was not submitted counts neither way.
    """
    if submission.kind != _KIND:
        return None
    period = Month.parse(submission.period)
    settings = often_short_rules(period.first_day).settings
    rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    now = {row.key: ward_of(row, period) for row in rows}
    before: dict[str, dict[Month, WardHours]] = {}
    for month in WardMonth.objects.filter(
        ward__public_id__in=[key for key in now if not is_new(key)],
        version__stands=True,
        period__lt=period.first_day,
        period__gte=period.plus(1 - settings.months_looked_at).first_day,
    ).select_related("ward", "site"):
        before.setdefault(str(month.ward.public_id), {})[Month.of(month.period)] = hours_of(month)
    explained = _explained(submission)
    found = []
    for row in rows:
        months = {**before.get(row.key, {}), period: now[row.key]}
        if len(months) < settings.short_months:
            continue
        result = often_short(
            {month.first_day: _rates(hours) for month, hours in months.items()},
            up_to=period.first_day,
            settings=settings,
        )
        if result.answer is OftenShort.OFTEN:
            short = tuple(Month.of(day) for day in result.short)
            found.append(WardOftenShort(row.key, row.place, short, row.key in explained))
    return WardsOftenShort(tuple(found), settings)


def _explained(submission: Submission) -> set[str]:
    """Return the places of which the submission says something for the public."""
    said: Sequence[tuple[str, str | None]] = list(
        submission.explanations.filter(is_public=True).values_list("place_key", "findings__place_key")
    )
    return {key for pair in said for key in pair if key}


def _rates(ward: WardHours) -> WardFillRates:
    return WardFillRates(*(_decimal(ward.fill_rate(*pair)) for pair in FILL_RATES))


def _decimal(rate: Fraction | None) -> Decimal | None:
    return None if rate is None else Decimal(rate.numerator) / rate.denominator
