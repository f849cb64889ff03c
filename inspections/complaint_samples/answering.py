"""What a trust does for a sample: it lists its complaints, gives the facts of the files drawn, and sends them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from inspections.complaint_samples.checklist import Said
from inspections.complaint_samples.drawing import OnTheList, Strata, draw
from inspections.complaint_samples.listing import Row
from inspections.complaint_samples.moving import locked_sample, move_sample, sample_reference
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, ListedComplaint, SampledCase
from inspections.states.complaint_sample import SampleState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

_UPHELD = (Outcome.UPHELD, Outcome.PARTIALLY_UPHELD)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the trust says of one file; None: the question does not apply. ``based_on``: the save it was written on."""

    acknowledged: Said
    acknowledged_on: date | None
    conversation_offered: Said
    time_agreed: Said
    agreed_by: date | None
    agreed_on: date | None
    answered_on: date | None
    signed: Said | None
    ombudsman_stated: Said | None
    changed: Said | None
    what_was_upheld: str
    what_changed: str
    based_on: int = 0


@transaction.atomic
def list_complaints(
    *, sample: ComplaintSample, rows: Sequence[Row], by: Person, now: datetime, none_received: bool = False
) -> ComplaintSample:
    """Take the trust's list, and draw from it at once. A trust that received no complaint says so, and is done.

    Refused: ``not_allowed``; ``no_rows`` for an empty list without ``none_received`` and for rows with it;
    ``moved_on`` once there is a list.
    """
    current = locked_sample(sample)
    _permit(current, Action.ANSWER_INSPECTION, by=by, now=now)
    if bool(rows) == none_received:
        raise Refused("no_rows", "Give the list, or say that no complaint was received in this time.")
    listed: dict[str, Any] = {"listed_by": by, "listed_at": now, "list_sha256": _digest(rows)}
    if none_received:
        return move_sample(current, SampleState.ANSWERED, by=by, now=now, answered_by=by, answered_at=now, **listed)
    moved = move_sample(current, SampleState.LISTED, by=by, now=now, hashes=[_digest(rows)], **listed)
    drawn = draw(
        [OnTheList(row.number, row.subject, str(row.outcome)) for row in rows],
        seed=current.seed,
        size=current.size,
        strata=Strata(current.strata),
    )
    places = {each.number: each.place for each in drawn}
    ListedComplaint.objects.bulk_create(
        ListedComplaint(
            sample=moved,
            number=row.number,
            received_on=row.received_on,
            subject=row.subject,
            outcome=str(row.outcome),
            place=places.get(row.number),
        )
        for row in rows
    )
    return moved


@transaction.atomic
def save_facts(*, listed: ListedComplaint, facts: Facts, by: Person, now: datetime) -> SampledCase:
    """Save what a file says; the trust changes it until it sends the whole.

    Refused: ``not_allowed``; ``moved_on`` once it was sent or is not wanted, or where somebody else saved meanwhile;
    ``not_drawn``; ``acknowledged``, ``agreed``, ``answered``, ``signed``, ``ombudsman``, ``changed``, ``upheld`` and
    ``what_changed`` for facts that do not go together, named after the question.
    """
    sample = locked_sample(listed.sample)
    _permit(sample, Action.ANSWER_INSPECTION, by=by, now=now)
    if sample.state != str(SampleState.LISTED):
        raise Refused("moved_on", "The sample was sent already, or is not wanted any more.")
    if listed.place is None:
        raise Refused("not_drawn", "This complaint was not drawn.")
    _check(listed, facts, today=london_date(now))
    case = SampledCase.objects.filter(listed=listed).first()
    if facts.based_on != (case.latest if case else 0):
        raise Refused("moved_on", "Somebody else has saved this file since you opened it. Open it again.")
    values: dict[str, object] = {
        "latest": facts.based_on + 1,
        "acknowledged": str(facts.acknowledged),
        "acknowledged_on": facts.acknowledged_on,
        "conversation_offered": str(facts.conversation_offered),
        "time_agreed": str(facts.time_agreed),
        "agreed_by": facts.agreed_by,
        "agreed_on": facts.agreed_on,
        "answered_on": facts.answered_on,
        "signed": str(facts.signed or ""),
        "ombudsman_stated": str(facts.ombudsman_stated or ""),
        "changed": str(facts.changed or ""),
        "what_was_upheld": facts.what_was_upheld.strip(),
        "what_changed": facts.what_changed.strip(),
        "saved_by": by,
        "saved_at": now,
    }
    saved, _ = SampledCase.objects.update_or_create(listed=listed, defaults=values)
    audit(
        "complaint_sample.facts_saved",
        by=by,
        subject=sample_reference(sample),
        now=now,
        fields=[f"case {listed.place}"],
    )
    return saved


@transaction.atomic
def send_sample(*, sample: ComplaintSample, by: Person, now: datetime) -> ComplaintSample:
    """Send the facts of every file that was drawn, for the trust; a late answer is taken too.

    Refused: ``not_allowed``; ``not_whole`` while a file has no facts; ``moved_on`` where it was sent, or not drawn yet.
    """
    current = locked_sample(sample)
    _permit(current, Action.SEND_ANSWER, by=by, now=now)
    if current.state != str(SampleState.LISTED):
        raise Refused("moved_on", f"This sample is now: {SampleState(current.state).label.lower()}.")
    drawn = current.listed.filter(place__isnull=False)
    missing = list(drawn.filter(case__isnull=True).order_by("place").values_list("number", flat=True))
    if missing:
        raise Refused("not_whole", f"These files have no facts yet: {', '.join(missing)}.")
    return move_sample(current, SampleState.ANSWERED, by=by, now=now, answered_by=by, answered_at=now)


def _permit(sample: ComplaintSample, action: Action, *, by: Person, now: datetime) -> None:
    inspection = sample.inspection
    if inspection.shown_to_trust_at is None or not may(by, action, inspection.trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot answer for this trust.")


def _check(listed: ListedComplaint, facts: Facts, *, today: date) -> None:
    received, answered = listed.received_on, facts.answered_on
    if (facts.acknowledged is Said.YES) != (facts.acknowledged_on is not None):
        raise Refused("acknowledged", "Give the day of the acknowledgement where there was one, and only there.")
    if (facts.time_agreed is Said.YES) != (facts.agreed_by is not None and facts.agreed_on is not None) or (
        (facts.agreed_by is None) != (facts.agreed_on is None)
    ):
        raise Refused("agreed", "Give both days where a time was agreed: until when, and when that was agreed.")
    days = (facts.acknowledged_on, facts.agreed_on, answered)
    if any(day is not None and not received <= day <= today for day in days):
        raise Refused("days", "No day lies before the complaint was received or after today.")
    if facts.agreed_by is not None and facts.agreed_by < received:
        raise Refused("agreed", "The agreed time does not end before the complaint was received.")
    resolved = Outcome(listed.outcome) in (*_UPHELD, Outcome.NOT_UPHELD)
    if resolved and answered is None:
        raise Refused("answered", "You listed this complaint as resolved: give the day of the answer.")
    if Outcome(listed.outcome) is Outcome.OPEN and answered is not None:
        raise Refused("answered", "You listed this complaint as not resolved: it has no answer yet.")
    if answered is not None and (facts.signed is None or facts.ombudsman_stated is None):
        raise Refused("signed", "Say of the answer who signed it, and whether it names the Ombudsman.")
    if answered is None and (facts.signed is not None or facts.ombudsman_stated is not None):
        raise Refused("signed", "Without an answer, nothing is said of who signed it.")
    upheld = Outcome(listed.outcome) in _UPHELD
    if upheld and (not facts.what_was_upheld.strip() or facts.changed is None):
        raise Refused("upheld", "Say what was upheld, and whether something changed because of it.")
    if facts.changed is Said.YES and not facts.what_changed.strip():
        raise Refused("what_changed", "Say what changed.")


def _digest(rows: Sequence[Row]) -> str:
    told = "\n".join(f"{row.number},{row.received_on},{row.subject},{row.outcome}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()
