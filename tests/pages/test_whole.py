"""A page is read whole, however slowly it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from oversight.accounts.access import PUBLIC, access
from tests.pages.looking import Looking


@access(PUBLIC)
def _first(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<title>First</title><form action='/slow/'><button>Send</button></form>")


@access(PUBLIC)
def _slow(request: HttpRequest) -> StreamingHttpResponse:
    """Send the first letters at once and the title half a second later, as a busy machine does."""

    def pieces() -> Iterator[str]:
        yield "<!doctype html><html lang=en>" + " " * 2000
        time.sleep(0.5)
        yield "<title>Second</title><h1>Second</h1>"

    return StreamingHttpResponse(pieces())


urlpatterns = [path("first/", _first), path("slow/", _slow)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_what_is_read_after_a_press_is_the_whole_page(looking: Looking) -> None:
    looking.open("/first/")
    looking.page.get_by_role("button", name="Send").click()
    assert looking.page.title() == "Second"
    looking.open("/first/")
    looking.page.get_by_role("button", name="Send").click()
    assert looking.page.locator("h1").all_inner_texts() == ["Second"]
