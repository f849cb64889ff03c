"""How often each rule trips, so that a rule that cries wolf is seen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from oversight.returns.models import FindingRecord, Submission


@dataclass(frozen=True)
class RuleShare:
    """One rule: how many rows it tripped on, of how many rows, in how many submissions; how many were explained.

    A row on which the rule tripped at several cells counts once. A finding about the whole file is about no row: it
    counts in ``submissions`` alone.
    """

    rule: str
    severity: str
    rows_tripped: int
    rows: int
    submissions: int
    findings: int
    explained: int

    @property
    def share(self) -> Fraction | None:
        """The share of rows, 0 to 1; None where no row was read."""
        return Fraction(self.rows_tripped, self.rows) if self.rows else None


def shares_of(submission: Submission) -> list[RuleShare]:
    """Return the share of each rule that tripped in one submission, the greatest first."""
    return _shares(Submission.objects.filter(pk=submission.pk))


def shares_in_all(*, kind: str, demonstration: bool, since: str = "", until: str = "") -> list[RuleShare]:
    """Return the shares over every checked submission of a kind, for periods from one to another, both included."""
    submissions = Submission.objects.filter(kind=kind, trust__is_demonstration=demonstration)
    if since:
        submissions = submissions.filter(period__gte=since)
    if until:
        submissions = submissions.filter(period__lte=until)
    return _shares(submissions)


def _shares(submissions: QuerySet[Submission]) -> list[RuleShare]:
    rows = sum(
        read - other - blank
        for read, other, blank in submissions.values_list("rows_read", "rows_other_periods", "rows_blank")
    )
    submission, sheet = Cast("submission_id", CharField()), Coalesce("sheet", Value(""))
    the_row = Concat(submission, Value(":"), Cast("row", CharField()), Value(":"), sheet)
    counted = (
        FindingRecord.objects.filter(submission__in=submissions)
        .order_by()
        .values("rule", "severity")
        .annotate(
            findings=Count("pk"),
            explained=Count("explanation"),
            submissions=Count("submission", distinct=True),
            rows_tripped=Count(the_row, distinct=True, filter=Q(row__isnull=False)),
        )
    )
    shares = [
        RuleShare(
            rule=one["rule"],
            severity=one["severity"],
            rows_tripped=one["rows_tripped"],
            rows=rows,
            submissions=one["submissions"],
            findings=one["findings"],
            explained=one["explained"],
        )
        for one in counted
    ]
    return sorted(shares, key=lambda share: (-share.rows_tripped, -share.findings, share.rule))
