"""Who is in special measures on a day; a merged trust's time in them goes on with the trust that followed it."""

from __future__ import annotations

from datetime import date

from oversight.organisations.models import Succession, Trust
from oversight.organisations.successions import answerable_for, answered_for_by
from ratings.models import SpecialMeasuresSpell


def in_special_measures(on: date) -> frozenset[str]:
    """Return the codes of the trusts in special measures on the day, by what is on record.

    A trust that was followed by then stands for itself no more: those that followed it do.
    """
    trusts = {spell.trust for spell in SpecialMeasuresSpell.objects.on(on).select_related("trust")}
    followed = set(Succession.objects.filter(predecessor__in=trusts, on__lte=on).values_list("predecessor", flat=True))
    return frozenset(
        each.code for trust in trusts for each in (answerable_for(trust, on) if trust.pk in followed else [trust])
    )


def since_when(on: date) -> dict[str, date]:
    """Return since when each trust in special measures on the day has been in them, by its code."""
    spells = {code: spell_of(Trust.objects.get(code=code), on) for code in sorted(in_special_measures(on))}
    return {code: spell.entered_on for code, spell in spells.items() if spell is not None}


def spell_of(trust: Trust, on: date) -> SpecialMeasuresSpell | None:
    """Return the time in special measures that goes on for the trust on the day; None where there is none.

    Its own, or else the one that began first of those of the trusts that it followed.
    """
    trusts = answered_for_by({trust.pk}, on)
    going_on = SpecialMeasuresSpell.objects.on(on).filter(trust__in=trusts).select_related("trust")
    return min(
        going_on, key=lambda spell: (spell.trust_id != trust.pk, spell.entered_on, spell.trust.code), default=None
    )


def spells_of(trust: Trust, on: date) -> list[SpecialMeasuresSpell]:
    """Return every time in special measures of the trust and of those that it followed by the day, the newest first."""
    trusts = answered_for_by({trust.pk}, on)
    found = SpecialMeasuresSpell.objects.filter(trust__in=trusts, entered_on__lte=on).select_related(
        "trust", "entry_by", "extension_by", "exit_by"
    )
    return list(found)
