"""Deciding what was recommended: the trust's oversight body of the day alone, once, with its reason.

An entry, an extension and an exit are recorded as times in special measures in the same transaction, so that the case,
the band and the criteria can never tell different things.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.organisations.bodies import kind_of_trust
from oversight.organisations.models import Trust, TrustKind
from oversight.returns.refusals import Refused
from ratings.cases.models import AutonomySuspension, Case, Recommendation
from ratings.cases.moving import end_recommendation, keep, locked_recommendation, move_case, refuse_the_future, said
from ratings.cases.permitting import ActingBody, as_body
from ratings.cases.recommending import refuse_before
from ratings.cases.states import DECIDED, CaseState, RecommendationState
from ratings.models import SpecialMeasuresSpell
from ratings.special_measures.recording import record_entry, record_exit, record_extension

_KIND = Recommendation.Kind


@transaction.atomic
def decide(
    *,
    recommendation: Recommendation,
    agreed: bool,
    reason: str,
    on: date,
    by: Person,
    now: datetime,
    reinspect_by: date | None = None,
) -> Recommendation:
    """Agree or decline what was recommended, with effect from a day; return it with its case as they are now.

    ``reinspect_by`` with an agreed entry, where that is sooner than usual. Refused: ``not_allowed`` but for people of
    the trust's oversight body today; ``no_reason``, ``future``, ``before`` it was recommended; ``directed``: what the
    regulator directed is not declined; ``decided`` meanwhile by another; and whatever the record of special measures
    refuses (``ratings.special_measures.recording``).
    """
    acting = as_body(recommendation.case, by=by, now=now)
    why = said(reason)
    refuse_the_future(on, now)
    refuse_before(recommendation, on)
    if not agreed and recommendation.route == Recommendation.Route.DIRECTED:
        raise Refused("directed", "The Care Quality Commission directed this: it is carried out and not declined.")
    if reinspect_by is not None and not (agreed and recommendation.kind == _KIND.ENTRY):
        raise Refused("reinspection", "A day for the re-inspection is set with an agreed entry.")
    recommendation = locked_recommendation(recommendation)
    case = recommendation.case
    before = case.state
    end_recommendation(
        recommendation,
        RecommendationState.AGREED if agreed else RecommendationState.DECLINED,
        now=now,
        decided_on=on,
        decision_reason=why,
        decided_by=by,
        decided_as=acting.role,
        decided_at=now,
        body=acting.body,
    )
    if agreed:
        _carry_out(recommendation, case, acting, why, on=on, by=by, now=now, reinspect_by=reinspect_by)
    elif recommendation.kind == _KIND.ENTRY:
        move_case(case, CaseState.NOT_ENTERED, now=now)
    fields = ["recommendation.state", "recommendation.decision_reason", *(["state"] if case.state != before else [])]
    keep(
        DECIDED,
        case,
        fields,
        by=by,
        now=now,
        words=why,
        recommendation=str(recommendation.public_id),
        kind=str(recommendation.kind),
        recommendation_state=str(recommendation.state),
    )
    return recommendation


def begin_suspension(case: Case, trust: Trust, on: date, now: datetime) -> None:
    """Suspend the autonomy of a trust that is a foundation trust on the day of entry (ES 46, 3.4)."""
    if kind_of_trust(trust, on) is TrustKind.Kind.FOUNDATION_TRUST:
        AutonomySuspension.objects.create(case=case, from_on=on, begun_at=now)


def end_suspension(case: Case, on: date, now: datetime) -> None:
    """End the suspension of autonomy that came with entry, where there was one."""
    AutonomySuspension.objects.filter(case=case, to_on__isnull=True).update(to_on=on, ended_at=now)


def _carry_out(
    recommendation: Recommendation,
    case: Case,
    acting: ActingBody,
    why: str,
    *,
    on: date,
    by: Person,
    now: datetime,
    reinspect_by: date | None,
) -> None:
    match _KIND(recommendation.kind):
        case _KIND.ENTRY:
            spell = record_entry(trust=case.trust, on=on, reason=why, by=by, now=now, reinspect_by=reinspect_by)
            move_case(case, CaseState.IN_MEASURES, now=now, spell=spell)
            begin_suspension(case, case.trust, on, now)
        case _KIND.EXTENSION:
            record_extension(
                trust=acting.trust, to=_proposed(recommendation), on=on, reason=why, by=by, now=now, of=_time(case)
            )
        case _KIND.EXIT:
            record_exit(trust=acting.trust, on=on, reason=why, by=by, now=now, of=_time(case))
            move_case(case, CaseState.LEFT, now=now)
            end_suspension(case, on, now)
        case _KIND.ADMINISTRATION:
            move_case(case, CaseState.IN_ADMINISTRATION, now=now)
        case _KIND.FURTHER_ACTION:
            # What is done is in the reasons: the trust stays in special measures meanwhile.
            pass


def _time(case: Case) -> SpecialMeasuresSpell:
    if case.spell is None:
        raise Refused("not_in", f"{case.trust.shown_name} is not in special measures.")
    return case.spell


def _proposed(recommendation: Recommendation) -> date:
    if recommendation.proposed_to is None:
        raise ValueError("an extension proposes its last day")
    return recommendation.proposed_to
