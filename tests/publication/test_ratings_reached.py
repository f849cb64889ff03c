"""How each rating was reached, every earlier one, and the report: the page of ratings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.importing.agreement import compare, grid_of
from inspections.importing.published import Level, Published
from inspections.models import PublishedRating
from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, SiteTrust, Trust
from publication.rating_reasons import how_hospital_was_rated
from publication.rating_record import RatingRecord, rated_thing, word_of
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion, NonRating
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import (
    ALL_GOOD,
    GOOD,
    INADEQUATE,
    OUTSTANDING,
    REQUIRES,
    by_rule,
    give,
    give_hospital,
    give_service,
    make_inspection,
    make_report,
)
from tests.publication.test_hospital_page import read as words_of

pytestmark = pytest.mark.django_db
TODAY = datetime(2016, 7, 20, 12, tzinfo=UTC)
PAGE = "/hospitals/RX101/ratings/"


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


def read(client: Client, address: str) -> str:
    return re.sub(r" ([,.;:])", r"\1", words_of(client, address))


class TestReached:
    def test_the_recorded_rule_its_reason_and_its_inputs(self, client: Client, trust: Trust, site: Site) -> None:
        inputs = {
            "safe": INADEQUATE,
            "effective": GOOD,
            "caring": OUTSTANDING,
            "responsive": REQUIRES,
            "well_led": INADEQUATE,
        }
        give(trust, site, INADEQUATE, service="surgery", **by_rule("D", INADEQUATE, inputs))
        text = read(client, PAGE)
        assert "Inadequate, with 2 of 5 ratings inadequate; the rule asks for 2 or more." in text
        assert "Safe: Inadequate Effective: Good Caring: Outstanding Responsive: Requires improvement" in text
        assert "Rule D: Inadequate where enough of the ratings are inadequate" in text
        assert "applied on this page" not in text

    def test_a_departure_shows_both_and_why(self, client: Client, trust: Trust, site: Site) -> None:
        inputs = {"surgery": GOOD, "medical_care": GOOD}
        reason = "The trust closed the two theatres before we left, and no patient was harmed."
        give(
            trust,
            site,
            REQUIRES,
            question=KeyQuestion.RESPONSIVE,
            **by_rule("E", GOOD, inputs, reason),
        )
        text = read(client, PAGE)
        assert "Published: Requires improvement. The rules give: Good." in text
        assert f"Why it departs: {reason}" in text
        assert "By the rules: Good, since no other rule applies; number of ratings: 2." in text
        assert "Surgery: Good" in text

    def test_a_limiter_of_a_key_question_is_said(self, client: Client, trust: Trust, site: Site) -> None:
        give_service(trust, site, "surgery", {**ALL_GOOD}, GOOD)
        give(
            trust,
            site,
            REQUIRES,
            service="surgery",
            question=KeyQuestion.SAFE,
            on=date(2016, 6, 1),
            **by_rule(str(Action.REQUIREMENT_NOTICE), REQUIRES, {}),
        )
        text = read(client, PAGE)
        assert "Safe, Surgery Rating Requires improvement" in text
        assert "requirement notice" in text.lower()

    def test_what_was_published_elsewhere_is_held_against_the_rules(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give_service(trust, site, "surgery", {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES}, GOOD)
        give(trust, site, GOOD)
        text = read(client, PAGE)
        assert "The rules give the same: Good, since no other rule applies; number of ratings: 5." in text
        assert "Why it departs" not in text
        give_service(trust, site, "critical_care", {**ALL_GOOD}, OUTSTANDING)
        text = read(client, PAGE)
        assert "Published: Outstanding. The rules give: Good." in text
        assert "no reason was published" in text
        assert "was applied on this page to the ratings published" in text

    def test_well_led_of_a_trust_is_assessed_and_the_rest_aggregated(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give_hospital(trust, site, {**ALL_GOOD, KeyQuestion.WELL_LED: OUTSTANDING}, GOOD)
        give(trust, None, INADEQUATE, question=KeyQuestion.WELL_LED, **by_rule("assessed", INADEQUATE, {}))
        give(trust, None, GOOD, question=KeyQuestion.SAFE)
        text = read(client, "/trusts/RX1/ratings/")
        assert "Well-led was assessed for the trust as a whole" in text
        assert "St Anne's Hospital: Good" in text
        assert "The rules give: Outstanding" not in text

    def test_an_overall_counts_the_key_questions_that_were_published_as_the_report_of_agreement_does(
        self, trust: Trust, site: Site
    ) -> None:
        give_service(trust, site, "surgery", {**ALL_GOOD, KeyQuestion.SAFE: INADEQUATE}, REQUIRES)
        # Safe and caring of the hospital were never published.
        named = {KeyQuestion.EFFECTIVE: OUTSTANDING, KeyQuestion.RESPONSIVE: OUTSTANDING, KeyQuestion.WELL_LED: GOOD}
        give_hospital(trust, site, named, GOOD)
        record = RatingRecord(locations=[site.code], now=TODAY)
        on_the_page = {each.name: each for each in how_hospital_was_rated(record, site)}["Hospital overall"]
        of_files = [
            Published(
                "RX1",
                site.code,
                row.service,
                KeyQuestion(row.key_question) if row.key_question else None,
                word_of(row),
                "",
                row.published_on,
                is_current=True,
            )
            for row in record.standing.values()
        ]
        in_the_report = compare(grid_of(site.code, of_files))[-1]
        assert in_the_report.level is Level.LOCATION
        assert on_the_page.computed == in_the_report.computed.rating == OUTSTANDING
        assert dict(on_the_page.inputs) == {
            name: rating.label for name, rating in in_the_report.computed.inputs.items()
        }

    def test_a_hospital_taken_over_lately_does_not_count_on_the_page_either(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        taken = make_hospital(make_trust("RX2", "LOST NHS TRUST"), "RX201", "TAKEN HOSPITAL")
        SiteTrust.objects.filter(site=taken).update(to_on=date(2016, 3, 31))
        SiteTrust.objects.create(site=taken, trust=trust, from_on=date(2016, 4, 1))
        give_hospital(trust, site, ALL_GOOD, GOOD)
        give_hospital(trust, taken, {**ALL_GOOD, KeyQuestion.SAFE: INADEQUATE}, GOOD)
        give(trust, None, GOOD, question=KeyQuestion.SAFE)
        text = read(client, "/trusts/RX1/ratings/")
        assert "The rules give the same: Good, since no other rule applies; number of ratings: 1." in text
        assert "The rules give: Inadequate" not in text


class TestEarlier:
    def test_every_publication_stays(self, client: Client, trust: Trust, site: Site) -> None:
        give_service(trust, site, "surgery", ALL_GOOD, GOOD)
        give(trust, site, INADEQUATE, service="surgery", question=KeyQuestion.SAFE, on=date(2015, 5, 1))
        give(trust, site, REQUIRES, service="surgery", question=KeyQuestion.SAFE, on=date(2016, 6, 1))
        text = read(client, PAGE)
        history = text[text.index("All ratings ever published") :]
        assert history.index("1 June 2016 Stands today.") < history.index("1 May 2015 Earlier.")
        assert history.index("1 May 2015 Earlier.") < history.index("12 March 2014 Stands today.")
        assert "Safe Inadequate Effective not in it" in history

    def test_a_review_stands_beside_the_ratings_that_it_changed(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        first = make_report(inspection, published_at=TODAY - timedelta(days=60))
        second = make_report(inspection, published_at=TODAY - timedelta(days=10), number=2, reason="A review.")
        give(trust, site, REQUIRES, report=first, on=first.published_at.date())
        give(trust, site, GOOD, report=second, on=second.published_at.date())
        text = read(client, PAGE)
        assert "Up from Requires improvement" in text
        assert "10 July 2016 (after a review of the ratings) Stands today. Published here" in text
        assert f'href="/reports/{inspection.reference}/1/"' in client.get(PAGE).content.decode()

    def test_an_inspection_that_rated_nothing_leaves_the_rating_before(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give(trust, site, GOOD)
        give(trust, site, NonRating.NOT_RATED, on=date(2016, 6, 1), leaves_earlier_standing=True)
        assert "Overall Good Rated 12 March 2014" in read(client, "/hospitals/RX101/")
        assert "1 June 2016 Earlier." in read(client, PAGE)

    def test_a_link_that_is_no_address_of_the_web_is_no_link(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD, report_link="javascript:alert(1)")
        give(trust, None, GOOD, report_link="https://www.cqc.org.uk/location/RX101")
        assert b"javascript" not in client.get(PAGE).content
        assert b'href="https://www.cqc.org.uk/location/RX101"' in client.get("/trusts/RX1/ratings/").content


def test_what_stands_is_what_the_records_own_question_gives(trust: Trust, site: Site) -> None:
    give_service(trust, site, "surgery", ALL_GOOD, GOOD)
    give_service(trust, site, "surgery", ALL_GOOD, GOOD, source="cqc_api")
    give_service(trust, site, "surgery", {KeyQuestion.SAFE: REQUIRES}, REQUIRES, on=date(2015, 5, 1), source="cqc_api")
    give(trust, site, GOOD, service="end_of_life_care", ended_on=date(2016, 7, 20))
    give(trust, site, NonRating.NOT_RATED, service="surgery", on=date(2016, 6, 1), leaves_earlier_standing=True)
    corrected = give(trust, site, INADEQUATE, on=date(2016, 6, 1))
    PublishedRating.objects.filter(pk=corrected.pk).update(known_to=TODAY)
    give(trust, site, OUTSTANDING, on=date(2016, 7, 21))
    record = RatingRecord(locations=[site.code], provider=trust.code, now=TODAY)
    asked = PublishedRating.objects.standing(TODAY.date())
    assert {row.pk for row in record.standing.values()} == {row.pk for row in asked}
    assert all(record.standing[rated_thing(row)] == row for row in asked)


class TestReport:
    def test_sections_and_ratings_as_they_were_published(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        report = make_report(inspection, published_at=TODAY - timedelta(days=60))
        on = report.published_at.date()
        give_service(trust, site, "surgery", ALL_GOOD, GOOD, report=report, on=on)
        give(trust, site, GOOD, report=report, on=on)
        give(trust, site, INADEQUATE, on=date(2016, 7, 1))
        text = read(client, f"/reports/{inspection.reference}/")
        assert "Inspection report: St Anne's Hospital" in text
        assert "Inspected 1 February 2016 Published 21 May 2016" in text
        assert "The hospital is well run. Staff are kind." in text
        assert "Surgery: Safe Checklists were used in every theatre." in text
        assert "Nothing" not in text
        assert "Inadequate" not in text[text.index("St Anne's Hospital Service") :]

    def test_a_report_published_again_leaves_the_first_where_it_was(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        make_report(inspection, published_at=TODAY - timedelta(days=60))
        make_report(inspection, published_at=TODAY, number=2, reason="One rating was changed by a review.")
        newest = read(client, f"/reports/{inspection.reference}/")
        assert "Why it was published again. One rating was changed by a review." in newest
        assert "The report as it was on 21 May 2016" in newest
        assert "This report was published again." in read(client, f"/reports/{inspection.reference}/1/")
        assert client.get(f"/reports/{inspection.reference}/3/").status_code == 404

    def test_how_it_was_made_is_told_without_names(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        about = {
            "kind": "comprehensive",
            "announced": False,
            "team": {"lead": 1, "expert": 2},
            "breaches": [{"regulation": "18", "extent": "systemic", "areas": []}],
            "left_out": {"RX101": "2018-02-01"},
        }
        make_report(inspection, published_at=TODAY, about=about)
        text = read(client, f"/reports/{inspection.reference}/")
        assert "Inspection Comprehensive, not announced beforehand" in text
        assert "lead inspector: 1; expert by experience: 2" in text
        assert "Regulation 18: Staffing (systemic)" in text
        assert "St Anne's Hospital (until 1 February 2018)" in text

    def test_texts_are_never_markup(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, starts_on=date(2016, 2, 1))
        sections = [{"code": "x", "title": "<b>T</b>", "text": "<script>alert(1)</script>"}]
        make_report(inspection, published_at=TODAY, sections=sections)
        content = client.get(f"/reports/{inspection.reference}/").content
        assert b"<script>alert" not in content
        assert b"&lt;script&gt;alert(1)" in content
