"""Rows of events, alerts and incidents: their references and their days."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import as_shown
from oversight.wording import write_date
from safety.columns import BY_CODE, DAYS, REFERENCE, RowKind
from safety.reading import reference_key
from safety.rows_read import RowRead
from safety.rules.rule import Example, Fault, Rule, Severity, Survey

_LONGEST = 100
_KINDS = (RowKind.NEVER_EVENT, RowKind.ALERT, RowKind.INCIDENT)
# A deadline may lie ahead; all else has happened by the end of the month.
_HAPPENED = frozenset({"date", "acknowledged", "closed", "told", "written"})


def _listed(survey: Survey) -> Iterator[RowRead]:
    for row in survey.file.rows:
        if row.kind in _KINDS:
            yield row


def is_counted_by_type(row: RowRead) -> bool:
    """Say whether a row gives the number of never events of one type, and no single one."""
    return row.kind is RowKind.NEVER_EVENT and "date" in row.days and row.day("date") is None and not row.reference


def _without_reference(survey: Survey) -> Iterator[Fault]:
    for row in _listed(survey):
        if not row.reference and not is_counted_by_type(row):
            yield Fault(
                "The row has no reference, so that it could not be followed from month to month.", row, "reference"
            )


def _too_long(survey: Survey) -> Iterator[Fault]:
    for row in _listed(survey):
        if len(row.reference) > _LONGEST:
            yield Fault(f"The reference has {len(row.reference)} characters.", row, REFERENCE.code)


def _repeated(survey: Survey) -> Iterator[Fault]:
    first: dict[tuple[RowKind | None, str], RowRead] = {}
    for row in _listed(survey):
        if not row.reference:
            continue
        before = first.setdefault((row.kind, reference_key(row.reference)), row)
        if before is not row:
            yield Fault(f"{row.reference} is already in row {before.row}.", row, REFERENCE.code)


def _not_a_day(survey: Survey) -> Iterator[Fault]:
    for row in _listed(survey):
        for column in DAYS:
            if row.kind is not None and column.is_used_by(row.kind) and column.code not in row.days:
                yield Fault(f"“{as_shown(row.cells.get(column.code))}” is no day.", row, column.code)


def _after_month(survey: Survey) -> Iterator[Fault]:
    last = survey.context.period.last_day
    for row in _listed(survey):
        for column in DAYS:
            day = row.day(column.code)
            if column.code in _HAPPENED and row.kind and column.is_used_by(row.kind) and day is not None and day > last:
                yield Fault(
                    f"“{BY_CODE[column.code].heading}” is {write_date(day)}, and the return tells how things stood on "
                    f"{write_date(last)}.",
                    row,
                    column.code,
                )


WITHOUT_REFERENCE = Rule(
    id="safety.reference_missing",
    severity=Severity.MUST_FIX,
    text="Every never event, alert and incident has a reference; never events counted by type have none.",
    mend="Enter the number under which your incident system or the Central Alerting System has it.",
    check=_without_reference,
    trips=Example({"alert": {"reference": "-"}}),
    silent=Example({"never event": {"reference": "", "date": "", "number": "1"}}),
)
TOO_LONG = Rule(
    id="safety.reference_too_long",
    severity=Severity.MUST_FIX,
    text="A reference has no more than 100 characters.",
    mend="Enter the number alone, and nothing of what happened.",
    check=_too_long,
    trips=Example({"alert": {"reference": "P" * 101}}),
    silent=Example({"alert": {"reference": "P" * 100}}),
)
REPEATED = Rule(
    id="safety.reference_repeated",
    severity=Severity.MUST_FIX,
    text="A never event, an alert or an incident has one row.",
    mend="Keep the right row.",
    check=_repeated,
    trips=Example(
        {"another": {"section": "Duty of candour", "item": "Death", "reference": "w 1001", "date": "09/10/2026"}}
    ),
    silent=Example(
        {"another": {"section": "Duty of candour", "item": "Death", "reference": "W1002", "date": "09/10/2026"}}
    ),
)
NOT_A_DAY = Rule(
    id="safety.not_a_day",
    severity=Severity.MUST_FIX,
    text="Dates are days of the calendar, from 2000 on.",
    mend="Enter the day as 14/10/2026, without a time of day.",
    check=_not_a_day,
    trips=Example({"alert": {"deadline": "end of month"}, "never event": {"date": "31/09/2026"}}),
    silent=Example({"alert": {"deadline": "30 Nov 2026"}, "never event": {"date": "2026-10-05"}}),
)
AFTER_MONTH = Rule(
    id="safety.after_the_month",
    severity=Severity.MUST_FIX,
    text="The return tells how things stood on the last day of the month: what happened later belongs in the next one.",
    mend="Check the date; leave out what came after the month.",
    check=_after_month,
    trips=Example({"incident": {"told": "02/11/2026"}}),
    silent=Example({"incident": {"told": "31/10/2026"}, "alert": {"deadline": "02/12/2026"}}),
)
RULES = (WITHOUT_REFERENCE, TOO_LONG, REPEATED, NOT_A_DAY, AFTER_MONTH)
