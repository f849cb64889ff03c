"""Hours that changed much since the ward's last accepted month."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.columns import Shift, Side, StaffGroup, hours_code
from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow


def _changed(row: WardRow) -> Iterator[Fault]:
    if row.previous is None:
        return
    share = row.context.bounds.change.value
    for group in StaffGroup:
        now, before = row.ward.worked((group,)), row.previous.worked((group,))
        if now is None or before is None or abs(now - before) * 100 <= before * share:
            continue
        change = f"{float((now - before) / before * 100):+.0f}%" if before else "from none"
        yield Fault(
            hours_code(Shift.DAY, group, Side.ACTUAL),
            f"Hours worked by {group.label[0].lower()}{group.label[1:]}, day and night, are {now:,f}; they were "
            f"{before:,f} in {row.previous.period.label} ({change}).",
        )


CHANGED: Rule[WardCheck] = Rule(
    id="staffing.hours_changed",
    severity=Severity.EXPLAIN,
    text="Hours worked by a staff group that changed by more than 25% on the ward's last accepted month are asked "
    "about.",
    mend="Check the hours. If they are right, say what changed on the ward.",
    check=_changed,
    trips=Example(rows=({"day_care_actual": "650"},), on_record={"previous_wards": ("Rowan",)}),
    silent=Example(rows=({"day_care_actual": "650.5"},), on_record={"previous_wards": ("Rowan",)}),
    source="To explain: actual hours of a staff group changed by more than 25%.",
)
RULES = (CHANGED,)
