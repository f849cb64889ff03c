"""The pages of good practice: found by theme, offered where the measure moved, and withdrawn with a mark."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oversight.accounts.models import Person
from ratings.practice.models import PracticeOffer
from tests.desk.pages import links_of, page, text_of
from tests.practice.conftest import LATER, SINCE, WORDS, Offering, make_offering
from tests.ratings.plan_measures.making import FALLS, brought

SignIn = Callable[[Person], Client]
FORM = {**WORDS, "measure": FALLS, "delivered_on": "1 3 2015"}


def send(client: Client, trust: str = "RX1", **changes: object) -> object:
    return client.post(f"/workspace/practice/new/{trust}/", {**FORM, "save_id": str(uuid4()), **changes})


def test_an_improvement_is_offered_found_by_theme_and_read(offering: Offering, signed_in: SignIn) -> None:
    client = signed_in(offering.preparer)
    assert "No trust has offered an improvement yet." in page(client, "/workspace/practice/")
    choose = client.get("/workspace/practice/new/")
    assert "/workspace/practice/new/RX1/" in links_of(choose)
    answer = send(client)
    offer = PracticeOffer.objects.get()
    assert answer.url == f"/workspace/practice/offers/{offer.public_id}/"  # type: ignore[attr-defined]

    other = signed_in(make_offering("RX2").signatory)
    listed = page(other, "/workspace/practice/?theme=safety_thermometer")
    assert "1 improvement on harms of the safety thermometer" in listed
    assert "A second look at everybody who may fall" in listed
    assert "Still better" in listed
    assert "Patients harmed by a fall: better since." in listed
    read = other.get(f"/workspace/practice/offers/{offer.public_id}/")
    assert "mailto:falls@trust.example" in links_of(read)
    told = text_of(read)
    assert "Lead nurse for falls" in told
    assert "does not show that it moved because of it" in told
    # Another trust's people read it and cannot take it back.
    assert f"/workspace/practice/offers/{offer.public_id}/withdraw/" not in links_of(read)
    assert other.get(f"/workspace/practice/offers/{offer.public_id}/withdraw/").status_code == 404
    assert other.get("/workspace/practice/new/RX1/").status_code == 404


def test_what_the_measure_does_not_bear_out_is_refused_in_words(signed_in: SignIn, db: None) -> None:
    made = make_offering(since=[25, 30, 20, 25, 25, 20, 30])
    answer = send(signed_in(made.preparer), delivered_on="1/8/2015")
    told = text_of(answer)  # type: ignore[arg-type]
    assert "Only an improvement that its measure bears out can be offered." in told
    assert "not changed since" in told
    assert "None of the 7 months since that have a figure stands out" in told
    # What was written is still there.
    assert WORDS["what_was_done"] in answer.content.decode()  # type: ignore[attr-defined]


def test_what_is_missing_is_said_beside_its_field(offering: Offering, signed_in: SignIn) -> None:
    client = signed_in(offering.preparer)
    told = text_of(send(client, measure="", delivered_on="", title="", ask_at="nobody"))  # type: ignore[arg-type]
    for words in ("Choose a measure", "Give the day", "Give the improvement a name", "Give an email address such as"):
        assert told.count(words) >= 2, words
    assert not PracticeOffer.objects.exists()


def test_a_withdrawn_offer_leaves_its_mark_and_nothing_else(offering: Offering, signed_in: SignIn) -> None:
    client, made = signed_in(offering.signatory), offering.offer()
    answer = client.post(f"/workspace/practice/offers/{made.public_id}/withdraw/", {"because": "The ward closed."})
    assert answer.status_code == 302
    told = page(client, f"/workspace/practice/offers/{made.public_id}/")
    assert "withdrew it on 10 March 2016: The ward closed." in told
    assert WORDS["what_was_done"] not in told
    again = client.post(f"/workspace/practice/offers/{made.public_id}/withdraw/", {"because": "Again."})
    assert "It was withdrawn already." in text_of(again)


def test_an_offer_whose_measure_came_back_says_so(
    offering: Offering, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = offering.offer()
    monkeypatch.setenv("OVERSIGHT_NOW", LATER.isoformat())
    brought(offering.trust, [26, 24, 25], last="2016-05", now=LATER)
    told = page(signed_in(offering.preparer), f"/workspace/practice/offers/{made.public_id}/")
    assert "No longer better" in told
    assert "When it was offered, on 10 March 2016, the measure was better since." in told
    assert "No longer better" in page(signed_in(offering.preparer), "/workspace/practice/")


def test_real_and_invented_improvements_are_never_together(offering: Offering, signed_in: SignIn) -> None:
    real = make_offering("RY1", demonstration=False)
    made, other = offering.offer(), real.offer(title="A real one")
    invented = signed_in(offering.preparer)
    for address in ("/workspace/practice/", "/workspace/practice/?trusts=real"):
        told = page(invented, address)
        assert made.title in told
        assert "A real one" not in told
    assert invented.get(f"/workspace/practice/offers/{other.public_id}/").status_code == 404
    assert "A real one" in page(signed_in(real.preparer), "/workspace/practice/")


def test_a_list_costs_no_more_queries_for_more_offers_of_a_trust(offering: Offering, signed_in: SignIn) -> None:
    client = signed_in(offering.preparer)
    offering.offer()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/workspace/practice/")
        return len(asked)

    queries()  # what a process reads once
    one = queries()
    for day in (5, 12, 19):
        offering.offer(delivered_on=SINCE.replace(day=day))
    assert queries() == one
