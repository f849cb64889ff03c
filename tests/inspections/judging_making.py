"""Judgements, published ratings and notices, made for the tests of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inspections.evidence import Found, save_evidence
from inspections.judging.grid import RatingGrid, grid_of
from inspections.judging.recording import (
    JudgedPlace,
    Unrated,
    record_judgement,
)
from inspections.models import (
    EvidencePiece,
    EvidenceVersion,
    Inspection,
    Judgement,
    PublishedRating,
)
from inspections.states.inspection import InspectionState
from oversight.clock import london_date
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating
from tests.inspections.making import NOW, Scene, new_id

S = InspectionState
Q = KeyQuestion
TODAY = london_date(NOW)
G, RI, I, O = Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE, Rating.OUTSTANDING  # noqa: E741
NOT_RATED = Unrated(NonRating.NOT_RATED, NonRatingReason.NOT_ENOUGH_EVIDENCE)


def some_evidence(scene: Scene, inspection: Inspection) -> EvidencePiece:
    return save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found("The door was open.", EvidenceVersion.Kind.OBSERVATION, NOW),
        by=scene.lead,
        now=NOW,
    ).piece


def judge(
    scene: Scene,
    inspection: Inspection,
    verdict: Rating | Unrated,
    question: KeyQuestion = Q.SAFE,
    *,
    service: str = "surgery",
    site: Site | None = None,
    evidence: Sequence[EvidencePiece] | None = None,
    **given: object,
) -> Judgement:
    wanted: dict[str, object] = {"save_id": new_id(), "by": scene.lead, "now": NOW}
    return record_judgement(
        inspection=inspection,
        place=JudgedPlace(question, site or scene.site if service else None, service),
        verdict=verdict,
        evidence=[some_evidence(scene, inspection)] if evidence is None else evidence,
        **{**wanted, **given},  # type: ignore[arg-type]
    )


def judge_all(scene: Scene, inspection: Inspection, **services: Sequence[Rating | Unrated]) -> None:
    piece = some_evidence(scene, inspection)
    for service, words in services.items():
        for question, word in zip(KeyQuestion, words, strict=True):
            judge(scene, inspection, word, question, service=service, evidence=[piece])


def grid(inspection: Inspection) -> RatingGrid:
    return grid_of(inspection, on=TODAY)


def published(
    scene: Scene,
    rating: str,
    *,
    site: Site | None,
    service: str = "",
    question: str = "",
    inspection: Inspection | None = None,
    on: date = date(2024, 1, 15),
) -> PublishedRating:
    level = {
        (True, True): "service_key_question",
        (True, False): "service",
        (False, True): "location_key_question" if site else "trust_key_question",
        (False, False): "location" if site else "trust",
    }[(bool(service), bool(question))]
    return PublishedRating.objects.create(
        source="cqc_api",
        level=level,
        provider_code=scene.trust.code,
        location_code=site.code if site else "",
        service=service,
        service_code=service,
        key_question=question,
        rating=rating,
        published_on=on,
        known_from=NOW,
        inspection=inspection,
    )


def a_notice(scene: Scene, inspection: Inspection) -> None:
    from inspections.models import Notice, NoticeArea
    from oversight.organisations.models import Body

    notice = Notice.objects.create(
        draft_id=new_id(),
        kind=Notice.Kind.REQUIREMENT,
        trust=scene.trust,
        inspection=inspection,
        legal_basis="regulation_17_3",
        issuer=Body.objects.get(code="CQC"),
        title="Doors",
        reasons="They stood open.",
        state_at=NOW,
        drafted_by=scene.lead,
        drafted_at=NOW,
    )
    NoticeArea.objects.create(notice=notice, site=scene.site, service="surgery", key_question="safe")
    Notice.objects.filter(pk=notice.pk).update(state="issued", issued_by=scene.lead, issued_at=NOW)
