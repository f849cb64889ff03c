"""The complaints return as a kind of return: its columns, rules, calendar, and what acceptance does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from complaints.canonical_rows import content_sha256, key_of, place_of, rows_once
from complaints.checking import CheckResult, Finding, as_json, check_complaints
from complaints.collection import collection_times, quarters_opened, timetable
from complaints.columns import KEPT_OF
from complaints.guidance import guidance_for
from complaints.on_record import context_for
from complaints.periods import ComplaintsPeriod
from complaints.statement import statement_for
from complaints.storing import store_return
from complaints.totals import totals_said
from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns.checked import Checked, Found, Progress, Report, ReturnRow
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.guidance import Guidance
from oversight.returns.kind_words import KindWords
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.owing import trusts_with_inpatients
from oversight.returns.reading.files import read_file
from oversight.returns.refusals import Refused
from oversight.returns.statements import Statement

_MONTHS_OF_A_QUARTER = 3


class ComplaintsReturn:
    """The quarterly complaints return; KO41a of a whole financial year is taken too."""

    code = "complaints"
    title = "Complaints return"
    receipt_prefix = "CO"
    words = KindWords(
        row="line",
        row_heading="What it is about",
        template="with a row for the trust and for each of its sites, what was carried forward to them, and the sheets "
        "for how complaints were handled and what was learned",
        or_else="or send KO41a as it is published, for the organisation, for its sites, or both",
        blank_rows="left unfilled",
        shows_public=False,
        behind_help="For example: a new way of counting, a backlog that was cleared, a ward that closed. Leave out "
        "anything by which a person could be known.",
        period="period",
    )

    def period_label(self, period: str) -> str:
        """Return the quarter or year for people."""
        return ComplaintsPeriod.parse(period).label

    def check_period(self, period: str, *, today: date) -> None:
        """Refuse what is no period, one that has not begun, and one before the first collection of its form."""
        try:
            parsed = ComplaintsPeriod.parse(period)
        except ValueError as fault:
            raise Refused("period", f"{fault}.") from fault
        if parsed.first_day > today:
            raise Refused("period", f"{parsed.label} has not begun yet.")
        first = timetable().first(parsed)
        if parsed < first:
            raise Refused("period", f"KO41a was first collected by {_span(parsed)} for {first.label}.")

    def last_standing_period(self, period: str, months: int) -> str:
        """Return the quarter so many months on; a year's explanations are for that year."""
        parsed = ComplaintsPeriod.parse(period)
        return str(parsed.plus(months // _MONTHS_OF_A_QUARTER)) if parsed.is_quarter else period

    def period_after(self, period: str) -> str:
        """Return the period of the same length that follows."""
        return str(ComplaintsPeriod.parse(period).plus(1))

    def times_by_rule(self, period: str) -> CollectionTimes:
        """Return when the collection for the period opens and closes."""
        return collection_times(ComplaintsPeriod.parse(period))

    def periods_opened(self, *, now: datetime, months: int) -> list[str]:
        """Return the quarters whose collection has opened, one at least, the newest first; trusts owe no years."""
        return [str(quarter) for quarter in quarters_opened(now, months)]

    def owing_trusts(self, period: str) -> QuerySet[Trust]:
        """Return the trusts open in the period that have a ward on record, or somebody to prepare returns."""
        return trusts_with_inpatients(ComplaintsPeriod.parse(period))

    def statement(self, period: str) -> Statement:
        """Return the declaration in force for the period."""
        return statement_for(ComplaintsPeriod.parse(period))

    def guidance(self, period: str) -> Guidance:
        """Return what a preparer reads before filling in, from columns, items and rules."""
        return guidance_for(ComplaintsPeriod.parse(period))

    def column_labels(self) -> Mapping[str, str]:
        """Return what the template calls each column of a row, of all its sheets."""
        return {column.code: column.heading for columns in KEPT_OF.values() for column in columns}

    def read_and_check(
        self, *, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None = None
    ) -> Checked:
        """Read a file and run every rule on it, against what is on record of the trust."""
        result = self._check(content, filename, trust, period, today, progress)
        rows = rows_once(result.file)
        return Checked(
            layout=str(result.file.layout),
            rows_read=result.file.rows_read,
            rows_other_periods=result.file.rows_other_periods,
            rows_blank=result.file.rows_blank,
            findings=[_found(finding) for finding in result.findings],
            rows=rows,
            content_sha256=content_sha256(rows),
            totals=totals_said(rows).as_json(),
        )

    def report(self, *, content: bytes, filename: str, trust: Trust, period: str, today: date) -> Report:
        """Read and check a file and store nothing."""
        result = self._check(content, filename, trust, period, today, None)
        return Report(as_json(result, trust.code), result.must_fix)

    def _check(
        self, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None
    ) -> CheckResult:
        context = context_for(trust, ComplaintsPeriod.parse(period), today)
        return check_complaints(read_file(content, filename), context, progress=progress)

    def settle_places(self, *, submission: Submission, by: Person, now: datetime) -> Mapping[str, str]:
        """Return nothing: no row names a place that would have to be entered."""
        return {}

    def store(self, *, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
        """Write counts, further numbers and lessons, and what is observed of the trust and its sites."""
        store_return(version=version, rows=rows, now=now)

    def template_workbook(self, *, trust: Trust, period: str, today: date) -> bytes:
        """Return a workbook to fill in, with the trust's sites and what was carried forward to them."""
        # The library that writes workbooks loads numpy: only who downloads one waits for it.
        from complaints.template_workbook import template_workbook

        return template_workbook(trust=trust, period=ComplaintsPeriod.parse(period), today=today)

    def marked_workbook(self, submission: Submission) -> bytes:
        """Return the person's own file as a workbook with the faulty cells marked."""
        from complaints.marked_workbook import marked_workbook

        return marked_workbook(submission)


def _span(period: ComplaintsPeriod) -> str:
    return "quarters" if period.is_quarter else "years"


def _found(finding: Finding) -> Found:
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
        place=place_of(finding.at) if finding.at else finding.about,
        place_key=key_of(finding.at) if finding.at else finding.about,
    )


COMPLAINTS = ComplaintsReturn()
