"""A published file's text, CSV by RFC 4180 with one header row, and its description as CSV on the Web (CSVW).

Source of the description: W3C, Metadata Vocabulary for Tabular Data (2015).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from oversight.csv_cells import inert
from publication.csv_lines import Kind
from publication.licence import LICENCE

CONTEXT = ("http://www.w3.org/ns/csvw", {"@language": "en"})
_LINES_AT_ONCE = 500
RowT = TypeVar("RowT")
LineT = TypeVar("LineT", contravariant=True)


class ToldColumn(Protocol):
    """What the columns of all published files have alike."""

    @property
    def name(self) -> str:
        """Its heading in the file."""

    @property
    def title(self) -> str:
        """What it is called for people."""

    @property
    def kind(self) -> Kind:
        """Its type."""

    @property
    def description(self) -> str:
        """What it holds."""

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """A column that never holds a code: its name, type and meaning, and how its cell of a line is written."""

    name: str
    title: str
    kind: Kind
    description: str
    write: Callable[[RowT], str]

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""
        return False


class CsvColumn(ToldColumn, Protocol[LineT]):
    """A column that writes its cell of a line."""

    def write(self, line: LineT, /) -> str:
        """Return the cell of a line."""


def cells_of(lines: Iterable[LineT], columns: Sequence[CsvColumn[LineT]]) -> Iterator[list[str]]:
    """Yield a row of cells for each line; no cell is taken for a formula."""
    for line in lines:
        yield [inert(column.write(line)) for column in columns]


def csv_pieces(columns: Sequence[ToldColumn], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a file's text piece by piece: the header row, then the rows of cells, each ended by CR and LF."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for place, row in enumerate(rows, start=1):
        writer.writerow(row)
        if place % _LINES_AT_ONCE == 0:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def csv_text(columns: Sequence[ToldColumn], rows: Iterable[Sequence[str]]) -> str:
    """Return a file's text at once."""
    return "".join(csv_pieces(columns, rows))


def csv_description(
    columns: Sequence[ToldColumn],
    codes: Sequence[str],
    *,
    address: str,
    title: str,
    version: str,
    modified: str | None = None,
) -> dict[str, Any]:
    """Return the description of a file. codes: what can stand in the place of a number; modified: a day."""
    return {
        "@context": list(CONTEXT),
        "url": address,
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        **({"dc:modified": modified} if modified else {}),
        "schema:version": version,
        **described_table(columns, codes),
    }


def described_table(columns: Sequence[ToldColumn], codes: Sequence[str]) -> dict[str, Any]:
    """Return how the text is to be read and what each column holds: the part of a description that all have."""
    return {
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_described(column, codes) for column in columns]},
    }


def _described(column: ToldColumn, codes: Sequence[str]) -> dict[str, Any]:
    # An empty cell of a text column is an empty text; of any other column it is no value.
    null = [*codes] if column.may_hold_codes else [] if column.kind is Kind.TEXT else [""]
    return {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": column.kind.value,
        **({"null": null} if null else {}),
    }
