"""Saying something of a ward that no rule asked about, such as why it is often short."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns import explaining
from oversight.returns.checked import ReturnRow
from oversight.returns.kinds import kind_of
from oversight.returns.refusals import Refused
from oversight.returns.states import EXPLAINABLE
from workspaces.trust_desk.about import about, say_refused
from workspaces.trust_desk.explanation_forms import RemarkForm, words_of
from workspaces.trust_desk.histories import Histories
from workspaces.trust_desk.scoped import may_here, own_submission, person_of

_WARDS_ON_A_PAGE = 300


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def remark(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a ward be chosen, then show its months and what was said of it; POST keeps the remark."""
    submission = own_submission(request, reference, rows=True)
    rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    key = request.GET.get("place", "")
    row = next((row for row in rows if row.key == key), None)
    may_explain = may_here(request, Action.PREPARE_RETURN, submission.trust) and submission.state in EXPLAINABLE
    if row is None:
        return render(
            request,
            "workspaces/trust/remark_choice.html.jinja",
            {
                **about(submission),
                "page": Paginator(rows, _WARDS_ON_A_PAGE).get_page(request.GET.get("page")),
                "may_explain": may_explain,
            },
        )
    given = submission.explanations.filter(place_key=key).first()
    words = kind_of(submission.kind).words
    form = RemarkForm(initial=words_of(given) if given else None, words=words)
    if request.method == "POST":
        form = RemarkForm(request.POST, words=words)
        if form.is_valid():
            try:
                explaining.remark(
                    submission=submission,
                    place=row.place,
                    place_key=row.key,
                    text=form.cleaned_data["text"],
                    action=form.cleaned_data["action"],
                    is_public=form.shown_to_public,
                    by=person_of(request),
                    now=clock.now(),
                )
            except Refused as refused:
                say_refused(request, refused)
                return redirect("workspace:submission", reference)
            messages.success(request, f"Your remark on {row.place} is kept.")
            return redirect("workspace:explain", reference)
    history = Histories(submission, {key}).of(key)
    return render(
        request,
        "workspaces/trust/remark.html.jinja",
        {
            **about(submission),
            "row": row,
            "form": form,
            "errors": bool(form.errors),
            "history": history,
            "chart": history.chart("chart") if history else None,
            "may_explain": may_explain,
        },
    )
