"""Whose improvements a person finds, and for which trusts they offer: real and invented trusts are never together."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from oversight import clock
from oversight.accounts.access import person_of, powers_in
from oversight.accounts.permissions import Action, trusts_of
from oversight.organisations.models import Trust
from ratings.practice.models import PracticeOffer
from workspaces.inspector.world import World, world_of


def practice_world(request: HttpRequest) -> World:
    """Return the trusts of which a person finds improvements: a trust's people those of their own kind alone."""
    own = set(trusts_of(person_of(request), clock.today()).values_list("is_demonstration", flat=True))
    if len(own) == 1 and not powers_in(request).may(Action.OVERSEE) and not powers_in(request).may(Action.INSPECT):
        return World(own.pop(), has_other=False)
    return world_of(request)


def own_trusts(request: HttpRequest) -> list[Trust]:
    """Return the open trusts whose improvements the person may offer, by name."""
    powers, today = powers_in(request), clock.today()
    return [
        trust
        for trust in trusts_of(person_of(request), today)
        if trust.is_open(today) and (powers.may(Action.KEEP_PLAN, trust) or powers.may(Action.SIGN_PLAN, trust))
    ]


def own_trust(request: HttpRequest, code: str) -> Trust:
    """Return the person's own trust of a code, or answer as if there were none."""
    found = next((trust for trust in own_trusts(request) if trust.code == code), None)
    if found is None:
        raise Http404
    return found


def seen_offer(request: HttpRequest, offer: UUID) -> PracticeOffer:
    """Return an offer that the person may see: of the trusts of their world, withdrawn ones too."""
    found = get_object_or_404(PracticeOffer.objects.select_related("trust"), public_id=offer)
    own = {trust.is_demonstration for trust in own_trusts(request)}
    if own and found.trust.is_demonstration not in own:
        raise Http404
    return found


def offers_it(request: HttpRequest, offer: PracticeOffer) -> bool:
    """Say whether the person may withdraw an offer."""
    powers = powers_in(request)
    return any(powers.may(action, offer.trust) for action in (Action.KEEP_PLAN, Action.SIGN_PLAN))
