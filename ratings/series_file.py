"""Series in a CSV file: values by date, in groups, as the command `spc` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from oversight.returns.reading.numbers import NotNumber, number_in
from ratings.csv_columns import ColumnsRow, NotInFile, read_columns

_ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class NoSeries(NotInFile):
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
    Raises Unreadable where the file is not CSV, NotInFile for a missing or repeated heading, and NoSeries for
    a value that is not a number, a date that is none, or a date that comes twice in a group.
    """
    asked = [columns.value, columns.date, *([] if columns.group is None else [columns.group])]
    groups: dict[str, dict[datetime, DatedValue]] = {}
    for row in read_columns(content, filename, asked):
        group, dated = _read_row(row, columns)
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


def _read_row(read: ColumnsRow, columns: SeriesColumns) -> tuple[str, DatedValue]:
    value_text, date_text, *group = read.texts
    when, written = _date(date_text, read.row, columns.date)
    value = number_in(value_text)
    if isinstance(value, NotNumber) and value is not NotNumber.BLANK:
        raise NoSeries(f"Row {read.row}, {columns.value}: {value_text!r} is not a number.")
    number = None if isinstance(value, NotNumber) else value
    return "".join(group), DatedValue(read.row, when, written, number, _digits(value_text, number))


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
