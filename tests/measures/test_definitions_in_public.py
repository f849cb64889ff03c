"""Definitions in public: every reviewed one on the page that explains, no draft on any page or in any export."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from oversight.measures.defining import Definition, Status, definitions, public_definitions
from tests.pages.looking import Looking, looking
from tests.publication.scene import make_scene
from tests.publication.test_only_a_release_is_public import walk

__all__ = ["looking"]

DRAFTS = tuple(made for made in definitions().values() if made.status is Status.DRAFT)


def told(body: bytes) -> str:
    """The words of a page or file, without tags and with single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body.decode("utf-8-sig", errors="replace"))))


def named_in(text: str, made: Definition) -> bool:
    """Whether a text holds the definition's code, question or words."""
    by_code = re.search(rf"\b{re.escape(made.code)}\b", text)
    return bool(by_code) or made.question in text or made.means in text


@pytest.mark.django_db
def test_no_draft_stands_on_a_public_page_or_in_an_export(client: Client) -> None:
    make_scene(months=2)
    found = walk(client)
    found |= {path: client.get(path).content for path in ("/api/", "/api/v1/") if client.get(path).status_code == 200}
    assert any(address.endswith(".csv") for address in found)
    for address, body in found.items():
        text = body.decode("utf-8", errors="replace") + told(body)
        assert [made.code for made in DRAFTS if named_in(text, made)] == [], address


@pytest.mark.django_db
def test_only_what_a_release_freezes_is_explained_as_released(client: Client) -> None:
    text = told(client.get("/about/how-it-is-worked-out/").content)
    released, others = text.split("Other indicators", 1)
    named = [made for made in public_definitions() if made.question in released]
    assert {made.return_kind for made in named} == {"staffing"}
    assert all(made.question in others for made in public_definitions() if made.return_kind == "safety")


@pytest.mark.django_db
def test_every_reviewed_definition_is_explained(client: Client) -> None:
    text = told(client.get("/about/how-it-is-worked-out/").content)
    assert len(public_definitions()) >= 100
    for made in public_definitions():
        assert made.question in text, made.code
        assert made.does_not_mean in text, made.code


@pytest.mark.django_db(transaction=True)
def test_the_definitions_of_a_theme_open_without_sideways_scroll(looking: Looking) -> None:
    make_scene(months=2)
    looking.open("/about/how-it-is-worked-out/")
    for summary in looking.page.locator("details > summary").all():
        summary.click()
    looking.is_sound("definitions-open")
