"""A provider and a location, whole, in the regulator's shape; a field that this record does not hold is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oversight.organisations.models import Site, Trust
from oversight.organisations.page_names import as_written_on_a_page
from publication.cqc_shape.rated import areas, current, historic
from publication.cqc_shape.registered import Registered
from publication.cqc_shape.reports import reports_of
from publication.rating_record import RatingRecord

TYPE = "NHS Healthcare Organisation"
DIRECTORATE = "Hospitals"
NO_CARE_HOME = "N"


def provider(trust: Trust, registered: Registered) -> dict[str, Any]:
    """Return a trust as a provider with its ratings and reports."""
    record = RatingRecord(provider=trust.code, now=registered.now)
    return _held(
        {
            "providerId": trust.code,
            "locationIds": [site.code for site in registered.locations_of(trust)],
            "organisationType": "Provider",
            "ownershipType": "NHS Body",
            "type": TYPE,
            "name": trust.shown_name,
            "odsCode": trust.code,
            **_registration(trust, registered),
            **_address(trust),
            "region": trust.region.name if trust.region else "",
            "inspectionDirectorate": DIRECTORATE,
            **_dates(record),
            "relationships": registered.relationships(trust),
            "currentRatings": current(record, trust.code),
            "historicRatings": historic(record, trust.code),
            "reports": reports_of(record, "Provider"),
        }
    )


def location(site: Site, registered: Registered) -> dict[str, Any]:
    """Return a site as a location with its ratings and reports."""
    record = RatingRecord(locations=[site.code], now=registered.now)
    owner = registered.providers_of([site]).get(site.pk)
    return _held(
        {
            "locationId": site.code,
            "providerId": owner.code if owner else "",
            "organisationType": "Location",
            "type": TYPE,
            "name": site.shown_name,
            "odsCode": site.code,
            **_registration(site, registered),
            "website": site.website,
            **_address(site),
            "region": owner.region.name if owner and owner.region else "",
            "onspdLatitude": site.latitude,
            "onspdLongitude": site.longitude,
            "careHome": NO_CARE_HOME,
            "inspectionDirectorate": DIRECTORATE,
            "inspectionAreas": areas(record),
            **_dates(record),
            "currentRatings": current(record, site.code),
            "historicRatings": historic(record, site.code),
            "reports": reports_of(record, "Location"),
        }
    )


def _registration(organisation: Site | Trust, registered: Registered) -> dict[str, Any]:
    is_open = organisation.is_open(registered.today)
    told = {
        "registrationStatus": "Registered" if is_open else "Deregistered",
        "registrationDate": organisation.opened_on.isoformat() if organisation.opened_on else "",
    }
    if not is_open and organisation.closed_on and organisation.closed_on < registered.today:
        told["deregistrationDate"] = organisation.closed_on.isoformat()
    return told


def _address(organisation: Site | Trust) -> dict[str, str]:
    lines = [line for line in (organisation.address_1, organisation.address_2, organisation.address_3) if line]
    return {
        "postalAddressLine1": as_written_on_a_page(lines[0]) if lines else "",
        "postalAddressLine2": as_written_on_a_page(", ".join(lines[1:])),
        "postalAddressTownCity": as_written_on_a_page(organisation.town),
        "postalAddressCounty": as_written_on_a_page(organisation.county),
        "postalCode": organisation.postcode,
    }


def _dates(record: RatingRecord) -> dict[str, Any]:
    rows = [row for thing in record.things for row in record.history(thing)]
    inspected = [row.inspected_on for row in rows if row.inspected_on]
    told: dict[str, Any] = {}
    if inspected:
        told["lastInspection"] = {"date": max(inspected).isoformat()}
    if rows:
        told["lastReport"] = {"publicationDate": max(row.published_on for row in rows).isoformat()}
    return told


def _held(everything: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the record does not hold; a list that is empty is known to be so, and stays."""
    return {name: value for name, value in everything.items() if value not in ("", None, {})}
