"""The safety measures return as a kind of return: its columns, rules, calendar, and what acceptance does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns.checked import Checked, Found, Progress, Report, ReturnRow
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.guidance import Guidance
from oversight.returns.kind_words import KindWords
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.owing import trusts_with_inpatients
from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from oversight.returns.refusals import Refused
from oversight.returns.statements import Statement
from safety.canonical_rows import content_sha256, key_of, place_of, rows_once
from safety.checking import CheckResult, Finding, as_json, check_safety
from safety.collection import collection_times, months_opened, timetable
from safety.columns import KEPT
from safety.guidance import guidance_for
from safety.on_record import context_for
from safety.statement import statement_for
from safety.storing import store_return
from safety.summary import summary_of


class SafetyReturn:
    """The monthly safety measures return."""

    code = "safety"
    title = "Safety measures return"
    receipt_prefix = "SM"
    words = KindWords(
        row="line",
        row_heading="Section and line",
        template="with a row for each number, and what was open at the end of the last month",
        or_else="",
        blank_rows="left unfilled",
        shows_public=False,
        behind_help="For example: what is still to be done and by when, who could not be reached, how it was counted. "
        "Leave out anything by which a person could be known.",
    )

    def period_label(self, period: str) -> str:
        """Return the month for people."""
        return Month.parse(period).label

    def check_period(self, period: str, *, today: date) -> None:
        """Refuse what is no month, one that has not begun, and one before the first collection."""
        try:
            month = Month.parse(period)
        except ValueError as fault:
            raise Refused("period", f"{fault}.") from fault
        if month.first_day > today:
            raise Refused("period", f"{month.label} has not begun yet.")
        if month < timetable().first_month:
            raise Refused("period", f"Safety measures were first collected for {timetable().first_month.label}.")

    def last_standing_period(self, period: str, months: int) -> str:
        """Return the month so many months on."""
        return str(Month.parse(period).plus(months))

    def period_after(self, period: str) -> str:
        """Return the month that follows."""
        return str(Month.parse(period).plus(1))

    def times_by_rule(self, period: str) -> CollectionTimes:
        """Return when the collection for the month opens and closes."""
        return collection_times(Month.parse(period))

    def periods_opened(self, *, now: datetime, months: int) -> list[str]:
        """Return the months whose collection has opened, the newest first."""
        return [str(month) for month in months_opened(now, months)]

    def owing_trusts(self, period: str) -> QuerySet[Trust]:
        """Return the trusts open in the month that have a ward on record, or somebody to prepare returns."""
        return trusts_with_inpatients(Month.parse(period))

    def statement(self, period: str) -> Statement:
        """Return the declaration in force for the month."""
        return statement_for(Month.parse(period))

    def guidance(self, period: str) -> Guidance:
        """Return what a preparer reads before filling in, from columns, items and rules."""
        return guidance_for(Month.parse(period))

    def column_labels(self) -> Mapping[str, str]:
        """Return what the template calls each column of a row."""
        return {column.code: column.heading for column in KEPT}

    def read_and_check(
        self, *, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None = None
    ) -> Checked:
        """Read a file and run every rule on it, against what is on record of the trust."""
        month = Month.parse(period)
        result = self._check(content, filename, trust, month, today, progress)
        rows = rows_once(result.file)
        return Checked(
            layout="template",
            rows_read=result.file.rows_read,
            rows_other_periods=result.file.rows_other_periods,
            rows_blank=result.file.rows_blank,
            findings=[_found(finding, month) for finding in result.findings],
            rows=rows,
            content_sha256=content_sha256(rows),
            totals=summary_of(rows, month).as_json(),
        )

    def report(self, *, content: bytes, filename: str, trust: Trust, period: str, today: date) -> Report:
        """Read and check a file and store nothing."""
        result = self._check(content, filename, trust, Month.parse(period), today, None)
        return Report(as_json(result, trust.code), result.must_fix)

    def _check(
        self, content: bytes, filename: str, trust: Trust, month: Month, today: date, progress: Progress | None
    ) -> CheckResult:
        return check_safety(read_file(content, filename), context_for(trust, month, today), progress=progress)

    def settle_places(self, *, submission: Submission, by: Person, now: datetime) -> Mapping[str, str]:
        """Return nothing: no row names a place that would have to be entered."""
        return {}

    def store(self, *, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
        """Write every number, event, alert and incident, and what is observed of the trust."""
        store_return(version=version, rows=rows, now=now)

    def template_workbook(self, *, trust: Trust, period: str, today: date) -> bytes:
        """Return a workbook to fill in, with every number's row and what was open at the end of the last month."""
        # The library that writes workbooks loads numpy: only who downloads one waits for it.
        from safety.template_workbook import template_workbook

        return template_workbook(trust=trust, month=Month.parse(period), today=today)

    def marked_workbook(self, submission: Submission) -> bytes:
        """Return the person's own file as a workbook with the faulty cells marked."""
        from safety.marked_workbook import marked_workbook

        return marked_workbook(submission)


def _found(finding: Finding, month: Month) -> Found:
    """Return a finding in the form that every return shares, with what it is about."""
    return Found(
        rule=finding.rule,
        severity=str(finding.severity),
        message=finding.message,
        mend=finding.mend,
        sheet=finding.sheet,
        row=finding.row,
        column=finding.column,
        cell=f"{finding.letters}{finding.row}" if finding.letters and finding.row else "",
        value=finding.value,
        place=place_of(finding.at, month) if finding.at else finding.about,
        place_key=key_of(finding.at) if finding.at else finding.about,
    )


SAFETY = SafetyReturn()
