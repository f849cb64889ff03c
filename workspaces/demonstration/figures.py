"""A ward's month in the demonstration country: planned and actual hours and patients, from its key and the month alone.

The spread between wards and months follows a published study of 53 wards (registered fill 96.4%, standard deviation
5.8; care staff 94.6%, 11.2), so that charts and bands look as real ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from oversight.returns.periods import Month
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationTrust, DemonstrationWard, Story

# A long day and a long night are 11.5 paid hours each.
SHIFT_HOURS = 11.5
GROUPS = ("day_registered", "day_care", "night_registered", "night_care")
_QUARTER = Decimal("0.25")


@dataclass(frozen=True)
class WardFigures:
    """Planned and actual hours by group, in the order of ``GROUPS``, and patients at 23:59 added up over the month."""

    planned: tuple[Decimal, Decimal, Decimal, Decimal]
    actual: tuple[Decimal, Decimal, Decimal, Decimal]
    patients: int


def ward_figures(trust: DemonstrationTrust, ward: DemonstrationWard, month: Month, *, latest: Month) -> WardFigures:
    """Return the ward's month; stories are told backwards from the latest month."""
    months_ago = (latest.year - month.year) * 12 + latest.month - month.month
    usual, this_month = Chance("usual", ward.key), Chance("month", ward.key, month)
    winter = 0.015 if month.month in (12, 1, 2) else 0.0
    fills = (
        usual.near(0.97, 0.025) + this_month.near(0, 0.018) - winter,
        usual.near(0.98, 0.05) + this_month.near(0, 0.03),
        usual.near(0.985, 0.02) + this_month.near(0, 0.015) - winter,
        usual.near(1.0, 0.05) + this_month.near(0, 0.035),
    )
    told = _told(trust, ward, fills, months_ago)
    scale = ward.beds / ward.kind.beds
    planned = tuple(_hours(staff * scale * SHIFT_HOURS * month.days) for staff in ward.kind.staff)
    actual = tuple(_hours(float(plan) * max(0.2, fill)) for plan, fill in zip(planned, told, strict=True))
    occupancy = min(1.0, usual.near(0.92, 0.03) + this_month.near(0, 0.02) + winter)
    return WardFigures(planned, actual, round(ward.beds * month.days * occupancy))  # type: ignore[arg-type]


def _told(
    trust: DemonstrationTrust, ward: DemonstrationWard, fills: tuple[float, float, float, float], months_ago: int
) -> tuple[float, float, float, float]:
    """Bend the ward's fill rates to its story."""
    day_registered, day_care, night_registered, night_care = fills
    if ward.story is Story.SLIDING_WARD and months_ago < 9:
        lost = 0.035 * (9 - months_ago)
        # Care staff are called in for the registered nurses who are not there.
        return day_registered - lost, day_care + 0.6 * lost, night_registered - 0.7 * lost, night_care + 0.5 * lost
    if ward.story is Story.RECOVERING_WARD and 6 <= months_ago < 15:
        return day_registered - 0.22, day_care, night_registered - 0.16, night_care
    if ward.story is Story.ONE_TO_ONE_CARE and months_ago < 3:
        return day_registered, day_care + 0.42, night_registered, night_care + 0.55
    if trust.story is Story.STRETCHED_TRUST and months_ago < 10:
        return day_registered - 0.12, day_care + 0.05, night_registered - 0.10, night_care + 0.04
    return fills


def _hours(hours: float) -> Decimal:
    """Return the hours to the nearest quarter."""
    return (Decimal(round(hours * 4)) * _QUARTER).quantize(Decimal("0.01"))
