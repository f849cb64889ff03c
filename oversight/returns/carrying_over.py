"""Explanations that answer a finding without being asked for again.

Three kinds, the nearest first: the submission's own, when it is checked again; those of the submission sent before it
for the same period, when the same rule met the same value at the same place; and those of an accepted return of an
earlier period that stand for the same rule and place for up to three months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from oversight.returns.checked import Found
from oversight.returns.explaining import LONGEST_STANDING_MONTHS
from oversight.returns.kinds import ReturnKind, kind_of
from oversight.returns.models import Explanation, FindingRecord, Submission
from oversight.returns.states import State


@dataclass(frozen=True)
class Carried:
    """An explanation that answers again; ``is_own``: it belongs to this very submission."""

    explanation: Explanation
    is_own: bool = False

    def copy_for(self, submission: Submission) -> Explanation:
        """Return the explanation as the submission keeps it: who gave it and when stay as they were."""
        given = self.explanation
        return Explanation(
            submission=submission,
            text=given.text,
            action=given.action,
            is_public=given.is_public,
            given_by_id=given.given_by_id,
            given_at=given.given_at,
            stands_until=given.stands_until if given.submission.period == submission.period else "",
            carried_from=given,
        )


@dataclass(frozen=True)
class Carriable:
    """What may be carried over to one submission."""

    same_value: Mapping[tuple[str, str, str | None], Carried]
    same_place: Mapping[tuple[str, str], Carried]

    def answering(self, found: Found) -> Carried | None:
        """Return what answers the finding; a standing explanation needs a place."""
        nearest = self.same_value.get((found.rule, found.place_key, found.value))
        if nearest is None and found.place_key:
            return self.same_place.get((found.rule, found.place_key))
        return nearest


def _explained(submissions: Iterable[int]) -> Iterator[tuple[FindingRecord, Explanation]]:
    return _with_explanations(
        FindingRecord.objects.filter(submission__in=list(submissions), explanation__isnull=False).order_by(
            "submission__received_at", "submission_id", "position"
        )
    )


def _with_explanations(findings: QuerySet[FindingRecord]) -> Iterator[tuple[FindingRecord, Explanation]]:
    """Give each finding with its explanation, without what is not wanted of them."""
    wanted = findings.select_related("explanation", "explanation__submission")
    for finding in wanted.defer("explanation__submission__rows", "message", "mend"):
        if finding.explanation is not None:
            yield finding, finding.explanation


def _reaches(kind: ReturnKind, explanation: Explanation, period: str) -> bool:
    """Say whether a period comes after an explanation's own and no later than it stands: a quarter's is for no year."""
    later = explanation.submission.period
    for _ in range(LONGEST_STANDING_MONTHS):
        later = kind.period_after(later)
        if later == period:
            return True
        if later == explanation.stands_until:
            break
    return False


def explanations_to_carry(submission: Submission) -> Carriable:
    """Return what was explained before that may answer the submission's findings, in three queries."""
    sent_before = (
        Submission.objects.filter(
            kind=submission.kind,
            trust_id=submission.trust_id,
            period=submission.period,
            received_at__lte=submission.received_at,
            explanations__isnull=False,
        )
        .exclude(pk=submission.pk)
        .order_by("-received_at", "-pk")
        .values_list("pk", flat=True)[:1]
    )
    standing = (
        FindingRecord.objects.filter(
            submission__kind=submission.kind,
            submission__trust_id=submission.trust_id,
            submission__state=str(State.ACCEPTED),
            submission__period__lt=submission.period,
            explanation__stands_until__gte=submission.period,
        )
        .exclude(place_key="")
        .order_by("submission__period", "submission__received_at", "position")
    )
    same_value = {
        (finding.rule, finding.place_key, finding.value): Carried(explanation)
        for finding, explanation in _explained(sent_before)
    }
    same_value |= {
        (finding.rule, finding.place_key, finding.value): Carried(explanation, is_own=True)
        for finding, explanation in _explained([submission.pk])
    }
    kind = kind_of(submission.kind)
    same_place = {
        (finding.rule, finding.place_key): Carried(explanation)
        for finding, explanation in _with_explanations(standing)
        if _reaches(kind, explanation, submission.period)
    }
    return Carriable(same_value, same_place)
