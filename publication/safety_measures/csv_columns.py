"""The columns of the published files of the safety measures: one declaration, for files, descriptions and dictionary.

A line is one measure of one trust or hospital: its newest figure. A column is never renamed or taken out without a new
``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from oversight import clock
from oversight.csv_cells import inert
from oversight.measures.covering import first_day_of
from oversight.measures.defined import Definition
from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from publication.csv_lines import Kind
from publication.figures import Missing
from publication.models import Release
from publication.record import Mark
from publication.safety_measures.models import (
    ReleasedFigure,
    ReleasedSafetyHospital,
    ReleasedSafetyTrust,
    Standing,
)
from publication.safety_measures.sections import plain_words
from publication.safety_measures.told_words import word_of

FORMAT_VERSION = "1"
_CODES = "A code in square brackets says why there is no number."
_SOURCES = {"return": "return", "file": "national collection", "": ""}


class Level(StrEnum):
    """What a row of a file of the safety measures is about."""

    TRUST = "trust"
    HOSPITAL = "hospital"


@dataclass(frozen=True)
class Line:
    """What a line is written from: a trust or hospital and its figure by a measure, or the mark in their place."""

    release: Release
    trust: ReleasedSafetyTrust
    figure: ReleasedFigure
    hospital: ReleasedSafetyHospital | None = None
    mark: Mark | None = None

    @property
    def absent(self) -> Missing | None:
        """Why there is no figure, if there is none."""
        if self.mark is not None:
            return Missing.WITHDRAWN
        return Missing(self.figure.told) if self.figure.told else None

    @property
    def made(self) -> Definition:
        """The definition of the measure."""
        return definition(self.figure.measure)

    @property
    def period(self) -> Period:
        """The period of the figure."""
        return period_of(self.figure)


@dataclass(frozen=True)
class Column:
    """One column: its name, type and meaning, and how its cell is written."""

    name: str
    title: str
    kind: Kind
    description: str
    write: Callable[[Line], str]
    levels: tuple[Level, ...] = tuple(Level)

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""
        return self.kind is Kind.DECIMAL and self.name in _WITH_CODES


_WITH_CODES = frozenset({"value", "numerator", "denominator"})


def period_of(figure: ReleasedFigure) -> Period:
    """Return the period that a figure is of."""
    return Period(figure.period, Grain(figure.grain))


def columns_of(level: Level) -> list[Column]:
    """Return the columns of the files of a level, in their order."""
    return [column for column in COLUMNS if level in column.levels]


def _text(of: Callable[[Line], str]) -> Callable[[Line], str]:
    return lambda line: inert(of(line))


def _value(line: Line) -> str:
    return line.absent.value if line.absent else _plain(line.figure.value)


def _part(name: str) -> Callable[[Line], str]:
    """A part is "[z]" where a figure is told without it: of a ratio none is told, and a count is over nothing."""

    def write(line: Line) -> str:
        if line.absent is not None:
            return line.absent.value
        number: Decimal | None = getattr(line.figure, name)
        return Missing.NOT_APPLICABLE.value if number is None else _plain(number)

    return write


def _bound(name: str) -> Callable[[Line], str]:
    return lambda line: "" if line.mark else _plain(getattr(line.figure, name))


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _day(moment: datetime | None) -> str:
    return clock.london_date(moment).isoformat() if moment else ""


def _word(line: Line) -> str:
    standing = Standing.NOT_COMPARED if line.absent else Standing(line.figure.standing)
    return word_of(line.made, standing)


COLUMNS: tuple[Column, ...] = (
    Column(
        "month",
        "Month of the release",
        Kind.MONTH,
        "The month up to whose end figures were taken, as 2026-10.",
        lambda line: line.release.period,
    ),
    Column(
        "release",
        "Release",
        Kind.TEXT,
        "The release that the line is from; a revision has a higher number at its end.",
        _text(lambda line: line.release.reference),
    ),
    Column(
        "trust_code",
        "Trust code",
        Kind.TEXT,
        "The trust's code in the register (ODS).",
        _text(lambda line: line.trust.code),
    ),
    Column(
        "trust_name",
        "Trust",
        Kind.TEXT,
        "The trust's name when the figures were released.",
        _text(lambda line: line.trust.name),
    ),
    Column(
        "hospital_code",
        "Hospital code",
        Kind.TEXT,
        "The site's code in the register (ODS).",
        _text(lambda line: line.hospital.code if line.hospital else ""),
        (Level.HOSPITAL,),
    ),
    Column(
        "hospital_name",
        "Hospital",
        Kind.TEXT,
        "The site's name when the figures were released.",
        _text(lambda line: line.hospital.name if line.hospital else ""),
        (Level.HOSPITAL,),
    ),
    Column(
        "return_status",
        "Safety return of the month",
        Kind.TEXT,
        "Whether the trust's safety return of the month was accepted: Submitted, Not submitted, or From national "
        "collections.",
        _text(lambda line: line.trust.get_status_display()),
        (Level.TRUST,),
    ),
    Column(
        "measure",
        "Measure",
        Kind.TEXT,
        "The code of the measure; the dictionary says what it counts and what it does not mean.",
        _text(lambda line: line.figure.measure),
    ),
    Column(
        "measure_name",
        "Measure in plain words",
        Kind.TEXT,
        "What pages call the measure.",
        _text(lambda line: plain_words(line.figure.measure).name),
    ),
    Column(
        "period",
        "Period of the figure",
        Kind.TEXT,
        "A month as 2026-10, a quarter of the financial year as 2026-Q2, or a financial year as 2025/26.",
        _text(lambda line: str(line.period)),
    ),
    Column(
        "period_from",
        "First day of the period",
        Kind.DATE,
        "The first day that the figure is of, as YYYY-MM-DD.",
        lambda line: first_day_of(line.made, line.period).isoformat(),
    ),
    Column(
        "period_to",
        "Last day of the period",
        Kind.DATE,
        "The last day that the figure is of, as YYYY-MM-DD.",
        lambda line: line.period.last_day.isoformat(),
    ),
    Column(
        "value",
        "Value",
        Kind.DECIMAL,
        f"The figure, in the unit of the measure. {_CODES}",
        _value,
    ),
    Column(
        "unit",
        "Unit",
        Kind.TEXT,
        "What the value is counted in, such as % or per 100,000 bed days.",
        _text(lambda line: line.made.unit),
    ),
    Column(
        "numerator",
        "Numerator",
        Kind.DECIMAL,
        "What was counted, rounded to the nearest 5 where it counts people who could be recognised; not told of a "
        f"standardised ratio. {_CODES}",
        _part("numerator"),
    ),
    Column(
        "denominator",
        "Denominator",
        Kind.DECIMAL,
        "What it is counted over, rounded likewise; none where the value is a count by itself, and not told of a "
        f"standardised ratio. {_CODES}",
        _part("denominator"),
    ),
    Column(
        "compared",
        "Set beside all trusts",
        Kind.TEXT,
        "better, worse or as expected, or not compared; of deaths and reports higher or lower than expected. It is not "
        "a rank.",
        _text(_word),
        (Level.TRUST,),
    ),
    Column(
        "target",
        "All trusts, or the standard",
        Kind.DECIMAL,
        "What all trusts together come to, or the standard that all are asked to reach; in the unit of the measure, "
        "and empty where there is neither.",
        _bound("target"),
    ),
    Column(
        "expected_from",
        "As expected from",
        Kind.DECIMAL,
        "The least value that is as expected of a figure of this size; empty where its size alone does not say.",
        _bound("lower"),
        (Level.TRUST,),
    ),
    Column(
        "expected_to",
        "As expected up to",
        Kind.DECIMAL,
        "The largest value that is as expected of a figure of this size; empty where its size alone does not say.",
        _bound("upper"),
        (Level.TRUST,),
    ),
    Column(
        "told_by",
        "Told by",
        Kind.TEXT,
        "Who said so: the trust's accepted return, or a national collection; empty where nobody did.",
        _text(lambda line: "" if line.mark else _SOURCES[line.figure.source]),
    ),
    Column(
        "known_on",
        "Known on",
        Kind.DATE,
        "The day on which this system learned of the figure.",
        lambda line: "" if line.mark else _day(line.figure.known_from),
    ),
    Column(
        "first_released_on",
        "First released on",
        Kind.DATE,
        "The day on which just this was first told to the public.",
        lambda line: _day(line.figure.told_since),
    ),
    Column(
        "revised",
        "Revised",
        Kind.YES_NO,
        "Whether a release before told otherwise of the same period.",
        lambda line: "true" if line.figure.revised else "false",
    ),
    Column(
        "withdrawn_on",
        "Withdrawn on",
        Kind.DATE,
        "The day on which the line's figure was withdrawn, if it was.",
        lambda line: _day(line.mark.withdrawn_at) if line.mark else "",
    ),
    Column(
        "withdrawn_because",
        "Withdrawn because",
        Kind.TEXT,
        "The reason for which it was withdrawn.",
        _text(lambda line: line.mark.reason if line.mark else ""),
    ),
)
