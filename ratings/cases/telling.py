"""What people are told of a case: that it is their turn or that something was decided, never the words of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from inspections.addressing import page_address, write_of_event
from oversight.accounts.messages import MessageKind
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, people_with, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from ratings.cases.models import Case, PartnerPromise, Partnership, Recommendation
from ratings.cases.permitting import bodies_deciding

# What happened, as a subject line begins; the trust's name follows.
_TO_TRUST = {
    "board_asked": "Your oversight body asks the Board to show something",
    "board_accepted": "Your oversight body has looked at what the Board showed",
    "directors": "Your improvement director",
    "reviews": "A review of your leadership's capability",
}
_TO_PARTNER = {
    "partnerships": "An improvement contract of your trust",
    "promises": "What your trust promised under an improvement contract",
}


def tell_body(event: OutboxEvent, now: datetime) -> None:
    """Tell the oversight body that something waits for it: ``case.recommended``, and what a Board showed."""
    if event.name != "case.recommended" and event.payload.get("what") != "board_shown":
        return
    case = _case(event)
    waits = "A recommendation waits for your decision" if event.name == "case.recommended" else "A Board has shown"
    for person in _deciding(case, london_date(now)):
        _write(event, person, waits, case.trust, page_address("oversee:case", case.reference), now=now)


def tell_regulator(event: OutboxEvent, now: datetime) -> None:
    """Tell whoever recommended it that it was decided: ``case.decided``; nobody of a decision from elsewhere."""
    made = _recommendation(event)
    if made is not None:
        address = page_address("inspect:case", made.case.reference)
        _write(event, made.made_by, "Your recommendation was decided", made.case.trust, address, now=now)


def tell_trust(event: OutboxEvent, now: datetime) -> None:
    """Tell the trust's people what was decided or arranged for it: ``case.decided`` and ``case.arranged``."""
    case = _case(event)
    subject = "Special measures were decided on" if event.name == "case.decided" else None
    subject = subject or _TO_TRUST.get(str(event.payload.get("what", "")))
    if subject is None:
        return
    # A case that was declined has no page of the trust's own.
    address = page_address("workspace:plan", case.reference) if case.spell_id else page_address("workspace:home")
    for person in _people_of(case.trust, london_date(now)):
        _write(event, person, subject, case.trust, address, now=now)


def tell_partner(event: OutboxEvent, now: datetime) -> None:
    """Tell a partner's people that its contract, or a promise in it, was written: ``case.arranged``."""
    what = str(event.payload.get("what", ""))
    if what not in _TO_PARTNER:
        return
    contract = _contract(what, str(event.payload["id"]))
    if contract is None:
        return
    address = page_address("workspace:helping_one", str(contract.public_id))
    for person in _people_of(contract.partner, london_date(now)):
        _write(event, person, _TO_PARTNER[what], contract.case.trust, address, now=now)


def _case(event: OutboxEvent) -> Case:
    return Case.objects.select_related("trust").get(reference=event.subject_id)


def _recommendation(event: OutboxEvent) -> Recommendation | None:
    wanted = event.payload.get("recommendation")
    if wanted is None:
        return None
    return Recommendation.objects.select_related("case__trust", "made_by").filter(public_id=wanted).first()


def _contract(what: str, public_id: str) -> Partnership | None:
    if what == "partnerships":
        return Partnership.objects.select_related("case__trust", "partner").filter(public_id=public_id).first()
    made = PartnerPromise.objects.select_related("partnership__case__trust", "partnership__partner")
    found = made.filter(public_id=public_id).first()
    return found.partnership if found else None


def _deciding(case: Case, today: date) -> Iterable[Person]:
    held = Membership.objects.on(today).filter(
        body__in=bodies_deciding(case, today), role__in=roles_allowing(Action.DECIDE_MEASURES)
    )
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("email")


def _people_of(trust: Trust, today: date) -> Iterable[Person]:
    people = {
        person.pk: person
        for role in sorted(roles_allowing(Action.SEE_PLAN))
        for person in people_with(role, today, trust=trust)
    }
    return people.values()


def _write(event: OutboxEvent, person: Person, subject: str, trust: Trust, address: str, *, now: datetime) -> None:
    told = f"{subject}: {trust.shown_name}"
    context = {"what": f"{subject}.", "trust": trust.shown_name, "address": address}
    write_of_event(MessageKind.SPECIAL_MEASURES, event, person, told, "case", context, now=now)
