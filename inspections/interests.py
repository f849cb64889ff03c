"""People's ties to trusts: declared ones, and the roles that they hold there; and whom they keep out of a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from inspections.conflicts import Tie, conflicts_among
from inspections.models import Inspection, Interest, TeamMember
from inspections.moving import reference_to
from inspections.permitting import permit
from inspections.programme_settings import settings_on
from inspections.states.inspection import OPEN
from oversight.accounts.models import Membership, Person
from oversight.accounts.people import person_reference
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Succession, Trust
from oversight.organisations.successions import answerable_for, answered_for_by
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused


@transaction.atomic
def declare_interest(
    *,
    person: Person,
    trust: Trust,
    kind: Interest.Kind,
    by: Person,
    now: datetime,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Interest:
    """Record a tie of a person to a trust, declared by themselves or by who plans inspections.

    It ends their place in every open inspection of that trust at once. Refused: ``not_allowed``; ``dates``; ``known``.
    """
    if by.pk != person.pk:
        permit(Action.PLAN_INSPECTIONS, by=by, now=now, message="You can declare your own interests alone.")
    if from_on and to_on and to_on < from_on:
        raise Refused("dates", "An interest ends on the day on which it begins or later.")
    hold_person(person)
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                person=person, trust=trust, kind=kind, from_on=from_on, to_on=to_on, declared_by=by, declared_at=now
            )
    except IntegrityError as clash:
        raise Refused("known", "This interest is on record already.") from clash
    audit("interest.declared", by=by, subject=person_reference(person), now=now, fields=["trust", "kind", "dates"])
    _leave_teams(person, by=by, now=now)
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, last_day: date, by: Person, now: datetime) -> Interest:
    """Record that an interest ended; it still counts for the setting's months. Refused: ``not_allowed``, ``dates``."""
    if by.pk != interest.person_id:
        permit(Action.PLAN_INSPECTIONS, by=by, now=now, message="You can change your own interests alone.")
    if last_day > london_date(now) or (interest.from_on and last_day < interest.from_on):
        raise Refused("dates", "The last day lies between the first day and today.")
    interest.to_on = last_day
    interest.save(update_fields=["to_on"])
    audit("interest.ended", by=by, subject=person_reference(interest.person), now=now, fields=["to_on"])
    return interest


def conflicts_of(person: Person, trust: Trust, on: date) -> tuple[Tie, ...]:
    """Return what keeps the person out of an inspection of the trust on the day: nothing, for most."""
    return conflicts_of_many([person.pk], trust, on)[person.pk]


def conflicts_of_many(person_ids: Collection[int], trust: Trust, on: date) -> dict[int, tuple[Tie, ...]]:
    """Return for each person what keeps them out, in a fixed number of queries."""
    related = related_trusts(trust, on)
    ties: dict[int, list[Tie]] = defaultdict(list)
    for interest in Interest.objects.filter(person_id__in=person_ids, trust_id__in=related).select_related("trust"):
        ties[interest.person_id].append(
            Tie(
                Interest.Kind(interest.kind).label,
                interest.trust_id,
                interest.trust.shown_name,
                interest.from_on,
                interest.to_on,
            )
        )
    memberships = Membership.objects.filter(person_id__in=person_ids, trust_id__in=related).select_related("trust")
    for membership in memberships:
        employer = membership.trust
        if employer is not None:
            ties[membership.person_id].append(
                Tie(
                    Interest.Kind.EMPLOYMENT.label,
                    employer.pk,
                    employer.shown_name,
                    membership.from_on,
                    membership.to_on,
                )
            )
    months = settings_on(on).interest_counts_for_months
    return {
        person_id: conflicts_among(ties[person_id], trust_ids=related, on=on, counts_for_months=months)
        for person_id in person_ids
    }


def related_trusts(trust: Trust, on: date) -> frozenset[int]:
    """Return the trust with those that it followed by the day and those that followed it."""
    if not Succession.objects.exists():
        return frozenset({trust.pk})
    followed_by = {each.pk for each in answerable_for(trust, on)}
    return frozenset(answered_for_by({trust.pk}, on) | followed_by | {trust.pk})


def hold_person(person: Person) -> None:
    """Hold a person's row until the transaction ends, so that no interest is declared while they join a team."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def refusal_for(person: Person, ties: Iterable[Tie]) -> Refused:
    """Return the refusal that names why a person cannot take part."""
    named = "; ".join(f"{tie.what.lower()} ({tie.trust_name})" for tie in ties)
    return Refused(
        "conflict", f"{person} cannot take part, because of a conflict of interest: {named}. There is no exception."
    )


def _leave_teams(person: Person, *, by: Person, now: datetime) -> None:
    """End the person's place in every open inspection that an interest now keeps them out of."""
    today = london_date(now)
    places = (
        TeamMember.objects.on(today)
        .filter(person=person, inspection__state__in=[str(state) for state in OPEN])
        .select_related("inspection__trust")
    )
    for place in places:
        if conflicts_of(person, place.inspection.trust, today):
            end_place(place, by=by, now=now)


def end_place(place: TeamMember, *, by: Person, now: datetime) -> None:
    """End a place in a team at once: yesterday was its last day. Within the caller's transaction."""
    place.left_on = london_date(now) - timedelta(days=1)
    place.save(update_fields=["left_on"])
    audit("team.left", by=by, subject=team_reference(place), now=now, fields=["left_on"])


def team_reference(place: TeamMember) -> Reference:
    """Return how records refer to a place in a team: by the inspection's reference and the person's id."""
    inspection: Inspection = place.inspection
    return Reference("team_member", f"{reference_to(inspection).public_id}/{place.person.public_id}")
