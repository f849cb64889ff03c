"""The quality review of a report by a second person, who neither went there nor wrote or judged anything in it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.db import transaction

from inspections.interests import conflicts_of, refusal_for
from inspections.judging.computing import Place
from inspections.judging.grid import RatingGrid, grid_of
from inspections.models import Inspection, Judgement, QualityReview, ReportSectionVersion
from inspections.moving import locked, move, reference_to
from inspections.permitting import in_state, permit, permit_in_team
from inspections.reporting.content import content_sha256
from inspections.reporting.outline import SUMMARY
from inspections.reporting.writing import settled_texts
from inspections.states.departure import DepartureState
from inspections.states.inspection import InspectionState
from inspections.teams import had_part_in_a_visit
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused
from oversight.wording import write_count
from ratings.rules.ratings_words import KeyQuestion, rated

# Before the draft is sent, and again where the trust's points changed something after it came back.
REVIEWED_IN = frozenset({InspectionState.DRAFTING, InspectionState.FACTUAL_ACCURACY_RESOLVED})


@cache
def quality_criteria() -> Mapping[str, str]:
    """Return the criteria of a review: what each asks, by its code."""
    text = files("inspections").joinpath("data", "quality_criteria.toml").read_text(encoding="utf-8")
    return MappingProxyType({each["code"]: each["name"] for each in tomllib.loads(text)["criterion"]})


@transaction.atomic
def review_quality(
    *,
    inspection: Inspection,
    passed: bool,
    criteria_met: Collection[str],
    by: Person,
    now: datetime,
    remarks: str = "",
) -> QualityReview:
    """Record a review: passed, the draft can go to the trust; not passed, the team mends what the remarks say.

    Refused: ``not_allowed``; ``own_work`` for who was in the team or on a visit, or wrote or judged something;
    ``conflict`` for ties to the trust; ``moved_on``; ``criteria`` where a pass leaves one unmet or names one that there
    is not; ``no_text`` where it is sent back without remarks; and for a pass what ``hold_whole`` refuses.
    """
    permit(Action.REVIEW_QUALITY, by=by, now=now, message="You cannot review the quality of reports.")
    current = locked(inspection)
    in_state(current, REVIEWED_IN, message="Its report does not wait for a review.")
    hold_apart(current, by=by, now=now)
    known = quality_criteria()
    if unknown := sorted(set(criteria_met) - known.keys()):
        raise Refused("criteria", f"There is no such criterion: {', '.join(unknown)}.")
    if passed and set(criteria_met) != set(known):
        raise Refused("criteria", "A report passes when every criterion is met.")
    if not passed and not remarks.strip():
        raise Refused("no_text", "Say what is to be mended.")
    sha256 = content_sha256(current, hold_whole(current, now=now)) if passed else ""
    review = QualityReview.objects.create(
        inspection=current,
        passed=passed,
        criteria_met=sorted(set(criteria_met)),
        remarks=remarks.strip(),
        content_sha256=sha256,
        reviewed_by=by,
        reviewed_at=now,
    )
    audit(
        "report.quality_reviewed",
        by=by,
        subject=reference_to(current),
        now=now,
        fields=["criteria_met", "passed", "remarks"],
        hashes=[sha256] if passed else [],
    )
    if passed and current.state == InspectionState.DRAFTING:
        move(current, InspectionState.QUALITY_REVIEWED, by=by, now=now)
    _told(inspection, current)
    return review


@transaction.atomic
def take_back_for_writing(*, inspection: Inspection, by: Person, now: datetime) -> Inspection:
    """Let the team write on before the draft is sent; it is reviewed again then.

    Refused: ``not_allowed``, ``not_in_team``, ``moved_on``.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    in_state(current, {InspectionState.QUALITY_REVIEWED}, message="It cannot be taken back for writing.")
    move(current, InspectionState.DRAFTING, by=by, now=now)
    return _told(inspection, current)


def hold_apart(inspection: Inspection, *, by: Person, now: datetime) -> None:
    """Refuse (``own_work``, ``conflict``) who had a part in the inspection, or has ties to the trust."""
    had_a_part = (
        had_part_in_a_visit(inspection, by)
        or ReportSectionVersion.objects.filter(section__inspection=inspection, written_by=by).exists()
        or Judgement.objects.filter(inspection=inspection, judged_by=by).exists()
    )
    if had_a_part:
        raise Refused("own_work", "Somebody who was not on the visit and wrote nothing in the report does this.")
    if ties := conflicts_of(by, inspection.trust, london_date(now)):
        raise refusal_for(by, ties)


def hold_whole(inspection: Inspection, *, now: datetime) -> RatingGrid:
    """Return the grid of a report that is whole; refuse one that is not.

    ``unsettled`` where two versions of a section stand; ``no_text`` without a summary; ``not_judged`` while a place is
    not judged; ``departures`` while one waits for approval or answers another rating than the rules give now.
    """
    if not settled_texts(inspection).get(SUMMARY):
        raise Refused("no_text", "The summary is not written.")
    grid = grid_of(inspection, on=london_date(now))
    if missing := not_judged(grid):
        raise Refused("not_judged", f"{write_count(len(missing), 'rating')} still to be judged.")
    if inspection.departures.filter(state=str(DepartureState.PROPOSED)).exists():
        raise Refused("departures", "A departure from a computed rating waits for approval.")
    stale = [
        row for row in grid.rows if row.departure is not None and (rated(row.computed) or "") != row.departure.computed
    ]
    if stale:
        raise Refused("departures", "A departure answers another rating than the rules give now. Settle it first.")
    return grid


def not_judged(grid: RatingGrid) -> list[Place]:
    """Return the places that have to be judged before the report can go on.

    A focused inspection need not look at every key question: what it leaves out keeps its published rating. A service
    of which it judged nothing at all is still to be judged.
    """
    if grid.inspection.kind != Inspection.Kind.FOCUSED:
        return list(grid.missing)
    missing = Counter((place.site, place.service) for place in grid.missing)
    return [
        place for place in grid.missing if not place.service or missing[(place.site, place.service)] == len(KeyQuestion)
    ]


def hold_reviewed(inspection: Inspection, grid: RatingGrid) -> None:
    """Refuse (``not_reviewed``) a report of which a word or a rating is not what the last review passed."""
    last = inspection.quality_reviews.order_by("-reviewed_at", "-pk").first()
    if last is None or not last.passed or last.content_sha256 != content_sha256(inspection, grid):
        raise Refused("not_reviewed", "Something changed since its quality was reviewed. It has to be reviewed again.")


def _told(inspection: Inspection, current: Inspection) -> Inspection:
    """Let the caller's object say what was done."""
    inspection.state, inspection.state_at = current.state, current.state_at
    return inspection
