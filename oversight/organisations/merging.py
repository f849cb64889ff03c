"""What is on record of an organisation after a register has spoken of it.

Registers carry no date, so what was imported last is taken as newest, fact by fact. Only what a row tells counts: a
blank erases nothing, and a closing day, once known, is not undone by a row without one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from oversight.organisations.register_files import Listed


@dataclass(frozen=True)
class TrustRecord:
    """The facts of a trust that registers give."""

    name: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    region_id: str | None = None


@dataclass(frozen=True)
class SiteRecord:
    """The facts of a site that registers and lists of hospitals give."""

    name: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    is_hospital: bool = False
    on_site_register: bool = False
    hospital_name: str = ""
    provider_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    website: str = ""


class Contradicted(Exception):
    """The row and the record together say what cannot be; the text says what."""


def trust_as_registered(record: TrustRecord, listed: Listed, *, reopen: bool = False) -> TrustRecord:
    """Return the record of a trust after a register of trusts; ``reopen`` lets a blank closing day stand."""
    return replace(
        record,
        **_told(record, listed),
        closed_on=_closing_day(record, listed, reopen=reopen),
        region_id=listed.region or record.region_id,
    )


def site_as_registered(record: SiteRecord, listed: Listed, *, reopen: bool = False) -> SiteRecord:
    """Return the record of a site after a register of sites, which from then on has the say over name and address."""
    return replace(
        record,
        **_told(record, listed),
        closed_on=_closing_day(record, listed, reopen=reopen),
        on_site_register=True,
    )


def site_as_listed_hospital(record: SiteRecord, listed: Listed, *, run_by_a_trust: bool) -> SiteRecord:
    """Return the record of a site after a list of hospitals: what it is called there, where it lies, who runs it.

    Its name and address are the list's only while no register of sites names it.
    """
    told = {} if record.on_site_register else _told(record, listed)
    return replace(
        record,
        **told,
        is_hospital=True,
        hospital_name=listed.name,
        provider_name="" if run_by_a_trust else listed.parent_name or record.provider_name,
        latitude=record.latitude if listed.latitude is None else listed.latitude,
        longitude=record.longitude if listed.longitude is None else listed.longitude,
        website=listed.website or record.website,
    )


def _told(record: TrustRecord | SiteRecord, listed: Listed) -> dict[str, str | date | None]:
    """Return name, address and opening day, each from the row where it tells and else from the record.

    The lines of an address stand or fall together, and with another postcode so do town and county, so that no address
    is made of two.
    """
    told: dict[str, str | date | None] = {
        "name": listed.name or record.name,
        "postcode": listed.postcode or record.postcode,
        "opened_on": listed.opened_on or record.opened_on,
    }
    lines = ("address_1", "address_2", "address_3")
    moved = bool(record.postcode and listed.postcode) and listed.postcode != record.postcode
    row_has_lines = any(getattr(listed, line) for line in lines)
    for line in lines:
        told[line] = getattr(listed if row_has_lines or moved else record, line)
    for part in ("town", "county"):
        told[part] = getattr(listed, part) or ("" if moved else getattr(record, part))
    return told


def _closing_day(record: TrustRecord | SiteRecord, listed: Listed, *, reopen: bool) -> date | None:
    closed_on = listed.closed_on or (None if reopen else record.closed_on)
    opened_on = listed.opened_on or record.opened_on
    if closed_on and opened_on and closed_on < opened_on:
        raise Contradicted(f"It would close on {closed_on:%Y-%m-%d}, before it opened on {opened_on:%Y-%m-%d}.")
    return closed_on
