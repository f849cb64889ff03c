"""Fill rates that are possible but unusual."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.columns import Side, hours_code
from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow
from staffing.wards import FILL_RATES


def _out_of_bounds(row: WardRow) -> Iterator[Fault]:
    low, high = row.context.bounds.fill_low.value, row.context.bounds.fill_high.value
    for shift, group in FILL_RATES:
        rate = row.ward.fill_rate(shift, group)
        if rate is not None and not low <= rate <= high:
            side = f"below {low}" if rate < low else f"above {high}"
            yield Fault(
                hours_code(shift, group, Side.ACTUAL),
                f"The fill rate is {float(rate):.1f}%, {side}%: "
                f"{row.ward.actual(shift, group):,f} of {row.ward.planned(shift, group):,f} planned hours.",
            )


def _none_planned(row: WardRow) -> Iterator[Fault]:
    for shift, group in FILL_RATES:
        planned, actual = row.ward.planned(shift, group), row.ward.actual(shift, group)
        if planned == 0 and actual is not None and actual > 0:
            yield Fault(
                hours_code(shift, group, Side.ACTUAL),
                f"{actual:,f} hours were worked and none planned, so there is no fill rate.",
            )


OUT_OF_BOUNDS: Rule[WardCheck] = Rule(
    id="staffing.fill_rate_out_of_bounds",
    severity=Severity.EXPLAIN,
    text="A fill rate below 50% or above 150% is asked about.",
    mend="Check both numbers. If they are right, say why: beds closed, patients who needed one-to-one care.",
    check=_out_of_bounds,
    trips=Example(rows=({"day_care_actual": "539.9", "night_registered_actual": "1534.51"},)),
    silent=Example(rows=({"day_care_actual": "540", "night_registered_actual": "1534.5"},)),
    source="To explain: fill below 50 or above 150.",
)
NONE_PLANNED: Rule[WardCheck] = Rule(
    id="staffing.planned_zero",
    severity=Severity.EXPLAIN,
    text="Hours worked where none were planned are asked about; there is no fill rate then.",
    mend="Enter the planned hours if there were any; else say why staff worked.",
    check=_none_planned,
    trips=Example(rows=({"night_care_planned": "0", "night_care_actual": "23"},)),
    silent=Example(rows=({"night_care_planned": "0", "night_care_actual": "0"},)),
    source="To explain: planned 0 with actual above 0.",
)
RULES = (NONE_PLANNED, OUT_OF_BOUNDS)
