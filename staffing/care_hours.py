"""Care hours per patient day (CHPPD): hours worked for each patient counted at 23:59."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def care_hours_per_patient_day(hours: Decimal | None, patients: int | None) -> Fraction | None:
    """Hours worked by day and night over the month's cumulative count of patients at 23:59, exactly.

    None where not applicable: without a patient counted. The count is added up over the month, not
    its daily average: 2,700 hours and a count of 300 are 9.0 (NHS England, CHPPD guidance).
    """
    if hours is None or not patients or patients < 0:
        return None
    over, under = hours.as_integer_ratio()
    return Fraction(over, under * patients)


def pooled_care_hours(rows: Iterable[tuple[Decimal | None, int | None]]) -> Fraction | None:
    """The same over several wards: sums before the ratio, leaving out wards without a patient counted."""
    hours_sum, patients_sum = Decimal(0), 0
    for hours, patients in rows:
        if hours is not None and patients is not None and patients > 0:
            hours_sum += hours
            patients_sum += patients
    return care_hours_per_patient_day(hours_sum, patients_sum)
