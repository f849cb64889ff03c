"""The pages of complaints: what they show, what stands where there is no number, and that they are kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from oversight.organisations.models import Trust
from oversight.records.audit import System
from publication import page_cache
from publication.announcing import announce_release
from publication.complaints.models import ReleasedLesson
from publication.models import Withdrawal
from publication.withdrawing import withdraw_item
from tests.pages.looking import Looking, looking
from tests.publication.complaints.making import LESSON, NOW, QUARTER, publish, send, trust_with_hospital, whole
from tests.publication.complaints.scene import make_complaints_scene

__all__ = ["looking"]

BY = System("test")
PAGE = "/trusts/RX1/complaints/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()
    page_cache._away_until = 0.0


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def withdraw(item: Withdrawal.Item, subject: str, reference: str = "complaints-2026-Q2-1") -> None:
    withdraw_item(reference=reference, item=item, subject=subject, reason="It told of one person.", by=BY, now=NOW)


@pytest.mark.django_db
class TestATrustsQuarter:
    def test_it_tells_the_share_of_interventions_and_how_they_were_counted(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        text = text_of(client, PAGE)
        # 120 of 45,000.
        assert "0.267%" in text.partition("Share of patient interventions")[2][:120]
        assert "2.67" in text.partition("For every 1,000 patient interventions")[2][:120]
        assert "Finished consultant episodes, outpatient attendances and A&amp;E attendances" in text
        assert "120 complaints were made in July to September 2026" in text

    def test_it_tells_when_it_was_updated_and_what_comes_next(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        announce_release(kind="complaints", period="2026-Q3", demonstration=False, by=BY, now=NOW + timedelta(days=60))
        text = text_of(client, PAGE)
        assert "Period July to September 2026 (quarter 2 of 2026-27)" in text
        assert "Published 20 November 2026 at 10am" in text
        assert "Next update 17 February 2027 at 9:30am" in text
        assert "What it does not mean." in text
        assert "Many complaints need not mean poor care" in text

    def test_outcomes_answers_and_the_ombudsman(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        text = text_of(client, PAGE)
        outcomes = text.partition("What came of the complaints that were decided")[2]
        assert re.search(r"Upheld .{0,20}35 .{0,30}35\.0%", outcomes)
        # 60 of the 80 whose agreed time ended.
        assert "75.0%" in text.partition("Complaints answered in the time agreed")[2][:150]
        assert "84 of 84 sent" in text
        assert "Referred to the Ombudsman" in text

    def test_four_words_stand_for_four_reasons(self, client: Client) -> None:
        send(trust_with_hospital(), whole(), handling={"interventions": 900, "independent_offered": "not applicable"})
        trust_with_hospital("RX2", "SILENT NHS TRUST")
        publish()
        text = text_of(client, PAGE)
        assert "suppressed" in text.partition("End of life care")[2][:120]
        # 900 interventions are fewer than the measure asks for.
        assert "too small" in text.partition("Share of patient interventions")[2][:80]
        assert "not applicable" in text.partition("Independent investigation offered")[2][:80]
        assert "Not submitted." in text_of(client, "/trusts/RX2/complaints/")

    def test_lessons_stand_in_the_trusts_words_and_a_withdrawn_one_as_its_mark(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        assert LESSON["lesson"] in text_of(client, PAGE)
        assert LESSON["known_by"] in text_of(client, "/hospitals/RX101/complaints/")
        withdraw(Withdrawal.Item.LESSON, ReleasedLesson.objects.get(number=1).key)
        for path in (PAGE, "/hospitals/RX101/complaints/", "/trusts/RX1/complaints/2026-27/"):
            text = text_of(client, path)
            assert LESSON["lesson"] not in text
            assert "Reason: It told of one person." in text
            assert "withdrawn on 20 November 2026" in text

    def test_a_lesson_is_text_and_nothing_else(self, client: Client) -> None:
        send(trust_with_hospital(), lessons=[LESSON | {"lesson": "<script>alert(1)</script>"}])
        publish()
        content = client.get(PAGE).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)" in content

    def test_a_withdrawn_trust_leaves_no_number(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        withdraw(Withdrawal.Item.TRUST, "RX1")
        text = text_of(client, PAGE)
        assert "Reason: It told of one person." in text
        assert "45,000" not in text
        assert "0.267%" not in text

    def test_a_correction_is_marked_and_the_release_before_stays(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        send(Trust.objects.get(code="RX1"), whole(new=121, brought_forward=29), now=NOW + timedelta(days=1))
        publish(now=NOW + timedelta(days=2))
        text = text_of(client, PAGE)
        assert "121 complaints were made" in text
        assert "Corrected." in text
        before = text_of(client, f"/trusts/RX1/complaints/{QUARTER}/?release=complaints-2026-Q2-1")
        assert "120 complaints were made" in before
        assert "no longer the newest of its quarter" in before

    def test_a_trust_that_does_not_exist_and_a_quarter_that_was_not_released(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        for path in ("/trusts/RX9/complaints/", f"{PAGE}2025-Q1/", f"{PAGE}2026-Q5/", f"{PAGE}2024-25/", f"{PAGE}x/"):
            assert client.get(path).status_code == 404, path
        assert client.get("/trusts/rx1/complaints/")["Location"] == PAGE

    def test_what_is_not_released_is_not_public(self, client: Client) -> None:
        send(trust_with_hospital())
        text = text_of(client, PAGE)
        assert "Not submitted." in text
        assert "45,000" not in text

    def test_it_leads_from_the_pages_of_trust_and_hospital(self, client: Client) -> None:
        trust_with_hospital()
        assert 'href="/trusts/RX1/complaints/"' in client.get("/trusts/RX1/").content.decode()
        assert 'href="/hospitals/RX101/complaints/"' in client.get("/hospitals/RX101/").content.decode()


@pytest.mark.django_db
class TestKept:
    def test_a_reader_who_holds_the_page_is_told_that_it_is_still_good(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        first = client.get(PAGE)
        assert first["Cache-Control"] == "public, no-cache"
        again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("change", ["revision", "lesson", "announcement"])
    def test_whatever_changes_the_page_changes_its_tag(self, client: Client, change: str) -> None:
        send(trust_with_hospital())
        publish()
        first = client.get(PAGE)
        match change:
            case "revision":
                send(Trust.objects.get(code="RX1"), whole(new=121, brought_forward=29), now=NOW)
                publish(now=NOW + timedelta(days=1))
            case "lesson":
                withdraw(Withdrawal.Item.LESSON, ReleasedLesson.objects.get(number=1).key)
            case "announcement":
                announce_release(
                    kind="complaints", period="2026-Q3", demonstration=False, by=BY, now=NOW + timedelta(60)
                )
        again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert again.content != first.content


@pytest.mark.django_db
class TestTheList:
    def test_releases_of_both_kinds_are_listed(self, client: Client) -> None:
        send(trust_with_hospital())
        publish()
        text = text_of(client, "/releases/")
        assert "Complaints, July to September 2026 (quarter 2 of 2026-27)" in text
        one = text_of(client, "/releases/complaints-2026-Q2-1/")
        assert "returns of 1 of 1 trust" in one
        assert "Every lesson (CSV)" in one
        assert "Ward staffing" not in one.partition("Complaints, July")[2].partition("Support links")[0]
        assert "complaints_per_1000_interventions" in text_of(client, "/data/dictionary/files/complaints/")


@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    def test_every_page_is_sound(self, looking: Looking) -> None:
        make_complaints_scene()
        for name, path in {
            "trust": PAGE,
            "trust-quarter": f"{PAGE}2026-Q1/",
            "trust-year": f"{PAGE}2026-27/",
            "trust-silent": "/trusts/RX2/complaints/",
            "hospital": "/hospitals/RX101/complaints/",
            "hospital-small": "/hospitals/RX102/complaints/",
            "hospital-not-named": "/hospitals/RX103/complaints/",
            "releases": "/releases/",
            "release": "/releases/complaints-2026-Q2-1/",
            "data": "/data/",
            "method": "/about/how-it-is-worked-out/",
        }.items():
            looking.open(path)
            looking.is_sound(f"complaints-{name}")

    def test_nothing_published_is_a_page_too(self, looking: Looking) -> None:
        trust_with_hospital()
        for path in (PAGE, "/hospitals/RX101/complaints/"):
            looking.open(path)
            looking.is_sound(f"complaints-empty-{path.split('/')[1]}")

    def test_a_reader_goes_from_the_hospital_to_the_year(self, looking: Looking) -> None:
        make_complaints_scene(quarters=2)
        looking.open("/hospitals/RX102/")
        looking.page.get_by_role("link", name="Complaints about this hospital, quarter by quarter").click()
        expect(looking.page.get_by_role("heading", level=1)).to_have_text("Complaints about Cottage Hospital")
        table = looking.page.get_by_role("table", name="Complaints and what came of them")
        expect(table.get_by_role("row", name="New")).to_contain_text("suppressed")
        looking.page.get_by_role("link", name="All about the trust's complaints").click()
        looking.page.get_by_role("link", name="2026-27", exact=True).click()
        expect(looking.page.get_by_text("This is not the whole year.")).to_be_visible()
