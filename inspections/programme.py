"""The programme: waves, and inspections planned, announced, made and cancelled; ``replanning`` changes a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from inspections.core_services import services
from inspections.models import InspectedService, InspectedSite, Inspection, Wave
from inspections.moving import locked, move, news_of, reference_to
from inspections.permitting import permit
from inspections.programme_settings import settings_on
from inspections.rating_rules import checked_reason, proposed_rules
from inspections.risk import Risk, team_for
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust
from oversight.organisations.sites import sites_of
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused

_NOT_ALLOWED = "You cannot plan inspections."
# What an audit entry calls all that a plan says.
_PLANNED = (
    "trust",
    "wave",
    "kind",
    "is_announced",
    "sites",
    "services",
    "dates",
    "due_by",
    "team_size",
    "days",
    "rule_set",
)


@dataclass(frozen=True)
class Scope:
    """Where an inspection goes: a site and the codes of the services that it looks at there."""

    site: Site
    services: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """The first and the last planned day on site."""

    first: date
    last: date


@transaction.atomic
def plan_wave(
    *, name: str, starts_on: date, ends_on: date, by: Person, now: datetime, aim: str = "", demonstration: bool = False
) -> Wave:
    """Add a wave to the programme. Refused: ``not_allowed``, ``no_name``, ``dates``, ``known`` for a name in use."""
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    name = name.strip()
    if not name:
        raise Refused("no_name", "Give the wave a name.")
    if ends_on < starts_on:
        raise Refused("dates", "A wave ends on the day on which it starts or later.")
    try:
        with transaction.atomic():
            wave = Wave.objects.create(
                name=name,
                aim=aim.strip(),
                starts_on=starts_on,
                ends_on=ends_on,
                planned_by=by,
                planned_at=now,
                is_demonstration=demonstration,
            )
    except IntegrityError as clash:
        raise Refused("known", f"There is a wave called {name} already.") from clash
    audit("wave.planned", by=by, subject=Reference("wave", str(wave.public_id)), now=now, fields=["name", "dates"])
    return wave


@transaction.atomic
def plan_inspection(
    *,
    trust: Trust,
    kind: Inspection.Kind,
    is_announced: bool,
    scope: Sequence[Scope],
    risk: Risk,
    by: Person,
    now: datetime,
    wave: Wave | None = None,
    days: Days | None = None,
    due_by: date | None = None,
    due_reason: str = "",
    team_size: int | None = None,
    length: int | None = None,
    follows: Inspection | None = None,
    plan_id: UUID | None = None,
    rule_set: str | None = None,
    rule_set_reason: str = "",
) -> Inspection:
    """Plan an inspection; the trust does not know of it. Planned again under the same id, it is the same one.

    Team and time (``length`` in days) follow from the risk where they are not given, and the rules are those proposed
    for its days; without ``plan_id`` every call plans another. Refused: ``not_allowed``; ``known`` for an id in use
    elsewhere; ``trust_closed``; ``scope`` without a site of the trust or with a service that is not on the list;
    ``follows`` for a re-inspection that follows none, or one of another trust; ``wave`` for one of invented trusts
    with a real one; ``rules`` that there are not, and ``no_reason`` for others than are proposed. Without a scope it
    looks at the well-led of the trust alone, which a comprehensive inspection cannot (``scope``).
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    if plan_id is not None and (known := _planned_as(plan_id, trust=trust, by=by)) is not None:
        return known
    today = london_date(now)
    if not trust.is_open(today):
        raise Refused("trust_closed", f"{trust.shown_name} is closed.")
    if (follows is not None) != (kind == Inspection.Kind.RE_INSPECTION):
        raise Refused("follows", "A re-inspection, and no other, follows an earlier inspection: say which.")
    if follows is not None and follows.trust_id != trust.pk:
        raise Refused("follows", "A re-inspection follows an inspection of the same trust.")
    if wave is not None and wave.is_demonstration != trust.is_demonstration:
        raise Refused("wave", "Invented and real trusts are not inspected in one wave.")
    check_scope(scope, trust, today, kind=kind)
    check_days(days, today=today)
    begins = days.first if days else today
    rule_set = rule_set or proposed_rules(begins).rules.version
    planned = team_for(
        risk,
        sites=max(1, len({part.site.pk for part in scope})),
        focused=kind == Inspection.Kind.FOCUSED,
        settings=settings_on(today),
    )
    inspection = Inspection.objects.create(
        plan_id=plan_id or uuid4(),
        trust=trust,
        wave=wave,
        kind=kind,
        follows=follows,
        is_announced=is_announced,
        state_at=now,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
        due_by=due_by,
        due_reason=due_reason,
        risk_points=risk.points,
        risk_factors=[factor.as_json() for factor in risk.factors],
        risk_settings=risk.settings,
        rule_set=rule_set,
        rule_set_reason=checked_reason(rule_set, rule_set_reason, day=begins),
        team_size=team_size or planned.people,
        days=length or planned.days,
        planned_by=by,
        planned_at=now,
    )
    write_scope(inspection, scope)
    audit(
        "inspection.planned",
        by=by,
        subject=reference_to(inspection),
        now=now,
        fields=_PLANNED,
    )
    emit("inspection.planned", subject=reference_to(inspection), now=now, payload=news_of(inspection))
    return inspection


@transaction.atomic
def announce(*, inspection: Inspection, by: Person, now: datetime) -> Inspection:
    """Tell the trust of an announced inspection: from now on its people see it, and the public that one is coming.

    Refused: ``not_allowed``; ``moved_on``; ``unannounced``; ``no_days`` while it has no days.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(inspection)
    if not current.is_announced:
        raise Refused("unannounced", "This inspection is unannounced: the trust learns of it when the team arrives.")
    if current.starts_on is None:
        raise Refused("no_days", "Give the inspection its days before you announce it.")
    current.shown_to_trust_at = now
    move(current, InspectionState.ANNOUNCED, by=by, now=now, shown_to_trust_at=now)
    return _told(inspection, current)


@transaction.atomic
def start_drafting(*, inspection: Inspection, by: Person, now: datetime) -> Inspection:
    """Say that the team has left the site and writes its report.

    Refused: ``not_allowed``; ``moved_on``; ``visit_open`` while a visit goes on or is still to come.
    """
    permit(Action.JUDGE, by=by, now=now, message="You cannot write reports.")
    current = locked(inspection)
    if current.visits.filter(ended_at__isnull=True, called_off_at__isnull=True).exists():
        raise Refused("visit_open", "A visit has not ended, or is still to come. End it or call it off first.")
    move(current, InspectionState.DRAFTING, by=by, now=now)
    return _told(inspection, current)


@transaction.atomic
def cancel(*, inspection: Inspection, reason: str, by: Person, now: datetime) -> Inspection:
    """Give up an inspection that was planned, announced or begun; it stays on record with the reason.

    The trust learns of it only if it knew of the inspection. Refused: ``not_allowed``; ``moved_on``; ``no_reason``.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    reason = reason.strip()
    if not reason:
        raise Refused("no_reason", "Say why the inspection is cancelled.")
    current = locked(inspection)
    move(current, InspectionState.CANCELLED, by=by, now=now, cancelled_reason=reason)
    return _told(inspection, current)


def _planned_as(plan_id: UUID, *, trust: Trust, by: Person) -> Inspection | None:
    """Return what was planned under the id; the trust stays locked, so that a form sent twice plans once."""
    Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)
    known: Inspection | None = Inspection.objects.select_related("trust").filter(plan_id=plan_id).first()
    if known is not None and (known.trust_id, known.planned_by_id) != (trust.pk, by.pk):
        raise Refused("known", "Another inspection has this id.")
    return known


def check_scope(scope: Sequence[Scope], trust: Trust, today: date, *, kind: Inspection.Kind) -> None:
    """Refuse (``scope``) what an inspection of the trust cannot look at on the day."""
    if not scope and kind == Inspection.Kind.COMPREHENSIVE:
        raise Refused("scope", "A comprehensive inspection looks at services: name at least one site.")
    own = set(sites_of(trust, today).values_list("pk", flat=True))
    seen: set[int] = set()
    for part in scope:
        if part.site.pk not in own:
            raise Refused("scope", f"{part.site.shown_name} is not a site of {trust.shown_name}.")
        if part.site.pk in seen:
            raise Refused("scope", f"{part.site.shown_name} is named twice.")
        seen.add(part.site.pk)
        for code in part.services:
            known = services().get(code)
            if known is None or not known.listed_on(today):
                raise Refused("scope", f"{code} is not on the list of services today.")


def check_days(days: Days | None, *, today: date) -> None:
    """Refuse (``dates``) days that are over or end before they begin."""
    if days is None:
        return
    if days.last < days.first:
        raise Refused("dates", "An inspection ends on the day on which it starts or later.")
    if days.last < today:
        raise Refused("dates", "These days are over.")


def write_scope(inspection: Inspection, scope: Sequence[Scope]) -> None:
    """Write the sites and services of an inspection that has none."""
    InspectedSite.objects.bulk_create(InspectedSite(inspection=inspection, site=part.site) for part in scope)
    InspectedService.objects.bulk_create(
        InspectedService(inspection=inspection, site=part.site, service=code)
        for part in scope
        for code in dict.fromkeys(part.services)
    )


def _told(inspection: Inspection, current: Inspection) -> Inspection:
    """Let the caller's object say what was done."""
    for field in Inspection._meta.concrete_fields:
        setattr(inspection, field.attname, getattr(current, field.attname))
    return inspection
