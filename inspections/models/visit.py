"""Visits, and listening events for the public and for staff."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field
from inspections.models.inspection import Inspection
from oversight.accounts.models import Person
from oversight.organisations.models import Site


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, and who may see them."""

    def visible_to(self, person: Person, on: date) -> VisitQuerySet:
        """Return those of inspections that the person may see; a trust's people: unannounced ones once they began."""
        from oversight.accounts.permissions import Action, powers_of, roles_allowing

        seen = self.filter(inspection__in=Inspection.objects.visible_to(person, on))
        powers = powers_of(person, on)
        if powers.may(Action.INSPECT):
            return seen
        theirs = powers.trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
        return seen.exclude(inspection__trust_id__in=theirs, is_announced=False, began_at__isnull=True)


class Visit(models.Model):
    """A visit of the team to a site: by day or night, in the week or at a weekend, announced or not."""

    visit_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_announced = models.BooleanField()
    # Worked out from the times by ``inspections.visit_times``: the clock in London.
    is_night = models.BooleanField()
    is_weekend = models.BooleanField()
    purpose = models.TextField(blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    planned_by = person_field()
    planned_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_reason = models.TextField(blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_visit_ends_after_it_starts"),
            models.CheckConstraint(
                name="a_visit_ended_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
            ),
            models.CheckConstraint(
                name="a_visit_called_off_did_not_begin_and_says_why",
                condition=Q(called_off_at__isnull=True, called_off_reason="")
                | (Q(called_off_at__isnull=False, began_at__isnull=True) & ~Q(called_off_reason="")),
            ),
        ]
        triggers = [
            never_deleted("visits_are_kept"),
            pgtrigger.Protect(
                name="a_visit_that_began_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.began_at IS NOT NULL AND (OLD.inspection_id, OLD.site_id, OLD.is_announced, OLD.began_at)"
                    " IS DISTINCT FROM (NEW.inspection_id, NEW.site_id, NEW.is_announced, NEW.began_at)"
                ),
            ),
        ]


class VisitMove(models.Model):
    """A visit given other times before it began: which it had, which it has, why, and by whom."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="moves")
    starts_before = models.DateTimeField()
    ends_before = models.DateTimeField()
    starts_after = models.DateTimeField()
    ends_after = models.DateTimeField()
    reason = models.TextField()
    moved_by = person_field()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["visit", "moved_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_visit_moves_to_other_times_and_says_why",
                condition=~Q(reason="")
                & ~(Q(starts_before=F("starts_after")) & Q(ends_before=F("ends_after")))
                & Q(ends_after__gt=F("starts_after")),
            )
        ]
        triggers = [kept_for_good("moves_of_visits_stay")]


class AttendanceCorrection(models.Model):
    """The record of who came to a visit, corrected for one person: they came after all, or did not."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="attendance_corrections")
    person = person_field()
    came = models.BooleanField()
    reason = models.TextField()
    corrected_by = person_field()
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["visit", "corrected_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_corrected_attendance_says_why")]
        triggers = [kept_for_good("corrected_attendance_stays")]


class ListeningEvent(models.Model):
    """A meeting at which the team listens; what is said there is logged as evidence with this event as its source."""

    class Audience(models.TextChoices):
        PUBLIC = "public", "The public"
        STAFF = "staff", "Staff"

    event_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="listening_events")
    audience = models.CharField(max_length=10, choices=Audience)
    # Where in words, since it is often a hall in the town; the site where it is one.
    place = models.CharField(max_length=200)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Null: not counted.
    people_came = models.PositiveIntegerField(null=True, blank=True)
    planned_by = person_field()
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & ~Q(place=""), name="a_listening_event_has_its_time_and_place"
            )
        ]
        triggers = [never_deleted("listening_events_are_kept")]
