"""The lines of the published files: what each is about, and how its cells are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from oversight import clock
from oversight.csv_cells import inert
from publication.figures import Figure, Missing, StaffingFigures
from publication.models import Hours, Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.record import Mark


class Level(StrEnum):
    """What a row of a file is about."""

    WARD = "ward"
    HOSPITAL = "hospital"
    TRUST = "trust"


class Kind(StrEnum):
    """The type of a column, by its name in CSV on the Web."""

    TEXT = "string"
    DECIMAL = "decimal"
    WHOLE = "integer"
    DATE = "date"
    MONTH = "gYearMonth"
    YES_NO = "boolean"


@dataclass(frozen=True)
class FileRow:
    """What a line is written from: the rows of a release that it is about, and what stands in their place."""

    release: Release
    trust: ReleasedTrust
    hospital: ReleasedHospital | None = None
    ward: ReleasedWard | None = None
    mark: Mark | None = None
    explanation_mark: Mark | None = None

    @property
    def hours(self) -> Hours:
        """The row that holds the figures."""
        return self.ward or self.hospital or self.trust

    @property
    def absent(self) -> Missing | None:
        """Why the line holds no figures at all, if it does not."""
        if self.mark is not None:
            return Missing.WITHDRAWN
        if self.trust.status == ReleasedTrust.Status.NOT_SUBMITTED:
            return Missing.NOT_SUBMITTED
        if self.hospital is not None and self.hospital.status == ReleasedHospital.Status.NO_WARDS:
            return Missing.NOT_APPLICABLE
        return None

    @property
    def status(self) -> str:
        """The status in words."""
        match self.absent:
            case Missing.WITHDRAWN:
                return "withdrawn"
            case Missing.NOT_SUBMITTED:
                return "not submitted"
            case Missing.NOT_APPLICABLE:
                return "no wards in the return"
            case _:
                return "submitted"


# Writes a line's cell; the figures are None where the line has none to show.
Cell = Callable[[FileRow, StaffingFigures | None], str]


@dataclass(frozen=True)
class FileColumn:
    """One column: its name, its type, what it holds, and how a line's cell is written."""

    name: str
    title: str
    kind: Kind
    description: str
    write: Cell
    levels: tuple[Level, ...] = tuple(Level)

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""
        return self.kind in (Kind.DECIMAL, Kind.WHOLE)


def plain(number: Decimal) -> str:
    """Return a number with all its digits and no trailing zeros, never with an exponent."""
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def text_cell(of: Callable[[FileRow], str]) -> Cell:
    """Return how a text is written: never as a formula."""
    return lambda row, figures: inert(of(row))


def figure_cell(of: Callable[[StaffingFigures], Figure], *, step: Decimal | None = None) -> Cell:
    """Return how a figure is written: with all its digits, or rounded to the step; else the code that says why not."""

    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None:
            return _why_absent(row)
        figure = of(figures)
        if figure.value is None:
            return (figure.missing or Missing.BLANK).value
        return plain(figure.value if step is None else figure.value.quantize(step, rounding=ROUND_HALF_UP))

    return write


def hours_cell(code: str) -> Cell:
    """Return how the hours of a column of the return are written."""

    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None:
            return _why_absent(row)
        hours: Decimal | None = getattr(row.hours, code)
        return Missing.BLANK.value if hours is None else plain(hours)

    return write


def further_hours_cell(code: str) -> Cell:
    """Return how the hours of nursing associates or allied health professionals are written."""

    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None or row.ward is None:
            return _why_absent(row)
        given = row.ward.other_groups.get(code)
        return Missing.BLANK.value if given is None else plain(Decimal(given))

    return write


def yes_no_cell(of: Callable[[FileRow], bool | None]) -> Cell:
    """Return how a yes or no is written; None is an empty cell."""

    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        answer = of(row)
        return "" if answer is None else str(answer).lower()

    return write


def said_of_ward(row: FileRow, text: str) -> str:
    """Return a text of a ward, or its absence where the line or the text was withdrawn."""
    if row.absent:
        return ""
    if row.explanation_mark is not None and text:
        return Missing.WITHDRAWN.value
    return text


def note(row: FileRow) -> str:
    """Return the mark that stands in the place of what was withdrawn."""
    mark = row.mark or row.explanation_mark
    if mark is None:
        return ""
    what = "Withdrawn" if row.mark else "Explanation withdrawn"
    return f"{what} on {clock.london_date(mark.withdrawn_at).isoformat()}: {mark.reason}"


def accepted_on(row: FileRow) -> str:
    """Return the day on which the trust's return was accepted."""
    return clock.london_date(row.trust.accepted_at).isoformat() if row.trust.accepted_at and not row.mark else ""


def _why_absent(row: FileRow) -> str:
    return (row.absent or Missing.BLANK).value
