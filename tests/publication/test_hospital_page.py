"""What the public reads on a hospital's page, and what is never there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from oversight.records.audit import System
from publication.announcing import announce_release
from publication.models import Release, Withdrawal
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import (
    NOW,
    OCTOBER,
    USUAL,
    Row,
    accept,
    make_hospital,
    make_trust,
    make_ward,
)
from tests.publication.scene import make_scene

pytestmark = pytest.mark.django_db
BY = System("test")


def read(client: Client, address: str, status: int = 200) -> str:
    """Return the page's words, tags taken out and white space folded."""
    response = client.get(address)
    assert response.status_code == status, address
    text = re.sub(r"<(script|style|title|desc)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


class TestFigures:
    def test_each_ward_has_its_hours_rates_and_care_hours(self, client: Client) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

        text = read(client, "/hospitals/RX101/")

        assert "St Anne's Hospital" in text
        for line in (
            "Day, registered nurses and midwives 1,710.0 1,602.5 93.7%",
            "Day, care staff 1,080.0 1,105.0 102.3%",
            "Night, registered nurses and midwives 1,023.0 990.0 96.8%",
            "Night, care staff 682.0 713.0 104.5%",
            "5.4 from all staff: 3.2 from registered nurses and midwives, 2.2 from care staff",
            "Patients at 23:59, added up over the month: 812",
            "The average of the four fill rates is 99.3%",
            "4,410.5 hours. The hospital had planned 4,495.0, so 98.1% of the planned hours were worked.",
        ):
            assert line in text
        assert "A fill rate above 100% means that more hours were worked than were planned" in text

    def test_the_period_the_update_and_the_next_release_are_said(self, client: Client) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        assert "Period October 2026 Published 20 November 2026 at 10am Next update not announced yet" in read(
            client, "/hospitals/RX101/"
        )
        announce_release(period="2026-09", demonstration=False, by=BY, now=NOW)
        assert "Next update 21 December 2026 at 9:30am" in read(client, "/hospitals/RX101/")

    def test_planned_zero_is_not_applicable_and_no_patients_give_no_care_hours(self, client: Client) -> None:
        trust = make_trust()
        hours = (*USUAL[:6], "0", "36")
        blank = ("1710", None, *USUAL[2:])
        site = make_hospital(trust)
        accept(
            trust, [Row(make_ward(site), hours, patients=0), Row(make_ward(site, "Birch Ward"), blank, patients=None)]
        )
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

        text = read(client, "/hospitals/RX101/")

        assert "Night, care staff 0.0 36.0 not applicable" in text
        assert "not applicable : no patients were counted" in text
        assert "Day, registered nurses and midwives 1,710.0 left blank not applicable" in text
        assert "Patients at 23:59, added up over the month: left blank" in text

    def test_no_verdict_stands_beside_a_rate(self, client: Client) -> None:
        make_scene(months=3)
        html = client.get("/hospitals/RX101/").content.decode()
        for word in (
            "inadequate",
            "nhsuk-tag--red",
            "nhsuk-tag--green",
            "nhsuk-tag--orange",
            "unsafe",
            "worse",
            "better",
        ):
            assert word not in html.lower(), word

    def test_wards_often_short_come_with_the_trusts_words(self, client: Client) -> None:
        make_scene(months=3)
        text = read(client, "/hospitals/RX101/")
        assert "In 2 of the last 3 months (September 2026 and October 2026), staff worked less than 80%" in text
        assert "Four of eighteen registered nurses left in the summer" in text
        assert "Three nurses start in December." in text

    def test_the_lateness_of_a_return_is_said(self, client: Client) -> None:
        make_scene(months=1)
        assert "after the closing date" in read(client, "/hospitals/RX101/")


class TestNothingThere:
    def test_a_hospital_on_record_without_a_release_says_so(self, client: Client) -> None:
        make_hospital(make_trust())
        text = read(client, "/hospitals/RX101/")
        assert "Not submitted. Nothing has been published for this hospital yet." in text

    def test_a_silent_trusts_hospital_is_not_submitted(self, client: Client) -> None:
        make_scene(months=1)
        text = read(client, "/hospitals/RX201/")
        assert "Not submitted. Silent NHS Trust had sent no signed return for October 2026" in text
        assert "0.0" not in text

    def test_a_hospital_without_wards_in_the_return(self, client: Client) -> None:
        make_scene(months=1)
        assert "No wards in the return." in read(client, "/hospitals/RX102/")

    @pytest.mark.parametrize(
        "address",
        [
            "/hospitals/NONE/",
            "/trusts/NONE/",
            "/wards/00000000-0000-0000-0000-000000000000/",
            "/releases/none/",
            "/hospitals/RX101/2031-01/",
            "/hospitals/RX101/october/",
            "/hospitals/RX101/?release=none",
            "/releases/staffing-2026-10-1/beds.csv",
        ],
    )
    def test_what_is_not_there_is_not_found(self, client: Client, address: str) -> None:
        make_scene(months=1)
        assert client.get(address).status_code == 404

    def test_a_code_in_small_letters_leads_to_the_page(self, client: Client) -> None:
        make_hospital(make_trust())
        response = client.get("/hospitals/rx101/")
        assert (response.status_code, response["Location"]) == (301, "/hospitals/RX101/")


class TestRevisions:
    @pytest.fixture
    def revised(self) -> Release:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward)])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        accept(trust, [Row(ward, ("1710", "1500", *USUAL[2:]))], now=NOW + timedelta(days=1))
        return publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=2)).release

    def test_the_page_shows_the_newest_and_keeps_the_first(self, client: Client, revised: Release) -> None:
        newest = read(client, "/hospitals/RX101/")
        assert "1,500.0 87.7%" in newest
        assert "Corrected." in newest
        assert "version 2" in newest
        first = read(client, "/hospitals/RX101/?release=staffing-2026-10-1")
        assert "1,602.5 93.7%" in first
        assert "This release is no longer the newest of its month. It was revised on 22 November 2026" in first
        assert "1,500.0" not in first

    def test_the_addresses_of_a_month_and_of_a_release(self, client: Client, revised: Release) -> None:
        assert "1,500.0 87.7%" in read(client, "/hospitals/RX101/2026-10/")
        assert "1,602.5 93.7%" in read(client, "/hospitals/RX101/2026-10/?release=staffing-2026-10-1")
        assert client.get("/hospitals/RX101/2026-09/?release=staffing-2026-10-1").status_code == 404


class TestWithdrawals:
    @pytest.mark.parametrize(
        ("item", "subject", "gone"),
        [
            (Withdrawal.Item.HOSPITAL, "RX101", "1,602.5"),
            (Withdrawal.Item.TRUST, "RX1", "1,602.5"),
            (Withdrawal.Item.RELEASE, "", "1,602.5"),
            (Withdrawal.Item.WARD, "ward", "1,200.0"),
            (Withdrawal.Item.EXPLANATION, "ward", "Four of eighteen"),
        ],
    )
    def test_a_mark_stands_in_the_place_of_what_was_withdrawn(
        self, client: Client, item: Withdrawal.Item, subject: str, gone: str
    ) -> None:
        scene = make_scene(months=2)
        before = read(client, "/hospitals/RX101/")
        subject = str(scene.often_short.public_id) if subject == "ward" else subject
        withdraw_item(
            reference=scene.release.reference,
            item=item,
            subject=subject,
            reason="A court ordered it.",
            by=BY,
            now=NOW + timedelta(days=5),
        )
        text = read(client, "/hospitals/RX101/")
        if item is not Withdrawal.Item.WARD:
            assert gone in before or item in (Withdrawal.Item.HOSPITAL, Withdrawal.Item.TRUST, Withdrawal.Item.RELEASE)
        assert "ithdrawn" in text
        assert "25 November 2026" in text
        assert "A court ordered it." in text
        ward_page = read(client, f"/wards/{scene.often_short.public_id}/")
        assert "A court ordered it." in ward_page
        assert "Four of eighteen" not in text + ward_page
        if item is not Withdrawal.Item.EXPLANATION:
            assert "1,200.0" not in ward_page


class TestWorlds:
    def test_invented_pages_ask_not_to_be_indexed(self, client: Client) -> None:
        make_scene(months=1, demonstration=True)
        response = client.get("/hospitals/DEMO001A/")
        assert response["X-Robots-Tag"] == "noindex"
        assert b'<meta name="robots" content="noindex">' in response.content

    def test_a_real_hospital_is_indexed_and_knows_nothing_of_the_invented(self, client: Client) -> None:
        make_scene(months=1)
        make_scene(months=2, demonstration=True)
        response = client.get("/hospitals/RX101/")
        assert "X-Robots-Tag" not in response
        assert b"DEMO" not in response.content
        assert b"demonstration-staffing" not in response.content

    def test_the_banner_of_the_demonstration_is_on_invented_pages_alone(
        self, client: Client, settings: Settings
    ) -> None:
        make_scene(months=1)
        make_scene(months=1, demonstration=True)
        settings.DEMONSTRATION = True
        assert "here is invented" in read(client, "/hospitals/DEMO001A/")
        assert "invented" not in read(client, "/hospitals/RX101/")
        settings.DEMONSTRATION = False
        assert "Invented. This page belongs to the demonstration" in read(client, "/hospitals/DEMO001A/")
        assert "invented" not in read(client, "/hospitals/RX101/").lower()


class TestTellingUs:
    def test_the_pages_of_a_place_lead_to_telling_us_of_it(self, client: Client) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward)])
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

        for address, about in (
            ("/hospitals/RX101/", "hospital=RX101"),
            (f"/trusts/{trust.code}/", f"trust={trust.code}"),
            (f"/wards/{ward.public_id}/", f"ward={ward.public_id}"),
        ):
            assert f'href="/tell-us/?{about}"' in client.get(address).text, address
            started = client.get(f"/tell-us/?{about}").text
            assert f'href="/tell-us/questions/?{about}"' in started
            asked = client.get(f"/tell-us/questions/?{about}").text
            assert (trust.shown_name if about.startswith("trust") else "St Anne") in unescape(asked), about
