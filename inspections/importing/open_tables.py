"""Opening a published table: CSV, XLSX or OpenDocument, told apart by content and not by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Protocol

from python_calamine import CalamineError, CalamineWorkbook

from oversight.returns.reading.cells import Value
from oversight.returns.reading.tables import Record
from oversight.returns.reading.text_tables import TextTable
from oversight.returns.reading.unreadable import Cause, Unreadable
from oversight.returns.reading.workbooks import Workbook

OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_SAVE_AS = "Save it as CSV, XLSX or ODS, and import that."


class SheetOfRecords(Protocol):
    """A sheet that can be read from the top."""

    @property
    def sheet(self) -> str | None:
        """Its name; None for a CSV file."""

    def records(self) -> Iterator[Record]:
        """Its records with the row numbers that a spreadsheet shows; damage further in is ``Unreadable``."""


def open_tables(content: bytes) -> tuple[SheetOfRecords, ...]:
    """Return the sheets of a file, in its order; a CSV file has one. ``Unreadable`` where it is none of the three."""
    if not content.strip():
        raise Unreadable(Cause.EMPTY, "The file is empty.", "Check that it was saved.")
    if not content.startswith(b"PK\x03\x04"):
        return (TextTable(content),)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = frozenset(archive.namelist())
            kind = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as fault:
        raise Unreadable(Cause.DAMAGED, "The file is damaged: it cannot be unpacked.", _SAVE_AS) from fault
    if kind == OPEN_DOCUMENT:
        return _open_document(content)
    if "[Content_Types].xml" in names:
        return tuple(Workbook(content).sheets)
    raise Unreadable(Cause.WRONG_TYPE, "The file is an archive that holds no spreadsheet.", _SAVE_AS)


class OpenDocumentSheet:
    """One sheet of an OpenDocument spreadsheet, held in memory only while it is read."""

    def __init__(self, workbook: CalamineWorkbook, name: str) -> None:
        self._workbook = workbook
        self._name = name

    @property
    def sheet(self) -> str:
        """Its name."""
        return self._name

    def records(self) -> Iterator[Record]:
        """Its rows by the numbers of the sheet, blank ones too."""
        try:
            sheet = self._workbook.get_sheet_by_name(self._name)
        except CalamineError as fault:
            raise _damaged(fault) from fault
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [_value(cell) for cell in row]


def _open_document(content: bytes) -> tuple[SheetOfRecords, ...]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(OpenDocumentSheet(workbook, name) for name in workbook.sheet_names)
    except CalamineError as fault:
        raise _damaged(fault) from fault


def _damaged(fault: CalamineError) -> Unreadable:
    return Unreadable(Cause.DAMAGED, f"The spreadsheet is damaged ({fault}).", _SAVE_AS)


def _value(cell: int | float | str | bool | time | date | datetime | timedelta) -> Value:
    """The cell as our own reader has it: numbers as doubles, truth values as the text that they show."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return float(cell)
    return None if cell == "" else cell
