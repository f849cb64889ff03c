"""Pages as known on a day: nothing of later is on them, what was withdrawn is withdrawn on every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, SiteTrust, Succession, Trust
from oversight.records.audit import System
from publication import page_cache
from publication.models import Release, Withdrawal
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from ratings.models import SpecialMeasuresSpell
from tests.publication.complaints import making as complaints
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_person, make_trust, make_ward
from tests.publication.rating_making import GOOD, INADEQUATE, REQUIRES, at, give, make_inspection, make_notice
from tests.publication.rating_making import make_report as publish_report
from tests.publication.ratings_scene import read, set_clock
from tests.publication.safety_measures import making as safety
from tests.publication.special_measures import scene as special

pytestmark = pytest.mark.django_db
BY = System("test")
# Releases of October come on 20 November 2026; the reader comes a month later.
TODAY = datetime(2026, 12, 20, 12, tzinfo=UTC)
BEFORE, THEN, LATER = "2026-11-19", "2026-11-20", "2026-11-25"
USUAL_RATE, CORRECTED_RATE = "1,602.5 93.7%", "1,500.0 87.7%"
PAGES = ("/hospitals/RX101/", "/trusts/RX1/")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    page_cache._away_until = 0.0
    set_clock(monkeypatch, TODAY)


@pytest.fixture
def trust() -> Trust:
    return make_trust()


@pytest.fixture
def site(trust: Trust) -> Site:
    return make_hospital(trust)


@pytest.fixture
def corrected(trust: Trust, site: Site) -> Release:
    """Ward staffing of October, published on 20 November and corrected on 24 November."""
    ward = make_ward(site)
    accept(trust, [Row(ward)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    accept(trust, [Row(ward, ("1710", "1500", "1080", "1105", "1023", "990", "682", "713"))])
    return publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=4)).release


class TestStaffing:
    def test_a_correction_published_later_is_not_seen(self, client: Client, corrected: Release) -> None:
        ward = corrected.released_wards.get()
        for page in (*PAGES, f"/wards/{ward.ward_id}/"):
            then = read(client, f"{page}?known-on={THEN}")
            assert USUAL_RATE in then, page
            assert CORRECTED_RATE not in then, page
            assert "orrected" not in then.replace("published or corrected later", ""), page
            later = read(client, f"{page}?known-on={LATER}")
            assert CORRECTED_RATE in later, page
            assert "Corrected on 24 November 2026." in later, page
            assert CORRECTED_RATE in read(client, page), page

    def test_before_the_first_release_nothing_is_known_and_that_is_said(
        self, client: Client, corrected: Release
    ) -> None:
        ward = corrected.released_wards.get()
        for page, what in ((PAGES[0], "hospital"), (PAGES[1], "trust"), (f"/wards/{ward.ward_id}/", "ward")):
            text = read(client, f"{page}?known-on={BEFORE}")
            assert f"Nothing about this {what} had been published here by that day." in text, page
            assert "93.7%" not in text, page
            assert "87.7%" not in text, page

    @pytest.mark.parametrize("day", [BEFORE, THEN, LATER])
    def test_what_was_withdrawn_since_is_shown_on_no_day(self, client: Client, corrected: Release, day: str) -> None:
        first = Release.objects.get(number=1)
        for release in (first, corrected):
            withdraw_item(
                reference=release.reference,
                item=Withdrawal.Item.TRUST,
                subject="RX1",
                reason="Two wards were counted twice.",
                by=BY,
                now=TODAY,
            )
        for page in PAGES:
            text = read(client, f"{page}?known-on={day}")
            assert "93.7%" not in text, page
            assert "87.7%" not in text, page
            if day != BEFORE:
                assert "Two wards were counted twice." in text, page

    def test_links_to_other_pages_stay_on_the_day(self, client: Client, corrected: Release) -> None:
        html = client.get(f"/hospitals/RX101/?known-on={THEN}").text
        ward = corrected.released_wards.get()
        assert f'href="/trusts/RX1/?known-on={THEN}"' in html
        assert f'href="/wards/{ward.ward_id}/?known-on={THEN}"' in html
        assert 'href="/hospitals/RX101/">See the page as it is today' in html


class TestRatings:
    def test_a_rating_published_later_is_not_seen(self, client: Client, trust: Trust, site: Site) -> None:
        give(trust, site, GOOD, on=date(2024, 5, 1))
        give(trust, site, INADEQUATE, on=date(2026, 11, 24))
        for page in ("/hospitals/RX101/", "/hospitals/RX101/ratings/", "/trusts/RX1/"):
            then = read(client, f"{page}?known-on={THEN}")
            assert "24 November 2026" not in then, page
            assert "1 May 2024" in then, page
            assert "24 November 2026" in read(client, f"{page}?known-on={LATER}"), page
        first = read(client, f"/hospitals/RX101/?known-on={THEN}")
        assert (
            "Inspectors rated this hospital Good. That was published on 1 May 2024, 2 years and 6 months ago." in first
        )

    def test_what_a_source_corrected_later_still_stands(self, client: Client, trust: Trust, site: Site) -> None:
        wrong = give(trust, site, GOOD, on=date(2024, 5, 1))
        wrong.known_to = at(date(2026, 11, 24))
        wrong.save(update_fields=["known_to"])
        give(trust, site, REQUIRES, on=date(2024, 5, 1), known_from=at(date(2026, 11, 24)))
        then = read(client, f"/hospitals/RX101/?known-on={THEN}")
        assert "Inspectors rated this hospital Good." in then
        assert "Requires improvement" not in then
        now = read(client, "/hospitals/RX101/")
        assert "Inspectors rated this hospital Requires improvement." in now
        assert "Corrected on 24 November 2026." in now
        assert "it was Good, and is Requires improvement" in now

    def test_a_rating_taken_over_late_was_public_from_its_day_on(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        give(trust, site, GOOD, on=date(2024, 5, 1), known_from=at(date(2026, 12, 1)))
        assert "Inspectors rated this hospital Good." in read(client, f"/hospitals/RX101/?known-on={THEN}")
        assert "No inspection rating of this hospital" in read(client, "/hospitals/RX101/?known-on=2024-04-30")

    def test_a_report_published_later_is_not_listed(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.PUBLISHED, shown_at=at(date(2026, 9, 1)))
        publish_report(inspection, published_at=at(date(2026, 11, 24)))
        assert "No report of an inspection is on record here." in read(client, f"/hospitals/RX101/?known-on={THEN}")
        listed = read(client, f"/hospitals/RX101/?known-on={LATER}")
        assert "24 November 2026 : Comprehensive inspection on 5 October 2026" in listed

    def test_a_notice_is_in_force_on_the_days_on_which_it_was(self, client: Client, trust: Trust, site: Site) -> None:
        notice = make_notice(trust, issued_at=at(date(2026, 11, 10)), title="Nurses at night")
        notice.state, notice.state_at, notice.ended_at = "complied", at(date(2026, 11, 24)), at(date(2026, 11, 24))
        notice.ended_reason = "Enough nurses are on duty."
        notice.save()
        assert "Nurses at night" not in read(client, "/hospitals/RX101/?known-on=2026-11-09")
        assert "Nurses at night" in read(client, f"/hospitals/RX101/?known-on={THEN}")
        assert "Nurses at night" not in read(client, f"/hospitals/RX101/?known-on={LATER}")
        assert "Nurses at night" not in read(client, "/hospitals/RX101/")


class TestSafety:
    def test_a_figure_corrected_later_is_told_as_it_was(self, client: Client, trust: Trust, site: Site) -> None:
        safety.returned(trust)
        safety.observed(trust, safety.FALLS, 8, 1000)
        safety.publish(now=NOW)
        safety.observed(trust, safety.FALLS, 19, 1000, now=NOW + timedelta(days=1))
        safety.publish(now=NOW + timedelta(days=4))
        for page in PAGES:
            then = read(client, f"{page}?known-on={THEN}")
            assert "0.8" in then, page
            assert "1.9" not in then, page
            later = read(client, f"{page}?known-on={LATER}")
            assert "1.9" in later, page
            assert "Safety figures for October 2026 are not as they were first published." in later, page
            assert "No release of safety figures names this trust by that day" in read(
                client, f"{page}?known-on={BEFORE}"
            )


class TestComplaints:
    def test_numbers_corrected_later_are_told_as_they_were(self, client: Client) -> None:
        trust = complaints.trust_with_hospital()
        complaints.send(trust, complaints.whole(new=120))
        complaints.publish(now=NOW)
        complaints.send(trust, complaints.whole(new=131), now=NOW + timedelta(days=1))
        complaints.publish(now=NOW + timedelta(days=4))
        for page in ("/trusts/RX1/", "/trusts/RX1/complaints/"):
            then, later = (read(client, f"{page}?known-on={day}") for day in (THEN, LATER))
            assert " 120 " in then, page
            assert " 131 " not in then, page
            assert " 131 " in later, page
            assert " 120 " not in read(client, f"{page}?known-on={BEFORE}"), page
        assert "The complaints for" in read(client, f"/hospitals/RX101/?known-on={LATER}")
        assert "no longer the newest" not in read(client, f"/trusts/RX1/complaints/?known-on={THEN}")


class TestSpecialMeasures:
    PAGES = ("/trusts/RX1/", "/trusts/RX1/special-measures/", "/hospitals/RX101/")

    def test_what_was_decided_later_was_not_yet_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        special.make_told().february()
        set_clock(monkeypatch, special.NEXT_DAY)
        in_them = "special measures since 14 January 2015"
        for page in self.PAGES:
            assert in_them not in read(client, f"{page}?known-on=2015-01-13"), page
            assert in_them in read(client, f"{page}?known-on=2015-01-20"), page
        first = read(client, "/trusts/RX1/?known-on=2015-01-20")
        assert "The trust has been in special measures since 14 January 2015: 6 days." in first
        # February's update came out on 6 March.
        assert "By its update for February 2015" not in read(client, "/trusts/RX1/?known-on=2015-03-05")
        assert "By its update for February 2015" in read(client, "/trusts/RX1/?known-on=2015-03-06")

    def test_who_left_later_was_in_them_then(self, client: Client, trust: Trust) -> None:
        person = make_person("decides@example.invalid")
        spell = SpecialMeasuresSpell.objects.create(
            trust=trust,
            entered_on=date(2025, 2, 1),
            entry_reason="Too few nurses.",
            entry_by=person,
            entry_as="overseer",
            entry_at=at(date(2025, 2, 1)),
        )
        spell.left_on, spell.exit_reason, spell.exit_by = date(2026, 11, 24), "It is mended.", person
        spell.exit_as, spell.exit_at = "overseer", at(date(2026, 11, 24))
        spell.save()
        assert "has been in special measures since 1 February 2025" in read(client, f"/trusts/RX1/?known-on={THEN}")
        left = read(client, f"/trusts/RX1/?known-on={LATER}")
        assert "The trust is not in special measures now. It left them on 24 November 2026." in left


class TestWhoBelongsToWhom:
    def test_a_hospital_is_part_of_the_trust_of_the_day(self, client: Client, trust: Trust, site: Site) -> None:
        SiteTrust.objects.filter(site=site).update(to_on=date(2026, 9, 30))
        new = make_trust("RX9", "NEW NHS TRUST")
        SiteTrust.objects.create(site=site, trust=new, from_on=date(2026, 10, 1))
        assert "Part of Wren Vale NHS Trust" in read(client, "/hospitals/RX101/?known-on=2026-09-01")
        assert "Part of New NHS Trust" in read(client, "/hospitals/RX101/")
        assert "St Anne's Hospital" in read(client, "/trusts/RX1/?known-on=2026-09-01")

    def test_a_trust_that_was_followed_later_was_not_yet_followed(self, client: Client, trust: Trust) -> None:
        new = make_trust("RX9", "NEW NHS TRUST")
        Succession.objects.create(predecessor=trust, successor=new, on=date(2026, 10, 1))
        assert "New NHS Trust" not in read(client, "/trusts/RX1/?known-on=2026-09-01")
        assert "followed by New NHS Trust" in read(client, "/trusts/RX1/?figures=own")


class TestAsking:
    def test_the_form_leads_to_the_one_address_of_its_day(self, client: Client, site: Site) -> None:
        asked = "/hospitals/RX101/?known-on-day=1&known-on-month=3&known-on-year=2026"
        response = client.get(asked)
        assert (response.status_code, response["Location"]) == (302, "/hospitals/RX101/?known-on=2026-03-01")
        empty = client.get("/hospitals/RX101/?known-on-day=&known-on-month=&known-on-year=")
        assert (empty.status_code, empty["Location"]) == (302, "/hospitals/RX101/")

    @pytest.mark.parametrize(
        "question",
        [
            "known-on=yesterday",
            "known-on=2026-02-30",
            "known-on=%00",
            "known-on=" + "9" * 10_000,
            "known-on=2030-01-01",
            "known-on-day=31&known-on-month=2&known-on-year=2026",
            "known-on-day=%3Cscript%3E&known-on-month=1&known-on-year=2026",
        ],
        ids=["words", "no such day", "nul", "long", "to come", "form", "markup"],
    )
    @pytest.mark.parametrize("page", ["/hospitals/RX101/", "/trusts/RX1/ratings/", "/trusts/RX1/complaints/"])
    def test_what_is_no_day_is_answered_kindly(self, client: Client, site: Site, page: str, question: str) -> None:
        response = client.get(f"{page}?{question}")
        assert response.status_code == 400
        assert "Choose another day" in response.text
        assert f'href="{page}">See the page as it is today' in response.text
        assert "<script>1" not in response.text

    def test_days_long_ago_have_pages_too(self, client: Client, site: Site) -> None:
        for page in ("/hospitals/RX101/", "/trusts/RX1/", "/trusts/RX1/complaints/", "/trusts/RX1/special-measures/"):
            assert client.get(f"{page}?known-on=0001-01-01").status_code == 200, page

    def test_today_is_a_day_like_any_other(self, client: Client, corrected: Release) -> None:
        assert CORRECTED_RATE in read(client, "/hospitals/RX101/?known-on=2026-12-20")
