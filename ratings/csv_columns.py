"""Named columns of a CSV file: how the commands that analyse a file read it, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oversight.returns.reading.cells import Value, is_blank
from oversight.returns.reading.files import read_file
from oversight.returns.reading.recognition import FileKind


class NotInFile(ValueError):
    """The file does not hold what was asked for; the text says where and why."""


@dataclass(frozen=True, slots=True)
class ColumnsRow:
    """One row: its number as a spreadsheet shows it, and the trimmed texts of the columns asked for, in their order."""

    row: int
    texts: tuple[str, ...]


def read_columns(content: bytes, filename: str, columns: Sequence[str]) -> Iterator[ColumnsRow]:
    """Read columns of a CSV file by their headings, which stand in its first row that is not blank.

    Blank lines are passed over; a cell that is not there is "". Raises Unreadable where the file is not CSV, and
    NotInFile for a workbook, a missing or repeated heading, or a row with more cells than the heading.
    """
    read = read_file(content, filename)
    if read.kind is not FileKind.CSV:
        raise NotInFile("The file is a workbook; save the sheet as CSV.")
    records = (record for record in read.tables[0].records() if not all(is_blank(cell) for cell in record[1]))
    heading = [_text(cell) for cell in next(records, (1, ()))[1]]
    places = [_place(heading, column) for column in columns]
    for row, cells in records:
        if any(not is_blank(cell) for cell in cells[len(heading) :]):
            raise NotInFile(f"Row {row} has {len(cells)} cells where the heading has {len(heading)}.")
        yield ColumnsRow(row, tuple(_text(cells[place]) if place < len(cells) else "" for place in places))


def _place(heading: Sequence[str], wanted: str) -> int:
    found = [place for place, name in enumerate(heading) if name == wanted.strip()]
    if len(found) > 1:
        raise NotInFile(f"The column {wanted!r} comes {len(found)} times in the heading.")
    if not found:
        named = ", ".join(repr(name) for name in heading if name) or "none"
        raise NotInFile(f"There is no column {wanted!r}. The columns are: {named}.")
    return found[0]


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()
