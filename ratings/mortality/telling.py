"""What people are told of mortality alerts: that a letter came or was answered, never a figure or what it asks."""

from __future__ import annotations

from datetime import datetime

from inspections.addressing import holding, page_address, people_of, write_of_event
from oversight.accounts.messages import MessageKind
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from oversight.wording import write_date
from ratings.models import MortalityAlert, MortalityStep


def tell_trust_of_letter(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people that the regulator asks about deaths: subscribes to ``mortality.letter_sent``."""
    alert = _alert(event)
    if alert.answer_due_on is None:
        return
    trust = Trust.objects.get(code=alert.trust_code)
    for person in people_of(trust, now=now):
        write_of_event(
            MessageKind.MORTALITY,
            event,
            person,
            f"A letter with questions: {trust.shown_name}",
            "mortality_letter",
            {
                "trust": trust.shown_name,
                "until": write_date(alert.answer_due_on),
                "address": page_address("workspace:mortality_letter", alert.reference),
            },
            now=now,
        )


def tell_inspectors_of_answer(event: OutboxEvent, now: datetime) -> None:
    """Tell who worked on an alert, and who decides on alerts, that the trust answered: ``mortality.answered``."""
    alert = _alert(event)
    worked = MortalityStep.objects.filter(alert=alert).values("done_by")
    deciding = holding(Action.DECIDE_MORTALITY, now=now)
    checking = holding(Action.CHECK_MORTALITY, now=now).filter(pk__in=worked)
    people = {person.pk: person for person in (*deciding, *checking)}
    for person in people.values():
        write_of_event(
            MessageKind.MORTALITY,
            event,
            person,
            f"A trust has answered a letter: {alert.reference}",
            "mortality_answered",
            {"reference": alert.reference, "address": page_address("inspect:mortality_alert", alert.reference)},
            now=now,
        )


def _alert(event: OutboxEvent) -> MortalityAlert:
    return MortalityAlert.objects.get(reference=event.subject_id)
