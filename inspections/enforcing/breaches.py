"""The register of breaches of the fundamental standards: found, changed as the trust responds, ended.

Source: Hard Truths 2.10: no breach is considered alone; whether it is isolated or systemic, and how quickly the trust
responds, decide what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from inspections.enforcing.areas import Place, check_places
from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.models import Breach, BreachArea, Inspection
from inspections.moving import locked
from inspections.permitting import in_state, permit, permit_in_team
from inspections.states.inspection import IN_WORK
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused


def reference_to_breach(breach: Breach) -> Reference:
    """Return how other parts refer to the breach."""
    return Reference("breach", str(breach.public_id))


@transaction.atomic
def record_breach(
    *,
    trust: Trust,
    regulation: str,
    extent: Breach.Extent,
    response: Breach.Response,
    what_was_found: str,
    found_on: date,
    areas: Sequence[Place],
    by: Person,
    now: datetime,
    inspection: Inspection | None = None,
    breach_id: UUID | None = None,
) -> Breach:
    """Record a breach, found in an inspection or otherwise; recorded again under the same id, it is the same one.

    Without ``breach_id`` every call records another. Refused: ``not_allowed``, ``not_in_team``; ``known`` for an id in
    use elsewhere; ``moved_on`` for an inspection that is not under way; ``trust`` for one of another trust;
    ``regulation`` for one that was not in force on the day; ``no_text``; ``future``; ``area``.
    """
    _permitted(inspection, by=by, now=now)
    # Locked, so that the same form sent twice at one moment is one breach.
    current = None if inspection is None else locked(inspection)
    known = None if breach_id is None else Breach.objects.filter(public_id=breach_id).first()
    if known is not None:
        if (known.trust_id, known.inspection_id, known.recorded_by_id) != (
            trust.pk,
            inspection.pk if inspection else None,
            by.pk,
        ):
            raise Refused("known", "Another breach has this id.")
        return known
    if current is not None:
        if current.trust_id != trust.pk:
            raise Refused("trust", "This inspection is of another trust.")
        in_state(current, IN_WORK, message="Breaches are recorded while its report is open.")
    if found_on > london_date(now):
        raise Refused("future", "A breach is recorded once it was found.")
    standard = fundamental_standards().get(regulation)
    if standard is None or not standard.in_force_on(found_on):
        raise Refused("regulation", f"Regulation {regulation} was not a fundamental standard in force on that day.")
    if not what_was_found.strip():
        raise Refused("no_text", "Say what was found.")
    check_places(areas, trust, found_on)
    breach = Breach.objects.create(
        public_id=breach_id or uuid4(),
        trust=trust,
        inspection=inspection,
        regulation=regulation,
        extent=Breach.Extent(extent),
        response=Breach.Response(response),
        what_was_found=what_was_found.strip(),
        found_on=found_on,
        recorded_by=by,
        recorded_at=now,
    )
    BreachArea.objects.bulk_create(
        BreachArea(breach=breach, site=place.site, service=place.service, key_question=str(place.key_question))
        for place in areas
    )
    audit(
        "breach.recorded",
        by=by,
        subject=reference_to_breach(breach),
        now=now,
        fields=["areas", "extent", "regulation", "response", "what_was_found"],
    )
    return breach


@transaction.atomic
def change_breach(
    *, breach: Breach, extent: Breach.Extent, response: Breach.Response, by: Person, now: datetime
) -> Breach:
    """Record how far the breach goes and how the trust responded, as is known now.

    Refused: ``not_allowed``, ``not_in_team``; ``ended`` for one that ended.
    """
    current = _open_breach(breach, by=by, now=now)
    current.extent, current.response, current.changed_at = Breach.Extent(extent), Breach.Response(response), now
    current.save(update_fields=["extent", "response", "changed_at"])
    audit("breach.changed", by=by, subject=reference_to_breach(current), now=now, fields=["extent", "response"])
    return current


@transaction.atomic
def end_breach(*, breach: Breach, ended_on: date, reason: str, by: Person, now: datetime) -> Breach:
    """Record that a breach was put right, or recorded by mistake, with the reason.

    Refused: ``not_allowed``, ``not_in_team``; ``ended``; ``no_text`` without a reason; ``dates`` for a day before it
    was found or after today.
    """
    current = _open_breach(breach, by=by, now=now)
    if not reason.strip():
        raise Refused("no_text", "Say how it was put right, or why it was no breach.")
    if not current.found_on <= ended_on <= london_date(now):
        raise Refused("dates", "A breach ends on a day from that on which it was found up to today.")
    current.ended_on, current.ended_reason, current.ended_by = ended_on, reason.strip(), by
    current.save(update_fields=["ended_on", "ended_reason", "ended_by"])
    audit("breach.ended", by=by, subject=reference_to_breach(current), now=now, fields=["ended_on", "ended_reason"])
    return current


def _permitted(inspection: Inspection | None, *, by: Person, now: datetime) -> None:
    if inspection is None:
        permit(Action.JUDGE, by=by, now=now, message="You cannot record breaches.")
    else:
        permit_in_team(Action.JUDGE, inspection, by=by, now=now)


def _open_breach(breach: Breach, *, by: Person, now: datetime) -> Breach:
    """Return the breach as the database has it, locked. Once its report is out, it is every inspector's to follow."""
    permit(Action.JUDGE, by=by, now=now, message="You cannot change breaches.")
    current = Breach.objects.select_for_update(of=("self",)).select_related("inspection").get(pk=breach.pk)
    if current.inspection is not None and current.inspection.state in {str(state) for state in IN_WORK}:
        permit_in_team(Action.JUDGE, current.inspection, by=by, now=now)
    if current.ended_on is not None:
        raise Refused("ended", "This breach has ended.")
    return current
