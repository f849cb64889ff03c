"""What was found in a return: one record for each cell, ward or file at fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether the return can be accepted with an explanation, or not before it is mended."""

    MUST_FIX = "must fix"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    rule: the id of the rule. sheet: None for a CSV file. row: as the spreadsheet numbers it; None
    for the whole file. column: the heading over the cell as it stands in the file. letters: the
    column as the spreadsheet letters it. value: what stood there, as text. ward, ward_id: whose row
    it is, as read and on record. site: the site's code, else as read.
    """

    rule: str
    severity: Severity
    sheet: str | None
    row: int | None
    column: str | None
    letters: str | None
    value: str | None
    message: str
    mend: str
    ward: str | None = None
    ward_id: str | None = None
    site: str | None = None
