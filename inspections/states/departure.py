"""The states of a proposed departure from a computed rating."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class DepartureState(StrEnum):
    """Whether a departure was approved."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return {"proposed": "Waiting for approval", "approved": "Approved", "refused": "Not approved"}.get(
            self.value, "Withdrawn"
        )


CHOICES = [(str(state), state.label) for state in DepartureState]

_S = DepartureState
WAYS: Ways[DepartureState] = Ways(
    ({_S.PROPOSED}, _S.APPROVED, "inspection.departure_approved"),
    ({_S.PROPOSED}, _S.REFUSED, "inspection.departure_refused"),
    ((_S.PROPOSED, _S.APPROVED), _S.WITHDRAWN, "inspection.departure_withdrawn"),
)
