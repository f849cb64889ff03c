"""Sending for signature, returning, taking back, and signing: with the signature the return is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, TextField, Value, When

from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.returns import moving
from oversight.returns.calendar import window
from oversight.returns.checked import ReturnRow
from oversight.returns.explaining import waiting_findings
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion, Signature, Submission
from oversight.returns.moving import hold_address, move, standing_version
from oversight.returns.receipts import new_receipt_number
from oversight.returns.refusals import Refused
from oversight.returns.states import OPEN, State


@transaction.atomic
def send_for_signature(*, submission: Submission, by: Person, now: datetime, reason: str = "") -> Submission:
    """Put a return before the signatories; submissions for the same period that came before it are withdrawn.

    Refused: ``not_allowed``; ``not_ready`` while something is to fix or to explain; ``stale`` when another version was
    accepted since the check; ``reason_wanted`` for a correction without one (``reason`` gives it); ``another_awaits``.
    """
    hold_address(submission.kind, submission.trust_id, submission.period)
    current = _current(submission)
    _permitted(Action.PREPARE_RETURN, current, by=by, now=now, message="You cannot prepare returns for {trust}.")
    if current.state not in (State.READY, State.RETURNED):
        raise Refused("not_ready", f"This return is now: {State(current.state).label.lower()}.")
    if current.must_fix or waiting_findings(current).exists():
        raise Refused("not_ready", "Something is still to be fixed or explained.")
    _still_against(current, standing_version(current.kind, current.trust_id, current.period))
    reason = reason.strip() or current.correction_reason
    if current.base_version is not None and not reason:
        raise Refused("reason_wanted", "A version of this return was accepted before. Say why you are correcting it.")
    others = Submission.objects.select_related("trust").filter(
        kind=current.kind, trust_id=current.trust_id, period=current.period
    )
    if others.filter(state=str(State.AWAITING_SIGNATURE), pk__gt=current.pk).exists():
        raise Refused(
            "another_awaits", "Another file for the same period waits for signature. Withdraw that one first."
        )
    for older in others.filter(state__in=[str(state) for state in OPEN], pk__lt=current.pk).defer("rows"):
        moving.withdraw(submission=older, by=by, now=now, note=f"Replaced by {current.reference}.")
    if current.base_version is None:
        reason = ""
    move(current, State.AWAITING_SIGNATURE, by=by, now=now, note="", correction_reason=reason)
    return _told(submission, current)


@transaction.atomic
def return_to_preparer(*, submission: Submission, reason: str, by: Person, now: datetime) -> Submission:
    """Send a return back unsigned, with what is to be mended."""
    current = _current(submission)
    _permitted(Action.SIGN_RETURN, current, by=by, now=now, message="You cannot sign returns for {trust}.")
    if not reason.strip():
        raise Refused("no_text", "Say what is to be mended.")
    move(current, State.RETURNED, by=by, now=now, note=reason.strip())
    return _told(submission, current)


@transaction.atomic
def withdraw(*, submission: Submission, by: Person, now: datetime) -> Submission:
    """Take back a return that is not accepted."""
    current = _current(submission)
    _permitted(Action.PREPARE_RETURN, current, by=by, now=now, message="You cannot prepare returns for {trust}.")
    moving.withdraw(submission=current, by=by, now=now)
    return _told(submission, current)


@transaction.atomic
def sign_and_accept(
    *, submission: Submission, by: Person, now: datetime, confirmed_with: str, network_address: str | None = None
) -> ReturnVersion:
    """Sign the declaration: the return is accepted, and becomes the version that stands, with all its facts, at once.

    Refused: ``not_allowed`` without authority; ``own_work`` for the person who prepared it; ``moved_on`` when it does
    not wait for signature (any more); ``stale`` when another version was accepted since the check.
    """
    hold_address(submission.kind, submission.trust_id, submission.period)
    current = _current(submission)
    _permitted(Action.SIGN_RETURN, current, by=by, now=now, message="You cannot sign returns for {trust}.")
    if by.pk == current.prepared_by_id:
        raise Refused("own_work", "You prepared this return. Another person with authority has to sign it.")
    standing = standing_version(current.kind, current.trust_id, current.period)
    if current.state == State.AWAITING_SIGNATURE:
        _still_against(current, standing)
    kind = kind_of(current.kind)
    number = standing.number + 1 if standing else 1
    receipt = new_receipt_number(kind.receipt_prefix, current.trust.code, current.period, number)
    move(
        current,
        State.ACCEPTED,
        by=by,
        now=now,
        hashes=[current.file_id, current.content_sha256],
        news={"receipt": receipt, "version": number},
    )
    statement = kind.statement(current.period)
    Signature.objects.create(
        submission=current,
        signed_by=by,
        signed_as=str(Role.SIGNATORY.label),
        signed_at=now,
        statement_version=statement.version,
        statement=statement.text,
        confirmed_with=confirmed_with,
        network_address=network_address,
        content_sha256=current.content_sha256,
    )
    place_keys = dict(kind.settle_places(submission=current, by=by, now=now))
    if standing:
        ReturnVersion.objects.filter(pk=standing.pk).update(stands=False, replaced_at=now)
    version = ReturnVersion.objects.create(
        receipt=receipt,
        kind=current.kind,
        trust=current.trust,
        period=current.period,
        number=number,
        submission=current,
        file_sha256=current.file_id,
        content_sha256=current.content_sha256,
        accepted_at=now,
        # A correction of a return that came in time is not late.
        late=standing.late if standing else now > window(current.kind, current.period).closes_at,
        reason=current.correction_reason,
        place_keys=place_keys,
    )
    rows = (ReturnRow.from_json(kept) for kept in current.rows)
    kind.store(version=version, rows=[replace(row, key=place_keys.get(row.key, row.key)) for row in rows], now=now)
    _name_places(current, place_keys)
    _told(submission, current)
    return version


def _current(submission: Submission) -> Submission:
    """Return the submission as the database has it, locked until the transaction ends."""
    return Submission.objects.select_for_update(of=("self",)).select_related("trust").get(pk=submission.pk)


def _told(submission: Submission, current: Submission) -> Submission:
    """Let the caller's object say what was done."""
    for name in ("state", "state_at", "note", "correction_reason"):
        setattr(submission, name, getattr(current, name))
    return submission


def _permitted(action: Action, submission: Submission, *, by: Person, now: datetime, message: str) -> None:
    if not may(by, action, submission.trust, on=london_date(now)):
        raise Refused("not_allowed", message.format(trust=submission.trust.name))


def _still_against(submission: Submission, standing: ReturnVersion | None) -> None:
    """Refuse what was checked against another version than the one that stands."""
    if (standing.number if standing else None) != submission.base_version:
        raise Refused(
            "stale",
            "Another version of this return was accepted since this file was checked."
            " Check it again, to see what it changes.",
            version=standing,
        )


def _name_places(submission: Submission, final_keys: Mapping[str, str]) -> None:
    """Let findings and explanations point at what acceptance added, such as a new ward, in one statement each."""
    if not final_keys:
        return
    renamed = Case(
        *(When(place_key=old, then=Value(new)) for old, new in final_keys.items()),
        default=F("place_key"),
        output_field=TextField(),
    )
    submission.findings.filter(place_key__in=list(final_keys)).update(place_key=renamed)
    submission.explanations.filter(place_key__in=list(final_keys)).update(place_key=renamed)
