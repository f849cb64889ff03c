"""What changed in public: one row for each change, in the order in which readers came to be able to see the rows.

A row's number is given under a lock that its transaction holds to its end, so numbers become visible in their order: a
reader that goes on after the last number it saw misses none, whoever writes at once.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models import Notice
from publication.models import Release

# The key of the advisory lock under which rows are numbered: any constant that nothing else uses.
NUMBERING_LOCK = 7_154_311


class Topic(models.TextChoices):
    """What a change is about: what readers choose among for feeds and alerts."""

    STAFFING = "staffing", "Ward staffing"
    SAFETY = "safety", "Safety measures"
    COMPLAINTS = "complaints", "Complaints"
    RATINGS = "ratings", "Inspections and ratings"
    ENFORCEMENT = "enforcement", "Warnings and enforcement"
    SPECIAL_MEASURES = "special-measures", "Special measures"
    ORGANISATIONS = "organisations", "Mergers of trusts"


class ChangeKind(models.TextChoices):
    """What happened."""

    FIGURES = "figures", "New figures"
    CORRECTION = "correction", "Figures corrected"
    WITHDRAWAL = "withdrawal", "Figures withdrawn"
    DATE_CHANGED = "date_changed", "Date of a release changed"
    RATING = "rating", "Rating published"
    REPORT = "report", "Inspection report published"
    NOTICE = "notice", "Enforcement made public"
    NOTICE_ENDED = "notice_ended", "Enforcement ended"
    SPECIAL_MEASURES = "special_measures", "Step of special measures"
    PLAN_REPORT = "plan_report", "Improvement plan update"
    SUCCESSION = "succession", "Trust followed another"


class Reach(models.TextChoices):
    """On whose pages a change stands."""

    # Of a whole release: it stands with the changes of everybody, on no trust's page.
    EVERYBODY = "everybody"
    # On the trust's and, where it names none, on all its hospitals'; where it names one, on that one's.
    BOTH = "both"
    # Each hospital has a row of its own of the same.
    TRUST = "trust"
    # What the trust's own row tells for the trust, told for one hospital.
    HOSPITAL = "hospital"


class PublicChangeRow(models.Model):
    """One change that the public could see, in the words of then; never changed and never deleted.

    ``id`` is its place: see above. What was withdrawn since is not told with its figures again (``reading``).
    """

    # What it tells of, such as ``release:staffing-2026-10-1:trust:RX1``: the same change has one key, whoever finds it.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=ChangeKind)
    topic = models.CharField(max_length=20, choices=Topic)
    reach = models.CharField(max_length=10, choices=Reach)
    # Of an invented trust: never in a list with real ones.
    demonstration = models.BooleanField()
    # When the public could see it, and when it was written here.
    at = models.DateTimeField()
    written_at = models.DateTimeField()
    trust_code = models.CharField(max_length=20, blank=True)
    site_code = models.CharField(max_length=20, blank=True)
    # The hospital, trust or release that it is about, as pages wrote it then.
    name = models.CharField(max_length=200)
    sentence = models.TextField()
    # What it was before, such as "95.1% in September 2026"; told after the sentence.
    compared = models.TextField(blank=True)
    # The page that tells more, from the root of this site.
    address = models.CharField(max_length=300)
    # Whose figures it gives, and which notice it tells of: what is no longer public of them is not told.
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    compared_with = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_change_says_what_of_whom", condition=~Q(sentence="") & ~Q(name="")),
            models.CheckConstraint(
                name="a_change_of_everybody_names_nobody",
                condition=Q(reach="everybody", trust_code="", site_code="")
                | (~Q(reach="everybody") & (~Q(trust_code="") | ~Q(site_code=""))),
            ),
            models.CheckConstraint(
                name="a_comparison_says_with_what", condition=Q(compared="") | Q(compared_with__isnull=False)
            ),
            models.CheckConstraint(
                name="a_hospitals_own_row_names_it", condition=~Q(reach="hospital") | ~Q(site_code="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["trust_code", "-at"], name="news_of_a_trust"),
            models.Index(fields=["site_code", "-at"], condition=~Q(site_code=""), name="news_of_a_hospital"),
            models.Index(fields=["demonstration", "reach", "-at"], name="news_of_everybody"),
            models.Index(fields=["demonstration", "id"], name="news_in_its_order"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="changes_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            # Before the first row's number is drawn: numbers are drawn by one transaction at a time, to its end.
            pgtrigger.Trigger(
                name="changes_are_numbered_in_turn",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func=f"PERFORM pg_advisory_xact_lock({NUMBERING_LOCK}); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SweptRecord(models.Model):
    """How the public record stood when its changes were last all written: while it stands so, there is nothing new."""

    # One row: its key is always 1.
    place = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="the_record_is_swept_as_one", condition=Q(place=1))]
