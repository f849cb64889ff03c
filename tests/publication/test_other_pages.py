"""The first page, trusts, wards, releases, data and method: what each of them owes its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from oversight.organisations.models import Succession
from oversight.organisations.search_index import Found, Reason, What
from oversight.records.audit import System
from publication.announcing import announce_release, reschedule_release
from publication.home import MOST_FOUND, WorldFound
from publication.models import Withdrawal
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.scene import make_scene
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db
BY = System("test")


class TestFirstPage:
    def test_it_finds_by_name_town_and_postcode(self, client: Client) -> None:
        make_hospital(make_trust())
        for query in ("st annes", "Wrenfield", "WR1 1AA", "saint ann hospital"):
            assert "St Anne's Hospital Wrenfield, WR1 1AA" in read(client, f"/?q={query}"), query

    def test_examples_are_of_the_country_that_is_there(self, client: Client) -> None:
        make_hospital(make_trust("DEMO001", "WREN INVENTED NHS TRUST", demonstration=True), "DEMO001A")
        assert "For example: St Anne's Hospital, Wrenfield or WR1 1AA." in read(client, "/")
        make_trust()
        assert "For example: St George's, Leeds or SW17 0QT." in read(client, "/")

    def test_nothing_found_says_what_to_try(self, client: Client) -> None:
        make_hospital(make_trust())
        text = read(client, "/?q=zzzzqqq")
        assert "Nothing found for “zzzzqqq”" in text
        assert "use fewer words" in text

    @pytest.mark.parametrize("query", ["", "%20", "%00", "'--", "<script>alert(1)</script>", "a" * 3000, "%25_"])
    def test_any_query_is_answered(self, client: Client, query: str) -> None:
        make_hospital(make_trust())
        response = client.get(f"/?q={query}")
        assert response.status_code == 200
        assert b"<script>alert" not in response.content

    def test_the_invented_and_the_real_are_listed_apart(self, client: Client) -> None:
        make_hospital(make_trust())
        make_hospital(make_trust("DEMO001", "WREN INVENTED NHS TRUST", demonstration=True), "DEMO001A")
        text = read(client, "/?q=anne")
        real, invented = text.split("Invented hospitals of the demonstration")
        assert "Wren Vale NHS Trust" in real
        assert "Wren Invented" not in real
        assert "Wren Invented NHS Trust" in invented
        assert "Wren Vale" not in invented

    def test_it_says_what_is_newest_and_what_comes(self, client: Client) -> None:
        make_scene(months=1)
        announce_release(period="2026-09", demonstration=False, by=BY, now=NOW)
        text = read(client, "/")
        assert "Ward staffing: October 2026 , ward staffing , published on 20 November 2026" in text
        assert "Next: September 2026, on 21 December 2026 at 9:30am" in text

    def test_hospitals_near_a_postcode_are_said_to_be_the_nearest(self) -> None:
        near = Found(
            What.HOSPITAL, "RX101", "St Anne's Hospital", "Wrenfield", "WR1 1AA", "", None, 0.4, Reason.POSTCODE
        )
        elsewhere = replace(near, miles=None, reason=Reason.NAME)
        assert WorldFound(False, [near], []).is_nearest_first
        assert not WorldFound(False, [near, elsewhere], []).is_nearest_first
        assert not WorldFound(False, [], []).is_nearest_first

    def test_a_list_that_is_cut_says_so(self, client: Client) -> None:
        trust = make_trust()
        for number in range(MOST_FOUND + 1):
            make_hospital(trust, f"RX1{number:02}", name="ST ANNE'S HOSPITAL")
        assert f"These {MOST_FOUND} fit best, and there may be more." in read(client, "/?q=anne")


class TestTrust:
    def test_its_hospitals_sums_and_returns(self, client: Client) -> None:
        make_scene(months=2)
        text = read(client, "/trusts/RX1/")
        assert "Wren Vale University Hospitals NHS Trust" in text
        assert "Hospital Cottage Hospital" in text
        assert "no wards in the return" in text
        assert "October 2026 Return submitted late" in text
        assert "September 2026 Return submitted on time" in text
        assert "Ash Ward , St Anne's Hospital" in text

    def test_a_ward_often_short_that_was_withdrawn_is_not_listed(self, client: Client) -> None:
        scene = make_scene(months=2)
        withdraw_item(
            reference=scene.release.reference,
            item=Withdrawal.Item.WARD,
            subject=str(scene.often_short.public_id),
            reason="A court's order.",
            by=BY,
            now=NOW,
        )
        assert "No ward of the trust was below 80%" in read(client, "/trusts/RX1/")

    def test_a_silent_trust(self, client: Client) -> None:
        make_scene(months=1)
        text = read(client, "/trusts/RX2/")
        assert "Not submitted. No return of the trust for this month had been accepted" in text
        assert "October 2026 Return not submitted" in text

    def test_predecessor_and_successor_point_to_each_other_and_are_never_added_up(self, client: Client) -> None:
        old, new = make_trust("RX8", "OLD NHS TRUST"), make_trust("RX9", "NEW NHS TRUST")
        site = make_hospital(old)
        accept(old, [Row(make_ward(site))], period="2026-09")
        publish_month(period="2026-09", demonstration=False, by=BY, now=NOW)
        old.closed_on = date(2026, 9, 30)
        old.save()
        Succession.objects.create(predecessor=old, successor=new, on=date(2026, 10, 1))
        accept(new, [Row(make_ward(make_hospital(new, "RX901")))])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        # The plain address leads on to the trust that followed (record 31); its own figures have a page all the same.
        closed = read(client, "/trusts/RX8/?figures=own")
        assert "This trust closed on 30 September 2026." in closed
        assert "On 1 October 2026 it was followed by New NHS Trust" in closed
        assert "Period September 2026" in closed
        following = read(client, "/trusts/RX9/")
        assert "On 1 October 2026 it followed Old NHS Trust" in following
        assert "Period October 2026" in following
        assert "3,205" not in following

    def test_wards_of_a_place_without_a_code_are_on_the_trusts_page(self, client: Client) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(None, "Ash Ward", trust=trust, site_name="Main Site"))])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        text = read(client, "/trusts/RX1/")
        assert "Main Site" in text
        assert "names this place in words" in text
        assert "Day, registered nurses and midwives 1,710.0 1,602.5 93.7%" in text

    def test_a_trust_on_record_without_a_release(self, client: Client) -> None:
        make_hospital(make_trust())
        text = read(client, "/trusts/RX1/")
        assert "Not submitted. Nothing has been published for this trust yet." in text
        assert "St Anne's Hospital" in text


class TestWard:
    def test_its_months_and_its_trusts_words(self, client: Client) -> None:
        scene = make_scene(months=15)
        text = read(client, f"/wards/{scene.often_short.public_id}/")
        assert "Ash Ward, St Anne's Hospital" in text
        assert "Four of eighteen registered nurses left in the summer" in text
        for month in ("October 2026", "January 2026", "August 2025"):
            assert f"Month {month}" in text
        assert "Registered, day:" in text

    def test_a_ward_in_no_release_has_no_page(self, client: Client) -> None:
        ward = make_ward(make_hospital(make_trust()))
        assert client.get(f"/wards/{ward.public_id}/").status_code == 404

    def test_an_earlier_release_has_its_own_view(self, client: Client) -> None:
        scene = make_scene(months=2)
        text = read(client, f"/wards/{scene.often_short.public_id}/?release=staffing-2026-09-1")
        assert "Period September 2026" in text
        assert "Month October 2026" not in text


class TestReleases:
    def test_the_calendar_tells_of_a_changed_date(self, client: Client) -> None:
        make_scene(months=1)
        release = announce_release(period="2026-09", demonstration=False, by=BY, now=NOW)
        reschedule_release(
            reference=release.reference,
            scheduled_for=release.scheduled_for + timedelta(days=1),
            reason="A trust asked for a day more.",
            by=BY,
            now=NOW,
        )
        text = read(client, "/releases/")
        assert "22 December 2026 at 9:30am" in text
        assert "Moved from 21 December 2026 at 9:30am: A trust asked for a day more." in text

    def test_a_release_lists_who_sent_who_was_late_and_who_did_not(self, client: Client) -> None:
        make_scene(months=1)
        text = read(client, "/releases/staffing-2026-10-1/")
        assert "returns of 1 of 2 trusts; 3 hospitals; 4 wards" in text
        assert "Silent NHS Trust Return not submitted" in text
        assert "Wren Vale University Hospitals NHS Trust Return late" in text

    def test_the_worlds_have_lists_of_their_own(self, client: Client) -> None:
        make_scene(months=1)
        make_scene(months=1, demonstration=True)
        text = read(client, "/releases/")
        assert "Hospitals in England" in text
        assert "The invented country of the demonstration" in text


class TestDataAndMethod:
    def test_the_dictionary_has_every_column(self, client: Client) -> None:
        assert "/data/dictionary/" in client.get("/data/").content.decode()
        text = read(client, "/data/dictionary/files/staffing/")
        for name in ("day_registered_planned_hours", "fill_night_care", "public_average", "[z]", "not applicable"):
            assert name in text

    def test_the_method_gives_the_settings_in_force_with_their_sources(self, client: Client) -> None:
        text = read(client, "/about/how-it-is-worked-out/")
        assert "below 80%" in text
        assert "2 of the last 3 calendar months" in text
        assert "staffing-signals-1" in text
        assert "Ours." in text
        assert "No fill rate is graded, coloured or ranked" in text


def test_a_ward_that_a_correction_took_out_keeps_the_page_of_what_was_told(client: Client) -> None:
    trust = make_trust()
    site = make_hospital(trust)
    ash, birch = make_ward(site, "Ash Ward"), make_ward(site, "Birch Ward")
    accept(trust, [Row(ash), Row(birch)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    accept(trust, [Row(birch)], now=NOW + timedelta(hours=1))
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=1))

    text = read(client, f"/wards/{ash.public_id}/")
    assert "The newest release has nothing of this ward." in text
    assert "This release is no longer the newest of its month." in text
    page = client.get(f"/wards/{ash.public_id}/").content.decode()
    newer = f"/hospitals/{site.code}/?release=staffing-2026-10-2"
    assert f'href="{newer}">See the revised figures' in page
    assert client.get(newer).status_code == 200
    # One that is in both leads to its own newer figures.
    page = client.get(f"/wards/{birch.public_id}/?release=staffing-2026-10-1").content.decode()
    assert 'href="?release=staffing-2026-10-2">See the revised figures' in page
    assert "has nothing of this ward" not in page
