"""A directory of postcodes, read row by row: which postcode, and where it lies.

The columns are those of the ONS Postcode Directory (``pcds``, ``lat`` and ``long``, in whatever case), which says
99.999999 degrees of a postcode that it cannot place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from oversight.organisations.postcodes import Position, split_postcode

# The first that a directory has is taken; the others are older forms of the same column.
_POSTCODE = ("pcds", "pcd8", "pcd2", "pcd", "pcd7")
_LATITUDE = ("lat", "latitude")
_LONGITUDE = ("long", "longitude")
_NO_LATITUDE = 99.0
# A malformed line is told of, and no more of them than a person reads.
_MOST_TOLD = 20


class NotADirectory(ValueError):
    """The file is no postcode directory; the message says why."""


@dataclass
class Reading:
    """What came of a directory so far. rejected: line and reason, the first of them; others are counted."""

    rows: int = 0
    placed: int = 0
    without_place: int = 0
    rejected: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)

    def reject(self, line: int, reason: str) -> None:
        """Count a row that cannot be taken, and keep why."""
        self.rejected += 1
        if len(self.told) < _MOST_TOLD:
            self.told.append((line, reason))


def read_directory(lines: TextIO, reading: Reading) -> Iterator[tuple[str, Position]]:
    """Yield each postcode that has a place, as it is written with one space; ``reading`` counts along.

    Raises ``NotADirectory`` where the first row names no postcode, latitude and longitude, and where it is no CSV.
    """
    try:
        # Strict, since a quotation mark that nothing closes would swallow all rows after it.
        rows = csv.reader(lines, strict=True)
        names = [name.strip().casefold() for name in next(rows, [])]
        columns = [_column(names, known) for known in (_POSTCODE, _LATITUDE, _LONGITUDE)]
        for row in rows:
            if any(cell.strip() for cell in row):
                reading.rows += 1
                if (found := _read(row, columns, rows.line_num, reading)) is not None:
                    yield found
    except csv.Error as fault:
        raise NotADirectory(f"It cannot be read as CSV: {fault}.") from fault
    except UnicodeDecodeError as fault:
        raise NotADirectory("It is not in UTF-8.") from fault


def _column(names: list[str], known: tuple[str, ...]) -> int:
    for name in known:
        if name in names:
            return names.index(name)
    raise NotADirectory(f"Its first row names no column {known[0]}.")


def _read(row: list[str], columns: list[int], line: int, reading: Reading) -> tuple[str, Position] | None:
    if len(row) <= max(columns):
        reading.reject(line, "It has fewer columns than the first row.")
        return None
    text, latitude, longitude = (row[column].strip() for column in columns)
    before, postcode = split_postcode(text)
    if postcode is None or not postcode.inward or before:
        reading.reject(line, f"{text[:20]!r} is no postcode.")
        return None
    try:
        position = Position(float(latitude), float(longitude)) if latitude and longitude else None
    except ValueError:
        reading.reject(line, f"{latitude[:20]!r}, {longitude[:20]!r} is no place.")
        return None
    if position is None or position.latitude >= _NO_LATITUDE:
        reading.without_place += 1
        return None
    # Written so that what is no number falls through too.
    if not (-90 <= position.latitude <= 90 and -180 <= position.longitude <= 180):
        reading.reject(line, f"{latitude[:20]!r}, {longitude[:20]!r} is no place.")
        return None
    reading.placed += 1
    return str(postcode), position
