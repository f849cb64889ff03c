"""Which of the known layouts a table is in, where its heading stands, and which column is where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from oversight.returns.periods import Month
from oversight.returns.reading.cells import as_shown, column_letters, is_blank
from oversight.returns.reading.folding import folded
from oversight.returns.reading.limits import COLUMNS_READ
from oversight.returns.reading.months import month_named
from oversight.returns.reading.tables import ReadFile, Record, Table
from oversight.returns.reading.unreadable import Cause, Unreadable
from staffing.columns import BY_CODE, COLUMNS, HOURS, TEMPLATE_COLUMNS, Column, is_asked_for
from staffing.heading_words import VOCABULARY
from staffing.headings import meanings


class Layout(StrEnum):
    """The layouts that are read."""

    NATIONAL = "national"
    TEMPLATE = "template"
    ROTA = "rota"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one table.

    row: its number, as the spreadsheet shows it. texts: what stands over each column. places: the
    column of each code, by place. repeated: further columns of a code already placed, in order.
    month_above: the month that a line above the heading names, such as “Period: October 2026”.
    """

    table: Table
    layout: Layout
    row: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    repeated: tuple[tuple[str, int], ...]
    month_above: Month | None = None

    def text(self, code: str) -> str:
        """The heading over a column as it stands in the file; by its own name where the file has none."""
        place = self.places.get(code)
        return self.texts[place] if place is not None else self.expected(BY_CODE[code])

    def letters(self, code: str) -> str | None:
        """The spreadsheet's letters of a column, such as H; None where the file has none."""
        place = self.places.get(code)
        return None if place is None else column_letters(place)

    def expected(self, column: Column) -> str:
        """What a file of this layout calls the column."""
        return column.heading if self.layout is Layout.TEMPLATE else column.national

    def missing(self, period: Month) -> list[Column]:
        """The columns that a return for the period must have and this table has not."""
        asked = [column for column in COLUMNS if is_asked_for(column, period)]
        if self.layout is Layout.NATIONAL and not {"site_code", "site_name"} & self.places.keys():
            asked.append(BY_CODE["site_code"])
        return [column for column in asked if column.code not in self.places]


_PERIOD_LABEL = re.compile(r"(?:reporting |return )?(?:period|month)(?: (.+))?")
_LONGEST_HEADING = 300
_LOOKED_AT = 60
_ROWS_OF_HEADING = 4
_HOURS_CODES = frozenset(column.code for column in HOURS)
_FEWEST_HOURS = 2
_FEWEST_HOURS_WITHOUT_WARD = 4
_TEMPLATE_HEADINGS = frozenset(folded(column.heading) for column in TEMPLATE_COLUMNS)
_NATIONAL_MARKS = ("hospital site", "url", "total monthly", "cumulative count", "23 59", "midwives")
_ROTA_MARKS = ("division", "missing census", "hrs", "unreg", "midnight")


def headings_of(file: ReadFile, own: Mapping[str, str]) -> list[Heading]:
    """The heading of each table that is a staffing return; guidance and other sheets are passed over.

    A hidden sheet is read only when no visible one is a return. `own` is the trust's mapping of its
    own headings (folded) to codes. Raises Unreadable when no table is a return.
    """
    for hidden in (False, True):
        found = [heading for table in file.tables if table.hidden is hidden if (heading := _heading(table, own))]
        if found:
            return found
    raise Unreadable(
        Cause.NO_HEADINGS,
        "No row of headings of a staffing return was found." + _what_stood_first(file),
        "The headings name the ward and, for day and night, the planned and actual hours of registered nurses and "
        "midwives and of care staff. Start from your template if your system's export lacks them.",
    )


def _what_stood_first(file: ReadFile) -> str:
    for table in file.tables:
        for _, cells in islice(table.records(), _LOOKED_AT):
            shown = [str(as_shown(cell)) for cell in cells if not is_blank(cell)]
            if shown:
                return f" The first row reads: {', '.join(shown)[:200]}."
    return " The file holds no text."


def _heading(table: Table, own: Mapping[str, str]) -> Heading | None:
    rows = list(islice(table.records(), _LOOKED_AT))
    best: tuple[int, int, Sequence[str], list[str | None]] | None = None
    for index in range(len(rows)):
        if best is not None and rows[index][0] > best[1] + _ROWS_OF_HEADING:
            break
        if not _may_be_heading(rows[index][1], own):
            continue
        for depth in range(1, min(_ROWS_OF_HEADING, index + 1) + 1):
            texts = _stacked(rows[index - depth + 1 : index + 1])
            codes = meanings([text for _, text in texts], own)
            codes = [
                code if code not in _HOURS_CODES or bottom else None
                for code, (bottom, _) in zip(codes, texts, strict=True)
            ]
            score = len(set(codes) - {None})
            if _is_return(codes) and (best is None or score > best[0]):
                best = (score, rows[index][0], [text for _, text in texts], codes)
    if best is None:
        return None
    _, row, headings, codes = best
    places: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for place, code in enumerate(codes):
        if code is None:
            continue
        if code in places:
            repeated.append((code, place))
        else:
            places[code] = place
    month_above = _month_named_above([record for record in rows if record[0] < row])
    return Heading(table, _layout(headings, places), row, tuple(headings), places, tuple(repeated), month_above)


def _month_named_above(rows: Sequence[Record]) -> Month | None:
    for _, cells in rows:
        for place, cell in enumerate(cells):
            label = _PERIOD_LABEL.fullmatch(folded(cell)) if isinstance(cell, str) else None
            if label is None:
                continue
            beside = next((value for value in cells[place + 1 :] if not is_blank(value)), None)
            month = month_named(label[1]) if label[1] else month_named(beside)
            if month is not None:
                return month
    return None


def _may_be_heading(cells: Sequence[object], own: Mapping[str, str]) -> bool:
    """Whether some cells hold words of headings, or the trust's own, before each is understood at greater cost."""
    first = islice(cells, COLUMNS_READ)
    texts = (folded(cell) for cell in first if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING)
    with_words = (text for text in texts if text in own or not VOCABULARY.isdisjoint(text.split()))
    return len(list(islice(with_words, _FEWEST_HOURS))) >= _FEWEST_HOURS


def _is_return(codes: Iterable[str | None]) -> bool:
    named = set(codes)
    return len(named & _HOURS_CODES) >= (_FEWEST_HOURS if "ward" in named else _FEWEST_HOURS_WITHOUT_WARD)


def _stacked(rows: Sequence[Record]) -> list[tuple[bool, str]]:
    """For each column, whether its lowest cell has text, and the texts above it and in it as one heading.

    A group's name above several columns stands in the first of them, as a merged cell does, and
    holds for the columns to its right until the next group. The lowest row speaks for itself where
    it can: only what names a shift, a group or a side needs what stands above.
    """
    lowest = [_text(cell) for cell in rows[-1][1][:COLUMNS_READ]]
    if len(rows) == 1:
        return [(bool(text), text) for text in lowest]
    width = min(max(len(cells) for _, cells in rows), COLUMNS_READ)
    above: list[list[str]] = [[] for _ in range(width)]
    for _, cells in rows[:-1]:
        group = ""
        for place in range(width):
            own = _text(cells[place]) if place < len(cells) else ""
            group = own or group
            has_below = place < len(lowest) and lowest[place]
            if (group if has_below else own) and group not in above[place]:
                above[place].append(group if has_below else own)
    lowest += [""] * (width - len(lowest))
    return [(bool(text), _joined(groups, text)) for groups, text in zip(above, lowest, strict=True)]


_ALONE = frozenset(column.code for column in COLUMNS) - _HOURS_CODES


def _joined(groups: Sequence[str], text: str) -> str:
    if text and meanings([text], {})[0] in _ALONE:
        return text
    return " / ".join((*groups, text) if text else groups)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST_HEADING else ""


def _layout(headings: Sequence[str], places: Mapping[str, int]) -> Layout:
    """The layout that the headings show. A rota system knows no codes, so that those weigh most."""
    names = {folded(heading) for heading in headings}
    if names >= _TEMPLATE_HEADINGS:
        return Layout.TEMPLATE
    national = sum(any(mark in name for name in names) for mark in _NATIONAL_MARKS)
    national += 2 * ("org_code" in places) + ("site_code" in places)
    rota = sum(any(mark in name for name in names) for mark in _ROTA_MARKS) + ("name" in names)
    return Layout.NATIONAL if national > rota else Layout.ROTA
