"""The states of a submission and the one list of ways between them; the database keeps the same list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a submission is on its way to becoming a version that stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    UNREADABLE = "unreadable"
    TO_FIX = "to_fix"
    TO_EXPLAIN = "to_explain"
    READY = "ready"
    AWAITING_SIGNATURE = "awaiting_signature"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    State.RECEIVED: "Received",
    State.CHECKING: "Being checked",
    State.UNREADABLE: "Could not be read",
    State.TO_FIX: "Has something to fix",
    State.TO_EXPLAIN: "Has something to explain",
    State.READY: "Ready to send for signature",
    State.AWAITING_SIGNATURE: "Waiting for signature",
    State.RETURNED: "Returned by the signatory",
    State.ACCEPTED: "Accepted",
    State.WITHDRAWN: "Withdrawn",
    State.FAILED: "Could not be checked",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]

# On its way, waiting for the check.
UNCHECKED = frozenset({State.RECEIVED, State.CHECKING})
# Nothing follows these.
CLOSED = frozenset({State.ACCEPTED, State.WITHDRAWN})
OPEN = frozenset(State) - CLOSED
# Its findings may be explained.
EXPLAINABLE = frozenset({State.TO_FIX, State.TO_EXPLAIN, State.READY, State.RETURNED})
# Nothing was left to fix or to explain.
PASSED = frozenset({State.READY, State.AWAITING_SIGNATURE, State.RETURNED, State.ACCEPTED})
# What the signatory reads or has signed may not change under them.
FIXED = frozenset({State.AWAITING_SIGNATURE, State.ACCEPTED})


@dataclass(frozen=True)
class Transition:
    """One way from a state to another, and the news that goes out with it."""

    before: State
    after: State
    event: str


def _ways(befores: frozenset[State] | set[State], after: State, event: str) -> list[Transition]:
    return [Transition(before, after, event) for before in State if before in befores]


TRANSITIONS: tuple[Transition, ...] = (
    *_ways({State.RECEIVED}, State.CHECKING, "return.checking"),
    *_ways({State.CHECKING}, State.UNREADABLE, "return.checked"),
    *_ways({State.CHECKING}, State.TO_FIX, "return.checked"),
    *_ways({State.CHECKING}, State.TO_EXPLAIN, "return.checked"),
    *_ways({State.CHECKING}, State.READY, "return.checked"),
    *_ways(set(UNCHECKED), State.FAILED, "return.failed"),
    # Checked again: after a try that failed, a unit set aside, a heading mapped, or another version accepted.
    *_ways(
        {State.UNREADABLE, State.TO_FIX, State.TO_EXPLAIN, State.READY, State.RETURNED, State.FAILED},
        State.RECEIVED,
        "return.received",
    ),
    *_ways({State.TO_EXPLAIN}, State.READY, "return.explained"),
    *_ways({State.READY, State.RETURNED}, State.AWAITING_SIGNATURE, "return.signature_wanted"),
    *_ways({State.AWAITING_SIGNATURE}, State.RETURNED, "return.returned"),
    *_ways({State.AWAITING_SIGNATURE}, State.ACCEPTED, "return.accepted"),
    *_ways(set(OPEN), State.WITHDRAWN, "return.withdrawn"),
)
_BY_ENDS = {(way.before, way.after): way for way in TRANSITIONS}


def transition(before: State, after: State) -> Transition | None:
    """Return the way from one state to the other, or None where there is none."""
    return _BY_ENDS.get((before, after))


def pairs() -> list[tuple[str, str]]:
    """Return every way as its two ends, for the rule that the database keeps."""
    return [(str(way.before), str(way.after)) for way in TRANSITIONS]
