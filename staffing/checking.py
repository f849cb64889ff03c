"""Checking a ward staffing return: the file in, findings and figures out. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oversight.returns.reading.tables import ReadFile
from staffing.context import CheckContext
from staffing.findings import Finding, Severity
from staffing.layouts import Heading, Layout, headings_of
from staffing.plain_rows import plain_taker
from staffing.row_reading import RowReader
from staffing.rules.registry import FILE_RULES
from staffing.rules.rule import Survey
from staffing.ward_rows import WardRows
from staffing.wards import Figures, figures

Progress = Callable[[int, int], None]
"""Called with the bytes read so far, of the file's tables together."""

_ROWS_BETWEEN_PROGRESS = 5_000


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a file came to.

    rows_read: data rows, other periods included. rows_other_periods: left aside. rows_without_hours:
    units without any hours in the period, which are in nothing else. rows_set_aside: units that the
    trust said are no wards. findings: in the file's order, those of the whole file first. wards: every
    unit with hours, in the file's order, an identical duplicate once.
    """

    layout: Layout
    headings: tuple[Heading, ...]
    rows_read: int
    rows_other_periods: int
    rows_without_hours: int
    rows_set_aside: int
    findings: tuple[Finding, ...]
    wards: WardRows
    trust_total: Figures

    @property
    def must_fix(self) -> int:
        return sum(finding.severity is Severity.MUST_FIX for finding in self.findings)

    @property
    def explain(self) -> int:
        return sum(finding.severity is Severity.EXPLAIN for finding in self.findings)


def check_staffing(file: ReadFile, context: CheckContext, *, progress: Progress | None = None) -> CheckResult:
    """Reads and checks a file against what is on record. Raises Unreadable where it cannot be read."""
    headings = headings_of(file, context.heading_map)
    reader = RowReader(context)
    total = sum(heading.table.bytes_total for heading in headings)
    for index, heading in enumerate(headings):
        before = sum(done.table.bytes_total for done in headings[:index])
        _read_table(reader, heading, progress and _told_of(progress, heading, before, total))
    if progress is not None:
        progress(total, total)
    survey = Survey(
        context=context,
        headings=tuple(headings),
        rows_read=reader.rows_read,
        rows_other_periods=reader.rows_other_periods,
        rows_without_hours=reader.rows_without_hours,
        wards_read=len(reader.wards),
        unreadable_periods=reader.unreadable_periods,
        all_alike=reader.wards.all_alike(),
        read_ids=reader.wards.ward_ids | reader.misplaced_ids,
    )
    return CheckResult(
        layout=headings[0].layout,
        headings=tuple(headings),
        rows_read=reader.rows_read,
        rows_other_periods=reader.rows_other_periods,
        rows_without_hours=reader.rows_without_hours,
        rows_set_aside=reader.rows_set_aside,
        findings=(*_of_the_file(survey), *reader.findings),
        wards=reader.wards,
        trust_total=reader.wards.pooled(),
    )


def as_json(result: CheckResult, trust_code: str, period: str) -> dict[str, object]:
    """The result in the shape that the command `check_return` prints."""
    return {
        "return": "staffing",
        "trust": trust_code,
        "period": period,
        "layout": str(result.layout),
        "rows_read": result.rows_read,
        "rows_other_periods": result.rows_other_periods,
        "rows_without_hours": result.rows_without_hours,
        "must_fix": result.must_fix,
        "explain": result.explain,
        "findings": [
            {
                "rule": finding.rule,
                "severity": str(finding.severity),
                "sheet": finding.sheet,
                "row": finding.row,
                "column": finding.column,
                "value": finding.value,
                "message": finding.message,
            }
            for finding in result.findings
        ],
        "wards": [
            {"site": ward.site_as_read, "ward": ward.ward_name, **figures(ward).as_json()} for ward in result.wards
        ],
        "trust_total": result.trust_total.as_json(),
    }


def _read_table(reader: RowReader, heading: Heading, told: Callable[[], None] | None) -> None:
    take_plain, take = plain_taker(reader, heading), reader.take
    heading_row = heading.row
    countdown = _ROWS_BETWEEN_PROGRESS
    for row, cells in heading.table.records():
        if row <= heading_row:
            continue
        if take_plain is None or not take_plain(row, cells):
            take(heading, row, cells)
        countdown -= 1
        if not countdown:
            countdown = _ROWS_BETWEEN_PROGRESS
            if told is not None:
                told()


def _told_of(progress: Progress, heading: Heading, before: int, total: int) -> Callable[[], None]:
    return lambda: progress(before + heading.table.bytes_read, total)


def _of_the_file(survey: Survey) -> list[Finding]:
    return [
        Finding(
            rule=rule.id,
            severity=rule.severity,
            sheet=fault.sheet,
            row=fault.row,
            column=fault.column,
            letters=fault.letters,
            value=fault.value,
            message=fault.message,
            mend=rule.mend,
            ward=fault.ward,
            ward_id=fault.ward_id,
            site=fault.site,
        )
        for rule in FILE_RULES
        for fault in rule.check(survey)
    ]
