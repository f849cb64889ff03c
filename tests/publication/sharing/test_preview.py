"""The picture beside an address that was sent to somebody."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from oversight import clock
from publication.sharing.place import PlaceNow
from publication.sharing.preview import words_of
from tests.publication.making import make_hospital
from tests.publication.rating_making import GOOD, give
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=1)


@pytest.mark.parametrize("path", ["/hospitals/RX101/preview.png", "/trusts/RX1/preview.png"])
def test_a_preview_is_a_png_of_the_size_that_networks_show(client: Client, scene: Scene, path: str) -> None:
    response = client.get(path)
    assert response["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert not response.cookies


def test_it_says_the_rating_its_day_and_the_staffing(scene: Scene) -> None:
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    said = words_of(PlaceNow(scene.site, clock.now()))
    assert said["word"] == "Good"
    assert said["lines"][0] == "Inspectors' overall rating, 4 March 2016"  # type: ignore[index]
    assert "of planned hours were worked." in said["lines"][1]  # type: ignore[index]


def test_who_was_never_rated_is_told_so(scene: Scene) -> None:
    assert words_of(PlaceNow(scene.site, clock.now()))["word"] == "No overall rating published"


def test_the_same_words_are_the_same_bytes_and_a_new_rating_another_picture(client: Client, scene: Scene) -> None:
    first = client.get("/hospitals/RX101/preview.png")
    cache.clear()
    assert client.get("/hospitals/RX101/preview.png").content == first.content
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    again = client.get("/hospitals/RX101/preview.png", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_a_long_name_with_signs_of_every_kind_is_drawn(client: Client, scene: Scene) -> None:
    make_hospital(scene.trust, "RX103", '#READ("/ETC/PASSWD") *BOLD* $X$ ' + "LONG " * 30)
    assert client.get("/hospitals/RX103/preview.png").status_code == 200
