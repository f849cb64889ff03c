"""What must be decided on a notice: each requirement, the decision at the end of its time, and how it ends.

Source: Health and Social Care Act 2008 section 29A(4) and (5): at the end of the latest time the regulator must
determine whether the requirements were complied with, and where one was not, must decide what action to take.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inspections.enforcing.issuing import NOT_ALLOWED, last_due_on
from inspections.enforcing.moving import locked_notice, move_notice, reference_to_notice
from inspections.models import Notice, NoticeDecision, NoticeRequirement
from inspections.permitting import permit
from inspections.states.notice import NoticeState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

# What a notice of the kind ends with when its object is reached.
_LIFTED = frozenset({Notice.Kind.CONDITION, Notice.Kind.URGENT_CLOSURE})
_DECIDED = frozenset({Notice.Kind.REQUIREMENT, Notice.Kind.WARNING_29A, Notice.Kind.CONDITION})


@transaction.atomic
def decide_requirement(
    *, requirement: NoticeRequirement, met: bool, finding: str, by: Person, now: datetime
) -> NoticeRequirement:
    """Record whether a requirement is met, with what was found; until the notice is decided it may be recorded anew.

    Refused: ``not_allowed``, ``moved_on`` for a notice that is not in force, ``no_text``.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    notice = locked_notice(Notice(pk=requirement.notice_id))
    _in_force(notice)
    if not finding.strip():
        raise Refused("no_text", "Say what was found.")
    current = NoticeRequirement.objects.select_for_update().get(pk=requirement.pk)
    current.met, current.finding, current.decided_by, current.decided_at = met, finding.strip(), by, now
    current.save(update_fields=["met", "finding", "decided_by", "decided_at"])
    audit(
        "notice.requirement_decided",
        by=by,
        subject=reference_to_notice(notice),
        now=now,
        fields=[f"requirement {current.position}", "finding", "met"],
    )
    return current


@transaction.atomic
def decide_notice(
    *, notice: Notice, complied: bool, next_step: NoticeDecision.Next, reason: str, by: Person, now: datetime
) -> NoticeDecision:
    """Decide at the end of a notice's time whether it was complied with, and what follows where it was not.

    Refused: ``not_allowed``; ``moved_on`` for one that is not in force; ``kind`` for a step that ends otherwise;
    ``too_early`` before the latest day is over, unless everything is met; ``undecided`` while a requirement is;
    ``contradiction`` where the requirements say otherwise; ``no_text``; ``no_next_step``.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    _in_force(current)
    if current.kind not in _DECIDED:
        raise Refused("kind", "This step ends by being lifted or concluded, not by a decision on compliance.")
    if not reason.strip():
        raise Refused("no_text", "Give the reason for the decision.")
    if not complied and next_step == NoticeDecision.Next.NOTHING:
        raise Refused("no_next_step", "Where a notice was not complied with, decide what follows.")
    _agrees(current, complied=complied, now=now)
    after = NoticeState.COMPLIED if complied else NoticeState.NOT_COMPLIED
    decision = NoticeDecision.objects.create(
        notice=current,
        complied=complied,
        next_step=NoticeDecision.Next(next_step),
        reason=reason.strip(),
        decided_by=by,
        decided_at=now,
    )
    ended = {"ended_at": now, "ended_reason": reason.strip()} if complied else {}
    move_notice(current, after, by=by, now=now, **ended)
    return decision


@transaction.atomic
def lift_notice(*, notice: Notice, reason: str, by: Person, now: datetime) -> Notice:
    """Lift a condition, or open a closed ward or service again. Refused: ``not_allowed``, ``kind``, ``no_text``,
    ``moved_on``."""
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    if current.kind not in _LIFTED:
        raise Refused("kind", "Conditions and closures are lifted; this is neither.")
    return _ended(current, NoticeState.LIFTED, reason, by=by, now=now)


@transaction.atomic
def conclude_notice(*, notice: Notice, reason: str, by: Person, now: datetime) -> Notice:
    """Conclude a prosecution, or a notice not complied with that something else has taken the place of.

    Refused: ``not_allowed``, ``kind``, ``no_text``, ``moved_on``.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    if current.kind != Notice.Kind.PROSECUTION and current.state != NoticeState.NOT_COMPLIED:
        raise Refused("kind", "Decide first whether it was complied with.")
    return _ended(current, NoticeState.CONCLUDED, reason, by=by, now=now)


def _ended(notice: Notice, after: NoticeState, reason: str, *, by: Person, now: datetime) -> Notice:
    if not reason.strip():
        raise Refused("no_text", "Give the reason.")
    return move_notice(notice, after, by=by, now=now, ended_at=now, ended_reason=reason.strip())


def _in_force(notice: Notice) -> None:
    if notice.state not in (NoticeState.ISSUED, NoticeState.NOT_COMPLIED):
        raise Refused("moved_on", f"This is now: {NoticeState(notice.state).label.lower()}.")


def _agrees(notice: Notice, *, complied: bool, now: datetime) -> None:
    """Refuse a decision that comes before its time or that the requirements contradict."""
    findings = list(notice.requirements.values_list("met", flat=True))
    if None in findings:
        raise Refused("undecided", "Record first of each requirement whether it was met.")
    if complied != all(findings):
        raise Refused("contradiction", "What was found of the requirements says otherwise.")
    latest = last_due_on(notice)
    if not complied and latest is not None and london_date(now) <= latest:
        raise Refused("too_early", "The trust has until the end of the latest day to comply.")
