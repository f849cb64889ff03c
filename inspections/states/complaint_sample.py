"""The states of a sample of a trust's complaints."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class SampleState(StrEnum):
    """Where a sample is. That it is late follows from its day and is no state."""

    REQUESTED = "requested"
    LISTED = "listed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "requested": "The list is waited for",
            "listed": "Drawn, the files are waited for",
            "answered": "Answered",
            "withdrawn": "Not wanted any more",
        }[self.value]


CHOICES = [(str(state), state.label) for state in SampleState]

_S = SampleState
OPEN = frozenset({_S.REQUESTED, _S.LISTED})

WAYS: Ways[SampleState] = Ways(
    ({_S.REQUESTED}, _S.LISTED, "complaint_sample.listed"),
    # From REQUESTED where the trust received no complaint in the time.
    ((_S.REQUESTED, _S.LISTED), _S.ANSWERED, "complaint_sample.answered"),
    ((_S.REQUESTED, _S.LISTED), _S.WITHDRAWN, "complaint_sample.withdrawn"),
)
