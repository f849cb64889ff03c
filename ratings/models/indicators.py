"""What each indicator says of all trusts in a period, their bands, the record of both, and what was released."""

from __future__ import annotations

import pgtrigger
from django.conf import settings as project
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q


class IndicatorComparison(models.Model):
    """One measure in one period: all trusts at once, as arrays in the order of the trusts' codes.

    A row holds the whole comparison, since its target and its over-dispersion are made of all its trusts: it is
    right as a whole or not at all. Numbers are null where the word in ``results`` says why there are none.
    """

    measure = models.CharField(max_length=60)
    period = models.DateField()
    grain = models.CharField(max_length=7)
    is_demonstration = models.BooleanField()
    method = models.CharField(max_length=20)
    trusts = ArrayField(models.CharField(max_length=8))
    numerators = ArrayField(models.FloatField(null=True))
    denominators = ArrayField(models.FloatField(null=True))
    expected = ArrayField(models.FloatField(null=True))
    values = ArrayField(models.FloatField(null=True))
    z = ArrayField(models.FloatField(null=True))
    adjusted_z = ArrayField(models.FloatField(null=True))
    results = ArrayField(models.CharField(max_length=24))
    # Why, in a sentence; blank where the word and the numbers say it all.
    reasons = ArrayField(models.TextField(blank=True))
    # On the scale of the method.
    target = models.FloatField(null=True)
    phi = models.FloatField(null=True)
    tau_squared = models.FloatField(null=True)
    # The version of the settings, and what the measure's definition said.
    settings = models.CharField(max_length=60)
    thresholds = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    inputs_digest = models.CharField(max_length=64)
    # The hash of all of the above: what a write compares before it swaps.
    digest = models.CharField(max_length=64)
    # When we learned the newest figure that went in.
    as_of = models.DateTimeField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period", "grain", "is_demonstration"], name="one_comparison_of_a_period"
            ),
        ]
        indexes = [models.Index(fields=["is_demonstration", "period"], name="comparisons_of_a_period")]

    def __str__(self) -> str:
        return f"{self.measure} of {len(self.trusts)} trusts, {self.grain} from {self.period.isoformat()}"


class IndicatorChange(models.Model):
    """One trust's result by one indicator became another: old, new, why, and by which rules; never changed after."""

    measure = models.CharField(max_length=60)
    period = models.DateField()
    grain = models.CharField(max_length=7)
    trust_code = models.CharField(max_length=8)
    is_demonstration = models.BooleanField()
    # Blank where nothing was worked out before, or is any more.
    old = models.CharField(max_length=24, blank=True)
    new = models.CharField(max_length=24, blank=True)
    old_z = models.FloatField(null=True)
    new_z = models.FloatField(null=True)
    reason = models.TextField()
    cause = models.TextField()
    settings = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="a_result_changes_from_one_to_another")]
        indexes = [
            models.Index(fields=["trust_code", "-at"], name="results_changed_of_a_trust"),
            models.Index(fields=["is_demonstration", "-at"], name="results_changed_newest_first"),
        ]
        triggers = [pgtrigger.Protect(name="results_changed_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]


class Standing(models.TextChoices):
    """What stands where a trust's band is asked for."""

    BANDED = "banded", "Banded"
    RECENTLY_INSPECTED = "recently_inspected", "Recently inspected"
    SPECIAL_MEASURES = "special_measures", "In special measures"
    NOT_ENOUGH = "not_enough", "Too few indicators"


class _Scored(models.Model):
    """A trust's scores and what they come from."""

    trust_code = models.CharField(max_length=8)
    standing = models.CharField(max_length=20, choices=Standing)
    # From 1, where to look first, to 6; null where something else stands in its place.
    band = models.PositiveSmallIntegerField(null=True)
    risks = models.PositiveIntegerField()
    elevated = models.PositiveIntegerField()
    applicable = models.PositiveIntegerField()
    score = models.PositiveIntegerField()
    maximum = models.PositiveIntegerField()
    # In percent; null where nothing is applicable.
    proportion = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    # Every applicable indicator: measure, first day of its period, grain and word.
    counted = models.JSONField(default=list)
    cut_offs = models.CharField(max_length=60)

    class Meta:
        abstract = True


class TrustBand(_Scored):
    """A trust's band as the newest results give it, written by the recomputation alone."""

    is_demonstration = models.BooleanField()
    # The day for which it was worked out: results grow old, and "recently inspected" ends.
    on = models.DateField()
    reason = models.TextField()
    inputs_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust_code"], name="one_band_of_a_trust"),
            models.CheckConstraint(
                name="a_band_from_1_to_6_where_banded",
                condition=Q(standing__in=["banded", "special_measures"], band__range=(1, 6))
                | Q(standing__in=["recently_inspected", "not_enough"], band__isnull=True),
            ),
        ]


class WorkedOutBands(models.Model):
    """For which day the bands of all real trusts, or of all invented ones, were worked out last; there may be none."""

    is_demonstration = models.BooleanField(unique=True)
    on = models.DateField()
    worked_out_at = models.DateTimeField()


class BandChange(models.Model):
    """A trust's band or score became another: old, new, why, and which results moved it; never changed afterwards."""

    trust_code = models.CharField(max_length=8)
    is_demonstration = models.BooleanField()
    # Blank where there was none before.
    old_standing = models.CharField(max_length=20, choices=Standing, blank=True)
    old_band = models.PositiveSmallIntegerField(null=True)
    new_standing = models.CharField(max_length=20, choices=Standing, blank=True)
    new_band = models.PositiveSmallIntegerField(null=True)
    old_score = models.PositiveIntegerField(null=True)
    new_score = models.PositiveIntegerField(null=True)
    old_proportion = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    new_proportion = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    # Measure, first day of the period, grain, old word and new word of each result that moved it.
    gained = models.JSONField(default=list)
    reason = models.TextField()
    cause = models.TextField()
    cut_offs = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["trust_code", "-at"], name="band_changes_of_a_trust"),
            models.Index(fields=["is_demonstration", "-at"], name="band_changes_newest_first"),
        ]
        triggers = [pgtrigger.Protect(name="band_changes_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]


class MonitoringRelease(models.Model):
    """The bands of all trusts of one quarter, as they were released: frozen, whatever is worked out later."""

    # Of the financial year: "2026-Q2" is July to September 2026.
    quarter = models.CharField(max_length=7)
    is_demonstration = models.BooleanField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(project.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "is_demonstration"], name="one_release_of_a_quarter"),
        ]
        triggers = [pgtrigger.Protect(name="releases_of_bands_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Monitoring, {self.quarter}"


class ReleasedBand(_Scored):
    """One trust's band as a release has it."""

    release = models.ForeignKey(MonitoringRelease, on_delete=models.PROTECT, related_name="bands")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "trust_code"], name="one_released_band_of_a_trust"),
        ]
        triggers = [pgtrigger.Protect(name="released_bands_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
