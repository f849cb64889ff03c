"""Checking a complaints return: the file in, its rows, findings and totals out. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from complaints.columns import BY_CODE
from complaints.context import CheckContext
from complaints.reading import read_return
from complaints.rows_read import FileRead, RowRead
from complaints.rules.registry import ALL_RULES
from complaints.rules.rule import Rule, Severity, Survey
from complaints.totals import Totals, totals_of
from oversight.returns.reading.cells import as_shown, column_letters
from oversight.returns.reading.tables import ReadFile


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with its address as the spreadsheet shows it; ``about``: what is in no row."""

    rule: str
    severity: Severity
    message: str
    mend: str
    sheet: str | None
    row: int | None
    column: str | None
    letters: str | None
    value: str | None
    at: RowRead | None
    about: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a file came to. findings: those of the whole file first, then in the order of the rows."""

    file: FileRead
    findings: tuple[Finding, ...]
    totals: Totals

    @property
    def must_fix(self) -> int:
        """How many findings must be fixed."""
        return sum(finding.severity is Severity.MUST_FIX for finding in self.findings)

    @property
    def explain(self) -> int:
        """How many findings are to be explained."""
        return len(self.findings) - self.must_fix


def check_complaints(
    file: ReadFile, context: CheckContext, *, progress: Callable[[int, int], None] | None = None
) -> CheckResult:
    """Read and check a file against what is on record. Raises ``Unreadable`` where it cannot be read."""
    read = read_return(file, context.trust_code, context.period, progress)
    survey = Survey(read, context)
    found = [finding for rule in ALL_RULES for finding in _findings(rule, survey)]
    order = {id(row): place for place, row in enumerate(read.rows())}
    # Sorted by the place of their rows alone, so that findings of one row stay in the order of the rules.
    found.sort(key=lambda one: -1 if one.at is None else order[id(one.at)])
    return CheckResult(read, tuple(found), totals_of(read))


def as_json(result: CheckResult, trust_code: str) -> dict[str, object]:
    """Return the result in the shape that the command ``check_return`` prints."""
    return {
        "return": "complaints",
        "trust": trust_code,
        "period": str(result.file.period),
        "layout": str(result.file.layout),
        "rows_read": result.file.rows_read,
        "rows_other_periods": result.file.rows_other_periods,
        "rows_other_trusts": result.file.rows_other_trusts,
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
        "totals": result.totals.as_json(),
    }


def _findings(rule: Rule, survey: Survey) -> Iterator[Finding]:
    for fault in rule.check(survey):
        heading = fault.row.heading if fault.row else fault.heading
        place = fault.place
        if place is None and fault.row is not None and fault.column:
            place = fault.row.heading.places.get(fault.column)
        called = heading.texts[place] if heading is not None and place is not None else None
        yield Finding(
            rule=rule.id,
            severity=rule.severity,
            message=fault.message,
            mend=rule.mend,
            sheet=heading.sheet if heading else None,
            row=fault.row.row if fault.row else heading.row if heading else None,
            column=called or (BY_CODE[fault.column].heading if fault.column else None),
            letters=None if place is None else column_letters(place),
            value=as_shown(fault.row.cells.get(fault.column)) if fault.row and fault.column else None,
            at=fault.row,
            about=fault.about,
        )
