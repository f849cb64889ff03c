"""What a process holds ready for strangers is what it would answer anew, and never older than the record."""

from __future__ import annotations

import gzip

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client

from oversight.organisations.models import Site
from publication.front import KeptAnswer
from publication.shelf import Shelf, _OnShelf, shelf
from tests.publication.scene import publish_hospital


@pytest.fixture
def address(db: None) -> str:
    cache.clear()
    return publish_hospital()


def held(size: int) -> _OnShelf:
    return _OnShelf(KeptAnswer("key", b"x" * size, b""), {})


def test_a_second_reader_is_answered_without_the_cache(address: str, django_assert_num_queries) -> None:
    first = Client().get(address)
    assert shelf.get(address) is not None
    cache.clear()
    with django_assert_num_queries(1):
        second = Client().get(address)
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert second["Content-Security-Policy"]


def test_packed_and_unchanged_are_answered_from_it_too(address: str) -> None:
    first = Client().get(address, headers={"accept-encoding": "gzip"})
    cache.clear()
    packed = Client().get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == gzip.decompress(first.content)
    plain = Client().get(address)
    assert "Content-Encoding" not in plain
    assert plain.content == gzip.decompress(packed.content)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("ahead", [False, True])
def test_who_holds_the_answer_may_say_so_in_every_way(address: str, ahead: bool) -> None:
    tag = Client().get(address)["ETag"]
    if not ahead:
        shelf.clear()
        cache.clear()
    strong = tag.removeprefix("W/")
    for held in (tag, strong, f'"another", W/"one more", {tag}', "*"):
        answer = Client().get(address, headers={"if-none-match": held})
        assert (answer.status_code, answer["ETag"], answer.content) == (304, tag, b""), held
    for other in ('W/"another"', "", "gibberish", tag[:-2] + '"', tag.replace("W/", "w/w/")):
        assert Client().get(address, headers={"if-none-match": other}).status_code == 200, other


@pytest.mark.parametrize("file", ["panel.svg", "panel/", "badge.svg", "preview.png", "summary.pdf"])
def test_a_file_that_was_packed_on_its_way_is_known_again(address: str, file: str) -> None:
    sent = Client().get(address + file, headers={"accept-encoding": "gzip"})
    assert sent.status_code == 200
    again = Client().get(address + file, headers={"accept-encoding": "gzip", "if-none-match": sent["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_committed_is_seen_at_once(address: str) -> None:
    assert "Renamed" not in Client().get(address).content.decode()
    Site.objects.filter(code="RX101").update(name="RENAMED HOSPITAL")
    assert "Renamed Hospital" in Client().get(address).content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_who_brings_a_cookie_goes_past_it(address: str, cookie: str, settings) -> None:
    Client().get(address)
    known = Client()
    known.cookies[settings.SESSION_COOKIE_NAME if cookie == "sessionid" else cookie] = "something"
    cache.clear()
    shelf.put(address, _OnShelf(KeptAnswer(shelf.get(address).answer.key, b"from the shelf", b""), {}))
    assert Client().get(address).content == b"from the shelf"
    assert known.get(address).content != b"from the shelf"


def test_a_question_a_form_and_another_host_go_past_it(address: str, settings) -> None:
    Client().get(address)
    shelf.put(address, _OnShelf(KeptAnswer(shelf.get(address).answer.key, b"from the shelf", b""), {}))
    assert Client().get(address).content == b"from the shelf"
    assert Client().get(f"{address}?known-on=2026-11-20").content != b"from the shelf"
    assert Client().post(address).status_code == 405
    settings.ALLOWED_HOSTS = ["oversight.example"]
    assert Client().get(address, headers={"host": "elsewhere.example"}).status_code == 400


def test_what_is_not_the_same_for_everybody_is_not_held(db: None) -> None:
    for path in ("/", "/releases/", "/account/sign-in/"):
        Client().get(path)
        assert shelf.get(path) is None


def test_it_gives_up_what_was_asked_for_least_lately() -> None:
    small = Shelf(most_bytes=100)
    for name in ("a", "b"):
        small.put(name, held(40))
    small.get("a")
    small.put("c", held(40))
    assert [small.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]
    small.put("c", held(90))
    assert small.get("a") is None
    small.put("d", held(101))
    assert small.get("d") is None


def test_an_answer_with_a_cookie_of_its_own_is_not_held(address: str) -> None:
    from publication.shelf import ShelfMiddleware

    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("for one reader")
        response.set_cookie("own", "1")
        response.kept_answer = KeptAnswer("key", b"for one reader", b"")
        return response

    request = HttpRequest()
    request.method, request.path, request.META = "GET", "/own/", {"SERVER_NAME": "testserver", "SERVER_PORT": "80"}
    assert ShelfMiddleware(answer)(request).content == b"for one reader"
    assert shelf.get("/own/") is None
