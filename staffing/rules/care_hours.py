"""Care hours per patient day that are possible but unusual, and wards without patients."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.columns import PATIENTS, StaffGroup, is_asked_for
from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow


def _out_of_bounds(row: WardRow) -> Iterator[Fault]:
    bounds = row.context.bounds
    overall = row.ward.care_hours(StaffGroup)
    if overall is not None and not bounds.chppd_low.value <= overall <= bounds.chppd_high.value:
        low = overall < bounds.chppd_low.value
        bound = f"below {bounds.chppd_low.value}" if low else f"above {bounds.chppd_high.value}"
        yield Fault("patients", f"Care hours per patient day are {float(overall):.1f}, {bound}.")


def _no_patients(row: WardRow) -> Iterator[Fault]:
    if row.ward.patients or "patients" in row.ward.unusable or "patients" not in row.values:
        return
    if not is_asked_for(PATIENTS, row.ward.period) or not any(row.ward.hours):
        return
    what = "No patients are counted" if row.ward.patients == 0 else "The count of patients is blank"
    yield Fault("patients", f"{what}, but the ward has hours, so there are no care hours per patient day.")


OUT_OF_BOUNDS: Rule[WardCheck] = Rule(
    id="staffing.chppd_out_of_bounds",
    severity=Severity.EXPLAIN,
    text="Care hours per patient day below 3 or above 24 are asked about.",
    mend="Check that the patients are added up over the month and not averaged. If they are right, say why: "
    "intensive care, a ward opened or closed during the month.",
    check=_out_of_bounds,
    trips=Example(rows=({"patients": "27"}, {"ward": "Oak", "patients": "1471"})),
    silent=Example(rows=({"patients": "1470"}, {"ward": "Oak", "patients": "184"})),
    source="To explain: overall care hours per patient day below 3 or above 24.",
)
NO_PATIENTS: Rule[WardCheck] = Rule(
    id="staffing.no_patients",
    severity=Severity.EXPLAIN,
    text="A ward with hours and no patients counted is asked about.",
    mend="Enter the count, added up over the month. If there were none, say why: a birth unit, a ward kept ready.",
    check=_no_patients,
    trips=Example(rows=({"patients": "0"}, {"ward": "Oak", "patients": ""})),
    silent=Example(rows=({"patients": "0", "hours": "0"}, {"ward": "Oak"})),
    source="To explain: patients 0 or blank with hours above 0.",
)
RULES = (NO_PATIENTS, OUT_OF_BOUNDS)
