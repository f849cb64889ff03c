"""Reading the published table of latest ratings: one row for each location, service and key question.

Headings change from year to year, so they are found by their words, in whichever of the first rows they stand. Rows
of NHS hospitals are taken; others are counted and left aside.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import islice

from inspections.importing.open_tables import SheetOfRecords, open_tables
from inspections.importing.published import OVERALL, Published, Rejected
from oversight.organisations.naming import folded as folded_name
from oversight.returns.reading.cells import Value, as_shown, column_letters, is_blank
from oversight.returns.reading.unreadable import Cause, Unreadable
from ratings.rules.ratings_words import UnknownWord, folded, read_key_question, read_rating

SHEET = "Locations"
_HEADING_WITHIN = 30
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?", re.ASCII)
_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")


@dataclass(slots=True)
class LatestRatings:
    """What the table holds: its ratings of NHS hospitals, and how many rows were otherwise.

    ``left_aside``: rows of others. ``without_rating``: rows of NHS hospitals that say nothing. ``locations``: the NHS
    hospitals named, by code, each with the services that its rows name.
    """

    sheet: str | None
    rows: int = 0
    left_aside: int = 0
    without_rating: int = 0
    ratings: list[Published] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    locations: dict[str, set[str]] = field(default_factory=dict)


def read_latest_ratings(content: bytes) -> LatestRatings:
    """Read a CSV file, or the sheet "Locations" of a workbook. ``Unreadable`` where there is no such table."""
    table, columns, below = _table(open_tables(content))
    read = LatestRatings(table.sheet)
    for number, cells in table.records():
        if number > below and any(not is_blank(cell) for cell in cells):
            read.rows += 1
            _Row(number, cells, columns).take(read)
    return read


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Sequence[Value]
    columns: Mapping[str, int]

    def take(self, read: LatestRatings) -> None:
        """Put the row where it belongs."""
        if not self._is_of_an_nhs_hospital():
            read.left_aside += 1
            return
        location = self._text("location")
        if not location:
            read.rejected.append(self._rejected("location", "It names no location."))
            return
        service, question = self._text("service"), self._text("key_question")
        services = read.locations.setdefault(location, set())
        if service and folded(service) != folded(OVERALL):
            services.add(service)
        of_all = folded(question) == folded(OVERALL)
        try:
            word = read_rating(self._text("rating"))
            asked = None if of_all else read_key_question(question)
        except UnknownWord as unknown:
            column = "rating" if unknown.word == self._text("rating") else "key_question"
            read.rejected.append(self._rejected(column, f"{unknown}."))
            return
        if not service:
            read.rejected.append(self._rejected("service", "It names no service, and not all of them either."))
            return
        if word is None:
            read.without_rating += 1
            return
        published_on = _day(self._cell("published_on"))
        if published_on is None:
            read.rejected.append(self._rejected("published_on", "It has no date of publication that can be read."))
            return
        if not self._text("provider"):
            read.rejected.append(self._rejected("provider", "It names no provider."))
            return
        rating = Published(
            provider_code=self._text("provider"),
            location_code=location,
            service="" if folded(service) == folded(OVERALL) else service,
            key_question=asked,
            word=word,
            as_published=self._text("rating"),
            published_on=published_on,
            inherited=folded(self._text("inherited")) in {"y", "yes"},
            report_link=self._text("link"),
        )
        if reason := rating.unkeepable():
            read.rejected.append(self._rejected("rating", reason))
        else:
            read.ratings.append(rating)

    def _is_of_an_nhs_hospital(self) -> bool:
        hospitals = _layout().hospitals
        if folded(self._text("care_home")) in {"y", "yes"}:
            return False
        kind, category = self._text("type"), folded_name(self._text("category"))
        if kind:
            return folded(kind) == folded(hospitals.kind) and (
                not category or any(category.startswith(start) for start in hospitals.categories)
            )
        # Without a type, an NHS location is known by its category and by its code, which the NHS gave.
        return (
            "nhs" in category.split()
            and any(category.startswith(start) for start in hospitals.categories)
            and not self._text("location").startswith("1-")
        )

    def _cell(self, column: str) -> Value:
        place = self.columns.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def _text(self, column: str) -> str:
        return " ".join((as_shown(self._cell(column)) or "").split())

    def _rejected(self, column: str, reason: str) -> Rejected:
        place = self.columns[column]
        return Rejected(f"row {self.number}, column {column_letters(place)}", self._text(column), reason)


@dataclass(frozen=True, slots=True)
class _Hospitals:
    """By what an NHS hospital is known: its type, and how its folded category begins."""

    kind: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns by the folded headings that they have had, and those that must be there."""

    by_heading: Mapping[str, str]
    wanted: Mapping[str, str]
    hospitals: _Hospitals


@cache
def _layout() -> _Layout:
    given = tomllib.loads(files("inspections").joinpath("data", "latest_ratings.toml").read_text(encoding="utf-8"))
    return _Layout(
        by_heading={folded_name(name): column["code"] for column in given["column"] for name in column["headings"]},
        wanted={column["code"]: column["headings"][0] for column in given["column"] if column["wanted"]},
        hospitals=_Hospitals(
            given["hospitals"]["type"], tuple(folded_name(each) for each in given["hospitals"]["categories"])
        ),
    )


def _table(sheets: Sequence[SheetOfRecords]) -> tuple[SheetOfRecords, Mapping[str, int], int]:
    """The sheet with the places of its columns and the row of its headings."""
    named = [sheet for sheet in sheets if sheet.sheet is None or folded_name(sheet.sheet) == folded_name(SHEET)]
    if not named:
        sheet_names = ", ".join(sheet.sheet or "" for sheet in sheets)
        raise Unreadable(
            Cause.NO_HEADINGS,
            f"The workbook has no sheet {SHEET}; it has: {sheet_names}.",
            "Import the table of latest ratings as it is published.",
        )
    closest: Mapping[str, int] = {}
    for number, cells in _first(named[0]):
        columns = _columns(cells)
        if _layout().wanted.keys() <= columns.keys():
            return named[0], columns, number
        if len(columns) > len(closest):
            closest = columns
    missing = [heading for code, heading in _layout().wanted.items() if code not in closest]
    raise Unreadable(
        Cause.NO_HEADINGS,
        f"None of the first {_HEADING_WITHIN} rows has the headings of the table; missing: {', '.join(missing)}.",
        "Import the table of latest ratings as it is published.",
    )


def _first(sheet: SheetOfRecords) -> Iterator[tuple[int, Sequence[Value]]]:
    return islice(sheet.records(), _HEADING_WITHIN)


def _columns(cells: Sequence[Value]) -> dict[str, int]:
    """The places of the columns that a row names; of two alike, the first."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        code = _layout().by_heading.get(folded_name(cell)) if isinstance(cell, str) else None
        if code is not None:
            found.setdefault(code, place)
    return found


def _day(value: Value) -> date | None:
    """The day of a cell: a date, or a text in one of the forms of the published tables; days before months."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    try:
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    for form in _IN_WORDS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
