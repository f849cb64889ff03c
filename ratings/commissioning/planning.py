"""An action plan for wards that are often short: asked for, written, agreed, carried out; both sides see one record.

The commissioner asks for it, for wards that the record has as often short. The trust writes what it does for each,
who and by when, and proposes it; the commissioner agrees to that text or sends it back. Then days are kept: an action
may move later with a reason, what was agreed first stays beside it. Source: Hard Truths, paragraph 1.87 ("work with
their commissioners to develop an action plan"); traceability row T05.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust, Ward
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused
from ratings.commissioning.askable import often_short
from ratings.commissioning.models import PlanStep, PlanWard, PlanWardAction, Side, WardPlan
from ratings.commissioning.permitting import permit_area, permit_commissioner, permit_trust
from ratings.commissioning.references import plan_reference
from ratings.commissioning.states import OPEN, PLAN_WAYS, PlanState
from ratings.signals import canonical

_Kind = PlanStep.Kind
ASKED = "ward_plan.asked"


@transaction.atomic
def ask_for_plan(
    *,
    body: Body,
    trust: Trust,
    wards: Collection[Ward],
    words: str,
    propose_by: date,
    save_id: UUID,
    by: Person,
    now: datetime,
) -> WardPlan:
    """Ask a trust of the area for a plan for wards that are often short; what the record says of each is kept with it.

    Sent twice, it is one. Refused: ``not_allowed``; ``not_in_area``; ``no_wards``; ``not_short`` for a ward that is
    not often short now; ``no_text``; ``too_early`` for a day that is not after today; ``open_plan`` where one of this
    commissioner with the trust is under way; ``known``.
    """
    permit_area(body, trust, by=by, now=now)
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    known = WardPlan.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.body_id != body.pk or known.trust_id != trust.pk:
            raise Refused("known", "Something else has this id.")
        return known
    if not wards:
        raise Refused("no_wards", "Choose at least one ward.")
    short = {one.ward.pk: one for one in often_short(trust) if one.ward is not None}
    if any(ward.pk not in short for ward in wards):
        raise Refused("not_short", "Choose wards that the record has as often short.")
    words = _said(words, "Say what you ask for.")
    if propose_by <= london_date(now):
        raise Refused("too_early", "Give a day after today.")
    if WardPlan.objects.filter(body=body, trust=trust, state__in=[str(state) for state in OPEN]).exists():
        raise Refused("open_plan", "A plan with this trust is under way already. Go on with that one.")
    plan = WardPlan.objects.create(
        body=body, trust=trust, state_at=now, propose_by=propose_by, save_id=save_id, asked_by=by, asked_at=now
    )
    PlanWard.objects.bulk_create(
        PlanWard(
            plan=plan,
            ward=ward,
            short_months=list(short[ward.pk].months),
            up_to=max(short[ward.pk].months),
            said=short[ward.pk].reason,
            rules=short[ward.pk].rules,
        )
        for ward in sorted(wards, key=lambda ward: (ward.name, ward.pk))
    )
    _step(plan, _Kind.ASKED, Side.COMMISSIONER, words, save_id, ASKED, by=by, now=now)
    return plan


@transaction.atomic
def add_ward_action(
    *, plan_ward: PlanWard, what: str, owner: str, due_on: date, save_id: UUID, by: Person, now: datetime
) -> PlanWardAction:
    """Write what the trust does for a ward, who by their job title, and by when; sent twice, it is one.

    Refused: ``not_allowed``; ``moved_on`` once the plan was proposed; ``no_text``, ``no_owner``; ``too_early`` for a
    day that is not after today; ``known``.
    """
    plan = _locked(plan_ward.plan)
    permit_trust(plan.trust, by=by, now=now)
    known = PlanWardAction.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.plan_ward_id != plan_ward.pk:
            raise Refused("known", "Something else has this id.")
        return known
    _in_state(plan, PlanState.ASKED)
    what, owner = _said(what, "Say what the trust does."), line_of(owner)
    if not owner:
        raise Refused("no_owner", "Name who does it, by their job title.")
    if due_on <= london_date(now):
        raise Refused("too_early", "Give a day after today.")
    made = PlanWardAction.objects.create(
        plan_ward=plan_ward, what=what, owner=owner[:100], first_due_on=due_on, due_on=due_on, save_id=save_id
    )
    audit("ward_plan.action_added", by=by, subject=plan_reference(plan), now=now, fields=["what", "owner", "due_on"])
    return made


@transaction.atomic
def take_out_action(*, action: PlanWardAction, by: Person, now: datetime) -> None:
    """Take an action out of a plan that is being written. Refused: ``not_allowed``; ``moved_on``."""
    plan = _locked(action.plan_ward.plan)
    permit_trust(plan.trust, by=by, now=now)
    _in_state(plan, PlanState.ASKED)
    if not PlanWardAction.objects.filter(pk=action.pk).delete()[0]:
        raise Refused("moved_on", "Somebody else has taken this out already.")
    audit("ward_plan.action_taken_out", by=by, subject=plan_reference(plan), now=now, fields=["what"])


@transaction.atomic
def propose_plan(*, plan: WardPlan, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Send the commissioner the plan as it is written; its text and hash are kept.

    Refused: ``not_allowed``; ``moved_on``; ``no_actions`` while a ward has none; ``no_text``; ``known``.
    """
    current = _locked(plan)
    permit_trust(current.trust, by=by, now=now)
    if known := _known(current, step_id, _Kind.PROPOSED):
        return known
    content = content_of(current)
    if not all(ward["actions"] for ward in content):
        raise Refused("no_actions", "Write at least one action for each ward.")
    kept = {"content": content, "sha256": _hash(content)}
    return _move(current, _Kind.PROPOSED, Side.TRUST, PlanState.PROPOSED, words, step_id, by=by, now=now, **kept)


@transaction.atomic
def send_back_plan(*, plan: WardPlan, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Ask the trust to write it otherwise. Refused: ``not_allowed``; ``moved_on``; ``no_text``; ``known``."""
    current = _locked(plan)
    permit_commissioner(current.body, by=by, now=now)
    return _move(current, _Kind.SENT_BACK, Side.COMMISSIONER, PlanState.ASKED, words, step_id, by=by, now=now)


@transaction.atomic
def agree_plan(*, plan: WardPlan, seen: str, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Agree to the plan as it was proposed. ``seen``: the hash of the text that the person had before them.

    Refused: ``not_allowed``; ``moved_on``; ``changed`` where another text was proposed since; ``no_text``; ``known``.
    """
    current = _locked(plan)
    permit_commissioner(current.body, by=by, now=now)
    if known := _known(current, step_id, _Kind.AGREED):
        return known
    _in_state(current, PlanState.PROPOSED)
    sha256 = _hash(content_of(current))
    if seen != sha256:
        raise Refused("changed", "The trust has proposed another text since you opened it. Read it first.")
    return _move(
        current, _Kind.AGREED, Side.COMMISSIONER, PlanState.AGREED, words, step_id, by=by, now=now, sha256=sha256
    )


@transaction.atomic
def note_ward_action(*, action: PlanWardAction, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Say how an action goes. Refused: ``not_allowed``; ``moved_on``; ``no_text``; ``known``."""
    plan, current = _under_way(action, by=by, now=now)
    return _of_action(plan, current, _Kind.NOTE, words, step_id, by=by, now=now)


@transaction.atomic
def move_ward_action(
    *, action: PlanWardAction, due_on: date, words: str, step_id: UUID, by: Person, now: datetime
) -> PlanStep:
    """Give an action a later day, with the reason; what was agreed first stays beside it.

    Refused: ``not_allowed``; ``moved_on``; ``too_early`` for a day that is not after today and after the one that it
    has; ``no_text``; ``known``.
    """
    plan, current = _under_way(action, by=by, now=now)
    if known := _known(plan, step_id, _Kind.MOVED):
        return known
    _not_done(current)
    if due_on <= max(current.due_on, london_date(now)):
        raise Refused("too_early", "Give a day after today and after the day that it has.")
    days = {"was_due_on": current.due_on, "due_on": due_on}
    step = _of_action(plan, current, _Kind.MOVED, words, step_id, by=by, now=now, **days)
    PlanWardAction.objects.filter(pk=current.pk).update(due_on=due_on)
    return step


@transaction.atomic
def finish_ward_action(*, action: PlanWardAction, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Say that an action is done and what was done. Refused: ``not_allowed``; ``moved_on``; ``no_text``; ``known``."""
    plan, current = _under_way(action, by=by, now=now)
    if known := _known(plan, step_id, _Kind.DONE):
        return known
    _not_done(current)
    step = _of_action(plan, current, _Kind.DONE, words, step_id, by=by, now=now)
    PlanWardAction.objects.filter(pk=current.pk).update(done_on=london_date(now))
    return step


@transaction.atomic
def finish_plan(*, plan: WardPlan, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """Say, for the commissioner, that a plan is finished, once all that was agreed is done.

    Refused: ``not_allowed``; ``moved_on``; ``not_done`` while an action is not; ``no_text``; ``known``.
    """
    current = _locked(plan)
    permit_commissioner(current.body, by=by, now=now)
    if known := _known(current, step_id, _Kind.FINISHED):
        return known
    if PlanWardAction.objects.filter(plan_ward__plan=current, done_on__isnull=True).exists():
        raise Refused("not_done", "Not all that was agreed is done.")
    return _move(current, _Kind.FINISHED, Side.COMMISSIONER, PlanState.FINISHED, words, step_id, by=by, now=now)


@transaction.atomic
def end_plan(*, plan: WardPlan, words: str, step_id: UUID, by: Person, now: datetime) -> PlanStep:
    """End a plan, for the commissioner, before it is finished, with the reason.

    Refused: ``not_allowed``; ``moved_on``; ``no_text``; ``known``.
    """
    current = _locked(plan)
    permit_commissioner(current.body, by=by, now=now)
    return _move(current, _Kind.ENDED, Side.COMMISSIONER, PlanState.ENDED, words, step_id, by=by, now=now)


def content_of(plan: WardPlan) -> list[dict[str, Any]]:
    """Return a plan's wards with their actions, in one order, as they are proposed and agreed."""
    wards = PlanWard.objects.filter(plan=plan).select_related("ward").prefetch_related("actions")
    return [
        {
            "ward": str(one.ward.public_id),
            "name": one.ward.name,
            "actions": [
                {
                    "action": str(action.public_id),
                    "what": action.what,
                    "owner": action.owner,
                    "due_on": action.first_due_on.isoformat(),
                }
                for action in one.actions.all()
            ],
        }
        for one in wards
    ]


def seen_hash(plan: WardPlan) -> str:
    """Return the hash of a plan's text as it stands, which a page carries so that what is agreed is what was read."""
    return _hash(content_of(plan))


def _hash(content: object) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _locked(plan: WardPlan) -> WardPlan:
    found = WardPlan.objects.select_for_update(of=("self",), no_key=True).select_related("trust", "body")
    return found.get(pk=plan.pk)


def _said(words: str, message: str = "Say it in words.") -> str:
    words = lines_of(words)
    if not words:
        raise Refused("no_text", message)
    return words


def _moved_on(plan: WardPlan) -> Refused:
    label = PlanState(plan.state).label.lower()
    return Refused("moved_on", f"The plan is now: {label}. Somebody else was first. Read it again.")


def _in_state(plan: WardPlan, state: PlanState) -> None:
    if plan.state != state:
        raise _moved_on(plan)


def _under_way(action: PlanWardAction, *, by: Person, now: datetime) -> tuple[WardPlan, PlanWardAction]:
    plan = _locked(action.plan_ward.plan)
    permit_trust(plan.trust, by=by, now=now)
    _in_state(plan, PlanState.AGREED)
    return plan, PlanWardAction.objects.select_for_update(no_key=True).get(pk=action.pk)


def _not_done(action: PlanWardAction) -> None:
    if action.done_on is not None:
        raise Refused("moved_on", "Somebody else has said already that this is done. Read it again.")


def _known(plan: WardPlan, step_id: UUID, kind: PlanStep.Kind) -> PlanStep | None:
    known = PlanStep.objects.filter(step_id=step_id).first()
    if known is not None and (known.plan_id != plan.pk or known.kind != kind):
        raise Refused("known", "Something else has this id.")
    return known


def _move(
    plan: WardPlan,
    kind: PlanStep.Kind,
    side: Side,
    after: PlanState,
    words: str,
    step_id: UUID,
    *,
    by: Person,
    now: datetime,
    **kept: Any,
) -> PlanStep:
    if known := _known(plan, step_id, kind):
        return known
    words = _said(words)
    way = PLAN_WAYS.way(PlanState(plan.state), after)
    if way is None or not swap_state(plan, str(after), now=now):
        raise _moved_on(plan)
    return _step(plan, kind, side, words, step_id, way.event, by=by, now=now, **kept)


def _of_action(
    plan: WardPlan,
    action: PlanWardAction,
    kind: PlanStep.Kind,
    words: str,
    step_id: UUID,
    *,
    by: Person,
    now: datetime,
    **kept: Any,
) -> PlanStep:
    if known := _known(plan, step_id, kind):
        return known
    words, event = _said(words), f"ward_plan.action_{kind}"
    return _step(plan, kind, Side.TRUST, words, step_id, event, by=by, now=now, action=action, **kept)


def _step(
    plan: WardPlan,
    kind: PlanStep.Kind,
    side: Side,
    words: str,
    step_id: UUID,
    event: str,
    *,
    by: Person,
    now: datetime,
    **kept: Any,
) -> PlanStep:
    step = PlanStep.objects.create(
        plan=plan, step_id=step_id, kind=kind, side=side, words=words, said_by=by, said_at=now, **kept
    )
    reference = plan_reference(plan)
    fields = ["words", *(name for name in kept if name not in ("content", "sha256", "action"))]
    hashes = [kept["sha256"]] if "sha256" in kept else []
    audit(event, by=by, subject=reference, now=now, fields=fields, hashes=hashes)
    if kept.get("action") is None:
        emit(event, subject=reference, now=now, payload={"trust": plan.trust.code, "body": plan.body.code})
    return step
