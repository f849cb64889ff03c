"""What is published of which an example can be shown: one of each thing that an address names, real or invented."""

from __future__ import annotations

from collections.abc import Callable

from publication.api.asking import InPath
from publication.csv_lines import Level
from publication.models import ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.periods import COMPLAINTS, SAFETY
from publication.record import Releases


def a_trust(demonstration: bool) -> str | None:
    """Return the code of a trust that has sent its return of the newest month."""
    latest = Releases(demonstration=demonstration).latest
    sent = ReleasedTrust.objects.filter(release=latest, status=ReleasedTrust.Status.SUBMITTED)
    return sent.order_by("code").values_list("code", flat=True).first() if latest else None


def a_hospital(demonstration: bool) -> str | None:
    """Return the code of a hospital with figures in the newest month."""
    latest = Releases(demonstration=demonstration).latest
    sent = ReleasedHospital.objects.filter(release=latest, status=ReleasedHospital.Status.SUBMITTED).exclude(code="")
    return sent.order_by("code").values_list("code", flat=True).first() if latest else None


def a_ward(demonstration: bool) -> str | None:
    """Return the identifier of a ward of the newest month."""
    latest = Releases(demonstration=demonstration).latest
    found = ReleasedWard.objects.filter(release=latest).order_by("name", "ward_id").first() if latest else None
    return str(found.ward_id) if found else None


def a_release(demonstration: bool) -> str | None:
    """Return the reference of the newest release of ward staffing."""
    latest = Releases(demonstration=demonstration).latest
    return latest.reference if latest else None


def _newest_of(kind: str) -> Callable[[bool], str | None]:
    def newest(demonstration: bool) -> str | None:
        latest = Releases(demonstration=demonstration, kind=kind).latest
        return latest.reference if latest else None

    return newest


A_COMPLAINTS_RELEASE = _newest_of(COMPLAINTS)
A_SAFETY_RELEASE = _newest_of(SAFETY)
TRUST_CODE = InPath("code", "The trust's code in the register (ODS), in capitals or not.", a_trust)
HOSPITAL_CODE = InPath("code", "The hospital site's code in the register (ODS), in capitals or not.", a_hospital)
WARD_ID = InPath("ward_id", "The ward's own identifier here, the same in every release.", a_ward)
REFERENCE = InPath("reference", "The release's reference, such as staffing-2026-10-1.", a_release)
LEVEL = InPath("level", "What a line is of.", lambda demonstration: Level.TRUST.value, tuple(Level))
