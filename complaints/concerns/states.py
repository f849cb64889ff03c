"""The states of a concern and the one list of ways between them; the database keeps the same list."""

from __future__ import annotations

from enum import StrEnum


class ConcernState(StrEnum):
    """Where a concern is with the inspectors."""

    NEW = "new"
    TRIAGED = "triaged"
    ANSWERED = "answered"
    CLOSED = "closed"
    SPAM = "spam"

    @property
    def label(self) -> str:
        """For inspectors."""
        return _LABELS[self]


_LABELS = {
    ConcernState.NEW: "Not read yet",
    ConcernState.TRIAGED: "Being looked into",
    ConcernState.ANSWERED: "Answered",
    ConcernState.CLOSED: "Closed",
    ConcernState.SPAM: "Not a concern",
}
CHOICES = [(str(state), state.label) for state in ConcernState]

_S = ConcernState
# An inspector has said how urgent it is, what it is about, and whether somebody must be safeguarded.
SORTED = frozenset({_S.TRIAGED, _S.ANSWERED, _S.CLOSED})

WAYS: frozenset[tuple[ConcernState, ConcernState]] = frozenset(
    {
        (_S.NEW, _S.TRIAGED),
        (_S.NEW, _S.SPAM),
        (_S.TRIAGED, _S.ANSWERED),
        (_S.TRIAGED, _S.CLOSED),
        (_S.TRIAGED, _S.SPAM),
        (_S.ANSWERED, _S.CLOSED),
        # The teller added something, or an inspector opens it again.
        (_S.ANSWERED, _S.TRIAGED),
        (_S.CLOSED, _S.TRIAGED),
        # Taken for spam by mistake: whoever adds to it is heard again.
        (_S.SPAM, _S.NEW),
    }
)


def is_way(before: ConcernState, after: ConcernState) -> bool:
    """Say whether there is a way from one state to the other."""
    return (before, after) in WAYS


def pairs() -> list[tuple[str, str]]:
    """Return every way as its two ends, in a stable order, for the rule that the database keeps."""
    return sorted((str(before), str(after)) for before, after in WAYS)
