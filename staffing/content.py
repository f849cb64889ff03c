"""The canonical content of accepted rows: what a return says, however its file was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Context, Decimal

from staffing.wards import WardHours

_FORM = "staffing content 1"
_AS_A_SPREADSHEET = Context(prec=15)


def content_sha256(rows: Iterable[WardHours]) -> str:
    """The SHA-256 of rows in the order of (site, ward), in hexadecimal.

    One line of JSON for each row: site, ward, specialties, hours in the order of `columns.HOURS`,
    patients. Numbers have the 15 digits of a spreadsheet and no zeros at their end; a blank is null.
    The same values in CSV and in XLSX, in any order of rows, hash alike; the web address and the ids
    given here take no part.
    """
    lines = sorted(_line(row) for row in rows)
    digest = hashlib.sha256(_FORM.encode())
    for line in lines:
        digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def _line(row: WardHours) -> str:
    return json.dumps(
        [
            _text(row.site_as_read).upper(),
            _text(row.ward_name),
            _text(row.specialty_1),
            _text(row.specialty_2),
            *(_number(hours) for hours in row.hours),
            row.patients,
        ],
        ensure_ascii=False,
    )


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


def _number(hours: Decimal | None) -> str | None:
    return None if hours is None else f"{_AS_A_SPREADSHEET.plus(hours).normalize():f}"
