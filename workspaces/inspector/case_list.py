"""Cases of special measures: those that go on, what waits in them and how long, and those that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from ratings.cases.models import Case, Recommendation
from ratings.cases.states import OPEN, CaseState
from workspaces.inspector.case_shown import CASE_COLOURS, for_how_long
from workspaces.inspector.world import world_of

_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in a list, with what waits in it (None: nothing) and for how many days."""

    case: Case
    waiting: Recommendation | None
    days: int = 0

    @property
    def state(self) -> CaseState:
        """Where it is."""
        return CaseState(self.case.state)

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return CASE_COLOURS[self.state]

    @property
    def waited(self) -> str:
        """How long it waits, in words."""
        return for_how_long(self.days)


@require_safe
@access(Action.INSPECT)
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases: what waits first, the oldest before the rest; then the others, the newest first."""
    world, today = world_of(request), clock.today()
    found = Case.objects.filter(trust__is_demonstration=world.demonstration).select_related("trust", "spell")
    listed = listed_cases(list(found), today)
    return render(
        request,
        "workspaces/inspect/cases.html.jinja",
        {
            "world": world,
            "waiting": [one for one in listed if one.waiting],
            "going_on": [one for one in listed if not one.waiting and one.state in OPEN],
            "page": Paginator([one for one in listed if one.state not in OPEN], _ON_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
    )


def listed_cases(found: list[Case], on: date) -> list[ListedCase]:
    """Return cases as lists show them: what has waited longest first, then the newest."""
    rows = Recommendation.objects.filter(case__in=found, state=Recommendation.State.WAITING).select_related("made_by")
    waiting = {row.case_id: row for row in rows}
    listed = [_listed(case, waiting.get(case.pk), on) for case in found]
    return sorted(
        listed,
        key=lambda one: (
            one.waiting is None,
            one.waiting.made_on.toordinal() if one.waiting else -one.case.opened_on.toordinal(),
            one.case.reference,
        ),
    )


def _listed(case: Case, waiting: Recommendation | None, on: date) -> ListedCase:
    return ListedCase(case, waiting, max((on - waiting.made_on).days, 0) if waiting else 0)
