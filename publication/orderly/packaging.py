"""A release as one package: its files with their descriptions, the data dictionary and what was withdrawn.

Source: Frictionless Data Package 1.0 (a tabular data package); CSV on the Web for each file. The bytes depend on the
release and its withdrawals alone: no clock, no machine and no order of a dictionary enters them.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from oversight import clock
from oversight.london import LONDON
from oversight.measures.defining import public_definitions
from oversight.wording import write_datetime
from publication.licence import LICENCE
from publication.models import Release
from publication.orderly.dictionary import codes_told, columns_told, measures_told
from publication.orderly.models import ReleasePackage
from publication.orderly.release_tables import tables_of
from publication.orderly.tables import Table, TextColumn, text_table
from publication.periods import COMPLAINTS, STAFFING

_DESCRIBES = "-metadata.json"
_WITHDRAWN_COLUMNS = (
    TextColumn("item", "What", "A whole release, or the trust, hospital, ward, text or lesson that was withdrawn."),
    TextColumn("subject", "Which", "Its code or identifier; empty for the whole release."),
    TextColumn("withdrawn_on", "Withdrawn on", "The day, as YYYY-MM-DD."),
    TextColumn("reason", "Reason", "Why it may no longer be shown."),
)


@dataclass(frozen=True, slots=True)
class Package:
    """The bytes of a package, their SHA-256 in hexadecimal digits, when it was made, and why it was made again."""

    content: bytes
    sha256: str
    made_at: datetime
    number: int = 1
    reason: str = ""


def package_of(release: Release) -> Package | None:
    """Return the package that stands for a release; None for one that has none, as before it is published."""
    found = ReleasePackage.objects.filter(release=release, content__isnull=False).order_by("-number").first()
    if found is None or found.content is None:
        return None
    return Package(bytes(found.content), found.sha256, found.made_at, found.number, found.reason)


def make_package(*, release: Release, now: datetime, reason: str = "") -> ReleasePackage:
    """Make and keep the package of a release as it is told now, in the caller's transaction.

    A package before it loses its bytes, since they may hold what was withdrawn; its hash stays, and ``reason`` says why
    there is another.
    """
    before = ReleasePackage.objects.filter(release=release)
    last = before.aggregate(last=Max("number"))["last"] or 0
    content = package_bytes(release, number=last + 1, reason=reason if last else "")
    before.filter(content__isnull=False).update(content=None)
    return ReleasePackage.objects.create(
        release=release,
        number=last + 1,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
        reason=reason if last else "",
    )


def package_bytes(release: Release, *, number: int, reason: str, not_yet_public: str = "") -> bytes:
    """Return the package as a ZIP file; ``not_yet_public`` stands first in it for those who see it before its time."""
    tables = [*tables_of(release), *_explaining(release)]
    moment = (release.published_at or release.scheduled_for).astimezone(LONDON)
    held: dict[str, bytes] = {"README.txt": _read_me(release, tables, number, reason, not_yet_public).encode()}
    held["datapackage.json"] = _json(_data_package(release, tables, number, reason))
    for table in tables:
        held[table.path] = table.content
        held[table.path + _DESCRIBES] = _json(table.described)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path, content in held.items():
            entry = zipfile.ZipInfo(f"{release.reference}/{path}", moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Made by Unix, readable by everyone: the same on every machine.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, content)
    return packed.getvalue()


def _explaining(release: Release) -> list[Table]:
    """The tables that explain the others: columns, codes, measures, and what was withdrawn."""
    measures = [each for each in public_definitions() if each.return_kind in _returns_of(release.kind)]
    withdrawn = [
        (
            each.get_item_display(),
            each.subject,
            clock.london_date(each.withdrawn_at).isoformat(),
            each.reason,
        )
        for each in release.withdrawals.all()
    ]
    return [
        columns_told(release.kind),
        codes_told(release.kind),
        measures_told(measures),
        text_table("withdrawn", "What was withdrawn from the release", _WITHDRAWN_COLUMNS, withdrawn),
    ]


def _returns_of(kind: str) -> frozenset[str]:
    """The returns whose measures a release tells of; those of the safety measures come from files as well."""
    return frozenset({kind}) if kind in (STAFFING, COMPLAINTS) else frozenset({kind, ""})


def _data_package(release: Release, tables: Sequence[Table], number: int, reason: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": release.reference.lower(),
        "title": release.title,
        "version": f"{release.number}.{number}",
        "created": (release.published_at or release.scheduled_for).astimezone(LONDON).isoformat(),
        "licenses": [{"name": "OGL-UK-3.0", "path": LICENCE, "title": "Open Government Licence v3.0"}],
        "release": {
            "reference": release.reference,
            "kind": release.kind,
            "period": release.period,
            "edition": release.number,
            "invented_country": release.demonstration,
            "standing": "provisional" if release.provisional else "final",
            "content_sha256": release.content_sha256,
            **({"made_again_because": reason} if reason else {}),
        },
        "resources": [table.resource() for table in tables],
    }


def _read_me(release: Release, tables: Sequence[Table], number: int, reason: str, not_yet_public: str) -> str:
    standing = "final: every return had come"
    if release.provisional:
        standing = "provisional: some returns had not come"
    elif release.missing_returns:
        standing = "final, though some returns never came"
    lines = [
        *([not_yet_public, ""] if not_yet_public else []),
        f"{release.title} ({release.reference})",
        *(["These hospitals are invented, to show what the record does."] if release.demonstration else []),
        "",
        f"Published: {write_datetime(release.published_at or release.scheduled_for)} (London)",
        f"Standing: {standing}.",
        *([f"Edition {release.number}: it takes the place of those before it."] if release.number > 1 else []),
        *([f"This package was made again ({number}): {reason}"] if reason else []),
        "",
        "Files, each described for programs in the file of its name that ends in -metadata.json (CSV on the Web),",
        "and all together in datapackage.json (Frictionless):",
        *(f"- {table.path}: {table.title}" for table in tables),
        "",
        "UTF-8, one row of headings, lines ended by CR LF. Where there is no number a code says why: see codes.csv.",
        "They may be used again under the Open Government Licence v3.0:",
        LICENCE,
        "",
    ]
    return "\r\n".join(lines)


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
