"""Recording what the team judges: each judgement is kept, and a later one takes its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from inspections.models import (
    Characteristic,
    EvidencePiece,
    Inspection,
    Judgement,
    JudgementEvidence,
    NiceStandard,
)
from inspections.moving import locked
from inspections.permitting import in_state, permit_in_team
from inspections.states.inspection import JUDGED_IN
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating


@dataclass(frozen=True)
class Unrated:
    """A non-rating with the reason for it."""

    word: NonRating
    reason: NonRatingReason


@dataclass(frozen=True)
class Sign:
    """A characteristic of a rating, as the team found it."""

    rating: Rating
    statement: str


@dataclass(frozen=True)
class Standard:
    """A NICE standard that supports the judgement: its number, such as QS15, and its title."""

    kind: NiceStandard.Kind
    code: str
    title: str = ""


@dataclass(frozen=True)
class JudgedPlace:
    """What is judged: a key question of a service at a site; without site and service, the trust's well-led."""

    key_question: KeyQuestion
    site: Site | None = None
    service: str = ""


def judgement_reference(inspection: Inspection, place: JudgedPlace) -> Reference:
    """Return how records refer to what is judged: the inspection's reference with the place."""
    where = f"{place.site.code}/{place.service}/" if place.site else ""
    return Reference("judgement", f"{inspection.reference}/{where}{place.key_question}")


@transaction.atomic
def record_judgement(
    *,
    save_id: UUID,
    inspection: Inspection,
    place: JudgedPlace,
    verdict: Rating | Unrated,
    by: Person,
    now: datetime,
    seen: int = 0,
    rationale: str = "",
    signs: Sequence[Sign] = (),
    standards: Sequence[Standard] = (),
    evidence: Collection[EvidencePiece] = (),
) -> Judgement:
    """Record a judgement; under a ``save_id`` that was recorded before, it is that judgement.

    ``seen`` is the number of the judgement that the person had before them, 0 for none: where another was recorded
    since, it is ``newer`` and nobody's judgement is replaced unseen. Refused as well: ``not_allowed``; ``not_in_team``;
    ``moved_on`` while the ratings are not open; ``place`` that is not inspected; ``supports`` for a NICE standard or a
    rating without its evidence; ``evidence`` of another inspection.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    again = Judgement.objects.filter(save_id=save_id).first()
    if again is not None:
        if again.inspection_id != current.pk or again.judged_by_id != by.pk:
            raise Refused("known", "Another judgement has this id.")
        return again
    in_state(current, JUDGED_IN, message="Its ratings are not open.")
    _check_place(current, place)
    _check_support(current, verdict, standards, evidence)
    latest = _of_place(current, place).order_by("-number").first()
    number = latest.number if latest else 0
    if number != seen:
        raise Refused("newer", "Somebody else has judged this since you opened it. Look at that judgement first.")
    judgement = Judgement.objects.create(
        inspection=current,
        site=place.site,
        service=place.service,
        key_question=place.key_question,
        number=number + 1,
        rating=verdict if isinstance(verdict, Rating) else "",
        non_rating=verdict.word if isinstance(verdict, Unrated) else "",
        non_rating_reason=verdict.reason if isinstance(verdict, Unrated) else "",
        rationale=rationale.strip(),
        save_id=save_id,
        judged_by=by,
        judged_at=now,
    )
    Characteristic.objects.bulk_create(
        Characteristic(judgement=judgement, position=position, rating=sign.rating, statement=sign.statement.strip())
        for position, sign in enumerate((sign for sign in signs if sign.statement.strip()), start=1)
    )
    NiceStandard.objects.bulk_create(
        NiceStandard(judgement=judgement, kind=each.kind, code=each.code, title=each.title)
        for each in {each.code: each for each in standards}.values()
    )
    JudgementEvidence.objects.bulk_create(
        JudgementEvidence(judgement=judgement, piece=piece)
        for piece in {piece.pk: piece for piece in evidence}.values()
    )
    audit(
        "judgement.recorded",
        by=by,
        subject=judgement_reference(current, place),
        now=now,
        fields=["rating", "rationale", "characteristics", "nice_standards", "evidence"],
        hashes=[_digest(judgement, signs, standards, evidence)],
    )
    return judgement


def standing_judgements(inspection: Inspection) -> Mapping[tuple[str, str, KeyQuestion], Judgement]:
    """Return the judgements that stand, by site code, service ("" and "" for the trust) and key question; one query."""
    standing = (
        Judgement.objects.filter(inspection=inspection)
        .select_related("site", "judged_by")
        .order_by("site_id", "service", "key_question", "-number")
        .distinct("site_id", "service", "key_question")
    )
    return {
        (each.site.code if each.site else "", each.service, KeyQuestion(each.key_question)): each for each in standing
    }


def verdict_of(judgement: Judgement) -> Rating | NonRating:
    """Return the judgement's word."""
    return Rating(judgement.rating) if judgement.rating else NonRating(judgement.non_rating)


def _of_place(inspection: Inspection, place: JudgedPlace) -> QuerySet[Judgement]:
    return Judgement.objects.filter(
        inspection=inspection, site=place.site, service=place.service, key_question=place.key_question
    )


def _check_place(inspection: Inspection, place: JudgedPlace) -> None:
    if place.site is None:
        if place.service or place.key_question is not KeyQuestion.WELL_LED:
            raise Refused("place", "Of a trust as a whole, well-led alone is judged.")
    elif not inspection.services.filter(site=place.site, service=place.service).exists():
        raise Refused("place", "This service is not inspected there.")


def _check_support(
    inspection: Inspection,
    verdict: Rating | Unrated,
    standards: Sequence[Standard],
    evidence: Collection[EvidencePiece],
) -> None:
    for standard in standards:
        if not standard.code.strip():
            raise Refused("supports", "Give the number of the NICE standard, such as QS15.")
        if verdict not in NiceStandard.SUPPORTS[NiceStandard.Kind(standard.kind)]:
            supported = " or ".join(
                rating.label for rating in Rating if rating in NiceStandard.SUPPORTS[NiceStandard.Kind(standard.kind)]
            )
            raise Refused("supports", f"{standard.code} supports {supported}, and no other rating.")
    if any(piece.inspection_id != inspection.pk for piece in evidence):
        raise Refused("evidence", "A judgement rests on evidence of its own inspection.")
    if isinstance(verdict, Rating) and not evidence:
        raise Refused("supports", "Choose the evidence that this rating rests on.")


def _digest(
    judgement: Judgement, signs: Sequence[Sign], standards: Sequence[Standard], evidence: Collection[EvidencePiece]
) -> str:
    told = [
        judgement.number,
        judgement.rating,
        judgement.non_rating,
        judgement.non_rating_reason,
        judgement.rationale,
        [[sign.rating, sign.statement] for sign in signs],
        [[each.kind, each.code] for each in standards],
        sorted(str(piece.piece_id) for piece in evidence),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()
