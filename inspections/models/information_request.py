"""What the team asks a trust for around an inspection, and the trust's answers."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field
from inspections.models.inspection import Inspection
from oversight.returns.models import StoredFile


class InformationRequest(models.Model):
    """One thing that the team asks for, and by when."""

    request_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="information_requests")
    text = models.TextField()
    due_on = models.DateField()
    asked_by = person_field()
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field(null=True, blank=True)

    class Meta:
        ordering = ["inspection", "due_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_request_says_what_is_wanted")]
        triggers = [
            never_deleted("information_requests_are_kept"),
            pgtrigger.ReadOnly(name="an_information_request_stays_as_asked", exclude=["closed_at", "closed_by"]),
        ]


class InformationAnswer(models.Model):
    """What the trust answers, in words, with a file or both."""

    answer_id = client_id_field()
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    stored = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    given_by = person_field()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["request", "given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(stored__isnull=False), name="an_answer_to_a_request_holds_something"
            )
        ]
        triggers = [kept_for_good("answers_to_requests_stay")]
