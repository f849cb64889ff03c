"""An indicator in a CSV file: numerators and denominators of groups, as `analyse_indicator` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from oversight.returns.reading.numbers import NotNumber, number_in
from ratings.csv_columns import read_columns
from ratings.rules.indicator_results import Counts, Entry, summed

COLUMNS = ("group", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class NamedCounts:
    """One group's counts, summed over its rows."""

    group: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class FileIndicator:
    """The groups of one value of the `by` column, in the order of their names; `by` is "" where none was asked for."""

    by: str
    groups: tuple[NamedCounts, ...]


def read_indicators(content: bytes, filename: str, *, by: str | None = None) -> tuple[FileIndicator, ...]:
    """Read the groups of a CSV file in the order of their `by` and their names; rows of one group are summed.

    A cell that holds text where a number should stand is not-a-number; a blank, or a dash, is None. A row that
    names no group belongs to none: its numbers are not-a-number too, so that no result comes of them.
    Raises Unreadable where the file is not CSV, and NotInFile for a missing or repeated heading.
    """
    found: dict[tuple[str, str], list[Counts]] = {}
    for read in read_columns(content, filename, [*COLUMNS, *([] if by is None else [by])]):
        group, numerator, denominator, *by_text = read.texts
        counts = Counts(_entry(numerator), _entry(denominator)) if group else Counts(nan, nan)
        found.setdefault(("".join(by_text), group), []).append(counts)
    indicators: dict[str, list[NamedCounts]] = {}
    for (by_value, group), entries in sorted(found.items()):
        indicators.setdefault(by_value, []).append(NamedCounts(group, summed(entries)))
    return tuple(FileIndicator(by_value, tuple(groups)) for by_value, groups in indicators.items())


def _entry(text: str) -> Entry:
    number = number_in(text)
    if isinstance(number, NotNumber):
        return None if number is NotNumber.BLANK else nan
    return number
