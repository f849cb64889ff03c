"""Register files and organisations for the tests of this part."""

from __future__ import annotations

import csv
import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings

from oversight.organisations.models import Site, SiteTrust, Trust

HEADINGS_OF_2018 = (
    *("Organisation Code", "Name", "National Grouping", "High Level Health Geography"),
    *("Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5", "Postcode"),
    *("Open Date", "Close Date", "Contact Telephone Number", "Amended Record Indicator", "GOR Code"),
)
HOSPITAL_HEADINGS = (
    *("OrganisationID", "OrganisationCode", "OrganisationType", "SubType", "Sector", "OrganisationStatus"),
    *("IsPimsManaged", "OrganisationName", "Address1", "Address2", "Address3", "City", "County", "Postcode"),
    *("Latitude", "Longitude", "ParentODSCode", "ParentName", "Website"),
)


def samples() -> Path:
    """Return the folder of real register files, or skip the test where it is absent."""
    named = os.environ.get("OVERSIGHT_SAMPLES")
    folder = (Path(named) if named else Path(settings.BASE_DIR).parent / "shared" / "samples") / "ods"
    if not folder.is_dir():
        pytest.skip(f"the real register files are not here: {folder}")
    return folder


def register_row(
    code: str,
    name: str,
    *,
    fields: int = 27,
    region: str = "Y56",
    lines: tuple[str, str, str] = ("1 HIGH STREET", "", ""),
    town: str = "LONDON",
    county: str = "",
    postcode: str = "SE1 7EH",
    opened: str = "19930401",
    closed: str = "",
    **at: str,
) -> list[str]:
    """Return a row of the register; ``f15="R0A"`` puts a value in the fifteenth field."""
    row = [code, name, region, "Q99", *lines, town, county, postcode, opened, closed]
    row += [""] * (fields - len(row))
    for place, value in at.items():
        row[int(place.removeprefix("f")) - 1] = value
    return row


def hospital_row(
    code: str,
    name: str,
    *,
    parent: str = "",
    parent_name: str = "",
    lines: tuple[str, str, str] = ("", "Lambeth Palace Road", ""),
    town: str = "London",
    county: str = "",
    postcode: str = "SE1 7EH",
    position: tuple[str, str] = ("51.4988", "-0.1188"),
    website: str = "",
) -> list[str]:
    """Return a row of the list of hospitals."""
    return [
        *("1", code, "Hospital", "Hospital", "NHS Sector", "Visible", "True", name, *lines),
        *(town, county, postcode, *position, parent, parent_name, website),
    ]


def written(*rows: list[str] | tuple[str, ...], encoding: str = "utf-8", ends: str = "\n") -> bytes:
    """Return rows as the bytes of a CSV file."""
    out = StringIO()
    csv.writer(out, lineterminator=ends).writerows(rows)
    return out.getvalue().encode(encoding)


def made_trust(code: str, name: str = "", **facts: object) -> Trust:
    """Return a trust on record."""
    return Trust.objects.create(code=code, name=name or f"{code} NHS TRUST", **facts)


def made_site(code: str, name: str = "", *, trust: Trust | None = None, **facts: object) -> Site:
    """Return a site on record, of a trust where one is given."""
    site = Site.objects.create(code=code, name=name or f"{code} HOSPITAL", **facts)
    if trust:
        SiteTrust.objects.create(site=site, trust=trust)
    return site
