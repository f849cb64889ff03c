"""The duty to display ratings (regulation 20A): what the trust records, and what is overdue."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from inspections.models import DisplayDuty, PublishedReport
from inspections.moving import reference_to
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused


@transaction.atomic
def record_display(*, duty: DisplayDuty, displayed_on: date, how: str, by: Person, now: datetime) -> DisplayDuty:
    """Record that the trust displays its ratings at a place, since when and how; corrected by recording it again.

    Refused: ``not_allowed``; ``dates`` for a day before publication or after today; ``no_text``.
    """
    current = (
        DisplayDuty.objects.select_for_update(of=("self",)).select_related("report__inspection__trust").get(pk=duty.pk)
    )
    inspection = current.report.inspection
    if not may(by, Action.ANSWER_INSPECTION, inspection.trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot do this for this trust.")
    if not london_date(current.report.published_at) <= displayed_on <= london_date(now):
        raise Refused("dates", "Ratings are displayed from a day after their publication, up to today.")
    if not how.strip():
        raise Refused("no_text", "Say where and how people can see the ratings.")
    current.displayed_on, current.how = displayed_on, how.strip()
    current.recorded_by, current.recorded_at = by, now
    current.save(update_fields=["displayed_on", "how", "recorded_by", "recorded_at"])
    audit(
        "report.display_recorded",
        by=by,
        subject=reference_to(inspection),
        now=now,
        fields=["displayed_on", "how", f"place {current.place}"],
    )
    return current


def overdue_displays(on: date) -> QuerySet[DisplayDuty]:
    """Return the duties whose last day is over, with nothing recorded, of the newest report of each inspection."""
    newer = PublishedReport.objects.filter(
        inspection=OuterRef("report__inspection"), number__gt=OuterRef("report__number")
    )
    return (
        DisplayDuty.objects.filter(~Exists(newer), displayed_on__isnull=True, due_on__lt=on)
        .select_related("report__inspection__trust", "site")
        .order_by("due_on", "pk")
    )
