"""What the public reads of ratings on a hospital's and a trust's page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from inspections.models import PublishedRating
from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, Trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason
from tests.publication.making import NOW, make_hospital, make_trust
from tests.publication.rating_making import (
    ALL_GOOD,
    GOOD,
    INADEQUATE,
    OUTSTANDING,
    REQUIRES,
    give,
    give_hospital,
    give_service,
    make_inspection,
    make_notice,
)
from tests.publication.ratings_scene import TODAY, read, set_clock, site, today, trust

__all__ = ["site", "today", "trust"]

pytestmark = pytest.mark.django_db


class TestGrid:
    def test_services_by_key_questions_in_words_with_date_and_age(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give_service(trust, site, "surgery", {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES}, GOOD)
        give_hospital(trust, site, {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES}, GOOD)

        text = read(client, "/hospitals/RX101/")

        assert "Overall Good Rated 12 March 2014, 2 years and 4 months ago." in text
        assert "Ratings of each service Service Safe Effective Caring Responsive Well-led Overall" in text
        row = "Surgery Rated 12 March 2014, 2 years and 4 months ago Safe Requires improvement Effective Good"
        assert row in text
        assert "Hospital overall Rated 12 March 2014" in text

    def test_each_rating_has_a_symbol_of_its_own_beside_its_word(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        words = dict(zip(KeyQuestion, (OUTSTANDING, GOOD, REQUIRES, INADEQUATE, GOOD), strict=True))
        give_service(trust, site, "surgery", words, REQUIRES)
        html = client.get("/hospitals/RX101/").content.decode()
        for code, word in (
            ("outstanding", "Outstanding"),
            ("good", "Good"),
            ("requires-improvement", "Requires improvement"),
            ("inadequate", "Inadequate"),
        ):
            symbol = html.index(f"app-rating__symbol--{code}")
            assert word in html[symbol : html.index("</td>", symbol)]
        shapes = {part.split("</svg>")[0].split(">", 1)[1] for part in html.split("app-rating__symbol--")[1:]}
        assert len(shapes) >= 4
        assert "style=" not in html

    def test_ratings_of_several_days_each_carry_their_own(self, client: Client, trust: Trust, site: Site) -> None:
        give_service(trust, site, "surgery", ALL_GOOD, GOOD)
        give(trust, site, REQUIRES, service="surgery", question=KeyQuestion.SAFE, on=date(2016, 7, 8))
        text = read(client, "/hospitals/RX101/")
        assert "Safe Requires improvement Down from Good Rated 8 July 2016, 12 days ago" in text
        assert "Effective Good Rated 12 March 2014, 2 years and 4 months ago" in text

    def test_a_non_rating_is_said_with_its_reason(self, client: Client, trust: Trust, site: Site) -> None:
        give(
            trust,
            site,
            NonRating.NOT_RATED,
            service="surgery",
            question=KeyQuestion.SAFE,
            non_rating_reason=str(NonRatingReason.NEW_SERVICE),
        )
        give(trust, site, NonRating.INSUFFICIENT_EVIDENCE, service="surgery", question=KeyQuestion.EFFECTIVE)
        give(
            trust,
            site,
            NonRating.NOT_RATED,
            service="surgery",
            question=KeyQuestion.CARING,
            as_published="Inspected but not rated",
        )
        text = read(client, "/hospitals/RX101/")
        assert "Safe Not rated: the service is new Effective Insufficient evidence to rate Caring" in text
        assert "Inspected but not rated: no reason was published Responsive none published" in text

    def test_no_overall_is_invented(self, client: Client, trust: Trust, site: Site) -> None:
        give_service(trust, site, "surgery", ALL_GOOD, GOOD)
        text = read(client, "/hospitals/RX101/")
        assert "No overall rating has been published." in text
        assert "Hospital overall Safe none published" in text

    def test_an_inherited_rating_is_marked(self, client: Client, trust: Trust, site: Site) -> None:
        make_trust("RX9", "OLD VALE NHS TRUST")
        give(trust, site, GOOD, service="surgery", question=KeyQuestion.SAFE, inherited=True, inherited_from="RX9")
        give(trust, site, GOOD, service="surgery", question=KeyQuestion.CARING, inherited=True)
        text = read(client, "/hospitals/RX101/")
        assert "Good Inherited from Old Vale NHS Trust" in text
        assert "Good Inherited from another organisation" in text

    def test_a_service_that_others_followed_is_history(self, client: Client, trust: Trust, site: Site) -> None:
        give_service(trust, site, "maternity_and_gynaecology", ALL_GOOD, GOOD)
        give_service(trust, site, "maternity", ALL_GOOD, GOOD, on=date(2016, 1, 5))
        assert "Maternity and gynaecology" not in read(client, "/hospitals/RX101/")
        assert "Maternity and gynaecology Published Safe" in read(client, "/hospitals/RX101/ratings/")

    def test_what_has_ceased_to_be_rated_is_history(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD, service="surgery", ended_on=date(2016, 1, 1), followed_by="Theatres")
        assert "No rating published." in read(client, "/hospitals/RX101/")
        assert "Not rated on its own since 1 January 2016" in read(client, "/hospitals/RX101/ratings/")


class TestChange:
    def test_better_and_worse_are_said_against_the_rating_before(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give_service(trust, site, "surgery", ALL_GOOD, GOOD)
        words = {**ALL_GOOD, KeyQuestion.SAFE: INADEQUATE, KeyQuestion.CARING: OUTSTANDING}
        give_service(trust, site, "surgery", words, REQUIRES, on=date(2016, 6, 1))
        text = read(client, "/hospitals/RX101/")
        assert "What changed on 1 June 2016" in text
        assert "Surgery, Caring: up from Good, now Outstanding" in text
        assert "Surgery, Safe: down from Good, now Inadequate" in text
        assert "Surgery, overall: down from Good, now Requires improvement" in text
        assert "3 ratings then published are as before." in text

    def test_a_first_rating_is_no_change(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD)
        text = read(client, "/hospitals/RX101/")
        assert "1 rating is the first of its kind." in text
        assert "Up from" not in text

    def test_a_non_rating_before_is_neither_better_nor_worse(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, NonRating.NOT_RATED)
        give(trust, site, GOOD, on=date(2016, 6, 1))
        assert "Before: not rated" in read(client, "/hospitals/RX101/")

    def test_the_same_publication_of_two_sources_is_no_change(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD, source="cqc_api")
        give(trust, site, GOOD, source="latest_ratings")
        text = read(client, "/hospitals/RX101/")
        assert "1 rating is the first of its kind." in text


class TestNothingThere:
    def test_a_hospital_without_ratings_says_so(self, client: Client, site: Site) -> None:
        text = read(client, "/hospitals/RX101/")
        assert "No rating published. No rating of this hospital is on record here." in text

    def test_a_trust_without_ratings_says_so(self, client: Client, site: Site) -> None:
        assert "No rating published. No rating of this trust is on record here." in read(client, "/trusts/RX1/")

    @pytest.mark.parametrize(
        "address",
        ["/hospitals/NONE/ratings/", "/trusts/NONE/ratings/", "/hospitals/NONE/ratings.csv", "/reports/NONE/"],
    )
    def test_what_is_not_on_record_is_not_found(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404


class TestTrust:
    def test_hospitals_by_key_questions_and_the_trust_below(self, client: Client, trust: Trust, site: Site) -> None:
        give_hospital(trust, site, ALL_GOOD, GOOD)
        for question in KeyQuestion:
            give(trust, None, GOOD, question=question, on=date(2015, 1, 2))
        give(trust, None, REQUIRES, on=date(2015, 1, 2))
        text = read(client, "/trusts/RX1/")
        assert "Overall Requires improvement Rated 2 January 2015, 1 year and 6 months ago." in text
        assert "St Anne's Hospital Rated 12 March 2014, 2 years and 4 months ago Safe Good" in text
        assert "Trust overall Rated 2 January 2015" in text

    def test_another_trusts_ratings_are_not_in_it(self, client: Client, trust: Trust, site: Site) -> None:
        other = make_trust("RX2", "OTHER NHS TRUST")
        give(other, None, INADEQUATE)
        assert "Inadequate" not in read(client, "/trusts/RX1/")


class TestKeeping:
    def test_the_page_grows_older_by_the_day(
        self, client: Client, trust: Trust, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        give(trust, site, GOOD)
        first = client.get("/hospitals/RX101/")
        assert not first.has_header("Last-Modified")
        held = {"If-None-Match": first["ETag"]}
        assert client.get("/hospitals/RX101/", headers=held).status_code == 304
        set_clock(monkeypatch, TODAY + timedelta(days=40))
        again = client.get("/hospitals/RX101/", headers=held)
        assert again.status_code == 200
        assert b"2 years and 5 months ago" in again.content

    @pytest.mark.parametrize("what", ["rating", "correction", "inspection", "notice"])
    def test_whatever_changes_the_page_changes_its_tag(
        self, client: Client, trust: Trust, site: Site, what: str
    ) -> None:
        row = give(trust, site, GOOD)
        first = client.get("/hospitals/RX101/")
        match what:
            case "rating":
                give(trust, site, REQUIRES, on=date(2015, 3, 12))
            case "correction":
                PublishedRating.objects.filter(pk=row.pk).update(known_to=TODAY)
            case "inspection":
                make_inspection(trust, site, state=InspectionState.ANNOUNCED, shown_at=TODAY)
            case "notice":
                make_notice(trust, issued_at=TODAY)
        again = client.get("/hospitals/RX101/", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200

    def test_a_page_of_a_month_has_no_ratings_but_says_where_they_stand(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests.publication.scene import make_scene

        set_clock(monkeypatch, NOW)
        scene = make_scene(months=1)
        give(scene.trust, scene.site, INADEQUATE)
        for page in ("/hospitals/RX101/2026-10/", f"/hospitals/RX101/?release={scene.release.reference}"):
            text = read(client, page)
            assert "Inspection ratings as they stand today" in text
            assert "Inadequate" not in text


def test_the_demonstration_says_that_it_is_invented(client: Client) -> None:
    trust = make_trust("DEMO001", "INVENTED NHS TRUST", demonstration=True)
    give(trust, make_hospital(trust, "DEMO001A"), GOOD)
    for page in ("/hospitals/DEMO001A/", "/hospitals/DEMO001A/ratings/", "/hospitals/DEMO001A/badge/"):
        response = client.get(page)
        assert b"Invented." in response.content
        assert response["X-Robots-Tag"] == "noindex"
    badge = client.get("/hospitals/DEMO001A/badge.svg")
    assert b"invented" in badge.content
    assert badge["X-Robots-Tag"] == "noindex"
