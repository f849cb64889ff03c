"""A table of a file: its records, one after another, each with the row number that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from oversight.returns.reading.cells import Value
from oversight.returns.reading.recognition import FileKind

Record = tuple[int, Sequence[Value]]
"""A row number and its cells, by place; a row may hold fewer cells than the heading."""


class Table(Protocol):
    """One table: a CSV file, or a sheet of a workbook. It can be read more than once; nothing is kept."""

    @property
    def sheet(self) -> str | None:
        """The sheet's name; None for a CSV file."""

    @property
    def hidden(self) -> bool:
        """Whether the workbook hides the sheet."""

    @property
    def plain_digits(self) -> bool:
        """Whether every text that Python takes for a number is one to people: no underscores, no digits but 0 to 9."""

    @property
    def bytes_read(self) -> int:
        """How far the latest reading has come, of `bytes_total`; for progress."""

    @property
    def bytes_total(self) -> int: ...

    def records(self) -> Iterator[Record]:
        """Its records from the top; raises Unreadable where the file turns out to be damaged."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A recognised file with its tables, in the file's order; a CSV file has one."""

    filename: str
    kind: FileKind
    tables: tuple[Table, ...]
