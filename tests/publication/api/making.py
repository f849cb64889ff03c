"""A country of which every resource has something to tell, and what the tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Region, Site, Trust
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from publication.news.models import ChangeKind, PublicChangeRow, Reach, Topic
from tests.publication.complaints.making import HANDLING, LESSON, QUARTER, publish, send
from tests.publication.complaints.scene import _rows
from tests.publication.making import NOW, make_hospital, make_trust
from tests.publication.rating_making import GOOD, REQUIRES, give
from tests.publication.safety_measures import making as safety
from tests.publication.scene import Scene, make_scene
from tests.publication.special_measures.scene import make_told

HERE, INVENTED = "/api/v1", "/demonstration/api/v1"
TODAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BY = System("test")


@dataclass(frozen=True)
class Country:
    """What was made: a trust with everything, one that was merged into it, and one in special measures."""

    scene: Scene
    merged: Trust
    failing: Trust


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 22 November 2026, and nothing be kept of other tests."""
    cache.clear()
    monkeypatch.setattr("oversight.clock.now", lambda: TODAY)


def make_country() -> Country:
    """Publish something of every kind."""
    told = make_told("RX5").february() and Trust.objects.get(code="RX5")
    scene = make_scene(months=3)
    Trust.objects.filter(code="RX1").update(region=Region.objects.create(code="Y98", name="North and East"))
    send(scene.trust, *_rows(120), period=QUARTER, handling=HANDLING, lessons=[LESSON], now=NOW)
    publish(QUARTER, now=NOW)
    give(scene.trust, scene.site, GOOD, on=date(2026, 6, 1))
    give(scene.trust, None, REQUIRES, on=date(2026, 10, 1))
    merged = make_trust("RX9", "OLDER NHS TRUST")
    make_hospital(merged, "RX901", "OLD HOSPITAL", closed_on=date(2025, 3, 31))
    record_succession(from_code="RX9", to_code="RX1", on=date(2025, 4, 1), by=BY, now=NOW)
    PublicChangeRow.objects.create(
        key="test:1",
        kind=ChangeKind.RATING,
        topic=Topic.RATINGS,
        reach=Reach.BOTH,
        demonstration=False,
        at=NOW,
        written_at=NOW,
        trust_code="RX1",
        name="Wren Vale",
        sentence="Rated requires improvement",
        address="/trusts/RX1/ratings/",
    )
    return Country(scene, merged, told)


def release_safety(trust: Trust) -> Trust:
    """Release October's safety measures of a trust and its hospital, and of one of which none came; return that one."""
    silent = make_trust("RX8", "SILENT NHS TRUST")
    september = datetime(2026, 10, 10, 10, 0, tzinfo=UTC)
    before = safety.returned(silent, "2026-09", now=september)
    safety.observed(silent, safety.FALLS, 20, 800, period="2026-09", version=before, now=september)
    version = safety.returned(trust)
    safety.observed(trust, safety.FALLS, 8, 800, version=version)
    safety.observed(trust, safety.FFT, 2, 4)
    safety.observed(trust, safety.MRSA, 0, 20_000)
    safety.observed(trust, safety.SHMI, 511, "498.25", period="2026-Q1")
    site = Site.objects.filter(code=f"{trust.code}01").first() or make_hospital(trust, f"{trust.code}01")
    safety.observed(site, safety.FFT, 90, 100)
    safety.publish()
    return silent


def ask(client: Client, address: str, base: str = HERE, **asked: object) -> Any:
    """Return an answer that must be one."""
    response = client.get(f"{base}{address}", asked)
    assert response.status_code == 200, (address, response.content)
    assert response["Content-Type"] == "application/json"
    return response.json()


def problem(client: Client, address: str, status: int, base: str = HERE, **asked: object) -> dict[str, Any]:
    """Return a problem that must be one."""
    response = client.get(f"{base}{address}", asked)
    assert response.status_code == status, (address, response.content)
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["type"].startswith("http://testserver/api/#")
    assert told["title"]
    assert told["detail"]
    return told
