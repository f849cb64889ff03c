"""What people are told of questions and plans of commissioners: that it is their turn, never what was said."""

from __future__ import annotations

from datetime import datetime

from inspections.addressing import page_address, write_of_event
from oversight.accounts.messages import MessageKind
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, people_with, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.models import OutboxEvent
from ratings.commissioning.models import CommissionerQuestion, WardPlan

# What happened, as a subject line begins; whose turn it is follows from the name.
TO_TRUST = {
    "commissioner_question.asked": "A question of your commissioner",
    "commissioner_question.settled": "Your commissioner has settled a question",
    "ward_plan.asked": "Your commissioner asks for an action plan",
    "ward_plan.sent_back": "Your commissioner has sent an action plan back",
    "ward_plan.agreed": "Your commissioner has agreed to an action plan",
    "ward_plan.finished": "Your commissioner has recorded that an action plan is finished",
    "ward_plan.ended": "Your commissioner has ended an action plan",
}
TO_COMMISSIONER = {
    "commissioner_question.answered": "A trust has answered a question",
    "ward_plan.proposed": "A trust has proposed an action plan",
}


def tell_trust(event: OutboxEvent, now: datetime) -> None:
    """Tell who answers for the trust that their commissioner wrote: subscribes to every name in ``TO_TRUST``."""
    about = _about(event)
    today = london_date(now)
    people = {
        person.pk: person
        for role in sorted(roles_allowing(Action.ANSWER_COMMISSIONER))
        for person in people_with(role, today, trust=about.trust)
    }
    for person in people.values():
        _write(event, person, TO_TRUST[event.name], about.trust, "workspace", now=now)


def tell_commissioner(event: OutboxEvent, now: datetime) -> None:
    """Tell who acts for the commissioner that a trust wrote: subscribes to every name in ``TO_COMMISSIONER``."""
    about = _about(event)
    for person in _acting_for(about.body, now=now):
        _write(event, person, TO_COMMISSIONER[event.name], about.trust, "oversee", now=now)


def _about(event: OutboxEvent) -> CommissionerQuestion | WardPlan:
    if event.subject_kind == "ward_plan":
        return WardPlan.objects.select_related("trust", "body").get(public_id=event.subject_id)
    return CommissionerQuestion.objects.select_related("trust", "body").get(public_id=event.subject_id)


def _acting_for(body: Body, *, now: datetime) -> list[Person]:
    held = Membership.objects.on(london_date(now)).filter(body=body, role__in=roles_allowing(Action.COMMISSION))
    return list(Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("email"))


def _write(event: OutboxEvent, person: Person, subject: str, trust: Trust, side: str, *, now: datetime) -> None:
    page = "ward_plan" if event.subject_kind == "ward_plan" else "commissioner_question"
    write_of_event(
        MessageKind.COMMISSIONER,
        event,
        person,
        f"{subject}: {trust.shown_name}",
        "commissioner",
        {
            "what": f"{subject}.",
            "trust": trust.shown_name,
            "address": page_address(f"{side}:{page}", event.subject_id),
        },
        now=now,
    )
