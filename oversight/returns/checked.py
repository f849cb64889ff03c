"""What reading and checking a file gives, in the form that every kind of return shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# How far the reading has come, and how far it has to go.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found at one cell, row or file."""

    rule: str
    severity: str
    message: str
    mend: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    # The cell as a spreadsheet names it, such as ``C7``; blank where the finding is about no single cell.
    cell: str = ""
    value: str | None = None
    place: str = ""
    place_key: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a return in canonical form: the same values give the same texts, whatever file they came in.

    ``key`` says what the row is about, for comparison with another version; ``place`` is that in words. ``values`` goes
    from column code to text, None for blank.
    """

    key: str
    place: str
    values: Mapping[str, str | None]
    sheet: str | None = None
    row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form that a submission keeps."""
        return {"key": self.key, "place": self.place, "values": dict(self.values), "sheet": self.sheet, "row": self.row}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ReturnRow:
        """Read the form that a submission keeps."""
        return cls(kept["key"], kept["place"], kept["values"], kept["sheet"], kept["row"])


@dataclass(frozen=True)
class Checked:
    """What reading and checking a file gave. ``content_sha256`` covers the rows, not the bytes."""

    layout: str
    rows_read: int
    rows_other_periods: int
    rows_blank: int
    findings: Sequence[Found]
    rows: Sequence[ReturnRow]
    content_sha256: str
    totals: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The outcome of a check that stores nothing: the object for programs, and whether something must be fixed."""

    content: Mapping[str, Any]
    must_fix: int
