"""The survey of complainants as a trust sees it: its closed quarters, beside trusts like it, and the codes it made."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.survey.closing import INDICATOR
from complaints.survey.models import CodesMade
from complaints.survey.questions import INDICATOR_QUESTION, quarter_of, survey_of
from complaints.survey.results import quarters_shown, sites_shown, spreads_of_peers
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import definition
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.trust_desk.scoped import may_here, own_trust, own_trusts
from workspaces.trust_desk.survey_words import answers_in_words, chart_of, share_in_words, spread_in_words

_QUARTERS_DRAWN = 16


@require_safe
@access(Action.SEE_RETURNS)
def surveys(request: HttpRequest) -> HttpResponse:
    """Show the survey of the person's trust, or let them choose where they work for several."""
    trusts = own_trusts(request)
    if len(trusts) == 1:
        return survey_page(request, trusts[0].code)
    return render(request, "workspaces/trust/surveys.html.jinja", {"trusts": trusts})


@require_safe
@access(Action.SEE_RETURNS)
def survey_page(request: HttpRequest, trust: str) -> HttpResponse:
    """Show what complainants said of how a trust dealt with them, quarter by quarter."""
    own = own_trust(request, trust)
    survey = survey_of(quarter_of(clock.today()))
    question = survey.question(request.GET.get("question", INDICATOR_QUESTION))
    if question is None:
        raise Http404
    quarters = quarters_shown(own)[:_QUARTERS_DRAWN]
    spreads = spreads_of_peers(own, [each.quarter for each in quarters])
    newest = quarters[0] if quarters else None
    return render(
        request,
        "workspaces/trust/survey.html.jinja",
        {
            "trust": own,
            "survey": survey,
            "question": question,
            "quarters": quarters,
            "newest": newest,
            "spreads": spreads,
            "sites": sites_shown(own, newest.quarter) if newest else [],
            "chart": chart_of(question, quarters, spreads),
            "made": CodesMade.objects.filter(trust=own).select_related("site", "made_by")[:20],
            "may_make": may_here(request, Action.PREPARE_RETURN, own),
            "measure": definition(INDICATOR),
            "write_period": write_period,
            "write_share": share_in_words,
            "write_spread": spread_in_words,
            "write_answers": answers_in_words,
        },
    )
