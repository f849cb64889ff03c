"""Series in a CSV file: values by date, in groups, as the command `spc` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight.returns.reading.cells import Value, is_blank
from oversight.returns.reading.files import read_file
from oversight.returns.reading.numbers import NotNumber, number_in
from oversight.returns.reading.recognition import FileKind
from oversight.returns.reading.tables import Record

_ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class NoSeries(ValueError):
    """The file does not hold the series that were asked for; the text says where and why."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One row of the file.

    `date` is written as ISO 8601, `value_as_read` has the digits of the file ("" for a blank).
    """

    row: int
    when: datetime
    date: str
    value: float | None
    value_as_read: str


@dataclass(frozen=True, slots=True)
class FileSeries:
    """The rows of one group, in the order of their dates; the group is "" where none was asked for."""

    group: str
    rows: tuple[DatedValue, ...]


@dataclass(frozen=True, slots=True)
class SeriesColumns:
    """The headings of the columns that hold the value, the date and, where there are several series, the group."""

    value: str
    date: str
    group: str | None = None


def read_series(content: bytes, filename: str, columns: SeriesColumns) -> tuple[FileSeries, ...]:
    """Read the series of a CSV file, in the order of their groups.

    Dates are ISO 8601 (2026-10-01, 2026-10) and kept as they stand, or dd/mm/yyyy and turned into it.
    A blank value, or a dash, is None. Blank lines are passed over.
    Raises Unreadable where the file is not CSV, and NoSeries for a missing or repeated heading, a value that
    is not a number, a date that is none, or a date that comes twice in a group.
    """
    read = read_file(content, filename)
    if read.kind is not FileKind.CSV:
        raise NoSeries("The file is a workbook; save the sheet as CSV.")
    records = iter(read.tables[0].records())
    heading = [_text(cell) for cell in next(records, (1, ()))[1]]
    places = _Places.of(heading, columns)
    groups: dict[str, dict[datetime, DatedValue]] = {}
    for record in records:
        if all(is_blank(cell) for cell in record[1]):
            continue
        group, dated = _read_row(record, heading, places, columns)
        rows = groups.setdefault(group, {})
        if dated.when in rows:
            of_group = f" of {columns.group} {group!r}" if columns.group else ""
            raise NoSeries(
                f"Row {dated.row} repeats the date {dated.date}{of_group}, given in row {rows[dated.when].row}."
            )
        rows[dated.when] = dated
    return tuple(
        FileSeries(group, tuple(rows[when] for when in sorted(rows))) for group, rows in sorted(groups.items())
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """At which place of a row each column stands."""

    value: int
    date: int
    group: int | None

    @classmethod
    def of(cls, heading: Sequence[str], columns: SeriesColumns) -> _Places:
        return cls(
            _place(heading, columns.value),
            _place(heading, columns.date),
            None if columns.group is None else _place(heading, columns.group),
        )


def _place(heading: Sequence[str], wanted: str) -> int:
    found = [place for place, name in enumerate(heading) if name == wanted.strip()]
    if len(found) > 1:
        raise NoSeries(f"The column {wanted!r} comes {len(found)} times in the heading.")
    if not found:
        named = ", ".join(repr(name) for name in heading if name) or "none"
        raise NoSeries(f"There is no column {wanted!r}. The columns are: {named}.")
    return found[0]


def _read_row(
    record: Record, heading: Sequence[str], places: _Places, columns: SeriesColumns
) -> tuple[str, DatedValue]:
    row, cells = record
    if any(not is_blank(cell) for cell in cells[len(heading) :]):
        raise NoSeries(f"Row {row} has {len(cells)} cells where the heading has {len(heading)}.")
    texts = [_text(cell) for cell in cells] + [""] * (len(heading) - len(cells))
    when, written = _date(texts[places.date], row, columns.date)
    value = number_in(texts[places.value])
    if isinstance(value, NotNumber) and value is not NotNumber.BLANK:
        raise NoSeries(f"Row {row}, {columns.value}: {texts[places.value]!r} is not a number.")
    number = None if isinstance(value, NotNumber) else value
    group = "" if places.group is None else texts[places.group]
    return group, DatedValue(row, when, written, number, _digits(texts[places.value], number))


def _digits(text: str, number: float | None) -> str:
    if number is None:
        return ""
    return text if _PLAIN_NUMBER.fullmatch(text) else repr(number)


def _date(text: str, row: int, column: str) -> tuple[datetime, str]:
    for when, written in _readings(text):
        return when, written
    said = repr(text) if text else "a blank"
    raise NoSeries(f"Row {row}, {column}: {said} is not a date such as 2026-10-01, 2026-10 or 01/10/2026.")


def _readings(text: str) -> Iterator[tuple[datetime, str]]:
    try:
        if _ISO.fullmatch(text):
            yield datetime.fromisoformat(f"{text}-01" if len(text) == len("2026-10") else text), text
        elif found := _DAY_FIRST.fullmatch(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            when = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - only an order within the file
            yield when, when.isoformat() if hour or minute or second else when.date().isoformat()
    except ValueError:
        # It has the form of a date and names a day that no calendar has.
        return


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()
