"""Judging, how ratings are reached, and departures, on their pages."""

from __future__ import annotations

import re
from uuid import uuid4

from inspections.evidence import Found, save_evidence
from inspections.judging.criteria import departure_criteria
from inspections.models import (
    Breach,
    BreachArea,
    EvidencePiece,
    EvidenceVersion,
    Inspection,
    Judgement,
    RatingDeparture,
)
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, an_inspection
from tests.inspections.pages.conftest import Desk


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/{rest}"


def a_piece(desk: Desk, inspection: Inspection, **tied: object) -> EvidencePiece:
    found = Found("No sink in bay 2.", EvidenceVersion.Kind.OBSERVATION, NOW, **tied)  # type: ignore[arg-type]
    return save_evidence(
        piece_id=uuid4(), save_id=uuid4(), inspection=inspection, found=found, by=desk.scene.lead, now=NOW
    ).piece


def judge(
    desk: Desk,
    inspection: Inspection,
    place: str = "RX101/surgery/safe",
    by: Person | None = None,
    **changed: object,
) -> str:
    """Judge a place as good on the evidence there is."""
    sent: dict[str, object] = {
        "save_id": uuid4(),
        "seen": 0,
        "verdict": "good",
        "reason": "",
        "evidence": [str(piece.piece_id) for piece in EvidencePiece.objects.filter(inspection=inspection)],
        **changed,
    }
    return desk.post(by or desk.scene.lead, at(inspection, f"ratings/{place}/"), **sent).content.decode()


def judge_service(desk: Desk, inspection: Inspection, service: str, **words: str) -> None:
    for question in KeyQuestion:
        judge(desk, inspection, f"RX101/{service}/{question}", verdict=words.get(str(question), "good"))


def test_a_cell_opens_its_evidence_ticked_and_is_judged_with_what_supports_it(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    own = a_piece(desk, inspection, service="surgery", key_question=KeyQuestion.SAFE, site=desk.scene.site)
    other = a_piece(desk, inspection, service="critical_care", key_question=KeyQuestion.CARING)
    page = desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/safe/"))
    assert f'value="{own.piece_id}" checked' in page
    assert f'value="{other.piece_id}" checked' not in page
    told = judge(
        desk,
        inspection,
        evidence=[str(own.piece_id)],
        rationale="Mostly safe.",
        sign_rating_1="good",
        sign_text_1="Staff know how to report.",
        standard_kind_1="quality_standard",
        standard_code_1="QS15",
        standard_title_1="Patient experience",
    )
    assert "Surgery at General Hospital: Safe: the judgement is kept" in told
    judgement = Judgement.objects.get()
    assert list(judgement.evidence.all()) == [own]
    assert judgement.characteristics.get().statement == "Staff know how to report."
    assert judgement.nice_standards.get().code == "QS15"


def test_keep_and_judge_the_next_leads_from_cell_to_cell(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    page = judge(desk, inspection, next="yes")
    assert "<h1" in page
    assert "Surgery at General Hospital: Effective</h1>" in page


def test_a_rating_without_evidence_and_a_non_rating_without_reason_are_told(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    assert "Choose the evidence that the rating rests on" in judge(desk, inspection, evidence=[])
    assert "Say why there is no rating" in judge(desk, inspection, verdict="not_rated")
    told = judge(desk, inspection, verdict="insufficient_evidence", reason="new_service")
    assert "the judgement is kept" in told
    assert "The service is new" in told or "the service is new" in told


def test_nobodys_judgement_is_replaced_unseen(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    judge(desk, inspection)
    told = judge(desk, inspection, by=desk.scene.second, verdict="inadequate")
    assert "Somebody else has judged this since you opened it" in told
    assert Judgement.objects.count() == 1
    told = judge(desk, inspection, by=desk.scene.second, verdict="inadequate", seen=1)
    assert "the judgement is kept" in told
    page = desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/safe/"))
    assert "1 earlier judgement" in page
    assert Judgement.objects.count() == 2


def test_a_computed_rating_says_its_rule_and_inputs_in_words(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    judge_service(desk, inspection, "surgery", safe="inadequate", caring="outstanding")
    page = desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/-/"))
    assert "Limited to requires improvement, with 1 of 5 ratings inadequate" in page
    assert "The 5 ratings that counted" in page
    assert "Propose another rating than the rules give" in page
    grid = desk.get(desk.scene.lead, at(inspection, "ratings/"))
    assert "5 ratings still to judge" in grid
    assert "Requires improvement" in grid


def test_a_limited_judgement_says_what_limited_it(desk: Desk) -> None:
    from inspections.models import Notice

    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    breach = Breach.objects.create(
        trust=desk.scene.trust,
        inspection=inspection,
        regulation="12",
        extent="isolated",
        response="slow",
        what_was_found="Drugs were not locked away.",
        found_on=NOW.date(),
        recorded_by=desk.scene.lead,
        recorded_at=NOW,
    )
    BreachArea.objects.create(breach=breach, site=desk.scene.site, service="surgery", key_question="safe")
    page = desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/safe/"))
    assert "Drugs were not locked away." in page
    assert "Regulation 12" in page
    assert not Notice.objects.exists()


def depart(desk: Desk, inspection: Inspection, place: str = "RX101/surgery/-", **changed: object) -> str:
    sent = {
        "save_id": uuid4(),
        "awarded": "good",
        "criteria": ["confidence_in_response"],
        "departure_reason": "The ward was closed on the day.",
        **changed,
    }
    return desk.post(desk.scene.lead, at(inspection, f"ratings/{place}/"), **sent).content.decode()


def departing(desk: Desk) -> tuple[Inspection, RatingDeparture]:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    judge_service(desk, inspection, "surgery", safe="inadequate")
    told = depart(desk, inspection)
    assert "It counts once a second person has approved it" in told
    return inspection, RatingDeparture.objects.get()


def test_a_departure_counts_once_a_second_person_approved_it(desk: Desk) -> None:
    inspection, departure = departing(desk)
    address = at(inspection, f"departures/{departure.departure_id}/")
    assert "a second person has to decide" in desk.get(desk.scene.lead, address)
    told = desk.post(desk.scene.lead, address, decision="approve").content.decode()
    assert "You proposed this departure" in told
    page = desk.get(desk.scene.second, address)
    for shown in (
        departure.reason,
        departure_criteria()[departure.criteria[0]],
        "What counted",
        "version acute-handbook-2014",
        f"rule {departure.rule}: ",
        "Approve it",
    ):
        assert shown in page
    assert "Limited to requires improvement" in desk.get(desk.scene.second, address)
    assert "rules give requires improvement" not in desk.get(desk.scene.lead, at(inspection, "ratings/"))
    told = desk.post(desk.scene.second, address, decision="approve").content.decode()
    assert "What is awarded counts from now on" in told
    assert "rules give requires improvement" in desk.get(desk.scene.lead, at(inspection, "ratings/"))
    page = desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/-/"))
    assert "another is awarded by an approved departure" in page


def test_a_departure_is_refused_with_a_reason_or_taken_back(desk: Desk) -> None:
    inspection, departure = departing(desk)
    address = at(inspection, f"departures/{departure.departure_id}/")
    told = desk.post(desk.scene.second, address, decision="refuse").content.decode()
    assert "Say why the departure is not approved" in told
    assert "Nothing was decided" in desk.post(desk.scene.second, address, decision="").content.decode()
    desk.post(desk.scene.second, address, decision="refuse", reason="Not put right")
    assert "Not put right" in desk.get(desk.scene.lead, address)
    depart(desk, inspection)
    again = RatingDeparture.objects.latest("pk")
    told = desk.post(
        desk.scene.lead, at(inspection, f"departures/{again.departure_id}/"), decision="withdraw"
    ).content.decode()
    assert "The computed rating counts" in told


def test_a_departure_without_criterion_or_reason_is_told_beside_its_fields(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection)
    judge_service(desk, inspection, "surgery", safe="inadequate")
    page = depart(desk, inspection, criteria=[], departure_reason="")
    assert "Choose at least one criterion" in page
    assert "Give the reason" in page
    assert not RatingDeparture.objects.exists()


def test_a_departure_that_the_rules_have_overtaken_is_said_to_be(desk: Desk) -> None:
    inspection, departure = departing(desk)
    judge(desk, inspection, verdict="good", seen=1)
    assert "Settle before publishing" in desk.get(desk.scene.lead, at(inspection, "ratings/"))
    told = desk.post(
        desk.scene.second, at(inspection, f"departures/{departure.departure_id}/"), decision="approve"
    ).content.decode()
    assert "The rules give another rating now" in told


def test_the_trusts_well_led_is_judged_and_its_overall_is_not(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    a_piece(desk, inspection, key_question=KeyQuestion.WELL_LED)
    told = judge(desk, inspection, "-/-/well_led", verdict="outstanding")
    assert "The trust: Well-led: the judgement is kept" in told
    page = desk.get(desk.scene.lead, at(inspection, "ratings/-/-/well_led/"))
    assert "Well-led was assessed for the trust as a whole" in page
    assert "What do you judge?" not in desk.get(desk.scene.lead, at(inspection, "ratings/-/-/safe/"))


def test_ratings_are_closed_to_who_is_not_in_the_team_and_out_of_time(desk: Desk) -> None:
    planned = an_inspection(desk.scene, InspectionState.PLANNED)
    assert "Ratings are not open to judgement now" in desk.get(
        desk.scene.lead, at(planned, "ratings/RX101/surgery/safe/")
    )
    drafting = an_inspection(desk.scene)
    assert "Only people in the team judge" in desk.get(desk.scene.manager, at(drafting, "ratings/RX101/surgery/safe/"))
    for nowhere in ("RX101/surgery/nice", "RX999/surgery/safe", "RX101/maternity/safe"):
        assert desk.as_person(desk.scene.lead).get(at(drafting, f"ratings/{nowhere}/")).status_code == 404


def test_a_focused_inspection_need_not_judge_every_key_question(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, services=("surgery",))
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    a_piece(desk, inspection)
    assert "5 ratings still to judge" in desk.get(desk.scene.lead, at(inspection, "ratings/"))
    judge(desk, inspection)
    assert "Everything that was looked at is judged" in desk.get(desk.scene.lead, at(inspection, "ratings/"))
    assert "1 key question judged, in 1 of 1 service" in desk.get(desk.scene.lead, at(inspection))
    assert "Effective" in desk.get(desk.scene.lead, at(inspection, "ratings/RX101/surgery/effective/"))


def test_from_each_place_the_ones_before_and_after_are_a_step_away(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)

    def ways(rest: str) -> dict[str, str]:
        page = desk.get(desk.scene.lead, at(inspection, f"ratings/{rest}/"))
        links = [link for link in re.findall(r"<a [^>]*>", page) if "rel=" in link]
        return {re.findall(r'rel="(\w+)"', link)[0]: re.findall(r'href="([^"]+)"', link)[0] for link in links}

    assert ways("RX101/surgery/safe") == {"next": at(inspection, "ratings/RX101/surgery/effective/")}
    assert ways("RX101/surgery/well_led") == {
        "prev": at(inspection, "ratings/RX101/surgery/responsive/"),
        "next": at(inspection, "ratings/RX101/critical_care/safe/"),
    }
    assert ways("-/-/well_led") == {"prev": at(inspection, "ratings/RX101/critical_care/well_led/")}
