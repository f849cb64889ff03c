"""When a signed report is published: by the clock alone. A task tells those who wait for it, and decides nothing.

The time is that of official statistics: half past nine in London (Code of Practice for Statistics, T3), on the first
working day after the signature.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

from oversight.clock import london_date
from oversight.organisations.working_days import london_time, nth_working_day_after
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from ratings.plans.models import PlanReport
from ratings.plans.references import news_of, report_reference

PUBLISHED = "plan.report_published"
TIME_OF_DAY = time(9, 30)
_BY = System("publish_plan_reports")
_AT_ONCE = 100


def publishing_time(signed_at: datetime) -> datetime:
    """Return the moment, in UTC, at which a report that is signed now is published: always on a later day."""
    return london_time(nth_working_day_after(london_date(signed_at), 1), TIME_OF_DAY)


def tell_of_published(*, now: datetime) -> int:
    """Tell, once, of the reports whose time has come, and return of how many.

    Two tasks at once share them out; one that is killed leaves them to the next.
    """
    with transaction.atomic():
        due = (
            PlanReport.objects.published(now)
            .filter(announced_at__isnull=True)
            .select_for_update(of=("self",), skip_locked=True, no_key=True)
            .select_related("plan__case__trust")
            .order_by("publish_at", "pk")[:_AT_ONCE]
        )
        found = list(due)
        for report in found:
            _tell(report, now)
    return len(found)


def _tell(report: PlanReport, now: datetime) -> None:
    PlanReport.objects.filter(pk=report.pk).update(announced_at=now)
    reference = report_reference(report)
    audit(PUBLISHED, by=_BY, subject=reference, fields=["announced_at"], hashes=[report.sha256], now=now)
    emit(PUBLISHED, subject=reference, now=now, payload=news_of(report))
