"""Files of observations read into rows that carry their number, each with what it says or why it cannot be taken.

Nothing here knows what is on record or who is on the register: a row is judged by what stands in it and by the
definition of its measure. Row numbers count the records of the file, the heading being 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext

from oversight.measures.defined import Definition
from oversight.measures.mappings import OWN_HEADINGS, Mapping
from oversight.measures.periods import Grain, Period
from oversight.returns.reading.cells import Value, as_shown, exact, is_blank
from oversight.returns.reading.files import read_file
from oversight.returns.reading.folding import folded
from oversight.returns.reading.numbers import NotNumber, number_in
from oversight.returns.reading.recognition import FileKind

_NOT_DIGITS = re.compile(r"[^0-9.eE+-]")
_SUPPRESSED = frozenset({"*", "c", "[c]"})
_LONGEST_QUOTE = 30
# What the record holds of a number: 34 digits, 16 of them after the point.
_MOST_DECIMALS = 16
_MOST_BEFORE_POINT = 17
# Wide enough for every number of that size and for any sum of them.
_EXACT = Context(prec=60)


class NotObservations(ValueError):
    """The file cannot be read as observations; the text says why."""


class Unfit(Exception):
    """A row cannot be taken, for the reason given."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, by its number in the file, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says: of whom, of when, of which part of the whole, and how many of how many."""

    row: int
    organisation: str
    period: Period
    part: tuple[str, ...]
    numerator: Decimal
    denominator: Decimal | None
    # The further rows that were added up with it.
    beside: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Every row that it was made of."""
        return (self.row, *self.beside)


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row of a known organisation and period that cannot be taken: what it is a part of cannot be added up."""

    row: int
    organisation: str
    period: Period


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The rows of a file: those that say something, those that cannot be taken, and which sums these spoil."""

    lines: tuple[Line, ...]
    rejected: tuple[Rejected, ...]
    spoilt: tuple[Spoilt, ...]


def read_rows(content: bytes, filename: str, made: Definition, mapping: Mapping | None = None) -> ReadRows:
    """Read a CSV file of observations of one measure; ``mapping`` says how a table with other headings is read.

    Blank lines are passed over. A blank number is not zero and not an observation: the row is rejected, and what is
    known stays. Raises ``Unreadable`` for what is no table and ``NotObservations`` where its headings do not fit.
    """
    read = read_file(content, filename)
    if read.kind is not FileKind.CSV:
        raise NotObservations("The file is a workbook; save the sheet as CSV.")
    columns = mapping or OWN_HEADINGS
    records = iter(read.tables[0].records())
    heading = [_text(cell) for cell in next(records, (1, ()))[1]]
    places = _Places.of(heading, columns)
    lines, rejected, spoilt = [], [], []
    for row, cells in records:
        if all(is_blank(cell) for cell in cells):
            continue
        organisation, period = "", None
        try:
            if any(not is_blank(cell) for cell in cells[len(heading) :]):
                raise Unfit(f"The row has {len(cells)} cells where the heading has {len(heading)}.")
            filled = [*cells, *[None] * (len(heading) - len(cells))]
            organisation = _organisation(filled[places.organisation])
            period = _period(_text(filled[places.period]), columns)
            part = _part(filled, places, columns)
            numerator, denominator = _numbers(filled, places, made)
        except Unfit as unfit:
            rejected.append(Rejected(row, str(unfit)))
            if organisation and period:
                spoilt.append(Spoilt(row, organisation, period))
            continue
        lines.append(Line(row, organisation, period, part, numerator, denominator))
    return ReadRows(tuple(lines), tuple(rejected), tuple(spoilt))


@dataclass(frozen=True, slots=True)
class _Places:
    """At which place of a row each column stands."""

    organisation: int
    period: int
    numerator: int
    denominator: int
    parts: tuple[int, ...]

    @classmethod
    def of(cls, heading: Sequence[str], columns: Mapping) -> _Places:
        names = [folded(name) for name in heading]

        def place(wanted: str) -> int:
            found = [at for at, name in enumerate(names) if name == folded(wanted)]
            if len(found) > 1:
                raise NotObservations(f"The column {wanted!r} comes {len(found)} times in the heading.")
            if not found:
                there = ", ".join(repr(name) for name in heading if name) or "none"
                raise NotObservations(f"There is no column {wanted!r}. The columns are: {there}.")
            return found[0]

        return cls(
            place(columns.organisation),
            place(columns.period),
            place(columns.numerator),
            place(columns.denominator),
            tuple(place(part) for part in columns.parts),
        )


def _organisation(cell: Value) -> str:
    code = _text(cell).upper()
    if not code:
        raise Unfit("The organisation is blank.")
    return code


def _period(text: str, columns: Mapping) -> Period:
    if not text:
        raise Unfit("The period is blank.")
    try:
        period = Period.parse(text)
    except ValueError as fault:
        raise Unfit(f"The period {_quote(str(fault))}.") from fault
    if columns.days_stand_for is None or period.grain is not Grain.DAY:
        return period
    whole = Period.of(period.first_day, columns.days_stand_for)
    if whole.first_day != period.first_day:
        raise Unfit(f"The period {text!r} is not the first day of a {columns.days_stand_for}.")
    return whole


def _part(cells: Sequence[Value], places: _Places, columns: Mapping) -> tuple[str, ...]:
    part = []
    for name, at in zip(columns.parts, places.parts, strict=True):
        value = _text(cells[at])
        if value not in columns.parts[name]:
            raise Unfit(f"The {name} {value[:_LONGEST_QUOTE]!r} is none of {', '.join(columns.parts[name])}.")
        part.append(value)
    return tuple(part)


def _numbers(cells: Sequence[Value], places: _Places, made: Definition) -> tuple[Decimal, Decimal | None]:
    numerator = _number("numerator", cells[places.numerator])
    below = cells[places.denominator]
    if made.is_count:
        if not is_blank(below):
            raise Unfit("The indicator is a count and has no denominator: leave it blank.")
        return numerator, None
    denominator = _number("denominator", below)
    if made.share and numerator > denominator:
        raise Unfit(f"The numerator {numerator:f} is above the denominator {denominator:f}.")
    if not denominator and numerator:
        raise Unfit(f"The numerator is {numerator:f} where the denominator is 0.")
    return numerator, denominator


def _number(what: str, cell: Value) -> Decimal:
    if _text(cell).lower() in _SUPPRESSED:
        raise Unfit(f"The {what} is suppressed ({_text(cell)}).")
    number = number_in(cell)
    if number is NotNumber.BLANK:
        raise Unfit(f"The {what} is blank.")
    if isinstance(number, NotNumber):
        raise Unfit(f"The {what} {(as_shown(cell) or '')[:_LONGEST_QUOTE]!r} is not a number.")
    if number < 0:
        raise Unfit(f"The {what} is negative.")
    value = _exactly(cell, number)
    if value.adjusted() >= _MOST_BEFORE_POINT:
        raise Unfit(f"The {what} has more than {_MOST_BEFORE_POINT} digits before the point.")
    exponent = value.normalize(_EXACT).as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MOST_DECIMALS:
        raise Unfit(f"The {what} has more than {_MOST_DECIMALS} digits after the point.")
    return value


def _exactly(cell: Value, number: float) -> Decimal:
    """Every digit that stands in the text of a number that has been recognised as one."""
    if isinstance(cell, str):
        value = Decimal(_NOT_DIGITS.sub("", cell))
        if float(value) == number:
            return value
    return exact(number)


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).replace("\ufeff", "").replace("\u00a0", " ").strip()


def _quote(text: str) -> str:
    return text if len(text) <= 4 * _LONGEST_QUOTE else f"{text[: 4 * _LONGEST_QUOTE]}…"


@dataclass(frozen=True, slots=True)
class _Once:
    """What rows say, each statement once, and the rows that were not taken; of these, those that contradict others."""

    lines: list[Line]
    rejected: list[Rejected]
    contradicting: list[Line]


def statements(read: ReadRows) -> tuple[list[Line], list[Rejected]]:
    """Return what the file says, one line for each organisation and period, and every row that was not taken.

    A row that repeats another is counted once and told; rows that contradict each other are none of them taken. Parts
    of a whole are added up under the number of the first row: where one of them was rejected the sum would be false,
    so the others are rejected as well and name its row. The order of the rows decides nothing but which row is named.
    """
    once = _each_once(read)
    rejected = [*read.rejected, *once.rejected]
    bad: dict[tuple[str, Period], int] = {}
    spoiling: tuple[Spoilt | Line, ...] = (*read.spoilt, *once.contradicting)
    for each in spoiling:
        key = (each.organisation, each.period)
        bad[key] = min(each.row, bad.get(key, each.row))
    wholes: dict[tuple[str, Period], list[Line]] = {}
    for line in once.lines:
        wholes.setdefault((line.organisation, line.period), []).append(line)
    said = []
    for key, lines in wholes.items():
        if key in bad and lines[0].part:
            reason = f"Not added up: its other part in row {bad[key]} was rejected."
            rejected += [Rejected(line.row, reason) for line in lines]
        else:
            said.append(_sum(lines))
    return said, sorted(rejected, key=lambda each: each.row)


def _each_once(read: ReadRows) -> _Once:
    of_one: dict[tuple[str, Period, tuple[str, ...]], list[Line]] = {}
    for line in read.lines:
        of_one.setdefault((line.organisation, line.period, line.part), []).append(line)
    once = _Once([], [], [])
    for lines in of_one.values():
        first, *others = lines
        if all((line.numerator, line.denominator) == (first.numerator, first.denominator) for line in others):
            once.lines.append(first)
            repeats = f"The row repeats row {first.row}, which was counted once."
            once.rejected.extend(Rejected(line.row, repeats) for line in others)
        else:
            once.contradicting.extend(lines)
            once.rejected.extend(Rejected(line.row, _contradiction(line, lines)) for line in lines)
    return once


def _contradiction(line: Line, lines: Sequence[Line]) -> str:
    rows = [str(other.row) for other in lines if other is not line]
    say = f"Row {rows[0]} says" if len(rows) == 1 else f"Rows {', '.join(rows)} say"
    return f"{say} otherwise of the same organisation and period; none of them was taken."


def _sum(lines: Sequence[Line]) -> Line:
    first = lines[0]
    if len(lines) == 1:
        return first
    with localcontext(_EXACT):
        above = sum((line.numerator for line in lines), Decimal())
        below = [line.denominator for line in lines if line.denominator is not None]
        return replace(
            first,
            part=(),
            numerator=above,
            denominator=sum(below, Decimal()) if below else None,
            beside=tuple(line.row for line in lines[1:]),
        )
