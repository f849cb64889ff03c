"""Which cases of special measures a person of a body outside the trust sees, and in which their body decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from oversight import clock
from oversight.accounts.access import person_of, powers_in
from oversight.accounts.areas import bodies_of, trusts_in_sight
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.models import Body, Succession
from ratings.cases.models import Case
from ratings.cases.permitting import bodies_deciding


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case that the person sees, and whether their body decides in it; others see what was decided alone."""

    case: Case
    decides: bool


def seen_case(request: HttpRequest, reference: str) -> SeenCase:
    """Return the case of the reference as the person sees it; any other is not found."""
    case = Case.objects.select_related("trust", "spell").filter(reference=reference).first()
    if case is None:
        raise Http404
    seen = seen_cases(person_of(request), [case], clock.today())
    if not seen:
        raise Http404
    return seen[0]


def decided_case(request: HttpRequest, reference: str) -> Case:
    """Return a case in which the person's body decides today; any other is not found."""
    seen = seen_case(request, reference)
    if not seen.decides or not powers_in(request).may(Action.DECIDE_MEASURES):
        raise Http404
    return seen.case


def seen_cases(person: Person, cases: Iterable[Case], on: date) -> list[SeenCase]:
    """Return those of the cases that the person sees, in their order.

    A case is seen where its trust, or one that followed it, is in the area of the person's bodies. Before a trust has
    entered it is known to the deciding body alone: what was only recommended is not for others.
    """
    in_sight = set(trusts_in_sight(person, Action.SEE_CASES, on).order_by().values_list("pk", flat=True))
    followers = _followers(on)
    mine = {body.pk for body in deciding_bodies_of(person, on)}
    found = []
    for case in cases:
        if not in_sight & _reached(case.trust_id, followers):
            continue
        decides = bool(mine) and any(body.pk in mine for body in bodies_deciding(case, on))
        if decides or case.spell_id is not None:
            found.append(SeenCase(case, decides))
    return found


def deciding_bodies_of(person: Person, on: date) -> list[Body]:
    """Return the oversight bodies for which the person decides on the day."""
    return bodies_of(person, on, roles_allowing(Action.DECIDE_MEASURES))


def _followers(on: date) -> Mapping[int, set[int]]:
    """Return the trusts that followed each trust directly by the day."""
    followers: dict[int, set[int]] = {}
    for predecessor, successor in Succession.objects.filter(on__lte=on).values_list("predecessor_id", "successor_id"):
        followers.setdefault(predecessor, set()).add(successor)
    return followers


def _reached(trust_id: int, followers: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {trust_id}, [trust_id]
    while waiting:
        new = followers.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
