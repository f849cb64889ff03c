"""The calendar reaches twelve months ahead, keeps to working days, and is announced once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.organisations.working_days import is_working_day
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.returns.periods import Month
from publication.announcing import announce_release, reschedule_release
from publication.models import Release
from publication.orderly.calendar import announce_year
from publication.orderly.calendar_rules import ahead, kind_rules
from publication.orderly.icalendar import calendar_file
from publication.periods import COMPLAINTS, KINDS, STAFFING
from tests.publication.making import NOW, make_trust

BY = System("test")
RULES = {rule.kind: rule for rule in kind_rules()}


def test_each_kind_has_its_rule() -> None:
    assert set(RULES) == set(KINDS)
    assert (ahead().announced_months_ahead, ahead().announced_weeks_ahead) == (12, 4)


@settings(max_examples=200)
@given(st.dates(date(2014, 1, 1), date(2040, 1, 1)), st.sampled_from(sorted(KINDS)))
def test_a_release_comes_at_half_past_nine_on_a_working_day_after_its_period(day: date, kind: str) -> None:
    rule = RULES[kind]
    period = Month.of(day) if rule.grain == "month" else ComplaintsPeriod.quarter_of(day)
    local = rule.release_time(period).astimezone(clock.LONDON)
    assert (local.hour, local.minute) == (9, 30)
    assert is_working_day(local.date())
    assert timedelta(days=rule.days_after) <= local.date() - period.last_day <= timedelta(days=rule.days_after + 6)


def test_weekends_and_bank_holidays_are_no_days_for_a_release() -> None:
    # A Friday, and Christmas Eve, on which people work.
    release = RULES[STAFFING].release_time
    assert release(Month(2026, 3)).astimezone(clock.LONDON).date() == date(2026, 4, 24)
    assert release(Month(2026, 11)).astimezone(clock.LONDON).date() == date(2026, 12, 24)
    # Saturday 24 January 2026: the Monday after.
    assert release(Month(2025, 12)).astimezone(clock.LONDON).date() == date(2026, 1, 26)
    # 24 days after April 2026 is a Sunday, and the Monday after it is the spring bank holiday.
    assert release(Month(2026, 4)).astimezone(clock.LONDON).date() == date(2026, 5, 26)


@pytest.mark.django_db
def test_twelve_months_are_announced_once_for_each_world() -> None:
    make_trust()
    make_trust("DEMO001", demonstration=True)
    announced = announce_year(now=NOW)
    for demonstration in (False, True):
        mine = [each for each in announced if each.demonstration is demonstration]
        months = [each.period for each in mine if each.kind == STAFFING]
        # On 20 November 2026 October's time is four days off, which is too soon to announce: it gets a day in December.
        assert months == ["2026-10", "2026-11", "2026-12", *(f"2027-{month:02d}" for month in range(1, 10))]
        quarters = [each.period for each in mine if each.kind == COMPLAINTS]
        assert quarters == ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]
    assert all(each.scheduled_for - NOW >= timedelta(weeks=4) for each in announced)
    assert AuditEntry.objects.filter(action="release.announced").count() == len(announced)
    assert announce_year(now=NOW) == []
    # A day later the same again; a month later what has come within a year.
    later = announce_year(now=NOW + timedelta(days=40))
    assert {(each.kind, each.period) for each in later if each.kind == STAFFING} == {
        (STAFFING, "2027-10"),
        (STAFFING, "2027-11"),
    }


@pytest.mark.django_db
def test_what_people_announced_moved_or_cancelled_is_left_to_them() -> None:
    make_trust()
    at = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    mine = announce_release(kind=STAFFING, period="2026-12", demonstration=False, by=BY, now=NOW, scheduled_for=at)
    other = announce_release(kind=STAFFING, period="2026-11", demonstration=False, by=BY, now=NOW, scheduled_for=at)
    reschedule_release(reference=other.reference, scheduled_for=None, reason="No return was asked for.", by=BY, now=NOW)
    announced = announce_year(now=NOW)
    assert not {"2026-11", "2026-12"} & {each.period for each in announced if each.kind == STAFFING}
    mine.refresh_from_db()
    assert mine.scheduled_for == at


@pytest.mark.django_db
def test_nothing_is_announced_where_there_are_no_trusts() -> None:
    assert announce_year(now=NOW) == []


@pytest.mark.django_db
def test_the_command_says_what_it_announced() -> None:
    make_trust()
    said = StringIO()
    call_command("announce_year", stdout=said)
    assert len(json.loads(said.getvalue())["announced"]) == Release.objects.count() > 20
    again = StringIO()
    call_command("announce_year", stdout=again)
    assert json.loads(again.getvalue()) == {"announced": []}


@pytest.mark.django_db
def test_the_page_tells_each_date_and_why_it_was_moved(client: Client) -> None:
    make_trust()
    announced = announce_year(now=clock.now())
    moved = next(each for each in announced if each.kind == STAFFING)
    reschedule_release(
        reference=moved.reference,
        scheduled_for=moved.scheduled_for + timedelta(days=7),
        reason="Two trusts' returns are looked at again.",
        by=BY,
        now=clock.now(),
    )
    page = client.get("/releases/calendar/").content.decode()
    for release in announced:
        assert f"/releases/{release.reference}/" in page
    assert "Two trusts&#39; returns are looked at again." in page
    # The list of releases shows what comes soon, and leads to the rest.
    listed = client.get("/releases/").content.decode()
    assert "/releases/calendar/" in listed
    assert f"/releases/{announced[-1].reference}/" not in listed


@pytest.mark.django_db
def test_the_calendar_file_is_one_that_programs_read(client: Client) -> None:
    make_trust()
    announced = announce_year(now=NOW)
    cancelled = announced[0]
    reschedule_release(
        reference=cancelled.reference,
        scheduled_for=None,
        reason="Stopped; see the notice, of 3 May\\2026.\nIt is long, so that its line has to be folded somewhere.",
        by=BY,
        now=NOW,
    )
    response = client.get("/releases/calendar.ics")
    assert response["Content-Type"].startswith("text/calendar")
    text = response.content.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == len(announced)
    assert unfolded.count("STATUS:CANCELLED") == 1
    assert (
        "DESCRIPTION:The date changed. Stopped\\; see the notice\\, of 3 May\\\\2026.\\nIt is long\\, so that its"
        " line has to be folded somewhere." in unfolded
    )
    first = announced[1]
    assert f"DTSTART:{first.scheduled_for:%Y%m%dT%H%M%SZ}" in unfolded


def test_no_letter_is_torn_where_a_line_is_folded() -> None:
    text = calendar_file([], name="\u00e9" * 90, host="example.org", address_of=lambda release: "")
    assert "\u00e9" * 90 in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
