"""Real locations, imported and told again: whoever read the regulator's file reads the same here."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from inspections.core_services import service_called, services
from inspections.importing.api_location import read_location
from inspections.importing.published import Published
from inspections.importing.recording import record_published
from inspections.models import PublishedRating
from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.records.audit import System
from tests.inspections.importing.locations import sample
from tests.publication.cqc_shape.making import HERE, answer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["RA430", "RA901", "RH801", "RH853", "RK950"])
def test_a_real_location_comes_out_as_it_went_in(client: Client, name: str) -> None:
    content = sample(name)
    published = read_location(content)
    trust = Trust.objects.create(code=published.provider_code, name="A TRUST")
    site = Site.objects.create(code=published.code, name=published.name, is_hospital=True)
    SiteTrust.objects.create(site=site, trust=trust)
    record_published(
        ratings=published.ratings,
        source=PublishedRating.Source.CQC_API,
        hashes=["0" * 64],
        by=System("test"),
        now=NOW,
    )
    here = answer(client, f"/locations/{name}")
    original = json.loads(content)
    assert (here["locationId"], here["providerId"]) == (original["locationId"], original["providerId"])
    assert _by_name(here["currentRatings"]["overall"]) == _by_name(original["currentRatings"]["overall"])
    mine, theirs = _services(here), _services(original)
    assert theirs.keys() <= mine.keys()
    for area, (rating, day, questions) in theirs.items():
        assert mine[area][:2] == (rating, day), area
        # A question that the newest publication of a service left out keeps here what was published of it before.
        assert {question: mine[area][2][question] for question in questions} == questions

    again = read_location(client.get(f"{HERE}/locations/{name}").content)
    assert again.rejected == ()
    assert {_told(each) for each in published.ratings if each.is_current and service_called(each.service)} <= {
        _told(each) for each in again.ratings if each.is_current
    }


def _by_name(rated: dict[str, Any]) -> tuple[Any, ...]:
    """Return a rating with its day, and those of its key questions by their names."""
    questions = {each["name"]: each.get("rating") for each in rated.get("keyQuestionRatings", [])}
    return rated.get("rating"), rated.get("reportDate"), questions


def _services(told: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return the ratings of the services of our list by their ids: of others this record keeps the names alone."""
    found = {each["name"]: _by_name(each) for each in told["currentRatings"].get("serviceRatings", [])}
    listed = {service.area for service in services().values()}
    return {name: rated for name, rated in found.items() if name in listed}


def _told(each: Published) -> tuple[object, ...]:
    service = service_called(each.service)
    return (
        service.code if service else each.service,
        each.key_question,
        each.word,
        each.published_on,
        each.report_reference,
    )
