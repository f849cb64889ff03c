"""The pages that describe the interface to people: each resource with its fields and an example that can be opened."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from publication.api.catalogue import RESOURCES, groups
from tests.publication.api.making import clock, make_country, release_safety
from tests.publication.making import make_trust
from tests.publication.scene import make_scene

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_resource_is_listed_with_its_address(client: Client) -> None:
    make_trust()
    page = client.get("/api/").content.decode()
    for resource in RESOURCES:
        assert f"/api/v1{resource.template}" in page, resource.name
    assert 'id="too-many-requests"' in page
    assert "not submitted" in page
    assert "2,000 times a minute" in page


def test_each_example_can_be_opened_and_is_what_is_answered(client: Client) -> None:
    release_safety(make_country().scene.trust)
    opened = 0
    for group in groups():
        page = client.get(f"/api/{group.slug}/").content.decode()
        for address in re.findall(r'<a class="nhsuk-link app-address" href="([^"]+)">', page):
            response = client.get(html.unescape(address).removeprefix("http://testserver"))
            assert response.status_code == 200, address
            opened += 1
    assert opened == len(RESOURCES)


def test_each_field_stands_in_the_page_of_its_resource_and_no_page_is_large(client: Client) -> None:
    make_country()
    pages = {group.slug: client.get(f"/api/{group.slug}/").content.decode() for group in groups()}
    for name in ("fill_day_registered", "chppd_overall", "updated", "next_update", "missing", "ward_id"):
        assert f"<code>{name}</code>" in pages["staffing"]
    assert "<code>cases[].plan.concerns[].actions[].due_on</code>" in pages["special-measures"]
    assert {slug: len(page) for slug, page in pages.items() if len(page) > 120_000} == {}


def test_where_nothing_is_published_the_page_says_so(client: Client) -> None:
    make_trust()
    page = client.get("/api/wards/").content.decode()
    assert "Nothing of this kind has been published yet." in page


def test_where_all_is_invented_the_examples_are_too(client: Client) -> None:
    make_scene(months=1, demonstration=True)
    page = client.get("/api/trusts/").content.decode()
    assert "/demonstration/api/v1/trusts/DEMO001/" in page
    assert 'href="http://testserver/api/v1/' not in page
