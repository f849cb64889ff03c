"""What is worked out, the record of its changes, what people decided on it, and the requests to work it out again."""

from ratings.models.indicators import (
    BandChange,
    IndicatorChange,
    IndicatorComparison,
    MonitoringRelease,
    ReleasedBand,
    Standing,
    TrustBand,
)
from ratings.models.questions import Caution, ComputedRating, QuestionChange, QuestionDecision, WorkedOutRatings
from ratings.models.signals import ChangeNotice, RecomputeRequest, Signal, SignalChange

__all__ = [
    "BandChange",
    "Caution",
    "ChangeNotice",
    "ComputedRating",
    "IndicatorChange",
    "IndicatorComparison",
    "MonitoringRelease",
    "QuestionChange",
    "QuestionDecision",
    "RecomputeRequest",
    "ReleasedBand",
    "Signal",
    "SignalChange",
    "Standing",
    "TrustBand",
    "WorkedOutRatings",
]
