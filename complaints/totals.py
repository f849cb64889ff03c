"""What a return comes to in all: from the organisation's own row where it is there, else the sum of its sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from complaints.canonical_rows import said_by
from complaints.columns import Part
from complaints.items import SUMMARY, Item
from complaints.rows_read import FileRead
from oversight.returns.checked import ReturnRow

BROUGHT_FORWARD, NEW, RESOLVED, UPHELD, PARTIALLY_UPHELD, NOT_UPHELD, CARRIED_FORWARD = SUMMARY
INTERVENTIONS = "interventions"


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole organisation's numbers; None where one is blank or must be mended.

    per_1000_interventions: new complaints for each 1,000 patient interventions, with all the digits of a double; None
    without interventions (Hard Truths, paragraph 1.37).
    """

    new: int | None
    resolved: int | None
    upheld: int | None
    partially_upheld: int | None
    not_upheld: int | None
    carried_forward: int | None
    per_1000_interventions: float | None

    def as_json(self) -> dict[str, int | float | None]:
        """Return the form that programs read and a submission keeps."""
        return asdict(self)


def per_1000(new: int | None, interventions: int | None) -> float | None:
    """Return new complaints for each 1,000 interventions; None where either is not known, or there were none."""
    return new * 1000 / interventions if new is not None and interventions else None


def total_of(file: FileRead, item: Item) -> int | None:
    """Return an item of the whole organisation: its own row's, else its sites' together; None where not known."""
    whole = file.organisation
    if whole is not None:
        return whole.number(item)
    return _sum(site.number(item) for site in file.sites)


def totals_of(file: FileRead) -> Totals:
    """Return what a file comes to."""
    handling = file.asked(INTERVENTIONS)
    return _totals(lambda item: total_of(file, item), handling.number if handling else None)


def totals_said(rows: Iterable[ReturnRow]) -> Totals:
    """Return what canonical rows come to; the same as the file that they were read from."""
    said = [said_by(row) for row in rows]
    counts = [one for one in said if one.part is Part.COUNTS]
    wholes = [one for one in counts if not one.subject]
    asked = next((one for one in said if one.part is Part.HANDLING and one.subject == INTERVENTIONS), None)
    return _totals(
        lambda item: _sum(one.number(item.code) for one in (wholes or counts)),
        asked.number("number") if asked else None,
    )


def _totals(number: Callable[[Item], int | None], interventions: int | None) -> Totals:
    return Totals(
        new=number(NEW),
        resolved=number(RESOLVED),
        upheld=number(UPHELD),
        partially_upheld=number(PARTIALLY_UPHELD),
        not_upheld=number(NOT_UPHELD),
        carried_forward=number(CARRIED_FORWARD),
        per_1000_interventions=per_1000(number(NEW), interventions),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum; None for none, and where one is not known: a sum in part would be false."""
    total: int | None = None
    for number in numbers:
        if number is None:
            return None
        total = number if total is None else total + number
    return total
