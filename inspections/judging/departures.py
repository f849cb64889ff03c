"""Departing from a computed rating: proposed with criterion and reason, approved by another person; both are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from inspections.interests import conflicts_of, refusal_for
from inspections.judging.computing import CARRIED, JUDGED, Place
from inspections.judging.criteria import departure_criteria
from inspections.judging.grid import GridRow, grid_of, level_of
from inspections.models import Inspection, RatingDeparture
from inspections.moving import locked, news_of, reference_to
from inspections.permitting import in_state, permit, permit_in_team
from inspections.states.departure import WAYS, DepartureState
from inspections.states.inspection import JUDGED_IN
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.rules.aggregation import ASSESSED
from ratings.rules.ratings_words import KeyQuestion, Rating, rated


def departure_reference(departure: RatingDeparture) -> Reference:
    """Return how records refer to a departure."""
    return Reference("rating_departure", str(departure.departure_id))


@transaction.atomic
def propose_departure(
    *,
    departure_id: UUID,
    inspection: Inspection,
    place: Place,
    awarded: Rating,
    criteria: Collection[str],
    reason: str,
    by: Person,
    now: datetime,
) -> RatingDeparture:
    """Propose to award another rating than the rules give; proposed again under the same id, it is the same one.

    Refused: ``not_allowed``; ``not_in_team``; ``moved_on``; ``place`` that the grid does not have; ``judged`` where the
    rating is a judgement, an assessment or was kept, so that there is nothing to depart from; ``same`` as the rules
    give; ``criterion``; ``no_reason``; ``stands`` where a departure stands there already.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    known = RatingDeparture.objects.filter(departure_id=departure_id).first()
    if known is not None:
        if known.inspection_id != current.pk or known.proposed_by_id != by.pk:
            raise Refused("known", "Another departure has this id.")
        return known
    in_state(current, JUDGED_IN, message="Its ratings are not open.")
    reason = reason.strip()
    if not reason:
        raise Refused("no_reason", "Give the reason: it is published with the rating.")
    if not criteria or not set(criteria) <= departure_criteria().keys():
        raise Refused("criterion", "Choose at least one criterion from the list.")
    grid = grid_of(current, on=london_date(now))
    row = grid.at(place.site, place.service, place.key_question)
    if row is None:
        raise Refused("place", "There is no such rating in this inspection.")
    if row.rule in (JUDGED, CARRIED, ASSESSED) or row.carried is not None:
        raise Refused("judged", "This rating is not computed. Judge it again instead.")
    computed = rated(row.computed)
    if computed is awarded:
        raise Refused("same", f"The rules give {awarded.label} already.")
    try:
        with transaction.atomic():
            departure = RatingDeparture.objects.create(
                departure_id=departure_id,
                inspection=current,
                level=level_of(place),
                site=row.site,
                service=place.service,
                key_question=place.key_question or "",
                computed=computed or "",
                rule=row.rule,
                rule_set=row.rule_set,
                awarded=awarded,
                criteria=[code for code in departure_criteria() if code in criteria],
                reason=reason,
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError as clash:
        raise Refused("stands", "A departure from this rating stands already. Withdraw that one first.") from clash
    audit(
        "inspection.departure_proposed",
        by=by,
        subject=departure_reference(departure),
        now=now,
        fields=["awarded", "criteria", "reason"],
        hashes=[hashlib.sha256(reason.encode()).hexdigest()],
    )
    emit(
        "inspection.departure_proposed",
        subject=reference_to(current),
        now=now,
        payload={**news_of(current), "departure": str(departure_id)},
    )
    return departure


@transaction.atomic
def approve_departure(*, departure: RatingDeparture, by: Person, now: datetime) -> RatingDeparture:
    """Approve a departure, as a second person: from now on the awarded rating counts.

    Refused: ``not_allowed``; ``own_work``; ``conflict``; ``moved_on``; ``stale`` where the rules give another rating
    now than when it was proposed, or it is no departure any more.
    """
    current, inspection = _current(departure, by=by, now=now)
    row = row_of(current, now=now)
    if row is None or (rated(row.computed) or "") != current.computed:
        raise Refused(
            "stale", "The rules give another rating now than when this was proposed. Withdraw it and propose it anew."
        )
    return _decide(departure, current, inspection, DepartureState.APPROVED, by=by, now=now)


@transaction.atomic
def refuse_departure(*, departure: RatingDeparture, reason: str, by: Person, now: datetime) -> RatingDeparture:
    """Refuse a departure, as a second person. Refused: as for approving, and ``no_reason``."""
    if not reason.strip():
        raise Refused("no_reason", "Say why the departure is not approved.")
    current, inspection = _current(departure, by=by, now=now)
    return _decide(departure, current, inspection, DepartureState.REFUSED, by=by, now=now, reason=reason.strip())


@transaction.atomic
def withdraw_departure(*, departure: RatingDeparture, reason: str, by: Person, now: datetime) -> RatingDeparture:
    """Take a departure back: the computed rating counts again.

    Refused: ``not_allowed``, ``not_in_team``, ``moved_on``.
    """
    permit_in_team(Action.JUDGE, departure.inspection, by=by, now=now)
    inspection = locked(departure.inspection)
    in_state(inspection, JUDGED_IN, message="Its ratings are not open.")
    current = RatingDeparture.objects.select_for_update().get(pk=departure.pk)
    return _decide(departure, current, inspection, DepartureState.WITHDRAWN, by=by, now=now, reason=reason.strip())


def row_of(departure: RatingDeparture, *, now: datetime) -> GridRow | None:
    """Return the rating that the departure is from, as the rules give it now."""
    grid = grid_of(departure.inspection, on=london_date(now))
    return grid.at(
        departure.site.code if departure.site else "",
        departure.service,
        KeyQuestion(departure.key_question) if departure.key_question else None,
    )


def stale_departures(inspection: Inspection, *, now: datetime) -> list[RatingDeparture]:
    """Return the departures that stand although the rules give another rating now: they are to be settled first."""
    grid = grid_of(inspection, on=london_date(now))
    return [
        row.departure
        for row in grid.rows
        if row.departure is not None and (rated(row.computed) or "") != row.departure.computed
    ]


def _current(departure: RatingDeparture, *, by: Person, now: datetime) -> tuple[RatingDeparture, Inspection]:
    """Return departure and inspection as the database has them, locked, for a second person's decision."""
    permit(Action.JUDGE, by=by, now=now, message="You cannot decide on departures.")
    inspection = locked(departure.inspection)
    in_state(inspection, JUDGED_IN, message="Its ratings are not open.")
    current = RatingDeparture.objects.select_for_update(of=("self",)).select_related("site").get(pk=departure.pk)
    current.inspection = inspection
    if current.proposed_by_id == by.pk:
        raise Refused("own_work", "You proposed this departure. A second person has to decide on it.")
    if ties := conflicts_of(by, inspection.trust, london_date(now)):
        raise refusal_for(by, ties)
    return current, inspection


def _decide(
    departure: RatingDeparture,
    current: RatingDeparture,
    inspection: Inspection,
    after: DepartureState,
    *,
    by: Person,
    now: datetime,
    reason: str = "",
) -> RatingDeparture:
    before = DepartureState(current.state)
    way = WAYS.way(before, after)
    if way is None:
        raise Refused("moved_on", f"This departure is now: {before.label.lower()}.")
    current.state, current.decided_by, current.decided_at = str(after), by, now
    current.decision_reason = reason
    current.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    audit(way.event, by=by, subject=departure_reference(current), now=now, fields=["state", "decision_reason"])
    emit(
        way.event,
        subject=reference_to(inspection),
        now=now,
        payload={**news_of(inspection), "departure": str(current.departure_id)},
    )
    for name in ("state", "decided_by", "decided_at", "decision_reason"):
        setattr(departure, name, getattr(current, name))
    return departure
