"""The columns of the files of measures and comparisons: one declaration, for the files and their description.

A line is one figure of one place. A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones
join at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from oversight.clock import london_date
from publication.csv_lines import Kind, plain
from publication.csv_writing import cells_of, csv_description, csv_text
from publication.figures import Missing
from publication.measure_pages.over_time import PeriodFigure
from publication.measure_pages.readings import Reading

FORMAT_VERSION = "1"


@dataclass(frozen=True)
class FigureLine:
    """One figure, or one official word, of one place. ``figure_of`` is the trust where the figure is its trust's."""

    place_code: str
    place_name: str
    place_kind: str
    figure_of: str
    question: str
    code: str
    name: str
    period: str
    value: Decimal | None
    missing: Missing | None
    unit: str
    word: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    target: Decimal | None = None
    release: str = ""
    published_on: date | None = None
    revised: bool = False
    newest: bool = True
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class FigureColumn:
    """One column: its name, type and meaning, and how its cell is written."""

    name: str
    title: str
    kind: Kind
    description: str
    write: Callable[[FigureLine], str]

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""
        return self.kind is Kind.DECIMAL


def line_of(
    reading: Reading, question: str, *, place_kind: str, place_code: str = "", place_name: str = ""
) -> FigureLine:
    """Return the line of a newest figure; of a hospital's page it can be its trust's."""
    mark = reading.mark
    return FigureLine(
        place_code=place_code or reading.code,
        place_name=place_name or reading.name,
        place_kind=place_kind,
        figure_of=reading.code,
        question=question,
        code=reading.measure.code,
        name=reading.measure.name,
        period=str(reading.period),
        value=reading.value,
        missing=reading.figure.missing,
        unit=reading.measure.definition.unit,
        word=reading.word,
        numerator=reading.numerator,
        denominator=reading.denominator,
        lower=reading.lower,
        upper=reading.upper,
        target=reading.target,
        release=reading.release.reference,
        published_on=day_of(reading.updated),
        revised=reading.revised,
        source=reading.source,
        note=f"Withdrawn on {london_date(mark.withdrawn_at).isoformat()}: {mark.reason}" if mark else "",
    )


def lines_of_series(reading: Reading, question: str) -> list[FigureLine]:
    """Return a line for each period of a trust's series, the oldest first; the newest with all that it has."""
    newest = line_of(reading, question, place_kind="trust")
    earlier = [each for each in reading.series if each.period != reading.period]
    return [*(_earlier(newest, each) for each in earlier), newest]


def _earlier(newest: FigureLine, one: PeriodFigure) -> FigureLine:
    return FigureLine(
        place_code=newest.place_code,
        place_name=newest.place_name,
        place_kind=newest.place_kind,
        figure_of=newest.figure_of,
        question=newest.question,
        code=newest.code,
        name=newest.name,
        period=str(one.period),
        value=one.figure.value,
        missing=one.figure.missing,
        unit=newest.unit,
        release=newest.release,
        revised=one.revised,
        newest=False,
        source=newest.source,
    )


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment in London."""
    return london_date(moment) if moment else None


def written(lines: Iterable[FigureLine]) -> str:
    """Return a file: the header row, then the lines."""
    return csv_text(COLUMNS, cells_of(lines, COLUMNS))


def described(*, address: str, title: str) -> dict[str, Any]:
    """Return the description of a file; a number's cell that is empty is no value, as one with a code is."""
    codes = ["", *(missing.value for missing in Missing)]
    return csv_description(COLUMNS, codes, address=address, title=title, version=FORMAT_VERSION)


def _value(line: FigureLine) -> str:
    if line.value is not None:
        return plain(line.value)
    return (line.missing or Missing.NOT_APPLICABLE).value


def _number(of: Callable[[FigureLine], Decimal | None]) -> Callable[[FigureLine], str]:
    def write(line: FigureLine) -> str:
        number = of(line)
        return "" if number is None else plain(number)

    return write


COLUMNS: tuple[FigureColumn, ...] = (
    FigureColumn(
        "place_code", "Place code", Kind.TEXT, "The code of the trust or hospital (ODS).", lambda line: line.place_code
    ),
    FigureColumn(
        "place_name", "Place", Kind.TEXT, "Its name when the figure was released.", lambda line: line.place_name
    ),
    FigureColumn("place_kind", "Kind of place", Kind.TEXT, "trust or hospital.", lambda line: line.place_kind),
    FigureColumn(
        "figure_of",
        "Figure of",
        Kind.TEXT,
        "The code of whom the figure is: for a hospital it can be its trust, of which alone the measure is known.",
        lambda line: line.figure_of,
    ),
    FigureColumn("question", "Question", Kind.TEXT, "What people ask, as on the pages.", lambda line: line.question),
    FigureColumn("measure", "Measure", Kind.TEXT, "The measure's code.", lambda line: line.code),
    FigureColumn("measure_name", "Name of the measure", Kind.TEXT, "What pages call it.", lambda line: line.name),
    FigureColumn(
        "period",
        "Period",
        Kind.TEXT,
        "YYYY-MM for a month, YYYY-Qn for a quarter and YYYY/YY for a year of the financial year, or a day.",
        lambda line: line.period,
    ),
    FigureColumn(
        "value",
        "Value",
        Kind.DECIMAL,
        "The figure in its unit, with all its digits. A code in square brackets says why there is no number.",
        _value,
    ),
    FigureColumn("unit", "Unit", Kind.TEXT, "What the number is of; % for a share.", lambda line: line.unit),
    FigureColumn(
        "official_word",
        "Official word",
        Kind.TEXT,
        "As expected, better, worse, higher or lower than expected; a rating; empty where nothing is compared.",
        lambda line: line.word,
    ),
    FigureColumn(
        "numerator",
        "Numerator",
        Kind.DECIMAL,
        "What is counted, as far as it is told.",
        _number(lambda line: line.numerator),
    ),
    FigureColumn(
        "denominator",
        "Denominator",
        Kind.DECIMAL,
        "Out of how many, as far as it is told.",
        _number(lambda line: line.denominator),
    ),
    FigureColumn(
        "expected_from",
        "As expected from",
        Kind.DECIMAL,
        "From which value a figure is as expected, for a place of this size.",
        _number(lambda line: line.lower),
    ),
    FigureColumn(
        "expected_to",
        "As expected to",
        Kind.DECIMAL,
        "Up to which value a figure is as expected, for a place of this size.",
        _number(lambda line: line.upper),
    ),
    FigureColumn(
        "all_trusts",
        "All trusts, or the standard",
        Kind.DECIMAL,
        "What all trusts together come to, or what the standard asks for.",
        _number(lambda line: line.target),
    ),
    FigureColumn("release", "Release", Kind.TEXT, "The release that tells the figure.", lambda line: line.release),
    FigureColumn(
        "published_on",
        "Published on",
        Kind.DATE,
        "The day on which the public was first told this figure.",
        lambda line: line.published_on.isoformat() if line.published_on else "",
    ),
    FigureColumn(
        "corrected",
        "Corrected",
        Kind.YES_NO,
        "Whether the figure is another than the release before told for the same period.",
        lambda line: str(line.revised).lower(),
    ),
    FigureColumn(
        "newest",
        "Newest",
        Kind.YES_NO,
        "Whether it is the newest figure of the place by the measure.",
        lambda line: str(line.newest).lower(),
    ),
    FigureColumn("source", "Source", Kind.TEXT, "Where the figure comes from.", lambda line: line.source),
    FigureColumn("note", "Note", Kind.TEXT, "The date and the reason of a withdrawal.", lambda line: line.note),
)
