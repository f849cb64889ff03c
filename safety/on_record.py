"""What is on record of a trust when its return is checked, read in a fixed number of queries."""

from __future__ import annotations

from datetime import date

from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from safety.clocks import AlertStatus
from safety.columns import BED_DAYS
from safety.context import CheckContext, OpenAlert, OpenIncident
from safety.models import Alert, Incident, NeverEvent, SafetyNumber
from safety.reading import reference_key

SIGNED_OFF = [str(status) for status in AlertStatus if status.is_signed_off]


def context_for(trust: Trust, period: Month, today: date) -> CheckContext:
    """Return all that a check of the trust's return for the period knows besides the file."""
    last = last_accepted(trust, period)
    bed_days = None
    alerts: dict[str, OpenAlert] = {}
    incidents: dict[str, OpenIncident] = {}
    if last is not None:
        bed_days = (
            SafetyNumber.objects.filter(version=last, section=BED_DAYS.section, item=BED_DAYS.code)
            .values_list("number", flat=True)
            .first()
        )
        alerts = {
            key: OpenAlert(reference, deadline)
            for key, reference, deadline in Alert.objects.filter(version=last)
            .exclude(status__in=SIGNED_OFF)
            .order_by("pk")
            .values_list("reference_key", "reference", "deadline")
        }
        incidents = {
            key: OpenIncident(reference, reported)
            for key, reference, reported in Incident.objects.filter(version=last, told_on__isnull=True)
            .order_by("pk")
            .values_list("reference_key", "reference", "reported_on")
        }
    elsewhere = (
        NeverEvent.objects.filter(trust=trust, version__stands=True)
        .exclude(period=period.first_day)
        .exclude(reference="")
        .order_by("period", "pk")
    )
    return CheckContext(
        trust_code=trust.code,
        period=period,
        today=today,
        last_month=Month.parse(last.period) if last else None,
        bed_days=bed_days,
        alerts=alerts,
        incidents=incidents,
        never_events={
            reference_key(reference): Month.of(month)
            for reference, month in elsewhere.values_list("reference", "period")
        },
    )


def last_accepted(trust: Trust, period: Month) -> ReturnVersion | None:
    """Return the standing version of the trust's last accepted month before the period."""
    return (
        ReturnVersion.objects.filter(kind="safety", trust=trust, stands=True, period__lt=str(period))
        .order_by("-period")
        .first()
    )
