"""One table of a package: its text, and its description as CSV on the Web and as a Frictionless resource.

Sources: W3C, Metadata Vocabulary for Tabular Data (2015); Frictionless, Data Package and Table Schema 1.0 (2017).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from oversight.csv_cells import inert
from publication.csv_lines import Kind

_TYPES = {
    Kind.TEXT: "string",
    Kind.DECIMAL: "number",
    Kind.WHOLE: "integer",
    Kind.DATE: "date",
    Kind.MONTH: "yearmonth",
    Kind.YES_NO: "boolean",
}


class ColumnTold(Protocol):
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


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of plain text, of the tables that explain the others."""

    name: str
    title: str
    description: str
    kind: Kind = Kind.TEXT
    may_hold_codes: bool = False


@dataclass(frozen=True)
class Code:
    """A code that stands where there is no number."""

    value: str
    label: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A file of a package; ``described`` is its description as CSV on the Web, with the address beside it."""

    name: str
    title: str
    columns: Sequence[ColumnTold]
    codes: Sequence[Code]
    text: str
    described: dict[str, Any]

    @property
    def path(self) -> str:
        """Where it stands in the package."""
        return f"{self.name}.csv"

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.text.encode()

    def resource(self) -> dict[str, Any]:
        """Return it as a resource of a Frictionless data package."""
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "path": self.path,
            "title": self.title,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(self.content),
            "hash": f"sha256:{hashlib.sha256(self.content).hexdigest()}",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
            "schema": {
                "fields": [
                    {
                        "name": column.name,
                        "type": _TYPES[column.kind],
                        "title": column.title,
                        "description": column.description,
                    }
                    for column in self.columns
                ],
                "missingValues": ["", *(code.value for code in self.codes)],
            },
        }


def text_table(name: str, title: str, columns: Sequence[TextColumn], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table of plain text with its description."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": title,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": [column.name, column.title],
                    "dc:description": column.description,
                    "datatype": column.kind.value,
                }
                for column in columns
            ]
        },
    }
    return Table(name, title, columns, (), text.getvalue(), described)
