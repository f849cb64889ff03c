"""A release holds what stood at its time, whole or not at all, and nothing changes it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from oversight import clock
from oversight.accounts.models import Membership
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from publication.announcing import announce_release, reschedule_release, suggested_time
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.refusals import ReleaseRefused
from publication.releasing import publish_due, publish_month, publish_release
from publication.tasks import publish_what_is_due
from tests.publication.making import (
    NOW,
    OCTOBER,
    SHORT,
    Row,
    accept,
    explain_ward,
    make_approver,
    make_hospital,
    make_person,
    make_trust,
    make_ward,
)

pytestmark = pytest.mark.django_db
BY = System("test")


def _publish(demonstration: bool = False, now: datetime = NOW) -> Release:
    return publish_month(period=OCTOBER, demonstration=demonstration, by=BY, now=now).release


def test_a_release_freezes_wards_hospitals_and_trusts() -> None:
    trust = make_trust()
    site = make_hospital(trust)
    version = accept(trust, [Row(make_ward(site)), Row(make_ward(site, "Birch Ward"), patients=0)])

    release = _publish()

    assert (release.reference, release.number, release.state) == ("staffing-2026-10-1", 1, Release.State.PUBLISHED)
    assert (release.trusts, release.trusts_submitted, release.hospitals, release.wards) == (1, 1, 1, 2)
    assert release.provisional is False
    hospital = ReleasedHospital.objects.get(release=release)
    assert (hospital.code, hospital.name, hospital.status, hospital.wards) == (
        "RX101",
        "ST ANNE'S HOSPITAL",
        "submitted",
        2,
    )
    assert hospital.day_registered_planned == Decimal(3420)
    assert hospital.day_registered_actual == Decimal(3205)
    assert hospital.patients == 812
    # Hours of the ward without patients are left out of care hours per patient day.
    assert (hospital.registered_worked, hospital.registered_patients) == (Decimal("2592.5"), 812)
    assert (hospital.care_worked, hospital.overall_worked) == (Decimal(1818), Decimal("4410.5"))
    owner = ReleasedTrust.objects.get(release=release)
    assert (owner.status, owner.receipt, owner.version_number, owner.late) == ("submitted", version.receipt, 1, False)
    assert [ward.name for ward in ReleasedWard.objects.order_by("name")] == ["Ash Ward", "Birch Ward"]


def test_blank_hours_and_zero_hours_stay_apart() -> None:
    trust = make_trust()
    site = make_hospital(trust)
    blank = ("1710", "1602.5", None, None, "1023", "990", "0", "0")
    accept(trust, [Row(make_ward(site), hours=blank, patients=None)])

    _publish()

    ward = ReleasedWard.objects.get()
    assert (ward.day_care_planned, ward.day_care_actual, ward.patients) == (None, None, None)
    assert (ward.night_care_planned, ward.night_care_actual) == (Decimal(0), Decimal(0))
    hospital = ReleasedHospital.objects.get()
    assert (hospital.day_care_planned, hospital.night_care_planned, hospital.patients) == (None, Decimal(0), None)
    assert (hospital.registered_worked, hospital.registered_patients) == (None, None)


def test_other_staff_enter_by_what_they_worked() -> None:
    trust = make_trust()
    site = make_hospital(trust)
    others = {
        "day_nursing_associate_planned": "150",
        "day_nursing_associate_actual": "120.5",
        "night_allied_actual": "30",
    }
    accept(trust, [Row(make_ward(site), other_groups=others), Row(make_ward(site, "Birch Ward"))])

    _publish()

    first, second = ReleasedWard.objects.order_by("name")
    assert (first.other_actual, second.other_actual) == (Decimal("150.5"), None)
    hospital = ReleasedHospital.objects.get()
    assert (hospital.other_actual, hospital.overall_worked) == (Decimal("150.5"), Decimal("8971.5"))


def test_a_hospital_named_by_words_alone_has_its_own_row() -> None:
    trust = make_trust()
    accept(
        trust,
        [
            Row(make_ward(None, "Ash Ward", trust=trust, site_name="Main Site")),
            Row(make_ward(None, "Birch Ward", trust=trust, site_name="main site ")),
            Row(make_ward(None, "Cedar Ward", trust=trust)),
        ],
    )

    release = _publish()

    held = ReleasedHospital.objects.filter(release=release).order_by("wards")
    assert [(hospital.code, hospital.wards) for hospital in held] == [("", 1), ("", 2)]
    assert release.wards == 3


def test_what_was_not_submitted_is_said() -> None:
    sent, silent = make_trust(), make_trust("RX2", "SILENT NHS TRUST")
    site = make_hospital(sent)
    make_hospital(sent, "RX102", "HOSPITAL WITHOUT WARDS")
    make_hospital(silent, "RX201", "QUIET HOSPITAL")
    accept(sent, [Row(make_ward(site))])

    release = _publish()

    assert release.provisional is True
    assert (release.trusts, release.trusts_submitted) == (2, 1)
    status = dict(ReleasedHospital.objects.values_list("code", "status"))
    assert status == {"RX101": "submitted", "RX102": "no_wards", "RX201": "not_submitted"}
    assert ReleasedTrust.objects.get(code="RX2").version_number is None


def test_a_closed_trust_and_one_that_never_sends_owe_nothing() -> None:
    sent, closed, other = make_trust(), make_trust("RX2"), make_trust("RX3", "AMBULANCE SERVICE NHS TRUST")
    closed.closed_on = date(2026, 9, 30)
    closed.save()
    make_hospital(closed, "RX201")
    Membership.objects.filter(trust=other).delete()
    accept(sent, [Row(make_ward(make_hospital(sent)))])

    _publish()

    assert list(ReleasedTrust.objects.values_list("code", flat=True)) == ["RX1"]
    assert list(ReleasedHospital.objects.values_list("code", flat=True)) == ["RX101"]


def test_the_invented_country_has_releases_of_its_own() -> None:
    real, invented = make_trust(), make_trust("DEMO001", demonstration=True)
    accept(real, [Row(make_ward(make_hospital(real)))])
    accept(invented, [Row(make_ward(make_hospital(invented, "DEMO001A")))])

    first, second = _publish(), _publish(demonstration=True)

    assert (first.reference, second.reference) == ("staffing-2026-10-1", "demonstration-staffing-2026-10-1")
    assert [trust.code for trust in first.released_trusts.all()] == ["RX1"]
    assert [trust.code for trust in second.released_trusts.all()] == ["DEMO001"]


class TestOftenShort:
    def test_two_of_three_months_are_often_and_the_trust_says_why(self) -> None:
        trust = make_trust()
        site = make_hospital(trust)
        ward, other = make_ward(site), make_ward(site, "Birch Ward")
        accept(trust, [Row(ward, SHORT), Row(other, SHORT)], period="2026-08")
        version = accept(trust, [Row(ward, SHORT), Row(other)])
        explain_ward(version, ward, "Three nurses have left.", "Two have been recruited.")
        explain_ward(version, other, "Not of a ward often short.")

        _publish()

        often = ReleasedWard.objects.get(often_short=True)
        assert often.ward_id == ward.public_id
        assert often.short_months == ["2026-08", "2026-10"]
        assert often.months_not_submitted == ["2026-09"]
        assert often.often_short_sentence == (
            "In 2 of the last 3 months (August 2026 and October 2026), staff worked less than 80% of the planned hours"
            " for at least one shift and staff group. There was no return for this ward for September 2026."
        )
        assert (often.explanation, often.action) == ("Three nurses have left.", "Two have been recruited.")
        assert ReleasedWard.objects.get(often_short=False).explanation == ""

    def test_a_corrected_earlier_month_counts_as_it_stands(self) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward, SHORT)], period="2026-09")
        accept(trust, [Row(ward)], period="2026-09")
        accept(trust, [Row(ward, SHORT)])

        _publish()

        assert not ReleasedWard.objects.filter(often_short=True).exists()

    def test_exactly_the_threshold_is_not_short(self) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        at_80 = ("1000", "800", "1080", "1105", "1023", "990", "682", "713")
        for period in ("2026-09", OCTOBER):
            accept(trust, [Row(ward, at_80)], period=period)

        _publish()

        assert not ReleasedWard.objects.filter(often_short=True).exists()

    def test_what_the_trust_did_not_give_to_the_public_stays_inside(self) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward, SHORT)], period="2026-09")
        version = accept(trust, [Row(ward, SHORT)])
        explain_ward(version, ward, "For the inspector alone.", public=False)

        _publish()

        assert ReleasedWard.objects.get().explanation == ""


class TestRevision:
    def test_a_correction_makes_a_second_release_and_marks_what_changed(self) -> None:
        trust, other = make_trust(), make_trust("RX2")
        ward, second = make_ward(make_hospital(trust)), make_ward(make_hospital(other, "RX201"))
        accept(trust, [Row(ward)])
        accept(other, [Row(second)])
        _publish()
        accept(trust, [replace(Row(ward), patients=900)], now=NOW + timedelta(days=1))

        revised = _publish(now=NOW + timedelta(days=2))

        assert (revised.number, revised.reference) == (2, "staffing-2026-10-2")
        assert dict(revised.released_trusts.values_list("code", "revised")) == {"RX1": True, "RX2": False}
        assert dict(revised.released_hospitals.values_list("code", "revised")) == {"RX101": True, "RX201": False}
        assert [mark.ward_id for mark in revised.released_wards.filter(revised=True)] == [ward.public_id]
        first = Release.objects.get(number=1)
        assert first.state == Release.State.PUBLISHED
        assert first.released_wards.get(ward_id=ward.public_id).patients == 812

    def test_a_hospital_whose_return_is_still_missing_is_in_the_second_release_too(self) -> None:
        trust, silent = make_trust(), make_trust("RX2")
        make_hospital(silent, "RX201")
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward)])
        _publish()
        accept(trust, [replace(Row(ward), patients=900)], now=NOW + timedelta(days=1))

        revised = _publish(now=NOW + timedelta(days=2))

        missing = revised.released_hospitals.get(code="RX201")
        assert (revised.number, missing.status, missing.revised) == (2, "not_submitted", False)

    def test_nothing_new_makes_no_release(self) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        first = _publish()
        events = OutboxEvent.objects.count()

        again = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=1))

        assert (again.unchanged, again.release.pk) == (True, first.pk)
        assert Release.objects.count() == 1
        assert OutboxEvent.objects.count() == events

    def test_a_return_that_came_later_makes_the_figures_final(self) -> None:
        trust, late = make_trust(), make_trust("RX2")
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        site = make_hospital(late, "RX201")
        assert _publish().provisional is True
        accept(late, [Row(make_ward(site))], late=True)

        release = _publish()

        assert release.provisional is False
        assert release.released_trusts.get(code="RX2").late is True

    def test_a_release_of_the_past_holds_what_stood_then(self) -> None:
        trust = make_trust()
        ward = make_ward(make_hospital(trust))
        accept(trust, [Row(ward)], now=NOW - timedelta(days=9))
        accept(trust, [Row(ward, patients=900)], now=NOW)
        before = announce_release(
            period=OCTOBER,
            demonstration=False,
            by=BY,
            now=NOW - timedelta(days=8),
            scheduled_for=NOW - timedelta(days=1),
        )
        publish_release(reference=before.reference, by=BY, now=NOW - timedelta(days=1))
        after = _publish()
        assert before.released_wards.get().patients == 812
        assert (after.number, after.released_wards.get().patients) == (2, 900)


class TestAnnouncing:
    def test_the_suggestion_is_half_past_nine_on_a_working_day_four_weeks_ahead(self) -> None:
        # 20 November and four weeks is Friday 18 December, before half past nine of which four weeks are not over.
        assert suggested_time(now=NOW) == datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
        # Four weeks on is Friday 25 December; Monday the 28th is its substitute's day after Boxing Day on a Saturday.
        assert suggested_time(now=datetime(2026, 11, 27, 6, 0, tzinfo=UTC)) == datetime(2026, 12, 29, 9, 30, tzinfo=UTC)
        # In summer half past nine in London is half past eight by UTC.
        assert suggested_time(now=datetime(2026, 6, 1, 8, 0, tzinfo=UTC)) == datetime(2026, 6, 29, 8, 30, tzinfo=UTC)

    def test_only_an_approver_announces(self) -> None:
        with pytest.raises(ReleaseRefused) as refusal:
            announce_release(period=OCTOBER, demonstration=False, by=make_person(), now=NOW)
        assert refusal.value.code == "not_allowed"
        approver = make_approver()
        release = announce_release(period=OCTOBER, demonstration=False, by=approver, now=NOW)
        assert (release.state, release.approved_by) == (Release.State.PLANNED, approver)
        assert AuditEntry.objects.get(action="release.announced").person == approver

    @pytest.mark.parametrize(("period", "code"), [("2027-01", "period_not_over"), (OCTOBER, "already_announced")])
    def test_what_cannot_be_announced(self, period: str, code: str) -> None:
        announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        with pytest.raises(ReleaseRefused) as refusal:
            announce_release(period=period, demonstration=False, by=BY, now=NOW)
        assert refusal.value.code == code

    def test_a_change_of_the_date_has_a_reason(self) -> None:
        release = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        later = release.scheduled_for + timedelta(days=1)
        with pytest.raises(ReleaseRefused):
            reschedule_release(reference=release.reference, scheduled_for=later, reason=" ", by=BY, now=NOW)
        moved = reschedule_release(
            reference=release.reference, scheduled_for=later, reason="Two trusts were late.", by=BY, now=NOW
        )
        assert moved.scheduled_for == later
        assert moved.date_changes.get().reason == "Two trusts were late."

    def test_a_cancelled_release_is_never_published(self) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        release = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        reschedule_release(reference=release.reference, scheduled_for=None, reason="A mistake.", by=BY, now=NOW)
        assert publish_due(now=NOW + timedelta(days=60)) == []
        with pytest.raises(ReleaseRefused):
            publish_release(reference=release.reference, by=BY, now=NOW + timedelta(days=60))
        assert announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW).number == 2


class TestItsTime:
    def test_a_release_comes_out_at_its_time_and_not_before(self) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        release = announce_release(period=OCTOBER, demonstration=False, by=make_approver(), now=NOW)

        assert publish_due(now=release.scheduled_for - timedelta(seconds=1)) == []
        with pytest.raises(ReleaseRefused) as refusal:
            publish_release(reference=release.reference, by=BY, now=release.scheduled_for - timedelta(seconds=1))
        assert refusal.value.code == "too_early"
        assert not ReleasedWard.objects.exists()

        assert [done.reference for done in publish_due(now=release.scheduled_for)] == [release.reference]
        assert publish_due(now=release.scheduled_for) == []
        assert AuditEntry.objects.get(action="release.published").system == "publication"
        assert OutboxEvent.objects.get(name="release.published").subject_id == release.reference

    def test_one_that_has_nothing_to_release_leaves_the_others_alone(self) -> None:
        announce_release(period="2026-09", demonstration=False, by=BY, now=NOW, scheduled_for=NOW)
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW, scheduled_for=NOW)

        published = publish_due(now=NOW)

        assert [release.period for release in published] == [OCTOBER]
        assert Release.objects.get(period="2026-09").state == Release.State.PLANNED

    def test_the_scheduler_begins_ahead_and_ends_at_the_moment(self) -> None:
        trust = make_trust()
        long_ago = datetime(2024, 2, 20, 9, 30, tzinfo=UTC)
        accept(trust, [Row(make_ward(make_hospital(trust)))], period="2024-01", now=long_ago)
        moment = clock.now() + timedelta(seconds=0.7)
        announce_release(
            period="2024-01", demonstration=False, by=BY, now=moment - timedelta(days=30), scheduled_for=moment
        )
        later = announce_release(
            period="2024-02", demonstration=False, by=BY, now=long_ago, scheduled_for=moment + timedelta(days=9999)
        )
        publish_what_is_due()
        release = Release.objects.get(period="2024-01")
        assert release.published_at is not None
        assert release.published_at == moment <= clock.now() < moment + timedelta(seconds=2)
        later.refresh_from_db()
        assert later.state == Release.State.PLANNED
        publish_what_is_due()


class TestTheDatabaseHoldsIt:
    @pytest.fixture
    def release(self) -> Release:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))])
        return _publish()

    @pytest.mark.parametrize("table", ["releasedtrust", "releasedhospital", "releasedward"])
    def test_a_row_of_a_release_neither_changes_nor_goes(self, release: Release, table: str) -> None:
        for statement in (f"UPDATE publication_{table} SET name = 'x'", f"DELETE FROM publication_{table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_no_row_joins_a_published_release(self, release: Release) -> None:
        with pytest.raises(DatabaseError, match="takes no further rows"), transaction.atomic():
            ReleasedTrust.objects.create(release=release, code="RX9", name="Late", status="not_submitted")

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "x"},
            {"published_at": NOW + timedelta(days=1)},
            {"wards": 9},
            {"number": 7},
            {"state": "planned", "published_at": None},
        ],
        ids=["title", "time", "count", "number", "state"],
    )
    def test_a_published_release_stays_as_it_is(self, release: Release, change: dict[str, object]) -> None:
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
