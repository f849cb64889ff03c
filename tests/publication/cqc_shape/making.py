"""What the tests of the regulator's shape ask for."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.publication.making import make_hospital, make_trust

HERE, INVENTED = "/public/v1", "/demonstration/public/v1"


def answer(client: Client, address: str, base: str = HERE, **asked: object) -> Any:
    response = client.get(f"{base}{address}", asked)
    assert response.status_code == 200, (address, response.content)
    assert response["Content-Type"] == "application/json"
    return response.json()


def every_id(client: Client, name: str, per_page: int, **asked: object) -> list[str]:
    """Follow the pages as a client does that knows nothing but the envelope."""
    singular = name.removesuffix("s")
    found: list[str] = []
    page = answer(client, f"/{name}", perPage=per_page, **asked)
    while True:
        found += [each[f"{singular}Id"] for each in page[name]]
        assert len(page[name]) <= per_page
        if page["nextPageUri"] is None:
            assert page["total"] == len(found)
            return found
        page = answer(client, page["nextPageUri"])


def country() -> dict[str, Any]:
    """Two trusts with three hospitals."""
    first, second = make_trust("RX1"), make_trust("RX2", "OTTER MOOR NHS FOUNDATION TRUST")
    return {
        "RX1": first,
        "RX2": second,
        "RX101": make_hospital(first, "RX101"),
        "RX102": make_hospital(first, "RX102", "THE ELMS"),
        "RX201": make_hospital(second, "RX201", "MOOR HOSPITAL"),
    }
