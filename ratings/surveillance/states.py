"""The states of what a quality surveillance group set itself to do. No framework in here."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class ActionState(StrEnum):
    """Where an action is. That it is overdue follows from its day and is no state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    ActionState.OPEN: "Under way",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "No longer needed",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]

WAYS: Ways[ActionState] = Ways(
    ({ActionState.OPEN}, ActionState.DONE, "group_action.done"),
    ({ActionState.OPEN}, ActionState.DROPPED, "group_action.dropped"),
)
