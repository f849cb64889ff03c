"""The states of a commissioner's question and of an action plan that both sides agree. No framework in here."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class QuestionState(StrEnum):
    """Where a question is. That an answer is overdue follows from its day and is no state."""

    ASKED = "asked"
    ANSWERED = "answered"
    SETTLED = "settled"

    @property
    def label(self) -> str:
        """For both sides."""
        return _QUESTION_LABELS[self]


class PlanState(StrEnum):
    """Where an action plan is. That an action is overdue follows from its day and is no state."""

    ASKED = "asked"
    PROPOSED = "proposed"
    AGREED = "agreed"
    FINISHED = "finished"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """For both sides."""
        return _PLAN_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether anybody still has something to do."""
        return self in OPEN


_QUESTION_LABELS = {
    QuestionState.ASKED: "With the trust",
    QuestionState.ANSWERED: "Answered",
    QuestionState.SETTLED: "Settled",
}
_PLAN_LABELS = {
    PlanState.ASKED: "The trust writes it",
    PlanState.PROPOSED: "Proposed to the commissioner",
    PlanState.AGREED: "Agreed, under way",
    PlanState.FINISHED: "Finished",
    PlanState.ENDED: "Ended before it was finished",
}
QUESTION_CHOICES = [(str(state), label) for state, label in _QUESTION_LABELS.items()]
PLAN_CHOICES = [(str(state), label) for state, label in _PLAN_LABELS.items()]

_Q = QuestionState
QUESTION_WAYS: Ways[QuestionState] = Ways(
    ({_Q.ASKED}, _Q.ANSWERED, "commissioner_question.answered"),
    # The answer leaves something open: the commissioner asks again.
    ({_Q.ANSWERED}, _Q.ASKED, "commissioner_question.asked"),
    ({_Q.ANSWERED}, _Q.SETTLED, "commissioner_question.settled"),
    # What was asked has answered itself, such as by a correction of the return.
    ({_Q.ASKED}, _Q.SETTLED, "commissioner_question.settled"),
)

_P = PlanState
OPEN = frozenset({_P.ASKED, _P.PROPOSED, _P.AGREED})
PLAN_WAYS: Ways[PlanState] = Ways(
    ({_P.ASKED}, _P.PROPOSED, "ward_plan.proposed"),
    ({_P.PROPOSED}, _P.ASKED, "ward_plan.sent_back"),
    ({_P.PROPOSED}, _P.AGREED, "ward_plan.agreed"),
    ({_P.AGREED}, _P.FINISHED, "ward_plan.finished"),
    ((_P.ASKED, _P.PROPOSED, _P.AGREED), _P.ENDED, "ward_plan.ended"),
)
