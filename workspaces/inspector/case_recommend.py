"""Recommending that a trust enters special measures, and in its case that it leaves, is extended, or what is urgent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from inspections.kept_files import LARGEST_FILE
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action
from oversight.organisations.bodies import kind_of_trust
from oversight.organisations.models import Trust
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files
from ratings.cases.criteria import entry_standing, standing_of_case
from ratings.cases.models import Case, Recommendation
from ratings.cases.permitting import bodies_deciding
from ratings.cases.recommending import (
    action_for,
    recommend_administration,
    recommend_entry,
    recommend_exit,
    recommend_extension,
    recommend_further_action,
)
from ratings.cases.standing import case_of
from ratings.rules.special_measures import Criterion, CriterionState
from ratings.rules.special_measures_files import special_measures_in_force
from workspaces.inspector.case import case_called
from workspaces.inspector.case_evidence import on_record
from workspaces.inspector.case_forms import AdministrationForm, ExtensionForm, RecommendationForm
from workspaces.inspector.case_shown import administration_route
from workspaces.inspector.special_measures_names import shown_state

_KIND = Recommendation.Kind
# Where a refusal is shown, by its code; others are about the whole.
_BESIDE = {
    "no_reason": "reason",
    "future": "on",
    "before": "on",
    "not_longer": "to",
    "too_long": "to",
    "kind": "on",
    "no_evidence": "file_1_shows",
    "no_words": "file_1_shows",
    "too_large": "file_1",
    "replaced": "file_1",
}
_CRITERIA = {_KIND.EXIT: Criterion.EXIT, _KIND.EXTENSION: Criterion.EXTENSION}
# The address's word for each kind.
KINDS = {
    "exit": _KIND.EXIT,
    "extension": _KIND.EXTENSION,
    "further-action": _KIND.FURTHER_ACTION,
    "administration": _KIND.ADMINISTRATION,
}
_TITLES = {
    _KIND.EXIT: "Recommend that the trust leaves special measures",
    _KIND.EXTENSION: "Recommend an extension of special measures",
    _KIND.FURTHER_ACTION: "Recommend urgent further action",
    _KIND.ADMINISTRATION: "Recommend special administration",
}


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.RECOMMEND_ENTRY)
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason and the evidence, and recommend that a trust enters special measures."""
    trust = get_object_or_404(Trust, code=code.upper())
    today = clock.today()
    form = _form(RecommendationForm, request, trust)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: recommend_entry(trust=trust, **_told(request, form)))
        if made is not None:
            messages.success(request, "The recommendation is made. The oversight body decides.")
            return redirect("inspect:case", made.case.reference)
    return _page(
        request,
        form,
        trust,
        {
            "title_words": f"Recommend that {trust.shown_name} enters special measures",
            "kind": _KIND.ENTRY,
            "standing": entry_standing(trust, today),
            "criterion": Criterion.ENTRY,
            "open_case": case_of(trust, today),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.RECOMMEND_IN_CASE)
def recommend(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Ask for the reason and the evidence, and recommend in a case what the address names."""
    found = case_called(reference)
    asked = KINDS.get(kind)
    if asked is None or not powers_in(request).may(action_for(asked)):
        raise Http404
    form = _form(_FORMS.get(asked, RecommendationForm), request, found.trust, **_initial(found, asked))
    if request.method == "POST" and form.is_valid():
        told = _told(request, form)
        if _try(form, lambda: _MADE[asked](case=found, **told)) is not None:
            messages.success(request, "The recommendation is made. The oversight body decides.")
            return redirect("inspect:case", reference)
    kind_now = kind_of_trust(found.trust, clock.today())
    return _page(
        request,
        form,
        found.trust,
        {
            "title_words": _TITLES[asked],
            "kind": asked,
            "case": found,
            "standing": standing_of_case(found, clock.today(), _CRITERIA.get(asked)),
            "criterion": _CRITERIA.get(asked),
            "latest": _latest(found) if asked is _KIND.EXTENSION else None,
            "route_hints": {
                str(route): administration_route(str(kind_now or ""), str(route)) for route in Recommendation.Route
            },
            "deciding": bodies_deciding(found, clock.today()),
        },
    )


_FORMS: Mapping[Recommendation.Kind, type[RecommendationForm]] = {
    _KIND.EXTENSION: ExtensionForm,
    _KIND.ADMINISTRATION: AdministrationForm,
}
_MADE: Mapping[Recommendation.Kind, Callable[..., Recommendation]] = {
    _KIND.EXIT: recommend_exit,
    _KIND.EXTENSION: recommend_extension,
    _KIND.FURTHER_ACTION: recommend_further_action,
    _KIND.ADMINISTRATION: recommend_administration,
}


def _form(made: type[RecommendationForm], request: HttpRequest, trust: Trust, **initial: object) -> RecommendationForm:
    sent = request.method == "POST"
    return made(
        request.POST if sent else None,
        request.FILES if sent else None,
        candidates=on_record(trust, clock.today()),
        request=request,
        initial={"on": clock.today(), **initial},
    )


def _try(form: RecommendationForm, made: Callable[[], Recommendation]) -> Recommendation | None:
    """Do it, or show beside its field why it was refused."""
    try:
        return made()
    except Refused as refused:
        beside = _BESIDE.get(refused.code)
        form.add_error(beside if beside in form.fields else None, refused.message)
        return None


def _told(request: HttpRequest, form: RecommendationForm) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("reason", "on", "to", "route") if name in form.fields
    }
    return {**told, "attached": form.attached(), "by": person_of(request), "now": clock.now()}


def _page(request: HttpRequest, form: RecommendationForm, trust: Trust, more: Mapping[str, Any]) -> HttpResponse:
    if form.errors:
        form.ask_for_files_again()
    standing, criterion = more["standing"], more["criterion"]
    told = next((each for each in standing.criteria if each["criterion"] == criterion), None)
    state = shown_state(criterion, CriterionState(told["state"])) if told else None
    return render(
        request,
        "workspaces/inspect/case_recommend.html.jinja",
        {**more, "trust": trust, "form": form, "errors": bool(form.errors), "told": told, "state": state},
    )


def _initial(found: Case, kind: Recommendation.Kind) -> dict[str, object]:
    return {"to": _latest(found)} if kind is _KIND.EXTENSION else {}


def _latest(found: Case) -> date | None:
    """Return the last day to which special measures may be extended; None where the rules know none."""
    rules = special_measures_in_force(clock.today(), demonstration=found.trust.is_demonstration)
    return rules.extend_at_most_to(found.spell.entered_on) if rules and found.spell else None
