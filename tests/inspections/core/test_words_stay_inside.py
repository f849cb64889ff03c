"""What the team writes before publication stands in its own rows, and in no event, audit entry or message."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from inspections.evidence import Found, save_evidence
from inspections.judging.computing import Place
from inspections.judging.departures import propose_departure, refuse_departure
from inspections.judging.recording import JudgedPlace, Sign, record_judgement
from inspections.models import EvidenceVersion
from inspections.programme import start_drafting
from inspections.states.inspection import InspectionState
from oversight.records.outbox import deliver_waiting
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, a_scene, an_inspection, new_id
from tests.inspections.reporting.test_drafts_stay_inside import tables_holding


@dataclass(frozen=True)
class Written:
    """Words that nobody else uses, and the one table in which they may stand."""

    words: str
    table: str


EVIDENCE = Written("Marigold was locked in.", "inspections_evidenceversion")
RATIONALE = Written("Foxglove learned nothing.", "inspections_judgement")
SIGN = Written("Hemlock is led by fear.", "inspections_characteristic")
DEPARTURE = Written("Belladonna is very small.", "inspections_ratingdeparture")
REFUSAL = Written("Aconite is not small.", "inspections_ratingdeparture")


@pytest.mark.django_db(transaction=True)
def test_words_of_the_team_are_in_their_own_rows_alone() -> None:
    scene = a_scene()
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    piece = save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found(EVIDENCE.words, EvidenceVersion.Kind.OBSERVATION, NOW, site=scene.site, service="surgery"),
        by=scene.lead,
        now=NOW,
    ).piece
    start_drafting(inspection=inspection, by=scene.lead, now=NOW)
    for question in KeyQuestion:
        record_judgement(
            save_id=new_id(),
            inspection=inspection,
            place=JudgedPlace(question, scene.site, "surgery"),
            verdict=Rating.INADEQUATE,
            rationale=RATIONALE.words,
            signs=[Sign(Rating.INADEQUATE, SIGN.words)],
            evidence=[piece],
            by=scene.lead,
            now=NOW,
        )
    departure = propose_departure(
        departure_id=new_id(),
        inspection=inspection,
        place=Place("RX101"),
        awarded=Rating.OUTSTANDING,
        criteria=["size_of_service"],
        reason=DEPARTURE.words,
        by=scene.lead,
        now=NOW,
    )
    refuse_departure(departure=departure, reason=REFUSAL.words, by=scene.second, now=NOW)
    deliver_waiting(now=NOW)
    for written in (EVIDENCE, RATIONALE, SIGN, DEPARTURE, REFUSAL):
        assert tables_holding(written.words) == {written.table}
    assert tables_holding("outstanding") == {DEPARTURE.table}
    assert tables_holding("inadequate") == {RATIONALE.table, SIGN.table, DEPARTURE.table}
