"""How mortality alerts are called elsewhere, and where their pages are."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from oversight.measures.periods import Grain, Period
from oversight.records.references import Described, Reference
from ratings.models import MortalityAlert


def alert_reference(alert: MortalityAlert) -> Reference:
    """Return how records refer to an alert."""
    return Reference("mortality_alert", alert.reference)


def news_of_alert(alert: MortalityAlert) -> dict[str, object]:
    """Return what news of an alert says of it: codes alone."""
    return {"trust": alert.trust_code, "measure": alert.measure, "demonstration": alert.is_demonstration}


def describe_alert(reference: str) -> Described | None:
    """Resolve a reference of the kind ``mortality_alert``, without naming a trust or a measure.

    Whoever asks is not known here, and a trust must not learn of an alert that is still being checked.
    """
    if not MortalityAlert.objects.filter(reference=reference).exists():
        return None
    try:
        address = reverse("inspect:mortality_alert", args=[reference])
    except NoReverseMatch:
        address = ""
    return Described(f"Mortality alert {reference}", address)


def period_of(alert: MortalityAlert) -> Period:
    """Return the period in which the sum crossed when the alert was raised."""
    return Period(alert.period, Grain(alert.grain))
