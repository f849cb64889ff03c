"""What a kind of return must say of itself, and the list of the kinds that there are.

Everything that differs between kinds stands in their own apps: columns, rules, calendar, how accepted rows become
facts. Receiving, checking, explaining, signing and correcting are the same for all, and stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from django.db.models import QuerySet

from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns.checked import Checked, Progress, Report, ReturnRow
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.guidance import Guidance
from oversight.returns.kind_words import KindWords
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.refusals import Refused
from oversight.returns.statements import Statement


class ReturnKind(Protocol):
    """One kind of return."""

    code: str
    title: str
    # The first letters of its receipts.
    receipt_prefix: str
    # What its pages call its parts.
    words: KindWords

    def period_label(self, period: str) -> str:
        """Return the period for people, such as October 2026."""

    def check_period(self, period: str, *, today: date) -> None:
        """Raise ``Refused("period", ...)`` for what is no period, or one that has not begun."""

    def last_standing_period(self, period: str, months: int) -> str:
        """Return the last period for which an explanation given for one period stands, so many months on."""

    def period_after(self, period: str) -> str:
        """Return the period that follows."""

    def times_by_rule(self, period: str) -> CollectionTimes:
        """Return when the collection opens and closes, with the exceptions that are data."""

    def periods_opened(self, *, now: datetime, months: int) -> list[str]:
        """Return the periods whose collection opened in the last so many months, the newest first."""

    def owing_trusts(self, period: str) -> QuerySet[Trust]:
        """Return the trusts that are expected to send the return for the period."""

    def statement(self, period: str) -> Statement:
        """Return the declaration in force for the period."""

    def guidance(self, period: str) -> Guidance:
        """Return what a preparer reads before filling in."""

    def column_labels(self) -> Mapping[str, str]:
        """Return what each column code of a row is called, in the order of the columns."""

    def read_and_check(
        self, *, content: bytes, filename: str, trust: Trust, period: str, today: date, progress: Progress | None = None
    ) -> Checked:
        """Read a file and run every rule; ``reading.unreadable.Unreadable`` where it cannot be read."""

    def report(self, *, content: bytes, filename: str, trust: Trust, period: str, today: date) -> Report:
        """Read and check a file and store nothing."""

    def settle_places(self, *, submission: Submission, by: Person, now: datetime) -> Mapping[str, str]:
        """Enter what the rows name as new (a new ward), and return the final key of each, by the key in the rows."""

    def store(self, *, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
        """Write the accepted rows, under their final keys, as facts and observations: set-wise, all or nothing."""

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
