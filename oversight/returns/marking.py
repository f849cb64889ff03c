"""The person's own file back as a workbook, with the faulty cells marked and every finding listed.

A workbook of a usual size keeps its own look. A CSV file, and a workbook too large or too odd to be rewritten as it is,
is written anew from its values, each at its own row and column, so that the addresses in the findings hold.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from oversight.returns.reading.cells import Value, as_shown
from oversight.returns.reading.recognition import FileKind
from oversight.returns.reading.tables import ReadFile, Table
from oversight.returns.workbook_writing import WRAPPED, bytes_of, cell_at, put_heading, put_number, put_text

# Beyond this a workbook is written anew from its values: rewriting it as it is would take minutes.
_LARGEST_KEPT_BYTES = 3 * 1024 * 1024
# A spreadsheet opens slowly with more notes than this; the further cells are marked by colour and in the list.
_MOST_NOTES = 2_000
_SHEET_OF_A_CSV = "Return"
_FINDINGS = "Findings"
_PLAIN_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MOST_DIGITS = 15

MUST_FIX = "must fix"
_FILLS = {
    MUST_FIX: PatternFill("solid", start_color="FFF6C8C4", end_color="FFF6C8C4"),
    "explain": PatternFill("solid", start_color="FFFFF0B3", end_color="FFFFF0B3"),
}
_WORDS = {MUST_FIX: "Must fix", "explain": "Explain"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding as the marked workbook tells of it; ``cell`` such as ``C7``, blank where it is about no one cell."""

    severity: str
    sheet: str | None
    row: int | None
    cell: str
    place: str
    value: str | None
    message: str
    mend: str
    explanation: str = ""

    @property
    def note(self) -> str:
        """What stands beside the cell."""
        return f"{_WORDS[self.severity]}: {self.message} {self.mend}".strip()


# For a table, the places of the columns that hold numbers, so that a CSV's numbers become numbers.
NumberColumns = Callable[[Table], Collection[int]]


def marked(content: bytes, file: ReadFile, marks: Sequence[Mark], number_columns: NumberColumns) -> bytes:
    """Return the file as an XLSX workbook with its marks; the list of findings stands first."""
    if file.kind is FileKind.XLSX and len(content) <= _LARGEST_KEPT_BYTES:
        kept = _own_workbook(content)
        if kept is not None:
            _mark(kept, marks)
            _list_findings(kept, kept.create_sheet(_free_title(kept), 0), marks)
            kept.active = 0
            return bytes_of(kept)
    return _written_anew(file, marks, number_columns)


def _own_workbook(content: bytes) -> Workbook | None:
    """Return the person's workbook, or None where the library cannot rewrite it."""
    try:
        with warnings.catch_warnings():
            # It warns of each feature that it leaves out; the person has the original.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError):
        return None


def _by_cell(marks: Sequence[Mark]) -> dict[tuple[str | None, str], list[Mark]]:
    """Return the marks of each cell; one about a whole row is shown at its first cell."""
    found: dict[tuple[str | None, str], list[Mark]] = {}
    for mark in marks:
        address = mark.cell or (f"A{mark.row}" if mark.row else "")
        if address:
            found.setdefault((mark.sheet, address), []).append(mark)
    return found


def _mark(workbook: Workbook, marks: Sequence[Mark]) -> None:
    notes = 0
    for (sheet, address), here in _by_cell(marks).items():
        if sheet is None or sheet not in workbook.sheetnames or not isinstance(workbook[sheet], Worksheet):
            continue
        cell = workbook[sheet][address]
        if not isinstance(cell, Cell):  # the inner part of a merged cell can be neither filled nor noted
            continue
        notes += _mark_cell(cell, here, with_note=notes < _MOST_NOTES)


def _mark_cell(cell: Cell, marks: Sequence[Mark], *, with_note: bool) -> int:
    """Colour a cell by its gravest mark and note all of them; return how many notes were made."""
    worst = MUST_FIX if any(mark.severity == MUST_FIX for mark in marks) else "explain"
    cell.fill = _FILLS[worst]
    if not with_note:
        return 0
    note = Comment("\n".join(dict.fromkeys(mark.note for mark in marks))[:8_000], "Hospital oversight")
    note.width, note.height = 380, 120
    cell.comment = note
    return 1


def _free_title(workbook: Workbook) -> str:
    titles = {title.casefold() for title in workbook.sheetnames}
    number, title = 1, _FINDINGS
    while title.casefold() in titles:
        number += 1
        title = f"{_FINDINGS} {number}"
    return title


_COLUMNS = ("What", "Sheet", "Cell", "About", "What stood there", "What was found", "How to mend it", "Explanation")
_WIDTHS = (12, 18, 10, 34, 24, 60, 60, 40)


def _list_findings(workbook: Workbook, sheet: Worksheet, marks: Sequence[Mark]) -> None:
    """Write every finding in a list, each with a way to its cell."""
    write_only = workbook.write_only
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    headings = [
        WriteOnlyCell(sheet) if write_only else cell_at(sheet, 1, place) for place in range(1, len(_COLUMNS) + 1)
    ]
    for cell, title in zip(headings, _COLUMNS, strict=True):
        put_heading(cell, title)
    if write_only:
        sheet.append(headings)
    for row, mark in enumerate(marks, start=2):
        texts = (
            _WORDS[mark.severity],
            mark.sheet or "",
            mark.cell or (str(mark.row) if mark.row else ""),
            mark.place,
            mark.value or "",
            mark.message,
            mark.mend,
            mark.explanation,
        )
        cells = [
            WriteOnlyCell(sheet) if write_only else cell_at(sheet, row, place) for place in range(1, len(texts) + 1)
        ]
        for cell, text in zip(cells, texts, strict=True):
            put_text(cell, text)
            cell.alignment = WRAPPED
        if write_only:
            sheet.append(cells)
        elif mark.cell and mark.sheet in workbook.sheetnames:
            title = (mark.sheet or "").replace("'", "''")
            cells[2].hyperlink = Hyperlink(ref="", location=f"'{title}'!{mark.cell}")


def _cells_of_row(sheet: Worksheet, row: int, *, write_only: bool) -> list[Cell]:
    """Return the cells of one row of the list: of the sheet, or to be added to one that is only written."""
    places = range(1, len(_COLUMNS) + 1)
    return [WriteOnlyCell(sheet) if write_only else cell_at(sheet, row, place) for place in places]


def _written_anew(file: ReadFile, marks: Sequence[Mark], number_columns: NumberColumns) -> bytes:
    """Write values and marks into a new workbook, row by row, so that a large file needs little memory."""
    workbook = Workbook(write_only=True)
    _list_findings(workbook, workbook.create_sheet(_FINDINGS), marks)
    at = _by_cell(marks)
    notes = 0
    for table in file.tables:
        sheet = workbook.create_sheet(_title_of(table, workbook))
        numbers = frozenset(number_columns(table))
        by_row = _marks_by_row(at, table.sheet)
        next_row = 1
        for row, values in table.records():
            while next_row < row:
                sheet.append([])
                next_row += 1
            here = by_row.get(row, {})
            width = max(len(values), max(here, default=0))
            cells = []
            for place in range(width):
                cell = WriteOnlyCell(sheet)
                _put_value(cell, values[place] if place < len(values) else None, is_number=place in numbers)
                if place + 1 in here:
                    notes += _mark_cell(cell, here[place + 1], with_note=notes < _MOST_NOTES)
                cells.append(cell)
            sheet.append(cells)
            next_row += 1
    return bytes_of(workbook)


def _title_of(table: Table, workbook: Workbook) -> str:
    """Return a title that the new workbook can bear: a CSV has none, and a sheet may be called like the list."""
    title = re.sub(r"[\\/*?:\[\]]", " ", table.sheet or _SHEET_OF_A_CSV)[:31]
    return f"{title[:28]} 2" if title.casefold() in {one.casefold() for one in workbook.sheetnames} else title


def _marks_by_row(
    at: Mapping[tuple[str | None, str], list[Mark]], sheet: str | None
) -> dict[int, dict[int, list[Mark]]]:
    """Return the marks of one sheet, by row and by column, the first column being 1."""
    found: dict[int, dict[int, list[Mark]]] = {}
    for (of_sheet, address), marks in at.items():
        if of_sheet != sheet:
            continue
        letters = address.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        found.setdefault(int(address[len(letters) :]), {})[column] = marks
    return found


def _put_value(cell: Cell, value: Value, *, is_number: bool) -> None:
    match value:
        case float() | int() if value is not True and value is not False:
            put_number(cell, value)
        case str() if is_number and (number := _number(value)) is not None:
            put_number(cell, number, "#,##0.00" if "." in value or "," in value else "General")
        case _:
            put_text(cell, as_shown(value))


def _number(text: str) -> Decimal | None:
    """Return the number that a text of a CSV plainly is, else None."""
    text = text.strip()
    if not _PLAIN_NUMBER.fullmatch(text) or sum(character.isdigit() for character in text) > _MOST_DIGITS:
        return None
    return Decimal(text.replace(",", ""))
