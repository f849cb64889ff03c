"""Works the criteria of special measures out as they stood after each report and decision of the demonstration."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from inspections.models import PublishedRating, RatingLevel
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.working_days import london_time
from ratings.models import CriterionFlag, SpecialMeasuresSpell
from ratings.special_measures.facts import compute_criteria
from ratings.special_measures.writing import write_criteria

# Reports come out in the morning; the criteria are worked out within the hour.
_WORKED_OUT_AT = time(11)


def tell_criteria(*, now: datetime) -> int:
    """Tell the history of each trust of which none is told, up to yesterday; return how many changes it has."""
    told = CriterionFlag.objects.values("trust_code")
    changes = 0
    for trust in Trust.objects.filter(is_demonstration=True).exclude(code__in=told).order_by("code"):
        for day in sorted(_days(trust)):
            if day < london_date(now):
                made = compute_criteria(trust.code, on=day)
                with transaction.atomic():
                    changes += write_criteria(made, now=london_time(day, _WORKED_OUT_AT))
    return changes


def _days(trust: Trust) -> set[date]:
    """Return the days on which the trust as a whole was rated or something was decided on special measures."""
    levels = [RatingLevel.TRUST, RatingLevel.TRUST_KEY_QUESTION]
    days = set(
        PublishedRating.objects.filter(provider_code=trust.code, level__in=levels).values_list(
            "published_on", flat=True
        )
    )
    for spell in SpecialMeasuresSpell.objects.filter(trust=trust):
        days |= {day for day in (spell.entered_on, spell.extended_on, spell.left_on) if day is not None}
    return days
