"""How releases are called elsewhere, and where their pages are."""

from __future__ import annotations

from django.urls import reverse

from oversight.records.references import Described
from publication.models import Release


def describe_release(reference: str) -> Described | None:
    """Resolve a reference of the kind ``release``."""
    release = Release.objects.filter(reference=reference).first()
    if release is None:
        return None
    return Described(f"{release.title}{release.edition}", reverse("public:release", args=[reference]))
