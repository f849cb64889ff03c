"""What people are told of inspections: that something happened and where it stands, never a draft word or a rating.

A trust's people are told of what their trust was shown, and of nothing else: an unannounced inspection is in no message
before the team is on site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from inspections.due import due_trusts
from inspections.models import DisplayDuty, DraftReport, Inspection, Notice, RatingDeparture, TeamMember
from inspections.programme_settings import settings_on
from inspections.teams import was_on_a_visit
from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, people_with, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from oversight.wording import write_date, write_datetime

Details = Callable[[Inspection], Mapping[str, str]]


@dataclass(frozen=True)
class Telling:
    """A message to a trust's people: its subject, its template, its page and what it says besides."""

    subject: str
    template: str
    page: str
    details: Details = lambda inspection: {}


def _days(inspection: Inspection) -> Mapping[str, str]:
    first, last = inspection.starts_on, inspection.ends_on
    if first is None or last is None:
        return {"days": ""}
    return {"days": write_date(first) if first == last else f"{write_date(first)} to {write_date(last)}"}


def _draft(inspection: Inspection) -> Mapping[str, str]:
    draft = DraftReport.objects.filter(inspection=inspection).order_by("-number").first()
    return {"due_at": write_datetime(draft.due_at) if draft else ""}


def _display(inspection: Inspection) -> Mapping[str, str]:
    duty = (
        DisplayDuty.objects.filter(report__inspection=inspection, displayed_on__isnull=True).order_by("due_on").first()
    )
    return {"display_by": write_date(duty.due_on) if duty else ""}


_OVERVIEW = "trust_inspections:inspection"
TRUST_IS_TOLD: Mapping[str, Telling] = {
    "inspection.announced": Telling("An inspection is announced", "inspection_announced", _OVERVIEW, _days),
    "inspection.on_site": Telling("The inspection team is on site", "inspection_on_site", _OVERVIEW),
    "inspection.cancelled": Telling("An inspection is cancelled", "inspection_cancelled", _OVERVIEW),
    "inspection.factual_accuracy_opened": Telling(
        "A draft report to check for factual accuracy", "inspection_draft", "trust_inspections:draft", _draft
    ),
    "inspection.time_extended": Telling(
        "More time to check a draft report", "inspection_time_extended", "trust_inspections:draft", _draft
    ),
    "inspection.published": Telling("An inspection report is published", "inspection_published", _OVERVIEW, _display),
    "inspection.review_decided": Telling("The review of ratings is decided", "inspection_review_decided", _OVERVIEW),
}


def tell_trust(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people of their inspection: subscribes to the events of ``TRUST_IS_TOLD``."""
    inspection = _inspection(event)
    if inspection.shown_to_trust_at is None:
        return
    if event.name == "inspection.on_site" and inspection.is_announced:
        # They were told when to expect it.
        return
    telling = TRUST_IS_TOLD[event.name]
    for person in _people_of(inspection.trust, now=now):
        _write(
            MessageKind.INSPECTION,
            event,
            person,
            f"{telling.subject}: {inspection.trust.shown_name}",
            telling.template,
            {
                "trust": inspection.trust.shown_name,
                "address": _address(telling.page, inspection.reference),
                **telling.details(inspection),
            },
            now=now,
        )


def tell_trust_of_notice(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people that a notice was issued to it: subscribes to ``notice.issued``."""
    notice = Notice.objects.select_related("trust", "issuer").get(reference=event.subject_id)
    if notice.issued_at is None:
        return
    kind = Notice.Kind(notice.kind).label
    for person in _people_of(notice.trust, now=now):
        _write(
            MessageKind.NOTICE,
            event,
            person,
            f"{kind}: {notice.trust.shown_name}",
            "inspection_notice",
            {
                "trust": notice.trust.shown_name,
                "kind": kind,
                "issuer": notice.issuer.name,
                "address": _address("trust_inspections:notice", notice.reference),
                "until": write_datetime(notice.representations_until) if notice.representations_until else "",
            },
            now=now,
        )


def tell_team_of_departure(event: OutboxEvent, now: datetime) -> None:
    """Tell those in the team who judge that a departure waits for a second person.

    Subscribes to ``inspection.departure_proposed``.
    """
    inspection = _inspection(event)
    departure = RatingDeparture.objects.get(departure_id=str(event.payload["departure"]))
    if departure.state != "proposed":
        return
    for person in _in_team(inspection, Action.JUDGE, now=now).exclude(pk=departure.proposed_by_id):
        _of_inspection(event, person, inspection, "A departure waits for approval", "inspection_departure", now=now)


def tell_team_of_quality_review(event: OutboxEvent, now: datetime) -> None:
    """Tell the team how its quality review ended.

    Subscribes to ``inspection.quality_reviewed`` and ``inspection.sent_back``.
    """
    inspection = _inspection(event)
    passed = event.name == "inspection.quality_reviewed"
    subject = "The quality review is passed" if passed else "The quality review sent the report back"
    for person in _in_team(inspection, Action.JUDGE, now=now):
        _of_inspection(event, person, inspection, subject, "inspection_quality_review", now=now, outcome=subject)


def tell_managers(event: OutboxEvent, now: datetime) -> None:
    """Tell managers who were not on the visit that the trust has answered or asks for a review.

    Subscribes to ``inspection.factual_accuracy_answered`` and ``inspection.review_requested``.
    """
    inspection = _inspection(event)
    answered = event.name == "inspection.factual_accuracy_answered"
    subject = "The trust has answered the draft report" if answered else "The trust asks for a review of its ratings"
    for person in _holding(Action.DECIDE_FACTUAL_ACCURACY, now=now):
        if not was_on_a_visit(inspection, person):
            _of_inspection(event, person, inspection, subject, "inspection_to_decide", now=now, outcome=subject)


def tell_of_due_inspections(*, now: datetime) -> int:
    """Tell managers once a week how many trusts are due for inspection and not planned; return how many were told."""
    today = london_date(now)
    due = due_trusts(on=today, demonstration=settings.DEMONSTRATION, signals={})
    overdue = sum(each.planned is None and each.is_overdue(today) for each in due)
    coming = sum(each.comes_up(today) for each in due) - overdue
    if not overdue and not coming:
        return 0
    year, week, _ = today.isocalendar()
    told = 0
    for person in _holding(Action.REVIEW_QUALITY, now=now):
        told += (
            write(
                kind=MessageKind.INSPECTION,
                key=f"inspections-due:{year}-{week}:{person.pk}",
                person=person,
                subject="Inspections due and not planned",
                template="messages/inspections_due.txt.jinja",
                context={
                    "overdue": str(overdue),
                    "coming": str(coming),
                    "days": str(settings_on(today).coming_up_days),
                    "address": _address("inspections:order"),
                },
                now=now,
            )
            is not None
        )
    return told


def _inspection(event: OutboxEvent) -> Inspection:
    return Inspection.objects.select_related("trust").get(reference=event.subject_id)


def _people_of(trust: Trust, *, now: datetime) -> Iterable[Person]:
    """Return the people who see the trust's inspections, or a successor's, each once."""
    people = {
        person.pk: person
        for role in sorted(roles_allowing(Action.SEE_INSPECTIONS))
        for person in people_with(role, london_date(now), trust=trust)
    }
    return people.values()


def _holding(action: Action, *, now: datetime) -> QuerySet[Person]:
    """Return the people whose roles allow the action today."""
    holding = Membership.objects.on(london_date(now)).filter(role__in=roles_allowing(action), person__is_active=True)
    return Person.objects.filter(pk__in=holding.values("person_id")).order_by("email")


def _in_team(inspection: Inspection, action: Action, *, now: datetime) -> QuerySet[Person]:
    team = TeamMember.objects.on(london_date(now)).filter(inspection=inspection)
    return _holding(action, now=now).filter(pk__in=team.values("person_id"))


def _of_inspection(
    event: OutboxEvent,
    person: Person,
    inspection: Inspection,
    subject: str,
    template: str,
    *,
    now: datetime,
    **context: str,
) -> None:
    _write(
        MessageKind.INSPECTION,
        event,
        person,
        f"{subject}: {inspection.reference}",
        template,
        {
            "reference": inspection.reference,
            "address": _address("inspections:inspection", inspection.reference),
            **context,
        },
        now=now,
    )


def _write(
    kind: MessageKind,
    event: OutboxEvent,
    person: Person,
    subject: str,
    template: str,
    context: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    write(
        kind=kind,
        key=f"{event.name}:event {event.pk}:{person.pk}",
        person=person,
        subject=subject,
        template=f"messages/{template}.txt.jinja",
        context=context,
        now=now,
    )


def _address(name: str, *args: str) -> str:
    """Return the page's whole address; the first page's where this installation serves no such page."""
    try:
        return settings.SITE_ADDRESS + reverse(name, args=args)
    except NoReverseMatch:
        return settings.SITE_ADDRESS + "/"
