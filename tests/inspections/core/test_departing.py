"""Departures from what the rules give, that a second person approves."""

from __future__ import annotations

from uuid import UUID

import pytest

from inspections.interests import declare_interest
from inspections.judging.computing import Place
from inspections.judging.criteria import departure_criteria
from inspections.judging.departures import (
    approve_departure,
    propose_departure,
    refuse_departure,
    stale_departures,
    withdraw_departure,
)
from inspections.models import (
    Inspection,
    Interest,
    RatingDeparture,
)
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.rules.ratings_words import Rating
from tests.inspections.core.refusing import refused
from tests.inspections.judging_making import (
    RI,
    G,
    I,
    Q,
    S,
    a_notice,
    grid,
    judge,
    judge_all,
)
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, bring_to, new_id


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.DRAFTING)


SAFE = Place("RX101", "", Q.SAFE)


class TestDepartures:
    @pytest.fixture
    def judged(self, scene: Scene, inspection: Inspection) -> Inspection:
        judge_all(scene, inspection, surgery=[RI, G, G, G, G], critical_care=[G] * 5)
        return inspection

    def propose(
        self, scene: Scene, inspection: Inspection, place: Place = SAFE, awarded: Rating = G, **given: object
    ) -> RatingDeparture:
        wanted: dict[str, object] = {
            "departure_id": new_id(),
            "criteria": ["extent_and_impact"],
            "reason": "Critical care is small.",
            "by": scene.lead,
            "now": NOW,
        }
        return propose_departure(inspection=inspection, place=place, awarded=awarded, **{**wanted, **given})  # type: ignore[arg-type]

    def test_a_departure_counts_once_a_second_person_approved_it(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        assert (departure.computed, departure.awarded, departure.rule) == ("requires_improvement", "good", "B")
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.awarded, row.departure) == (RI, departure)
        with refused("own_work"):
            approve_departure(departure=departure, by=scene.lead, now=NOW)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        assert (departure.state, departure.decided_by) == ("approved", scene.second)
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.computed, row.awarded, row.departs) == (RI, G, True)
        assert OutboxEvent.objects.filter(name="inspection.departure_approved").count() == 1
        entry = AuditEntry.objects.get(action="inspection.departure_proposed")
        assert not any("small" in text for text in [*entry.fields, *entry.hashes])
        with refused("moved_on"):
            refuse_departure(departure=departure, reason="No.", by=scene.second, now=NOW)

    def test_what_cannot_be_departed_from_is_refused(self, scene: Scene, judged: Inspection) -> None:
        with refused("same"):
            self.propose(scene, judged, awarded=RI)
        with refused("judged"):
            self.propose(scene, judged, Place("RX101", "surgery", Q.SAFE))
        judge(scene, judged, G, Q.WELL_LED, service="")
        with refused("judged"):
            self.propose(scene, judged, Place("", "", Q.WELL_LED), RI)
        with refused("place"):
            self.propose(scene, judged, Place("RX101", "maternity"))
        with refused("no_reason"):
            self.propose(scene, judged, reason=" ")
        with refused("criterion"):
            self.propose(scene, judged, criteria=[])
        with refused("criterion"):
            self.propose(scene, judged, criteria=["friendship"])
        with refused("not_in_team"):
            self.propose(scene, judged, by=scene.manager)
        self.propose(scene, judged)
        with refused("stands"):
            self.propose(scene, judged)

    def test_a_limited_rating_can_be_departed_from(self, scene: Scene, judged: Inspection) -> None:
        a_notice(scene, judged)
        judge(scene, judged, G, seen=1)
        departure = self.propose(scene, judged, Place("RX101", "surgery", Q.SAFE), G)
        assert (departure.level, departure.rule) == ("service_key_question", "requirement_notice")
        approve_departure(departure=departure, by=scene.manager, now=NOW)
        row = grid(judged).at("RX101", "surgery", Q.SAFE)
        assert row is not None
        assert (row.judged, row.computed, row.awarded) == (G, RI, G)

    @pytest.mark.parametrize(
        "place",
        [
            Place("RX101", "surgery"),
            Place("RX101", "", Q.CARING),
            Place("RX101"),
            Place("", "", Q.SAFE),
            Place(),
        ],
    )
    @pytest.mark.parametrize("awarded", list(Rating))
    def test_every_published_departure_can_be_recorded(
        self, scene: Scene, judged: Inspection, place: Place, awarded: Rating
    ) -> None:
        """Whatever the regulator published in place of what the rules give, at whatever level that is aggregated."""
        row = grid(judged).at(place.site, place.service, place.key_question)
        assert row is not None
        if row.computed is awarded:
            return
        departure = self.propose(scene, judged, place, awarded)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        row = grid(judged).at(place.site, place.service, place.key_question)
        assert row is not None
        assert row.awarded is awarded

    def test_a_departure_from_what_has_changed_is_stale(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        assert stale_departures(judged, now=NOW) == []
        judge(scene, judged, I, seen=1)
        assert stale_departures(judged, now=NOW) == [departure]
        with refused("stale"):
            approve_departure(departure=departure, by=scene.second, now=NOW)
        withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW)
        assert self.propose(scene, judged).computed == "inadequate"

    def test_a_refused_departure_says_why_and_another_can_follow(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        with refused("no_reason"):
            refuse_departure(departure=departure, reason="", by=scene.second, now=NOW)
        with refused("own_work"):
            refuse_departure(departure=departure, reason="No.", by=scene.lead, now=NOW)
        refuse_departure(departure=departure, reason="Not small.", by=scene.second, now=NOW)
        assert departure.decision_reason == "Not small."
        assert self.propose(scene, judged).pk != departure.pk

    def test_an_approved_departure_can_be_withdrawn(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        withdraw_departure(departure=departure, reason="A mistake.", by=scene.lead, now=NOW)
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.awarded, row.departure) == (RI, None)

    def test_who_has_a_conflict_of_interest_does_not_approve(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        declare_interest(person=scene.manager, trust=scene.trust, kind=Interest.Kind.FAMILY, by=scene.manager, now=NOW)
        with refused("conflict"):
            approve_departure(departure=departure, by=scene.manager, now=NOW)
        with refused("not_allowed"):
            approve_departure(departure=departure, by=scene.signatory, now=NOW)

    def test_a_departure_sent_twice_is_one(self, scene: Scene, judged: Inspection) -> None:
        sent: UUID = new_id()
        first = self.propose(scene, judged, departure_id=sent)
        assert self.propose(scene, judged, departure_id=sent) == first

    def test_the_published_report_holds_its_departures_still(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        bring_to(judged, S.PUBLISHED)
        for decide in (
            lambda: approve_departure(departure=departure, by=scene.second, now=NOW),
            lambda: withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW),
            lambda: self.propose(scene, judged, Place("RX101")),
        ):
            with refused("moved_on"):
                decide()

    def test_every_criterion_has_its_words(self) -> None:
        assert {"extent_and_impact", "confidence_in_response", "range_of_ratings"} <= set(departure_criteria())
        assert all(departure_criteria().values())
