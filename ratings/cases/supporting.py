"""What the oversight body arranges for a trust in special measures: a director, partners with promises, reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for, answered_for_by
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.attaching import Attached, attach
from ratings.cases.models import CapabilityReview, Case, ImprovementDirector, PartnerPromise, Partnership
from ratings.cases.moving import ARRANGED, end_once, keep, locked_case, refuse_the_future, said
from ratings.cases.permitting import as_body, as_trust
from ratings.cases.standing import is_in_force
from ratings.special_measures.standing import spell_of


@transaction.atomic
def appoint_director(
    *, case: Case, name: str, on: date, by: Person, now: datetime, words: str = ""
) -> ImprovementDirector:
    """Appoint an improvement director from a day. One at a time: the one before is ended first.

    Refused, as everything here: ``not_allowed`` but for the trust's oversight body, ``no_words``, ``future``;
    ``moved_on`` unless the trust is in special measures, ``before`` it entered; and ``appointed`` while another is.
    """
    role = as_body(case, by=by, now=now).role
    named = said(name, code="no_words", message="Give the director's name.")
    case = in_measures(case, on, now=now)
    try:
        with transaction.atomic():
            director = ImprovementDirector.objects.create(
                case=case,
                name=named,
                words=words.strip(),
                from_on=on,
                appointed_by=by,
                appointed_as=role,
                appointed_at=now,
            )
    except IntegrityError as clash:
        raise Refused("appointed", "Another improvement director is appointed. End that appointment first.") from clash
    _keep(case, "directors", director.public_id, named, by=by, now=now)
    return director


@transaction.atomic
def end_director(
    *, director: ImprovementDirector, reason: str, on: date, by: Person, now: datetime
) -> ImprovementDirector:
    """End an appointment: ``on`` is its last day. Also after the trust left.

    Refused: ``not_allowed``, ``no_reason``, ``future``, ``before`` it began; ``changed`` meanwhile by another.
    """
    _end(director, "directors", reason, on, by=by, now=now)
    return director


@transaction.atomic
def add_partner(*, case: Case, partner: Trust, words: str, on: date, by: Person, now: datetime) -> Partnership:
    """Make a trust a partner under an improvement contract from a day; ``words`` say what the contract is about.

    Refused besides: ``itself``; ``demonstration``: a real and an invented trust; ``followed`` by another;
    ``in_measures`` itself; ``partner`` already.
    """
    role = as_body(case, by=by, now=now).role
    about = said(words, code="no_words", message="Say what the contract is about.")
    case = in_measures(case, on, now=now)
    _refuse_partner(case, partner, london_date(now))
    try:
        with transaction.atomic():
            partnership = Partnership.objects.create(
                case=case, partner=partner, words=about, from_on=on, added_by=by, added_as=role, added_at=now
            )
    except IntegrityError as clash:
        raise Refused("partner", f"{partner.shown_name} helps under a contract already.") from clash
    _keep(case, "partnerships", partnership.public_id, about, by=by, now=now)
    return partnership


@transaction.atomic
def end_partner(*, partnership: Partnership, reason: str, on: date, by: Person, now: datetime) -> Partnership:
    """End an improvement contract: ``on`` is its last day. Also after the trust left. Refused as for a director."""
    _end(partnership, "partnerships", reason, on, by=by, now=now)
    return partnership


@transaction.atomic
def promise(*, partnership: Partnership, what: str, due_on: date, by: Person, now: datetime) -> PartnerPromise:
    """Write down one thing that a partner does under its contract, and by when.

    Refused: ``not_allowed`` but for the oversight body, ``no_words``; ``before`` the contract; ``ended``.
    """
    role = as_body(partnership.case, by=by, now=now).role
    said_what = said(what, code="no_words", message="Say what the partner does.")
    case = locked_case(partnership.case)
    partnership.refresh_from_db()
    if partnership.to_on is not None:
        raise Refused("ended", f"This contract ended on {write_date(partnership.to_on)}.")
    if due_on < partnership.from_on:
        raise Refused("before", f"This contract began on {write_date(partnership.from_on)}.")
    last = partnership.promises.aggregate(last=Max("number"))["last"] or 0
    made = PartnerPromise.objects.create(
        partnership=partnership,
        # Counted up under the case's lock.
        number=last + 1,
        what=said_what,
        due_on=due_on,
        promised_by=by,
        promised_as=role,
        promised_at=now,
    )
    _keep(case, "promises", made.public_id, said_what, by=by, now=now)
    return made


@transaction.atomic
def record_promise_done(*, promise: PartnerPromise, words: str, on: date, by: Person, now: datetime) -> PartnerPromise:
    """Record that a partner did what it promised, and what that was: by the partner's people, or by the oversight body.

    Refused: ``not_allowed`` for anybody else, ``no_words``, ``future``, ``before`` the contract; ``changed`` meanwhile.
    """
    partnership = promise.partnership
    case = partnership.case
    role = _as_partner_or_body(partnership, by=by, now=now)
    done = said(words, code="no_words", message="Say what was done.")
    refuse_the_future(on, now)
    if on < partnership.from_on:
        raise Refused("before", f"This contract began on {write_date(partnership.from_on)}.")
    end_once(promise, unset="done_on", done_on=on, words=done, done_by=by, done_as=role, done_at=now)
    _keep(case, "promises", promise.public_id, done, by=by, now=now)
    return promise


@transaction.atomic
def ask_review(
    *, case: Case, reviewer: str, words: str, on: date, by: Person, now: datetime, due_on: date | None = None
) -> CapabilityReview:
    """Ask for a review of the leadership's capability: of whom, what about, and by when where there is a day.

    Refused besides: ``due`` before it was asked for.
    """
    role = as_body(case, by=by, now=now).role
    who = said(reviewer, code="no_words", message="Say who reviews.")
    about = said(words, code="no_words", message="Say what is reviewed.")
    refuse_due(due_on, on)
    case = in_measures(case, on, now=now)
    review = CapabilityReview.objects.create(
        case=case, reviewer=who, words=about, asked_on=on, due_on=due_on, asked_by=by, asked_as=role, asked_at=now
    )
    _keep(case, "reviews", review.public_id, about, by=by, now=now)
    return review


@transaction.atomic
def record_review(
    *,
    review: CapabilityReview,
    finding: str,
    on: date,
    by: Person,
    now: datetime,
    attached: Sequence[Attached] = (),
) -> CapabilityReview:
    """Record what a review found, with the evidence.

    Refused: ``not_allowed``, ``no_words``, ``future``, ``before`` it was asked for; ``changed`` meanwhile by another;
    what ``attach`` refuses.
    """
    role = as_body(review.case, by=by, now=now).role
    found = said(finding, code="no_words", message="Say what was found.")
    refuse_the_future(on, now)
    if on < review.asked_on:
        raise Refused("before", f"It was asked for on {write_date(review.asked_on)}.")
    attach(review, attached, by=by, now=now)
    end_once(review, unset="found_on", found_on=on, finding=found, found_by=by, found_as=role, found_at=now)
    _keep(review.case, "reviews", review.public_id, found, by=by, now=now)
    return review


def in_measures(case: Case, on: date, *, now: datetime) -> Case:
    """Return the locked case of a trust that is in special measures; ``Refused`` before entry and out of them.

    Refused: ``future``, ``moved_on``, ``before``.
    """
    refuse_the_future(on, now)
    case = locked_case(case)
    if case.spell is None or not is_in_force(case):
        raise Refused("moved_on", f"This case is now: {case.get_state_display().lower()}.")
    if on < case.spell.entered_on:
        raise Refused("before", f"The trust entered special measures on {write_date(case.spell.entered_on)}.")
    return case


def refuse_due(due_on: date | None, asked_on: date) -> None:
    """Refuse (``due``) a last day before something was asked for."""
    if due_on is not None and due_on < asked_on:
        raise Refused("due", f"It is asked for on {write_date(asked_on)}: it cannot be due before that day.")


def _refuse_partner(case: Case, partner: Trust, today: date) -> None:
    own = answered_for_by({each.pk for each in answerable_for(case.trust, today)}, today)
    if partner.pk in own or partner.pk == case.trust_id:
        raise Refused("itself", "A trust is not its own partner.")
    if partner.is_demonstration != case.trust.is_demonstration:
        raise Refused("demonstration", "One of the trusts is real and the other belongs to the demonstration.")
    if answerable_for(partner, today) != [partner]:
        raise Refused("followed", f"{partner.shown_name} was followed by another trust, which can be a partner.")
    if spell_of(partner, today) is not None:
        raise Refused("in_measures", f"{partner.shown_name} is in special measures itself.")


def _as_partner_or_body(partnership: Partnership, *, by: Person, now: datetime) -> str:
    try:
        return as_trust(partnership.partner, by=by, now=now)
    except Refused:
        pass
    try:
        return as_body(partnership.case, by=by, now=now).role
    except Refused:
        raise Refused(
            "not_allowed", "Only the partner's people and the trust's oversight body record what was done."
        ) from None


def _end(
    row: ImprovementDirector | Partnership, field: str, reason: str, on: date, *, by: Person, now: datetime
) -> None:
    role = as_body(row.case, by=by, now=now).role
    why = said(reason)
    refuse_the_future(on, now)
    if on < row.from_on:
        raise Refused("before", f"It began on {write_date(row.from_on)}.")
    end_once(row, unset="to_on", to_on=on, end_reason=why, ended_by=by, ended_as=role, ended_at=now)
    _keep(row.case, field, row.public_id, why, by=by, now=now)


def _keep(case: Case, field: str, public_id: object, words: str, *, by: Person, now: datetime) -> None:
    keep(ARRANGED, case, [field], by=by, now=now, words=words, what=field, id=str(public_id))
