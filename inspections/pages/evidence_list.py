"""The list of an inspection's evidence, by what is asked of it, and the same as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from inspections.evidence_lists import evidence_csv, evidence_listed, unsettled
from inspections.models import Inspection
from inspections.pages.evidence_filters import EvidenceFilters
from inspections.pages.membership import in_team
from inspections.pages.seeing import about, worked_on
from inspections.states.inspection import EVIDENCE_IN
from inspections.whereabouts import sites_to_go_to
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action

_ON_A_PAGE = 30
_OPEN = {str(state) for state in EVIDENCE_IN}


@require_safe
@access(Action.GATHER_EVIDENCE)
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """List the evidence of the inspection, the newest first, by what it is tied to, words and days."""
    inspection = worked_on(request, reference)
    filters = _filters(request, inspection)
    asked = [(name, str(value)) for name in filters.fields if (value := filters.cleaned_data.get(name))]
    page = Paginator(evidence_listed(inspection, filters.asked(person_of(request))), _ON_A_PAGE)
    return render(
        request,
        "inspections/evidence.html.jinja",
        {
            **about(request, inspection),
            "filters": filters,
            "page": page.get_page(request.GET.get("page")),
            "all": evidence_listed(inspection).count(),
            "query": f"{urlencode(asked)}&" if asked else "",
            "unsettled": unsettled(inspection),
            "in_team": in_team(request, inspection),
            "open": inspection.state in _OPEN,
        },
    )


@require_safe
@access(Action.GATHER_EVIDENCE)
def evidence_file(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Give what the list shows, all its pages, as a CSV file."""
    inspection = worked_on(request, reference)
    listed = evidence_listed(inspection, _filters(request, inspection).asked(person_of(request)))
    answer = StreamingHttpResponse(
        (line.encode() for line in evidence_csv(listed)), content_type="text/csv; charset=utf-8; header=present"
    )
    disposition = content_disposition_header(True, f"evidence-{inspection.reference}.csv")
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _filters(request: HttpRequest, inspection: Inspection) -> EvidenceFilters:
    return EvidenceFilters(request.GET, inspection=inspection, sites=list(sites_to_go_to(inspection, clock.today())))
