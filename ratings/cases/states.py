"""The states of a case of special measures, and of what is recommended in it. No framework in here."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class CaseState(StrEnum):
    """Where a case is. That a decision waits or a clock ran out follows from its rows and is no state."""

    RECOMMENDED = "recommended"
    NOT_ENTERED = "not_entered"
    IN_MEASURES = "in_measures"
    IN_ADMINISTRATION = "in_administration"
    LEFT = "left"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether anything can still come of it."""
        return self in OPEN


class RecommendationState(StrEnum):
    """Where a recommendation is: with the oversight body, or at its end."""

    WAITING = "waiting"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return _RECOMMENDATION_LABELS[self]


_LABELS = {
    CaseState.RECOMMENDED: "Recommended, not decided",
    CaseState.NOT_ENTERED: "Did not enter special measures",
    CaseState.IN_MEASURES: "In special measures",
    CaseState.IN_ADMINISTRATION: "In special administration",
    CaseState.LEFT: "Left special measures",
}
_RECOMMENDATION_LABELS = {
    RecommendationState.WAITING: "Waits for a decision",
    RecommendationState.AGREED: "Agreed",
    RecommendationState.DECLINED: "Declined",
    RecommendationState.WITHDRAWN: "Withdrawn",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]
RECOMMENDATION_CHOICES = [(str(state), label) for state, label in _RECOMMENDATION_LABELS.items()]

_C = CaseState
OPEN = frozenset({_C.RECOMMENDED, _C.IN_MEASURES, _C.IN_ADMINISTRATION})
# The trust is in special measures: a special administrator takes the Board's place, not the trust's out of them.
IN_FORCE = frozenset({_C.IN_MEASURES, _C.IN_ADMINISTRATION})
# Begun by a recommendation, or by a record of what was decided elsewhere.
BEGINS = frozenset({_C.RECOMMENDED, _C.IN_MEASURES})

DECIDED = "case.decided"
WITHDRAWN = "case.withdrawn"
WAYS: Ways[CaseState] = Ways(
    ({_C.RECOMMENDED}, _C.IN_MEASURES, DECIDED),
    # Declined, or withdrawn before it was decided.
    ({_C.RECOMMENDED}, _C.NOT_ENTERED, DECIDED),
    ({_C.IN_MEASURES}, _C.IN_ADMINISTRATION, DECIDED),
    ((_C.IN_MEASURES, _C.IN_ADMINISTRATION), _C.LEFT, DECIDED),
)

_R = RecommendationState
RECOMMENDATION_WAYS: Ways[RecommendationState] = Ways(
    ({_R.WAITING}, _R.AGREED, DECIDED),
    ({_R.WAITING}, _R.DECLINED, DECIDED),
    ({_R.WAITING}, _R.WITHDRAWN, WITHDRAWN),
)
