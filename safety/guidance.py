"""What a preparer reads before filling in, made from the columns, items and rules that the checks use."""

from __future__ import annotations

from oversight.returns.guidance import Guidance, GuidanceColumn, GuidanceRule
from oversight.returns.periods import Month
from oversight.wording import write_date
from safety.clocks import AlertStatus
from safety.columns import COLUMNS, ITEM, LINES, SECTION, STATUS, AlertKind, Column, Harm, Holds, Section
from safety.never_event_lists import list_in_force
from safety.rules.registry import ALL_RULES
from safety.settings import settings_for

_ALLOWED = {
    Holds.MONTH: ("a month, such as 2026-10",),
    Holds.DAY: ("a day, such as 14/10/2026",),
    Holds.YES_NO: ("yes", "no"),
    Holds.NUMBER: ("a whole number, 0 or more; n/a; or blank",),
}


def guidance_for(month: Month) -> Guidance:
    """Return the guidance for a month: how rows are filled in, the columns, and every rule in order."""
    return Guidance(
        title=f"Safety measures return, {month.label}",
        introduction=introduction(month),
        columns=tuple(
            GuidanceColumn(
                code=column.code,
                heading=column.heading,
                required=column.required,
                explanation=column.guidance,
                allowed=allowed(column, month),
            )
            for column in COLUMNS
        ),
        rules=tuple(GuidanceRule(rule.id, str(rule.severity), rule.text, rule.mend) for rule in ALL_RULES),
    )


def introduction(month: Month) -> tuple[str, ...]:
    """Return what is said before the columns."""
    settings = settings_for(month)
    in_force = list_in_force(month.first_day)
    return (
        "Give one row for each number, and one row for each never event, alert and notifiable incident; say in "
        "“Number in all” how many rows these sections have, 0 for none.",
        "Blank, 0 and n/a are three answers: no figure, none, and nothing to count at this trust.",
        f"Never events: one row each with its day, or one row for a type with their number. Types of {month.label} are "
        f"those of the {_lower(in_force.title) if in_force else 'list in force'}; an earlier incident has the list of "
        "its own day.",
        "Alerts: every alert that was open on the first day of the month, was issued in it, or has its deadline in it, "
        f"as it stood on {write_date(month.last_day)}. Medical device and estates alerts are listed with the others.",
        "Duty of candour: every notifiable incident that was reported in the month, or of which the person had not "
        f"been told on its first day. The contract's clock is {settings.candour_working_days.value} working days; the "
        "regulation says as soon as reasonably practicable.",
        "No patient and no member of staff is named, in references or anywhere else.",
    )


def allowed(column: Column, month: Month) -> tuple[str, ...]:
    """Return what a column may hold, in words."""
    if column == SECTION:
        return tuple(section.label for section in Section)
    if column == STATUS:
        return tuple(status.label for status in AlertStatus)
    if column == ITEM:
        return ("one of the list of its section, on the sheet Lists",)
    return _ALLOWED.get(column.holds, ())


def items_of(section: Section, month: Month) -> list[str]:
    """Return what the rows of a section may be about in a month, in the order of the template."""
    found = [line.label for line in LINES if line.section is section and (line.since is None or month >= line.since)]
    if section is Section.NEVER_EVENTS:
        in_force = list_in_force(month.first_day)
        found += [one.title for one in in_force.types_on(month.first_day)] if in_force else []
    elif section is Section.ALERTS:
        found += [kind.label for kind in AlertKind]
    elif section is Section.CANDOUR:
        found += [harm.label for harm in Harm]
    return found


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
