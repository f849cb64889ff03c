"""The published reports of a hospital's or a trust's inspections, and what is published of directors' fitness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from inspections.models import PublishedReport
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust
from oversight.wording import write_date
from publication.rating_enforcement import ShownNotice
from publication.rating_record import RatingRecord

# Regulation 5 of the Health and Social Care Act 2008 (Regulated Activities) Regulations 2014: fit and proper directors.
FIT_DIRECTORS = "5"


@dataclass(frozen=True)
class InspectionReport:
    """A report to read: when it was published, of what, and where; ``here``: on this site.

    ``names_directors``: it found a breach of the regulation on fit and proper directors.
    """

    published_on: date
    words: str
    address: str
    here: bool
    names_directors: bool = False


def reports_known(
    record: RatingRecord, *, site: Site | None, trust: Trust | None, moment: datetime
) -> list[InspectionReport]:
    """Return the reports published by a moment, here and elsewhere, the newest first.

    Of each inspection the newest report. Of a hospital those of the inspections that went to it, whoever ran it then.
    """
    found = PublishedReport.objects.filter(published_at__lte=moment).select_related("inspection")
    found = found.filter(inspection__sites__site=site) if site else found.filter(inspection__trust=trust)
    newest: dict[int, PublishedReport] = {}
    for each in found.order_by("number").defer("sections"):
        newest[each.inspection_id] = each
    told = [_ours(each) for each in newest.values()]
    elsewhere: dict[str, InspectionReport] = {}
    for row in record.every:
        if row.report_id is None and row.report_link.startswith(("https://", "http://")):
            words = "Report on the regulator's own site"
            elsewhere.setdefault(
                row.report_link, InspectionReport(row.published_on, words, row.report_link, here=False)
            )
    return sorted([*told, *elsewhere.values()], key=lambda each: each.published_on, reverse=True)


def fitness_words(reports: Sequence[InspectionReport], notices: Iterable[ShownNotice]) -> tuple[str, ...]:
    """Return what is published of whether the directors are fit for their posts, and what is not. Pure.

    Regulation 5: the trust makes sure of it, and inspectors look at how it does. No file on a director is public.
    """
    ours = [each for each in reports if each.here]
    breaches = [each for each in ours if each.names_directors]
    in_force = [each.notice for each in notices if FIT_DIRECTORS in each.notice.regulations]
    said = [
        "Every director of a trust must be of good character and able to do the job. The trust has to check this, and "
        "inspectors look at how it does so."
    ]
    said += [f"A report published on {write_date(each.published_on)} found a breach of this rule." for each in breaches]
    said += [f"A step on this rule is in force since {write_date(each.issued_at)}: {each.title}." for each in in_force]
    if not breaches and not in_force:
        if len(ours) > 1:
            said.append(f"None of the {len(ours)} reports published here names a breach of this rule.")
        elif ours:
            said.append("The one report published here names no breach of this rule.")
        said.append("No step on it is in force.")
    said.append("What a trust holds on each director is not published here. That says nothing about them.")
    return tuple(said)


def _ours(report: PublishedReport) -> InspectionReport:
    kind = report.inspection.get_kind_display()
    if report.inspected_from == report.inspected_to:
        when = f"on {write_date(report.inspected_from)}"
    else:
        when = f"from {write_date(report.inspected_from)} to {write_date(report.inspected_to)}"
    regulations = {str(each.get("regulation")) for each in report.about.get("breaches", [])}
    return InspectionReport(
        published_on=london_date(report.published_at),
        words=f"{kind} inspection {when}" + (f", report {report.number}" if report.number > 1 else ""),
        address=reverse("public:report_number", args=[report.inspection.reference, report.number]),
        here=True,
        names_directors=FIT_DIRECTORS in regulations,
    )
