"""What accepted complaints returns say: counts of an organisation and its sites, what the policy asks for, lessons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from complaints.items import ASKED
from complaints.worked import Worked
from oversight.measures.periods import Grain
from oversight.organisations.models import Trust, Ward
from oversight.returns.models import ReturnVersion


class Fact(models.Model):
    """One row of one version of a return, with its place in the file; a quarter or a year by its first day."""

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    period = models.DateField()
    grain = models.CharField(max_length=7, choices=[(str(one), str(one)) for one in (Grain.QUARTER, Grain.YEAR)])
    sheet = models.CharField(max_length=100, null=True)  # noqa: DJ001  (null: a CSV has no sheets)
    row = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class ComplaintCounts(Fact):
    """KO41a of the whole organisation (no site code) or of one site.

    ``detail`` goes from the code of every item of sections 3 to 8 (``complaints.items``) to its number; null is blank.
    """

    site_code = models.CharField(max_length=20, blank=True)
    site_name = models.CharField(max_length=200, blank=True)
    brought_forward = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    upheld = models.PositiveIntegerField()
    partially_upheld = models.PositiveIntegerField()
    not_upheld = models.PositiveIntegerField()
    carried_forward = models.PositiveIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "site_code"], name="a_place_counts_complaints_once"),
            models.CheckConstraint(
                name="resolved_complaints_were_upheld_or_not",
                condition=Q(resolved=F("upheld") + F("partially_upheld") + F("not_upheld")),
            ),
            models.CheckConstraint(
                name="carried_forward_is_what_was_not_resolved",
                condition=Q(carried_forward=F("brought_forward") + F("new") - F("resolved")),
            ),
        ]
        indexes = [models.Index(fields=["trust", "period", "grain"], name="complaint_counts_of_a_trust")]


class HandlingNumber(Fact):
    """One number that the policy asks for beyond KO41a: null is blank, unless it does not apply; zero is zero."""

    item = models.CharField(max_length=40, choices=[(one.code, one.label) for one in ASKED])
    number = models.PositiveIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    # How the trust counts patient interventions, in its own words; blank: by our definition.
    definition = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "item"], name="a_handling_number_once_in_a_version"),
            models.CheckConstraint(
                name="what_does_not_apply_is_not_counted", condition=Q(not_applicable=False) | Q(number__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["trust", "period", "grain"], name="handling_of_a_trust")]


class Lesson(Fact):
    """One lesson learned from complaints and what was done, in the trust's own words; it names no person."""

    # Counted from 1 in the order of the file.
    number = models.PositiveIntegerField()
    # The code of an item of the subjects or of clinical treatment.
    theme = models.CharField(max_length=60)
    ward = models.ForeignKey(Ward, null=True, on_delete=models.PROTECT, related_name="+")
    # The ward or service as the trust wrote it.
    place = models.CharField(max_length=200, blank=True)
    lesson = models.TextField()
    action = models.TextField()
    # A role, such as "matron for surgery".
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    worked = models.CharField(max_length=10, choices=[(str(one), one.label) for one in Worked], blank=True)
    # By what the trust knows whether it worked.
    known_by = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="a_lesson_once_in_a_version")]
        indexes = [models.Index(fields=["trust", "period", "grain"], name="lessons_of_a_trust")]
