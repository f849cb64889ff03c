"""The states of a mortality alert, from the sum that crossed to what came of it. No framework in here."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class AlertState(StrEnum):
    """Where an alert is. That an answer is overdue follows from its date and is no state."""

    RAISED = "raised"
    EXPLAINED = "explained"
    CHECKED = "checked"
    ASKED = "asked"
    ANSWERED = "answered"
    CONSIDERED = "considered"
    CLOSED = "closed"
    ACTION_PLAN = "action_plan"
    ESCALATED = "escalated"

    @property
    def label(self) -> str:
        """For inspectors."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether anybody still has something to do."""
        return self not in OUTCOMES


_LABELS = {
    AlertState.RAISED: "To be checked",
    AlertState.EXPLAINED: "Explained by the data, to be confirmed",
    AlertState.CHECKED: "Letter to be written",
    AlertState.ASKED: "With the trust",
    AlertState.ANSWERED: "For the panel",
    AlertState.CONSIDERED: "Outcome to be decided",
    AlertState.CLOSED: "Closed",
    AlertState.ACTION_PLAN: "Closed with an action plan",
    AlertState.ESCALATED: "Passed on to an inspection",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]

_S = AlertState
OUTCOMES = frozenset({_S.CLOSED, _S.ACTION_PLAN, _S.ESCALATED})

WAYS: Ways[AlertState] = Ways(
    ({_S.RAISED}, _S.EXPLAINED, "mortality.explained"),
    # A second person who does not find it explained lets the letter go out.
    ((_S.RAISED, _S.EXPLAINED), _S.CHECKED, "mortality.checked"),
    # The panel may want to know more.
    ((_S.CHECKED, _S.CONSIDERED), _S.ASKED, "mortality.letter_sent"),
    ({_S.ASKED}, _S.ANSWERED, "mortality.answered"),
    # From ASKED once the answer is overdue.
    ((_S.ASKED, _S.ANSWERED), _S.CONSIDERED, "mortality.considered"),
    ((_S.EXPLAINED, _S.CONSIDERED), _S.CLOSED, "mortality.closed"),
    ({_S.CONSIDERED}, _S.ACTION_PLAN, "mortality.action_plan"),
    ({_S.CONSIDERED}, _S.ESCALATED, "mortality.escalated"),
)
