"""What comes with a case of special measures, as staff's pages show it: support, reviews, and what the Board showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from oversight.organisations.successions import answerable_for
from ratings.cases.models import (
    AutonomySuspension,
    BoardDemonstration,
    CapabilityReview,
    Case,
    ImprovementDirector,
    LicenceCondition,
    PartnerPromise,
    Partnership,
)
from workspaces.inspector.case_shown import ShownAttachment, shown_attachment


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state in words, with the colour of its tag."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A promise of a partner, and whether it is done, still to do or overdue."""

    row: PartnerPromise
    state: ShownState


@dataclass(frozen=True, slots=True)
class ShownPartnership:
    """A partner with its promises."""

    row: Partnership
    promises: Sequence[ShownPromise]


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """What the Board was asked, showed, and whether it was accepted."""

    row: BoardDemonstration
    state: ShownState
    attachments: Sequence[ShownAttachment]
    tells_shown: bool


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A capability review, and whether it has found anything yet."""

    row: CapabilityReview
    state: ShownState
    attachments: Sequence[ShownAttachment]


@dataclass(frozen=True, slots=True)
class Arrangements:
    """All that comes with a case, the newest first."""

    suspensions: Sequence[AutonomySuspension]
    directors: Sequence[ImprovementDirector]
    partnerships: Sequence[ShownPartnership]
    reviews: Sequence[ShownReview]
    boards: Sequence[ShownBoard]
    conditions: Sequence[LicenceCondition]

    @property
    def suspended(self) -> AutonomySuspension | None:
        """The suspension of autonomy that goes on."""
        return next((each for each in self.suspensions if each.to_on is None), None)


def arrangements_of(case: Case, on: date, *, undecided: bool = True) -> Arrangements:
    """Return what comes with a case, as it stands on a day, in a fixed number of queries.

    Without ``undecided``, what a Board showed is not told before it is decided on: only that it did.
    """
    trusts = {case.trust_id, *(trust.pk for trust in answerable_for(case.trust, on))}
    conditions = LicenceCondition.objects.filter(trust_id__in=trusts).select_related("notice", "body")
    partnerships = case.partnerships.select_related("partner").prefetch_related("promises").order_by("-from_on", "-pk")
    reviews = case.reviews.prefetch_related("attachments").order_by("-asked_on", "-pk")
    boards = case.demonstrations.prefetch_related("attachments").order_by("-asked_on", "-pk")
    return Arrangements(
        suspensions=list(case.suspensions.order_by("-from_on")),
        directors=list(case.directors.order_by("-from_on", "-pk")),
        partnerships=[
            ShownPartnership(row, [ShownPromise(each, promise_state(each, on)) for each in row.promises.all()])
            for row in partnerships
        ],
        reviews=[
            ShownReview(row, review_state(row, on), [shown_attachment(each) for each in row.attachments.all()])
            for row in reviews
        ],
        boards=[
            ShownBoard(
                row,
                board_state(row, on),
                [shown_attachment(each) for each in row.attachments.all()],
                tells_shown=undecided or row.accepted is not None,
            )
            for row in boards
        ],
        conditions=list(conditions.order_by("-from_on", "-pk")),
    )


def promise_state(row: PartnerPromise, on: date) -> ShownState:
    """Return how a promise stands on a day."""
    if row.done_on is not None:
        return ShownState("Done", "green")
    return ShownState("Overdue", "red") if on > row.due_on else ShownState("To do", "white")


def review_state(row: CapabilityReview, on: date) -> ShownState:
    """Return how a review stands on a day."""
    if row.found_on is not None:
        return ShownState("Reported", "green")
    return ShownState("Overdue", "red") if row.due_on and on > row.due_on else ShownState("Under way", "yellow")


def board_state(row: BoardDemonstration, on: date) -> ShownState:
    """Return how a Board's demonstration stands on a day."""
    if row.accepted is not None:
        return ShownState("Accepted", "green") if row.accepted else ShownState("Not accepted", "orange")
    if row.shown_on is not None:
        return ShownState("Shown, not decided yet", "yellow")
    return ShownState("Overdue", "red") if row.due_on and on > row.due_on else ShownState("Asked", "white")
