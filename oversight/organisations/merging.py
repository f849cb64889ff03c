"""What is on record of an organisation after a register has spoken of it.

Registers carry no date, so what was imported last is taken as newest, fact by fact, unless the register shows itself to
be older: it leaves open what is known to have closed. Only what a row tells counts: a blank erases nothing, and a
closing day, once known, is not undone by a row without one. An older register only adds what was not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from oversight.organisations.register_files import Listed

Fact = TypeVar("Fact", date | None, str | None)
_OLDER_AT_ONE_IN = 50


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


Record = TypeVar("Record", TrustRecord, SiteRecord)


class Contradicted(Exception):
    """The row and the record together say what cannot be; the text says what."""


def leaves_open(closed_on: date | None, listed: Listed) -> bool:
    """Say whether the row leaves open what the record has closed."""
    return closed_on is not None and listed.closed_on is None


def shows_itself_older(left_open: int, rows: int) -> bool:
    """Say whether a register is older than the record, by how many of its rows leave open what is known to be closed.

    One in fifty is enough; fewer are organisations that may have been opened again.
    """
    return left_open * _OLDER_AT_ONE_IN > rows


def trust_as_registered(
    record: TrustRecord, listed: Listed, *, older: bool = False, reopen: bool = False
) -> TrustRecord:
    """Return the record of a trust after a register of trusts; ``reopen`` lets a blank closing day stand."""
    return replace(
        _told(record, listed, older=older),
        closed_on=_closing_day(record, listed, older=older, reopen=reopen),
        region_id=_newer(record.region_id, listed.region or None, older=older),
    )


def site_as_registered(record: SiteRecord, listed: Listed, *, older: bool = False, reopen: bool = False) -> SiteRecord:
    """Return the record of a site after a register of sites, which from then on has the say over name and address."""
    older = older and record.on_site_register
    return replace(
        _told(record, listed, older=older),
        closed_on=_closing_day(record, listed, older=older, reopen=reopen),
        on_site_register=True,
    )


def site_as_listed_hospital(record: SiteRecord, listed: Listed, *, run_by_a_trust: bool) -> SiteRecord:
    """Return the record of a site after a list of hospitals: what it is called there, where it lies, who runs it.

    Its name and address are the list's only while no register of sites names it.
    """
    return replace(
        record if record.on_site_register else _told(record, listed),
        is_hospital=True,
        hospital_name=listed.name,
        provider_name="" if run_by_a_trust else listed.parent_name or record.provider_name,
        latitude=record.latitude if listed.latitude is None else listed.latitude,
        longitude=record.longitude if listed.longitude is None else listed.longitude,
        website=listed.website or record.website,
    )


def _newer(known: Fact, told: Fact, *, older: bool) -> Fact:
    """Return the fact of the newer of record and row where it tells, else of the other."""
    return known or told if older else told or known


def _told(record: Record, listed: Listed, *, older: bool = False) -> Record:
    """Return the record with name, address and opening day, each from the newer of record and row where it tells.

    The lines of an address stand or fall together, and with another postcode so do town and county, so that no address
    is made of two.
    """
    newer, other = (record, listed) if older else (listed, record)
    elsewhere = bool(record.postcode and listed.postcode) and listed.postcode != record.postcode
    lines_of = newer if elsewhere or newer.address_1 or newer.address_2 or newer.address_3 else other
    return replace(
        record,
        name=newer.name or other.name,
        address_1=lines_of.address_1,
        address_2=lines_of.address_2,
        address_3=lines_of.address_3,
        town=newer.town or ("" if elsewhere else other.town),
        county=newer.county or ("" if elsewhere else other.county),
        postcode=newer.postcode or other.postcode,
        opened_on=newer.opened_on or other.opened_on,
    )


def _closing_day(record: TrustRecord | SiteRecord, listed: Listed, *, older: bool, reopen: bool) -> date | None:
    closed_on = _newer(None if reopen else record.closed_on, listed.closed_on, older=older)
    opened_on = _newer(record.opened_on, listed.opened_on, older=older)
    if closed_on and opened_on and closed_on < opened_on:
        raise Contradicted(f"It would close on {closed_on:%Y-%m-%d}, before it opened on {opened_on:%Y-%m-%d}.")
    return closed_on
