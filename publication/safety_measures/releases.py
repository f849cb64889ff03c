"""What releases of the safety measures hold, and which pages show them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from oversight.measures.periods import Period
from publication.figures import Missing
from publication.models import Release, Withdrawal
from publication.safety_measures.before import Content
from publication.safety_measures.models import (
    ReleasedFigure,
    ReleasedHospitalMeasure,
    ReleasedMeasure,
    ReleasedSafetyHospital,
    ReleasedSafetyTrust,
)

_PARTS = 3
_WITHDRAWN = Missing.WITHDRAWN.value


def holds(release: Release, item: Withdrawal.Item, subject: str) -> bool:
    """Say whether a release of the safety measures holds the item; a figure is ``code/measure/period``."""
    match item:
        case Withdrawal.Item.RELEASE:
            return subject == ""
        case Withdrawal.Item.TRUST:
            return ReleasedSafetyTrust.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.HOSPITAL:
            return ReleasedSafetyHospital.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.MEASURE:
            return content_told(release.pk, subject) is not None
        case _:
            return False


def addresses(release: Release) -> Iterator[str]:
    """Yield the pages in the order in which readers come: hospitals, then trusts."""
    hospitals = ReleasedSafetyHospital.objects.filter(release=release).order_by("code")
    for code in hospitals.values_list("code", flat=True).distinct():
        yield reverse("public:hospital", args=[code])
    for code in ReleasedSafetyTrust.objects.filter(release=release).order_by("code").values_list("code", flat=True):
        yield reverse("public:trust", args=[code])


def figure_subject(code: str, measure: str, period: Period | str) -> str:
    """Return what a withdrawal calls one figure of a trust or hospital: code, measure and period."""
    return f"{code}/{measure}/{period}"


def tells_the_same(release: Release, subject: str) -> list[Release]:
    """Return the other published releases, withdrawn ones included, that tell just this of the figure."""
    told = content_told(release.pk, subject)
    others = Release.objects.filter(
        kind=release.kind, demonstration=release.demonstration, published_at__isnull=False
    ).exclude(pk=release.pk)
    return [each for each in others.order_by("pk") if told and content_told(each.pk, subject) == told]


def is_newest_in(release: Release, subject: str) -> bool:
    """Say whether a release tells the figure as the newest by its measure, as its files hold it."""
    return any(row.points[-1][0] == subject.split("/", _PARTS - 1)[-1] for row in _rows(release.pk, subject))


def content_told(release_id: int, subject: str) -> Content | None:
    """Return what a release tells of the figure ``code/measure/period``; None where it tells nothing of it."""
    found = [
        (value, numerator, denominator, code)
        for row in _rows(release_id, subject)
        for period, value, numerator, denominator, code, _ in row.points
        if period == subject.split("/", _PARTS - 1)[-1] and code != _WITHDRAWN
    ]
    return found[0] if found else None


def _rows(release_id: int, subject: str) -> list[ReleasedFigure]:
    parts = subject.split("/", _PARTS - 1)
    if len(parts) != _PARTS:
        return []
    code, measure, _ = parts
    return [
        *ReleasedMeasure.objects.filter(release_id=release_id, trust__code=code, measure=measure),
        *ReleasedHospitalMeasure.objects.filter(release_id=release_id, hospital__code=code, measure=measure),
    ]
