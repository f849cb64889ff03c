"""An inspection brought along its way by the services themselves: judged, written, reviewed, sent, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from inspections.models import DraftReport, FactualAccuracyPoint, Inspection, Judgement, PublishedReport
from inspections.reporting.factual_accuracy import SavedPoint, Wording, save_point, send_answer
from inspections.reporting.outline import SUMMARY
from inspections.reporting.publishing import publish_report
from inspections.reporting.quality import quality_criteria, review_quality
from inspections.reporting.saving import Save
from inspections.reporting.sending import send_draft
from inspections.reporting.writing import lay_out_report, write_section
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating
from tests.inspections.making import NOW, SERVICES, Scene, an_inspection, bring_to, new_id

DRAFT_WORDS = "Marigold findings nobody outside may read"


def judge(
    scene: Scene,
    inspection: Inspection,
    service: str,
    question: KeyQuestion,
    word: Rating | NonRating,
    *,
    site: Site | None = None,
) -> Judgement:
    """Record a judgement as the database keeps it."""
    site = site or scene.site if service else None
    latest = inspection.judgements.filter(site=site, service=service, key_question=question).order_by("-number").first()
    return Judgement.objects.create(
        inspection=inspection,
        site=site,
        service=service,
        key_question=question,
        number=latest.number + 1 if latest else 1,
        rating=word if isinstance(word, Rating) else "",
        non_rating=word if isinstance(word, NonRating) else "",
        non_rating_reason=NonRatingReason.NOT_ENOUGH_EVIDENCE if isinstance(word, NonRating) else "",
        save_id=new_id(),
        judged_by=scene.lead,
        judged_at=NOW,
    )


def judge_all(
    scene: Scene,
    inspection: Inspection,
    *,
    services: tuple[str, ...] = SERVICES,
    but: Mapping[tuple[str, KeyQuestion], Rating | NonRating] | None = None,
    well_led: Rating | None = Rating.GOOD,
) -> None:
    """Judge every place good, but for those named, and the trust's well-led."""
    for service in services:
        for question in KeyQuestion:
            judge(scene, inspection, service, question, (but or {}).get((service, question), Rating.GOOD))
    if well_led is not None:
        judge(scene, inspection, "", KeyQuestion.WELL_LED, well_led)


def write(scene: Scene, inspection: Inspection, code: str = SUMMARY, text: str = DRAFT_WORDS, **how: object) -> object:
    """Write a section."""
    section = inspection.sections.get(code=code)
    save = Save(new_id(), based_on=how.get("based_on", section.latest), settles=how.get("settles", ()))  # type: ignore[arg-type]
    return write_section(section=section, save=save, text=text, by=how.get("by", scene.lead), now=NOW)  # type: ignore[arg-type]


def written(scene: Scene, **how: object) -> Inspection:
    """Return an inspection that is judged and written."""
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    judge_all(scene, inspection, **how)  # type: ignore[arg-type]
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    return inspection


def focused(scene: Scene, now: datetime) -> Inspection:
    """A later inspection of one service alone, ready to be published."""
    inspection = an_inspection(scene, InspectionState.PLANNED, services=("critical_care",), now=now)
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    inspection.refresh_from_db()
    bring_to(inspection, InspectionState.DRAFTING, now=now)
    judge_all(
        scene,
        inspection,
        services=("critical_care",),
        but={("critical_care", KeyQuestion.SAFE): Rating.INADEQUATE},
        well_led=None,
    )
    lay_out_report(inspection=inspection, by=scene.lead, now=now)
    write(scene, inspection)
    return inspection


def reviewed(scene: Scene, inspection: Inspection, *, by: Person | None = None, now: datetime = NOW) -> Inspection:
    """Have the report pass its review."""
    review_quality(
        inspection=inspection, passed=True, criteria_met=list(quality_criteria()), by=by or scene.manager, now=now
    )
    return inspection


def sent(scene: Scene, inspection: Inspection | None = None, *, now: datetime = NOW) -> DraftReport:
    """Send the draft to the trust."""
    return send_draft(inspection=reviewed(scene, inspection or written(scene), now=now), by=scene.lead, now=now)


def pointed(scene: Scene, draft: DraftReport, text: str = "It was eleven nurses.", **how: object) -> SavedPoint:
    """Save a point of the trust."""
    return save_point(
        draft=draft,
        point_id=how.get("point_id", new_id()),  # type: ignore[arg-type]
        save=how.get("save", Save(new_id())),  # type: ignore[arg-type]
        wording=Wording(
            how.get("section", SUMMARY),  # type: ignore[arg-type]
            how.get("kind", FactualAccuracyPoint.Kind.ACCURACY),  # type: ignore[arg-type]
            text,
            "ten nurses",
        ),
        by=how.get("by", scene.preparer),  # type: ignore[arg-type]
        now=how.get("now", NOW + timedelta(days=1)),  # type: ignore[arg-type]
    )


def resolved(scene: Scene, inspection: Inspection | None = None) -> Inspection:
    """Have the trust say that there is nothing to correct."""
    draft = sent(scene, inspection)
    send_answer(draft=draft, by=scene.signatory, now=NOW + timedelta(days=3))
    return Inspection.objects.select_related("trust").get(pk=draft.inspection_id)


def published(
    scene: Scene,
    inspection: Inspection | None = None,
    *,
    now: datetime = NOW + timedelta(days=20),
    reviewed_again: bool = False,
) -> PublishedReport:
    """Publish the report; reviewed again before, where another one of the trust came out since its review."""
    inspection = resolved(scene, inspection)
    if reviewed_again:
        reviewed(scene, inspection, now=now)
    return publish_report(inspection=inspection, by=scene.lead, now=now)
