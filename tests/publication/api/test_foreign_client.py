"""A client that knows nothing but how OpenAPI is written reads all there is, from the description alone."""

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.publication.api.making import HERE, INVENTED, clock, make_country, release_safety
from tests.publication.making import OCTOBER
from tests.publication.scene import make_scene

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class ForeignClient:
    """Reads a description, asks what needs nothing filled in, and follows whatever looks like one of its paths."""

    def __init__(self, client: Client, description: str) -> None:
        self._client = client
        self.document = self._json(description)
        self._base = self.document["servers"][0]["url"]
        self.patterns = {
            template: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self._base + template)) + r"(\?.*)?")
            for template in self.document["paths"]
        }
        self.read: dict[str, list[str]] = {template: [] for template in self.patterns}

    def walk(self, *, each: int) -> None:
        """Ask of every path so many addresses, those that answers give."""
        waiting = deque(
            self._base + template + self._query(item["get"])
            for template, item in self.document["paths"].items()
            if "{" not in template
        )
        while waiting:
            address = waiting.popleft()
            # The most exact of the paths: one without anything to fill in, where two fit.
            fitting = [template for template, pattern in self.patterns.items() if pattern.fullmatch(address)]
            template = min(fitting, key=lambda one: one.count("{"))
            if address in self.read[template] or len(self.read[template]) >= each:
                continue
            self.read[template].append(address)
            waiting.extend(self._addresses(self._json(address)))

    def _query(self, operation: dict[str, Any]) -> str:
        needed = [part for part in operation.get("parameters", []) if part["in"] == "query" and part["required"]]
        return "".join(f"?{part['name']}={part['schema']['examples'][0].replace(' ', '+')}" for part in needed)

    def _addresses(self, told: Any) -> list[str]:
        if isinstance(told, str):
            return [told] if any(pattern.fullmatch(told) for pattern in self.patterns.values()) else []
        inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else []
        return [address for one in inner for address in self._addresses(one)]

    def _json(self, address: str) -> Any:
        split = urlsplit(address)
        response = self._client.get(f"{split.path}?{split.query}" if split.query else split.path)
        assert response.status_code == 200, (address, response.content)
        return response.json()


def test_it_comes_to_every_path_from_the_description_alone(client: Client) -> None:
    release_safety(make_country().scene.trust)
    foreign = ForeignClient(client, f"{HERE}/openapi.json")
    foreign.walk(each=4)
    unread = {template for template, addresses in foreign.read.items() if not addresses}
    assert unread == set()
    assert len(foreign.read["/trusts/{code}/"]) == 4


def test_it_never_leaves_the_invented_country(client: Client) -> None:
    make_country()
    make_scene(months=1, demonstration=True)
    foreign = ForeignClient(client, f"{INVENTED}/openapi.json")
    foreign.walk(each=50)
    read = [address for addresses in foreign.read.values() for address in addresses]
    assert set(foreign.read["/trusts/{code}/"]) == {
        f"http://testserver{INVENTED}/trusts/DEMO001/",
        f"http://testserver{INVENTED}/trusts/DEMO002/",
    }
    assert not any("RX1" in address for address in read)


def test_following_next_comes_to_everything_once(client: Client) -> None:
    make_country()
    whole = client.get(f"{HERE}/wards/", {"period": OCTOBER}).json()
    found, address = [], f"{HERE}/wards/?per_page=3&period={OCTOBER}"
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        found += page["results"]
        assert page["count"] == whole["count"]
        address = page["next"]
    assert found == whole["results"]
    assert len(found) == 4
