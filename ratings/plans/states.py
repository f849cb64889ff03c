"""The states of a monthly report on a plan, and what is said of an action in it. No framework in here."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class ReportState(StrEnum):
    """Where a report is. That it is published follows from its time once it is signed, and is no state."""

    DRAFT = "draft"
    READY = "ready"
    SIGNED = "signed"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    ReportState.DRAFT: "Being written",
    ReportState.READY: "Ready to be signed",
    ReportState.SIGNED: "Signed",
    ReportState.TAKEN_BACK: "Taken back to be mended",
}
REPORT_STATES = [(str(state), label) for state, label in _LABELS.items()]

_S = ReportState
# It is being written; what is ready or signed may not change under who reads it.
WRITTEN_IN = frozenset({_S.DRAFT, _S.TAKEN_BACK})
FIXED = frozenset({_S.READY, _S.SIGNED})

WAYS: Ways[ReportState] = Ways(
    ((_S.DRAFT, _S.TAKEN_BACK), _S.READY, "plan.report_ready"),
    ({_S.READY}, _S.TAKEN_BACK, "plan.report_taken_back"),
    ({_S.READY}, _S.SIGNED, "plan.report_signed"),
)


class ActionStatus(StrEnum):
    """How far an action has come, as a report says."""

    DELIVERED = "delivered"
    ON_TRACK = "on_track"
    LATE = "late"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """For people."""
        return {"delivered": "Delivered", "on_track": "On track", "late": "Late", "changed": "Changed"}[self]


ACTION_STATUSES = [(str(status), status.label) for status in ActionStatus]
