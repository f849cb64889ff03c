"""The rows of a file as they were read: each with its address, its cells, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from oversight.returns.periods import Month
from oversight.returns.reading.cells import Value
from safety.clocks import AlertStatus
from safety.columns import AlertKind, Harm, Line, RowKind, Section


class Given(StrEnum):
    """What a cell gives that holds no number: nothing, "not applicable", or what must be mended."""

    BLANK = "blank"
    NOT_APPLICABLE = "not applicable"
    FAULTY = "faulty"


Amount = int | Given
"""What a cell of a number gives: blank, zero and not applicable are three things."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one table: its row, what stands over each column, and the place of each column that is known."""

    sheet: str | None
    row: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    repeated: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of the return's month.

    cells: what stood there, by column code. kind, section, line, item: what it is; None or blank where the file does
    not say so in a way that is known. days: each date; None for a blank, absent where it is none. amounts: the numbers.
    item: the code of a never event's type; alert, harm, status, apology: None where blank or unknown.
    """

    sheet: str | None
    row: int
    cells: Mapping[str, Value]
    beyond: tuple[str, ...] = ()
    section: Section | None = None
    kind: RowKind | None = None
    line: Line | None = None
    item: str = ""
    item_text: str = ""
    reference: str = ""
    alert: AlertKind | None = None
    harm: Harm | None = None
    status: AlertStatus | None = None
    apology: bool | None = None
    days: Mapping[str, date | None] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)

    def day(self, code: str) -> date | None:
        """Return a date of the row; None where it is blank, or must be mended."""
        return self.days.get(code)

    def amount(self, code: str) -> Amount:
        """Return a number of the row."""
        return self.amounts.get(code, Given.BLANK)

    def number(self, code: str) -> int | None:
        """Return a number of the row; None where it is blank, not applicable or must be mended."""
        amount = self.amount(code)
        return amount if isinstance(amount, int) else None


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file came to: its headings, the rows of the month in its order, and how many rows there were otherwise."""

    period: Month
    headings: tuple[Heading, ...]
    rows: tuple[RowRead, ...]
    rows_read: int
    rows_other_periods: int
    rows_blank: int
    # Rows whose month could not be told.
    unreadable_months: tuple[RowRead, ...]

    def of_kind(self, kind: RowKind) -> Sequence[RowRead]:
        """Return the rows of one kind, in the file's order."""
        return [row for row in self.rows if row.kind is kind]

    def line(self, line: Line) -> RowRead | None:
        """Return the first row of a number; None where the file has none."""
        return next((row for row in self.rows if row.line is line), None)

    def total(self, line: Line) -> int | None:
        """Return a number of the file; None where it is blank, not applicable, faulty or not there."""
        row = self.line(line)
        return row.number("number") if row else None
