"""The draft of a trust's annual report on complaints, as a page and as a tagged PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.typesetting import Document, Paragraph, typeset
from oversight.wording import write_datetime
from workspaces.board_pack.annual import AnnualFacts, annual_facts, annual_parts
from workspaces.board_pack.pages import PDF, own_trust
from workspaces.trust_desk.downloads import attachment

_SOURCE = (
    "A draft of the report that regulation 18 of the Local Authority Social Services and National Health Service "
    "Complaints (England) Regulations 2009 asks of the trust for each year."
)


@require_safe
@access(Action.SEE_RETURNS)
def annual(request: HttpRequest, code: str, year: str) -> HttpResponse:
    """Show the draft."""
    trust, facts = _facts(request, code, year)
    return render(
        request,
        "workspaces/board_pack/annual.html.jinja",
        {
            "trust": trust,
            "year": facts.year,
            "parts": annual_parts(facts),
            "source": _SOURCE,
            "now": clock.now(),
            "before": facts.year.plus(-1),
        },
    )


@require_safe
@access(Action.SEE_RETURNS)
def annual_pdf(request: HttpRequest, code: str, year: str) -> HttpResponse:
    """Give the draft as a tagged PDF."""
    trust, facts = _facts(request, code, year)
    now = clock.now()
    document = Document(
        title=f"Complaints report {facts.year}: {trust.shown_name}",
        author=trust.shown_name,
        dated=london_date(now),
        parts=[
            Paragraph(_SOURCE),
            Paragraph(f"Written from what stood on record on {write_datetime(now)}."),
            *annual_parts(facts),
        ],
        foot=f"{trust.code}, complaints report {facts.year}, draft",
    )
    return attachment(typeset(document), f"complaints-report-{trust.code}-{facts.year}.pdf", content_type=PDF)


def _facts(request: HttpRequest, code: str, year: str) -> tuple[Trust, AnnualFacts]:
    trust = own_trust(request, code)
    try:
        period = ComplaintsPeriod.parse(year)
    except ValueError:
        raise Http404 from None
    if period.is_quarter or period.first_day > clock.today() or period.first_day.year < 2009:
        raise Http404
    return trust, annual_facts(trust, period)
