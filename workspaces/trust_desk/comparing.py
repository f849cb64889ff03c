"""What a submission changes against the version that stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns.comparing import Comparison, compare
from oversight.returns.states import PASSED, State
from workspaces.trust_desk.about import about
from workspaces.trust_desk.scoped import own_submission
from workspaces.trust_desk.values import as_shown

_CHANGES_ON_A_PAGE = 200
_WARDS_NAMED = 200


@dataclass(frozen=True)
class Change:
    """One value that differs, with what it is about."""

    place: str
    label: str
    old: str
    new: str


def changes_of(comparison: Comparison) -> list[Change]:
    """Return every value that differs, row by row."""
    return [
        Change(changed.row.place, field.label, as_shown(field.old), as_shown(field.new))
        for changed in comparison.changed
        for field in changed.changes
    ]


@require_safe
@access(Action.SEE_RETURNS)
def comparison_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is new, changed, unchanged and missing against the version that stands."""
    submission = own_submission(request, reference, rows=True)
    if submission.state not in PASSED | {State.TO_EXPLAIN, State.TO_FIX}:
        return redirect("workspace:submission", reference)
    comparison = compare(submission)
    return render(
        request,
        "workspaces/trust/compare.html.jinja",
        {
            **about(submission),
            "comparison": comparison,
            "shown_at_once": _WARDS_NAMED,
            "page": Paginator(changes_of(comparison), _CHANGES_ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )
