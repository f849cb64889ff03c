"""Who may do what in a case: the regulator recommends, the trust's oversight body of the day decides and arranges.

Source: Hard Truths ES 41 and 2.23 (the Care Quality Commission assesses, Monitor and the Trust Development Authority
intervene).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import Action, powers_of, roles_allowing
from oversight.clock import london_date
from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import Body, Trust
from oversight.organisations.successions import answerable_for
from oversight.returns.refusals import Refused
from oversight.wording import write_list
from ratings.cases.models import Case

# The more particular role is kept where a person holds several that allow it.
_BEFORE_OTHERS = (Role.CHIEF_INSPECTOR, Role.INSPECTION_MANAGER, Role.INSPECTOR, Role.SIGNATORY, Role.PREPARER)
# Who may write the plan or sign it speaks for the trust.
_FOR_THE_TRUST = (Action.SIGN_PLAN, Action.KEEP_PLAN)


@dataclass(frozen=True, slots=True)
class ActingBody:
    """The oversight body for which a person acts, of which trust of the case, and in which role."""

    body: Body
    trust: Trust
    role: str


def bodies_deciding(case: Case, on: date) -> list[Body]:
    """Return the bodies that decide in the case on the day, by their trusts' codes: of the trust, or of its followers.

    One, or several where several trusts followed; none where the register knows none for its kind.
    """
    found = [oversight_body_of(trust, on) for trust in answerable_for(case.trust, on)]
    return list(dict.fromkeys(body for body in found if body is not None))


def as_regulator(action: Action, *, by: Person, now: datetime) -> str:
    """Return the role in which the person may do it; ``Refused("not_allowed")`` where none does."""
    held = powers_of(by, london_date(now)).roles & roles_allowing(action)
    if not held:
        raise Refused("not_allowed", "Your role does not allow this.")
    return _named(held)


def as_body(case: Case, *, by: Person, now: datetime) -> ActingBody:
    """Return the oversight body of the case's trust today, for which the person acts.

    ``Refused("not_allowed")`` for anybody else; where others followed the trust, theirs is asked.
    """
    return as_body_of(case.trust, by=by, now=now)


def as_body_of(trust: Trust, *, by: Person, now: datetime) -> ActingBody:
    """Return the oversight body of a trust today, for which the person acts; ``Refused("not_allowed")`` otherwise."""
    today = london_date(now)
    held = Membership.objects.on(today).filter(
        person=by, person__is_active=True, role__in=roles_allowing(Action.DECIDE_MEASURES)
    )
    roles = {membership.body_id: membership.role for membership in held}
    for each in answerable_for(trust, today):
        body = oversight_body_of(each, today)
        if body is not None and body.pk in roles:
            return ActingBody(body, each, str(roles[body.pk]))
    raise Refused("not_allowed", "Only the trust's oversight body decides on special measures.")


def as_trust(trust: Trust, *, by: Person, now: datetime) -> str:
    """Return the role in which the person speaks for the trust; ``Refused("not_allowed")`` for other people."""
    powers = powers_of(by, london_date(now))
    trusts = answerable_for(trust, london_date(now))
    speaking = {role for action in _FOR_THE_TRUST for role in roles_allowing(action)}
    held = frozenset(
        each.role
        for each in powers.held
        for one in trusts
        if each.role in speaking and each.trust_id is not None and one.pk in powers.answerable[each.trust_id]
    )
    if not held:
        raise Refused("not_allowed", f"Only people of {write_list(each.shown_name for each in trusts)} can do this.")
    return _named(held)


def _named(roles: frozenset[Role]) -> str:
    first = next((role for role in _BEFORE_OTHERS if role in roles), None)
    return str(first or min(roles))
