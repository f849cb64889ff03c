"""What is worked out, the record of its changes, what people decided on it, and the requests to work it out again."""

from ratings.models.indicators import (
    BandChange,
    IndicatorChange,
    IndicatorComparison,
    MonitoringRelease,
    ReleasedBand,
    Standing,
    TrustBand,
    WorkedOutBands,
)
from ratings.models.mortality import MortalityAlert, MortalityRevision, MortalityStep
from ratings.models.questions import Caution, ComputedRating, QuestionChange, QuestionDecision, WorkedOutRatings
from ratings.models.signals import ChangeNotice, RecomputeRequest, Signal, SignalChange
from ratings.models.special_measures import CriterionChange, CriterionFlag, SpecialMeasuresSpell

__all__ = [
    "BandChange",
    "Caution",
    "ChangeNotice",
    "ComputedRating",
    "CriterionChange",
    "CriterionFlag",
    "IndicatorChange",
    "IndicatorComparison",
    "MonitoringRelease",
    "MortalityAlert",
    "MortalityRevision",
    "MortalityStep",
    "QuestionChange",
    "QuestionDecision",
    "RecomputeRequest",
    "ReleasedBand",
    "Signal",
    "SignalChange",
    "SpecialMeasuresSpell",
    "Standing",
    "TrustBand",
    "WorkedOutBands",
    "WorkedOutRatings",
]
