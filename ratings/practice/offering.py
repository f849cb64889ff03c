"""Offering an improvement to others, and withdrawing it. Only what moved its measure is offered (domain rule T94)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from complaints.pasted_text import lines_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, powers_of
from oversight.clock import london_date
from oversight.measures.defining import definitions
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.returns.refusals import Refused
from ratings.plans.content import write_decimal
from ratings.plans.measured import measured_all
from ratings.practice.models import PracticeOffer
from ratings.practice.moved import Improvement, can_be_offered, has_moved, of_plans, outside_a_plan
from ratings.practice.references import offer_reference

# Two offers of one trust wait for each other here, so that the second is told of the first.
_OFFER_LOCK = 7_154_341
LONGEST_TITLE, LONGEST_JOB = 120, 100


def may_offer(person: Person, trust: Trust, *, on: date) -> bool:
    """Say whether the person offers improvements of the trust on the day: who writes or signs for it."""
    powers = powers_of(person, on)
    return powers.may(Action.SEE_PRACTICE) and any(
        powers.may(action, trust) for action in (Action.KEEP_PLAN, Action.SIGN_PLAN)
    )


@transaction.atomic
def offer_practice(
    *,
    trust: Trust,
    measure: str,
    delivered_on: date,
    title: str,
    what_was_done: str,
    what_it_took: str,
    ask_whom: str,
    ask_at: str,
    save_id: UUID,
    by: Person,
    now: datetime,
    plan_measure: str = "",
) -> PracticeOffer:
    """Offer an improvement whose measure moved since it was delivered; sent twice, it is one.

    ``plan_measure`` is the id of the measure in the trust's published plan: then measure and day are the plan's.
    Refused: ``not_allowed``; ``known``; ``unknown_measure``; ``not_in_plan``; ``not_yet`` for a day that is to come;
    ``no_title``; ``no_done``; ``no_took``; ``no_job``; ``bad_address``; ``not_moved``, saying what the measure shows;
    ``twice`` where it is offered already.
    """
    if not may_offer(by, trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot offer improvements of {trust.shown_name}.")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_OFFER_LOCK, trust.pk])
    known = PracticeOffer.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.trust_id != trust.pk:
            raise Refused("known", "Something else has this id.")
        return known
    improvement = _improvement(trust, measure, delivered_on, plan_measure, now=now)
    words = {
        "title": _said(title, "no_title", "Give the improvement a name.", longest=LONGEST_TITLE),
        "what_was_done": _said(what_was_done, "no_done", "Say what was done."),
        "what_it_took": _said(what_it_took, "no_took", "Say what it took, and what you would do differently."),
        "ask_whom": _said(ask_whom, "no_job", "Say whom to ask, by job title.", longest=LONGEST_JOB),
        "ask_at": _address(ask_at),
    }
    [shown] = measured_all([improvement.asked], trust, at=now)
    if not has_moved(shown):
        raise Refused(
            "not_moved",
            f"Only an improvement that its measure bears out can be offered. {shown.sentence} {shown.evidence}".strip(),
        )
    if (
        PracticeOffer.objects.standing()
        .filter(trust=trust, measure=improvement.code, delivered_on=improvement.delivered_on)
        .exists()
    ):
        raise Refused("twice", "This improvement is offered already. Withdraw that offer first to change its words.")
    made = PracticeOffer.objects.create(
        save_id=save_id,
        trust=trust,
        measure=improvement.code,
        delivered_on=improvement.delivered_on,
        plan_measure=UUID(improvement.public_id) if improvement.public_id else None,
        baseline_period=improvement.baseline.period,
        baseline_value=improvement.baseline.value,
        trajectory=[[point.period, write_decimal(point.value)] for point in improvement.trajectory],
        sentence=shown.sentence,
        evidence=shown.evidence,
        settings_version=shown.progress.settings.version,
        offered_by=by,
        offered_at=now,
        **words,
    )
    audit("practice.offered", by=by, subject=offer_reference(made), fields=["measure", "delivered_on", *words], now=now)
    return made


@transaction.atomic
def withdraw_practice(*, offer: PracticeOffer, because: str, by: Person, now: datetime) -> PracticeOffer:
    """Withdraw an offer; it stays on record with the reason. Refused: ``not_allowed``; ``no_text``; ``withdrawn``."""
    if not may_offer(by, offer.trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot withdraw what {offer.trust.shown_name} offered.")
    reason = _said(because, "no_text", "Say why it is withdrawn.")
    changed = PracticeOffer.objects.standing().filter(pk=offer.pk)
    if not changed.update(withdrawn_by=by, withdrawn_at=now, withdrawn_because=reason):
        raise Refused("withdrawn", "It was withdrawn already.")
    audit("practice.withdrawn", by=by, subject=offer_reference(offer), fields=["withdrawn_because"], now=now)
    return PracticeOffer.objects.select_related("trust").get(pk=offer.pk)


def _improvement(trust: Trust, measure: str, delivered_on: date, plan_measure: str, *, now: datetime) -> Improvement:
    if plan_measure:
        for one in of_plans(trust, at=now):
            if one.public_id == plan_measure:
                return one
        raise Refused("not_in_plan", "The trust's published plan does not tell of it.")
    made = definitions().get(measure)
    if made is None or not can_be_offered(made):
        raise Refused("unknown_measure", "Choose one of the measures.")
    if delivered_on > london_date(now):
        raise Refused("not_yet", "The day is still to come. Give the day on which it was in place.")
    return outside_a_plan(made, delivered_on)


def _said(text: str, code: str, message: str, *, longest: int | None = None) -> str:
    said = lines_of(text).strip()
    if not said:
        raise Refused(code, message)
    if longest is not None and (len(said) > longest or "\n" in said):
        raise Refused(code, f"{message} One line of {longest} characters at most.")
    return said


def _address(text: str) -> str:
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("bad_address", "Give an email address such as improvement@trust.example.") from None
    return address
