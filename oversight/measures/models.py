"""What was observed of a ward, a site or a trust in a period, and from when to when we knew it so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Observation(models.Model):
    """One measure's numerator and denominator; a correction ends the old row and adds a new one."""

    class Level(models.TextChoices):
        WARD = "ward"
        SITE = "site"
        TRUST = "trust"

    measure = models.CharField(max_length=60)
    level = models.CharField(max_length=5, choices=Level)
    # A ward's public id, or a site's or trust's code.
    subject = models.CharField(max_length=40)
    trust_code = models.CharField(max_length=8)
    # The first day of the month that it describes.
    period = models.DateField()
    # All the digits that a spreadsheet holds, added up. Null is blank; zero is zero; a denominator of zero makes the
    # measure not applicable.
    numerator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    denominator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    # The accepted return that said so.
    version_id = models.BigIntegerField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "subject", "level", "period"],
                condition=Q(known_to__isnull=True),
                name="one_present_observation",
            ),
            models.CheckConstraint(
                name="known_from_before_known_to",
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
            ),
        ]
        # A trust's rows of all times, so that a page as known on a day is as quick as the present one; and the trusts
        # of a month alone, since nothing compares all wards of a country.
        indexes = [
            models.Index(fields=["trust_code", "period"], name="observations_of_a_trust"),
            models.Index(fields=["measure", "period"], condition=Q(level="trust"), name="observations_of_trusts"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.level} {self.subject}, {self.period:%Y-%m}"
