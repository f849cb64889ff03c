"""The states of an inspection, from the programme to a published report and its review."""

from __future__ import annotations

from enum import StrEnum

from inspections.states.ways import Ways


class InspectionState(StrEnum):
    """Where an inspection is."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    ON_SITE = "on_site"
    DRAFTING = "drafting"
    QUALITY_REVIEWED = "quality_reviewed"
    FACTUAL_ACCURACY_OPEN = "factual_accuracy_open"
    FACTUAL_ACCURACY_RESOLVED = "factual_accuracy_resolved"
    PUBLISHED = "published"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_DECIDED = "review_decided"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    InspectionState.PLANNED: "Planned",
    InspectionState.ANNOUNCED: "Announced",
    InspectionState.ON_SITE: "On site",
    InspectionState.DRAFTING: "Report being written",
    InspectionState.QUALITY_REVIEWED: "Quality reviewed",
    InspectionState.FACTUAL_ACCURACY_OPEN: "With the trust for factual accuracy",
    InspectionState.FACTUAL_ACCURACY_RESOLVED: "Factual accuracy resolved",
    InspectionState.PUBLISHED: "Published",
    InspectionState.REVIEW_REQUESTED: "Review of ratings requested",
    InspectionState.REVIEW_DECIDED: "Review of ratings decided",
    InspectionState.CANCELLED: "Cancelled",
}
CHOICES = [(str(state), label) for state, label in _LABELS.items()]

_S = InspectionState
# Still to come: the date, the team and what is inspected may be changed.
TO_COME = frozenset({_S.PLANNED, _S.ANNOUNCED})
# Ratings, breaches and the report are being worked on.
IN_WORK = frozenset(
    {_S.ON_SITE, _S.DRAFTING, _S.QUALITY_REVIEWED, _S.FACTUAL_ACCURACY_OPEN, _S.FACTUAL_ACCURACY_RESOLVED}
)
# Judgements may be recorded. While the draft is with the trust it stays as it was sent; what its points change is
# changed once they are resolved.
JUDGED_IN = frozenset({_S.ON_SITE, _S.DRAFTING, _S.FACTUAL_ACCURACY_RESOLVED})
# Evidence comes in before a visit (data, listening events) and as late as the trust's answers.
EVIDENCE_IN = TO_COME | IN_WORK
# A report stands.
REPORTED = frozenset({_S.PUBLISHED, _S.REVIEW_REQUESTED, _S.REVIEW_DECIDED})
# Neither published nor given up.
OPEN = TO_COME | IN_WORK

WAYS: Ways[InspectionState] = Ways(
    ({_S.PLANNED}, _S.ANNOUNCED, "inspection.announced"),
    # From PLANNED for an unannounced inspection alone; the model's own trigger keeps that.
    ((_S.PLANNED, _S.ANNOUNCED), _S.ON_SITE, "inspection.on_site"),
    ({_S.ON_SITE}, _S.DRAFTING, "inspection.drafting"),
    ({_S.DRAFTING}, _S.QUALITY_REVIEWED, "inspection.quality_reviewed"),
    ({_S.QUALITY_REVIEWED}, _S.DRAFTING, "inspection.sent_back"),
    ({_S.QUALITY_REVIEWED}, _S.FACTUAL_ACCURACY_OPEN, "inspection.factual_accuracy_opened"),
    ({_S.FACTUAL_ACCURACY_OPEN}, _S.FACTUAL_ACCURACY_RESOLVED, "inspection.factual_accuracy_resolved"),
    ({_S.FACTUAL_ACCURACY_RESOLVED}, _S.PUBLISHED, "inspection.published"),
    ({_S.PUBLISHED}, _S.REVIEW_REQUESTED, "inspection.review_requested"),
    ({_S.REVIEW_REQUESTED}, _S.REVIEW_DECIDED, "inspection.review_decided"),
    ((_S.PLANNED, _S.ANNOUNCED, _S.ON_SITE), _S.CANCELLED, "inspection.cancelled"),
)
