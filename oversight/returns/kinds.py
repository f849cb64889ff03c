"""What a kind of return must say of itself, and the list of the kinds that there are.

Everything that differs between kinds stands in their own apps: columns, rules, calendar, how accepted rows become
facts. Receiving, checking, explaining, signing and correcting are the same for all, and stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from oversight.organisations.models import Trust
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.refusals import Refused

# Rows read so far, and rows expected in all (0 where that is not known yet).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found at one cell, row or file."""

    rule: str
    severity: str
    message: str
    mend: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    # The cell as a spreadsheet names it, such as ``C7``; blank where the finding is about no single cell.
    cell: str = ""
    value: str | None = None
    place: str = ""
    place_key: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a return in canonical form: the same values give the same texts, whatever file they came in.

    ``key`` says what the row is about, for comparison with another version; ``place`` is that in words. ``values`` goes
    from column code to text, None for blank.
    """

    key: str
    place: str
    values: Mapping[str, str | None]
    sheet: str | None = None
    row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form that a submission keeps."""
        return {"key": self.key, "place": self.place, "values": dict(self.values), "sheet": self.sheet, "row": self.row}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ReturnRow:
        """Read the form that a submission keeps."""
        return cls(kept["key"], kept["place"], kept["values"], kept["sheet"], kept["row"])


@dataclass(frozen=True)
class Checked:
    """What reading and checking a file gave. ``content_sha256`` covers the rows, not the bytes."""

    layout: str
    rows_read: int
    rows_other_periods: int
    rows_blank: int
    findings: Sequence[Found]
    rows: Sequence[ReturnRow]
    content_sha256: str
    totals: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """The declaration that is signed, word for word. ``fomi_specified``: the law on false information names it."""

    version: str
    paragraphs: tuple[str, ...]
    fomi_specified: bool

    @property
    def text(self) -> str:
        """The whole of it, as it is kept with the signature."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class GuidanceColumn:
    """One column as guidance, template and messages tell of it."""

    code: str
    heading: str
    required: bool
    explanation: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidanceRule:
    """One rule as guidance tells of it."""

    rule: str
    severity: str
    text: str
    mend: str


@dataclass(frozen=True)
class Guidance:
    """What a preparer reads before filling in: made from the same declaration as the checks."""

    title: str
    introduction: tuple[str, ...]
    columns: tuple[GuidanceColumn, ...]
    rules: tuple[GuidanceRule, ...]


@dataclass(frozen=True)
class Report:
    """The outcome of a check that stores nothing: the object for programs, and whether something must be fixed."""

    content: Mapping[str, Any]
    must_fix: int


class ReturnKind(Protocol):
    """One kind of return."""

    code: str
    title: str
    # The first letters of its receipts.
    receipt_prefix: str

    def period_label(self, period: str) -> str:
        """Return the period for people, such as October 2026."""

    def check_period(self, period: str, *, today: date) -> None:
        """Raise ``Refused("period", ...)`` for what is no period, or one that has not begun."""

    def last_standing_period(self, period: str, months: int) -> str:
        """Return the last period for which an explanation given for one period stands, so many months on."""

    def times_by_rule(self, period: str) -> CollectionTimes:
        """Return when the collection opens and closes, with the exceptions that are data."""

    def periods_opened(self, *, now: datetime, months: int) -> list[str]:
        """Return the periods whose collection opened in the last so many months, the newest first."""

    def owing_trusts(self, period: str) -> QuerySet[Trust]:
        """Return the trusts that are expected to send the return for the period."""

    def statement(self) -> Statement:
        """Return the declaration in force."""

    def guidance(self) -> Guidance:
        """Return what a preparer reads before filling in."""

    def column_labels(self) -> Mapping[str, str]:
        """Return what each column code of a row is called, in the order of the columns."""

    def read_and_check(
        self, *, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None = None
    ) -> Checked:
        """Read a file and run every rule; ``reading.unreadable.Unreadable`` where it cannot be read."""

    def report(self, *, content: bytes, filename: str, trust: Trust, period: str, today: date) -> Report:
        """Read and check a file and store nothing."""

    def rows_of(self, version: ReturnVersion) -> list[ReturnRow]:
        """Return the rows that a version holds, from its facts."""

    def store(self, *, version: ReturnVersion, submission: Submission, now: datetime) -> Mapping[str, str]:
        """Write the accepted rows as facts and observations, set-wise, in the caller's transaction.

        Returns the final key of each place that had none before, such as a new ward's.
        """

    def template_workbook(self, *, trust: Trust, period: str, today: date) -> bytes:
        """Return a workbook to fill in, with what we know of the trust already in it."""

    def marked_workbook(self, submission: Submission) -> bytes:
        """Return the person's own file as a workbook with the faulty cells marked."""


_kinds: dict[str, ReturnKind] = {}


def register(kind: ReturnKind) -> None:
    """Add a kind to the list, from its app's ``ready``; a code has one owner."""
    if _kinds.get(kind.code, kind) is not kind:
        raise ValueError(f"a return of the kind {kind.code!r} is already registered")
    _kinds[kind.code] = kind


def kind_of(code: str) -> ReturnKind:
    """Return the kind with the code; ``Refused("kind")`` for a code that names none."""
    try:
        return _kinds[code]
    except KeyError:
        known = ", ".join(sorted(_kinds))
        raise Refused("kind", f"There is no return called {code!r}. There is: {known}.") from None


def all_kinds() -> list[ReturnKind]:
    """Return every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
