"""What a preparer reads before filling in, made from the columns and rules that the checks use."""

from __future__ import annotations

from oversight.returns.guidance import Guidance, GuidanceColumn, GuidanceRule
from oversight.returns.periods import Month
from staffing.columns import TEMPLATE_COLUMNS, Kind, is_asked_for
from staffing.rules.registry import ALL_RULES

_INTRODUCTION = (
    "Give one row for each inpatient ward. Leave out emergency departments and day-case areas.",
    "Hours are the month's totals in hours and parts of an hour, such as 1602.5. Where nothing was planned, enter 0; "
    "leave a cell blank only where you have no figure.",
    "A rota system's own export can be sent as it is: its headings are recognised, rows of other months are left "
    "aside, and a unit that is no ward can be set aside once.",
)
_ALLOWED = {
    Kind.HOURS: ("a number of hours, 0 or more",),
    Kind.COUNT: ("a whole number, 0 or more",),
    Kind.MONTH: ("a month, such as 2026-10",),
    Kind.SPECIALTY: ("one of the national list, on the sheet Lists",),
    Kind.ADDRESS: ("an address that begins with http:// or https://",),
}


def guidance_for(month: Month) -> Guidance:
    """Return the guidance for a month: the columns of the template and every rule, in the order in which they run."""
    return Guidance(
        title=f"Ward staffing return, {month.label}",
        introduction=_INTRODUCTION,
        columns=tuple(
            GuidanceColumn(
                code=column.code,
                heading=column.heading,
                required=is_asked_for(column, month),
                explanation=column.guidance,
                allowed=_ALLOWED.get(column.kind, ()),
            )
            for column in TEMPLATE_COLUMNS
        ),
        rules=tuple(GuidanceRule(rule.id, str(rule.severity), rule.text, rule.mend) for rule in ALL_RULES),
    )
