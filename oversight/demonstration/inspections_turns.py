"""What happens in some inspections of the demonstration: departures, enforcement, points of the trust, reviews."""

from __future__ import annotations

from datetime import timedelta

from inspections.enforcing.areas import Place as Area
from inspections.enforcing.breaches import record_breach
from inspections.enforcing.issuing import Closed, Content, Requirement, draft_notice, issue_notice, set_public
from inspections.judging.computing import Place
from inspections.judging.departures import approve_departure, propose_departure
from inspections.judging.grid import grid_of
from inspections.models import Breach, DraftReport, FactualAccuracyPoint, Inspection, ReviewRequest
from inspections.reporting.deciding import decide_point
from inspections.reporting.factual_accuracy import Wording, save_point
from inspections.reporting.outline import MUST_IMPROVE, SUMMARY
from inspections.reporting.reviewing import Change, decide_review, request_review
from inspections.reporting.saving import Save
from oversight.clock import london_date
from oversight.demonstration.inspections_steps import Told
from oversight.organisations.models import Ward
from ratings.rules.ratings_words import KeyQuestion, Rating
from workspaces.demonstration.inspections import Turn
from workspaces.demonstration.inspections_words import (
    DEPARTURE_REASON,
    DEPARTURE_REASON_BETTER,
    POINT,
    POINT_ABOUT,
    POINT_ACCEPTED,
    POINT_REJECTED,
    REVIEW_GROUNDS,
    REVIEW_REASON,
)


def depart(told: Told, inspection: Inspection) -> None:
    """Propose that a rating is awarded otherwise, and have it approved where the inspection went on from there."""
    site = next(iter(told.scope))
    place = Place(site, "", KeyQuestion.RESPONSIVE)
    row = grid_of(inspection, on=london_date(told.at(13))).at(place.site, place.service, place.key_question)
    lower = row is not None and row.computed == Rating.GOOD
    departure = propose_departure(
        departure_id=told.key("departure"),
        inspection=inspection,
        place=place,
        awarded=Rating.REQUIRES_IMPROVEMENT if lower else Rating.GOOD,
        criteria=["extent_and_impact"],
        reason=DEPARTURE_REASON if lower else DEPARTURE_REASON_BETTER,
        by=told.lead,
        now=told.at(13),
    )
    if told.is_past(20):
        approve_departure(departure=departure, by=told.people.manager, now=told.at(14))


def enforce(told: Told, inspection: Inspection) -> None:
    """Record the breach and take the step of enforcement that this inspection has, for all to see."""
    site = told.sites[next(iter(told.scope))]
    service = told.scope[site.code][0]
    areas = (Area(site, service, KeyQuestion.SAFE),)
    breach = record_breach(
        trust=told.row,
        inspection=inspection,
        regulation="18",
        extent=Breach.Extent.SYSTEMIC,
        response=Breach.Response.SLOW,
        what_was_found="Too few registered nurses were on duty at night for the patients that they looked after.",
        found_on=told.day(0),
        areas=areas,
        by=told.lead,
        now=told.at(8),
    )
    if Turn.WARD_CLOSED in told.story.turns:
        ward = Ward.objects.filter(site=site).order_by("name").first()
        content = Content(
            power="section_31_closure",
            title=f"{ward.name if ward else 'A ward'} is closed to patients",
            reasons="At night nobody on the ward could give medicines into a vein. Patients were moved the same day.",
            regulations=("18",),
            areas=areas,
            breaches=(breach,),
            closed=Closed(ward=ward) if ward else Closed(site=site, service=service),
        )
    elif Turn.WARNING_NOTICE in told.story.turns:
        content = Content(
            power="section_29a",
            title="Nurses on duty at night",
            reasons="The care of patients at night needs significant improvement: planned nurses were not there.",
            regulations=("18",),
            areas=areas,
            breaches=(breach,),
            requirements=(
                Requirement("Fill every registered shift at night as planned.", told.day(60)),
                Requirement("Tell the Board each week which shifts were not filled, and why.", told.day(100)),
            ),
        )
    else:
        content = Content(
            power="regulation_17_3",
            title="Staffing of nights",
            reasons="Shifts were not filled as planned on nine of thirty nights.",
            regulations=("18",),
            areas=areas,
            breaches=(breach,),
        )
    at = told.at(1) if Turn.WARD_CLOSED in told.story.turns else told.at(15)
    at = max(at, told.at(8) + timedelta(minutes=30))
    notice = draft_notice(
        trust=told.row,
        draft_id=told.key("notice", content.power),
        content=content,
        inspection=inspection,
        by=told.lead,
        now=at,
    )
    notice = issue_notice(notice=notice, by=told.people.manager, now=at + timedelta(hours=2))
    set_public(notice=notice, is_public=True, by=told.people.manager, now=at + timedelta(hours=3))


def raise_points(told: Told, draft: DraftReport) -> list[FactualAccuracyPoint]:
    """Have the trust write its points on the draft."""
    sections = {part["code"] for part in draft.sections}
    return [
        save_point(
            draft=draft,
            point_id=told.key("point", code),
            save=Save(told.key("point saved", code)),
            wording=Wording(code, FactualAccuracyPoint.Kind.ACCURACY, POINT, POINT_ABOUT),
            by=told.preparer,
            now=told.at(30),
        ).point
        for code in (SUMMARY, MUST_IMPROVE)
        if code in sections
    ]


def decide_points(told: Told, points: list[FactualAccuracyPoint]) -> None:
    """Have the manager accept the first point and reject the others."""
    for place, point in enumerate(points):
        decide_point(
            point=point,
            outcome=FactualAccuracyPoint.Outcome.REJECTED if place else FactualAccuracyPoint.Outcome.ACCEPTED,
            reason=POINT_REJECTED if place else POINT_ACCEPTED,
            by=told.people.manager,
            now=told.at(36),
        )


def ask_for_review(told: Told, inspection: Inspection) -> ReviewRequest:
    """Have the trust ask for a review of its published ratings."""
    return request_review(
        inspection=inspection,
        request_id=told.key("review"),
        grounds=REVIEW_GROUNDS,
        about_process_alone=True,
        by=told.signatory,
        now=told.at(58),
    )


def decide_on_review(told: Told, request: ReviewRequest) -> None:
    """Decide that the process was not followed, and change the rating that it was about."""
    site = next(iter(told.scope))
    (service, question), was = next(iter(told.story.pinned.items()))
    better = {rating.rank: rating for rating in Rating}[min(4, was.rank + 1)]
    decide_review(
        request=request,
        outcome=ReviewRequest.Outcome.NOT_FOLLOWED_CHANGED,
        reason=REVIEW_REASON,
        changes=[Change(Place(site, service, question), better)],
        by=told.people.chief,
        now=told.at(80),
    )
