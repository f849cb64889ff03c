"""Changing the plan of an inspection until the team is on site: its days, what it looks at, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from inspections.models import Inspection, Wave
from inspections.moving import locked, news_of, reference_to
from inspections.permitting import in_state, permit
from inspections.programme import Days, Scope, check_days, check_scope, write_scope
from inspections.states.inspection import TO_COME, InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused

_NOT_ALLOWED = "You cannot plan inspections."


@transaction.atomic
def reschedule(*, inspection: Inspection, days: Days | None, by: Person, now: datetime) -> Inspection:
    """Give an inspection that is still to come other days, or none for now.

    Refused: ``not_allowed``; ``moved_on``; ``dates``; ``announced`` for taking the days from one that was announced.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(inspection)
    in_state(current, TO_COME, message="Its days cannot be changed any more.")
    if days is None and current.state == InspectionState.ANNOUNCED:
        raise Refused("announced", "The trust was told when to expect this inspection. Give other days, or cancel it.")
    check_days(days, today=london_date(now))
    return _change(
        inspection,
        current,
        "inspection.rescheduled",
        by=by,
        now=now,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
    )


@transaction.atomic
def replan(
    *,
    inspection: Inspection,
    by: Person,
    now: datetime,
    wave: Wave | None,
    due_by: date | None,
    due_reason: str,
    team_size: int,
    length: int,
    is_announced: bool,
) -> Inspection:
    """Change what else was planned of an inspection that is still to come: its wave, its due day, its team, its time.

    Whether it is announced may change until it was. Refused: ``not_allowed``; ``moved_on``; ``announced``; ``wave``;
    ``size`` for a team or a time of none.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(inspection)
    in_state(current, TO_COME, message="Its plan cannot be changed any more.")
    if is_announced != current.is_announced and current.state != InspectionState.PLANNED:
        raise Refused("announced", "The trust was told of this inspection: it stays announced.")
    if wave is not None and wave.is_demonstration != current.trust.is_demonstration:
        raise Refused("wave", "Invented and real trusts are not inspected in one wave.")
    if team_size < 1 or length < 1:
        raise Refused("size", "An inspection takes one person for one day at least.")
    return _change(
        inspection,
        current,
        "inspection.replanned",
        by=by,
        now=now,
        wave=wave,
        due_by=due_by,
        due_reason=due_reason.strip(),
        team_size=team_size,
        days=length,
        is_announced=is_announced,
    )


@transaction.atomic
def change_scope(*, inspection: Inspection, scope: Sequence[Scope], by: Person, now: datetime) -> Inspection:
    """Change which sites and services are inspected: until the team is on site, and while it is, to add to them.

    Refused: ``not_allowed``; ``moved_on``; ``scope``; ``inspected`` for leaving out on site what is being inspected.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(inspection)
    in_state(current, TO_COME | {InspectionState.ON_SITE}, message="What it looks at cannot be changed any more.")
    check_scope(scope, current.trust, london_date(now), kind=Inspection.Kind(current.kind))
    wanted = {(part.site.pk, code) for part in scope for code in part.services}
    before = set(current.services.values_list("site_id", "service"))
    sites_before = set(current.sites.values_list("site_id", flat=True))
    if current.state == InspectionState.ON_SITE and (
        not before <= wanted or not sites_before <= {part.site.pk for part in scope}
    ):
        raise Refused("inspected", "What is being inspected cannot be left out. Say in its rating why it is not rated.")
    current.services.all().delete()
    current.sites.all().delete()
    write_scope(current, scope)
    return _change(inspection, current, "inspection.scope_changed", by=by, now=now, fields=("sites", "services"))


def _change(
    inspection: Inspection,
    current: Inspection,
    event: str,
    *,
    by: Person,
    now: datetime,
    fields: Iterable[str] = (),
    **changes: object,
) -> Inspection:
    """Change columns of a row that is locked, with the audit entry and the news; the caller's object says it too."""
    for name, value in changes.items():
        setattr(current, name, value)
    if changes:
        current.save(update_fields=list(changes))
    audit(event, by=by, subject=reference_to(current), now=now, fields=sorted({*fields, *changes}))
    emit("inspection.changed", subject=reference_to(current), now=now, payload={**news_of(current), "change": event})
    for field in Inspection._meta.concrete_fields:
        setattr(inspection, field.attname, getattr(current, field.attname))
    return inspection
