"""Breaches of the fundamental standards, and the services and key questions in which they were found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from inspections.models.fields import (
    key_question_field,
    never_deleted,
    person_field,
    public_id_field,
    service_field,
)
from inspections.models.inspection import Inspection
from oversight.organisations.models import Site, Trust


class Breach(models.Model):
    """A regulation that a trust did not meet: how far it goes, how quickly the trust responded (Hard Truths 2.10)."""

    class Extent(models.TextChoices):
        ISOLATED = "isolated", "Isolated"
        SYSTEMIC = "systemic", "Systemic"

    class Response(models.TextChoices):
        AT_ONCE = "at_once", "Put right at once"
        PROMPT = "prompt", "Put right promptly"
        SLOW = "slow", "Put right slowly"
        NONE = "none", "Not put right yet"

    public_id = public_id_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="breaches")
    # Null: found otherwise than in an inspection.
    inspection = models.ForeignKey(Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="breaches")
    # The regulation's number, such as 12 or 20A, from the dated list of fundamental standards.
    regulation = models.CharField(max_length=10)
    extent = models.CharField(max_length=10, choices=Extent)
    response = models.CharField(max_length=10, choices=Response)
    what_was_found = models.TextField()
    found_on = models.DateField()
    recorded_by = person_field()
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # Put right, or recorded by mistake.
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    ended_by = person_field(null=True, blank=True)

    class Meta:
        ordering = ["-found_on", "id"]
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(
                name="a_breach_says_which_and_what", condition=~Q(regulation="") & ~Q(what_was_found="")
            ),
            models.CheckConstraint(
                name="a_breach_that_ended_says_why",
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, ended_reason="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
            ),
        ]
        triggers = [never_deleted("breaches_are_kept")]


class BreachArea(models.Model):
    """A key question of a service at a site in which a breach was found, chosen by the inspector."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="areas")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    service = service_field()
    key_question = key_question_field()

    class Meta:
        ordering = ["breach", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "site", "service", "key_question"], name="an_area_once_for_a_breach"
            )
        ]
