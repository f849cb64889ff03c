"""The draft with the trust: when it was sent, its clock, the trust's points, and what was decided on each."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import KeptVersion, client_id_field, kept_for_good, never_deleted, person_field
from inspections.models.inspection import Inspection
from inspections.models.report import ReportSection


class DraftReport(models.Model):
    """A draft as it was sent to the trust: the recorded moment starts the clock."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = person_field()
    # Sections and ratings as sent, and their hash: the trust answers these, whatever is written since.
    sections = models.JSONField(default=list)
    ratings = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    # The end of the tenth working day, by the clock in London; moved by an extension alone.
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = person_field(null=True, blank=True)

    class Meta:
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="a_draft_once"),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(resolved_at__isnull=True), name="one_draft_is_open"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="a_draft_is_due_after_it_was_sent"),
            models.CheckConstraint(
                name="an_answered_draft_says_who_answered",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        triggers = [
            never_deleted("drafts_sent_are_kept"),
            pgtrigger.ReadOnly(
                name="a_draft_stays_as_sent",
                exclude=["due_at", "answered_at", "answered_by", "resolved_at", "resolved_by"],
            ),
        ]


class DraftExtension(models.Model):
    """More time for the trust's answer, given by a manager in writing: an exception."""

    draft = models.ForeignKey(DraftReport, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateTimeField()
    was_until = models.DateTimeField()
    reason = models.TextField()
    given_by = person_field()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("was_until")) & ~Q(reason=""), name="an_extension_extends_and_says_why"
            )
        ]
        triggers = [kept_for_good("extensions_stay")]


class FactualAccuracyPoint(models.Model):
    """One point that the trust makes on a section of the draft; what it says is in its versions."""

    class Kind(models.TextChoices):
        TYPOGRAPHICAL = "typographical", "Typographical or numerical error"
        ACCURACY = "accuracy", "Accuracy of the evidence"
        ADDITIONAL = "additional", "Additional or omitted information"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly_accepted", "Partly accepted"
        REJECTED = "rejected", "Not accepted"

    # Given by the trust's device: a save sent twice is one point.
    point_id = client_id_field()
    draft = models.ForeignKey(DraftReport, on_delete=models.PROTECT, related_name="points")
    section = models.ForeignKey(ReportSection, on_delete=models.PROTECT, related_name="+")
    latest = models.PositiveIntegerField(default=0)
    begun_by = person_field()
    begun_at = models.DateTimeField()
    # Taken back by the trust before it answered; not to be decided.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["draft", "section__position", "begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_decided_point_says_who_and_why",
                condition=Q(outcome="", outcome_reason="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(outcome="")
                    & ~Q(outcome_reason="")
                    & Q(decided_by__isnull=False, decided_at__isnull=False, withdrawn_at__isnull=True)
                ),
            )
        ]
        triggers = [
            never_deleted("points_are_kept"),
            pgtrigger.Protect(
                name="a_decision_on_a_point_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.outcome <> '' AND OLD.* IS DISTINCT FROM NEW.*"),
            ),
        ]


class FactualAccuracyPointVersion(KeptVersion):
    """What a point said from one save to the next; there is no limit to its length."""

    point = models.ForeignKey(FactualAccuracyPoint, on_delete=models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=20, choices=FactualAccuracyPoint.Kind)
    # The words of the draft that it is about, and what the trust says.
    about = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["point", "number"]
        constraints = [models.UniqueConstraint(fields=["point", "number"], name="a_version_of_a_point_once")]
        triggers = [kept_for_good("versions_of_points_stay")]
