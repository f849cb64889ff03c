"""What accepted safety measures returns say: numbers, never events, alerts and notifiable incidents of a month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion
from safety.clocks import AlertStatus
from safety.columns import AlertKind, Harm, Section


class Fact(models.Model):
    """One row of one version of a return, with its place in the file."""

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    period = models.DateField()
    sheet = models.CharField(max_length=100, null=True)  # noqa: DJ001  (null: a CSV has no sheets)
    row = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class SafetyNumber(Fact):
    """One number: null is blank, unless it does not apply; zero is zero."""

    section = models.CharField(max_length=20, choices=[(str(one), one.label) for one in Section])
    item = models.CharField(max_length=40)
    number = models.PositiveIntegerField(null=True)
    out_of = models.PositiveIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "section", "item"], name="a_number_once_in_a_version"),
            models.CheckConstraint(
                name="what_does_not_apply_has_no_number", condition=Q(not_applicable=False) | Q(number__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["trust", "period"], name="safety_numbers_of_a_trust")]


class NeverEvent(Fact):
    """One never event with its day and reference, or how many there were of a type in the month."""

    item = models.CharField(max_length=40)
    # The list in force on its day, by which it is a never event.
    list_version = models.CharField(max_length=20)
    reference = models.CharField(max_length=100, blank=True)
    happened_on = models.DateField(null=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_never_event_has_its_day",
                condition=Q(happened_on__isnull=True, reference="")
                | (Q(happened_on__isnull=False, number=1) & ~Q(reference="")),
            ),
        ]
        indexes = [models.Index(fields=["trust", "period"], name="never_events_of_a_trust")]


class Alert(Fact):
    """An alert as it stood on the last day of the month."""

    kind = models.CharField(max_length=10, choices=[(str(one), one.label) for one in AlertKind])
    reference = models.CharField(max_length=100)
    reference_key = models.CharField(max_length=100)
    issued_on = models.DateField()
    deadline = models.DateField()
    status = models.CharField(max_length=25, choices=[(str(one), one.label) for one in AlertStatus])
    acknowledged_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reference_key"], name="an_alert_once_in_a_version"),
            models.CheckConstraint(
                name="a_signed_off_alert_has_its_day",
                condition=Q(status__in=[AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED], closed_on__isnull=False)
                | (~Q(status__in=[AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED]) & Q(closed_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["trust", "period"], name="alerts_of_a_trust")]


class Incident(Fact):
    """A notifiable incident and what the duty of candour asked for, as it stood on the last day of the month."""

    harm = models.CharField(max_length=15, choices=[(str(one), one.label) for one in Harm])
    reference = models.CharField(max_length=100)
    reference_key = models.CharField(max_length=100)
    reported_on = models.DateField()
    told_on = models.DateField(null=True)
    # Null: not said.
    apologised = models.BooleanField(null=True)
    written_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reference_key"], name="an_incident_once_in_a_version"),
        ]
        indexes = [models.Index(fields=["trust", "period"], name="incidents_of_a_trust")]
