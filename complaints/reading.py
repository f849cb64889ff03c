"""Reading a file of the complaints return: its headings, and the trust's rows with what each of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice

from complaints.columns import (
    COLUMNS_OF,
    DEFINITION,
    ITEM,
    LESSON,
    NUMBER,
    NUMBERS,
    ORGANISATION,
    QUARTER,
    SITE,
    SITE_NAME,
    THEME,
    YEAR,
    Holds,
    Part,
    asked_called,
    column_called,
    theme_called,
    worked_called,
)
from complaints.pasted_text import line_of, lines_of
from complaints.periods import ComplaintsPeriod
from complaints.periods_named import period_named
from complaints.rows_read import Amount, CountsRow, FileRead, Given, HandlingRow, Heading, Layout, LessonRow
from oversight.returns.reading.cells import Value, as_shown, is_blank
from oversight.returns.reading.days import NotDay, day_in
from oversight.returns.reading.folding import folded
from oversight.returns.reading.limits import COLUMNS_READ
from oversight.returns.reading.numbers import NotNumber, is_dash, is_failed, number_in
from oversight.returns.reading.tables import ReadFile, Table
from oversight.returns.reading.unreadable import Cause, Unreadable

_LOOKED_AT = 60
_LONGEST_HEADING = 100
_ROWS_BETWEEN_PROGRESS = 500
# A table of counts has at least so many of the 78 numbers: no other table has any.
_FEWEST_NUMBERS = 8
_BROUGHT_FORWARD = NUMBERS[0].code
_NUMBER_CODES = frozenset(column.code for column in NUMBERS)
_NOT_APPLICABLE = frozenset({"n a", "na", "not applicable"})
_WHOLE_TRUST = frozenset(folded(name) for name in ("Whole trust", "Whole organisation", "Trust total", "Total", "All"))
_DAYS = tuple(column for column in COLUMNS_OF[Part.LESSONS] if column.holds is Holds.DAY)


def read_return(
    file: ReadFile, trust_code: str, period: ComplaintsPeriod, told: Callable[[int, int], None] | None = None
) -> FileRead:
    """Return the trust's rows of a period, read from every table that is a part of a complaints return.

    A hidden sheet is read only where no visible one is a part of a return. ``Unreadable`` where no table is.
    """
    tables = _tables_of(file)
    reader = _Reader(trust_code.upper(), period)
    headings: list[Heading] = []
    total = sum(table.bytes_total for table, _ in tables)
    before = 0
    for table, first in tables:
        heading = first
        headings.append(heading)
        take = reader.taker(heading)
        for number, cells in table.records():
            if number <= heading.row or all(is_blank(cell) for cell in cells):
                continue
            if _may_be_heading(cells) and (another := _heading_in(table.sheet, number, cells)) is not None:
                # One file below the other, as two published ones are put together.
                heading = another
                headings.append(heading)
                take = reader.taker(heading)
                continue
            reader.rows_read += 1
            if told is not None and not reader.rows_read % _ROWS_BETWEEN_PROGRESS:
                told(before + table.bytes_read, total)
            take(heading, number, cells)
        before += table.bytes_total
    if told is not None:
        told(total, total)
    return reader.outcome(headings)


def headings_of(file: ReadFile) -> list[Heading]:
    """Return the heading of each table that is a part of a return; ``Unreadable`` where none is."""
    return [heading for _, heading in _tables_of(file)]


def amount_in(value: Value) -> Amount:
    """Return what a cell of a number gives; a whole number of 0 or more, blank, not applicable, or faulty."""
    if isinstance(value, str):
        if value.isdigit() and value.isascii() and len(value) <= 12:
            return int(value)
        if folded(value) in _NOT_APPLICABLE and not value.strip().startswith("#"):
            return Given.NOT_APPLICABLE
    number = number_in(value)
    if number is NotNumber.BLANK:
        return Given.BLANK
    if isinstance(number, NotNumber) or number < 0 or number % 1:
        return Given.FAULTY
    return int(number)


def text_in(value: Value) -> str:
    """Return the text of a cell as one line; blank for none, and for a dash alone."""
    text = line_of(as_shown(value) or "")
    return "" if is_dash(text) else text


def code_in(value: Value) -> str:
    """Return the code in a cell, in capitals: of ``rdy10`` or ``RDY10 - St Ann's`` alike; blank for none."""
    words = [] if is_failed(value) else (as_shown(value) or "").split()
    return words[0].strip("-–:,").upper() if words else ""


def long_text_in(value: Value) -> str:
    """Return the text of a cell with its lines; blank for none, and for a dash alone."""
    text = lines_of(as_shown(value) or "")
    return "" if is_dash(text) else text


class _Reader:
    """Takes the rows of the tables one after another, and parts them by what they are."""

    def __init__(self, trust_code: str, period: ComplaintsPeriod) -> None:
        self.trust_code = trust_code
        self.period = period
        self.rows_read = self.others = self.other_trusts = self.blank = 0
        self.counts: list[CountsRow] = []
        self.handling: list[HandlingRow] = []
        self.lessons: list[LessonRow] = []
        self.unfilled: list[CountsRow] = []
        self.of_the_year: list[CountsRow] = []
        self.unreadable: list[CountsRow] = []
        self.whose: list[CountsRow] = []

    def taker(self, heading: Heading) -> Callable[[Heading, int, Sequence[Value]], None]:
        return {
            Part.COUNTS: self._take_counts,
            Part.HANDLING: self._take_handling,
            Part.LESSONS: self._take_lesson,
        }[heading.part]

    def outcome(self, headings: Iterable[Heading]) -> FileRead:
        """Return all that was taken. Rows of the year are the quarter's where nothing in the file names a quarter."""
        headings = tuple(headings)
        guessed: list[CountsRow] = []
        if self.of_the_year and not self.counts:
            guessed = [row for row in self.of_the_year if _says_something(row)]
            self.unfilled += [row for row in self.of_the_year if not _says_something(row)]
            self.counts = guessed
        else:
            self.others += len(self.of_the_year)
        if self.other_trusts:
            # Among rows of many trusts, one without a code may be anybody's, or the sum of all.
            self.whose += [row for row in self.counts if not code_in(row.cells.get(ORGANISATION.code))]
            self.counts = [row for row in self.counts if row not in self.whose]
        beside = any(heading.part is not Part.COUNTS for heading in headings)
        return FileRead(
            period=self.period,
            layout=Layout.TEMPLATE if beside else Layout.NATIONAL,
            headings=headings,
            counts=tuple(self.counts),
            handling=tuple(self.handling),
            lessons=tuple(self.lessons),
            rows_read=self.rows_read,
            rows_other_periods=self.others,
            rows_other_trusts=self.other_trusts,
            rows_blank=self.blank + len(self.unfilled),
            unfilled=tuple(self.unfilled),
            year_for_quarter=tuple(guessed),
            unreadable_periods=tuple(self.unreadable),
            whose=tuple(self.whose),
        )

    def _take_counts(self, heading: Heading, number: int, cells: Sequence[Value]) -> None:
        given = _cell(heading, cells, ORGANISATION.code)
        trust = code_in(given)
        if trust and trust != self.trust_code:
            self.other_trusts += 1
            return
        row = _counts_row(heading, number, cells)
        if is_failed(given):
            self.whose.append(row)
            return
        if not trust and not row.site_code and not _says_something(row):
            # A note below the table.
            self.blank += 1
            return
        year, quarter = row.cells.get(YEAR.code), row.cells.get(QUARTER.code)
        period = period_named(year, quarter)
        if period is None and not (is_blank(year) and is_blank(quarter)):
            self.unreadable.append(row)
        elif period in (None, self.period):
            (self.counts if _says_something(row) else self.unfilled).append(row)
        elif self.period.is_quarter and period == self.period.financial_year and QUARTER.code not in heading.places:
            self.of_the_year.append(row)
        else:
            self.others += 1

    def _take_handling(self, heading: Heading, number: int, cells: Sequence[Value]) -> None:
        values, beyond = _cells(heading, cells)
        text = text_in(values.get(ITEM.code))
        asked = asked_called(text)
        row = HandlingRow(
            heading=heading,
            row=number,
            cells=values,
            beyond=beyond,
            item_text=text,
            asked=asked,
            amount=amount_in(values.get(NUMBER.code)),
            definition=long_text_in(values.get(DEFINITION.code)),
        )
        if not text and not beyond and row.amount is Given.BLANK and not row.definition:
            self.blank += 1
        else:
            self.handling.append(row)

    def _take_lesson(self, heading: Heading, number: int, cells: Sequence[Value]) -> None:
        values, beyond = _cells(heading, cells)
        said = [code for code, cell in values.items() if text_in(cell)]
        if not said and not beyond:
            self.blank += 1
            return
        theme = text_in(values.get(THEME.code))
        self.lessons.append(
            LessonRow(
                heading=heading,
                row=number,
                cells=values,
                beyond=beyond,
                number=len(self.lessons) + 1,
                theme=theme_called(theme),
                theme_text=theme,
                place=text_in(values.get("place")),
                lesson=long_text_in(values.get("lesson")),
                action=long_text_in(values.get("action")),
                owner=text_in(values.get("owner")),
                days=_days(values),
                worked=worked_called(text_in(values.get("worked"))),
                known_by=long_text_in(values.get("known_by")),
            )
        )


def _tables_of(file: ReadFile) -> list[tuple[Table, Heading]]:
    for hidden in (False, True):
        found = [
            (table, heading)
            for table in file.tables
            if table.hidden is hidden and (heading := _heading(table)) is not None
        ]
        if found:
            return found
    raise Unreadable(
        Cause.NO_HEADINGS,
        "No row of headings of a complaints return was found.",
        f"The headings are those of KO41a as published, such as “{ORGANISATION.heading}” and “{NUMBERS[1].heading}”. "
        "Start from the template workbook.",
    )


def _heading(table: Table) -> Heading | None:
    """Return the first row that is the heading of one of the three tables."""
    looked_at = islice(table.records(), _LOOKED_AT)
    return next((found for number, cells in looked_at if (found := _heading_in(table.sheet, number, cells))), None)


def _may_be_heading(cells: Sequence[Value]) -> bool:
    """Whether the first cell with something in it names a column: no row of a return begins so."""
    first = cells[0] if cells and cells[0] else next((cell for cell in cells if not is_blank(cell)), None)
    return isinstance(first, str) and _names_a_column(first)


@lru_cache(maxsize=1024)
def _names_a_column(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and any(column_called(part, text) for part in Part)


def _heading_in(sheet: str | None, number: int, cells: Sequence[Value]) -> Heading | None:
    texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in cells[:COLUMNS_READ])
    for part in Part:
        places: dict[str, int] = {}
        repeated: list[tuple[str, int]] = []
        for place, text in enumerate(texts):
            code = column_called(part, text) if text else None
            if code is None:
                continue
            if code in places:
                repeated.append((code, place))
            else:
                places[code] = place
        if _is_heading(part, places):
            return Heading(part, sheet, number, texts, places, tuple(repeated))
    return None


def _is_heading(part: Part, places: Mapping[str, int]) -> bool:
    if part is Part.COUNTS:
        return len(_NUMBER_CODES & places.keys()) >= _FEWEST_NUMBERS
    if part is Part.HANDLING:
        return {ITEM.code, NUMBER.code} <= places.keys()
    return {THEME.code, LESSON.code} <= places.keys()


def _cell(heading: Heading, cells: Sequence[Value], code: str) -> Value:
    place = heading.places.get(code)
    return None if place is None or place >= len(cells) else cells[place]


def _cells(heading: Heading, cells: Sequence[Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the cells by column, and what stands to the right of the last heading of a CSV file.

    A sheet's cells have addresses of their own, so that nothing of it slips.
    """
    values = {code: cells[place] if place < len(cells) else None for code, place in heading.places.items()}
    if heading.sheet is not None or len(cells) <= len(heading.texts):
        return values, ()
    return values, tuple(str(as_shown(cell)) for cell in cells[len(heading.texts) :] if not is_blank(cell))


def _counts_row(heading: Heading, number: int, cells: Sequence[Value]) -> CountsRow:
    values, beyond = _cells(heading, cells)
    name = text_in(values.get(SITE_NAME.code))
    given = values.get(SITE.code)
    code = code_in(given)
    if is_failed(given):
        # It is some site: never the whole organisation.
        name = name or as_shown(given) or ""
    return CountsRow(
        heading=heading,
        row=number,
        cells=values,
        beyond=beyond,
        site_code=code,
        site_name="" if not code and folded(name) in _WHOLE_TRUST else name,
        amounts={one: amount_in(cell) for one, cell in values.items() if one in _NUMBER_CODES},
    )


def _says_something(row: CountsRow) -> bool:
    """Whether a row was filled in: with more than what was brought forward, which the template has already."""
    return bool(row.beyond) or any(
        amount is not Given.BLANK for code, amount in row.amounts.items() if code != _BROUGHT_FORWARD
    )


def _days(values: Mapping[str, Value]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for column in _DAYS:
        try:
            found[column.code] = day_in(values.get(column.code))
        except NotDay:
            continue
    return found
