"""The published files: CSV by RFC 4180 in UTF-8 with one header row, and their description as CSV on the Web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from publication.csv_columns import FORMAT_VERSION, columns_of, line
from publication.csv_lines import FileRow, Level
from publication.csv_writing import csv_description, csv_pieces
from publication.figures import Missing
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.record import Marks


def wards_of_release(
    release: Release, marks: Marks, *, trust_code: str | None = None, hospital_code: str | None = None
) -> Iterator[FileRow]:
    """Yield a line for each ward of a release by trust, hospital and name, and one for what has no wards to show."""
    hospitals: QuerySet[ReleasedHospital] = ReleasedHospital.objects.filter(release=release)
    trusts: QuerySet[ReleasedTrust] = ReleasedTrust.objects.filter(release=release)
    wards: QuerySet[ReleasedWard] = ReleasedWard.objects.filter(release=release)
    if trust_code is not None:
        hospitals, trusts = hospitals.filter(trust__code=trust_code), trusts.filter(code=trust_code)
        wards = wards.filter(hospital__trust__code=trust_code)
    if hospital_code is not None:
        hospitals, trusts = hospitals.filter(code=hospital_code), trusts.none()
        wards = wards.filter(hospital__code=hospital_code)
    by_trust: dict[int, list[ReleasedHospital]] = {}
    for hospital in hospitals.select_related("trust").order_by("code", "name", "pk"):
        by_trust.setdefault(hospital.trust_id, []).append(hospital)
    owners = {trust.pk: trust for trust in trusts}
    owners |= {hospital.trust_id: hospital.trust for listed in by_trust.values() for hospital in listed}
    by_hospital: dict[int, list[ReleasedWard]] = {}
    for ward in wards.order_by("hospital_id", "name", "ward_id").iterator(chunk_size=2_000):
        by_hospital.setdefault(ward.hospital_id, []).append(ward)
    for trust in sorted(owners.values(), key=lambda each: each.code):
        listed = by_trust.get(trust.pk, [])
        if not listed:
            yield FileRow(release, trust, mark=marks.trust(trust.code))
        for hospital in listed:
            mark = marks.hospital(hospital.code, trust.code)
            if mark is not None or hospital.pk not in by_hospital:
                yield FileRow(release, trust, hospital, mark=mark)
                continue
            for ward in by_hospital[hospital.pk]:
                yield FileRow(
                    release,
                    trust,
                    hospital,
                    ward,
                    marks.ward(ward.ward_id, hospital.code, trust.code),
                    marks.explanation(ward.ward_id),
                )


def hospitals_of_release(release: Release, marks: Marks) -> Iterator[FileRow]:
    """Yield a line for each hospital of a release."""
    rows = ReleasedHospital.objects.filter(release=release).select_related("trust")
    for row in rows.order_by("trust__code", "code", "name", "pk"):
        yield FileRow(release, row.trust, row, mark=marks.hospital(row.code, row.trust.code))


def trusts_of_release(release: Release, marks: Marks) -> Iterator[FileRow]:
    """Yield a line for each trust of a release."""
    for row in ReleasedTrust.objects.filter(release=release).order_by("code"):
        yield FileRow(release, row, mark=marks.trust(row.code))


def written(rows: Iterable[FileRow], level: Level) -> Iterator[str]:
    """Yield a file's text piece by piece: the header row, then the lines."""
    columns = columns_of(level)
    return csv_pieces(columns, (line(row, columns) for row in rows))


def described(level: Level, *, address: str, title: str, modified: str | None = None) -> dict[str, Any]:
    """Return the description of a file."""
    codes = [missing.value for missing in Missing]
    return csv_description(
        columns_of(level), codes, address=address, title=title, version=FORMAT_VERSION, modified=modified
    )
