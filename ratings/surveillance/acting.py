"""Where a group worries most, and what it set itself to do about it: owners, days, what came of it.

Source: Hard Truths, paragraph 2.26: "Once concerns are identified, action can be taken swiftly by the relevant
organisation". The three levels of worry are ours.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from complaints.pasted_text import lines_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused
from ratings.surveillance.membership import lock_as_member, members_of, trusts_of_group
from ratings.surveillance.models import GroupAction, GroupActionStep, Worry
from ratings.surveillance.references import action_reference
from ratings.surveillance.states import WAYS, ActionState

_Kind = GroupActionStep.Kind
_ENDS = {_Kind.DONE: ActionState.DONE, _Kind.DROPPED: ActionState.DROPPED}


def worries_of(group: Body) -> dict[int, Worry]:
    """Return the group's standing word on each trust of which it agreed one, by the trust's key."""
    rows = Worry.objects.filter(group=group).select_related("recorded_by").order_by("number")
    return {row.trust_id: row for row in rows}


def actions_of(group: Body) -> QuerySet[GroupAction]:
    """Return the group's actions, the one due first at the top."""
    return GroupAction.objects.filter(group=group).select_related("trust", "owner", "set_by", "group")


@transaction.atomic
def record_worry(
    *,
    group: Body,
    trust: Trust,
    level: Worry.Level,
    reason: str,
    agreed_on: date,
    seen: int,
    by: Person,
    now: datetime,
) -> Worry:
    """Record how closely the group agreed to watch a trust, and why.

    ``seen``: the number of the word that stood when the person opened the page, 0 for none. Refused: ``not_allowed``;
    ``not_in_region``; ``no_text``; ``not_yet`` for a day to come; ``moved_on`` where somebody recorded another since.
    """
    lock_as_member(group, by=by, now=now)
    if not trusts_of_group(group).filter(pk=trust.pk).exists():
        raise Refused("not_in_region", f"{trust.shown_name} is not in the region of {group.name}.")
    reason = lines_of(reason)
    if not reason:
        raise Refused("no_text", "Give the reason.")
    if agreed_on > london_date(now):
        raise Refused("not_yet", "Give the day on which the group agreed it, today or before.")
    newest = Worry.objects.filter(group=group, trust=trust).order_by("-number").first()
    number = newest.number if newest else 0
    if number != seen:
        raise Refused(
            "moved_on",
            "Somebody else has recorded another word on this trust since you opened the page. Read it first.",
        )
    made = Worry.objects.create(
        group=group,
        trust=trust,
        number=number + 1,
        level=Worry.Level(level),
        reason=reason,
        agreed_on=agreed_on,
        recorded_by=by,
        recorded_at=now,
    )
    audit(
        "group.worry_recorded",
        by=by,
        subject=Reference("trust", trust.code),
        now=now,
        fields=["level", "reason", "agreed_on"],
    )
    return made


@transaction.atomic
def set_action(
    *,
    group: Body,
    trust: Trust | None,
    purpose: GroupAction.Purpose,
    what: str,
    owner: Person,
    due_on: date,
    save_id: UUID,
    by: Person,
    now: datetime,
) -> GroupAction:
    """Set a member to do something by a day; sent twice, it is one.

    Refused: ``not_allowed``; ``not_in_region``; ``no_text``; ``not_a_member`` for an owner who does not belong to the
    group; ``too_early`` for a day before today; ``known``.
    """
    lock_as_member(group, by=by, now=now)
    known = GroupAction.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.group_id != group.pk:
            raise Refused("known", "Something else has this id.")
        return known
    today = london_date(now)
    if trust is not None and not trusts_of_group(group).filter(pk=trust.pk).exists():
        raise Refused("not_in_region", f"{trust.shown_name} is not in the region of {group.name}.")
    what = lines_of(what)
    if not what:
        raise Refused("no_text", "Say what is to be done.")
    member = next((one for one in members_of(group, today) if one.person.pk == owner.pk), None)
    if member is None:
        raise Refused("not_a_member", f"An action's owner belongs to {group.name}.")
    if due_on < today:
        raise Refused("too_early", "Give today or a later day.")
    made = GroupAction.objects.create(
        group=group,
        trust=trust,
        purpose=GroupAction.Purpose(purpose),
        what=what,
        owner=owner,
        owner_organisation=member.organisation,
        first_due_on=due_on,
        due_on=due_on,
        state_at=now,
        save_id=save_id,
        set_by=by,
        set_at=now,
    )
    audit("group_action.set", by=by, subject=action_reference(made), now=now, fields=["what", "owner", "due_on"])
    return made


@transaction.atomic
def note_action(*, action: GroupAction, words: str, step_id: UUID, by: Person, now: datetime) -> GroupActionStep:
    """Say how an action goes. Refused: ``not_allowed``; ``no_text``; ``moved_on`` once it ended; ``known``."""
    current = _locked(action, by=by, now=now)
    return _step(current, _Kind.NOTE, words, step_id, by=by, now=now)


@transaction.atomic
def move_action(
    *, action: GroupAction, due_on: date, words: str, step_id: UUID, by: Person, now: datetime
) -> GroupActionStep:
    """Give an action another day, with the reason; what was promised first stays beside it.

    Refused: as ``note_action``; ``too_early`` for a day before today; ``same_day``.
    """
    current = _locked(action, by=by, now=now)
    if known := _known(current, step_id):
        return known
    if due_on < london_date(now):
        raise Refused("too_early", "Give today or a later day.")
    if due_on == current.due_on:
        raise Refused("same_day", "That is the day that it has.")
    was = current.due_on
    step = _step(current, _Kind.MOVED, words, step_id, by=by, now=now, was_due_on=was, due_on=due_on)
    GroupAction.objects.filter(pk=current.pk).update(due_on=due_on)
    return step


@transaction.atomic
def end_action(
    *, action: GroupAction, kind: GroupActionStep.Kind, words: str, step_id: UUID, by: Person, now: datetime
) -> GroupActionStep:
    """End an action: done, with what came of it, or no longer needed, with why.

    Refused: as ``note_action``: of two people who end it at once, one does and the other is told.
    """
    current = _locked(action, by=by, now=now)
    return _step(current, _Kind(kind), words, step_id, by=by, now=now, after=_ENDS[_Kind(kind)])


def _locked(action: GroupAction, *, by: Person, now: datetime) -> GroupAction:
    lock_as_member(action.group, by=by, now=now)
    return GroupAction.objects.select_for_update().get(pk=action.pk)


def _known(action: GroupAction, step_id: UUID) -> GroupActionStep | None:
    known = GroupActionStep.objects.filter(step_id=step_id).first()
    if known is not None and known.action_id != action.pk:
        raise Refused("known", "Something else has this id.")
    return known


def _step(
    action: GroupAction,
    kind: GroupActionStep.Kind,
    words: str,
    step_id: UUID,
    *,
    by: Person,
    now: datetime,
    after: ActionState | None = None,
    **days: Any,
) -> GroupActionStep:
    """Write one step in the caller's transaction, with its audit entry, and move the action where it ends."""
    if known := _known(action, step_id):
        return known
    words = lines_of(words)
    if not words:
        raise Refused("no_text", "Say it in words.")
    state = ActionState(action.state)
    gone_on = Refused("moved_on", f"Somebody else has ended this action: {state.label.lower()}. Read it again.")
    if state is not ActionState.OPEN:
        raise gone_on
    if after is not None and (WAYS.way(state, after) is None or not swap_state(action, str(after), now=now)):
        raise gone_on
    step = GroupActionStep.objects.create(
        action=action, step_id=step_id, kind=kind, words=words, done_by=by, done_at=now, **days
    )
    fields = ["words", *days, *(["state"] if after else [])]
    audit(f"group_action.{kind}", by=by, subject=action_reference(action), now=now, fields=fields)
    return step
