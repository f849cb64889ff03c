"""The states of a notice or another step of enforcement."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class NoticeState(StrEnum):
    """Where a step of enforcement is. That a decision is due or overdue follows from its dates and is no state."""

    DRAFT = "draft"
    ISSUED = "issued"
    COMPLIED = "complied"
    NOT_COMPLIED = "not_complied"
    LIFTED = "lifted"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    NoticeState.DRAFT: "Being written",
    NoticeState.ISSUED: "In force",
    NoticeState.COMPLIED: "Complied with",
    NoticeState.NOT_COMPLIED: "Not complied with",
    NoticeState.LIFTED: "Lifted",
    NoticeState.CONCLUDED: "Concluded",
    NoticeState.WITHDRAWN: "Withdrawn",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]

_S = NoticeState
# It binds the trust; what was not complied with binds until something follows it.
IN_FORCE = frozenset({_S.ISSUED, _S.NOT_COMPLIED})

WAYS: Ways[NoticeState] = Ways(
    ({_S.DRAFT}, _S.ISSUED, "notice.issued"),
    ((_S.ISSUED, _S.NOT_COMPLIED), _S.COMPLIED, "notice.complied"),
    ({_S.ISSUED}, _S.NOT_COMPLIED, "notice.not_complied"),
    ((_S.ISSUED, _S.NOT_COMPLIED), _S.LIFTED, "notice.lifted"),
    ((_S.ISSUED, _S.NOT_COMPLIED), _S.CONCLUDED, "notice.concluded"),
    ((_S.DRAFT, _S.ISSUED), _S.WITHDRAWN, "notice.withdrawn"),
)
