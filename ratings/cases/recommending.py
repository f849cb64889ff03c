"""Recommending in a case: that a trust enters, leaves, is extended, and what is urgent; and taking that back.

The regulator recommends, the oversight body decides (``ratings.cases.deciding``). The criteria are computed and kept as
they stood; that they are not met forbids nothing, and the reason says why all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.bodies import kind_of_trust
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for, successors_of
from oversight.returns.refusals import Refused
from oversight.wording import write_date, write_list
from ratings.cases.attaching import Attached, attach
from ratings.cases.criteria import entry_standing, standing_of_case
from ratings.cases.models import Case, Recommendation
from ratings.cases.moving import (
    RECOMMENDED,
    end_recommendation,
    keep,
    locked_case,
    locked_recommendation,
    move_case,
    next_reference,
    refuse_the_future,
    said,
)
from ratings.cases.permitting import as_regulator
from ratings.cases.states import IN_FORCE, WITHDRAWN, CaseState, RecommendationState
from ratings.rules.special_measures import Criterion
from ratings.special_measures.recording import refuse_extension
from ratings.special_measures.standing import spell_of

_KIND = Recommendation.Kind
_CRITERION_OF = {
    _KIND.ENTRY: Criterion.ENTRY,
    _KIND.EXIT: Criterion.EXIT,
    _KIND.EXTENSION: Criterion.EXTENSION,
}
# The Chief Inspector alone recommends what takes a Board's freedom or its place.
_CHIEF_ALONE = frozenset({_KIND.ENTRY, _KIND.ADMINISTRATION})


@transaction.atomic
def recommend_entry(
    *, trust: Trust, reason: str, attached: Sequence[Attached] = (), on: date, by: Person, now: datetime
) -> Recommendation:
    """Recommend that the trust enters special measures, and so begin its case.

    Refused: ``not_allowed`` (the Chief Inspector alone), ``no_reason``, ``future``; ``followed`` by another trust;
    ``already_in``; ``open`` where a case waits or goes on; ``no_evidence`` where the criteria are not met and nothing
    is attached; what ``attach`` refuses.
    """
    role = as_regulator(Action.RECOMMEND_ENTRY, by=by, now=now)
    why = said(reason)
    refuse_the_future(on, now)
    today = london_date(now)
    if followers := successors_of(trust, today):
        names = write_list(each.shown_name for each in followers)
        raise Refused("followed", f"{trust.shown_name} was followed by {names}.")
    if spell := spell_of(trust, today):
        since = write_date(spell.entered_on)
        raise Refused("already_in", f"{trust.shown_name} has been in special measures since {since}.")
    standing = entry_standing(trust, on)
    if not standing.met and not attached:
        raise Refused(
            "no_evidence", "The criteria for entry are not met by published ratings: attach what the reason rests on."
        )
    try:
        with transaction.atomic():
            case = Case.objects.create(
                reference=next_reference(on),
                trust=trust,
                state=str(CaseState.RECOMMENDED),
                state_at=now,
                opened_on=on,
                opened_at=now,
            )
    except IntegrityError as clash:
        raise Refused("open", f"A case of {trust.shown_name} is open already. Open that one.") from clash
    return _made(case, _KIND.ENTRY, why, attached, on=on, by=by, role=role, now=now, **standing.kept)


def recommend_exit(
    *, case: Case, reason: str, attached: Sequence[Attached] = (), on: date, by: Person, now: datetime
) -> Recommendation:
    """Recommend that the trust leaves special measures.

    Refused: ``not_allowed``, ``no_reason``, ``future``; ``moved_on`` unless it is in them; ``waiting`` while another
    recommendation waits; ``before`` the trust entered.
    """
    return _recommend(_KIND.EXIT, case, reason, attached, on=on, by=by, now=now)


def recommend_extension(
    *, case: Case, to: date, reason: str, attached: Sequence[Attached] = (), on: date, by: Person, now: datetime
) -> Recommendation:
    """Recommend that special measures are extended, once, to a day.

    Refused as for an exit, and: ``extended`` before; ``not_longer`` than the usual time; ``too_long`` by the rules of
    the day; ``moved_on`` also in special administration, which has its own time.
    """
    return _recommend(_KIND.EXTENSION, case, reason, attached, on=on, by=by, now=now, proposed_to=to)


def recommend_further_action(
    *, case: Case, reason: str, attached: Sequence[Attached] = (), on: date, by: Person, now: datetime
) -> Recommendation:
    """Recommend urgent further action, which the reason names. Refused as for an exit."""
    return _recommend(_KIND.FURTHER_ACTION, case, reason, attached, on=on, by=by, now=now)


def recommend_administration(
    *,
    case: Case,
    route: Recommendation.Route,
    reason: str,
    attached: Sequence[Attached] = (),
    on: date,
    by: Person,
    now: datetime,
) -> Recommendation:
    """Recommend special administration, or direct it: the Board gives way to a special administrator (3.14).

    Directed, the body of a foundation trust is to begin it, and that of an NHS trust to advise the Secretary of State
    to: the trust's kind on the day says which. Refused as for an extension, and ``kind`` where that is not on record.
    """
    return _recommend(_KIND.ADMINISTRATION, case, reason, attached, on=on, by=by, now=now, route=route)


@transaction.atomic
def withdraw(*, recommendation: Recommendation, reason: str, on: date, by: Person, now: datetime) -> Recommendation:
    """Take back a recommendation that waits; a case that it began ends with it.

    Refused: ``not_allowed`` for who could not have made it, ``no_reason``, ``future``, ``before`` it was made;
    ``decided`` meanwhile.
    """
    role = as_regulator(action_for(_KIND(recommendation.kind)), by=by, now=now)
    why = said(reason)
    refuse_the_future(on, now)
    refuse_before(recommendation, on)
    recommendation = locked_recommendation(recommendation)
    case = recommendation.case
    end_recommendation(
        recommendation,
        RecommendationState.WITHDRAWN,
        now=now,
        decided_on=on,
        decision_reason=why,
        decided_by=by,
        decided_as=role,
        decided_at=now,
    )
    if recommendation.kind == _KIND.ENTRY:
        move_case(case, CaseState.NOT_ENTERED, now=now)
    fields = ["recommendation.state", "recommendation.decision_reason", "state"]
    keep(WITHDRAWN, case, fields, by=by, now=now, words=why, **_news(recommendation))
    return recommendation


def refuse_before(recommendation: Recommendation, on: date) -> None:
    """Refuse (``before``) a day before the recommendation was made."""
    if on < recommendation.made_on:
        raise Refused("before", f"It was recommended on {write_date(recommendation.made_on)}, after that day.")


@transaction.atomic
def _recommend(
    kind: Recommendation.Kind,
    case: Case,
    reason: str,
    attached: Sequence[Attached],
    *,
    on: date,
    by: Person,
    now: datetime,
    **more: Any,
) -> Recommendation:
    role = as_regulator(action_for(kind), by=by, now=now)
    why = said(reason)
    refuse_the_future(on, now)
    case = locked_case(case)
    state = CaseState(case.state)
    allowed = {CaseState.IN_MEASURES} if kind in (_KIND.EXTENSION, _KIND.ADMINISTRATION) else IN_FORCE
    if case.spell is None or state not in allowed:
        raise Refused("moved_on", f"This case is now: {state.label.lower()}. That cannot be recommended in it.")
    if on < case.spell.entered_on:
        entered = write_date(case.spell.entered_on)
        raise Refused("before", f"The trust entered special measures on {entered}, after that day.")
    if kind is _KIND.EXTENSION:
        refuse_extension(case.spell, to=more["proposed_to"], on=on)
    if kind is _KIND.ADMINISTRATION:
        more["trust_kind"] = _kind_on(case, on)
    standing = standing_of_case(case, on, _CRITERION_OF.get(kind))
    return _made(case, kind, why, attached, on=on, by=by, role=role, now=now, **standing.kept, **more)


def _made(
    case: Case,
    kind: Recommendation.Kind,
    why: str,
    attached: Sequence[Attached],
    *,
    on: date,
    by: Person,
    role: str,
    now: datetime,
    **more: Any,
) -> Recommendation:
    try:
        with transaction.atomic():
            made = Recommendation.objects.create(
                case=case,
                kind=kind,
                made_on=on,
                reason=why,
                made_by=by,
                made_as=role,
                made_at=now,
                state_at=now,
                **more,
            )
    except IntegrityError as clash:
        raise Refused("waiting", "Another recommendation in this case waits for its decision.") from clash
    attach(made, attached, by=by, now=now)
    fields = ["recommendation", *(["attachments"] if attached else [])]
    keep(RECOMMENDED, case, fields, by=by, now=now, words=why, **_news(made))
    return made


def _kind_on(case: Case, on: date) -> str:
    kinds = {kind_of_trust(trust, on) for trust in answerable_for(case.trust, on)}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        raise Refused("kind", "Whether this is a foundation trust or an NHS trust on that day is not on record.")
    return str(kind)


def action_for(kind: Recommendation.Kind) -> Action:
    """Return what lets a person recommend it: the Chief Inspector alone, or inspectors."""
    return Action.RECOMMEND_ENTRY if kind in _CHIEF_ALONE else Action.RECOMMEND_IN_CASE


def _news(recommendation: Recommendation) -> dict[str, object]:
    return {
        "recommendation": str(recommendation.public_id),
        "kind": str(recommendation.kind),
        "recommendation_state": str(recommendation.state),
    }
