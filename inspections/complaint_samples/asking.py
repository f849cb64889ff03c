"""Asking a trust for a sample of its complaints, calling it off, and reading it as evidence."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from inspections.complaint_samples import drawing
from inspections.complaint_samples.drawing import Strata
from inspections.complaint_samples.found import found_in_words
from inspections.complaint_samples.moving import move_sample, sample_reference
from inspections.evidence import Cited, Found, save_evidence
from inspections.models import ComplaintSample, EvidencePiece, EvidenceVersion, Inspection
from inspections.moving import locked, news_of
from inspections.permitting import in_state, permit_in_team
from inspections.states.complaint_sample import SampleState
from inspections.states.inspection import EVIDENCE_IN
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion

SUMMARY_DAYS = 28
LARGEST_SAMPLE = 100


def summary_due_on(asked_on: date) -> date:
    """Return the last day for the summary: the 28th, beginning on the day after the request was received.

    Regulation 16(3) of SI 2014/2936. What a trust is asked here it has received the same day.
    """
    return asked_on + timedelta(days=SUMMARY_DAYS)


@transaction.atomic
def ask_for_sample(
    *,
    inspection: Inspection,
    sample_id: UUID,
    from_on: date,
    to_on: date,
    size: int,
    strata: Strata,
    by: Person,
    now: datetime,
    seed: str | None = None,
) -> ComplaintSample:
    """Ask the trust for its complaints of a time and a sample of them; a repeated save is one request.

    The seed (16 random bytes in hexadecimal where none is given) is made here, before anybody has seen the list.
    Refused: ``not_allowed``, ``not_in_team``; ``moved_on`` where evidence is taken no more; ``not_shown`` while the
    trust does not know of the inspection; ``span`` for days the wrong way round or not over; ``size``; ``known``.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    known = ComplaintSample.objects.filter(sample_id=sample_id).first()
    if known is not None:
        if known.inspection_id != current.pk or known.asked_by_id != by.pk:
            raise Refused("known", "Another sample has this id.")
        return known
    in_state(current, EVIDENCE_IN, message="Nothing is asked of the trust any more.")
    if current.shown_to_trust_at is None:
        raise Refused("not_shown", "The trust does not know of this inspection, so nothing can be asked of it yet.")
    today = london_date(now)
    if to_on < from_on or to_on > today:
        raise Refused("span", "The last day is not before the first one, and not after today.")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise Refused("size", f"Ask for 1 to {LARGEST_SAMPLE} complaints.")
    sample = ComplaintSample.objects.create(
        sample_id=sample_id,
        inspection=current,
        state_at=now,
        from_on=from_on,
        to_on=to_on,
        size=size,
        strata=str(strata),
        rule=drawing.RULE,
        seed=seed or secrets.token_hex(16),
        due_on=summary_due_on(today),
        asked_by=by,
        asked_at=now,
    )
    audit(
        "complaint_sample.requested",
        by=by,
        subject=sample_reference(sample),
        now=now,
        fields=["from_on", "to_on", "size", "strata", "due_on"],
        hashes=[drawing.fingerprint(sample.seed)],
    )
    emit("complaint_sample.requested", subject=sample_reference(sample), now=now, payload=news_of(current))
    return sample


@transaction.atomic
def withdraw_sample(*, sample: ComplaintSample, reason: str, by: Person, now: datetime) -> ComplaintSample:
    """Say that the sample is not wanted any more, and why; asked for again, it is drawn with another seed.

    Refused: ``not_allowed``, ``not_in_team``, ``no_reason``; ``moved_on`` once it was answered or withdrawn.
    """
    permit_in_team(Action.JUDGE, sample.inspection, by=by, now=now)
    if not reason.strip():
        raise Refused("no_reason", "Say why the sample is not wanted any more.")
    return move_sample(sample, SampleState.WITHDRAWN, by=by, now=now, withdrawn_by=by, withdrawn_reason=reason.strip())


def read_as_evidence(*, sample: ComplaintSample, by: Person, now: datetime) -> EvidencePiece:
    """Take what the sample shows into the inspection's evidence, once, citing it; the piece may be changed after.

    Refused: as ``save_evidence``; ``not_answered`` before the trust sent its answer.
    """
    if sample.state != str(SampleState.ANSWERED):
        raise Refused("not_answered", "The trust has not answered yet.")
    piece_id = uuid5(sample.sample_id, "evidence")
    known = EvidencePiece.objects.filter(piece_id=piece_id).first()
    if known is not None:
        return known
    found = Found(
        found_in_words(sample),
        EvidenceVersion.Kind.RECORD,
        now,
        source=EvidenceVersion.Source.DOCUMENT,
        key_question=KeyQuestion.RESPONSIVE,
        cites=Cited("complaint_sample", str(sample.sample_id)),
    )
    return save_evidence(
        piece_id=piece_id,
        save_id=uuid5(sample.sample_id, "evidence:1"),
        inspection=sample.inspection,
        found=found,
        by=by,
        now=now,
    ).piece
