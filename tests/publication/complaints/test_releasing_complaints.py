"""A release of complaints: what it freezes of returns, what it withholds, and what is withdrawn from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from complaints.said import said_by_versions
from oversight.organisations.models import Trust
from publication.announcing import announce_release
from publication.complaints.disclosing import counts_of
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.models import Release, Withdrawal
from publication.refusals import ReleaseRefused
from publication.releasing import publish_due, publish_period, publish_release
from publication.withdrawing import withdraw_item
from tests.complaints.said_making import counts
from tests.publication.complaints.making import (
    BY,
    HANDLING,
    LESSON,
    NOW,
    QUARTER,
    SECOND_LESSON,
    publish,
    send,
    trust_with_hospital,
    whole,
)
from tests.publication.making import make_approver, make_hospital, make_person, make_trust

pytestmark = pytest.mark.django_db


def site(code: str, new: int, upheld: int = 0, **subjects: int) -> dict[str, object]:
    given = {f"subject_area_{name}": number for name, number in subjects.items()}
    return counts(site=code, new=new, upheld=upheld, subjects=given)


class TestFreezing:
    def test_a_trusts_counts_in_all_are_told_as_they_are(self) -> None:
        send(trust_with_hospital())
        release = publish()
        row = release.complaints_trusts.get()
        assert (row.brought_forward, row.new, row.resolved) == (30, 120, 100)
        assert (row.upheld, row.partially_upheld, row.not_upheld, row.carried_forward) == (35, 25, 40, 50)
        assert (row.code, row.status, row.version_number, row.late) == ("RX1", "submitted", 1, False)
        assert row.small_numbers == "complaints 2: hes_2018"
        assert (release.reference, release.title) == (
            "complaints-2026-Q2-1",
            "Complaints, July to September 2026 (quarter 2 of 2026-27)",
        )
        assert (release.trusts, release.trusts_submitted, release.provisional) == (1, 1, False)

    def test_subjects_and_service_areas_are_rounded_or_withheld(self) -> None:
        send(trust_with_hospital())
        told = publish().complaints_trusts.get().breakdown
        assert told["clinical_treatment_sub_total"] == 50
        assert told["subject_area_communications"] == 35
        assert told["subject_area_end_of_life_care"] == "suppressed"
        assert told["subject_area_restraint"] == 0
        assert told["service_inpatient"] == 120
        # Ages, professions and who complained are in no release.
        assert not [code for code in told if not code.startswith(("subject_area", "service", "clinical_treatment_sub"))]

    def test_blank_zero_and_not_applicable_stay_three(self) -> None:
        send(trust_with_hospital(), whole(blank=("subject_area_restraint",)))
        row = publish().complaints_trusts.get()
        assert row.handling["offered_clinician"] == "blank"
        assert row.handling["serious"] == 0
        assert row.handling["independent_offered"] == "not applicable"
        assert row.breakdown["subject_area_restraint"] == "blank"
        assert row.breakdown["subject_area_transport"] == 0

    def test_a_trust_without_a_return_stands_in_it_as_not_submitted(self) -> None:
        send(trust_with_hospital())
        trust_with_hospital("RX2", "SILENT NHS TRUST")
        release = publish()
        silent = release.complaints_trusts.get(code="RX2")
        assert (silent.status, silent.new, silent.version_id) == ("not_submitted", None, None)
        assert silent.hospitals.get().status == "not_submitted"
        assert (release.provisional, release.trusts, release.trusts_submitted) == (True, 2, 1)

    def test_lessons_come_from_the_accepted_return_in_its_words(self) -> None:
        send(trust_with_hospital())
        first, second = publish().released_lessons.order_by("number")
        assert (first.lesson, first.action) == (LESSON["lesson"], LESSON["action"])
        assert (first.worked, second.known_by) == ("partly", SECOND_LESSON["known_by"])
        assert first.key.startswith("RX1-")
        assert first.key != second.key

    def test_the_invented_and_the_real_are_released_apart(self) -> None:
        send(trust_with_hospital())
        send(trust_with_hospital("DEMO001", "INVENTED NHS TRUST", demonstration=True))
        real, invented = publish(), publish(demonstration=True)
        assert [row.code for row in real.complaints_trusts.all()] == ["RX1"]
        assert [row.code for row in invented.complaints_trusts.all()] == ["DEMO001"]
        assert invented.reference == "demonstration-complaints-2026-Q2-1"

    def test_where_sites_came_alone_the_trust_is_their_sum(self) -> None:
        trust = trust_with_hospital()
        send(trust, site("RX101", 60, upheld=20, communications=60), site("RX102", 50, upheld=10, communications=50))
        row = publish().complaints_trusts.get()
        assert (row.new, row.upheld, row.breakdown["subject_area_communications"]) == (110, 30, 110)

    def test_a_year_of_ko41a_is_released_as_well(self) -> None:
        send(trust_with_hospital(), period="2024-25")
        release = publish("2024-25")
        assert (release.reference, release.period_word) == ("complaints-2024-25-1", "year")
        assert release.complaints_trusts.get().new == 120


class TestHospitals:
    @pytest.fixture
    def trust(self) -> Trust:
        trust = trust_with_hospital()
        make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
        return trust

    def test_a_small_hospital_is_not_told_nor_what_would_tell_of_it(self, trust: Trust) -> None:
        """58 of the trust's 60 are one hospital's: told as 60 it could be 58 to 60, so the other 2 stay hidden."""
        send(trust, site("RX101", 58, communications=58), site("RX102", 2, communications=2))
        release = publish()
        small = release.complaints_hospitals.get(code="RX102")
        large = release.complaints_hospitals.get(code="RX101")
        assert small.overall["new"] == "suppressed"
        assert set(small.breakdown.values()) == {"too small"}
        assert large.overall["new"] == 60
        assert release.complaints_trusts.get().new == 60

    def test_the_only_hospital_is_told_as_the_trust_is(self, trust: Trust) -> None:
        send(trust, whole(), {**whole(), "site_code": "RX101", "site_name": "St Anne's"})
        release = publish()
        only = release.complaints_hospitals.get(code="RX101")
        assert (only.overall["new"], only.overall["upheld"]) == (120, 35)
        assert only.breakdown == release.complaints_trusts.get().breakdown
        assert release.complaints_hospitals.get(code="RX102").status == "not_named"

    def test_no_withheld_count_of_it_stands_in_the_release(self, trust: Trust) -> None:
        send(trust, site("RX101", 58, upheld=3, communications=55, transport=3), site("RX102", 2, communications=2))
        release = publish()
        told = release.complaints_hospitals.values_list("code", "overall", "breakdown")
        said = said_by_versions([release.complaints_trusts.get().version])
        true = counts_of(next(iter(said.values())))
        for code, overall, breakdown in told:
            for name, cell in {**overall, **breakdown}.items():
                if isinstance(cell, int):
                    count = true[QUARTER, code, name]
                    assert abs(cell - count) <= 2
                    assert not 1 <= count <= 7


class TestRevision:
    def test_a_correction_is_a_further_release_and_marks_the_trust(self) -> None:
        trust, other = trust_with_hospital(), trust_with_hospital("RX2", "OTHER NHS TRUST")
        send(trust)
        send(other)
        first = publish()
        send(trust, whole(new=125, brought_forward=25), now=NOW + timedelta(days=1))
        second = publish(now=NOW + timedelta(days=2))
        assert (first.number, second.number) == (1, 2)
        assert dict(second.complaints_trusts.values_list("code", "revised")) == {"RX1": True, "RX2": False}
        assert second.complaints_trusts.get(code="RX1").new == 125
        assert first.complaints_trusts.get(code="RX1").new == 120

    def test_nothing_new_makes_no_release(self) -> None:
        send(trust_with_hospital())
        publish()
        again = publish_period(
            kind="complaints", period=QUARTER, demonstration=False, by=BY, now=NOW + timedelta(days=1)
        )
        assert again.unchanged
        assert Release.objects.count() == 1

    def test_a_correction_does_not_give_away_what_was_withheld_before(self) -> None:
        """Two hospitals: the small one grows out of its secret; the other, unchanged, must not tell what it was."""
        trust = trust_with_hospital()
        make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
        large = site("RX101", 8, communications=8)
        send(trust, large, site("RX102", 1, communications=1))
        first = publish()
        # 8 told as 10 is 8 or more: of 9 in all the other would be 1, so the larger was withheld with it.
        assert first.complaints_hospitals.get(code="RX101").overall["new"] == "suppressed"
        send(trust, large, site("RX102", 20, communications=20), now=NOW + timedelta(days=1))
        second = publish(now=NOW + timedelta(days=2))
        assert second.complaints_trusts.get().new == 28
        assert second.complaints_hospitals.get(code="RX101").overall["new"] == "suppressed"


class TestItsWay:
    def test_it_is_announced_approved_and_comes_out_at_its_time(self) -> None:
        send(trust_with_hospital(), now=NOW - timedelta(days=1))
        with pytest.raises(ReleaseRefused):
            announce_release(kind="complaints", period=QUARTER, demonstration=False, by=make_person(), now=NOW)
        release = announce_release(kind="complaints", period=QUARTER, demonstration=False, by=make_approver(), now=NOW)
        assert not ReleasedComplaintsTrust.objects.exists()
        assert publish_due(now=release.scheduled_for - timedelta(seconds=1)) == []
        assert [each.reference for each in publish_due(now=release.scheduled_for)] == ["complaints-2026-Q2-1"]

    def test_a_quarter_that_is_not_over_is_not_released(self) -> None:
        with pytest.raises(ReleaseRefused) as refusal:
            announce_release(
                kind="complaints", period="2026-Q3", demonstration=False, by=BY, now=NOW, scheduled_for=NOW
            )
        assert refusal.value.code == "period_not_over"
        assert "October to December 2026" in refusal.value.message

    def test_a_quarter_without_returns_has_nothing_to_release(self) -> None:
        make_trust()
        release = announce_release(
            kind="complaints", period=QUARTER, demonstration=False, by=BY, now=NOW, scheduled_for=NOW
        )
        with pytest.raises(ReleaseRefused) as refusal:
            publish_release(reference=release.reference, by=BY, now=NOW)
        assert refusal.value.code == "nothing_to_release"

    def test_staffing_of_a_month_and_complaints_of_a_quarter_do_not_mix(self) -> None:
        with pytest.raises(ValueError, match="not a period"):
            announce_release(kind="complaints", period="2026-10", demonstration=False, by=BY, now=NOW)
        with pytest.raises(ReleaseRefused) as refusal:
            announce_release(kind="beds", period=QUARTER, demonstration=False, by=BY, now=NOW)
        assert refusal.value.code == "kind"


class TestWithdrawing:
    @pytest.fixture
    def lesson(self) -> ReleasedLesson:
        send(trust_with_hospital())
        return publish().released_lessons.get(number=1)

    def withdraw(self, release: Release, key: str) -> Withdrawal:
        return withdraw_item(
            reference=release.reference,
            item=Withdrawal.Item.LESSON,
            subject=key,
            reason="It told of one person.",
            by=BY,
            now=NOW,
        )

    def test_a_lesson_is_marked_with_date_and_reason(self, lesson: ReleasedLesson) -> None:
        mark = self.withdraw(lesson.release, lesson.key)
        assert (mark.reason, mark.withdrawn_at) == ("It told of one person.", NOW)
        assert self.withdraw(lesson.release, lesson.key) == mark

    def test_it_stays_withdrawn_in_later_releases_and_in_earlier_ones(self, lesson: ReleasedLesson) -> None:
        trust = Trust.objects.get(code="RX1")
        send(trust, whole(new=121, brought_forward=29), now=NOW + timedelta(days=1))
        second = publish(now=NOW + timedelta(days=2))
        self.withdraw(second, lesson.key)
        assert lesson.release.withdrawals.filter(item="lesson", subject=lesson.key).exists()
        send(trust, whole(new=122, brought_forward=28), now=NOW + timedelta(days=3))
        third = publish(now=NOW + timedelta(days=4))
        assert third.withdrawals.get().subject == lesson.key

    def test_another_lesson_than_the_release_holds_is_refused(self, lesson: ReleasedLesson) -> None:
        with pytest.raises(ReleaseRefused):
            self.withdraw(lesson.release, "RX1-0000000000000000")
        with pytest.raises(ReleaseRefused):
            withdraw_item(
                reference=lesson.release.reference,
                item=Withdrawal.Item.WARD,
                subject="RX1",
                reason="An error.",
                by=BY,
                now=NOW,
            )


@pytest.mark.parametrize("model", [ReleasedComplaintsTrust, ReleasedComplaintsHospital, ReleasedLesson])
def test_what_was_frozen_neither_changes_nor_goes(
    model: type[ReleasedComplaintsTrust] | type[ReleasedComplaintsHospital] | type[ReleasedLesson],
) -> None:
    send(trust_with_hospital(), handling=HANDLING)
    publish()
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET release_id = release_id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
