"""What releases of ward staffing hold, how they are frozen, and which pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from oversight.returns.periods import Month
from publication.freezing import count_frozen, freeze_hospitals, freeze_trusts, freeze_wards
from publication.frozen_often_short import wards_often_short
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard, Withdrawal
from publication.refusals import ReleaseRefused
from publication.ward_explanations import explanations_of
from ratings.rule_sets import often_short_rules


def freeze(release: Release, *, previous: Release | None, now: datetime) -> None:
    """Write the rows of the release and what they add up to."""
    month = Month.parse(release.period)
    settings = often_short_rules(month.first_day).settings
    # The trusts come first: they name the versions that all other rows are taken from, which never change.
    freeze_trusts(release, previous=previous, now=now)
    freeze_hospitals(release, previous=previous)
    short = wards_often_short(period=month, demonstration=release.demonstration, settings=settings, now=now)
    explanations = explanations_of(release, {ward.ward_key for ward in short})
    freeze_wards(release, previous=previous, short=short, explanations=explanations)
    frozen = count_frozen(release)
    if not frozen.trusts_submitted:
        raise ReleaseRefused("nothing_to_release", f"No trust has an accepted return for {month.label}.")
    release.short_below = settings.short_below
    release.short_months, release.months_looked_at = settings.short_months, settings.months_looked_at
    release.provisional = frozen.trusts_submitted < frozen.trusts
    release.trusts, release.trusts_submitted = frozen.trusts, frozen.trusts_submitted
    release.hospitals, release.wards = frozen.hospitals, frozen.wards
    release.content_sha256 = frozen.content_sha256


def holds(release: Release, item: Withdrawal.Item, subject: str) -> bool:
    """Say whether a release of ward staffing holds the item."""
    match item:
        case Withdrawal.Item.RELEASE:
            return subject == ""
        case Withdrawal.Item.TRUST:
            return ReleasedTrust.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.HOSPITAL:
            return bool(subject) and ReleasedHospital.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.WARD | Withdrawal.Item.EXPLANATION:
            wards = ReleasedWard.objects.filter(release=release)
            return any(str(known) == subject for known in wards.values_list("ward_id", flat=True))
        case _:
            return False


def addresses(release: Release) -> Iterator[str]:
    """Yield the pages in the order in which readers come: hospitals, then trusts."""
    hospitals = ReleasedHospital.objects.filter(release=release).exclude(code="").order_by("code")
    for code in hospitals.values_list("code", flat=True).distinct():
        yield reverse("public:hospital", args=[code])
    for code in ReleasedTrust.objects.filter(release=release).order_by("code").values_list("code", flat=True):
        yield reverse("public:trust", args=[code])
