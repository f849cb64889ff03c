"""A provisional edition names the day of its final one; that comes by the clock, from what stands by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from oversight import clock
from oversight.organisations.models import Trust
from oversight.organisations.working_days import is_working_day
from oversight.records.audit import System
from publication.announcing import announce_release, reschedule_release
from publication.models import Release
from publication.news.models import ChangeKind
from publication.news.of_releases import _of_the_whole
from publication.orderly.final_editions import announce_finals
from publication.orderly.final_rules import FinalRule, final_rule
from publication.periods import COMPLAINTS, KINDS, STAFFING
from publication.releasing import publish_due, publish_month
from tests.publication.making import OCTOBER, Row, accept, make_hospital, make_trust, make_ward

BY = System("test")
# A Tuesday, half past nine.
FIRST = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# Twenty working days later: Christmas has not come yet.
FINAL = datetime(2026, 12, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("oversight.clock.now", lambda: FIRST + timedelta(hours=1))


def a_trust(code: str = "RX1", name: str = "WREN VALE NHS TRUST", *, returned: bool = True) -> Trust:
    trust = make_trust(code, name)
    ward = make_ward(make_hospital(trust, f"{code}01"))
    if returned:
        accept(trust, [Row(ward)])
    return trust


def come_out(at: datetime = FIRST) -> list[Release]:
    """Let October's first edition be announced and come out by the clock."""
    announce_release(period=OCTOBER, demonstration=False, by=BY, now=at - timedelta(days=28), scheduled_for=at)
    return publish_due(now=at)


class TestTheRule:
    def test_each_kind_has_one_with_its_source(self) -> None:
        for kind in KINDS:
            rule = final_rule(kind, date(2026, 11, 24))
            assert (rule.kind, rule.version, bool(rule.source)) == (kind, "1", True)

    def test_working_days_and_months_are_counted_from_the_first_edition(self) -> None:
        assert final_rule(STAFFING, FIRST.date()).final_time(FIRST.date()) == FINAL
        # Three months after 18 August is a Wednesday; after 30 November it is the last day of February, a Sunday.
        quarter = final_rule(COMPLAINTS, date(2026, 8, 18))
        assert quarter.final_time(date(2026, 8, 18)) == datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
        assert quarter.final_time(date(2026, 11, 30)) == datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
        over_christmas = final_rule(STAFFING, date(2026, 12, 24)).final_time(date(2026, 12, 24))
        assert is_working_day(clock.london_date(over_christmas))

    def test_there_is_none_before_the_first_and_none_with_two_counts(self) -> None:
        with pytest.raises(LookupError):
            final_rule(STAFFING, date(2013, 12, 31))
        with pytest.raises(LookupError):
            final_rule("beds", date(2026, 12, 31))
        given = (STAFFING, "1", date(2014, 1, 1), "Ours", final_rule(STAFFING, FIRST.date()).certainty)
        for counts in ({}, {"months": 1, "working_days": 1}):
            with pytest.raises(ValueError, match="months or working days"):
                FinalRule(*given, **counts)


@pytest.mark.django_db
class TestAnnouncing:
    def test_a_provisional_edition_announces_its_final_one_with_itself(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        [first] = come_out()
        assert (first.provisional, first.final) == (True, False)
        [final] = Release.objects.filter(final=True)
        assert (final.reference, final.state) == ("staffing-2026-10-2", Release.State.PLANNED)
        assert (final.scheduled_for, final.announced_at) == (FINAL, FIRST)
        assert announce_finals(now=FIRST + timedelta(hours=1)) == []

    def test_one_that_is_final_at_once_announces_none(self) -> None:
        a_trust()
        [first] = come_out()
        assert first.provisional is False
        assert not Release.objects.filter(final=True).exists()
        assert announce_finals(now=FIRST) == []

    def test_one_that_a_person_published_gets_its_day_from_the_scheduler(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=FIRST)
        assert not Release.objects.filter(final=True).exists()
        [final] = announce_finals(now=FIRST)
        assert final.scheduled_for == FINAL

    def test_a_day_is_announced_four_weeks_ahead_and_one_that_has_passed_is_left_to_people(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=FIRST)
        assert announce_finals(now=FINAL) == []
        later = FIRST + timedelta(days=7)
        [final] = announce_finals(now=later)
        assert final.scheduled_for - later >= timedelta(weeks=4)

    def test_what_people_cancelled_stays_cancelled(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        final = Release.objects.get(final=True)
        reschedule_release(
            reference=final.reference, scheduled_for=None, reason="The trust has closed.", by=BY, now=FIRST
        )
        assert announce_finals(now=FIRST) == []


@pytest.mark.django_db
class TestComingOut:
    def test_it_holds_what_stands_by_then_and_is_final_though_a_return_never_came(self) -> None:
        a_trust()
        late = a_trust("RX2", "LATE NHS TRUST", returned=False)
        a_trust("RX3", "SILENT NHS TRUST", returned=False)
        [first] = come_out()
        assert (first.trusts_submitted, first.trusts) == (1, 3)
        accept(late, [Row(make_ward(make_hospital(late, "RX202")))], now=FIRST + timedelta(days=3))
        assert publish_due(now=FINAL - timedelta(seconds=1)) == []
        [final] = publish_due(now=FINAL)
        assert (final.reference, final.provisional, final.trusts_submitted) == ("staffing-2026-10-2", False, 2)
        assert Release.objects.filter(state=Release.State.PLANNED).count() == 0
        # What is corrected afterwards is a revision of final figures, and no further final edition comes.
        accept(late, [Row(make_ward(make_hospital(late, "RX203")))], now=FINAL + timedelta(days=3))
        revised = publish_month(period=OCTOBER, demonstration=False, by=BY, now=FINAL + timedelta(days=4)).release
        assert (revised.number, revised.provisional, revised.edition) == (3, False, ", revision 2")
        assert announce_finals(now=FINAL + timedelta(days=4)) == []

    def test_a_correction_before_its_day_leaves_the_day_as_it_was_named(self) -> None:
        a_trust()
        late = a_trust("RX2", "LATE NHS TRUST", returned=False)
        a_trust("RX3", "SILENT NHS TRUST", returned=False)
        come_out()
        accept(late, [Row(make_ward(make_hospital(late, "RX202")))], now=FIRST + timedelta(days=3))
        at = FIRST + timedelta(days=10)
        correction = publish_month(period=OCTOBER, demonstration=False, by=BY, now=at).release
        assert (correction.number, correction.final, correction.provisional) == (2, False, True)
        final = Release.objects.get(final=True)
        assert (final.number, final.scheduled_for) == (3, FINAL)

    def test_a_correction_that_has_every_return_needs_no_final_edition(self) -> None:
        a_trust()
        late = a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        accept(late, [Row(make_ward(make_hospital(late, "RX202")))], now=FIRST + timedelta(days=3))
        correction = publish_month(period=OCTOBER, demonstration=False, by=BY, now=FIRST + timedelta(days=10)).release
        assert (correction.provisional, correction.final) == (False, False)
        assert not Release.objects.filter(final=True).exists()

    def test_a_correction_that_changes_nothing_leaves_the_final_edition_where_it_was(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        assert publish_month(period=OCTOBER, demonstration=False, by=BY, now=FIRST + timedelta(days=1)).unchanged
        final = Release.objects.get(final=True)
        assert (final.number, final.scheduled_for, final.state) == (2, FINAL, Release.State.PLANNED)


@pytest.mark.django_db
class TestReading:
    def test_pages_of_the_provisional_edition_name_the_day_and_then_lead_to_the_final_one(self, client: Client) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        page = client.get("/releases/staffing-2026-10-1/").content.decode()
        assert "provisional; final on" in page
        assert "22 December 2026" in page
        assert 'href="/releases/staffing-2026-10-2/"' in page
        trust = client.get("/trusts/RX1/2026-10/").content.decode()
        assert "provisional; final on" in trust
        assert "22 December 2026" in trust
        calendar = client.get("/releases/calendar/").content.decode()
        assert "Ward staffing, October 2026, final edition" in calendar
        assert "20 working days (ward staffing)" in calendar
        assert "3 months (complaints)" in calendar
        assert b"Ward staffing\\, October 2026\\, final edition" in client.get("/releases/calendar.ics").content

        publish_due(now=FINAL)
        page = client.get("/releases/staffing-2026-10-1/").content.decode()
        assert "final on" not in page
        assert "See the final edition" in page
        page = client.get("/releases/staffing-2026-10-2/").content.decode()
        assert "Ward staffing, October 2026, final edition" in page
        assert "final: 1 trust never sent a return" in page
        # It told nothing new of this trust, whose page is final all the same, and leads there.
        trust = client.get("/trusts/RX1/2026-10/").content.decode()
        assert "provisional" not in trust
        assert '<a class="nhsuk-link" href="/releases/staffing-2026-10-2/">final since 22 December 2026</a>' in trust
        assert ": 1 trust never sent a return)" in trust

    def test_a_trust_whose_figures_the_final_edition_changed_is_led_to_them(self, client: Client) -> None:
        trust = a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        accept(trust, [Row(make_ward(make_hospital(trust, "RX102")))], now=FIRST + timedelta(days=3))
        publish_due(now=FINAL)
        before = client.get("/trusts/RX1/2026-10/?release=staffing-2026-10-1").content.decode()
        assert "The final figures came out on 22 December 2026" in before
        assert "See the final figures" in before
        after = client.get("/trusts/RX1/2026-10/").content.decode()
        assert "October 2026, final edition</a> (final: 1 trust never sent a return)" in after

    def test_an_edition_with_every_return_names_no_day(self, client: Client) -> None:
        a_trust()
        come_out()
        page = client.get("/releases/staffing-2026-10-1/").content.decode()
        assert "final: every return had come" in page
        assert "final on" not in page

    def test_programs_are_told_too(self, client: Client) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        told = client.get("/api/v1/releases/staffing-2026-10-1/").json()
        assert (told["provisional"], told["final"], told["final_edition_at"]) == (
            True,
            False,
            "2026-12-22T09:30:00+00:00",
        )
        [coming] = client.get("/api/v1/releases/announced/").json()["results"]
        assert (coming["release"], coming["final"]) == ("staffing-2026-10-2", True)
        publish_due(now=FINAL)
        told = client.get("/api/v1/releases/staffing-2026-10-1/").json()
        assert (told["final_edition_at"], told["superseded_by"]) == (None, "staffing-2026-10-2")
        told = client.get("/api/v1/releases/staffing-2026-10-2/").json()
        assert (told["provisional"], told["final"]) == (False, True)

    def test_the_news_call_it_final_and_no_correction(self) -> None:
        a_trust()
        a_trust("RX2", "LATE NHS TRUST", returned=False)
        come_out()
        [final] = publish_due(now=FINAL)
        told = _of_the_whole(final)
        assert (told.kind, told.sentence) == (
            ChangeKind.FIGURES,
            "The final figures are out: 1 of 2 trusts sent theirs",
        )
