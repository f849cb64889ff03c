"""The case of special measures, what is recommended and decided in it, and what comes with it."""

from ratings.cases.models.arrangements import (
    AutonomySuspension,
    BoardDemonstration,
    CapabilityReview,
    ImprovementDirector,
    PartnerPromise,
    Partnership,
)
from ratings.cases.models.case import Case, CaseYear
from ratings.cases.models.foundation import FoundationApplication
from ratings.cases.models.licence import LicenceCondition
from ratings.cases.models.recommendation import Attachment, ExitJudgement, Recommendation

__all__ = [
    "Attachment",
    "AutonomySuspension",
    "BoardDemonstration",
    "CapabilityReview",
    "Case",
    "CaseYear",
    "ExitJudgement",
    "FoundationApplication",
    "ImprovementDirector",
    "LicenceCondition",
    "PartnerPromise",
    "Partnership",
    "Recommendation",
]
