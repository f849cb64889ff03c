"""Conditions that the oversight body adds to a foundation trust's licence once a warning notice was issued (3.13)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models import Notice
from inspections.models.fields import never_deleted, person_field, public_id_field
from oversight.organisations.models import Body, Trust


class LicenceCondition(models.Model):
    """One added condition of a licence, from the warning notice that it rests on to the day on which it was lifted."""

    public_id = public_id_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="licence_conditions")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="licence_conditions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # What the trust must do or not do, why, and by when where there is a day.
    text = models.TextField()
    reason = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    imposed_by = person_field()
    imposed_as = models.CharField(max_length=40)
    imposed_at = models.DateTimeField()
    # The first day on which it bound no more.
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    ended_by = person_field(null=True, blank=True)
    ended_as = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["trust", "from_on", "id"]
        constraints = [
            models.CheckConstraint(name="a_licence_condition_says_what_and_why", condition=~Q(text="") & ~Q(reason="")),
            models.CheckConstraint(
                name="a_licence_condition_is_lifted_whole",
                condition=Q(
                    to_on__isnull=True, end_reason="", ended_by__isnull=True, ended_as="", ended_at__isnull=True
                )
                | (
                    Q(to_on__gte=F("from_on"), ended_by__isnull=False, ended_at__isnull=False)
                    & ~Q(end_reason="")
                    & ~Q(ended_as="")
                ),
            ),
        ]
        triggers = [
            never_deleted("licence_conditions_are_kept"),
            pgtrigger.ReadOnly(
                name="a_licence_condition_stays_as_imposed",
                fields=[
                    "public_id",
                    "trust",
                    "notice",
                    "body",
                    "text",
                    "reason",
                    "due_on",
                    "from_on",
                    "imposed_by",
                    "imposed_as",
                    "imposed_at",
                ],
            ),
            pgtrigger.Protect(
                name="a_licence_condition_is_lifted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__to_on__isnull=False),
            ),
        ]
