"""What the app keeps, one idea in a file."""

from inspections.models.breach import Breach, BreachArea
from inspections.models.complaint_sample import ComplaintSample, ListedComplaint, SampledCase
from inspections.models.departure import RatingDeparture, RatingLevel
from inspections.models.evidence import EvidenceFile, EvidencePiece, EvidenceVersion
from inspections.models.factual_accuracy import (
    DraftExtension,
    DraftReport,
    FactualAccuracyPoint,
    FactualAccuracyPointVersion,
)
from inspections.models.information_request import InformationAnswer, InformationRequest
from inspections.models.inspection import InspectedService, InspectedSite, Inspection
from inspections.models.judgement import Characteristic, Judgement, JudgementEvidence, NiceStandard
from inspections.models.notice import (
    Notice,
    NoticeAnswer,
    NoticeArea,
    NoticeDecision,
    NoticeRequirement,
    Representation,
)
from inspections.models.programme import Wave
from inspections.models.published_rating import DisplayDuty, PublishedRating
from inspections.models.report import (
    PlannedPublication,
    PublishedReport,
    QualityReview,
    ReportSection,
    ReportSectionVersion,
)
from inspections.models.review_request import ReviewRequest
from inspections.models.team import Availability, Interest, PoolMember, TeamMember
from inspections.models.visit import AttendanceCorrection, ListeningEvent, Visit, VisitMove

__all__ = [
    "AttendanceCorrection",
    "Availability",
    "Breach",
    "BreachArea",
    "Characteristic",
    "ComplaintSample",
    "DisplayDuty",
    "DraftExtension",
    "DraftReport",
    "EvidenceFile",
    "EvidencePiece",
    "EvidenceVersion",
    "FactualAccuracyPoint",
    "FactualAccuracyPointVersion",
    "InformationAnswer",
    "InformationRequest",
    "InspectedService",
    "InspectedSite",
    "Inspection",
    "Interest",
    "Judgement",
    "JudgementEvidence",
    "ListedComplaint",
    "ListeningEvent",
    "NiceStandard",
    "Notice",
    "NoticeAnswer",
    "NoticeArea",
    "NoticeDecision",
    "NoticeRequirement",
    "PlannedPublication",
    "PoolMember",
    "PublishedRating",
    "PublishedReport",
    "QualityReview",
    "RatingDeparture",
    "RatingLevel",
    "ReportSection",
    "ReportSectionVersion",
    "Representation",
    "ReviewRequest",
    "SampledCase",
    "TeamMember",
    "Visit",
    "VisitMove",
    "Wave",
]
