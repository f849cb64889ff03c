"""The file of ratings and the badge."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.models import DisplayDuty, PublishedRating
from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, Trust
from publication.rating_csv import COLUMNS
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import (
    GOOD,
    OUTSTANDING,
    REQUIRES,
    by_rule,
    give,
    make_inspection,
    make_report,
)
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db
TODAY = datetime(2016, 7, 20, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("oversight.clock.now", lambda: TODAY)


@pytest.fixture
def trust() -> Trust:
    return make_trust()


@pytest.fixture
def site(trust: Trust) -> Site:
    return make_hospital(trust)


def lines(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    text = response.content.decode()
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestFile:
    def test_every_publication_is_in_it_with_what_stands_marked(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD, service="surgery", question=KeyQuestion.SAFE)
        give(
            trust,
            site,
            NonRating.NOT_RATED,
            service="surgery",
            question=KeyQuestion.SAFE,
            on=date(2016, 6, 1),
            non_rating_reason=str(NonRatingReason.NEW_SERVICE),
        )
        corrected = give(trust, site, OUTSTANDING, on=date(2016, 6, 1))
        PublishedRating.objects.filter(pk=corrected.pk).update(known_to=TODAY)
        give(trust, None, REQUIRES, **by_rule("E", GOOD, {"safe": GOOD}, "=1+1"))

        found = lines(client, "/hospitals/RX101/ratings.csv")

        assert [(row["service"], row["rating"], row["stands"], row["known_to"]) for row in found] == [
            ("", "Outstanding", "false", "2016-07-20"),
            ("Surgery", "Not rated", "true", ""),
            ("Surgery", "Good", "false", ""),
        ]
        assert found[1]["not_rated_because"] == "the service is new"
        assert found[1]["is_rated"] == "false"
        whole = lines(client, "/trusts/RX1/ratings.csv")
        assert len(whole) == 4
        assert whole[0]["departure_reason"] == "'=1+1"
        assert (whole[0]["computed"], whole[0]["rule"]) == ("Good", "E")

    @pytest.mark.parametrize("address", ["/hospitals/RX101/ratings.csv", "/trusts/RX1/ratings.csv"])
    def test_its_description_names_its_columns(self, client: Client, site: Site, address: str) -> None:
        response = client.get(address)
        assert f"<http://testserver{address}-metadata.json>" in response["Link"]
        described = client.get(f"{address}-metadata.json")
        assert described["Content-Type"] == "application/csvm+json"
        told = json.loads(described.content)
        assert told["url"] == f"http://testserver{address}"
        names = [column["name"] for column in told["tableSchema"]["columns"]]
        assert names == response.content.decode().split("\r\n")[0].split(",")
        assert all(column["dc:description"] for column in told["tableSchema"]["columns"])

    def test_the_dictionary_of_columns_has_them(self, client: Client) -> None:
        text = read(client, "/data/")
        assert len({column.name for column in COLUMNS}) == len(COLUMNS)
        for column in COLUMNS:
            assert column.description in text


class TestBadge:
    def test_word_date_and_address_and_a_title_for_who_does_not_see_it(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give(trust, site, GOOD)
        response = client.get("/hospitals/RX101/badge.svg")
        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        drawing = ElementTree.fromstring(response.content)  # noqa: S314  (our own drawing)
        words = [element.text for element in drawing.iter(f"{SVG}text")]
        assert words == [
            "St Anne's Hospital",
            "Good",
            "Inspection rating, 12 March 2014",
            "testserver/hospitals/RX101/",
        ]
        title = drawing.find(f"{SVG}title")
        assert title is not None
        assert title.text == "Inspection rating of St Anne's Hospital: Good, rated 12 March 2014."
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == title.get("id")
        assert b"style=" not in response.content
        assert b"<style" not in response.content
        assert b"<script" not in response.content

    def test_it_brings_itself_up_to_date(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD)
        first = client.get("/hospitals/RX101/badge.svg")
        assert first["Cache-Control"] == "public, max-age=300"
        assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
        held = {"If-None-Match": first["ETag"]}
        assert client.get("/hospitals/RX101/badge.svg", headers=held).status_code == 304
        give(trust, site, REQUIRES, on=date(2016, 6, 1))
        again = client.get("/hospitals/RX101/badge.svg", headers=held)
        assert again.status_code == 200
        assert b"Requires improvement" in again.content
        assert "Set-Cookie" not in again

    def test_as_known_on_a_day_it_shows_what_stood_then_and_says_so(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give(trust, site, GOOD)
        give(trust, site, REQUIRES, on=date(2016, 6, 1))
        give(trust, None, OUTSTANDING, on=date(2016, 6, 2))
        now = client.get("/hospitals/RX101/badge.svg").content
        assert b">Requires improvement</text>" in now
        assert b"As known on" not in now
        then = client.get("/hospitals/RX101/badge.svg?known-on=2016-05-31")
        assert b">Good</text>" in then.content
        assert b">As known on 31 May 2016.</text>" in then.content
        assert b"rated 12 March 2014. As known on 31 May 2016.</title>" in then.content
        held = {"If-None-Match": then["ETag"]}
        assert client.get("/hospitals/RX101/badge.svg?known-on=2016-05-31", headers=held).status_code == 304
        assert client.get("/hospitals/RX101/badge.svg?known-on=2016-06-01", headers=held).status_code == 200
        for before in ("/hospitals/RX101/badge.svg?known-on=2014-03-11", "/trusts/RX1/badge.svg?known-on=2016-06-01"):
            assert b">No rating published</text>" in client.get(before).content
        # The day in London has begun, so its badge is that of now.
        assert b">Requires improvement</text>" in client.get("/hospitals/RX101/badge.svg?known-on=2016-07-20").content

    @pytest.mark.parametrize("day", ["2016-07-21", "2016-02-30", "soon"])
    def test_a_day_that_is_none_or_is_to_come_is_refused(self, client: Client, site: Site, day: str) -> None:
        for address in ("badge.svg", "badge/"):
            response = client.get(f"/hospitals/RX101/{address}?known-on={day}")
            assert response.status_code == 400
            assert b"Choose another day" in response.content

    def test_the_page_of_a_day_shows_its_badge_but_hands_out_the_one_that_stands(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give(trust, site, GOOD)
        page = client.get("/hospitals/RX101/badge/?known-on=2014-03-11").content.decode()
        assert 'src="/hospitals/RX101/badge.svg?known-on=2014-03-11"' in page
        assert "No rating published. As known on 11 March 2014." in page
        text = read(client, "/hospitals/RX101/badge/?known-on=2014-03-11")
        assert "there is none to display yet" in text
        assert '<img src="http://testserver/hospitals/RX101/badge.svg"' in text
        page = client.get("/hospitals/RX101/badge/").content.decode()
        assert 'src="/hospitals/RX101/badge.svg"' in page
        assert "As known on" not in page

    def test_without_a_rating_it_says_so(self, client: Client, site: Site) -> None:
        content = client.get("/hospitals/RX101/badge.svg").content
        assert b">No rating published</text>" in content
        assert client.get("/hospitals/NONE/badge.svg").status_code == 404

    def test_a_trust_has_its_own(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD)
        give(trust, None, OUTSTANDING)
        assert b">Outstanding</text>" in client.get("/trusts/RX1/badge.svg").content

    def test_a_long_name_stays_within_it_and_is_no_markup(self, client: Client, trust: Trust) -> None:
        name = "The Very Long Name of a <b>Hospital</b> & Its Several Sites for Care of Older People"
        make_hospital(trust, "RX103", name)
        drawing = ElementTree.fromstring(client.get("/hospitals/RX103/badge.svg").content)  # noqa: S314  (our own drawing)
        words = [element.text or "" for element in drawing.iter(f"{SVG}text")]
        assert max(len(word) for word in words[:2]) <= 36
        assert words[1].endswith("...")


class TestDisplay:
    def test_the_duty_with_its_day(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD)
        text = read(client, "/hospitals/RX101/badge/")
        assert "It has 21 days from publication" in text
        assert "On the website Displayed by 2 April 2014" in text
        assert '<img src="http://testserver/hospitals/RX101/badge.svg"' in text

    def test_what_was_recorded_with_the_report_is_told(self, client: Client, trust: Trust, site: Site) -> None:
        other = make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
        inspection = make_inspection(trust, site, other, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        report = make_report(inspection, published_at=TODAY - timedelta(days=1))
        give(trust, site, GOOD, report=report, on=date(2016, 7, 19))
        for place, where, due_on in (
            ("site", site, date(2016, 8, 9)),
            ("site", other, date(2016, 8, 10)),
            ("website", None, date(2016, 8, 9)),
        ):
            DisplayDuty.objects.create(report=report, place=place, site=where, due_on=due_on)
        text = read(client, "/hospitals/RX101/badge/")
        assert "At the location Displayed by 9 August 2016" in text
        assert "10 August 2016" not in text

    def test_nothing_to_display_is_said(self, client: Client, site: Site) -> None:
        assert "there is none to display yet" in read(client, "/hospitals/RX101/badge/")
