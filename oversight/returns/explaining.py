"""Explaining what is unusual but true: for one finding, for a group, or for a place that no rule asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.kinds import kind_of
from oversight.returns.models import Explanation, FindingRecord, Submission
from oversight.returns.moving import move, reference_to
from oversight.returns.refusals import Refused
from oversight.returns.states import EXPLAINABLE, State

LONGEST_STANDING_MONTHS = 3


@transaction.atomic
def explain(
    *,
    submission: Submission,
    finding_ids: Collection[int],
    text: str,
    by: Person,
    now: datetime,
    action: str = "",
    stands_for_months: int = 0,
    is_public: bool = False,
) -> Explanation:
    """Answer findings with one explanation, instead of any that they had; the return is ready once none is left.

    ``stands_for_months`` (0 to 3): so long it answers the same rule at the same place in later periods without being
    asked again. Refused: ``no_text``; ``no_such_finding`` for one of another return; ``must_fix`` for one that cannot
    be explained away; ``standing`` for more than three months, or for a finding that is about no place.
    """
    locked = _to_explain(submission, by=by, now=now)
    text = _said(text)
    findings = list(locked.findings.filter(pk__in=finding_ids))
    if not findings or len(findings) != len(set(finding_ids)):
        raise Refused("no_such_finding", "Some of this is not part of the return any more. Open it again.")
    if any(finding.severity == FindingRecord.Severity.MUST_FIX for finding in findings):
        raise Refused("must_fix", "This has to be mended in the file: it cannot be explained.")
    if not 0 <= stands_for_months <= LONGEST_STANDING_MONTHS:
        raise Refused("standing", f"An explanation may stand for up to {LONGEST_STANDING_MONTHS} months.")
    if stands_for_months and any(not finding.place_key for finding in findings):
        raise Refused("standing", "Only what is about one ward or place can be explained for later months too.")
    explanation = Explanation.objects.create(
        submission=locked,
        text=text,
        action=action.strip(),
        is_public=is_public,
        given_by=by,
        given_at=now,
        stands_until=(
            kind_of(locked.kind).last_standing_period(locked.period, stands_for_months) if stands_for_months else ""
        ),
    )
    replaced = {finding.explanation_id for finding in findings if finding.explanation_id is not None}
    FindingRecord.objects.filter(pk__in=[finding.pk for finding in findings]).update(explanation=explanation)
    Explanation.objects.filter(pk__in=replaced, findings__isnull=True).delete()
    audit(
        "return.finding_explained",
        by=by,
        subject=reference_to(locked),
        now=now,
        fields=sorted({finding.rule for finding in findings}),
    )
    if locked.state == State.TO_EXPLAIN and not waiting_findings(locked).exists():
        move(locked, State.READY, by=by, now=now)
    submission.state, submission.state_at = locked.state, locked.state_at
    return explanation


@transaction.atomic
def remark(
    *,
    submission: Submission,
    place: str,
    place_key: str,
    text: str,
    by: Person,
    now: datetime,
    action: str = "",
    is_public: bool = False,
) -> Explanation:
    """Say something of a place that no rule asked about, such as a ward that is often short; one remark for a place."""
    locked = _to_explain(submission, by=by, now=now)
    text = _said(text)
    if not any(row["key"] == place_key for row in locked.rows):
        raise Refused("no_such_place", "That is not part of this return.")
    locked.explanations.filter(place_key=place_key, carried_from__isnull=True).delete()
    explanation = Explanation.objects.create(
        submission=locked,
        text=text,
        action=action.strip(),
        is_public=is_public,
        given_by=by,
        given_at=now,
        place=place,
        place_key=place_key,
    )
    audit("return.place_explained", by=by, subject=reference_to(locked), now=now, fields=["explanation"])
    return explanation


def _to_explain(submission: Submission, *, by: Person, now: datetime) -> Submission:
    """Return the submission, locked, if the person may explain it now."""
    locked = Submission.objects.select_for_update(of=("self",)).select_related("trust").get(pk=submission.pk)
    if not may(by, Action.PREPARE_RETURN, locked.trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot prepare returns for {locked.trust.name}.")
    state = State(locked.state)
    if state not in EXPLAINABLE:
        raise Refused("moved_on", f"This return is now: {state.label.lower()}. It cannot be explained any more.")
    return locked


def _said(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused("no_text", "Write what is behind it.")
    return text


def waiting_findings(submission: Submission) -> QuerySet[FindingRecord]:
    """Return the findings of the submission that still want an explanation, in the file's order."""
    return submission.findings.filter(severity=FindingRecord.Severity.EXPLAIN, explanation__isnull=True)


def explanations_of_place(submission_ids: Collection[int], place_key: str) -> list[Explanation]:
    """Return what was said of a place in the submissions: answers to findings and remarks, the oldest first."""
    by_finding = Explanation.objects.filter(submission__in=submission_ids, findings__place_key=place_key)
    by_remark = Explanation.objects.filter(submission__in=submission_ids, place_key=place_key)
    return sorted({*by_finding, *by_remark}, key=lambda given: (given.given_at, given.pk))
