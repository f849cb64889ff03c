"""A trust's request that its ratings be reviewed: once, in time, in 500 words, on process alone; and the decision.

Source: CQC, requesting a review of ratings: within 15 working days of publication; the only ground is that the process
was not followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from inspections.deadlines import review_request_due
from inspections.judging.computing import Place
from inspections.judging.grid import GridRow, RatingGrid, grid_of
from inspections.judging.standing_record import published_by_place
from inspections.models import Inspection, PublishedRating, PublishedReport, ReviewRequest
from inspections.moving import locked, move
from inspections.permitting import in_state, permit
from inspections.reporting.publishing import hold_ratings_of, write_report
from inspections.reporting.quality import hold_apart
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.returns.refusals import Refused
from oversight.wording import write_datetime, write_number
from ratings.rules.ratings_words import Rating

MOST_WORDS = 500


@dataclass(frozen=True)
class Change:
    """A rating that a review changes: a key question of a service at a site, or the trust's well-led."""

    place: Place
    rating: Rating


def words_in(text: str) -> int:
    """Count words as they stand between spaces."""
    return len(text.split())


@transaction.atomic
def request_review(
    *,
    inspection: Inspection,
    request_id: UUID,
    grounds: str,
    about_process_alone: bool,
    by: Person,
    now: datetime,
) -> ReviewRequest:
    """Ask for a review of the published ratings; a request sent twice under its id is one.

    Refused: ``not_allowed``; ``known``; ``requested`` for a second one; ``moved_on`` before publication; ``too_late``
    after the 15th working day; ``not_process`` unless the trust says that it is about the process alone; ``no_text``;
    ``too_long`` for more than 500 words.
    """
    current = locked(inspection)
    if not may(by, Action.SEND_ANSWER, current.trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot do this for this trust.")
    known = ReviewRequest.objects.filter(inspection=current).first()
    if known is not None:
        if known.request_id == request_id and known.requested_by_id == by.pk:
            return known
        raise Refused("requested", "A review of these ratings was requested before. There is one.")
    in_state(current, {InspectionState.PUBLISHED}, message="Ratings are reviewed once they are published.")
    due_at = review_request_due(current.published_reports.get(number=1).published_at)
    if now > due_at:
        raise Refused("too_late", f"A review could be requested until {write_datetime(due_at)}.")
    if not about_process_alone:
        raise Refused(
            "not_process", "Ratings are reviewed only where the process was not followed: say where it was not."
        )
    if not grounds.strip():
        raise Refused("no_text", "Say where the process was not followed.")
    if words_in(grounds) > MOST_WORDS:
        raise Refused("too_long", f"Use {MOST_WORDS} words or fewer. This has {write_number(words_in(grounds))}.")
    request = ReviewRequest.objects.create(
        request_id=request_id,
        inspection=current,
        grounds=grounds.strip(),
        requested_by=by,
        requested_at=now,
        due_at=due_at,
    )
    move(current, InspectionState.REVIEW_REQUESTED, by=by, now=now)
    inspection.state, inspection.state_at = current.state, current.state_at
    return request


@transaction.atomic
def decide_review(
    *,
    request: ReviewRequest,
    outcome: ReviewRequest.Outcome,
    reason: str,
    by: Person,
    now: datetime,
    changes: Sequence[Change] = (),
) -> ReviewRequest:
    """Decide on a request, by a manager who had no part; changed ratings are a new version of the report.

    The ratings published before stay; those above a changed one are worked out anew by the same rules. Refused:
    ``not_allowed``; ``own_work`` for who had a part in the inspection, its review, factual accuracy or publication;
    ``conflict``; ``moved_on``; ``no_text``; ``changes`` where the outcome and the changes do not fit, or a place is
    none that this inspection judged, or nothing would change.
    """
    permit(Action.REVIEW_QUALITY, by=by, now=now, message="Only a manager decides on a review of ratings.")
    hold_ratings_of(request.inspection.trust_id)
    inspection = locked(request.inspection)
    in_state(inspection, {InspectionState.REVIEW_REQUESTED}, message="No review is to be decided.")
    current = ReviewRequest.objects.select_for_update().get(pk=request.pk)
    _hold_fresh_eyes(inspection, by=by, now=now)
    outcome, reason = ReviewRequest.Outcome(outcome), reason.strip()
    if not reason:
        raise Refused("no_text", "Give the reason for the decision.")
    if bool(changes) != (outcome == ReviewRequest.Outcome.NOT_FOLLOWED_CHANGED):
        raise Refused("changes", "Name the ratings that change, where and only where ratings change.")
    current.outcome, current.outcome_reason, current.decided_by, current.decided_at = outcome, reason, by, now
    current.save(update_fields=["outcome", "outcome_reason", "decided_by", "decided_at"])
    news: dict[str, object] = {"outcome": str(outcome)}
    if changes:
        news["report"] = _publish_changed(inspection, changes, reason, by=by, now=now).number
    move(inspection, InspectionState.REVIEW_DECIDED, by=by, now=now, news=news)
    return current


def _publish_changed(
    inspection: Inspection, changes: Sequence[Change], reason: str, *, by: Person, now: datetime
) -> PublishedReport:
    """Publish the next version of the report, with the changed ratings and all that follows from them."""
    today = london_date(now)
    before = grid_to_review(inspection, on=today)
    for change in changes:
        row = before.at(change.place.site, change.place.service, change.place.key_question)
        if row is None or row.judgement is None:
            raise Refused(
                "changes",
                "A review changes what this inspection judged, a key question of a service, where no later inspection"
                " has rated it anew.",
            )
        if row.judged == change.rating:
            raise Refused("changes", "One of the ratings is what it was.")
    since = published_since(inspection, on=today)
    after = grid_of(
        inspection, on=today, instead={change.place: change.rating for change in changes}, since=since.keys()
    )
    after = _left_alone(before, after, since)
    last = inspection.published_reports.get(number=inspection.published_reports.count())
    return write_report(inspection, after, last.sections, by=by, now=now, follows=last, reason=reason)


def published_since(inspection: Inspection, *, on: date) -> dict[Place, PublishedRating]:
    """Return what stands on the day of those places that others published after this inspection's first report."""
    first = inspection.published_reports.get(number=1).published_at
    return {
        place: row
        for place, row in published_by_place(inspection.trust, on, but=inspection).items()
        if (row.published_at > first if row.published_at is not None else row.published_on > london_date(first))
    }


def grid_to_review(inspection: Inspection, *, on: date) -> RatingGrid:
    """Return the ratings of a published inspection with what others published since: what a review begins from."""
    return grid_of(inspection, on=on, since=published_since(inspection, on=on).keys())


def _left_alone(before: RatingGrid, after: RatingGrid, since: Mapping[Place, PublishedRating]) -> RatingGrid:
    """Return the grid with every rating that was published since and that the review does not touch kept as it is."""

    def made(row: GridRow) -> tuple[object, ...]:
        return (row.awarded, row.computed, dict(row.inputs))

    def is_touched(row: GridRow) -> bool:
        was = before.at(row.place.site, row.place.service, row.place.key_question)
        return was is None or made(was) != made(row)

    kept = tuple(
        replace(row, carried=since[row.place]) if row.place in since and not is_touched(row) else row
        for row in after.rows
    )
    return replace(after, rows=kept)


def _hold_fresh_eyes(inspection: Inspection, *, by: Person, now: datetime) -> None:
    hold_apart(inspection, by=by, now=now)
    had_a_part = (
        inspection.quality_reviews.filter(reviewed_by=by).exists()
        or inspection.published_reports.filter(published_by=by).exists()
        or inspection.planned_publications.filter(planned_by=by).exists()
        or inspection.drafts.filter(points__decided_by=by).exists()
        or inspection.drafts.filter(resolved_by=by).exists()
        or inspection.departures.filter(decided_by=by).exists()
    )
    if had_a_part:
        raise Refused("own_work", "Somebody who had no part in the report decides on its review.")
