"""How offers of improvements are called elsewhere."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from inspections.pages.client_ids import read_uuid
from oversight.records.references import Described, Reference
from ratings.practice.models import PracticeOffer


def offer_reference(offer: PracticeOffer) -> Reference:
    """Return how records refer to an offer."""
    return Reference("practice_offer", str(offer.public_id))


def describe_offer(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``practice_offer``: whose it is, never what it says."""
    wanted = read_uuid(public_id)
    found = PracticeOffer.objects.select_related("trust").filter(public_id=wanted).first() if wanted else None
    if found is None:
        return None
    try:
        address = reverse("workspace:practice_offer", args=[found.public_id])
    except NoReverseMatch:
        address = ""
    return Described(f"Improvement offered by {found.trust.shown_name}", address)
