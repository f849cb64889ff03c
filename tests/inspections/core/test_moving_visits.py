"""Visits moved before they begin, and who came, corrected afterwards: both keep what the record said before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from inspections.models import AttendanceCorrection, Inspection, PoolMember, TeamMember, Visit, VisitMove
from inspections.states.inspection import InspectionState
from inspections.visit_clashes import visit_clashes
from inspections.visiting import begin_visit, call_off_visit, correct_who_came, plan_visit, reschedule_visit
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id
from tests.returns.making import make_person

S = InspectionState
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def a_visit(scene: Scene, inspection: Inspection, *people: Person, starts_at=NOW + HOUR) -> Visit:
    return plan_visit(
        visit_id=new_id(),
        inspection=inspection,
        site=scene.site,
        starts_at=starts_at,
        ends_at=starts_at + 8 * HOUR,
        is_announced=inspection.is_announced,
        by=scene.lead,
        now=NOW,
        people=people,
    )


def moved(scene: Scene, visit: Visit, by: timedelta = DAY, reason: str = "Snow.") -> Visit:
    return reschedule_visit(
        visit=visit,
        starts_at=visit.starts_at + by,
        ends_at=visit.ends_at + by,
        reason=reason,
        by=scene.lead,
        now=NOW,
    )


def test_a_move_keeps_the_times_that_were_and_why(scene: Scene) -> None:
    visit = a_visit(scene, an_inspection(scene, S.ANNOUNCED))
    before = (visit.starts_at, visit.ends_at)
    moved(scene, visit)
    kept = VisitMove.objects.get()
    assert (kept.starts_before, kept.ends_before) == before
    assert (kept.starts_after, kept.ends_after) == (before[0] + DAY, before[1] + DAY)
    assert (kept.reason, kept.moved_by) == ("Snow.", scene.lead)
    visit.refresh_from_db()
    assert visit.starts_at == kept.starts_after
    assert AuditEntry.objects.filter(action="visit.rescheduled", person=scene.lead).count() == 1
    with pytest.raises(InternalError), transaction.atomic():
        VisitMove.objects.update(reason="Rain.")


def test_sent_twice_a_visit_moves_once(scene: Scene) -> None:
    visit = a_visit(scene, an_inspection(scene, S.ANNOUNCED))
    for _ in range(2):
        moved(scene, visit)
    assert VisitMove.objects.count() == 1
    assert AuditEntry.objects.filter(action="visit.rescheduled").count() == 1


def test_moves_that_cannot_be_are_refused(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    visit = a_visit(scene, inspection)
    with refused("no_reason"):
        moved(scene, visit, reason="  ")
    with refused("dates"):
        reschedule_visit(visit=visit, starts_at=NOW, ends_at=NOW, reason="Snow.", by=scene.lead, now=NOW)
    begin_visit(visit=visit, by=scene.lead, now=NOW)
    with refused("began"):
        moved(scene, visit)
    other = a_visit(scene, inspection)
    call_off_visit(visit=other, reason="Snow.", by=scene.lead, now=NOW)
    with refused("called_off"):
        moved(scene, other)
    late = a_visit(scene, inspection)
    for state in (S.DRAFTING, S.QUALITY_REVIEWED):
        Inspection.objects.filter(pk=inspection.pk).update(state=str(state))
    with refused("moved_on"):
        moved(scene, late)
    assert not VisitMove.objects.exists()


def test_who_is_on_another_visit_at_the_time_is_named(scene: Scene) -> None:
    one = a_visit(scene, an_inspection(scene, S.ANNOUNCED), scene.lead, scene.second)
    other = a_visit(scene, an_inspection(scene, S.ANNOUNCED), scene.second, starts_at=NOW + DAY)
    people = list(one.people.all())

    def clashing(starts_at, ends_at) -> list[tuple[Person, Visit | None]]:
        return [(each.person, each.visit) for each in visit_clashes(people, starts_at, ends_at, apart_from=one)]

    assert clashing(other.starts_at, other.ends_at) == [(scene.second, other)]
    assert clashing(other.ends_at, other.ends_at + HOUR) == []
    assert clashing(other.ends_at - HOUR, other.ends_at + HOUR) == [(scene.second, other)]
    assert clashing(one.starts_at, one.ends_at) == []
    call_off_visit(visit=other, reason="Snow.", by=scene.lead, now=NOW)
    assert clashing(other.starts_at, other.ends_at) == []


def test_who_of_the_pool_did_not_offer_the_day_is_named(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    adviser = make_person("adviser@x.example", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    TeamMember.objects.create(
        inspection=inspection, person=adviser, role="specialist", added_on=NOW.date(), added_by=scene.lead
    )
    member = PoolMember.objects.create(person=adviser, kind="specialist_adviser", joined_on=date(2026, 1, 1))
    member.availabilities.create(from_on=NOW.date(), to_on=NOW.date())
    visit = a_visit(scene, inspection, adviser)
    assert visit_clashes([adviser], visit.starts_at, visit.ends_at, apart_from=visit) == ()
    (clash,) = visit_clashes([adviser], visit.starts_at + DAY, visit.ends_at + DAY, apart_from=visit)
    assert (clash.person, clash.visit) == (adviser, None)
    # Over midnight: the second day was not offered.
    assert visit_clashes([adviser], visit.starts_at, visit.starts_at + 16 * HOUR, apart_from=visit)


def corrected(scene: Scene, visit: Visit, *people: Person, reason: str = "She was ill.") -> tuple:
    return correct_who_came(visit=visit, people=people, reason=reason, by=scene.lead, now=NOW)


def test_who_came_is_corrected_with_who_was_added_and_who_taken_off(scene: Scene) -> None:
    inspection = an_inspection(scene)
    visit = inspection.visits.get()
    TeamMember.objects.create(
        inspection=inspection,
        person=scene.manager,
        role="inspector",
        added_on=date(2026, 10, 1),
        left_on=date(2026, 10, 20),
        added_by=scene.lead,
    )
    corrected(scene, visit, scene.lead, scene.manager)
    assert set(visit.people.all()) == {scene.lead, scene.manager}
    kept = AttendanceCorrection.objects.filter(visit=visit)
    assert {(each.person, each.came, each.reason) for each in kept} == {
        (scene.manager, True, "She was ill."),
        (scene.second, False, "She was ill."),
    }
    entry = AuditEntry.objects.get(action="visit.attendance_corrected")
    assert (entry.person, entry.subject_id) == (scene.lead, str(visit.visit_id))
    assert len(entry.hashes) == 1
    with pytest.raises(InternalError), transaction.atomic():
        kept.update(came=True)


def test_the_same_people_change_nothing(scene: Scene) -> None:
    visit = an_inspection(scene).visits.get()
    assert corrected(scene, visit, scene.second, scene.lead) == ()
    assert not AuditEntry.objects.filter(action="visit.attendance_corrected").exists()


def test_corrections_that_cannot_be_are_refused(scene: Scene) -> None:
    inspection = an_inspection(scene)
    visit = inspection.visits.get()
    with refused("no_reason"):
        corrected(scene, visit, scene.lead, reason=" ")
    with refused("nobody"):
        corrected(scene, visit)
    with refused("not_in_team"):
        corrected(scene, visit, scene.lead, scene.manager)
    with refused("not_in_team"):
        correct_who_came(visit=visit, people=[scene.lead], reason="Ill.", by=scene.manager, now=NOW)
    coming = a_visit(scene, an_inspection(scene, S.ON_SITE))
    with refused("not_begun"):
        corrected(scene, coming, scene.lead)
    published = an_inspection(scene, S.PUBLISHED)
    with refused("moved_on"):
        corrected(scene, published.visits.get(), scene.lead)
    assert not AttendanceCorrection.objects.exists()


def test_the_record_holds_no_move_and_no_correction_without_a_reason(scene: Scene) -> None:
    visit = an_inspection(scene).visits.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceCorrection.objects.create(
            visit=visit, person=scene.lead, came=True, corrected_by=scene.lead, corrected_at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitMove.objects.create(
            visit=visit,
            starts_before=NOW,
            ends_before=NOW + HOUR,
            starts_after=NOW,
            ends_after=NOW + HOUR,
            reason="No change",
            moved_by=scene.lead,
            moved_at=NOW,
        )
