"""Recording what was decided on special measures: that a trust entered, was extended once, or left.

Nobody is asked here whether the criteria are met: the oversight body decides, and its reason is kept.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction

from oversight.accounts.models import Membership, Person, Role
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import Trust
from oversight.organisations.successions import successors_of
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused
from oversight.wording import write_date, write_list
from ratings.models import SpecialMeasuresSpell
from ratings.rules.special_measures_files import special_measures_in_force
from ratings.special_measures.standing import spell_of, spells_of

EVENTS = frozenset({"special_measures.entered", "special_measures.extended", "special_measures.left"})


@transaction.atomic
def record_entry(
    *, trust: Trust, on: date, reason: str, by: Person | System, now: datetime, reinspect_by: date | None = None
) -> SpecialMeasuresSpell:
    """Record that the trust entered special measures on the day; ``reinspect_by`` where that is sooner than usual.

    Refused: ``not_allowed``, ``no_reason``, ``future``; ``followed`` by another trust; ``already_in``; ``overlaps`` an
    earlier time; ``reinspection`` not after entry or later than the rules of the day let it be.
    """
    as_what = _allowed(trust, by, now)
    why = _said(reason)
    _refuse_the_future(on, now)
    if followers := successors_of(trust, on):
        raise Refused(
            "followed", f"{trust.shown_name} was followed by {write_list(each.shown_name for each in followers)}."
        )
    if SpecialMeasuresSpell.objects.filter(trust=trust, left_on__gt=on).exists():
        raise Refused("overlaps", f"{trust.shown_name} left special measures only after {write_date(on)}.")
    if goes_on := spell_of(trust, on):
        raise _already_in(trust, goes_on)
    rules = special_measures_in_force(on, demonstration=trust.is_demonstration)
    usual = rules.reinspect_by(on) if rules else None
    due = reinspect_by or usual
    if reinspect_by is not None and (reinspect_by <= on or (usual is not None and reinspect_by > usual)):
        latest = f", and by {write_date(usual)} at the latest" if usual else ""
        raise Refused("reinspection", f"The trust is inspected again after it entered{latest}.")
    try:
        with transaction.atomic():
            spell = SpecialMeasuresSpell.objects.create(
                trust=trust,
                entered_on=on,
                reinspect_by=due,
                entry_reason=why,
                entry_by=_person(by),
                entry_as=as_what,
                entry_at=now,
            )
    except IntegrityError as clash:
        raise Refused("already_in", f"{trust.shown_name} is in special measures already.") from clash
    _keep("special_measures.entered", spell, ["entered_on", "reinspect_by", "entry_reason"], why, by=by, now=now)
    emit("special_measures.entered", subject=trust_reference(spell.trust), payload=_of(spell), now=now)
    return spell


@transaction.atomic
def record_extension(
    *,
    trust: Trust,
    to: date,
    on: date,
    reason: str,
    by: Person | System,
    now: datetime,
    of: SpecialMeasuresSpell | None = None,
) -> SpecialMeasuresSpell:
    """Record that special measures of the trust were extended to a day, as decided on ``on``.

    ``of``: which time in them is meant, where the trust followed another and so has two. Refused: ``not_allowed``,
    ``no_reason``, ``future``, ``not_in``; ``extended`` before; ``not_longer`` than the usual time; ``too_long`` by the
    rules of the day of the decision; ``changed`` meanwhile by another.
    """
    as_what = _allowed(trust, by, now)
    why = _said(reason)
    _refuse_the_future(on, now)
    spell = _going_on(trust, on, of)
    refuse_extension(spell, to=to, on=on)
    _swap(
        spell,
        extended_on=on,
        extended_to=to,
        extension_reason=why,
        extension_by=_person(by),
        extension_as=as_what,
        extension_at=now,
    )
    _keep("special_measures.extended", spell, ["extended_on", "extended_to", "extension_reason"], why, by=by, now=now)
    emit("special_measures.extended", subject=trust_reference(spell.trust), payload=_of(spell), now=now)
    return spell


def refuse_extension(spell: SpecialMeasuresSpell, *, to: date, on: date) -> None:
    """Refuse an extension to a day, decided or recommended on ``on``, that the rules of that day do not allow.

    Refused: ``extended`` before; ``not_longer`` than the usual time; ``too_long``.
    """
    if spell.extended_to is not None:
        raise Refused(
            "extended",
            f"Special measures are extended once, and these are already, to {write_date(spell.extended_to)}.",
        )
    rules = special_measures_in_force(on, demonstration=spell.trust.is_demonstration)
    usual = rules.reinspect_by(spell.entered_on) if rules else None
    longest = rules.extend_at_most_to(spell.entered_on) if rules else None
    ends = max(day for day in (usual, spell.reinspect_by, on) if day is not None)
    if to <= ends:
        raise Refused("not_longer", f"An extension ends after {write_date(ends)}.")
    if longest is not None and to > longest:
        raise Refused("too_long", f"Special measures may be extended to {write_date(longest)} at the latest.")


@transaction.atomic
def record_exit(
    *,
    trust: Trust,
    on: date,
    reason: str,
    by: Person | System,
    now: datetime,
    of: SpecialMeasuresSpell | None = None,
) -> SpecialMeasuresSpell:
    """Record that the trust left special measures: ``on`` is its first day outside them; ``of`` as for an extension.

    Refused: ``not_allowed``, ``no_reason``, ``future``, ``not_in``; ``before`` it was extended; ``changed`` meanwhile.
    """
    as_what = _allowed(trust, by, now)
    why = _said(reason)
    _refuse_the_future(on, now)
    spell = _going_on(trust, on, of)
    if spell.extended_on is not None and on < spell.extended_on:
        raise Refused("before", f"Special measures were extended on {write_date(spell.extended_on)}, after that day.")
    _swap(spell, left_on=on, exit_reason=why, exit_by=_person(by), exit_as=as_what, exit_at=now)
    _keep("special_measures.left", spell, ["exit_reason", "left_on"], why, by=by, now=now)
    emit("special_measures.left", subject=trust_reference(spell.trust), payload=_of(spell), now=now)
    return spell


def _allowed(trust: Trust, by: Person | System, now: datetime) -> str:
    """Return as what they record it: a part of this system, or the oversight body of the trust's kind on the day."""
    if isinstance(by, System):
        return by.name
    today = london_date(now)
    body = oversight_body_of(trust, today)
    held = Membership.objects.on(today).filter(person=by, person__is_active=True, role=Role.OVERSIGHT_BODY, body=body)
    if body is None or not held.exists():
        raise Refused("not_allowed", "Only the trust's oversight body decides on special measures.")
    return str(Role.OVERSIGHT_BODY)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("no_reason", "Give the reason.")
    return reason.strip()


def _refuse_the_future(on: date, now: datetime) -> None:
    if on > london_date(now):
        raise Refused("future", f"{write_date(on)} is still to come: what was decided is recorded once it has effect.")


def _going_on(trust: Trust, on: date, of: SpecialMeasuresSpell | None) -> SpecialMeasuresSpell:
    """Return what goes on for the trust and has no end yet, as it was on the day; ``of`` where that very one is."""
    if of is None:
        spell = spell_of(trust, on)
    else:
        spell = next((each for each in spells_of(trust, on) if each.pk == of.pk), None)
    if spell is None or spell.left_on is not None:
        raise Refused(
            "not_in", f"{trust.shown_name} was not in special measures on {write_date(on)}, or has left them."
        )
    return spell


def _already_in(trust: Trust, spell: SpecialMeasuresSpell) -> Refused:
    of = "" if spell.trust_id == trust.pk else f", as {spell.trust.shown_name}, which it followed"
    return Refused(
        "already_in",
        f"{trust.shown_name} was in special measures on that day already, since {write_date(spell.entered_on)}{of}.",
    )


def _swap(spell: SpecialMeasuresSpell, **changes: object) -> None:
    """Change the spell if it is still as it was read; whoever comes second is told."""
    stands = SpecialMeasuresSpell.objects.filter(pk=spell.pk, left_on__isnull=True)
    as_read = stands.filter(extended_to=spell.extended_to) if spell.extended_to else stands.filter(extended_to=None)
    if not as_read.update(**changes):
        raise Refused("changed", "Somebody else has just recorded a decision on these special measures. Read it first.")
    for name, value in changes.items():
        setattr(spell, name, value)


def _person(by: Person | System) -> Person | None:
    return None if isinstance(by, System) else by


def _keep(
    action: str, spell: SpecialMeasuresSpell, fields: list[str], why: str, *, by: Person | System, now: datetime
) -> None:
    said = hashlib.sha256(why.encode()).hexdigest()
    audit(action, by=by, subject=trust_reference(spell.trust), fields=fields, hashes=[said], now=now)


def _of(spell: SpecialMeasuresSpell) -> dict[str, object]:
    return {"trust": spell.trust.code}
