"""What was observed of a ward, a site or a trust in a period, and from when to when we knew it so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ObservationImport(models.Model):
    """One file of which anything was taken: what it was, and what was done with its rows."""

    measure = models.CharField(max_length=60)
    # How its columns were found; blank where the file has the system's own headings.
    mapping = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_import_took_something", condition=Q(new__gt=0) | Q(changed__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} for {self.measure}"


class Observation(models.Model):
    """One measure's numerator and denominator; a correction ends the old row and adds a new one."""

    class Level(models.TextChoices):
        WARD = "ward"
        SITE = "site"
        TRUST = "trust"

    class Grain(models.TextChoices):
        DAY = "day"
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    measure = models.CharField(max_length=60)
    level = models.CharField(max_length=5, choices=Level)
    # A ward's public id, or a site's or trust's code.
    subject = models.CharField(max_length=40)
    trust_code = models.CharField(max_length=8)
    # The first day of the period that it describes, and how long that is.
    period = models.DateField()
    grain = models.CharField(max_length=7, choices=Grain, default=Grain.MONTH, db_default=Grain.MONTH)
    # All the digits that a spreadsheet holds, added up. Null is blank; zero is zero; a denominator of zero makes the
    # measure not applicable. A count has no denominator.
    numerator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    denominator = models.DecimalField(max_digits=34, decimal_places=16, null=True)
    # The accepted return that said so, or the file.
    version_id = models.BigIntegerField(null=True)
    imported = models.ForeignKey(
        ObservationImport, null=True, on_delete=models.PROTECT, related_name="observations", db_index=False
    )
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "subject", "level", "period", "grain"],
                condition=Q(known_to__isnull=True),
                name="one_present_observation",
            ),
            models.CheckConstraint(
                name="known_from_before_known_to",
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
            ),
            models.CheckConstraint(
                name="a_return_or_a_file_said_so",
                condition=Q(version_id__isnull=False, imported__isnull=True)
                | Q(version_id__isnull=True, imported__isnull=False),
            ),
        ]
        # A trust's rows of all times, so that a page as known on a day is as quick as the present one; and the trusts
        # of a period alone, since nothing compares all wards of a country.
        indexes = [
            models.Index(fields=["trust_code", "period"], name="observations_of_a_trust"),
            models.Index(fields=["measure", "period"], condition=Q(level="trust"), name="observations_of_trusts"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.level} {self.subject}, {self.grain} from {self.period.isoformat()}"
