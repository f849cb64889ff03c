"""Explaining what is unusual but true: one finding, several of a group, or all of it, beside each ward's own months."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.charts import Chart
from oversight.returns import explaining
from oversight.returns.kinds import kind_of
from oversight.returns.models import FindingRecord, Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import EXPLAINABLE
from oversight.wording import write_count
from workspaces.trust_desk.about import about
from workspaces.trust_desk.explanation_forms import ExplanationForm, words_of
from workspaces.trust_desk.findings import By, Choice, Group, chosen, groups_by_place, groups_by_rule, rules_of
from workspaces.trust_desk.histories import Histories, PlaceHistory, has_histories
from workspaces.trust_desk.scoped import may_here, own_submission, person_of
from workspaces.trust_desk.wards_often_short import wards_often_short

_EXPLAIN = FindingRecord.Severity.EXPLAIN
_ON_A_PAGE = 25
_GROUPS_ON_A_PAGE = 100
_TOO_MANY_DIGITS = 19
ALL_WAITING = "all"


@dataclass(frozen=True)
class Asked:
    """A finding to explain, and the last months of the ward that it is about."""

    finding: FindingRecord
    history: PlaceHistory | None
    chart: Chart | None
    # The history stands once on the page, beside the ward's first finding.
    shows_history: bool


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def explain(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is to be explained, group by group; POST answers the ticked findings, or all that wait in the group."""
    submission = own_submission(request, reference, rows=True)
    choice = Choice.of(request.GET)
    narrow = Choice(choice.by, choice.rule, choice.place_key, _EXPLAIN)
    may_explain = may_here(request, Action.PREPARE_RETURN, submission.trust) and submission.state in EXPLAINABLE
    if not (narrow.rule or narrow.place_key is not None or "finding" in request.GET):
        return _overview(request, submission, choice.by, may_explain=may_explain)
    found = chosen(submission, narrow)
    if "finding" in request.GET:
        found = found.filter(position__in=_whole_numbers([request.GET["finding"]]))
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        return redirect("workspace:explain", reference)
    waiting = found.filter(explanation__isnull=True)
    kind = kind_of(submission.kind)
    form = ExplanationForm(initial=_first_words(page, request), kind=kind, period=submission.period)
    ticked: Collection[int] = _ticked_at_first(page)
    wants_all = False
    unticked = False
    if request.method == "POST":
        form = ExplanationForm(request.POST, kind=kind, period=submission.period)
        wants_all = request.POST.get("which") == ALL_WAITING
        ticked = _whole_numbers(request.POST.getlist("findings"))
        wanted = set(waiting.values_list("pk", flat=True)) if wants_all else ticked
        unticked = not wanted
        if form.is_valid() and wanted:
            try:
                explaining.explain(
                    submission=submission,
                    finding_ids=wanted,
                    text=form.cleaned_data["text"],
                    action=form.cleaned_data["action"],
                    is_public=form.shown_to_public,
                    stands_for_months=form.cleaned_data["stands_for_months"],
                    by=person_of(request),
                    now=clock.now(),
                )
            except Refused as refused:
                form.add_error("stands_for_months" if refused.code == "standing" else "text", refused.message)
            else:
                messages.success(request, f"Explained: {write_count(len(wanted), 'finding')}.")
                return redirect(_after(submission, narrow))
    histories = Histories(submission, {finding.place_key for finding in page})
    return render(
        request,
        "workspaces/trust/explain_group.html.jinja",
        {
            **about(submission),
            "asked": _asked(page, histories),
            "has_histories": has_histories(submission),
            "page": page,
            "choice": narrow,
            "page_address": _page_address(request),
            "is_single": page.paginator.count == 1,
            "waiting": waiting.count(),
            "group_title": _group_title(submission, narrow, page.object_list[0]),
            "form": form,
            "ticked": ticked,
            "wants_all": wants_all,
            "unticked": unticked,
            "errors": bool(form.errors) or unticked,
            "may_explain": may_explain,
        },
    )


def _overview(request: HttpRequest, submission: Submission, by: By, *, may_explain: bool) -> HttpResponse:
    """Show the groups, what waits first, and the remarks on wards that no rule asked about."""
    by_rule = by is not By.PLACE
    groups: list[Group] = groups_by_rule(submission, _EXPLAIN) if by_rule else groups_by_place(submission, _EXPLAIN)
    waiting_first = sorted(groups, key=lambda group: group.waiting == 0)
    return render(
        request,
        "workspaces/trust/explain.html.jinja",
        {
            **about(submission),
            "by_rule": by_rule,
            "page": Paginator(waiting_first, _GROUPS_ON_A_PAGE).get_page(request.GET.get("page")),
            "waiting": sum(group.waiting for group in groups),
            "often_short": wards_often_short(submission),
            "remarks": submission.explanations.exclude(place_key="").select_related("given_by"),
            "may_explain": may_explain,
        },
    )


def _whole_numbers(texts: Iterable[str]) -> set[int]:
    """Return the numbers that an address or a form names, as far as the database has any so large."""
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < _TOO_MANY_DIGITS}


def _asked(page: Page, histories: Histories) -> Sequence[Asked]:
    shown: set[str] = set()
    asked = []
    for finding in page:
        history = histories.of(finding.place_key)
        is_first = history is not None and finding.place_key not in shown
        asked.append(Asked(finding, history, histories.chart_for(finding), shows_history=is_first))
        shown.add(finding.place_key)
    return asked


def _ticked_at_first(page: Page) -> set[int]:
    """Return what is ticked when the page opens: one finding alone needs no tick."""
    return {page.object_list[0].pk} if page.paginator.count == 1 else set()


def _first_words(page: Page, request: HttpRequest) -> dict[str, object] | None:
    """Return the words to begin with: those already given, where the page is about one finding that has some."""
    if page.paginator.count != 1:
        return None
    given = page.object_list[0].explanation
    return words_of(given) if given else None


def _group_title(submission: Submission, choice: Choice, first: FindingRecord) -> str:
    """Return what the group is about: the ward, or else the question that was asked."""
    if choice.place_key is not None and not choice.rule:
        return first.place or "About the whole file"
    rule = rules_of(submission).get(first.rule)
    return rule.text if rule else first.rule


def _page_address(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"?{asked.urlencode()}&"


def _after(submission: Submission, choice: Choice) -> str:
    """Return the page to go on with: the group while something in it waits, else all groups."""
    address = reverse("workspace:explain", args=[submission.reference])
    is_group = choice.rule or choice.place_key is not None
    if is_group and chosen(submission, choice).filter(explanation__isnull=True).exists():
        return address + choice.address.rstrip("&")
    return address + ("?by=place" if choice.by is By.PLACE else "")
