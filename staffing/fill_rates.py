"""Fill rates: the share of the planned hours that were worked."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def fill_rate(planned: Decimal | None, actual: Decimal | None) -> Fraction | None:
    """Actual as a percentage of planned hours, exactly; None where not applicable.

    It is not applicable where nothing was planned, whatever was worked: planned 0 is not 0%.
    Published by NHS England as “average fill rate”.
    """
    if planned is None or actual is None or planned <= 0:
        return None
    actual_over, actual_under = actual.as_integer_ratio()
    planned_over, planned_under = planned.as_integer_ratio()
    return Fraction(100 * actual_over * planned_under, actual_under * planned_over)


def pooled_fill_rate(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Fraction | None:
    """The fill rate of several wards: the sum of actual over the sum of planned hours.

    It is never the mean of the wards' rates. Hours worked where none were planned count. A pair
    without one of its numbers takes no part.
    """
    planned_sum, actual_sum = Decimal(0), Decimal(0)
    for planned, actual in pairs:
        if planned is not None and actual is not None:
            planned_sum += planned
            actual_sum += actual
    return fill_rate(planned_sum, actual_sum)
