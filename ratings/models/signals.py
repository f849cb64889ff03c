"""Signals as they are, the record of their changes, and the requests to work them out again."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ratings.signals import SignalKind, State

_KINDS = [(kind.value, kind.label) for kind in SignalKind]
_STATES = [(state.value, state.label) for state in State]


class _WorkedOut(models.Model):
    """What a signal and the record of its change have in common."""

    kind = models.CharField(max_length=20, choices=_KINDS)
    level = models.CharField(max_length=5)
    # A ward's public id, or a trust's code.
    subject = models.CharField(max_length=40)
    trust_code = models.CharField(max_length=8)
    # Blank where the signal rests on several measures.
    measure = models.CharField(max_length=60, blank=True)
    # The first day of the month that the state is of.
    period = models.DateField()
    reason = models.TextField()
    rule = models.CharField(max_length=60)
    rule_set = models.CharField(max_length=60)
    figures = models.JSONField(default=dict)
    # What went in: months, numerators, denominators and the receipts of the returns that said so.
    inputs = models.JSONField(default=dict)
    # When the newest return that went in was accepted.
    as_of = models.DateTimeField()

    class Meta:
        abstract = True


class Signal(_WorkedOut):
    """A signal as the standing returns give it; written by the recomputation alone, and only where it differs."""

    state = models.CharField(max_length=24, choices=_STATES)
    computed_at = models.DateTimeField()
    # The hash of all of the above but the time of computing: what a write compares before it swaps.
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "level", "subject", "measure"],
                condition=~Q(kind="staffing_alarm"),
                name="one_signal_of_a_subject",
            ),
            models.UniqueConstraint(
                fields=["subject", "period"], condition=Q(kind="staffing_alarm"), name="one_alarm_of_a_trust_and_month"
            ),
        ]
        indexes = [
            models.Index(fields=["trust_code", "kind"], name="signals_of_a_trust"),
            models.Index(fields=["period"], condition=Q(kind="staffing_alarm"), name="alarms_of_a_month"),
        ]


class ChangeNotice(models.Model):
    """What changed of one ward or one trust at one time: a single entry on an inspector's list."""

    level = models.CharField(max_length=5)
    subject = models.CharField(max_length=40)
    trust_code = models.CharField(max_length=8)
    is_demonstration = models.BooleanField()
    period = models.DateField()
    kinds = ArrayField(models.CharField(max_length=20))
    # Whether something now asks for attention, or something that did has come to rest.
    raised = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["is_demonstration", "-at", "-id"], name="notices_newest_first"),
            models.Index(fields=["trust_code", "-at"], name="notices_of_a_trust"),
            models.Index(fields=["subject", "-at"], name="notices_of_a_subject"),
        ]
        triggers = [pgtrigger.Protect(name="notices_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]


class SignalChange(_WorkedOut):
    """A signal's state became another: old, new, why, and all that went in; never changed afterwards."""

    # Null where neither the old nor the new state asks for attention.
    notice = models.ForeignKey(ChangeNotice, null=True, on_delete=models.PROTECT, related_name="changes")
    old = models.CharField(max_length=24, choices=_STATES)
    new = models.CharField(max_length=24, choices=_STATES)
    # What brought it about, such as the return that was accepted, in a sentence.
    cause = models.TextField()
    receipts = ArrayField(models.CharField(max_length=40), default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="a_change_is_from_one_to_another")]
        indexes = [
            models.Index(fields=["subject", "-at"], name="changes_of_a_subject"),
            models.Index(fields=["trust_code", "-at"], name="changes_of_a_trust"),
        ]
        triggers = [pgtrigger.Protect(name="changes_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]


class RecomputeRequest(models.Model):
    """A wish to have one scope worked out again; wishes for the same scope are counted, not queued.

    ``wanted`` counts wishes and ``done`` those that a finished computation took in. A worker claims the scope for a
    while; when that has passed without an end, another may claim it.
    """

    scope = models.CharField(max_length=100, unique=True)
    wanted = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    # When the oldest wish not yet taken in came.
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Not tried again before this time, after a failure.
    due_at = models.DateTimeField()
    # After three failures it waits for a person, or for a new wish.
    set_aside = models.BooleanField(default=False)
    failure = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("wanted")), name="no_more_done_than_wanted"),
            models.CheckConstraint(
                name="a_claim_has_a_holder_and_an_end",
                condition=(Q(claimed_by="") & Q(claimed_until__isnull=True))
                | (~Q(claimed_by="") & Q(claimed_until__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(wanted__gt=F("done")), name="requests_waiting")]

    def __str__(self) -> str:
        return self.scope
