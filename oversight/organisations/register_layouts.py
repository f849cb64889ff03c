"""The layouts of register files: the Organisation Data Service's, and NHS.UK's list of hospitals.

The register of today has no headings and 27 fields; the copy of 2018 has headings and 15 fields; the list of hospitals
has headings and 19 fields. Each is also known without its headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class NotARegister(Exception):
    """The file cannot be read as a register at all; the text says why."""


class Layout(StrEnum):
    """Which of the known layouts a file has."""

    REGISTER = "register"
    REGISTER_OF_2018 = "register of 2018"
    HOSPITALS = "hospitals"


@dataclass(frozen=True)
class Columns:
    """Which fact stands in which column ("" for none that is wanted), and how many fields a row has."""

    layout: Layout
    facts: tuple[str, ...]
    fields: int
    has_headings: bool


# Headings, folded to their letters and digits, of each fact.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("organisationcode",),
    "name": ("name", "organisationname"),
    "region": ("nationalgrouping",),
    "address_1": ("addressline1", "address1"),
    "address_2": ("addressline2", "address2"),
    "address_3": ("addressline3", "address3"),
    "town": ("addressline4", "city"),
    "county": ("addressline5", "county"),
    "postcode": ("postcode",),
    "opened_on": ("opendate",),
    "closed_on": ("closedate",),
    "parent": ("parentorganisationcode", "parentodscode"),
    "parent_name": ("parentname",),
    "joined_parent_on": ("joinparentdate",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "website": ("website",),
}
_REGISTER = (
    *("code", "name", "region", "", "address_1", "address_2", "address_3", "town", "county"),
    *("postcode", "opened_on", "closed_on"),
)
_HOSPITALS = (
    *("", "code", "", "", "", "", "", "name", "address_1", "address_2", "address_3", "town", "county", "postcode"),
    *("latitude", "longitude", "parent", "parent_name", "website"),
)
_WITHOUT_HEADINGS = {
    27: (Layout.REGISTER, _REGISTER),
    15: (Layout.REGISTER_OF_2018, _REGISTER),
    19: (Layout.HOSPITALS, _HOSPITALS),
}


def used_fields(record: Sequence[str]) -> int:
    """Return the number of fields of a record, without empty ones past those that the widest layout has."""
    widest = max(_WITHOUT_HEADINGS)
    return len(record) if any(record[widest:]) else min(len(record), widest)


def columns_of(first: Sequence[str], usual_fields: int) -> Columns:
    """Return the columns of a file by its first record; ``NotARegister`` where they cannot be told.

    Without headings the number of fields tells, as most records of the file have it (``usual_fields``), so that one
    broken record is a broken record and no other layout.
    """
    folded = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in first]
    facts = tuple(next((fact for fact, names in _HEADINGS.items() if name in names), "") for name in folded)
    if "code" in facts:
        return Columns(_layout_of(facts), _each_once(facts), len(first), has_headings=True)
    if usual_fields not in _WITHOUT_HEADINGS:
        raise NotARegister(
            "There are neither known headings nor 27 fields (15 in the copy of 2018, 19 in the list of hospitals) in a "
            f"row, but {usual_fields}."
        )
    layout, facts = _WITHOUT_HEADINGS[usual_fields]
    return Columns(layout, facts, usual_fields, has_headings=False)


def _layout_of(facts: Sequence[str]) -> Layout:
    if "latitude" in facts:
        return Layout.HOSPITALS
    return Layout.REGISTER if "parent" in facts else Layout.REGISTER_OF_2018


def _each_once(facts: tuple[str, ...]) -> tuple[str, ...]:
    if "name" not in facts:
        raise NotARegister("The headings name a code and no name.")
    twice = sorted({fact for fact in facts if fact and facts.count(fact) > 1})
    if twice:
        raise NotARegister(f"Two headings stand for the same: {', '.join(twice)}.")
    return facts
