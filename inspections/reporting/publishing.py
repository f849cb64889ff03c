"""Publishing a report: the report, its ratings and the inspection's new state in one transaction.

The public sees the whole or nothing. Of two who publish at once, one does and the other is told.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, Min

from inspections.deadlines import display_due_on
from inspections.judging.grid import RatingGrid
from inspections.models import Breach, DisplayDuty, Inspection, PlannedPublication, PublishedReport
from inspections.moving import locked, move, reference_to
from inspections.permitting import in_state, permit
from inspections.reporting.content import SectionText, as_json, digest, written_sections
from inspections.reporting.freezing import freeze_ratings
from inspections.reporting.quality import hold_reviewed, hold_whole
from inspections.states.inspection import REPORTED, InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import System, audit
from oversight.returns.refusals import Refused
from oversight.wording import write_datetime

log = logging.getLogger(__name__)

PUBLISHER = System("inspections.publishing")
_NOT_ALLOWED = "You cannot publish reports."
_READY = frozenset({InspectionState.FACTUAL_ACCURACY_RESOLVED})


@transaction.atomic
def plan_publication(*, inspection: Inspection, publish_at: datetime, by: Person, now: datetime) -> PlannedPublication:
    """Choose the time at which a report comes out; another time chosen before is withdrawn.

    Refused: ``not_allowed``; ``published``; ``moved_on`` until factual accuracy is resolved; ``past`` for a time gone
    by; ``not_reviewed`` and what ``hold_whole`` refuses, so that what is planned can be published.
    """
    permit(Action.PUBLISH_REPORT, by=by, now=now, message=_NOT_ALLOWED)
    current, _ = _publishable(inspection, now=now)
    if publish_at <= now:
        raise Refused("past", "Choose a time that is still to come, or publish now.")
    for waiting in _waiting(current):
        _withdraw(waiting, f"Another time was chosen: {write_datetime(publish_at)}.", now=now)
    planned = PlannedPublication.objects.create(
        inspection=current, publish_at=publish_at, planned_by=by, planned_at=now
    )
    audit("report.publication_planned", by=by, subject=reference_to(current), now=now, fields=["publish_at"])
    return planned


@transaction.atomic
def withdraw_plan(*, inspection: Inspection, reason: str, by: Person, now: datetime) -> PlannedPublication:
    """Take back the time that was chosen. Refused: ``not_allowed``; ``no_text``; ``not_planned``."""
    permit(Action.PUBLISH_REPORT, by=by, now=now, message=_NOT_ALLOWED)
    if not reason.strip():
        raise Refused("no_text", "Give the reason.")
    current = locked(inspection)
    waiting = _waiting(current)
    if not waiting:
        raise Refused("not_planned", "No time was chosen, or it has passed.")
    _withdraw(waiting[0], reason.strip(), now=now)
    audit("report.publication_withdrawn", by=by, subject=reference_to(current), now=now, fields=["withdrawn_reason"])
    return waiting[0]


@transaction.atomic
def publish_report(*, inspection: Inspection, by: Person | System, now: datetime) -> PublishedReport:
    """Publish the report with its ratings; whoever waits for the same trust's publication waits until this is done.

    Refused: ``not_allowed``; ``published`` where somebody was first; ``moved_on``; ``not_reviewed`` where it is not,
    word for word, what was reviewed; and what ``hold_whole`` refuses.
    """
    if isinstance(by, Person):
        permit(Action.PUBLISH_REPORT, by=by, now=now, message=_NOT_ALLOWED)
    hold_ratings_of(inspection.trust_id)
    current, grid = _publishable(inspection, now=now)
    report = write_report(current, grid, written_sections(current), by=by, now=now)
    PlannedPublication.objects.filter(pk__in=[waiting.pk for waiting in _waiting(current)]).update(done_at=now)
    move(
        current,
        InspectionState.PUBLISHED,
        by=by,
        now=now,
        hashes=[report.sha256],
        news={"report": report.number},
    )
    inspection.state, inspection.state_at = current.state, current.state_at
    return report


def publish_due(*, now: datetime) -> list[PublishedReport]:
    """Publish every report whose time has come, once, however many processes are at it.

    A report that cannot be published stays planned, and its time shows that it has passed.
    """
    published = []
    due = PlannedPublication.objects.filter(publish_at__lte=now, done_at__isnull=True, withdrawn_at__isnull=True)
    for planned in list(due.order_by("publish_at", "pk").select_related("inspection")):
        with transaction.atomic():
            hold_ratings_of(planned.inspection.trust_id)
            locked(planned.inspection)
            # Another process may have been first, or the time was withdrawn while this one waited.
            if not due.filter(pk=planned.pk).exists():
                continue
            try:
                with transaction.atomic():
                    published.append(publish_report(inspection=planned.inspection, by=PUBLISHER, now=now))
            except Refused as refused:
                log.error("report %s could not be published: %s", planned.inspection.reference, refused.code)
    return published


def hold_ratings_of(trust_id: int) -> None:
    """Wait until nobody else publishes ratings of the trust, and keep them waiting until the transaction ends.

    Two inspections of one trust count each other's ratings, so they come out one after the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ratings of trust {trust_id}"])


def write_report(
    inspection: Inspection,
    grid: RatingGrid,
    sections: Sequence[SectionText] | Sequence[Mapping[str, object]],
    *,
    by: Person | System,
    now: datetime,
    follows: PublishedReport | None = None,
    reason: str = "",
) -> PublishedReport:
    """Write a published report with its ratings and the duties to display them, in the caller's transaction.

    One that ``follows`` an earlier version tells of the inspection what that told.
    """
    first, last = (follows.inspected_from, follows.inspected_to) if follows else inspected_between(inspection)
    about = follows.about if follows else _about(inspection, grid)
    texts = [part if isinstance(part, Mapping) else as_json([part])[0] for part in sections]
    report = PublishedReport.objects.create(
        inspection=inspection,
        number=(inspection.published_reports.aggregate(last=Max("number"))["last"] or 0) + 1,
        published_at=now,
        published_by=by if isinstance(by, Person) else None,
        reason=reason,
        inspected_from=first,
        inspected_to=last,
        sections=texts,
        about=about,
        sha256=digest({"sections": texts, "about": about}),
    )
    freeze_ratings(grid, report, trust=inspection.trust, inspected_on=last, now=now)
    _lay_duties(report, grid, now=now)
    return report


def inspected_between(inspection: Inspection) -> tuple[date, date]:
    """Return the first and the last day on site, by the visits that were made, else as planned.

    ``Refused("not_visited")`` where neither is known.
    """
    made = inspection.visits.filter(began_at__isnull=False).aggregate(first=Min("began_at"), last=Max("ends_at"))
    if made["first"] is not None and made["last"] is not None:
        first = london_date(made["first"])
        return first, max(first, london_date(made["last"]))
    if inspection.starts_on is None or inspection.ends_on is None:
        raise Refused("not_visited", "No visit is on record.")
    return inspection.starts_on, inspection.ends_on


def _publishable(inspection: Inspection, *, now: datetime) -> tuple[Inspection, RatingGrid]:
    """Return the inspection, locked, with the ratings that would come out now; refuse one that cannot."""
    current = locked(inspection)
    if current.state in {str(state) for state in REPORTED}:
        raise Refused("published", "This report is published already.")
    in_state(current, _READY, message="A report is published once factual accuracy is resolved.")
    grid = hold_whole(current, now=now)
    hold_reviewed(current, grid)
    return current, grid


def _waiting(inspection: Inspection) -> list[PlannedPublication]:
    return list(inspection.planned_publications.filter(done_at__isnull=True, withdrawn_at__isnull=True))


def _withdraw(planned: PlannedPublication, reason: str, *, now: datetime) -> None:
    planned.withdrawn_at, planned.withdrawn_reason = now, reason
    planned.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def _about(inspection: Inspection, grid: RatingGrid) -> dict[str, object]:
    """Return what the page shows beside the sections: codes and counts, nobody's name."""
    team = Counter(inspection.team.values_list("role", flat=True))
    return {
        "trust": inspection.trust.code,
        "trust_name": inspection.trust.shown_name,
        "kind": inspection.kind,
        "announced": inspection.is_announced,
        "sites": [site.code for site in grid.sites],
        "services": sorted([each.site.code, each.service] for each in inspection.services.select_related("site")),
        "team": dict(sorted(team.items())),
        "rule_set": grid.rule_set,
        "left_out": {code: until.isoformat() for code, until in sorted(grid.left_out.items())},
        "breaches": [_told_of(breach) for breach in inspection.breaches.prefetch_related("areas__site")],
    }


def _told_of(breach: Breach) -> dict[str, object]:
    return {
        "regulation": breach.regulation,
        "extent": breach.extent,
        "areas": sorted([area.site.code, area.service, area.key_question] for area in breach.areas.all()),
    }


def _lay_duties(report: PublishedReport, grid: RatingGrid, *, now: datetime) -> None:
    """Lay on the trust the duty to display its ratings: at each location, its principal place and its website."""
    due_on = display_due_on(now)
    places = [(DisplayDuty.Place.SITE, site) for site in grid.sites]
    whole = [(DisplayDuty.Place.PRINCIPAL_PLACE, None), (DisplayDuty.Place.WEBSITE, None)]
    DisplayDuty.objects.bulk_create(
        DisplayDuty(report=report, place=place, site=site, due_on=due_on) for place, site in [*places, *whole]
    )
