"""The head of a page: a preview with the facts of the page, and markup that says no more than is true."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from oversight import clock
from oversight.organisations.models import Body
from publication.record import Releases
from publication.sharing.described import (
    Described,
    described_hospital,
    described_page,
    described_release,
    described_trust,
    head_of,
)
from publication.sharing.place import PlaceNow
from ratings.rules.ratings_words import NonRating
from tests.publication.making import make_hospital
from tests.publication.rating_making import GOOD, give
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
LEVELS = ("ward", "hospital", "trust")


@pytest.fixture
def scene(settings: Any) -> Scene:
    cache.clear()
    settings.SITE_ADDRESS = "https://oversight.example"
    return make_scene(months=1)


def of_hospital(scene: Scene) -> str:
    place = PlaceNow(scene.site, clock.now())
    return str(
        described_hospital(
            scene.site,
            releases=place.releases,
            release=place.release,
            ratings=place.ratings,  # type: ignore[arg-type]
            special_measures=place.special_measures,
            trust=scene.trust,
        )
    )


def of_trust(scene: Scene) -> str:
    place = PlaceNow(scene.trust, clock.now())
    return str(
        described_trust(
            scene.trust,
            releases=place.releases,
            release=place.release,
            ratings=place.ratings,  # type: ignore[arg-type]
        )
    )


def property_of(head: str, name: str) -> str:
    found = re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)">', head)
    assert len(found) == 1, (name, found)
    return str(found[0])


def things(head: str) -> list[dict[str, Any]]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.S)
    assert len(blocks) == 1
    read = json.loads(blocks[0])
    assert read["@context"] == "https://schema.org"
    return list(read["@graph"])


def thing(head: str, kind: str) -> dict[str, Any]:
    found = [each for each in things(head) if each["@type"] == kind]
    assert len(found) == 1
    return found[0]


def test_a_preview_says_the_rating_with_its_day_and_the_staffing(scene: Scene) -> None:
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    head = of_hospital(scene)
    assert property_of(head, "og:title") == "St Anne&#39;s Hospital"
    said = property_of(head, "og:description")
    assert "Rated Good by inspectors, 4 March 2016." in said
    assert re.search(r"Ward staffing, October 2026: [\d.]+% of planned hours were worked\.", said)
    assert property_of(head, "og:url") == "https://oversight.example/hospitals/RX101/"
    assert property_of(head, "og:image") == "https://oversight.example/hospitals/RX101/preview.png"
    assert 'rel="canonical" href="https://oversight.example/hospitals/RX101/"' in head


def test_a_place_without_a_rating_says_so_and_has_no_review(scene: Scene) -> None:
    head = of_hospital(scene)
    assert "No overall inspection rating has been published." in property_of(head, "og:description")
    assert "review" not in thing(head, "Hospital")


def test_the_markup_holds_the_rating_its_day_and_who_gave_it(scene: Scene) -> None:
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    hospital = thing(of_hospital(scene), "Hospital")
    assert hospital["review"] == {
        "@type": "Review",
        "name": "Overall inspection rating",
        "datePublished": "2016-03-04",
        "author": {"@type": "GovernmentOrganization", "name": "Care Quality Commission"},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "Good",
            "bestRating": "Outstanding",
            "worstRating": "Inadequate",
        },
    }
    assert hospital["address"]["postalCode"] == "WR1 1AA"
    assert hospital["parentOrganization"]["url"] == "https://oversight.example/trusts/RX1/"


def test_who_rated_is_left_out_where_no_regulator_was_on_record_that_day(scene: Scene) -> None:
    Body.objects.filter(role=Body.Role.REGULATOR).update(from_on=date(2017, 1, 1))
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    assert "author" not in thing(of_hospital(scene), "Hospital")["review"]


def test_an_inspection_without_a_rating_is_no_review(scene: Scene) -> None:
    give(scene.trust, scene.site, NonRating.NOT_RATED, on=date(2016, 3, 4))
    head = of_hospital(scene)
    assert "review" not in thing(head, "Hospital")
    assert "Inspected, without a rating" in property_of(head, "og:description")


def test_a_trust_names_its_hospitals(scene: Scene) -> None:
    trust = thing(of_trust(scene), "GovernmentOrganization")
    assert [each["name"] for each in trust["subOrganization"]] == ["Cottage Hospital", "St Anne's Hospital"]
    assert trust["identifier"] == {"@type": "PropertyValue", "propertyID": "ODS code", "value": "RX1"}


def test_what_is_invented_says_so_to_programs_too(settings: Any) -> None:
    cache.clear()
    scene = make_scene(months=1, demonstration=True)
    head = of_hospital(scene)
    assert property_of(head, "og:description").startswith("Invented, for a demonstration.")
    hospital = thing(head, "Hospital")
    assert "there is no such organisation" in hospital["disambiguatingDescription"]
    assert "ODS" not in hospital["identifier"]["propertyID"]
    dataset = thing(str(described_release(scene.release, levels=LEVELS)), "Dataset")
    assert "spatialCoverage" not in dataset
    assert "Invented" in dataset["description"]


def test_a_release_is_a_dataset_with_its_files(scene: Scene) -> None:
    dataset = thing(str(described_release(scene.release, levels=LEVELS)), "Dataset")
    assert dataset["temporalCoverage"] == "2026-10-01/2026-10-31"
    assert dataset["datePublished"] == "2026-11-20T09:30:00+00:00"
    assert [each["contentUrl"] for each in dataset["distribution"]] == [
        f"https://oversight.example/releases/{scene.release.reference}/{level}s.csv" for level in LEVELS
    ]


def test_every_file_that_the_markup_names_is_there(scene: Scene, client: Any) -> None:
    dataset = thing(str(described_release(scene.release, levels=LEVELS)), "Dataset")
    for each in dataset["distribution"]:
        assert client.get(each["contentUrl"].removeprefix("https://oversight.example")).status_code == 200


def test_the_way_to_a_page_is_told(scene: Scene) -> None:
    trail = thing(str(described_page("Releases", "What is out.", "/releases/")), "BreadcrumbList")
    assert [each["name"] for each in trail["itemListElement"]] == ["Find a hospital", "Releases"]


def test_no_name_can_end_the_block_that_it_stands_in() -> None:
    name = '</script><script>alert("1")</script> & co'
    head = str(
        head_of(Described(name, name, "https://oversight.example/", things=({"@type": "Hospital", "name": name},)))
    )
    assert "<script>alert" not in head
    assert things(head)[0]["name"] == name


def test_a_hospital_without_figures_has_no_word_on_its_staffing(scene: Scene) -> None:
    unstaffed = make_hospital(scene.trust, "RX103", "NEW HOSPITAL")
    head = str(described_hospital(unstaffed, releases=Releases(demonstration=False), release=scene.release))
    assert "Ward staffing" not in property_of(head, "og:description")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/hospitals/RX101/", "Hospital"),
        ("/trusts/RX1/", "GovernmentOrganization"),
        ("/releases/staffing-2026-10-1/", "Dataset"),
        ("/data/", "BreadcrumbList"),
    ],
)
def test_pages_carry_their_head(client: Any, scene: Scene, path: str, kind: str) -> None:
    head = client.get(path).content.decode().partition("<body>")[0]
    assert property_of(head, "og:url") == f"https://oversight.example{path}"
    assert kind == "BreadcrumbList" or thing(head, kind)


@pytest.mark.parametrize("path", ["/hospitals/RX101/preview.png", "/trusts/RX1/preview.png"])
def test_the_picture_that_a_head_names_is_there(client: Any, scene: Scene, path: str) -> None:
    head = client.get(path.replace("preview.png", "")).content.decode()
    assert property_of(head, "og:image") == f"https://oversight.example{path}"
    assert client.get(path).status_code == 200
