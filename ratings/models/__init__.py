"""What is worked out, the record of its changes, what people decided on it, and the requests to work it out again."""

from ratings.models.questions import Caution, ComputedRating, QuestionChange, QuestionDecision, WorkedOutRatings
from ratings.models.signals import ChangeNotice, RecomputeRequest, Signal, SignalChange

__all__ = [
    "Caution",
    "ChangeNotice",
    "ComputedRating",
    "QuestionChange",
    "QuestionDecision",
    "RecomputeRequest",
    "Signal",
    "SignalChange",
    "WorkedOutRatings",
]
