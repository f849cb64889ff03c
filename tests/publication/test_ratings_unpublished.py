"""What is never on a page of ratings before its time: drafts, inspections to come, notices without the flag."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, Trust
from ratings.rules.ratings_words import KeyQuestion
from tests.publication.making import make_hospital
from tests.publication.rating_making import (
    GOOD,
    INADEQUATE,
    at,
    give,
    make_inspection,
    make_notice,
    make_report,
)
from tests.publication.ratings_scene import TODAY, read, set_clock, site, today, trust

__all__ = ["site", "today", "trust"]

pytestmark = pytest.mark.django_db


class TestUnpublished:
    PAGES = (
        "/hospitals/RX101/",
        "/hospitals/RX101/ratings/",
        "/hospitals/RX101/ratings.csv",
        "/hospitals/RX101/badge.svg",
        "/hospitals/RX101/badge/",
        "/trusts/RX1/",
        "/trusts/RX1/ratings/",
        "/trusts/RX1/ratings.csv",
        "/trusts/RX1/badge.svg",
    )

    def test_a_rating_is_nowhere_before_its_moment_and_everywhere_after(
        self, client: Client, trust: Trust, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        give(trust, site, GOOD)
        give(trust, None, GOOD)
        without = {page: client.get(page).content for page in self.PAGES}
        moment = TODAY + timedelta(hours=1)
        report = make_report(make_inspection(trust, site, state=InspectionState.PUBLISHED), published_at=moment)
        give(trust, site, INADEQUATE, report=report, on=moment.date())
        give(trust, None, INADEQUATE, report=report, on=moment.date())
        its_page = f"/reports/{report.inspection.reference}/"

        cache.clear()
        for page, content in without.items():
            assert client.get(page).content == content, page
        assert client.get(its_page).status_code == 404

        set_clock(monkeypatch, moment)
        for page in (*self.PAGES, its_page):
            content = client.get(page).content
            assert b"Inadequate" in content, page
            assert content != without.get(page), page

    def test_judgements_and_draft_texts_are_nowhere(self, client: Client, trust: Trust, site: Site) -> None:
        inspection = make_inspection(trust, site, state=InspectionState.DRAFTING, shown_at=TODAY - timedelta(days=9))
        section = inspection.sections.create(code="summary", position=1, title="Draft title", site=site)
        section.versions.create(
            number=1,
            based_on=0,
            text="Draft words",
            save_id="8b1d6a43-2a5a-4f0e-9a90-3c3a1ee5a001",
            written_by=inspection.planned_by,
            written_at=TODAY,
        )
        inspection.judgements.create(
            site=site,
            service="surgery",
            key_question="safe",
            number=1,
            rating="inadequate",
            save_id="8b1d6a43-2a5a-4f0e-9a90-3c3a1ee5a002",
            judged_by=inspection.planned_by,
            judged_at=TODAY,
        )
        for page in self.PAGES:
            content = client.get(page).content.lower()
            assert b"inadequate" not in content, page
            assert b"draft" not in content, page
            assert inspection.reference.encode().lower() not in content, page
        assert client.get(f"/reports/{inspection.reference}/").status_code == 404


class TestInProgress:
    @pytest.mark.parametrize("page", ["/hospitals/RX101/", "/hospitals/RX101/ratings/", "/trusts/RX1/"])
    def test_an_inspection_under_way_is_said(self, client: Client, trust: Trust, site: Site, page: str) -> None:
        make_inspection(
            trust, site, state=InspectionState.ON_SITE, starts_on=date(2016, 7, 5), shown_at=TODAY - timedelta(days=40)
        )
        text = read(client, page)
        assert "Inspection in progress." in text
        assert "The inspection began on 5 July 2016." in text

    def test_an_announced_one_is_said_with_the_day_of_its_announcement_alone(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        make_inspection(
            trust,
            site,
            state=InspectionState.ANNOUNCED,
            starts_on=date(2016, 9, 5),
            shown_at=datetime(2016, 7, 1, 9, tzinfo=UTC),
        )
        text = read(client, "/hospitals/RX101/")
        assert "Inspection announced. The trust was told on 1 July 2016" in text
        assert "September 2016" not in text

    def test_an_unannounced_one_still_to_come_is_as_if_it_were_not_there(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        without = {page: client.get(page).content for page in TestUnpublished.PAGES}
        make_inspection(trust, site, announced=False, starts_on=date(2016, 7, 25))
        cache.clear()
        for page, content in without.items():
            again = client.get(page)
            assert again.content == content, page

    def test_another_hospital_of_the_trust_is_not_under_inspection(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        other = make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
        make_inspection(trust, other, state=InspectionState.ON_SITE, shown_at=TODAY - timedelta(days=2))
        assert "in progress" not in read(client, "/hospitals/RX101/")
        assert "in progress" in read(client, "/hospitals/RX102/")


class TestEnforcement:
    def test_what_is_in_force_and_public_is_shown(self, client: Client, trust: Trust, site: Site) -> None:
        make_notice(
            trust,
            issued_at=at(date(2016, 4, 1)),
            areas=((site, "surgery", KeyQuestion.SAFE), (site, "surgery", KeyQuestion.WELL_LED)),
            due_on=(date(2016, 6, 30), date(2016, 7, 19)),
        )
        for page in ("/hospitals/RX101/", "/hospitals/RX101/ratings/", "/trusts/RX1/"):
            text = read(client, page)
            assert "Section 29A warning notice: Staffing of surgical wards" in text
            assert "Issued on 1 April 2016" in text
            assert "St Anne's Hospital, Surgery: Safe, Well-led" in text
            assert "By 30 June 2016 : the day has passed, nothing is decided yet" in text
            assert "Its time has passed." in text

    def test_a_notice_without_the_flag_is_nowhere(self, client: Client, trust: Trust, site: Site) -> None:
        make_notice(trust, issued_at=at(date(2016, 4, 1)), public=False)
        for page in TestUnpublished.PAGES:
            assert b"Staffing of surgical wards" not in client.get(page).content, page

    def test_a_closed_ward_is_named(self, client: Client, trust: Trust, site: Site) -> None:
        from tests.publication.making import make_ward

        make_notice(
            trust, issued_at=at(date(2016, 4, 1)), kind="urgent_closure", ward=make_ward(site), title="Ash Ward closed"
        )
        assert "Closed: Ash Ward, St Anne's Hospital" in read(client, "/hospitals/RX101/")

    def test_what_concerns_another_hospital_stands_there_and_with_the_trust(
        self, client: Client, trust: Trust, site: Site
    ) -> None:
        other = make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
        make_notice(trust, issued_at=at(date(2016, 4, 1)), areas=((other, "surgery", KeyQuestion.SAFE),))
        assert "Section 29A" not in read(client, "/hospitals/RX101/")
        assert "Section 29A" in read(client, "/hospitals/RX102/")
        assert "Section 29A" in read(client, "/trusts/RX1/")
