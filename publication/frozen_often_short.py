"""Which wards of a release were often short, and what their trusts say of it.

Worked out from the returns that stand at the moment of the release, by the rule in force for its month: what is
published does not wait for a worker's result of the same rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from oversight.measures.defining import definition
from oversight.returns.periods import Month
from oversight.wording import write_list, write_number
from ratings.rules.often_short import OftenShort, OftenShortResult, OftenShortSettings, WardFillRates, often_short

SHIFTS_AND_GROUPS = ("day_registered", "day_care", "night_registered", "night_care")


@dataclass(frozen=True)
class WardOftenShort:
    """A ward that the rule finds often short: the months it rests on and the sentence for the page."""

    ward_key: int
    short_months: tuple[str, ...]
    months_not_submitted: tuple[str, ...]
    sentence: str


def wards_often_short(
    *, period: Month, demonstration: bool, settings: OftenShortSettings, now: datetime
) -> list[WardOftenShort]:
    """Return the wards often short up to the month by the returns that stand now, in the order of their keys."""
    window = [period.plus(step - settings.months_looked_at + 1).first_day for step in range(settings.months_looked_at)]
    months: dict[int, dict[date, WardFillRates]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "window": window,
                "periods": [str(Month.of(day)) for day in window],
                "demonstration": demonstration,
                "short_below": settings.short_below,
                "short_months": settings.short_months,
                "now": now,
            },
        )
        for ward_key, month, *hours in cursor.fetchall():
            months[ward_key][month] = _fill_rates(hours)
    found = []
    for ward_key, by_month in sorted(months.items()):
        result = often_short(by_month, up_to=period.first_day, settings=settings)
        if result.answer is OftenShort.OFTEN:
            found.append(
                WardOftenShort(ward_key, _texts(result.short), _texts(result.not_submitted), sentence(result, settings))
            )
    return found


def sentence(result: OftenShortResult, settings: OftenShortSettings) -> str:
    """Return what a page says of a ward often short: the rule, the months, and those without a return."""
    share = write_number(settings.short_below.normalize())
    said = (
        f"In {len(result.short)} of the last {settings.months_looked_at} months"
        f" ({write_list(Month.of(day).label for day in result.short)}), staff worked less than {share}% of the planned"
        " hours for at least one shift and staff group."
    )
    if result.not_submitted:
        said += (
            f" There was no return for this ward for {write_list(Month.of(day).label for day in result.not_submitted)}."
        )
    return said


def _texts(days: tuple[date, ...]) -> tuple[str, ...]:
    return tuple(str(Month.of(day)) for day in days)


def _fill_rates(hours: list[Decimal | None]) -> WardFillRates:
    """Return the four rates from planned and actual hours in the order of the shifts and groups."""
    rates: Mapping[str, Decimal | None] = {
        name: definition(f"fill_{name}").value(hours[2 * place + 1], hours[2 * place])
        for place, name in enumerate(SHIFTS_AND_GROUPS)
    }
    return WardFillRates(**rates)


# The versions that stood at the moment of the release, which is the present one but where a past is loaded.
STOOD = "version.accepted_at <= %(now)s AND (version.replaced_at IS NULL OR version.replaced_at > %(now)s)"
_COLUMNS = ", ".join(f"{name}_planned, {name}_actual" for name in SHIFTS_AND_GROUPS)
# Wide by a hair (a rate equal to the threshold comes along): the rule itself decides.
_MAY_BE_SHORT = " OR ".join(
    f"({name}_planned > 0 AND 100 * {name}_actual <= %(short_below)s * {name}_planned)" for name in SHIFTS_AND_GROUPS
)
_CANDIDATES = f"""
    WITH standing AS MATERIALIZED (
        SELECT month.ward_id, month.period, {_COLUMNS}
        FROM returns_returnversion AS version
        JOIN organisations_trust AS trust ON trust.id = version.trust_id AND trust.is_demonstration = %(demonstration)s
        JOIN staffing_wardmonth AS month ON month.version_id = version.id
        WHERE version.kind = 'staffing' AND {STOOD} AND version.period = ANY(%(periods)s)
          AND month.period = ANY(%(window)s)
    ), candidates AS (
        SELECT ward_id FROM standing WHERE {_MAY_BE_SHORT} GROUP BY ward_id HAVING count(*) >= %(short_months)s
    )
    SELECT ward_id, period, {_COLUMNS} FROM standing JOIN candidates USING (ward_id) ORDER BY ward_id, period
"""  # noqa: S608  (made of constants of this module)
