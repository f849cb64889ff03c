"""Whether the file holds the month that is to be returned, and whether that month is over."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.findings import Severity
from staffing.rules.rule import CellCheck, Example, Fault, FileCheck, FileFault, RowCells, Rule, Survey


def _not_a_month(row: RowCells) -> Iterator[Fault]:
    """Runs on rows whose month could not be told, and on no others."""
    value = row.values.get("period")
    yield Fault("period", "The month is blank." if value is None or value == "" else "This is not a month.")


def _not_closed(survey: Survey) -> Iterator[FileFault]:
    period = survey.context.period
    if not period.has_ended_on(survey.context.today):
        yield FileFault(f"{period.label} is not over, so its hours cannot be complete.")


def _no_row(survey: Survey) -> Iterator[FileFault]:
    if survey.wards_read or survey.unreadable_periods:
        return
    period = survey.context.period.label
    if survey.rows_read == 0:
        message = f"The file holds headings and no rows, so nothing for {period}."
    elif survey.rows_without_hours:
        message = f"No row for {period} has any hours."
    else:
        message = f"The file has no row for {period}: its {survey.rows_read:,} rows are for other months."
    yield FileFault(message)


NOT_A_MONTH: Rule[CellCheck] = Rule(
    id="staffing.period_not_a_month",
    severity=Severity.MUST_FIX,
    text="Where a file has a column for the month, every row with hours names its month.",
    mend="Enter the month as 2026-10 or 01/10/2026.",
    check=_not_a_month,
    trips=Example(rows=({"period": "Quarter 3"}, {"ward": "Oak"})),
    silent=Example(rows=({"period": "October 2026"}, {"ward": "Oak", "period": "Q3", "hours": "0"})),
)
NOT_CLOSED: Rule[FileCheck] = Rule(
    id="staffing.period_not_closed",
    severity=Severity.MUST_FIX,
    text="A month is returned after its last day.",
    mend="Send the return when the month is over; check the month that you chose.",
    check=_not_closed,
    trips=Example(on_record={"today": "2026-10-31"}),
    silent=Example(on_record={"today": "2026-11-01"}),
    source="Must be fixed: period not closed.",
)
NO_ROW: Rule[FileCheck] = Rule(
    id="staffing.no_row_for_period",
    severity=Severity.MUST_FIX,
    text="The file has at least one ward with hours for the month.",
    mend="Check the month that you chose, and the file.",
    check=_no_row,
    trips=Example(rows=({"period": "2026-09"},)),
    silent=Example(rows=({"period": "2026-09"}, {})),
    source="Must be fixed: no row for the period.",
)
FILE_RULES = (NOT_CLOSED, NO_ROW)
