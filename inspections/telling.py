"""What people are told of inspections: that something happened and where it stands, never a draft word or a rating.

A trust's people are told of what their trust was shown, and of nothing else: an unannounced inspection is in no message
before the team is on site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from inspections.addressing import holding, in_team, page_address, people_of, write_of_event
from inspections.due import due_trusts
from inspections.models import DisplayDuty, DraftReport, InformationRequest, Inspection, RatingDeparture
from inspections.programme_settings import settings_on
from inspections.special_measures import special_measures_since
from inspections.teams import had_part_in_a_visit
from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
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
    for person in people_of(inspection.trust, now=now):
        write_of_event(
            MessageKind.INSPECTION,
            event,
            person,
            f"{telling.subject}: {inspection.trust.shown_name}",
            telling.template,
            {
                "trust": inspection.trust.shown_name,
                "address": page_address(telling.page, inspection.reference),
                **telling.details(inspection),
            },
            now=now,
        )


def tell_trust_of_request(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people that the team asks for something: subscribes to ``inspection.information_requested``."""
    asked = InformationRequest.objects.select_related("inspection__trust").get(request_id=str(event.payload["request"]))
    inspection = asked.inspection
    if inspection.shown_to_trust_at is None or asked.closed_at is not None:
        return
    for person in people_of(inspection.trust, now=now):
        write_of_event(
            MessageKind.INSPECTION,
            event,
            person,
            f"The inspection team asks for something: {inspection.trust.shown_name}",
            "inspection_request",
            {
                "trust": inspection.trust.shown_name,
                "by": write_date(asked.due_on),
                "address": page_address("trust_inspections:request", inspection.reference, str(asked.request_id)),
            },
            now=now,
        )


def tell_team_of_answer(event: OutboxEvent, now: datetime) -> None:
    """Tell those in the team who judge that the trust answered what they asked.

    Subscribes to ``inspection.information_given``.
    """
    inspection = _inspection(event)
    for person in in_team(inspection, Action.JUDGE, now=now):
        _of_inspection(
            event,
            person,
            inspection,
            "The trust has answered a request",
            "inspection_answered",
            page="reports:requests",
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
    for person in in_team(inspection, Action.JUDGE, now=now).exclude(pk=departure.proposed_by_id):
        _of_inspection(event, person, inspection, "A departure waits for approval", "inspection_departure", now=now)


def tell_team_of_quality_review(event: OutboxEvent, now: datetime) -> None:
    """Tell the team how its quality review ended.

    Subscribes to ``inspection.quality_reviewed`` and ``inspection.sent_back``.
    """
    inspection = _inspection(event)
    passed = event.name == "inspection.quality_reviewed"
    subject = "The quality review is passed" if passed else "The quality review sent the report back"
    for person in in_team(inspection, Action.JUDGE, now=now):
        _of_inspection(event, person, inspection, subject, "inspection_quality_review", now=now, outcome=subject)


def tell_managers(event: OutboxEvent, now: datetime) -> None:
    """Tell managers who were not on the visit that the trust has answered or asks for a review.

    Subscribes to ``inspection.factual_accuracy_answered`` and ``inspection.review_requested``.
    """
    inspection = _inspection(event)
    answered = event.name == "inspection.factual_accuracy_answered"
    subject = "The trust has answered the draft report" if answered else "The trust asks for a review of its ratings"
    for person in holding(Action.DECIDE_FACTUAL_ACCURACY, now=now):
        if not had_part_in_a_visit(inspection, person):
            _of_inspection(event, person, inspection, subject, "inspection_to_decide", now=now, outcome=subject)


def tell_of_due_inspections(*, now: datetime) -> int:
    """Tell managers once a week how many trusts are due for inspection and not planned; return how many were told."""
    today = london_date(now)
    special = special_measures_since(today)
    due = due_trusts(on=today, demonstration=settings.DEMONSTRATION, signals={}, special_measures=special)
    overdue = sum(each.planned is None and each.is_overdue(today) for each in due)
    coming = sum(each.comes_up(today) for each in due) - overdue
    if not overdue and not coming:
        return 0
    year, week, _ = today.isocalendar()
    told = 0
    for person in holding(Action.REVIEW_QUALITY, now=now):
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
                    "address": page_address("inspections:order"),
                },
                now=now,
            )
            is not None
        )
    return told


def _inspection(event: OutboxEvent) -> Inspection:
    return Inspection.objects.select_related("trust").get(reference=event.subject_id)


def _of_inspection(
    event: OutboxEvent,
    person: Person,
    inspection: Inspection,
    subject: str,
    template: str,
    *,
    now: datetime,
    page: str = "inspections:inspection",
    **context: str,
) -> None:
    write_of_event(
        MessageKind.INSPECTION,
        event,
        person,
        f"{subject}: {inspection.reference}",
        template,
        {
            "reference": inspection.reference,
            "address": page_address(page, inspection.reference),
            **context,
        },
        now=now,
    )
