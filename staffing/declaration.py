"""The ward staffing return as a kind of return: its columns, rules, calendar, and what acceptance does."""

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
from staffing import storing
from staffing.canonical_rows import COLUMNS_KEPT, place_key, place_of, row_of
from staffing.checking import CheckResult, as_json, check_staffing
from staffing.collection import FIRST_MONTH, collection_times, months_opened
from staffing.content import content_sha256
from staffing.findings import Finding
from staffing.guidance import guidance_for
from staffing.on_record import context_for
from staffing.statement import statement_for


class StaffingReturn:
    """The monthly ward staffing return."""

    code = "staffing"
    title = "Ward staffing return"
    receipt_prefix = "ST"
    words = KindWords(
        row="ward",
        row_heading="Ward and site",
        template="with your sites and wards in it",
        or_else="or use the file that your rota system exports",
        blank_rows="without any hours",
        shows_public=True,
        public_help="Where the ward is shown as often short. Leave out anything by which a person could be known.",
        behind_help="For example: closed beds, patients who needed one-to-one care, vacancies, a fault in the export.",
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
        if month < FIRST_MONTH:
            raise Refused("period", f"Ward staffing was first collected for {FIRST_MONTH.label}.")

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
        """Return what a preparer reads before filling in, from columns and rules."""
        return guidance_for(Month.parse(period))

    def column_labels(self) -> Mapping[str, str]:
        """Return what the template calls each column of a row."""
        return {column.code: column.heading for column in COLUMNS_KEPT}

    def read_and_check(
        self, *, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None = None
    ) -> Checked:
        """Read a file and run every rule on it, against what is on record of the trust."""
        result = self._check(content, filename, trust, Month.parse(period), today, progress)
        rows = [row_of(ward) for ward in result.wards]
        at = {(row.sheet, row.row): row for row in rows}
        return Checked(
            layout=str(result.layout),
            rows_read=result.rows_read,
            rows_other_periods=result.rows_other_periods,
            rows_blank=result.rows_without_hours,
            findings=[_found(finding, at) for finding in result.findings],
            rows=rows,
            content_sha256=content_sha256(result.wards),
            totals={"wards": len(result.wards), "set_aside": result.rows_set_aside, **result.trust_total.as_json()},
        )

    def report(self, *, content: bytes, filename: str, trust: Trust, period: str, today: date) -> Report:
        """Read and check a file and store nothing."""
        result = self._check(content, filename, trust, Month.parse(period), today, None)
        return Report(as_json(result, trust.code, period), result.must_fix)

    def _check(
        self, content: bytes, filename: str, trust: Trust, month: Month, today: date, progress: Progress | None
    ) -> CheckResult:
        return check_staffing(read_file(content, filename), context_for(trust, month, today), progress=progress)

    def settle_places(self, *, submission: Submission, by: Person, now: datetime) -> Mapping[str, str]:
        """Enter the wards that were not on record, and return the id of each."""
        return storing.enter_wards(submission=submission, by=by, now=now)

    def store(self, *, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
        """Write each ward's month, and what is observed of ward, site and trust."""
        storing.store_months(version=version, rows=rows, now=now)

    def template_workbook(self, *, trust: Trust, period: str, today: date) -> bytes:
        """Return a workbook to fill in, with the trust's sites and wards in it."""
        # The library that writes workbooks loads numpy: only who downloads one waits for it.
        from staffing.template_workbook import template_workbook

        return template_workbook(trust=trust, month=Month.parse(period), today=today)

    def marked_workbook(self, submission: Submission) -> bytes:
        """Return the person's own file as a workbook with the faulty cells marked."""
        from staffing.marked_workbook import marked_workbook

        return marked_workbook(submission)


def _found(finding: Finding, at: Mapping[tuple[str | None, int | None], ReturnRow]) -> Found:
    """Return a finding in the form that every return shares, with the ward that it is about."""
    row = at.get((finding.sheet, finding.row)) if finding.ward else None
    if row is not None:
        place, key = row.place, row.key
    elif finding.ward or finding.ward_id:
        place = place_of(site=finding.site, ward=finding.ward or "")
        key = place_key(site=finding.site, ward=finding.ward or "", ward_id=finding.ward_id)
    else:
        place = key = ""
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
        place=place,
        place_key=key,
    )


STAFFING = StaffingReturn()
