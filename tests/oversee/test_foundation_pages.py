"""The pages of foundation status: what waits, one trust's gate with its history, and the steps of an application."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oversight.accounts.models import Role
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Trust, TrustKind
from oversight.records.audit import System
from ratings.cases.foundation_applications import put_forward
from ratings.cases.models import FoundationApplication
from tests.inspect.case_making import of_body
from tests.oversee.foundation_making import Bodies, make_applicant, make_bodies
from tests.ratings.special_measures.making import BETTER, enter
from tests.returns.making import NOW

LIST = "/oversee/foundation/"
TODAY = date(2026, 11, 5)


@pytest.fixture
def bodies(db: None) -> Bodies:
    return make_bodies()


@pytest.fixture
def trust(db: None) -> Trust:
    return make_applicant()


def read(client: Client, address: str) -> str:
    return text_of(client.get(address))


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def send(client: Client, code: str, step: str, **fields: object) -> HttpResponse:
    return client.post(f"{LIST}{code}/", {"step": step, "on": TODAY.isoformat(), **fields})


def forward(trust: Trust, bodies: Bodies, on: date = TODAY) -> FoundationApplication:
    return put_forward(trust=trust, on=on, words="The Board is ready.", by=bodies.nina, now=NOW)


def test_the_list_shows_what_waits_the_oldest_first_and_every_gate(bodies: Bodies, trust: Trust, signed_in) -> None:
    forward(trust, bodies, date(2026, 10, 1))
    forward(make_applicant("RX2", BETTER), bodies, date(2026, 9, 1))
    text = read(signed_in(bodies.nina), LIST)
    assert text.index("RX2 NHS Trust") < text.index("RX1 NHS Trust")
    assert "65 days" in text
    assert "35 days" in text
    assert "Open" in text.split("The gate on 5 November 2026")[1]
    assert "Closed" in text.split("The gate on 5 November 2026")[1]
    assert "RX1" not in read(signed_in(bodies.nina), f"{LIST}?trusts=real")


def test_the_list_asks_as_often_for_many_trusts_as_for_one(
    bodies: Bodies, trust: Trust, signed_in, django_assert_max_num_queries
) -> None:
    client = signed_in(bodies.nina)
    with CaptureQueriesContext(connection) as for_one:
        read(client, LIST)
    for number in range(2, 6):
        make_applicant(f"RX{number}")
    with django_assert_max_num_queries(len(for_one)):
        read(client, LIST)


def test_a_trusts_page_says_part_by_part_why_its_gate_stands_as_it_does(bodies: Bodies, signed_in) -> None:
    trust = make_applicant("RX1", BETTER)
    enter(trust, date(2026, 10, 20), now=NOW)
    text = read(signed_in(bodies.nina), f"{LIST}RX1/")
    assert "The gate today" in text
    assert "Published as rated Requires improvement. Since 2 March 2026." in text
    assert "It is in special measures. Since 20 October 2026." in text
    assert "Hard Truths 2.24" in text
    history = text.split("How the gate stood</h2>")[1]
    assert history.index("20 October 2026") < history.index("2 March 2026")
    assert "19 October 2026" in history


def test_put_forward_by_one_body_and_authorised_by_the_other(bodies: Bodies, trust: Trust, signed_in) -> None:
    authority, monitor = signed_in(bodies.nina), signed_in(bodies.mona)
    assert monitor.get(f"{LIST}RX1/").status_code == 404, "it has not applied, and is not overseen by them"
    wrong = text_of(send(authority, "RX1", "forward", words=" "))
    assert "Say what the application rests on" in wrong
    assert send(authority, "RX1", "forward", words="The Board is ready.").status_code == 302
    assert "Decide on the application" not in read(authority, f"{LIST}RX1/")
    page = read(monitor, f"{LIST}RX1/")
    assert "waits for a decision, since today." in page
    assert "Withdraw the application" not in page
    assert "RX1 NHS Trust" in read(monitor, LIST)
    missing = text_of(send(monitor, "RX1", "decide", outcome="authorised", reason=""))
    assert "Give the reason of the decision" in missing
    assert send(monitor, "RX1", "decide", outcome="authorised", reason="It is well led.").status_code == 302
    assert "Authorised on 5 November 2026 by Foundation Regulator." in read(monitor, f"{LIST}RX1/")


def test_a_closed_gate_is_told_beside_the_answer_and_nothing_is_lost(bodies: Bodies, signed_in) -> None:
    forward(make_applicant("RX1", BETTER), bodies)
    text = text_of(send(signed_in(bodies.mona), "RX1", "decide", outcome="authorised", reason="All the same."))
    assert "On 5 November 2026 the gate is not open" in text
    assert "All the same." in text
    assert FoundationApplication.objects.get().state == "waiting"


def test_of_two_who_end_it_the_second_is_told(bodies: Bodies, trust: Trust, signed_in) -> None:
    forward(trust, bodies)
    assert send(signed_in(bodies.mona), "RX1", "decide", outcome="refused", reason="Not yet.").status_code == 302
    late = text_of(send(signed_in(bodies.noel), "RX1", "withdraw", reason="Too early."))
    assert "Somebody else has just decided on this application. Read that first." in late
    assert "Not yet." in late


def test_others_see_their_area_and_change_nothing(bodies: Bodies, trust: Trust, signed_in) -> None:
    make_applicant("RX2")
    area = Body.objects.create(code="CCG-1", name="Midshire", role=Body.Role.COMMISSIONER, is_demonstration=True)
    set_area(body=area, trusts=[trust], on=date(2015, 4, 1), by=System("test"), now=NOW)
    client = signed_in(of_body(Role.COMMISSIONER, area, "c@ccg.example"))
    assert "RX2" not in read(client, LIST)
    text = read(client, f"{LIST}RX1/")
    assert "Put an application forward" not in text
    assert client.get(f"{LIST}RX2/").status_code == 404
    assert send(client, "RX1", "forward", words="Ready.").status_code in (403, 404)
    assert not FoundationApplication.objects.exists()


def test_a_foundation_trust_has_no_such_page(bodies: Bodies, signed_in) -> None:
    make_applicant("RX4", kind=TrustKind.Kind.FOUNDATION_TRUST)
    for person in (bodies.nina, bodies.mona):
        assert signed_in(person).get(f"{LIST}RX4/").status_code == 404
    assert "RX4" not in read(signed_in(bodies.mona), LIST)
