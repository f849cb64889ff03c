"""What the trust says: its answers to notices, and representations against them with what was decided on these."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from inspections.enforcing.issuing import NOT_ALLOWED
from inspections.enforcing.moving import locked_notice, move_notice, reference_to_notice
from inspections.kept_files import keep_file
from inspections.models import Notice, NoticeAnswer, NoticeRequirement, Representation
from inspections.permitting import permit
from inspections.states.notice import IN_FORCE, NoticeState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.receiving import clean_filename
from oversight.returns.refusals import Refused
from oversight.wording import write_datetime


@transaction.atomic
def answer_notice(
    *,
    notice: Notice,
    text: str,
    answer_id: UUID,
    by: Person,
    now: datetime,
    requirement: NoticeRequirement | None = None,
    filename: str = "",
    content: bytes | None = None,
) -> NoticeAnswer:
    """Send the trust's report of its actions, on the notice or on one requirement; a repeated save is one answer.

    Refused: ``not_allowed``; ``moved_on`` for a notice that is not in force; ``requirement`` for one of another notice;
    ``no_text``; ``too_large``.
    """
    current = _of_own_trust(notice, Action.SEND_ANSWER, by=by, now=now)
    known = NoticeAnswer.objects.filter(answer_id=answer_id, notice=current).first()
    if known is not None:
        return known
    if current.state not in {str(state) for state in IN_FORCE}:
        raise Refused("moved_on", f"This notice is now: {NoticeState(current.state).label.lower()}.")
    if requirement is not None and requirement.notice_id != current.pk:
        raise Refused("requirement", "This requirement belongs to another notice.")
    if not text.strip():
        raise Refused("no_text", "Say what the trust is doing.")
    stored = keep_file(content, now=now) if content is not None else None
    answer = NoticeAnswer.objects.create(
        answer_id=answer_id,
        notice=current,
        requirement=requirement,
        text=text.strip(),
        stored=stored,
        filename=clean_filename(filename) if stored else "",
        given_by=by,
        given_at=now,
    )
    audit(
        "notice.answered",
        by=by,
        subject=reference_to_notice(current),
        now=now,
        fields=["file", "text"] if stored else ["text"],
        hashes=[stored.sha256] if stored else [],
    )
    emit("notice.answered", subject=reference_to_notice(current), now=now, payload={"trust": current.trust.code})
    return answer


@transaction.atomic
def make_representation(
    *, notice: Notice, text: str, representation_id: UUID, by: Person, now: datetime
) -> Representation:
    """Make representations against a notice within its time; a repeated save is one representation.

    Refused: ``not_allowed``; ``moved_on``; ``no_representations`` for a step against which there are none; ``too_late``
    once the last working day is over in London; ``no_text``.
    """
    current = _of_own_trust(notice, Action.SEND_ANSWER, by=by, now=now)
    known = Representation.objects.filter(representation_id=representation_id, notice=current).first()
    if known is not None:
        return known
    if current.state not in {str(state) for state in IN_FORCE}:
        raise Refused("moved_on", f"This notice is now: {NoticeState(current.state).label.lower()}.")
    if current.representations_until is None:
        raise Refused("no_representations", "There are no representations against this step; it can be appealed.")
    if now > current.representations_until:
        until = write_datetime(current.representations_until)
        raise Refused("too_late", f"Representations could be made until {until}.")
    if not text.strip():
        raise Refused("no_text", "Say what the trust has to say against the notice.")
    representation = Representation.objects.create(
        representation_id=representation_id, notice=current, text=text.strip(), made_by=by, made_at=now
    )
    audit("notice.representation_made", by=by, subject=reference_to_notice(current), now=now, fields=["text"])
    emit(
        "notice.representation_made",
        subject=reference_to_notice(current),
        now=now,
        payload={"trust": current.trust.code},
    )
    return representation


@transaction.atomic
def decide_representation(
    *, representation: Representation, outcome: Representation.Outcome, reason: str, by: Person, now: datetime
) -> Representation:
    """Decide on representations, by somebody who did not issue the notice; upheld, the notice is withdrawn.

    With it goes what it limits, so ratings not yet published are worked out anew. Refused: ``not_allowed``;
    ``own_work`` for the issuer; ``decided``; ``no_text``.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    notice = locked_notice(Notice(pk=representation.notice_id))
    current = Representation.objects.select_for_update().get(pk=representation.pk)
    if by.pk in (notice.issued_by_id, notice.drafted_by_id):
        raise Refused("own_work", "Somebody who neither wrote nor issued the notice decides on representations.")
    if current.outcome:
        raise Refused("decided", "It was decided on already.")
    if not reason.strip():
        raise Refused("no_text", "Give the reason for the decision.")
    current.outcome, current.outcome_reason = Representation.Outcome(outcome), reason.strip()
    current.decided_by, current.decided_at = by, now
    current.save(update_fields=["outcome", "outcome_reason", "decided_by", "decided_at"])
    audit(
        "notice.representation_decided",
        by=by,
        subject=reference_to_notice(notice),
        now=now,
        fields=["outcome", "outcome_reason"],
    )
    emit(
        "notice.representation_decided",
        subject=reference_to_notice(notice),
        now=now,
        payload={"trust": notice.trust.code},
    )
    if current.outcome == Representation.Outcome.UPHELD and notice.state in {str(state) for state in IN_FORCE}:
        after = NoticeState.WITHDRAWN if notice.state == NoticeState.ISSUED else NoticeState.CONCLUDED
        move_notice(notice, after, by=by, now=now, ended_at=now, ended_reason="Representations were upheld.")
    return current


def _of_own_trust(notice: Notice, action: Action, *, by: Person, now: datetime) -> Notice:
    """Return the issued notice, locked, for somebody who may answer for its trust."""
    current = locked_notice(notice)
    if current.issued_at is None or not may(by, action, current.trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot answer for this trust.")
    return current
