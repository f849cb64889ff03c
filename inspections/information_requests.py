"""What the team asks a trust for, and what the trust answers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from inspections.kept_files import keep_file
from inspections.models import InformationAnswer, InformationRequest, Inspection
from inspections.moving import locked, news_of, reference_to
from inspections.permitting import in_state, permit_in_team
from inspections.states.inspection import EVIDENCE_IN
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.receiving import clean_filename
from oversight.returns.refusals import Refused


@transaction.atomic
def ask_trust(
    *, inspection: Inspection, request_id: UUID, text: str, due_on: date, by: Person, now: datetime
) -> InformationRequest:
    """Ask the trust for something by a day; the trust sees it at once. A repeated save is one request.

    Refused: ``not_allowed``, ``not_in_team``; ``moved_on`` where evidence is taken no more; ``not_shown`` while the
    trust does not know of the inspection; ``no_text``; ``too_early`` for a day that is past; ``known`` for an id
    that is in use.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    known = InformationRequest.objects.filter(request_id=request_id).first()
    if known is not None:
        if known.inspection_id != current.pk or known.asked_by_id != by.pk:
            raise Refused("known", "Another request has this id.")
        return known
    in_state(current, EVIDENCE_IN, message="Nothing is asked of the trust any more.")
    if current.shown_to_trust_at is None:
        raise Refused("not_shown", "The trust does not know of this inspection, so nothing can be asked of it yet.")
    if not text.strip():
        raise Refused("no_text", "Say what is wanted.")
    if due_on < london_date(now):
        raise Refused("too_early", "The day by which it is wanted is today or a later one.")
    asked = InformationRequest.objects.create(
        request_id=request_id, inspection=current, text=text.strip(), due_on=due_on, asked_by=by, asked_at=now
    )
    audit(
        "inspection.information_requested",
        by=by,
        subject=reference_to(current),
        now=now,
        fields=[f"request {request_id}"],
    )
    emit(
        "inspection.information_requested",
        subject=reference_to(current),
        now=now,
        payload={**news_of(current), "request": str(request_id)},
    )
    return asked


@transaction.atomic
def close_request(*, request: InformationRequest, by: Person, now: datetime) -> InformationRequest:
    """Say that nothing more is wanted; closed twice, it is closed once. Refused: ``not_allowed``, ``not_in_team``."""
    permit_in_team(Action.JUDGE, request.inspection, by=by, now=now)
    current = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if current.closed_at is None:
        current.closed_at, current.closed_by = now, by
        current.save(update_fields=["closed_at", "closed_by"])
        audit(
            "inspection.information_request_closed",
            by=by,
            subject=reference_to(request.inspection),
            now=now,
            fields=[f"request {current.request_id}"],
        )
    return current


@transaction.atomic
def answer_request(
    *,
    request: InformationRequest,
    answer_id: UUID,
    text: str,
    by: Person,
    now: datetime,
    filename: str = "",
    content: bytes | None = None,
) -> InformationAnswer:
    """Answer for the trust in words, with a file, or both; a late answer is taken too. A repeated save is one answer.

    Refused: ``not_allowed`` for who does not answer for the trust, or while it does not know of the inspection;
    ``moved_on`` once the request is closed; ``no_text`` for an answer that holds nothing; ``too_large``; ``known``.
    """
    current = InformationRequest.objects.select_for_update().get(pk=request.pk)
    inspection = Inspection.objects.select_related("trust").get(pk=current.inspection_id)
    answers_for = may(by, Action.ANSWER_INSPECTION, inspection.trust, on=london_date(now))
    if inspection.shown_to_trust_at is None or not answers_for:
        raise Refused("not_allowed", "You cannot answer for this trust.")
    known = InformationAnswer.objects.filter(answer_id=answer_id).first()
    if known is not None:
        if known.request_id != current.pk or known.given_by_id != by.pk:
            raise Refused("known", "Another answer has this id.")
        return known
    if current.closed_at is not None:
        raise Refused("moved_on", "This request is closed: nothing more is wanted.")
    if not text.strip() and content is None:
        raise Refused("no_text", "Write the answer, or choose a file.")
    stored = keep_file(content, now=now) if content is not None else None
    answer = InformationAnswer.objects.create(
        answer_id=answer_id,
        request=current,
        text=text.strip(),
        stored=stored,
        filename=clean_filename(filename) if stored else "",
        given_by=by,
        given_at=now,
    )
    audit(
        "inspection.information_given",
        by=by,
        subject=reference_to(inspection),
        now=now,
        fields=[f"request {current.request_id}", *(["file"] if stored else []), *(["text"] if answer.text else [])],
        hashes=[stored.sha256] if stored else [],
    )
    emit(
        "inspection.information_given",
        subject=reference_to(inspection),
        now=now,
        payload={**news_of(inspection), "request": str(current.request_id)},
    )
    return answer
