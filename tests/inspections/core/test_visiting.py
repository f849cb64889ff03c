"""Visits by day and night, announced or not, and listening events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import Inspection, ListeningEvent, Visit
from inspections.programme_settings import settings_on
from inspections.states.inspection import InspectionState
from inspections.visit_times import times_of
from inspections.visiting import (
    begin_visit,
    call_off_visit,
    count_people_who_came,
    end_visit,
    plan_listening_event,
    plan_visit,
    reschedule_visit,
)
from oversight.london import LONDON
from oversight.records.models import AuditEntry
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, new_id

S = InspectionState
SETTINGS = settings_on(NOW.date())
HOUR = timedelta(hours=1)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def visit_of(scene: Scene, inspection: Inspection, **given: object) -> Visit:
    wanted: dict[str, object] = {
        "visit_id": new_id(),
        "inspection": inspection,
        "site": scene.site,
        "starts_at": NOW + HOUR,
        "ends_at": NOW + 8 * HOUR,
        "is_announced": inspection.is_announced,
        "by": scene.lead,
        "now": NOW,
    }
    return plan_visit(**{**wanted, **given})  # type: ignore[arg-type]


def london(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_night", "is_weekend"),
    [
        (london(5, 9), london(5, 17), False, False),
        (london(5, 20), london(5, 21), True, False),
        (london(5, 19), london(5, 20, 59), False, False),
        (london(5, 19), london(5, 21), True, False),
        (london(5, 7), london(5, 12), True, False),
        (london(5, 7, 1), london(5, 12), False, False),
        (london(5, 23), london(6, 3), True, False),
        (london(6, 23), london(7, 3), True, True),
        (london(7, 10), london(7, 12), False, True),
        (london(8, 22), london(9, 0), True, True),
        (london(9, 0), london(9, 4), True, False),
        # Clocks go back at 2 on 25 October: the night has an hour more. They go forward on 29 March.
        (london(25, 1, 30, month=10), london(25, 1, 59, month=10), False, True),
        (london(24, 21, month=10), london(25, 6, month=10), True, True),
        (london(28, 23, month=3), london(29, 3, month=3), True, True),
    ],
)
def test_night_and_weekend_are_by_the_clock_in_london(
    starts_at: datetime, ends_at: datetime, is_night: bool, is_weekend: bool
) -> None:
    found = times_of(starts_at.astimezone(UTC), ends_at.astimezone(UTC), SETTINGS)
    assert (found.is_night, found.is_weekend) == (is_night, is_weekend)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 48),
)
def test_a_longer_visit_never_ceases_to_be_by_night_or_at_a_weekend(starts_at: datetime, hours: int) -> None:
    shorter = times_of(starts_at, starts_at + hours * HOUR, SETTINGS)
    longer = times_of(starts_at, starts_at + (hours + 1) * HOUR, SETTINGS)
    assert longer.is_night >= shorter.is_night
    assert longer.is_weekend >= shorter.is_weekend
    assert times_of(starts_at, starts_at + 24 * HOUR, SETTINGS).is_night


def test_a_visit_is_planned_once_under_its_id(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    wanted = new_id()
    visit = visit_of(scene, inspection, visit_id=wanted, people=[scene.second])
    assert visit_of(scene, inspection, visit_id=wanted) == visit
    assert list(visit.people.all()) == [scene.second]
    assert not visit.is_night
    assert AuditEntry.objects.filter(action="visit.planned").count() == 1
    with refused("known"):
        visit_of(scene, an_inspection(scene, S.ANNOUNCED), visit_id=wanted)


def test_visits_that_cannot_be_are_refused(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    hidden = an_inspection(scene, S.PLANNED, announced=False)
    with refused("site"):
        visit_of(scene, inspection, site=another_site(scene))
    with refused("dates"):
        visit_of(scene, inspection, ends_at=NOW)
    with refused("unannounced"):
        visit_of(scene, hidden, is_announced=True)
    with refused("not_in_team"):
        visit_of(scene, inspection, people=[scene.manager])
    with refused("not_in_team"):
        visit_of(scene, inspection, by=scene.manager)
    with refused("not_allowed"):
        visit_of(scene, inspection, by=scene.signatory)
    with refused("moved_on"):
        visit_of(scene, an_inspection(scene, S.QUALITY_REVIEWED))


def test_with_the_first_visit_the_team_is_on_site(scene: Scene) -> None:
    inspection = an_inspection(scene, S.PLANNED, announced=False)
    visit = visit_of(scene, inspection, people=[scene.lead])
    begin_visit(visit=visit, by=scene.second, now=NOW, people=[scene.lead, scene.second])
    inspection.refresh_from_db()
    assert inspection.state == S.ON_SITE
    assert inspection.shown_to_trust_at == NOW
    visit.refresh_from_db()
    assert visit.began_at == NOW
    assert set(visit.people.all()) == {scene.lead, scene.second}
    another = visit_of(scene, inspection)
    begin_visit(visit=another, by=scene.lead, now=NOW + HOUR)
    inspection.refresh_from_db()
    assert inspection.shown_to_trust_at == NOW
    with refused("began"):
        begin_visit(visit=visit, by=scene.lead, now=NOW)
    with refused("began"):
        call_off_visit(visit=visit, reason="Snow.", by=scene.lead, now=NOW)
    end_visit(visit=visit, by=scene.lead, now=NOW + HOUR)
    with refused("ended"):
        end_visit(visit=visit, by=scene.lead, now=NOW + HOUR)


def test_an_announced_inspection_does_not_begin_before_it_was_announced(scene: Scene) -> None:
    inspection = an_inspection(scene, S.PLANNED)
    visit = visit_of(scene, inspection)
    with refused("not_announced"):
        begin_visit(visit=visit, by=scene.lead, now=NOW)
    visit.refresh_from_db()
    assert visit.began_at is None
    with refused("not_begun"):
        end_visit(visit=visit, by=scene.lead, now=NOW)


def test_an_announced_inspection_keeps_the_moment_at_which_it_was_announced(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED, now=NOW - 24 * HOUR)
    begin_visit(visit=visit_of(scene, inspection), by=scene.lead, now=NOW)
    inspection.refresh_from_db()
    assert (inspection.state, inspection.shown_to_trust_at) == (S.ON_SITE, NOW - 24 * HOUR)


def test_a_visit_moves_or_is_called_off_until_it_begins(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    visit = visit_of(scene, inspection)
    night = (london(7, 22), london(8, 2))
    moved = reschedule_visit(visit=visit, starts_at=night[0], ends_at=night[1], reason="Ill.", by=scene.lead, now=NOW)
    assert (moved.is_night, moved.is_weekend) == (True, True)
    with refused("dates"):
        reschedule_visit(visit=visit, starts_at=NOW, ends_at=NOW, reason="Ill.", by=scene.lead, now=NOW)
    with refused("no_reason"):
        call_off_visit(visit=visit, reason=" ", by=scene.lead, now=NOW)
    call_off_visit(visit=visit, reason="Snow.", by=scene.lead, now=NOW)
    with refused("called_off"):
        begin_visit(visit=visit, by=scene.lead, now=NOW)


def test_listening_events_are_for_inspections_that_are_no_secret(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    wanted = new_id()

    def listen(inspection: Inspection, **given: object) -> ListeningEvent:
        known: dict[str, object] = {
            "event_id": wanted,
            "audience": ListeningEvent.Audience.PUBLIC,
            "place": "Town hall",
            "starts_at": NOW,
            "ends_at": NOW + HOUR,
            "by": scene.lead,
            "now": NOW,
        }
        return plan_listening_event(inspection=inspection, **{**known, **given})  # type: ignore[arg-type]

    event = listen(inspection)
    assert listen(inspection) == event
    assert event.people_came is None
    assert count_people_who_came(event=event, people=0, by=scene.lead, now=NOW).people_came == 0
    with refused("number"):
        count_people_who_came(event=event, people=-1, by=scene.lead, now=NOW)
    with refused("unannounced"):
        listen(an_inspection(scene, S.PLANNED, announced=False), event_id=new_id())
    with refused("dates"):
        listen(inspection, event_id=new_id(), ends_at=NOW)
    with refused("no_place"):
        listen(inspection, event_id=new_id(), place=" ")
    assert listen(an_inspection(scene, S.ON_SITE, announced=False), event_id=new_id())
