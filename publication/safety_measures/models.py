"""What a release of the safety measures froze: trusts and hospitals, and of each its newest figure by each measure.

A row holds what is told and nothing else: what the rules for small numbers withhold stands as the code that says so.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from oversight.returns.models import ReturnVersion
from publication.figures import Missing
from publication.models import Named, Release, frozen


class Standing(models.TextChoices):
    """Where a figure stands among those of all trusts, as worked out when the release was frozen."""

    BETTER = "better than expected", "Better than expected"
    AS_EXPECTED = "as expected", "As expected"
    WORSE = "worse than expected", "Worse than expected"
    NOT_COMPARED = "not compared", "Not compared"


class ReleasedSafetyTrust(Named):
    """A trust in a release: the safety return that stood for the month, or that none had come."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        NOT_SUBMITTED = "not_submitted", "Not submitted"
        # National collections tell of the month what the return would, or the trust is not asked for it.
        FROM_FILES = "from_files", "From national collections"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="safety_trusts")
    code = models.CharField(max_length=8)
    status = models.CharField(max_length=20, choices=Status)
    version = models.ForeignKey(ReturnVersion, null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=40, blank=True)
    version_number = models.PositiveIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    # Something told of it, or of one of its hospitals, is not what the release before told.
    revised = models.BooleanField(default=False)
    # The days on which another trust became part of it: its series is of other patients from then on.
    joined_on = ArrayField(models.DateField(), default=list)
    # How openly it reports: the version of the rule, the word, and each part with its word; empty where unknown.
    open_and_honest = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "code"], name="safety_of_a_trust_once_in_a_release"),
            models.CheckConstraint(
                name="submitted_safety_has_its_version",
                condition=Q(status="submitted", version__isnull=False, version_number__isnull=False)
                | ~Q(status="submitted") & Q(version__isnull=True, version_number__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="safety_releases_of_a_trust")]
        triggers: ClassVar = frozen("safety_trusts")


class ReleasedSafetyHospital(Named):
    """A hospital of a trust in a release, where a measure is of places: how clean it is, what its patients say."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="safety_hospitals")
    trust = models.ForeignKey(ReleasedSafetyTrust, on_delete=models.PROTECT, related_name="hospitals")
    code = models.CharField(max_length=20)
    # Something told of it is not what the release before told.
    revised = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trust", "code"], name="safety_of_a_hospital_once_for_a_trust"),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="safety_releases_of_a_hospital")]
        triggers: ClassVar = frozen("safety_hospitals")


class ReleasedFigure(models.Model):
    """The newest figure by one measure as it is told, and its series up to there."""

    measure = models.CharField(max_length=60)
    # The first day of what the figure describes, and how long that is.
    period = models.DateField()
    grain = models.CharField(max_length=7)
    # Blank where there is a figure; else the code that says why there is none.
    told = models.CharField(max_length=3, blank=True, choices=[(str(one), one.label) for one in Missing])
    # As far as they are told: rounded where the rules for small numbers round, none of a standardised ratio.
    numerator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    denominator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    # In the unit of the measure.
    value = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    standing = models.CharField(max_length=24, choices=Standing, default=Standing.NOT_COMPARED)
    # In the unit of the measure: what all trusts together come to or the standard asks for, and between which values
    # a figure is as expected.
    target = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    lower = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    upper = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    # When this system learned of the figure; null where there is none.
    known_from = models.DateTimeField(null=True)
    # "return" or "file": who said so; blank where nobody did.
    source = models.CharField(max_length=6, blank=True)
    # When the public was first told just this of the period.
    told_since = models.DateTimeField()
    # What is told of its period is not what a release before told of it.
    revised = models.BooleanField(default=False)
    # Up to 36 periods in time order, this one last: [period, value, numerator, denominator, code, revised], the numbers
    # as text or null, the code blank where there is a value.
    points = models.JSONField(default=list)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_tells_a_value_or_why_not",
                condition=Q(told="", value__isnull=False)
                | ~Q(told="")
                & Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True)
                & Q(lower__isnull=True, upper__isnull=True, standing="not compared"),
            ),
        ]


class ReleasedMeasure(ReleasedFigure):
    """A trust's newest figure by one measure."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_measures")
    trust = models.ForeignKey(ReleasedSafetyTrust, on_delete=models.PROTECT, related_name="measures")

    class Meta(ReleasedFigure.Meta):
        abstract = False
        constraints: ClassVar = [
            *ReleasedFigure.Meta.constraints,
            models.UniqueConstraint(fields=["trust", "measure"], name="a_measure_once_for_a_trust"),
        ]
        indexes: ClassVar = [models.Index(fields=["release", "measure"], name="trusts_of_a_measure")]
        triggers: ClassVar = frozen("trust_measures")


class ReleasedHospitalMeasure(ReleasedFigure):
    """A hospital's newest figure by one measure."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_hospital_measures")
    hospital = models.ForeignKey(ReleasedSafetyHospital, on_delete=models.PROTECT, related_name="measures")

    class Meta(ReleasedFigure.Meta):
        abstract = False
        constraints: ClassVar = [
            *ReleasedFigure.Meta.constraints,
            models.UniqueConstraint(fields=["hospital", "measure"], name="a_measure_once_for_a_hospital"),
        ]
        indexes: ClassVar = [models.Index(fields=["release", "measure"], name="hospitals_of_a_measure")]
        triggers: ClassVar = frozen("hospital_measures")
