"""What people are told of notices: that one was issued, answered or decided on, never what it says."""

from __future__ import annotations

from datetime import datetime

from inspections.addressing import holding, in_team, page_address, people_of, write_of_event
from inspections.models import Notice
from oversight.accounts.messages import MessageKind
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.records.models import OutboxEvent
from oversight.wording import write_datetime

# What a trust hears of its notice after it was issued, in the words of the subject.
DECIDED = {
    "notice.complied": "A notice is complied with",
    "notice.concluded": "A notice is concluded",
    "notice.lifted": "A notice is lifted",
    "notice.not_complied": "A notice is not complied with",
    "notice.representation_decided": "Your representations are decided on",
    "notice.withdrawn": "A notice is withdrawn",
}


def tell_trust_of_notice(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people that a notice was issued to it: subscribes to ``notice.issued``."""
    notice = _notice(event)
    if notice.issued_at is None:
        return
    kind = Notice.Kind(notice.kind).label
    for person in people_of(notice.trust, now=now):
        write_of_event(
            MessageKind.NOTICE,
            event,
            person,
            f"{kind}: {notice.trust.shown_name}",
            "inspection_notice",
            {
                "trust": notice.trust.shown_name,
                "kind": kind,
                "issuer": notice.issuer.name,
                "address": page_address("trust_inspections:notice", notice.reference),
                "until": write_datetime(notice.representations_until) if notice.representations_until else "",
            },
            now=now,
        )


def tell_trust_of_decision(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people what was decided on a notice issued to it: subscribes to the events of ``DECIDED``."""
    notice = _notice(event)
    if notice.issued_at is None:
        # A draft that was given up: the trust never knew of it.
        return
    subject = DECIDED[event.name]
    for person in people_of(notice.trust, now=now):
        write_of_event(
            MessageKind.NOTICE,
            event,
            person,
            f"{subject}: {notice.trust.shown_name}",
            "notice_decided",
            {
                "outcome": subject,
                "trust": notice.trust.shown_name,
                "kind": Notice.Kind(notice.kind).label,
                "address": page_address("trust_inspections:notice", notice.reference),
            },
            now=now,
        )


def tell_inspectors_of_answer(event: OutboxEvent, now: datetime) -> None:
    """Tell the team and who wrote and issued a notice that the trust answered it: subscribes to ``notice.answered``."""
    notice = _notice(event)
    _tell_inspectors(event, notice, _concerned(notice, now), "The trust has answered a notice", now=now)


def tell_inspectors_of_representation(event: OutboxEvent, now: datetime) -> None:
    """Tell the team, who wrote and issued a notice, and the managers who can decide that there are representations.

    Subscribes to ``notice.representation_made``. Who wrote or issued the notice does not decide on them.
    """
    notice = _notice(event)
    concerned = _concerned(notice, now)
    _tell_inspectors(event, notice, concerned, "The trust makes representations against a notice", now=now)
    authors = {notice.drafted_by_id, notice.issued_by_id}
    deciding = {
        person.pk: person
        for person in holding(Action.DECIDE_FACTUAL_ACCURACY, now=now)
        if person.pk not in authors | concerned.keys()
    }
    _tell_inspectors(event, notice, deciding, "Representations are to be decided on", now=now)


def _concerned(notice: Notice, now: datetime) -> dict[int, Person]:
    """Return who works on the notice: the team of its inspection, and who wrote and issued it, as long as they may."""
    authors = holding(Action.ENFORCE, now=now).filter(pk__in=[notice.drafted_by_id, notice.issued_by_id])
    team = in_team(notice.inspection, Action.ENFORCE, now=now) if notice.inspection is not None else ()
    return {person.pk: person for person in (*authors, *team)}


def _tell_inspectors(
    event: OutboxEvent, notice: Notice, people: dict[int, Person], subject: str, *, now: datetime
) -> None:
    for person in people.values():
        write_of_event(
            MessageKind.NOTICE,
            event,
            person,
            f"{subject}: {notice.reference}",
            "notice_answered",
            {
                "outcome": subject,
                "reference": notice.reference,
                "address": page_address("notices:notice", notice.reference),
            },
            now=now,
        )


def _notice(event: OutboxEvent) -> Notice:
    return Notice.objects.select_related("trust", "issuer", "inspection").get(reference=event.subject_id)
