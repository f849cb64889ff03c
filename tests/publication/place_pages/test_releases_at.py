"""The record of releases as it stood at a moment: what came later isn't there, what was withdrawn is marked always."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import RequestFactory

from oversight import clock
from oversight.records.audit import System
from publication.announcing import announce_release, reschedule_release
from publication.models import Withdrawal
from publication.place_pages.known_on import KnownOn, NoSuchDay, end_of_day, known_on
from publication.record import Releases
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward

BY = System("test")
HOUR = timedelta(hours=1)


@pytest.mark.django_db
class TestReleases:
    def test_a_release_is_there_from_its_moment_on(self) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward)])
        first = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW).release
        accept(trust, [Row(ward, patients=900)])
        second = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + HOUR).release

        assert Releases(demonstration=False, at=NOW - HOUR).latest is None
        assert Releases(demonstration=False, at=NOW).current == [first]
        between = Releases(demonstration=False, at=NOW + HOUR / 2)
        assert (between.latest, between.superseding(first), between.called(second.reference)) == (first, None, None)
        after = Releases(demonstration=False, at=NOW + HOUR)
        assert (after.latest, after.superseding(first), after.earlier(second)) == (second, second, [first])
        assert Releases(demonstration=False).current == [second]

    def test_a_withdrawal_is_marked_at_any_moment(self) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        release = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW).release
        withdraw_item(
            reference=release.reference,
            item=Withdrawal.Item.TRUST,
            subject=trust.code,
            reason="Two wards were counted twice.",
            by=BY,
            now=NOW + HOUR,
        )
        releases = Releases(demonstration=False, at=NOW)
        found = releases.latest
        assert found is not None
        mark = releases.marks(found).trust(trust.code)
        assert mark is not None
        assert mark.reason == "Two wards were counted twice."

    def test_what_was_to_come_is_told_as_it_was_announced_then(self) -> None:
        release = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        before = release.scheduled_for
        reschedule_release(
            reference=release.reference,
            scheduled_for=before + timedelta(days=7),
            reason="A return came late.",
            by=BY,
            now=NOW + HOUR,
        )

        def upcoming(at: datetime | None) -> datetime | None:
            found = Releases(demonstration=False, at=at).upcoming
            return found.scheduled_for if found else None

        assert upcoming(NOW - HOUR) is None
        assert upcoming(NOW) == before
        assert upcoming(NOW + HOUR) == before + timedelta(days=7)
        assert upcoming(None) == before + timedelta(days=7)


class TestDay:
    @pytest.mark.parametrize("given", ["2026-02-30", "1 March", "tomorrow", "2026", "\0", "x" * 10_000, "٢٠٢٦-٠٣-٠١"])
    def test_what_is_no_day_is_refused_with_a_reason(self, given: str) -> None:
        with pytest.raises(NoSuchDay, match="not a day of the calendar"):
            known_on(RequestFactory().get("/", {"known-on": given}))

    def test_a_day_to_come_is_refused_and_today_is_not(self) -> None:
        today = clock.today()
        with pytest.raises(NoSuchDay, match="still to come"):
            known_on(RequestFactory().get("/", {"known-on": (today + timedelta(days=2)).isoformat()}))
        assert known_on(RequestFactory().get("/", {"known-on": today.isoformat()})) == today
        assert known_on(RequestFactory().get("/")) is None

    def test_a_day_ends_at_midnight_in_london(self) -> None:
        assert end_of_day(date(2026, 7, 1)) < datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
        assert end_of_day(date(2026, 3, 1)) > datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
        assert KnownOn(None, NOW).moment == NOW
        assert KnownOn(NOW.date(), NOW).moment == NOW
        assert KnownOn(date(2026, 3, 1), NOW).question == "?known-on=2026-03-01"
