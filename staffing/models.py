"""The ward staffing facts of each accepted version, and what a trust taught us of its own files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from oversight.organisations.models import Site, Trust, Ward
from oversight.returns.models import ReturnVersion


class HoursField(models.DecimalField):
    """Hours of a month with all the digits that a spreadsheet holds; null where the return left them blank.

    What comes back has no zeros at its end and no exponent, so that equal values are written alike.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 30, "decimal_places": 16, "null": True, **kwargs})

    def from_db_value(self, value: Decimal | None, *_: object) -> Decimal | None:
        """Return the hours as a person would write them."""
        if value is None:
            return None
        return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


class WardMonth(models.Model):
    """One ward's planned and actual hours in one month, as one version of the return gave them."""

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="ward_months")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="months")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    site_name = models.TextField(blank=True)
    ward_name = models.CharField(max_length=100)
    specialty_1 = models.TextField(blank=True)
    specialty_2 = models.TextField(blank=True)
    period = models.DateField()
    # Its place in the file, so that an accepted figure can be traced to its cells.
    sheet = models.CharField(max_length=100, null=True)  # noqa: DJ001  (null: a CSV has no sheets)
    row = models.PositiveIntegerField(null=True)
    day_registered_planned = HoursField()
    day_registered_actual = HoursField()
    day_care_planned = HoursField()
    day_care_actual = HoursField()
    night_registered_planned = HoursField()
    night_registered_actual = HoursField()
    night_care_planned = HoursField()
    night_care_actual = HoursField()
    # Patients at 23:59, added up over the month.
    patients = models.PositiveIntegerField(null=True)
    # Nursing associates and allied health professionals, where the trust has them: column code to hours as text.
    other_groups = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "ward"], name="a_ward_once_in_a_version")]
        indexes = [models.Index(fields=["ward", "period"], name="months_of_a_ward")]


class HeadingMapping(models.Model):
    """What a trust's own heading means: mapped once, and used for each later file."""

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="heading_mappings")
    heading = models.TextField()
    heading_key = models.TextField()
    column = models.CharField(max_length=60)
    mapped_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trust", "heading_key"], name="a_heading_mapped_once")]
