"""The one way into a file that was sent: recognise it, and open its tables."""

from __future__ import annotations

from oversight.returns.reading.recognition import FileKind, recognise
from oversight.returns.reading.tables import ReadFile
from oversight.returns.reading.text_tables import TextTable
from oversight.returns.reading.workbooks import Workbook


def read_file(content: bytes, filename: str) -> ReadFile:
    """The tables of a CSV file or XLSX workbook, ready to be read record by record.

    Raises Unreadable for a file that is neither, is empty, protected, damaged or too large. Damage
    further in is raised while its records are read.
    """
    kind = recognise(content, filename)
    if kind is FileKind.XLSX:
        return ReadFile(filename, kind, tuple(Workbook(content).sheets))
    return ReadFile(filename, kind, (TextTable(content),))
