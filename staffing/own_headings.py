"""A trust's own headings: which row of its file holds them, how each is read, and what the trust says that each means.

What a trust said once holds for every later file of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.returns.reading.folding import folded
from oversight.returns.reading.tables import ReadFile
from oversight.returns.reading.unreadable import Cause, Unreadable
from oversight.returns.refusals import Refused
from staffing.columns import BY_CODE
from staffing.headings import meanings
from staffing.layouts import headings_of
from staffing.models import HeadingMapping

_LOOKED_AT = 60
_FEWEST_TEXTS = 5
# More than any export has; a file may be filled with texts to its last column.
_MOST_HEADINGS = 200


@dataclass(frozen=True)
class HeadingRead:
    """One heading of a file, and the column that it is read as; None where it is not known or not used."""

    text: str
    code: str | None


@dataclass(frozen=True)
class HeadingRow:
    """The row of headings of a file, as far as it has any: ``row`` as the spreadsheet numbers it."""

    sheet: str | None
    row: int
    headings: tuple[HeadingRead, ...]


def heading_row(file: ReadFile, own: Mapping[str, str]) -> HeadingRow | None:
    """Return the row of headings by which the file is read, else the one that looks most like it; None without any.

    ``own``: the trust's mapping, by folded heading. Raises ``Unreadable`` for a file that is damaged further in.
    """
    try:
        found = headings_of(file, own)[0]
    except Unreadable as unreadable:
        if unreadable.code is not Cause.NO_HEADINGS:
            raise
        return _likeliest(file, own)
    return _row(found.table.sheet, found.row, found.texts, own)


def _likeliest(file: ReadFile, own: Mapping[str, str]) -> HeadingRow | None:
    """Return the first of the rows with the most different texts, of those that hold hardly anything else."""
    best: tuple[int, str | None, int, list[str]] | None = None
    for table in file.tables:
        for number, cells in islice(table.records(), _LOOKED_AT):
            texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
            words = {text for text in texts if any(letter.isalpha() for letter in text)}
            if len(words) >= _FEWEST_TEXTS and (best is None or len(words) > best[0]):
                best = (len(words), table.sheet, number, texts)
    return None if best is None else _row(best[1], best[2], best[3], own)


def _row(sheet: str | None, number: int, texts: list[str] | tuple[str, ...], own: Mapping[str, str]) -> HeadingRow:
    shown = [text for text in texts if text.strip()][:_MOST_HEADINGS]
    codes = meanings(shown, own)
    return HeadingRow(sheet, number, tuple(HeadingRead(*pair) for pair in zip(shown, codes, strict=True)))


def mapping_of(trust: Trust) -> dict[str, str]:
    """Return what the trust said of its headings: folded heading to column code."""
    return dict(HeadingMapping.objects.filter(trust=trust).values_list("heading_key", "column"))


@transaction.atomic
def map_headings(*, trust: Trust, said: Mapping[str, str], by: Person, now: datetime) -> int:
    """Remember what the trust's headings mean: heading to column code, "" to forget what was said; return the changes.

    Refused: ``not_allowed``; ``no_such_column``; ``no_heading`` for a heading without letters or digits; ``twice`` for
    one column named by two headings.
    """
    if not may(by, Action.PREPARE_RETURN, trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot prepare returns for {trust.name}.")
    named: dict[str, str] = {}
    for heading, code in said.items():
        if code and code not in BY_CODE:
            raise Refused("no_such_column", f"There is no column {code!r} in this return.")
        if not folded(heading):
            raise Refused("no_heading", "A heading has letters or digits.")
        if code and code in named:
            raise Refused(
                "twice",
                f"“{named[code]}” and “{heading}” cannot both be “{BY_CODE[code].heading}”. Choose one of them.",
            )
        if code:
            named[code] = heading
    there = mapping_of(trust)
    changes = 0
    for heading, code in said.items():
        key = folded(heading)
        if there.get(key, "") == code:
            continue
        changes += 1
        if code:
            HeadingMapping.objects.update_or_create(
                trust=trust, heading_key=key, defaults={"heading": heading, "column": code, "mapped_at": now}
            )
        else:
            HeadingMapping.objects.filter(trust=trust, heading_key=key).delete()
    if changes:
        audit("trust.headings_mapped", by=by, subject=trust_reference(trust), fields=["heading_mappings"], now=now)
    return changes
