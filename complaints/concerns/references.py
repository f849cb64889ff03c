"""How concerns are called elsewhere: by the day on which they came, never by a word of them."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from complaints.concerns.models import Concern
from oversight.records.references import Described
from oversight.wording import write_date


def describe_concern(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``concern``; whoever may not handle concerns finds nothing at its address."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    concern = Concern.objects.filter(public_id=wanted).only("received_on").first()
    if concern is None:
        return None
    try:
        address = reverse("inspect:concern", args=[wanted])
    except NoReverseMatch:
        address = ""
    return Described(f"Concern received on {write_date(concern.received_on)}", address)
