"""The rows of a file as they were read: each with its address, its cells, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from complaints.columns import Part
from complaints.items import Asked, Item
from complaints.periods import ComplaintsPeriod
from complaints.worked import Worked
from oversight.returns.reading.cells import Value


class Given(StrEnum):
    """What a cell gives that holds no number: nothing, "not applicable", or what must be mended."""

    BLANK = "blank"
    NOT_APPLICABLE = "not applicable"
    FAULTY = "faulty"


Amount = int | Given
"""What a cell of a number gives, 0 or more: blank, zero and not applicable are three things."""


class Layout(StrEnum):
    """What a file is: KO41a as published alone, or our workbook with what the policy asks for beside it."""

    NATIONAL = "national"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one table: its row, what stands over each column, and the place of each column that is known."""

    part: Part
    sheet: str | None
    row: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    repeated: tuple[tuple[str, int], ...]

    @property
    def unknown(self) -> tuple[int, ...]:
        """The places whose heading names no column."""
        known = {*self.places.values(), *(place for _, place in self.repeated)}
        return tuple(place for place, text in enumerate(self.texts) if text and place not in known)


@dataclass(frozen=True, slots=True, eq=False)
class RowRead:
    """What every row has: its address, its cells by column code, and what stood to the right of the last heading."""

    heading: Heading
    row: int
    cells: Mapping[str, Value]
    beyond: tuple[str, ...]

    @property
    def sheet(self) -> str | None:
        """The sheet that it stands on; None in a CSV file."""
        return self.heading.sheet


@dataclass(frozen=True, slots=True, eq=False)
class CountsRow(RowRead):
    """KO41a of the whole organisation or of one site. amounts: each number, by the item's code."""

    site_code: str = ""
    site_name: str = ""
    amounts: Mapping[str, Amount] = field(default_factory=dict)

    @property
    def odd(self) -> list[tuple[str, Given]]:
        """The cells that hold no number, with what they give."""
        return [(code, amount) for code, amount in self.amounts.items() if not isinstance(amount, int)]

    @property
    def is_organisation(self) -> bool:
        """Whether it is the row of the whole organisation."""
        return not self.site_code and not self.site_name

    def amount(self, item: Item) -> Amount:
        """Return what the cell of an item gives; blank where the file has no such column."""
        return self.amounts.get(item.code, Given.BLANK)

    def number(self, item: Item) -> int | None:
        """Return the number of an item; None where it is blank or must be mended."""
        amount = self.amount(item)
        return amount if isinstance(amount, int) else None

    def as_zero(self, item: Item) -> int | None:
        """Return the number of an item, 0 where it is blank; None where it must be mended."""
        amount = self.amount(item)
        return amount if isinstance(amount, int) else 0 if amount is Given.BLANK else None


@dataclass(frozen=True, slots=True, eq=False)
class HandlingRow(RowRead):
    """One number beyond KO41a. asked: None where the file does not say which in a way that is known."""

    item_text: str = ""
    asked: Asked | None = None
    amount: Amount = Given.BLANK
    definition: str = ""

    @property
    def number(self) -> int | None:
        """Its number; None where it is blank, not applicable or must be mended."""
        return self.amount if isinstance(self.amount, int) else None


@dataclass(frozen=True, slots=True, eq=False)
class LessonRow(RowRead):
    """One lesson, counted from 1 in the order of the file.

    theme, worked: None where blank or unknown. days: each date; None for a blank, absent where it is none.
    """

    number: int = 0
    theme: Item | None = None
    theme_text: str = ""
    place: str = ""
    lesson: str = ""
    action: str = ""
    owner: str = ""
    days: Mapping[str, date | None] = field(default_factory=dict)
    worked: Worked | None = None
    known_by: str = ""

    def day(self, code: str) -> date | None:
        """Return a date of the row; None where it is blank, or must be mended."""
        return self.days.get(code)


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file came to: its headings, and the trust's rows of the period in the file's order.

    counts: with every repetition. unfilled: rows that hold no number, or what was brought forward alone, as the
    template has them; they are in nothing else. rows_other_periods, rows_other_trusts: left aside, and counted in
    ``rows_read``; a row of another trust counts there alone. year_for_quarter: rows whose file names the financial year
    alone, taken as of its quarter. unreadable_periods: rows whose period could not be told. whose: rows of which it
    could not be told whose they are, left aside.
    """

    period: ComplaintsPeriod
    layout: Layout
    headings: tuple[Heading, ...]
    counts: tuple[CountsRow, ...]
    handling: tuple[HandlingRow, ...]
    lessons: tuple[LessonRow, ...]
    rows_read: int
    rows_other_periods: int
    rows_other_trusts: int
    rows_blank: int
    unfilled: tuple[CountsRow, ...] = ()
    year_for_quarter: tuple[CountsRow, ...] = ()
    unreadable_periods: tuple[CountsRow, ...] = ()
    whose: tuple[CountsRow, ...] = ()

    @property
    def organisation(self) -> CountsRow | None:
        """The first row of the whole organisation; None where the file holds sites alone."""
        return next((row for row in self.counts if row.is_organisation), None)

    @property
    def sites(self) -> tuple[CountsRow, ...]:
        """The first row of each site, in the file's order."""
        found: dict[str, CountsRow] = {}
        for row in self.counts:
            if row.site_code:
                found.setdefault(row.site_code, row)
        return tuple(found.values())

    def rows(self) -> tuple[RowRead, ...]:
        """Return every row of which something can be found, in the file's order table by table."""
        return (*self.counts, *self.unfilled, *self.unreadable_periods, *self.whose, *self.handling, *self.lessons)

    def asked(self, code: str) -> HandlingRow | None:
        """Return the first row of a number beyond KO41a; None where the file has none."""
        return next((row for row in self.handling if row.asked and row.asked.code == code), None)

    def parts(self) -> set[Part]:
        """Return which kinds of tables the file holds."""
        return {heading.part for heading in self.headings}
