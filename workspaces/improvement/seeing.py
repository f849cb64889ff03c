"""What the person who asks may see of special measures: their trusts' cases, and those that their trust helps with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from oversight import clock
from oversight.accounts.access import powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.models import Trust
from ratings.cases.models import Case, Partnership
from ratings.cases.states import IN_FORCE, CaseState
from ratings.plans.models import Plan

# A recommendation is with the oversight body until it is decided: the trust is told with the decision.
_TOLD = [str(state) for state in (*sorted(IN_FORCE), CaseState.LEFT)]


def own_cases(request: HttpRequest) -> QuerySet[Case]:
    """Return the cases of the person's trusts in which the trust entered special measures; the open ones first."""
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_PLAN))
    cases = Case.objects.filter(trust_id__in=own, state__in=_TOLD)
    return cases.select_related("trust", "spell").order_by("spell__left_on", "-spell__entered_on", "-pk")


def own_case(request: HttpRequest, reference: str) -> Case:
    """Return one of them by its reference; any other is not found."""
    found = own_cases(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def own_plan(request: HttpRequest, reference: str) -> Plan:
    """Return the plan of one of them, with its case; where nobody has begun it, not found."""
    case = own_case(request, reference)
    plan = Plan.objects.filter(case=case).first()
    if plan is None:
        raise Http404
    plan.case = case
    return plan


def may_here(request: HttpRequest, action: Action, trust: Trust | int) -> bool:
    """Say whether the person may do it for the trust."""
    return powers_in(request).may(action, trust)


def helped(request: HttpRequest, on: date) -> QuerySet[Partnership]:
    """Return the partnerships of the day in which the person's trusts help another, of cases that are not over."""
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_PLAN))
    going_on = Q(to_on__isnull=True) | Q(to_on__gte=on)
    found = Partnership.objects.filter(
        going_on, partner_id__in=own, from_on__lte=on, case__state__in=[str(state) for state in IN_FORCE]
    )
    return found.select_related("case__trust", "case__spell", "partner").order_by("case__trust__name", "pk")


def helped_one(request: HttpRequest, partnership: UUID) -> Partnership:
    """Return one of them by its public id; any other, and one that is over, is not found."""
    found = helped(request, clock.today()).filter(public_id=partnership).first()
    if found is None:
        raise Http404
    return found
