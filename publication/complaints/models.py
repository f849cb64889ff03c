"""What a release of complaints froze: trusts, hospitals and lessons, after the rules for small numbers.

No row here holds a count that the public may not see: what was withheld stands as the word that says why. The counts
themselves are the return's, which the trust's row names by its version.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from complaints.worked import Worked
from oversight.returns.models import ReturnVersion
from publication.models import Named, Release, frozen

OVERALL = ("brought_forward", "new", "resolved", "upheld", "partially_upheld", "not_upheld", "carried_forward")
# Of a hospital: what was brought and carried forward would tie each of its quarters to the next.
OVERALL_OF_HOSPITAL = ("new", "resolved", "upheld", "partially_upheld", "not_upheld")


class ReleasedComplaintsTrust(Named):
    """A trust in a release of complaints: its counts in all as they are, and their breakdown by the rules."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        NOT_SUBMITTED = "not_submitted", "Not submitted"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="complaints_trusts")
    code = models.CharField(max_length=8)
    status = models.CharField(max_length=20, choices=Status)
    version = models.ForeignKey(ReturnVersion, null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=40, blank=True)
    version_number = models.PositiveIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    # Its return is another than the one in the release before.
    revised = models.BooleanField(default=False)
    brought_forward = models.PositiveIntegerField(null=True)
    new = models.PositiveIntegerField(null=True)
    resolved = models.PositiveIntegerField(null=True)
    upheld = models.PositiveIntegerField(null=True)
    partially_upheld = models.PositiveIntegerField(null=True)
    not_upheld = models.PositiveIntegerField(null=True)
    carried_forward = models.PositiveIntegerField(null=True)
    # From the code of each number that the policy asks for to the number, "blank" or "not applicable".
    handling = models.JSONField(default=dict)
    # How the trust counts patient interventions, where it does not count by our definition.
    interventions_definition = models.TextField(blank=True)
    # From the code of each subject and service area to what is told: a number, "suppressed", "too small" or "blank".
    breakdown = models.JSONField(default=dict)
    # Which rules for small numbers were kept.
    small_numbers = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "code"], name="complaints_of_a_trust_once_in_a_release"),
            models.CheckConstraint(
                name="submitted_complaints_have_their_version_and_counts",
                condition=Q(
                    status="submitted",
                    version__isnull=False,
                    version_number__isnull=False,
                    **{f"{name}__isnull": False for name in OVERALL},
                )
                | Q(
                    status="not_submitted",
                    version__isnull=True,
                    version_number__isnull=True,
                    **{f"{name}__isnull": True for name in OVERALL},
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="complaints_of_a_trust")]
        triggers: ClassVar = frozen("complaints_trusts")


class ReleasedComplaintsHospital(Named):
    """A hospital in a release of complaints: every count of it by the rules for small numbers."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        NOT_SUBMITTED = "not_submitted", "Not submitted"
        NOT_NAMED = "not_named", "Not named in the return"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="complaints_hospitals")
    trust = models.ForeignKey(ReleasedComplaintsTrust, on_delete=models.PROTECT, related_name="hospitals")
    code = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=Status)
    # What is told of it differs from the release before.
    revised = models.BooleanField(default=False)
    # From the name of each count in all to what is told: a number or "suppressed".
    overall = models.JSONField(default=dict)
    # As a trust's breakdown.
    breakdown = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trust", "code"], name="complaints_of_a_hospital_once_for_a_trust"),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="complaints_of_a_hospital")]
        triggers: ClassVar = frozen("complaints_places")


class ReleasedLesson(models.Model):
    """One lesson of a trust's accepted return, in the trust's words; it names no person."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_lessons")
    trust = models.ForeignKey(ReleasedComplaintsTrust, on_delete=models.PROTECT, related_name="lessons")
    # The trust's code and a hash of its words: the same lesson has the same key in every release.
    key = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    theme = models.CharField(max_length=60)
    place = models.CharField(max_length=200, blank=True)
    lesson = models.TextField()
    action = models.TextField()
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    worked = models.CharField(max_length=10, choices=[(str(one), one.label) for one in Worked], blank=True)
    known_by = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trust", "number"], name="a_lesson_once_in_a_release"),
        ]
        indexes: ClassVar = [models.Index(fields=["key"], name="releases_of_a_lesson")]
        triggers: ClassVar = frozen("released_lessons")
