"""Pages of the largest trust come to no more than 150 KB with all that they need, as they go over the wire."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Trust, Ward
from oversight.records.audit import System
from publication.releasing import publish_month
from tests.publication.making import (
    NOW,
    OCTOBER,
    SHORT,
    USUAL,
    Row,
    accept,
    explain_ward,
    make_hospital,
    make_trust,
    make_ward,
)

MOST_BYTES = 150_000
# The largest trusts of England have some twenty hospitals; the largest hospitals some sixty wards.
HOSPITALS, WARDS_OF_THE_LARGEST = 20, 60


def weight_of(address: str) -> int:
    """Return the bytes of a page and of all that it needs, each packed as a browser is given it."""
    packed = Client().get(address, headers={"accept-encoding": "gzip"}).content
    body = gzip.decompress(packed)
    beside = {name.decode() for name in re.findall(rb'(?:href|src)="/static/([^"]+)"', body)}
    found = [finders.find(name) for name in beside]
    assert found
    assert all(found)
    weights = [len(gzip.compress(Path(str(path)).read_bytes(), 6)) for path in found]
    return len(packed) + sum(weights)


@pytest.fixture
def largest(db: None) -> tuple[Trust, Ward]:
    """A trust of many hospitals, the first of them with many wards, a third of which are often short."""
    cache.clear()
    trust = make_trust("RX1", "WREN VALE UNIVERSITY HOSPITALS NHS TRUST")
    sites = [make_hospital(trust, f"RX1{number:02d}", f"HOSPITAL {number}") for number in range(HOSPITALS)]
    wards = [make_ward(sites[0], f"Ward {number} (general medicine)") for number in range(WARDS_OF_THE_LARGEST)]
    wards += [make_ward(site, f"Ward {number}") for site in sites[1:] for number in range(5)]
    for back, period in enumerate(("2026-10", "2026-09", "2026-08")):
        rows = [Row(ward, SHORT if place % 3 == 0 else USUAL) for place, ward in enumerate(wards)]
        now = NOW - timedelta(days=30 * back)
        version = accept(trust, rows, period=period, now=now)
        if period == OCTOBER:
            for ward in wards[::3]:
                explain_ward(
                    version, ward, "Four of eighteen nurses left in the summer. " * 5, "Three start soon. " * 5
                )
    for period, days in (("2026-08", -60), ("2026-09", -30), ("2026-10", 0)):
        publish_month(period=period, demonstration=False, by=System("test"), now=NOW + timedelta(days=days))
    return trust, wards[0]


def test_the_pages_of_the_largest_trust(largest: tuple[Trust, Ward], subtests: pytest.Subtests) -> None:
    _, ward = largest
    for address in (
        "/",
        "/trusts/RX1/",
        "/hospitals/RX100/",
        f"/wards/{ward.public_id}/",
        "/trusts/RX1/ratings/",
        "/trusts/RX1/measures/",
        "/releases/",
        "/data/",
    ):
        with subtests.test(address):
            assert weight_of(address) <= MOST_BYTES
