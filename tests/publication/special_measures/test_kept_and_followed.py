"""Kept answers end with what they were made of; a merged trust's case is read where it goes on, and says whose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.cases.supporting import appoint_director
from ratings.plans.reporting import correct_report
from tests.publication.special_measures.scene import NEXT_DAY, OUT, PAGE, clock, make_told, read
from tests.ratings.cases.casting import entered, make_cast
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import at

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


class TestKept:
    def test_a_reader_who_holds_the_page_is_told_that_it_is_still_good(self, client: Client, clock: Clock) -> None:
        make_told().february()
        clock(NEXT_DAY)
        first = client.get(PAGE)
        assert first["Cache-Control"] == "public, no-cache"
        assert "Last-Modified" not in first
        again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])

    @pytest.mark.parametrize("address", [PAGE, "/trusts/RX1/", "/hospitals/RX101/", "/special-measures/"])
    def test_a_reports_time_ends_what_was_kept_before_it(self, client: Client, clock: Clock, address: str) -> None:
        make_told().february()
        # Both moments lie in the same hour of the same day, and nothing is written between them.
        clock(OUT - timedelta(seconds=1))
        first = client.get(address)
        assert first.status_code == 200
        assert client.get(address).content == first.content
        clock(OUT)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert again.content != first.content

    @pytest.mark.parametrize("address", [PAGE, "/trusts/RX1/", "/special-measures/"])
    def test_the_day_that_passes_ends_what_was_kept(self, client: Client, clock: Clock, address: str) -> None:
        make_told()
        clock(at(date(2015, 3, 10), 23, 59))
        first = client.get(address)
        clock(at(date(2015, 3, 11), 0, 0))
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert b"Overdue: the update for February 2015" in again.content

    def test_a_kept_page_asks_few_questions(
        self, client: Client, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_told().february()
        clock(NEXT_DAY)
        first = client.get(PAGE)
        with django_assert_max_num_queries(8):
            assert client.get(PAGE).content == first.content
        # Of a second reader of a trust's page nothing is asked but whether anything changed.
        client.get("/trusts/RX1/")
        with django_assert_max_num_queries(1):
            assert b"In special measures" in client.get("/trusts/RX1/").content

    def test_what_is_recorded_is_read_at_once(self, client: Client, clock: Clock) -> None:
        told = make_told()
        clock(at(date(2015, 2, 3)))
        assert "Dr Ann Field" not in read(client)
        on = date(2015, 2, 2)
        appoint_director(case=told.case, name="Dr Ann Field", on=on, by=told.decides, now=at(on))
        assert "Dr Ann Field" in read(client)

    def test_a_correction_stands_beside_what_it_corrects(self, client: Client, clock: Clock) -> None:
        told = make_told()
        report = told.february()
        now = at(date(2015, 3, 9))
        mended = correct_report(report=report, reason="A date was wrong.", by=told.planned.preparer, now=now)
        told.planned.sign(told.planned.ready(mended, now), now)
        clock(at(date(2015, 3, 9), 12))
        assert "A date was wrong." not in read(client)
        assert client.get(f"{PAGE}2015-02/2/").status_code == 404
        clock(at(date(2015, 3, 10), 10))
        text = read(client)
        assert "Corrected. A date was wrong." in text
        assert "Read the corrected update" in text
        assert "The trust has corrected this update." in read(client, f"{PAGE}2015-02/1/")
        assert "Why it was corrected. A date was wrong." in read(client, f"{PAGE}2015-02/")


class TestFollowed:
    def test_the_case_of_a_trust_that_was_followed_goes_on_where_it_is_read(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.february()
        make_trust("RX2")
        record_succession(
            from_code="RX1", to_code="RX2", on=date(2015, 4, 1), by=System("test"), now=at(date(2015, 4, 1))
        )
        clock(at(date(2015, 4, 2)))
        text = read(client, "/trusts/RX2/special-measures/")
        assert "Yes. Trust RX2 NHS Trust has been in special measures since 14 January 2015: 2 months." in text
        assert "They were decided for Trust RX1 NHS Trust, which this trust followed on 1 April 2015." in text
        assert "Rounds each hour." in text
        assert "Trust RX2 NHS Trust followed Trust RX1 NHS Trust" in text
        assert "In special measures" in read(client, "/trusts/RX2/")
        before = read(client)
        assert "Trust RX1 NHS Trust was followed by Trust RX2 NHS Trust, where its special measures go on." in before
        assert "Yes. " not in before
        listed = client.get("/api/v1/special-measures/").json()["results"]
        assert [(one["trust"], one["decided_for"]) for one in listed] == [("RX2", "RX1")]
        # Files and reports of the case are found under the trust that goes on with it.
        assert client.get("/trusts/RX2/special-measures/2015-02/").status_code == 200

    def test_a_trust_with_its_own_case_and_one_that_it_took_on_shows_both(self, client: Client, clock: Clock) -> None:
        entered(make_cast("RX2"), date(2014, 9, 1))
        make_told()
        record_succession(
            from_code="RX1", to_code="RX2", on=date(2015, 4, 1), by=System("test"), now=at(date(2015, 4, 1))
        )
        clock(at(date(2015, 4, 2)))
        text = read(client, "/trusts/RX2/special-measures/")
        assert "Yes. Trust RX2 NHS Trust has been in special measures since 1 September 2014" in text
        assert "Other times" in text
        assert "Trust RX1 NHS Trust: in special measures, 14 January 2015" in text
        assert "Trust RX1 NHS Trust was followed by Trust RX2 NHS Trust on 1 April 2015." in text
