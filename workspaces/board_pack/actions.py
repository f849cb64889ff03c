"""Actions that lessons from complaints led to: how far each has come on a day, and whether it worked.

A return may tell of an action again, once it is done or known to have worked: the newest word is taken. Two tellings
are of one action where theme, ward or service, and the action are written alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from complaints.items import ITEM_BY_CODE
from complaints.models import Worked
from complaints.periods import ComplaintsPeriod
from complaints.said import LessonSaid, PeriodSaid
from oversight.organisations.naming import folded


class Progress(StrEnum):
    """How far an action has come on a day."""

    DONE = "Done"
    OVERDUE = "Overdue"
    NOT_DUE = "Not yet due"
    NO_DATE = "Without a date"


@dataclass(frozen=True, slots=True)
class Action:
    """One action. told: the quarters whose returns tell of it, the oldest first; said: its newest telling."""

    told: Sequence[ComplaintsPeriod]
    said: LessonSaid

    @property
    def place(self) -> str:
        """The ward or service; "the trust" where none is named."""
        return self.said.ward_name or self.said.place or "the trust"

    @property
    def theme(self) -> str:
        """The subject in words."""
        item = ITEM_BY_CODE.get(self.said.theme)
        return item.label if item else self.said.theme

    def progress(self, on: date) -> Progress:
        """How far it has come at the end of a day; what is due on the day itself is not overdue."""
        if self.said.done_on is not None:
            return Progress.DONE
        if self.said.due_on is None:
            return Progress.NO_DATE
        return Progress.OVERDUE if self.said.due_on < on else Progress.NOT_DUE

    @property
    def worked(self) -> Worked | None:
        """Whether it worked, as the trust says; None where it does not say."""
        return Worked(self.said.worked) if self.said.worked else None


def actions_of(said: Mapping[ComplaintsPeriod, PeriodSaid], last: ComplaintsPeriod) -> list[Action]:
    """Return the actions that the returns up to a quarter tell of, in the order in which they were first told."""
    found: dict[tuple[str, str, str], Action] = {}
    for period in sorted(period for period in said if period <= last):
        for lesson in said[period].lessons:
            key = (lesson.theme, lesson.ward_id or folded(lesson.place), folded(lesson.action))
            before = found[key].told if key in found else ()
            found[key] = Action((*before, period) if period not in before else before, lesson)
    return list(found.values())
