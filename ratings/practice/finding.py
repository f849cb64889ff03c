"""Finding improvements that others offer, by the theme of the measure that moved; real and invented trusts apart."""

from __future__ import annotations

from collections import Counter

from oversight.measures.defined import Theme
from oversight.measures.defining import definitions
from ratings.practice.models import PracticeOffer, PracticeOfferQuerySet


def offers_of(*, demonstration: bool, theme: Theme | None = None, measure: str = "") -> PracticeOfferQuerySet:
    """Return the offers that stand, the newest first; of one theme, or of one measure."""
    found = PracticeOffer.objects.standing().filter(trust__is_demonstration=demonstration).select_related("trust")
    if measure:
        found = found.filter(measure=measure)
    if theme is not None:
        found = found.filter(measure__in=_codes_of(theme))
    return found


def count_by_theme(*, demonstration: bool) -> dict[Theme, int]:
    """Return how many offers stand under each theme that has one, the themes by their headings."""
    counted: Counter[Theme] = Counter()
    for code in offers_of(demonstration=demonstration).values_list("measure", flat=True):
        made = definitions().get(code)
        if made is not None:
            counted[made.theme] += 1
    return {theme: counted[theme] for theme in sorted(counted, key=lambda each: each.label)}


def _codes_of(theme: Theme) -> list[str]:
    return sorted(code for code, made in definitions().items() if made.theme is theme)
