"""The description and the answers say the same: each answer keeps its schema, each field is described, names stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from publication.api.catalogue import RESOURCES
from publication.api.description import described
from tests.publication.api.making import HERE, INVENTED, ask, clock, make_country

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAMES = Path(__file__).parent / "names_of_v1.txt"
BASE = "urn:described"


def closed(schema: Any) -> Any:
    """Return the schemas with no room for a field that is not described."""
    if isinstance(schema, dict):
        made = {name: closed(value) for name, value in schema.items()}
        return {**made, "additionalProperties": False} if "properties" in made else made
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def validator(document: dict[str, Any], name: str) -> Draft202012Validator:
    registry = Registry().with_resource(
        BASE, Resource.from_contents({**closed(document), "$id": BASE}, default_specification=DRAFT202012)
    )
    schema = {"$ref": f"{BASE}#/components/schemas/{name}"}
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("base", [HERE, INVENTED])
def test_the_description_is_openapi(client: Client, base: str) -> None:
    response = client.get(f"{base}/openapi.json")
    assert response["Content-Type"] == "application/vnd.oai.openapi+json;version=3.1"
    document = response.json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"][0]["url"] == f"http://testserver{base}"
    OpenAPIV31SpecValidator(document).validate()


def test_every_answer_keeps_its_own_schema_and_says_something(client: Client) -> None:
    country = make_country()
    document = client.get(f"{HERE}/openapi.json").json()
    ward = str(country.scene.steady.public_id)
    values = {"code": "RX1", "ward_id": ward, "reference": "staffing-2026-10-1", "measure": "fill_registered"}
    empty = set()
    for resource in RESOURCES:
        address = resource.template
        for part in resource.in_path:
            address = address.replace(f"{{{part.name}}}", values[part.name])
        if resource.name == "api_safety_of_all":
            address = "/safety/never_events/"
        if resource.name.startswith("api_release_safety_"):
            # No safety measures are released in this country: test_release_lines holds these against their schema.
            continue
        if resource.name.startswith("api_release_complaints_"):
            address = address.replace("staffing-2026-10-1", "complaints-2026-Q2-1")
        asked = {"q": "Wren"} if resource.name == "api_search" else {}
        for one in [address, address.replace("RX1", "RX101") if "/hospitals/" in address else address]:
            if "/hospitals/RX1/" in one:
                continue
            told = ask(client, one, **asked)
            faults = list(validator(document, resource.answer.name).iter_errors(told))
            assert not faults, (one, [fault.message for fault in faults][:3])
            if told.get("results") == []:
                empty.add(resource.name)
    # Nothing is announced and no safety measures are released in this country.
    assert empty == {"api_announced", "api_safety_of_all", "api_trust_safety", "api_hospital_safety"}


def test_a_trust_in_special_measures_and_a_merged_one_keep_their_schemas(client: Client) -> None:
    make_country()
    document = client.get(f"{HERE}/openapi.json").json()
    for address, name in (("/special-measures/RX5/", "SpecialMeasuresAnswer"), ("/trusts/RX9/", "TrustAnswer")):
        faults = list(validator(document, name).iter_errors(ask(client, address)))
        assert not faults, (address, [fault.message for fault in faults][:3])


def test_an_answer_with_a_field_that_is_not_described_would_be_found(client: Client) -> None:
    make_country()
    told = ask(client, "/trusts/RX1/")
    check = validator(client.get(f"{HERE}/openapi.json").json(), "TrustAnswer")
    assert check.is_valid(told)
    assert not check.is_valid({**told, "more": 1})
    assert not check.is_valid({**told, "name": None})
    assert not check.is_valid({name: value for name, value in told.items() if name != "region"})


def fields(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema["properties"].items():
            yield f"{name}.{field}", told


def test_every_field_parameter_and_tag_is_described() -> None:
    document = described("http://testserver", demonstration=False)
    for name, told in fields(document):
        assert len(told["description"]) > 3, name
        assert told["description"].endswith("."), (name, told["description"])
    for path, item in document["paths"].items():
        operation = item["get"]
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
        for parameter in operation.get("parameters", []):
            assert parameter["description"].endswith("."), (path, parameter["name"])
    assert {tag for item in document["paths"].values() for tag in item["get"]["tags"]} == {
        tag["name"] for tag in document["tags"]
    }


def test_each_decimal_has_a_unit_or_none_is_there_to_have() -> None:
    """A number without a unit is a coordinate's, a share's or has its unit in the field beside it."""
    document = described("http://testserver", demonstration=False)
    without = {
        name
        for name, told in fields(document)
        if "number" in (told.get("type") if isinstance(told.get("type"), list) else [told.get("type")])
        and "x-unit" not in told
    }
    beside = ("SafetyFigure.", "SafetyPoint.", "PlanPoint.", "ExpectedFigure.")
    beside += ("TrustSafetyLine.", "HospitalSafetyLine.")
    assert {name for name in without if not name.startswith(beside)} == {
        "TrustComplaints.complaints_per_1000_interventions"
    }


def test_a_name_that_was_given_out_stays() -> None:
    """Names join at the end of the file; one is taken out only with a new version."""
    document = described("http://testserver", demonstration=False)
    now = {name for name, _told in fields(document)}
    now |= {
        f"{path} {parameter['name']}"
        for path, item in document["paths"].items()
        for parameter in item["get"].get("parameters", [])
    }
    given_out = set(NAMES.read_text(encoding="utf-8").split("\n")) - {""}
    assert given_out - now == set(), "names that integrators use are gone"
    assert now - given_out == set(), f"add these names to {NAMES.name}"
