"""What every page of a plan says of it: whose it is, where the case stands, and what the person may do with it."""

from __future__ import annotations

from django.http import HttpRequest

from oversight import clock
from oversight.accounts.permissions import Action
from ratings.cases.models import Case
from ratings.cases.states import IN_FORCE, CaseState
from workspaces.improvement.seeing import may_here


def about(request: HttpRequest, case: Case) -> dict[str, object]:
    """Return what the templates of a plan's pages share."""
    state = CaseState(case.state)
    return {
        "case": case,
        "trust": case.trust,
        "state": state,
        "today": clock.today(),
        # A plan is written while the trust is in special measures; afterwards it stands as it is.
        "may_keep": state in IN_FORCE and may_here(request, Action.KEEP_PLAN, case.trust),
        "may_report": may_here(request, Action.KEEP_PLAN, case.trust),
        "may_sign": may_here(request, Action.SIGN_PLAN, case.trust),
    }
