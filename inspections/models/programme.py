"""The programme: waves of inspections."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from inspections.models.fields import person_field, public_id_field


class Wave(models.Model):
    """A wave of inspections: those that begin within its time, as a rule with one aim."""

    public_id = public_id_field()
    name = models.CharField(max_length=100, unique=True)
    aim = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_by = person_field()
    planned_at = models.DateTimeField()
    # A wave of the demonstration country holds its invented trusts alone.
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_wave_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(name=""), name="a_wave_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
