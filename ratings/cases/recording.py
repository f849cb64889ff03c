"""Recording a case from elsewhere: what an oversight body decided before its cases were kept here.

A part of this system records it, such as a command; people recommend and decide (``ratings.cases.deciding``).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.deciding import begin_suspension, end_suspension
from ratings.cases.models import Case, Recommendation
from ratings.cases.moving import keep, locked_case, move_case, next_reference
from ratings.cases.states import DECIDED, OPEN, CaseState
from ratings.models import SpecialMeasuresSpell
from ratings.special_measures.recording import record_entry, record_exit, record_extension
from ratings.special_measures.standing import spell_of


@transaction.atomic
def record_case_entry(
    *, trust: Trust, on: date, reason: str, by: System, now: datetime, reinspect_by: date | None = None
) -> Case:
    """Record that the trust entered special measures on a day, and begin its case with it.

    Refused as ``record_entry``, and ``open`` where a recommendation on the trust is still to be decided.
    """
    if Case.objects.filter(trust=trust, state__in=[str(state) for state in OPEN], spell__isnull=True).exists():
        raise Refused("open", f"That {trust.shown_name} enters is recommended already, and waits for its decision.")
    spell = record_entry(trust=trust, on=on, reason=reason, by=by, now=now, reinspect_by=reinspect_by)
    return _case_of(spell, by=by, now=now)


@transaction.atomic
def record_case_extension(*, trust: Trust, to: date, on: date, reason: str, by: System, now: datetime) -> Case:
    """Record that special measures were extended. Refused as ``record_extension``, and ``waiting``."""
    _lock(trust, on)
    spell = record_extension(trust=trust, to=to, on=on, reason=reason, by=by, now=now)
    case = _case_of(spell, by=by, now=now)
    keep(DECIDED, case, ["spell.extended_to"], by=by, now=now, words=reason.strip(), kind="extension")
    return case


@transaction.atomic
def record_case_exit(*, trust: Trust, on: date, reason: str, by: System, now: datetime) -> Case:
    """Record that the trust left special measures, and end its case. Refused as ``record_exit``, and ``waiting``."""
    _lock(trust, on)
    spell = record_exit(trust=trust, on=on, reason=reason, by=by, now=now)
    case = _case_of(spell, by=by, now=now)
    move_case(case, CaseState.LEFT, now=now)
    end_suspension(case, on, now)
    keep(DECIDED, case, ["spell.left_on", "state"], by=by, now=now, words=reason.strip(), kind="exit")
    return case


def _lock(trust: Trust, on: date) -> None:
    """Lock the case of the time that goes on before the time itself, as every decision does."""
    spell = spell_of(trust, on)
    found = Case.objects.filter(spell=spell).first() if spell else None
    if found is None:
        return
    waits = locked_case(found).recommendations.filter(state=Recommendation.State.WAITING).first()
    if waits is not None:
        raise Refused(
            "waiting",
            f"{waits.get_kind_display()} was recommended on {write_date(waits.made_on)}, and waits for its decision.",
        )


def _case_of(spell: SpecialMeasuresSpell, *, by: System, now: datetime) -> Case:
    """Return the case of a time in special measures, begun now where it was recorded before there were cases."""
    found = Case.objects.select_related("trust", "spell").filter(spell=spell).first()
    if found is not None:
        return found
    case = Case.objects.create(
        reference=next_reference(spell.entered_on),
        trust=spell.trust,
        state=str(CaseState.IN_MEASURES),
        state_at=now,
        opened_on=spell.entered_on,
        opened_at=now,
        spell=spell,
    )
    begin_suspension(case, spell.trust, spell.entered_on, now)
    keep(DECIDED, case, ["spell", "state"], by=by, now=now, words=spell.entry_reason, kind="entry")
    return case
