"""One thing that happened in a case, as its timeline tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oversight.records.references import Reference


class TimelineKind(StrEnum):
    """What sort of thing happened."""

    FINDING = "finding"
    RATING = "rating"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    ARRANGEMENT = "arrangement"
    BOARD = "board"
    SUCCESSION = "succession"
    PLAN = "plan"
    ACTION = "action"
    EVIDENCE = "evidence"
    MEASURE = "measure"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    TimelineKind.FINDING: "Finding",
    TimelineKind.RATING: "Rating",
    TimelineKind.RECOMMENDATION: "Recommendation",
    TimelineKind.DECISION: "Decision",
    TimelineKind.ARRANGEMENT: "Support",
    TimelineKind.BOARD: "The trust's Board",
    TimelineKind.SUCCESSION: "Merger",
    TimelineKind.PLAN: "Improvement plan",
    TimelineKind.ACTION: "Action",
    TimelineKind.EVIDENCE: "Evidence",
    TimelineKind.MEASURE: "Measure",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a day: a title and words for people; ``reference`` is what it is about, where that is on record.

    ``who``: the body, trust or office that did it, never a private person's name; blank where nobody in particular did.
    """

    on: date
    kind: TimelineKind
    title: str
    words: str = ""
    reference: Reference | None = None
    who: str = ""
