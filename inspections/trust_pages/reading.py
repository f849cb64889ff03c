"""A report to read and to print on the trust's own pages: the whole draft that was sent, and what was published."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspections.models import PublishedReport
from inspections.rating_tables import RatingTable, rating_table
from inspections.trust_pages.drafts import about_draft, ratings_of, sections_of
from inspections.trust_pages.seeing import about, shown_draft, shown_inspection
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site


@require_safe
@access(Action.SEE_INSPECTIONS)
def whole_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the whole draft as it was sent, with the trust's points, on one page to print."""
    found = shown_draft(request, reference)
    return render(
        request,
        "inspections/trust/whole_draft.html.jinja",
        {**about_draft(request, found), "sections": sections_of(found), "ratings": ratings_of(found)},
    )


@require_safe
@access(Action.SEE_INSPECTIONS)
def report(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Show what was published: the newest version of the report, or the one of the number."""
    inspection = shown_inspection(request, reference)
    versions = list(inspection.published_reports.filter(published_at__lte=clock.now()).order_by("-number"))
    found = next((each for each in versions if number in (None, each.number)), None)
    if found is None:
        raise Http404
    return render(
        request,
        "inspections/trust/report.html.jinja",
        {
            **about(request, inspection),
            "report": found,
            "newest": versions[0],
            "earlier": [each for each in versions if each.number < found.number],
            "ratings": _published(found),
        },
    )


def _published(report: PublishedReport) -> RatingTable:
    """Return the ratings that the version published, in its order."""
    rows = list(report.ratings.order_by("pk"))
    told: Sequence[dict[str, object]] = [
        {
            "site": row.location_code,
            "service": row.service,
            "key_question": row.key_question,
            "awarded": row.rating or row.non_rating,
            "computed": row.computed,
            "departure_reason": row.departure_reason,
        }
        for row in rows
    ]
    codes = {row.location_code for row in rows}
    return rating_table(told, {site.code: site.shown_name for site in Site.objects.filter(code__in=codes)})
