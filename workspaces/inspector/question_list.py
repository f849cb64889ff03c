"""Where a computed rating differs from the published one, and cautions: the list, one question, and its decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Role
from oversight.accounts.permissions import Action, may
from oversight.organisations.models import Trust
from oversight.returns.refusals import Refused
from oversight.wording import write_iso
from ratings.asking import Question, question_of
from ratings.deciding import decide_question
from ratings.models import QuestionChange, QuestionDecision
from ratings.questions import Standing
from workspaces.inspector.question_forms import DecisionForm, QuestionFilters
from workspaces.inspector.question_names import ShownQuestion, shown_questions
from workspaces.inspector.world import world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 20


@require_safe
@access(Action.INSPECT)
def questions(request: HttpRequest) -> HttpResponse:
    """Show every question, open ones first, each with its reason, its date and what was decided."""
    world = world_of(request)
    filters = QuestionFilters(request.GET, world=world)
    page = Paginator(filters.questions(), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "workspaces/inspect/questions.html.jinja",
        {"world": world, "filters": filters, "page": page, "questions": shown_questions(list(page.object_list))},
    )


@require_safe
@access(Action.INSPECT)
def questions_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the questions that the list shows, all pages of them, as CSV."""
    filters = QuestionFilters(request.GET, world=world_of(request))
    return csv_attachment(_rows(shown_questions(filters.questions())), "questions-about-ratings.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.INSPECT)
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Show a question with all that it rests on, its history and its decision; POST decides."""
    found = question_of(question_id)
    if found is None:
        return _no_longer(request, question_id)
    form = DecisionForm(request.POST or None, initial={"facts": found.facts_sha256})
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, found, form)
            messages.success(request, "Your decision is kept. Nothing published has changed.")
            return redirect("inspect:question", question_id)
        except Refused as refused:
            form.add_error("reason" if refused.code == "no_reason" else None, refused.message)
            found = question_of(question_id) or found
    (shown,) = shown_questions([found])
    by = person_of(request)
    return render(
        request,
        "workspaces/inspect/question.html.jinja",
        {
            "shown": shown,
            "trust": shown.trust,
            "form": form,
            "errors": form.errors,
            "may_decide": may(by, Action.JUDGE, on=clock.today()),
            **_history(question_id),
        },
    )


def _decide(request: HttpRequest, found: Question, form: DecisionForm) -> None:
    decide_question(
        question_id=found.question_id,
        facts_sha256=form.cleaned_data["facts"],
        outcome=QuestionDecision.Outcome(form.cleaned_data["outcome"]),
        reason=form.cleaned_data["reason"],
        by=person_of(request),
        now=clock.now(),
    )


def _no_longer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Show what was of a question that is asked no longer; one that never was is not found."""
    history = _history(question_id)
    last = next(iter(history["changes"]), None)
    if not isinstance(last, QuestionChange):
        raise Http404
    trust = get_object_or_404(Trust, code=last.trust_code)
    return render(request, "workspaces/inspect/question.html.jinja", {"shown": None, "trust": trust, **history})


def _history(question_id: UUID) -> dict[str, Sequence[object]]:
    """Return the changes of a question and the decisions on it, the newest first."""
    changes = list(QuestionChange.objects.filter(question_id=question_id))
    decisions = QuestionDecision.objects.filter(question_id=question_id).select_related("decided_by")
    return {
        "changes": changes,
        "standings": [(_before(Standing(each.old)), Standing(each.new).label) for each in changes],
        "decisions": [(each, Role(each.decided_as).label) for each in decisions],
    }


def _before(standing: Standing) -> str:
    return "Nothing" if standing is Standing.NOTHING else standing.label


def _rows(shown: Sequence[ShownQuestion]) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Trust",
        "Kind",
        "What",
        "Published",
        "Published on",
        "By the rules",
        "Standards",
        "Reason",
        "Rule",
        "Rule set",
        "Newest fact",
        "Asked since",
        "Decision",
        "Decided at",
    ]
    for each in shown:
        one, rating = each.question, each.rating
        published = rating.result.published if rating else None
        yield [
            one.trust_code,
            each.trust.shown_name,
            one.kind,
            each.name,
            rating.published.word if rating and rating.published else None,
            write_iso(published.published_on) if published else None,
            rating.computed.word if rating else None,
            each.standards or None,
            one.result.reason,
            one.result.rule,
            one.result.rule_set,
            write_iso(one.as_of),
            write_iso(one.facts_at),
            one.decision.outcome if one.decision else None,
            write_iso(one.decision.decided_at) if one.decision else None,
        ]
