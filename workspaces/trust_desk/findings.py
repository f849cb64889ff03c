"""What a check found, arranged to be read: what must be fixed first, grouped by rule or by place, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.http import QueryDict

from oversight.returns.guidance import GuidanceRule
from oversight.returns.kinds import kind_of
from oversight.returns.models import FindingRecord, Submission

ON_A_PAGE = 100
_MUST_FIX = FindingRecord.Severity.MUST_FIX
# "must fix" is to be read before "explain": the other way round in the alphabet.
_MUST_FIX_FIRST = "-severity"


class By(StrEnum):
    """How findings are put together."""

    RULE = "rule"
    PLACE = "place"
    ROW = "row"


@dataclass(frozen=True)
class Choice:
    """Which findings are asked for and how they are grouped, as the address says it."""

    by: By = By.RULE
    rule: str = ""
    place_key: str | None = None
    severity: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Choice:
        """Read the choice from an address; what makes no sense there is left aside."""
        by = asked.get("by", "")
        return cls(
            by=By(by) if by in set(By) else By.RULE,
            rule=asked.get("rule", ""),
            place_key=asked.get("place"),
            severity=asked.get("severity", "") if asked.get("severity") in FindingRecord.Severity.values else "",
        )

    @property
    def address(self) -> str:
        """The question part of the address for this choice, ready for ``page=N`` to be added."""
        asked = QueryDict(mutable=True)
        if self.by is not By.RULE:
            asked["by"] = str(self.by)
        if self.rule:
            asked["rule"] = self.rule
        if self.place_key is not None:
            asked["place"] = self.place_key
        if self.severity:
            asked["severity"] = self.severity
        return f"?{asked.urlencode()}&" if asked else "?"

    @property
    def is_narrowed(self) -> bool:
        """Whether less than everything is shown."""
        return bool(self.rule or self.severity or self.place_key is not None)


@dataclass(frozen=True)
class Group:
    """Findings of one rule or one place: how many there are, and how many still want an explanation."""

    key: str
    title: str
    severity: str
    mend: str
    count: int
    waiting: int

    @property
    def is_to_fix(self) -> bool:
        """Whether the findings must be mended in the file."""
        return self.severity == _MUST_FIX


@dataclass(frozen=True)
class Listed:
    """One group of a page with those of its findings that stand on the page."""

    group: Group
    findings: Sequence[FindingRecord]


@dataclass(frozen=True)
class FindingList:
    """One page of findings, in groups."""

    choice: Choice
    page: Page
    groups: Sequence[Listed]


def rules_of(submission: Submission) -> dict[str, GuidanceRule]:
    """Return the rules of the return, by id."""
    return {rule.rule: rule for rule in kind_of(submission.kind).guidance(submission.period).rules}


def groups_by_rule(submission: Submission, severity: str = "") -> list[Group]:
    """Return every rule that found something, what must be fixed first, each with its counts; in one query."""
    rules = rules_of(submission)
    return [
        Group(
            key=counted.key,
            title=rules[counted.key].text if counted.key in rules else counted.key,
            severity=counted.severity,
            mend=rules[counted.key].mend if counted.key in rules else "",
            count=counted.count,
            waiting=counted.waiting,
        )
        for counted in _counted(submission, severity, "rule")
    ]


def groups_by_place(submission: Submission, severity: str = "") -> list[Group]:
    """Return every place about which something was found, as the file has them, each with its counts; in one query."""
    return [
        Group(
            key=counted.key,
            title=counted.place or "About the whole file",
            severity=counted.severity,
            mend="",
            count=counted.count,
            waiting=counted.waiting,
        )
        for counted in _counted(submission, severity, "place_key")
    ]


@dataclass(frozen=True)
class _Counted:
    """What one rule or one place has, with one of its severities."""

    key: str
    severity: str
    place: str
    count: int
    waiting: int


def _counted(submission: Submission, severity: str, field: str) -> list[_Counted]:
    found = submission.findings.filter(severity=severity) if severity else submission.findings.all()
    counts = (
        found.order_by()
        .values(field, "severity")
        .annotate(
            named=Min("place"),
            count=Count("pk"),
            waiting=Count("pk", filter=Q(severity=FindingRecord.Severity.EXPLAIN, explanation__isnull=True)),
            first=Min("position"),
        )
        .order_by(_MUST_FIX_FIRST, "first")
    )
    return [_Counted(row[field], row["severity"], row["named"], row["count"], row["waiting"]) for row in counts]


def chosen(submission: Submission, choice: Choice) -> QuerySet[FindingRecord]:
    """Return the findings that a choice asks for, in the order in which they are read."""
    found = submission.findings.select_related("explanation", "explanation__given_by")
    if choice.rule:
        found = found.filter(rule=choice.rule)
    if choice.place_key is not None:
        found = found.filter(place_key=choice.place_key)
    if choice.severity:
        found = found.filter(severity=choice.severity)
    if choice.by is By.ROW:
        return found.order_by(_MUST_FIX_FIRST, "position")
    group = "rule" if choice.by is By.RULE else "place_key"
    # Groups in the order in which the file first meets them.
    first = Window(Min("position"), partition_by=[F("severity"), F(group)])
    return found.annotate(first_of_group=first).order_by(_MUST_FIX_FIRST, "first_of_group", "position")


def listed(submission: Submission, choice: Choice, page: str | None, *, on_a_page: int = ON_A_PAGE) -> FindingList:
    """Return one page of the findings that a choice asks for."""
    shown = Paginator(chosen(submission, choice), on_a_page).get_page(page)
    if choice.by is By.ROW:
        return FindingList(choice, shown, [Listed(Group("", "", "", "", len(shown), 0), list(shown))] if shown else [])
    groups = groups_by_rule(submission) if choice.by is By.RULE else groups_by_place(submission)
    known = {(group.severity, group.key): group for group in groups}

    def of_group(finding: FindingRecord) -> tuple[str, str]:
        return finding.severity, finding.rule if choice.by is By.RULE else finding.place_key

    return FindingList(choice, shown, [Listed(known[key], list(found)) for key, found in groupby(shown, key=of_group)])
