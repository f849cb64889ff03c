"""What is stored of a plan and its monthly reports."""

from ratings.plans.models.plan import (
    Plan,
    PlanAction,
    PlanConcern,
    PlanMeasure,
    TrajectoryPoint,
)
from ratings.plans.models.report import ActionProgress, PlanReport, ProgressEvidence

__all__ = [
    "ActionProgress",
    "Plan",
    "PlanAction",
    "PlanConcern",
    "PlanMeasure",
    "PlanReport",
    "ProgressEvidence",
    "TrajectoryPoint",
]
