"""The outbox, the audit log and the rows that its sealer chains."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class OutboxEvent(models.Model):
    """News that went out with the change that it tells of: written in the same transaction, delivered at least once."""

    name = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    emitted_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="an_event_stays_as_it_was", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"


class Delivery(models.Model):
    """One event for one subscriber: waiting until it is done, set aside after three failures."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        SET_ASIDE = "set_aside"

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    # When a worker was last told of it: a told one is not told again at once.
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The kind of the last failure, never its text: a text may hold what a file held.
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="an_event_once_for_a_subscriber"),
            models.CheckConstraint(
                name="a_delivery_is_done_when_it_says_so",
                condition=(Q(state="done") & Q(done_at__isnull=False)) | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="deliveries_waiting"),
            models.Index(fields=["id"], condition=Q(state="set_aside"), name="deliveries_set_aside"),
        ]


class StandstillAlarm(models.Model):
    """A queue of work stood still: from when to when, and how much of it when that was seen."""

    queue = models.CharField(max_length=40)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    standing_still = models.PositiveIntegerField()
    set_aside = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue"], condition=Q(ended_at__isnull=True), name="one_alarm_of_a_queue_at_a_time"
            ),
            models.CheckConstraint(
                name="an_alarm_ends_after_it_was_raised",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("raised_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue} stands still since {self.raised_at.isoformat()}"


class AuditEntry(models.Model):
    """Who did what to what, in the transaction of the deed: ids, names of fields and hashes, never a text."""

    at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=True
    )
    system = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    hashes = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        verbose_name_plural = "audit entries"
        constraints = [
            models.CheckConstraint(
                name="an_entry_names_a_person_or_a_system",
                condition=(Q(person__isnull=False) & Q(system="")) | (Q(person__isnull=True) & ~Q(system="")),
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject")]
        triggers = [
            pgtrigger.Protect(name="audit_entries_only_grow", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class AuditSeal(models.Model):
    """An entry's place in the chain: its hash covers the entry and the hash before it."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="audit_seals_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]
