"""One table of a package: its text, and its description as CSV on the Web and as a Frictionless resource.

Sources: W3C, Metadata Vocabulary for Tabular Data (2015); Frictionless, Data Package and Table Schema 1.0 (2017).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from oversight.csv_cells import inert
from publication.csv_lines import Kind
from publication.csv_writing import CONTEXT, ToldColumn, csv_text, described_table

_TYPES = {
    Kind.TEXT: "string",
    Kind.DECIMAL: "number",
    Kind.WHOLE: "integer",
    Kind.DATE: "date",
    Kind.MONTH: "yearmonth",
    Kind.YES_NO: "boolean",
}


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
    columns: Sequence[ToldColumn]
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
    text = csv_text(columns, ([inert(cell) for cell in row] for row in rows))
    described = {
        "@context": list(CONTEXT),
        "url": f"{name}.csv",
        "dc:title": title,
        **described_table(columns, ()),
    }
    return Table(name, title, columns, (), text, described)
