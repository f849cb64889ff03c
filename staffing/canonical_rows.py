"""A ward's row in the canonical form that a submission keeps, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from oversight.organisations.naming import name_key
from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from staffing.columns import HOURS, PATIENTS, SITE_CODE, SITE_NAME, SPECIALTY_1, SPECIALTY_2, URL, WARD
from staffing.wards import WardHours

COLUMNS_KEPT = (SITE_CODE, SITE_NAME, WARD, SPECIALTY_1, SPECIALTY_2, URL, *HOURS, PATIENTS)
"""The columns of a canonical row, in the order in which they are shown."""

_NEW = "new:"


def plain(number: Decimal | None) -> str | None:
    """Return a number's one spelling: no exponent, no zeros at its end; None for a blank."""
    if number is None:
        return None
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def decimal_of(text: str | None) -> Decimal | None:
    """Return the number that a canonical row spells; None for a blank."""
    return None if text is None else Decimal(text)


def place_key(*, site: str | None, ward: str, ward_id: str | None) -> str:
    """Return what a row is about: the ward on record, else the new ward's site and name, folded."""
    if ward_id is not None:
        return ward_id
    return f"{_NEW}{name_key(site or '')}|{name_key(ward)}"


def is_new(key: str) -> bool:
    """Say whether the key is of a ward that was not on record when the file was checked."""
    return key.startswith(_NEW)


def place_of(*, site: str | None, ward: str) -> str:
    """Return how people call what a row is about: the ward, and its site as the file has it."""
    return f"{ward} ({site})" if site else ward


def row_of(ward: WardHours) -> ReturnRow:
    """Return a ward's month in canonical form."""
    values: dict[str, str | None] = {
        SITE_CODE.code: ward.site_code,
        SITE_NAME.code: None if ward.site_code else ward.site_as_read or None,
        WARD.code: ward.ward_name,
        SPECIALTY_1.code: ward.specialty_1,
        SPECIALTY_2.code: ward.specialty_2,
        URL.code: ward.url,
        **{column.code: plain(hours) for column, hours in zip(HOURS, ward.hours, strict=True)},
        PATIENTS.code: None if ward.patients is None else str(ward.patients),
    }
    return ReturnRow(
        key=place_key(site=ward.site, ward=ward.ward_name, ward_id=ward.ward_id),
        place=place_of(site=ward.site, ward=ward.ward_name),
        values=values,
        sheet=ward.sheet,
        row=ward.row,
    )


def ward_of(row: ReturnRow, period: Month) -> WardHours:
    """Return the ward's month that a canonical row holds."""
    values: Mapping[str, str | None] = row.values
    patients = values[PATIENTS.code]
    return WardHours(
        period=period,
        site_code=values[SITE_CODE.code],
        site_as_read=values[SITE_CODE.code] or values[SITE_NAME.code] or "",
        ward_name=values[WARD.code] or "",
        ward_id=None if is_new(row.key) else row.key,
        specialty_1=values[SPECIALTY_1.code],
        specialty_2=values[SPECIALTY_2.code],
        url=values[URL.code],
        hours=tuple(decimal_of(values[column.code]) for column in HOURS),
        patients=None if patients is None else int(patients),
        sheet=row.sheet,
        row=row.row,
    )


def rows_once(wards: Iterable[WardHours]) -> list[ReturnRow]:
    """Return the canonical rows in the file's order, a ward's identical duplicate left out."""
    found: dict[str, ReturnRow] = {}
    for ward in wards:
        row = row_of(ward)
        found.setdefault(row.key, row)
    return list(found.values())
