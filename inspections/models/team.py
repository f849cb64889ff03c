"""The pool of people who offered to take part, their interests, and the team of an inspection."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import never_deleted, person_field
from inspections.models.inspection import Inspection
from oversight.organisations.models import DatedQuerySet, Trust


class PoolMember(models.Model):
    """Somebody who offered to take part in inspections: a specialist adviser or an expert by experience."""

    class Kind(models.TextChoices):
        SPECIALIST_ADVISER = "specialist_adviser", "Specialist adviser"
        EXPERT_BY_EXPERIENCE = "expert_by_experience", "Expert by experience"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="in_the_pool")
    kind = models.CharField(max_length=25, choices=Kind)
    # Codes from the list of skills in ``inspections.skills``.
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # What they say of their experience themselves.
    experience = models.TextField(blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person__name", "person__email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="a_volunteer_leaves_after_joining",
            )
        ]


class Availability(models.Model):
    """Days from and to on which somebody of the pool can take part; both days included."""

    member = models.ForeignKey(PoolMember, on_delete=models.CASCADE, related_name="availabilities")
    from_on = models.DateField()
    to_on = models.DateField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "availabilities"
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="availability_ends_after_it_begins")
        ]


class Interest(models.Model):
    """A person's tie to a trust, which keeps them out of its inspections while it counts."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", "Works for the trust"
        CONTRACT = "contract", "Is paid by the trust for something else"
        GOVERNANCE = "governance", "Holds an office there, such as governor"
        FAMILY = "family", "Someone close works there"
        CARE = "care", "Is being cared for there, or someone close is"
        COMPLAINT = "complaint", "Has a complaint or a claim against the trust"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    declared_by = person_field()
    declared_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "trust", "kind"], condition=Q(to_on__isnull=True), name="a_present_interest_once"
            ),
            models.CheckConstraint(
                name="an_interest_ends_after_it_begins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]
        triggers = [never_deleted("declared_interests_are_kept")]


class TeamQuerySet(models.QuerySet["TeamMember"]):
    """Members of teams; both the first and the last day belong to the time in the team."""

    def on(self, day: object) -> TeamQuerySet:
        """Return those who are in their team on the day. Who was added for a later day sees what is coming."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day))


class TeamMember(models.Model):
    """A person in the team of an inspection, in one role, from when to when."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead inspector"
        CHAIR = "chair", "Chair"
        INSPECTOR = "inspector", "Inspector"
        CLINICIAN = "clinician", "Clinician"
        SPECIALIST = "specialist", "Specialist adviser"
        EXPERT = "expert", "Expert by experience"
        ANALYST = "analyst", "Analyst"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="inspection_teams")
    role = models.CharField(max_length=20, choices=Role)
    added_on = models.DateField()
    added_by = person_field()
    left_on = models.DateField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["inspection", "added_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person"], condition=Q(left_on__isnull=True), name="a_person_once_in_a_team"
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(left_on__isnull=True, role="lead"),
                name="one_present_lead_of_a_team",
            ),
        ]
        triggers = [never_deleted("who_was_in_a_team_stays_known")]
