"""Writing cells of a workbook so that a text stays a text, and never becomes a live formula."""

from __future__ import annotations

import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TEXT = 32_767
_FIRST_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

HEADING_FILL = PatternFill("solid", start_color="FF005EB8", end_color="FF005EB8")
HEADING_FONT = Font(bold=True, color="FFFFFFFF")
HEADING_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that can be written, both counted from 1; ``ValueError`` for the inner part of a merged one."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise ValueError(f"{cell.coordinate} is the inner part of a merged cell")
    return cell


def put_text(cell: Cell, text: str | None) -> None:
    """Write a text as a text, whatever it begins with; characters that a workbook cannot hold are left out."""
    if text is None or text == "":
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]
    # The library would take "=1+1" for a formula and "#N/A" for an error.
    cell.data_type = "s"
    if text.startswith(_FIRST_OF_FORMULAS):
        # Shown as the apostrophe of a spreadsheet: it stays a text when somebody edits the cell.
        cell.quotePrefix = True


def put_number(cell: Cell, number: Decimal | int | float, number_format: str = "General") -> None:
    """Write a number as a number."""
    cell.value = number
    cell.number_format = number_format


def put_heading(cell: Cell, text: str) -> None:
    """Write a heading, told apart by more than its colour."""
    put_text(cell, text)
    cell.font = HEADING_FONT
    cell.fill = HEADING_FILL
    cell.alignment = HEADING_ALIGNMENT


def bytes_of(workbook: Workbook) -> bytes:
    """Return the workbook as a file."""
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
