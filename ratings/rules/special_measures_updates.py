"""The monthly updates that a trust in special measures owes the public: of which months, by when, how they are. Pure.

Owed is every calendar month that lies wholly in the time in special measures. Source: Hard Truths 3.12 (monthly
updates, so that the public can see what progress has been made); the last day is ours, in the dated rule sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oversight.returns.periods import Month


class UpdateState(StrEnum):
    """How the update of a month stands on a day.

    ``WAITING``: signed, not yet published and not late. ``MISSED``: never published, and that of a later month was.
    """

    PUBLISHED = "published"
    WAITING = "waiting"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    UpdateState.PUBLISHED: "Published",
    UpdateState.WAITING: "Signed, not yet published",
    UpdateState.DUE: "Due",
    UpdateState.OVERDUE: "Overdue",
    UpdateState.MISSED: "Never published",
}


@dataclass(frozen=True, slots=True)
class UpdateDue:
    """The update of a month, its last day to be published, and the day on which it was; None where it was not."""

    month: Month
    due_on: date
    state: UpdateState
    published_on: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was published after its last day."""
        return self.published_on is not None and self.published_on > self.due_on


def due_by(month: Month, days: int) -> date:
    """Return the last day for the update of a month, so many days after its end: with 10, August's by 10 September."""
    return month.last_day + timedelta(days=days)


def first_month(entered_on: date) -> Month:
    """Return the first month that is owed: that of the entry on its first day, else the next."""
    return Month.of(entered_on) if entered_on.day == 1 else Month.of(entered_on).plus(1)


def first_update(entered_on: date, days: int) -> UpdateDue:
    """Return the first update that is owed, before its month is over."""
    month = first_month(entered_on)
    return UpdateDue(month, due_by(month, days), UpdateState.DUE)


def months_owed(entered_on: date, left_on: date | None, on: date) -> Iterator[Month]:
    """Yield each month over by the day that lies wholly in the time; ``left_on`` is the first day outside it."""
    last = min(on, left_on) if left_on is not None else on
    month = first_month(entered_on)
    while month.last_day < last:
        yield month
        month = month.plus(1)


def updates_due(
    entered_on: date,
    *,
    left_on: date | None = None,
    published: Mapping[Month, date],
    waiting: Collection[Month] = (),
    days: int,
    on: date,
) -> tuple[UpdateDue, ...]:
    """Return how each month that is owed stands on a day, the oldest first.

    ``published``: when the first report of a month was published; one of a later day than ``on`` is as if it were not
    there. ``waiting``: the months of reports that are signed. ``days``: how many after the month's end.
    """
    known = {month: day for month, day in published.items() if day <= on}
    newest = max(known, default=None)
    found = []
    for month in months_owed(entered_on, left_on, on):
        last = due_by(month, days)
        if month in known:
            state = UpdateState.PUBLISHED
        elif newest is not None and newest > month:
            state = UpdateState.MISSED
        elif on > last:
            state = UpdateState.OVERDUE
        else:
            state = UpdateState.WAITING if month in waiting else UpdateState.DUE
        found.append(UpdateDue(month, last, state, known.get(month)))
    return tuple(found)


def first_lacking(updates: Iterable[UpdateDue]) -> UpdateDue | None:
    """Return the oldest month without an update after which none is published either; None where there is none."""
    return next(
        (each for each in sorted(updates, key=lambda one: one.month) if each.state in _LACKING),
        None,
    )


_LACKING = (UpdateState.OVERDUE, UpdateState.DUE, UpdateState.WAITING)
