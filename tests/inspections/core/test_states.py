"""The ways between the states of an inspection, and that the database keeps the same list."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.models import Inspection, RatingDeparture
from inspections.moving import move
from inspections.states import departure, notice
from inspections.states.inspection import OPEN, REPORTED, TO_COME, WAYS, InspectionState
from inspections.states.ways import Ways
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id

NOBODY = System("test")
S = InspectionState


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def test_every_open_state_has_a_way_out_and_only_a_report_is_published() -> None:
    for state in OPEN:
        assert any(way.before is state for way in WAYS.listed)
    assert [way.before for way in WAYS.listed if way.after is S.PUBLISHED] == [S.FACTUAL_ACCURACY_RESOLVED]
    assert {way.before for way in WAYS.listed if way.after is S.CANCELLED} == TO_COME | {S.ON_SITE}
    assert not any(way.after in OPEN for way in WAYS.listed if way.before in REPORTED | {S.CANCELLED})


def test_a_way_is_listed_once() -> None:
    with pytest.raises(ValueError, match="once"):
        Ways(({S.PLANNED}, S.ANNOUNCED, "a"), ((S.PLANNED, S.ON_SITE), S.ANNOUNCED, "b"))


def test_news_of_each_way_names_what_it_is_about() -> None:
    assert all(event.startswith("inspection.") for event in WAYS.events | departure.WAYS.events)
    assert all(event.startswith("notice.") for event in notice.WAYS.events)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.sampled_from(list(S)), max_size=12), announced=st.booleans())
def test_only_listed_moves_are_made_by_us_or_by_the_database(scene: Scene, wishes: list[S], announced: bool) -> None:
    """Whatever moves are asked for, in whatever order: the service and the database agree on each one."""
    inspection = an_inspection(scene, S.PLANNED, announced=announced)
    entries, events = AuditEntry.objects.count(), OutboxEvent.objects.count()
    moves = 0
    for wish in wishes:
        before = S(inspection.state)
        barred = (before, wish) == ((S.PLANNED, S.ON_SITE) if announced else (S.PLANNED, S.ANNOUNCED))
        listed = WAYS.way(before, wish) is not None
        changes = {
            "shown_to_trust_at": inspection.shown_to_trust_at or (None if wish in (S.PLANNED, S.CANCELLED) else NOW),
            "cancelled_reason": "Snow." if wish is S.CANCELLED else "",
        }
        if wish != before and (not listed or barred):
            with pytest.raises(DatabaseError), transaction.atomic():
                Inspection.objects.filter(pk=inspection.pk).update(state=str(wish), **changes)
        if barred:
            continue
        try:
            with transaction.atomic():
                move(inspection, wish, by=NOBODY, now=NOW, **changes)
        except Refused:
            assert not listed
        else:
            assert listed
            moves += 1
        inspection.refresh_from_db()
        assert inspection.state == (wish if listed else before)
    assert AuditEntry.objects.count() - entries == moves
    assert OutboxEvent.objects.count() - events == moves


def test_a_move_that_somebody_else_made_first_is_refused(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ON_SITE)
    stale = Inspection.objects.select_related("trust").get(pk=inspection.pk)
    move(inspection, S.DRAFTING, by=scene.lead, now=NOW)
    with pytest.raises(Refused, match="Open it again") as refused:
        move(stale, S.CANCELLED, by=scene.lead, now=NOW, cancelled_reason="Snow.")
    assert refused.value.code == "moved_on"


def _refused_by_the_database(inspection: Inspection, **changes: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.filter(pk=inspection.pk).update(**changes)


def test_the_database_keeps_what_the_trust_was_shown(scene: Scene) -> None:
    planned = an_inspection(scene, S.PLANNED, announced=False)
    _refused_by_the_database(planned, shown_to_trust_at=NOW)
    _refused_by_the_database(planned, state=str(S.ON_SITE))
    on_site = an_inspection(scene, S.ON_SITE, announced=False)
    _refused_by_the_database(on_site, shown_to_trust_at=None)
    _refused_by_the_database(on_site, is_announced=True)
    _refused_by_the_database(on_site, trust=a_scene("RX9").trust)
    _refused_by_the_database(on_site, state=str(S.CANCELLED))
    with pytest.raises(DatabaseError), transaction.atomic():
        on_site.delete()


def test_an_inspection_is_not_born_further_on(scene: Scene) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.create(
            trust=scene.trust,
            kind=Inspection.Kind.FOCUSED,
            is_announced=True,
            state=str(S.ANNOUNCED),
            state_at=NOW,
            shown_to_trust_at=NOW,
            team_size=3,
            days=1,
            planned_by=scene.lead,
            planned_at=NOW,
        )


def test_a_departure_is_not_approved_by_who_proposed_it_nor_changed(scene: Scene) -> None:
    inspection = an_inspection(scene, S.DRAFTING)
    made = RatingDeparture.objects.create(
        departure_id=new_id(),
        inspection=inspection,
        level="location",
        site=scene.site,
        computed="good",
        rule="E",
        rule_set="x",
        awarded="requires_improvement",
        criteria=["extent_and_impact"],
        reason="Because.",
        proposed_by=scene.lead,
        proposed_at=NOW,
    )
    departures = RatingDeparture.objects.filter(pk=made.pk)
    for changes in (
        {"state": "approved", "decided_by": scene.lead, "decided_at": NOW},
        {"state": "approved"},
        {"awarded": "inadequate"},
        {"reason": "Another."},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            departures.update(**changes)
    assert departures.update(state="approved", decided_by=scene.second, decided_at=NOW) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        departures.update(state="refused")
