"""The programme: planned, dated, announced, changed, cancelled; and how it stands at a glance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.due import due_trusts
from inspections.models import Inspection, PublishedRating
from inspections.programme import Days, Scope, announce, cancel, plan_inspection, plan_wave, start_drafting
from inspections.programme_board import Standing, board_of, programme_board, standing_of, still_to_come
from inspections.programme_settings import settings_on
from inspections.replanning import change_scope, replan, reschedule
from inspections.risk import SignalLevel, StandingSignal, TrustStanding, risk_of
from inspections.states.inspection import InspectionState
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry, OutboxEvent
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, bring_to

S = InspectionState
TODAY = london_date(NOW)
DAYS = Days(date(2026, 12, 1), date(2026, 12, 3))
RISK = risk_of(TrustStanding(code="RX1"), on=TODAY, settings=settings_on(TODAY))


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def planned(scene: Scene, **given: object) -> Inspection:
    wanted: dict[str, object] = {
        "trust": scene.trust,
        "kind": Inspection.Kind.COMPREHENSIVE,
        "is_announced": True,
        "scope": [Scope(scene.site, ("surgery", "critical_care"))],
        "risk": RISK,
        "days": DAYS,
        "by": scene.lead,
        "now": NOW,
    }
    return plan_inspection(**{**wanted, **given})  # type: ignore[arg-type]


def test_an_inspection_is_planned_with_team_and_time_from_its_risk(scene: Scene) -> None:
    inspection = planned(scene)
    assert inspection.state == S.PLANNED
    assert (inspection.team_size, inspection.days) == (12, 2)
    assert inspection.risk_points == RISK.points == 3
    assert inspection.risk_factors == [{"code": "never_rated", "text": "Not rated yet", "points": 3}]
    assert list(inspection.services.values_list("service", flat=True)) == ["surgery", "critical_care"]
    assert [each.site for each in inspection.sites.all()] == [scene.site]
    assert inspection.shown_to_trust_at is None
    entry = AuditEntry.objects.get(action="inspection.planned")
    assert (entry.subject_kind, entry.subject_id, entry.person) == ("inspection", inspection.reference, scene.lead)
    event = OutboxEvent.objects.get(name="inspection.planned")
    assert event.payload == {"kind": "comprehensive", "demonstration": False}


def test_team_and_time_can_be_planned_otherwise(scene: Scene) -> None:
    inspection = planned(scene, team_size=7, length=5)
    assert (inspection.team_size, inspection.days) == (7, 5)


def test_what_cannot_be_planned_is_refused(scene: Scene) -> None:
    other = a_scene("RX9")
    with refused("not_allowed"):
        planned(scene, by=scene.signatory)
    with refused("scope"):
        planned(scene, scope=[])
    with refused("scope"):
        planned(scene, scope=[Scope(other.site, ("surgery",))])
    with refused("scope"):
        planned(scene, scope=[Scope(scene.site, ("catering",))])
    with refused("scope"):
        planned(scene, scope=[Scope(scene.site, ("maternity_and_gynaecology",))])
    with refused("scope"):
        planned(scene, scope=[Scope(scene.site, ()), Scope(scene.site, ("surgery",))])
    with refused("dates"):
        planned(scene, days=Days(date(2026, 12, 3), date(2026, 12, 1)))
    with refused("dates"):
        planned(scene, days=Days(date(2026, 11, 1), date(2026, 11, 4)))
    with refused("follows"):
        planned(scene, kind=Inspection.Kind.RE_INSPECTION)
    with refused("follows"):
        planned(scene, follows=planned(scene))
    with refused("follows"):
        planned(
            scene, kind=Inspection.Kind.RE_INSPECTION, follows=planned(other, scope=[Scope(other.site, ("surgery",))])
        )
    Trust.objects.filter(pk=scene.trust.pk).update(closed_on=date(2026, 10, 1))
    scene.trust.refresh_from_db()
    with refused("trust_closed"):
        planned(scene)


def test_a_re_inspection_follows_an_earlier_one(scene: Scene) -> None:
    earlier = an_inspection(scene, S.PUBLISHED)
    assert planned(scene, kind=Inspection.Kind.RE_INSPECTION, follows=earlier).follows == earlier


def test_a_wave_holds_real_trusts_or_invented_ones(scene: Scene) -> None:
    wave = plan_wave(name=" First ", starts_on=TODAY, ends_on=TODAY + timedelta(days=60), by=scene.lead, now=NOW)
    assert wave.name == "First"
    assert planned(scene, wave=wave).wave == wave
    with refused("known"):
        plan_wave(name="First", starts_on=TODAY, ends_on=TODAY, by=scene.lead, now=NOW)
    with refused("dates"):
        plan_wave(name="Second", starts_on=TODAY, ends_on=TODAY - timedelta(days=1), by=scene.lead, now=NOW)
    with refused("no_name"):
        plan_wave(name=" ", starts_on=TODAY, ends_on=TODAY, by=scene.lead, now=NOW)
    with refused("not_allowed"):
        plan_wave(name="Third", starts_on=TODAY, ends_on=TODAY, by=scene.preparer, now=NOW)
    invented = plan_wave(name="Invented", starts_on=TODAY, ends_on=TODAY, by=scene.lead, now=NOW, demonstration=True)
    with refused("wave"):
        planned(scene, wave=invented)


def test_announcing_tells_the_trust_and_only_an_announced_one_is_announced(scene: Scene) -> None:
    inspection = planned(scene)
    announce(inspection=inspection, by=scene.lead, now=NOW)
    assert inspection.state == S.ANNOUNCED
    assert inspection.shown_to_trust_at == NOW
    assert OutboxEvent.objects.get(name="inspection.announced").payload["trust"] == "RX1"
    with refused("moved_on"):
        announce(inspection=inspection, by=scene.lead, now=NOW)
    with refused("unannounced"):
        announce(inspection=planned(scene, is_announced=False), by=scene.lead, now=NOW)
    with refused("no_days"):
        announce(inspection=planned(scene, days=None), by=scene.lead, now=NOW)


def test_days_move_until_the_team_is_on_site(scene: Scene) -> None:
    later = Days(date(2026, 12, 8), date(2026, 12, 10))
    inspection = planned(scene)
    reschedule(inspection=inspection, days=None, by=scene.lead, now=NOW)
    assert inspection.starts_on is None
    reschedule(inspection=inspection, days=later, by=scene.lead, now=NOW)
    assert (inspection.starts_on, inspection.ends_on) == (later.first, later.last)
    announce(inspection=inspection, by=scene.lead, now=NOW)
    with refused("announced"):
        reschedule(inspection=inspection, days=None, by=scene.lead, now=NOW)
    with refused("not_allowed"):
        reschedule(inspection=inspection, days=DAYS, by=scene.preparer, now=NOW)
    with refused("moved_on"):
        reschedule(inspection=an_inspection(scene, S.ON_SITE), days=DAYS, by=scene.lead, now=NOW)


def test_a_plan_changes_and_how_it_is_announced_until_it_was(scene: Scene) -> None:
    inspection = planned(scene)

    def change(**given: object) -> Inspection:
        wanted: dict[str, object] = {
            "wave": None,
            "due_by": None,
            "due_reason": "",
            "team_size": 9,
            "length": 2,
            "is_announced": inspection.is_announced,
        }
        return replan(inspection=inspection, by=scene.lead, now=NOW, **{**wanted, **given})  # type: ignore[arg-type]

    assert change(is_announced=False).is_announced is False
    assert change(is_announced=True, team_size=4).team_size == 4
    with refused("size"):
        change(team_size=0)
    announce(inspection=inspection, by=scene.lead, now=NOW)
    with refused("announced"):
        change(is_announced=False)


def test_what_is_inspected_is_added_to_on_site_and_never_left_out(scene: Scene) -> None:
    inspection = planned(scene)
    second = another_site(scene)
    change_scope(inspection=inspection, scope=[Scope(scene.site, ("surgery",))], by=scene.lead, now=NOW)
    assert list(inspection.services.values_list("service", flat=True)) == ["surgery"]
    on_site = an_inspection(scene, S.ON_SITE)
    more = [Scope(scene.site, ("surgery", "critical_care", "maternity")), Scope(second, ("surgery",))]
    change_scope(inspection=on_site, scope=more, by=scene.lead, now=NOW)
    assert on_site.services.count() == 4
    with refused("inspected"):
        change_scope(inspection=on_site, scope=more[1:], by=scene.lead, now=NOW)
    with refused("moved_on"):
        change_scope(inspection=bring_to(on_site, S.DRAFTING), scope=more, by=scene.lead, now=NOW)


def test_a_cancelled_inspection_says_why_and_stays(scene: Scene) -> None:
    inspection = planned(scene)
    with refused("no_reason"):
        cancel(inspection=inspection, reason=" ", by=scene.lead, now=NOW)
    cancel(inspection=inspection, reason="Snow.", by=scene.lead, now=NOW)
    assert inspection.state == S.CANCELLED
    assert inspection.cancelled_reason == "Snow."
    with refused("moved_on"):
        cancel(inspection=inspection, reason="Snow.", by=scene.lead, now=NOW)
    with refused("moved_on"):
        cancel(inspection=an_inspection(scene, S.DRAFTING), reason="Snow.", by=scene.lead, now=NOW)


def test_drafting_begins_when_no_visit_is_open(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ON_SITE)
    visit = inspection.visits.get()
    type(visit).objects.filter(pk=visit.pk).update(ended_at=None)
    with refused("visit_open"):
        start_drafting(inspection=inspection, by=scene.lead, now=NOW)
    type(visit).objects.filter(pk=visit.pk).update(ended_at=NOW)
    start_drafting(inspection=inspection, by=scene.lead, now=NOW)
    assert inspection.state == S.DRAFTING


@pytest.mark.parametrize(
    ("changes", "standing", "late_by"),
    [
        ({}, Standing.PLANNED, 0),
        ({"due_by": TODAY}, Standing.DUE_SOON, 0),
        ({"due_by": TODAY + timedelta(days=90)}, Standing.DUE_SOON, 0),
        ({"due_by": TODAY + timedelta(days=91)}, Standing.PLANNED, 0),
        ({"due_by": TODAY - timedelta(days=1)}, Standing.OVERDUE, 1),
        ({"starts_on": TODAY}, Standing.PLANNED, 0),
        ({"starts_on": TODAY - timedelta(days=3), "due_by": TODAY + timedelta(days=300)}, Standing.OVERDUE, 3),
        ({"state": "announced", "due_by": TODAY - timedelta(days=1)}, Standing.OVERDUE, 1),
        ({"state": "on_site", "due_by": TODAY - timedelta(days=1)}, Standing.UNDER_WAY, 0),
        ({"state": "factual_accuracy_open"}, Standing.UNDER_WAY, 0),
        ({"state": "published", "due_by": TODAY - timedelta(days=1)}, Standing.DONE, 0),
        ({"state": "review_requested"}, Standing.DONE, 0),
        ({"state": "cancelled"}, Standing.CANCELLED, 0),
    ],
)
def test_how_an_inspection_stands(changes: dict[str, object], standing: Standing, late_by: int) -> None:
    entry = standing_of(Inspection(**{"state": "planned", **changes}), TODAY)
    assert (entry.standing, entry.late_by) == (standing, late_by)


def test_the_board_puts_the_longest_overdue_first_and_counts_every_standing() -> None:
    late = Inspection(pk=1, state="planned", due_by=TODAY - timedelta(days=2))
    later = Inspection(pk=2, state="planned", due_by=TODAY - timedelta(days=20))
    calm = Inspection(pk=3, state="planned")
    board = board_of([calm, late, later], TODAY)
    assert [entry.inspection.pk for entry in board.entries] == [2, 1, 3]
    assert board.counts[Standing.OVERDUE] == 2
    assert board.counts[Standing.CANCELLED] == 0
    assert [entry.inspection.pk for entry in board.of(Standing.PLANNED)] == [3]


def test_the_board_shows_each_what_they_may_see(scene: Scene) -> None:
    inspection = planned(scene)
    assert [each.inspection for each in programme_board(person=scene.lead, on=TODAY).entries] == [inspection]
    assert programme_board(person=scene.signatory, on=TODAY).entries == ()
    assert sum(programme_board(person=scene.signatory, on=TODAY).counts.values()) == 0
    assert programme_board(person=scene.lead, on=TODAY, demonstration=True).entries == ()
    wave = plan_wave(name="W", starts_on=TODAY, ends_on=TODAY, by=scene.lead, now=NOW)
    assert programme_board(person=scene.lead, on=TODAY, wave=wave).entries == ()
    assert still_to_come(scene.trust.pk) == inspection


def rate(scene: Scene, rating: str, published_on: date, *, question: str = "") -> None:
    PublishedRating.objects.create(
        source="cqc_api",
        level="trust_key_question" if question else "trust",
        provider_code=scene.trust.code,
        trust=scene.trust,
        key_question=question,
        rating=rating,
        published_on=published_on,
        known_from=NOW,
    )


def test_what_is_due_follows_from_the_ratings_that_stand(scene: Scene) -> None:
    other = a_scene("RX2")
    rate(scene, "inadequate", date(2018, 1, 1))
    rate(scene, "good", date(2024, 1, 15))
    rate(scene, "inadequate", date(2024, 1, 15), question="safe")
    rate(other, "requires_improvement", date(2023, 3, 1))
    signals = {"RX1": (StandingSignal(SignalLevel.RISK, "A signal"),)}
    inspection = planned(scene, days=Days(date(2027, 12, 1), date(2027, 12, 2)))
    first, second = due_trusts(on=TODAY, demonstration=False, signals=signals)
    assert (first.trust, second.trust) == (other.trust, scene.trust)
    assert first.is_overdue(TODAY)
    assert first.comes_up(TODAY)
    assert second.ranked.due is not None
    assert second.ranked.due.due_by == date(2027, 7, 15)
    assert [factor.code for factor in second.ranked.risk.factors] == [
        "risk",
        "overall",
        "key_question_inadequate",
        "years_since_inspection",
        "vulnerable_services",
    ]
    assert second.planned == inspection
    assert second.is_late()
    assert not second.is_overdue(TODAY)
    assert not second.comes_up(TODAY)


@pytest.mark.parametrize(("state", "overdue"), [(S.PLANNED, True), (S.ON_SITE, False), (S.DRAFTING, False)])
def test_a_trust_whose_inspection_is_under_way_is_not_overdue(scene: Scene, state: S, overdue: bool) -> None:
    """Until the report is published the old rating stands, and so does its due day: the visit was made all the same."""
    rate(scene, "inadequate", date(2024, 1, 1))
    inspection = an_inspection(scene, state)
    (due,) = due_trusts(on=TODAY, demonstration=False, signals={})
    assert due.ranked.is_overdue(TODAY)
    assert (due.planned, due.is_overdue(TODAY)) == (inspection, overdue)
    assert not due.comes_up(TODAY)
    assert still_to_come(scene.trust.pk) == inspection


def test_what_is_due_is_asked_in_as_many_questions_for_many_trusts_as_for_few(scene: Scene) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            due_trusts(on=TODAY, demonstration=False, signals={})
        return len(queries)

    few = asked()
    for number in range(2, 8):
        rate(a_scene(f"RX{number}"), "good", date(2024, 1, 1))
    assert asked() == few
