"""What releases of complaints hold, and which pages show them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.models import Release, Withdrawal


def holds(release: Release, item: Withdrawal.Item, subject: str) -> bool:
    """Say whether a release of complaints holds the item."""
    match item:
        case Withdrawal.Item.RELEASE:
            return subject == ""
        case Withdrawal.Item.TRUST:
            return ReleasedComplaintsTrust.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.HOSPITAL:
            return ReleasedComplaintsHospital.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.LESSON:
            return ReleasedLesson.objects.filter(release=release, key=subject).exists()
        case _:
            return False


def addresses(release: Release) -> Iterator[str]:
    """Yield the pages of a release in the order in which readers come: trusts, then hospitals on record."""
    trusts = ReleasedComplaintsTrust.objects.filter(release=release).order_by("code")
    for code in trusts.values_list("code", flat=True):
        yield reverse("public:trust_complaints", args=[code])
    hospitals = ReleasedComplaintsHospital.objects.filter(release=release).order_by("code")
    for code in hospitals.values_list("code", flat=True).distinct():
        yield reverse("public:hospital_complaints", args=[code])
