"""Our own words on these pages can be read at twelve, and none of them softens what is late."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from tests.publication.complaints.test_plain_english import reading_age
from tests.publication.special_measures.scene import PAGE, clock, make_told, read
from tests.ratings.plans.planning import at

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
SOFT = ("slippage", "awaiting", "pending", "challenge", "journey", "delayed", "behind schedule", "amber", "RAG")


def own_words(html: str) -> str:
    """The sentences of a page's paragraphs and lists, up to its tables of rules and its timeline."""
    main = html.partition("<main")[2].partition("</main>")[0].partition('id="rules"')[0]
    parts = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    return " ".join(" ".join(re.sub("<[^>]+>", "", each).split()) for each in parts)


@pytest.mark.parametrize("address", ["/about/special-measures/", "/special-measures/"])
def test_our_words_can_be_read_at_twelve(client: Client, clock: Clock, address: str) -> None:
    make_told().february()
    clock(at(date(2015, 10, 20)))
    said = own_words(client.get(address).content.decode())
    assert len(said) > 200
    assert reading_age(said) <= 12, said


def test_no_word_softens_what_is_late(client: Client, clock: Clock) -> None:
    make_told().february()
    clock(at(date(2015, 10, 20)))
    for address in (PAGE, "/trusts/RX1/", "/special-measures/", "/about/special-measures/"):
        said = read(client, address)
        assert [word for word in SOFT if re.search(rf"\b{word}\b", said)] == []


def test_the_rules_on_the_page_are_those_of_the_rule_sets(client: Client, clock: Clock) -> None:
    clock(at(date(2015, 10, 20)))
    said = read(client, "/about/special-measures/")
    assert "Inspectors come again within 12 months." in said
    assert "stays for longer, once, by 6 months at most" in said
    assert "The update of a month is due 10 days after the month ends." in said
    assert "Well-led is Inadequate for the trust." in said
    assert "7 figures or more have come since" in said
