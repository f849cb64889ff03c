"""How the steps of enforcement age: what runs, what is due, and which decision is overdue. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspections.states.notice import NoticeState

DUE_SOON_DAYS = 14
"""A time that ends within so many days is shown as ending soon; a choice of this system."""


class Stage(StrEnum):
    """What a step of enforcement waits for."""

    DRAFT = "draft"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    DECISION_DUE = "decision_due"
    NEXT_STEP_DUE = "next_step_due"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "draft": "Being written",
            "running": "In force",
            "due_soon": "Time ends soon",
            "decision_due": "Decision overdue",
            "next_step_due": "Not complied with: next step outstanding",
        }.get(self.value, "Ended")


# The most pressing first.
_ORDER = (Stage.DECISION_DUE, Stage.NEXT_STEP_DUE, Stage.DUE_SOON, Stage.RUNNING, Stage.DRAFT, Stage.ENDED)


@dataclass(frozen=True, slots=True)
class Times:
    """The days of a step: issue, what is due when (with whether it was found met; None: not decided), the decision."""

    state: NoticeState
    begun_on: date
    issued_on: date | None
    due_on: tuple[date, ...] = ()
    met: tuple[bool | None, ...] = ()
    decided_on: date | None = None

    @property
    def last_due_on(self) -> date | None:
        """The latest of the times: at its end the decision must follow."""
        return max(self.due_on, default=None)


@dataclass(frozen=True, slots=True)
class Age:
    """How a step stands on a day.

    ``days_open``: since issue (a draft: since it was begun). ``days_overdue``: since the decision was due, or since
    the notice was found not complied with and nothing followed; 0 where nothing is overdue. ``late``: how many
    requirements are past their own time and not found met.
    """

    stage: Stage
    days_open: int
    days_overdue: int
    late: int


def age_of(times: Times, on: date) -> Age:
    """Say how a step stands on a day. A decision is due when the last day is over, so overdue from the next day on."""
    days_open = (on - (times.issued_on or times.begun_on)).days
    late = sum(
        day < on and met is not True
        for day, met in zip(times.due_on, times.met or (None,) * len(times.due_on), strict=True)
    )
    if times.state is NoticeState.DRAFT:
        return Age(Stage.DRAFT, days_open, 0, 0)
    if times.state is NoticeState.NOT_COMPLIED:
        since = (on - times.decided_on).days if times.decided_on else 0
        return Age(Stage.NEXT_STEP_DUE, days_open, since, late)
    if times.state is not NoticeState.ISSUED:
        return Age(Stage.ENDED, days_open, 0, 0)
    last = times.last_due_on
    if last is None or (last - on).days > DUE_SOON_DAYS:
        return Age(Stage.RUNNING, days_open, 0, late)
    if on <= last:
        return Age(Stage.DUE_SOON, days_open, 0, late)
    return Age(Stage.DECISION_DUE, days_open, (on - last).days, late)


def most_pressing_first(ages: Sequence[Age]) -> list[int]:
    """Return the places of the ages in the order in which they press: overdue first, the longest overdue first."""
    return sorted(
        range(len(ages)),
        key=lambda place: (_ORDER.index(ages[place].stage), -ages[place].days_overdue, -ages[place].days_open, place),
    )
