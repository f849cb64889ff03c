"""What people are told of returns: signature wanted, returned, accepted, due and late; never a figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Message, Person, Role
from oversight.accounts.permissions import people_with
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from oversight.records.references import Reference, resolve
from oversight.returns.calendar import Due, DueState, sent_list
from oversight.returns.kinds import all_kinds, kind_of
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.states import State
from oversight.wording import write_datetime

# A preparer is reminded this long before the close, where nothing was accepted.
REMIND_BEFORE = timedelta(days=5)
# A trust that did not send is told once after the close; a close longer ago is no news.
LATE_IS_NEWS_FOR = timedelta(days=31)


def tell_signatories(event: OutboxEvent, now: datetime) -> None:
    """Tell those who may sign that a return waits for them: subscribes to ``return.signature_wanted``."""
    submission = _submission(event)
    if submission.state != State.AWAITING_SIGNATURE:
        return
    for person in people_with(Role.SIGNATORY, london_date(now), trust=submission.trust):
        if person.pk != submission.prepared_by_id:
            _write(MessageKind.SIGNATURE_WANTED, event, person, submission, "wants a signature", now=now)


def tell_preparer(event: OutboxEvent, now: datetime) -> None:
    """Tell the preparer that a return came back unsigned: subscribes to ``return.returned``."""
    submission = _submission(event)
    _write(MessageKind.RETURNED, event, submission.prepared_by, submission, "was returned to you", now=now)


def tell_of_acceptance(event: OutboxEvent, now: datetime) -> None:
    """Tell the preparer and the signatory of the receipt: subscribes to ``return.accepted``."""
    submission = _submission(event)
    version = ReturnVersion.objects.select_related("submission__signature__signed_by").get(submission=submission)
    for person in (submission.prepared_by, version.submission.signature.signed_by):
        _write(
            MessageKind.ACCEPTED,
            event,
            person,
            submission,
            "was accepted",
            now=now,
            receipt=version.receipt,
            accepted_at=write_datetime(version.accepted_at),
            reference=Reference("return_version", version.receipt),
        )


def _submission(event: OutboxEvent) -> Submission:
    submissions = Submission.objects.select_related("trust", "prepared_by").defer("rows", "totals")
    return submissions.get(reference=event.subject_id)


def _write(
    kind: MessageKind,
    event: OutboxEvent,
    person: Person,
    submission: Submission,
    subject: str,
    *,
    now: datetime,
    reference: Reference | None = None,
    **context: str,
) -> None:
    declared = kind_of(submission.kind)
    title = f"{declared.title}, {declared.period_label(submission.period)}"
    write(
        kind=kind,
        key=f"{kind}:event {event.pk}:{person.pk}",
        person=person,
        subject=f"{title}: {subject}",
        template=f"messages/return_{kind.name.lower()}.txt.jinja",
        context={
            "title": title,
            "trust": submission.trust.name,
            "reference": submission.reference,
            "address": _address(reference or Reference("submission", submission.reference)),
            **context,
        },
        now=now,
    )


def _address(reference: Reference) -> str:
    described = resolve(reference)
    return settings.SITE_ADDRESS + described.address if described and described.address else settings.SITE_ADDRESS + "/"


def tell_of_due_and_late(*, now: datetime) -> int:
    """Write the messages that the calendar asks for and nobody had yet; return how many."""
    written = 0
    for kind in all_kinds():
        for period in kind.periods_opened(now=now, months=2):
            for demonstration in (False, True):
                rows = [
                    row
                    for row in sent_list(kind.code, period, now, demonstration=demonstration)
                    if row.state != DueState.ACCEPTED
                ]
                written += _remind(rows, now=now)
    return written


def _remind(rows: Iterable[Due], *, now: datetime) -> int:
    wanted: list[tuple[str, MessageKind, Due, Trust, Person]] = []
    for row in rows:
        message = _calendar_message(row, now=now)
        if message is None:
            continue
        for person in _concerned(row, message, now=now):
            key = f"{message}:{row.kind}:{row.period}:{row.trust.code}:{person.pk}"
            wanted.append((key, message, row, row.trust, person))
    there = set(Message.objects.filter(key__in=[key for key, *_ in wanted]).values_list("key", flat=True))
    written = 0
    for key, message, row, trust, person in wanted:
        if key in there:
            continue
        title = f"{row.title}, {row.period_label}"
        subject = f"{title}: due by {write_datetime(row.closes_at)}" if message is MessageKind.DUE else f"{title}: late"
        made = write(
            kind=message,
            key=key,
            person=person,
            subject=subject,
            template=f"messages/return_{message.name.lower()}.txt.jinja",
            context={
                "title": title,
                "trust": trust.name,
                "closes_at": write_datetime(row.closes_at),
                "waits_for_signature": "yes" if row.state == DueState.AWAITING_SIGNATURE else "",
                "address": settings.SITE_ADDRESS + "/workspace/",
            },
            now=now,
        )
        written += made is not None
    return written


def _calendar_message(row: Due, *, now: datetime) -> MessageKind | None:
    """Return what the trust is to be told at this time, if anything."""
    if row.closes_at - REMIND_BEFORE <= now <= row.closes_at:
        return MessageKind.DUE
    if row.closes_at < now <= row.closes_at + LATE_IS_NEWS_FOR:
        return MessageKind.LATE
    return None


def _concerned(row: Due, message: MessageKind, *, now: datetime) -> list[Person]:
    """Return whom it concerns: preparers; signatories too once it is late, or waits for them."""
    roles = [Role.PREPARER]
    if message is MessageKind.LATE or row.state == DueState.AWAITING_SIGNATURE:
        roles.append(Role.SIGNATORY)
    people = {person.pk: person for role in roles for person in people_with(role, london_date(now), trust=row.trust)}
    return [people[key] for key in sorted(people)]
