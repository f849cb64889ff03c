"""A trust's request that the ratings be reviewed: once, on process alone."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import client_id_field, never_deleted, person_field
from inspections.models.inspection import Inspection


class ReviewRequest(models.Model):
    """One request for each inspection, within 15 working days of publication, in at most 500 words."""

    class Outcome(models.TextChoices):
        PROCESS_FOLLOWED = "process_followed", "The process was followed: the ratings stand"
        NOT_FOLLOWED_UNCHANGED = "not_followed_unchanged", "The process was not followed: the ratings stand"
        NOT_FOLLOWED_CHANGED = "not_followed_changed", "The process was not followed: ratings change"

    request_id = client_id_field()
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="review_request")
    # Where the process was not followed, in the trust's words.
    grounds = models.TextField()
    requested_by = person_field()
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=25, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(grounds="") & Q(requested_at__lte=F("due_at")), name="a_request_comes_in_time_with_grounds"
            ),
            models.CheckConstraint(
                name="a_decided_request_says_who_and_why",
                condition=Q(outcome="", outcome_reason="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(outcome="")
                    & ~Q(outcome_reason="")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("requested_by"))
                ),
            ),
        ]
        triggers = [
            never_deleted("review_requests_are_kept"),
            pgtrigger.ReadOnly(
                name="a_review_request_stays_as_sent",
                exclude=["outcome", "outcome_reason", "decided_by", "decided_at"],
            ),
        ]
