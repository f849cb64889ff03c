"""The reports of a location or a provider by their ids, and the text of one that was published here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from inspections.models import PublishedReport
from oversight.organisations.models import Site
from oversight.wording import write_date
from publication.cqc_shape.rated import link_of
from publication.rating_record import RatingRecord, public_ratings
from publication.rating_reports import facts_of, sections_of


def reports_of(record: RatingRecord, report_type: str) -> list[dict[str, Any]]:
    """Return every report by which something was rated, the newest first, each once."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(
        (row for thing in record.things for row in record.history(thing)),
        key=lambda row: (row.published_on, row.number),
        reverse=True,
    ):
        link = link_of(row)
        if link and link not in found:
            found[link] = {
                "linkId": link,
                "reportDate": row.published_on.isoformat(),
                "reportUri": f"/reports/{link}",
                "reportType": report_type,
                **_visited(row.report),
            }
    return list(found.values())


def report_published_here(link: str, *, demonstration: bool, now: datetime) -> PublishedReport | None:
    """Return the report of an id, or None where none of that id was published here."""
    reference, _, number = link.partition(".")
    if number and not (number.isascii() and number.isdigit() and len(number) < 5 and int(number) > 1):
        return None
    published = PublishedReport.objects.filter(
        inspection__reference=reference,
        number=int(number or 1),
        published_at__lte=now,
        inspection__trust__is_demonstration=demonstration,
    )
    return published.select_related("inspection__trust").first()


def address_elsewhere(link: str, *, now: datetime) -> str:
    """Return where a reader finds a report that the regulator published under the id; blank where none is known."""
    row = public_ratings(now).filter(report_reference=link).exclude(report_link="").order_by("pk").first()
    return row.report_link if row else ""


def text_of(published: PublishedReport) -> str:
    """Write a published report as plain text: whose it is, what was frozen of the inspection, and its sections."""
    trust = published.inspection.trust
    sites = Site.objects.filter(pk__in=published.inspection.sites.values("site")).order_by("name", "code")
    lines = [
        f"Inspection report: {trust.shown_name}",
        *(site.shown_name for site in sites),
        f"Inspected from {_day(published.inspected_from)} to {_day(published.inspected_to)}."
        f" Published on {write_date(published.published_at)}.",
        *([f"This report was published again: {published.reason}"] if published.reason else []),
        *(f"{name}: {said}" for name, said in facts_of(published)),
    ]
    for section in sections_of(published):
        lines += ["", section.title, "", *section.paragraphs]
    return "\n".join(lines) + "\n"


def _visited(published: PublishedReport | None) -> dict[str, Any]:
    if published is None:
        return {}
    sites = Site.objects.filter(pk__in=published.inspection.sites.values("site")).order_by("code")
    return {
        "firstVisitDate": published.inspected_from.isoformat(),
        "inspectionLocations": [{"locationId": site.code} for site in sites],
    }


def _day(day: date) -> str:
    return write_date(day)
