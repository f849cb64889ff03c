"""The columns of the published files: one declaration, from which files, their metadata and the dictionary are made.

A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from oversight import clock
from oversight.csv_cells import inert
from oversight.measures.defining import definition
from publication.figures import Figure, Missing, StaffingFigures
from publication.frozen_often_short import SHIFTS_AND_GROUPS
from publication.models import Hours, Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.record import Mark
from staffing.columns import BY_CODE, FURTHER_HOURS

FORMAT_VERSION = "1"
_RATE_STEP = Decimal("0.0001")


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


@dataclass(frozen=True)
class FileColumn:
    """One column: its name, its type, what it holds, and how a line's cell is written."""

    name: str
    title: str
    kind: Kind
    description: str
    write: Callable[[FileRow, StaffingFigures | None], str]
    levels: tuple[Level, ...] = tuple(Level)
    unit: str = ""

    @property
    def may_hold_codes(self) -> bool:
        """Whether a code can stand in the place of a number."""
        return self.kind in (Kind.DECIMAL, Kind.WHOLE)


def columns_of(level: Level) -> list[FileColumn]:
    """Return the columns of the files of a level, in their order."""
    return [column for column in COLUMNS if level in column.levels]


def line(row: FileRow, columns: list[FileColumn]) -> list[str]:
    """Return the cells of one line: numbers plain, texts that no spreadsheet program will calculate."""
    figures = None if row.absent else StaffingFigures(row.hours)
    return [column.write(row, figures) for column in columns]


def plain(number: Decimal) -> str:
    """Return a number with all its digits and no trailing zeros, never with an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(of: Callable[[FileRow], str]) -> Callable[[FileRow, StaffingFigures | None], str]:
    return lambda row, figures: inert(of(row))


def _figure(of: Callable[[StaffingFigures], Figure], *, step: Decimal | None = None) -> Callable[[FileRow, StaffingFigures | None], str]:
    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None:
            return str((row.absent or Missing.BLANK).value)
        figure = of(figures)
        if figure.value is None:
            return str((figure.missing or Missing.BLANK).value)
        return plain(figure.value if step is None else figure.value.quantize(step, rounding=ROUND_HALF_UP))

    return write


def _hours(code: str) -> Callable[[FileRow, StaffingFigures | None], str]:
    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None:
            return str((row.absent or Missing.BLANK).value)
        hours: Decimal | None = getattr(row.hours, code)
        return Missing.BLANK.value if hours is None else plain(hours)

    return write


def _further(code: str) -> Callable[[FileRow, StaffingFigures | None], str]:
    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        if figures is None or row.ward is None:
            return str((row.absent or Missing.BLANK).value)
        text = row.ward.other_groups.get(code)
        return Missing.BLANK.value if text is None else plain(Decimal(text))

    return write


def _yes_no(of: Callable[[FileRow], bool | None]) -> Callable[[FileRow, StaffingFigures | None], str]:
    def write(row: FileRow, figures: StaffingFigures | None) -> str:
        answer = of(row)
        return "" if answer is None else str(answer).lower()

    return write


def _shown(row: FileRow, text: str) -> str:
    """Return a text of a ward, or its absence where the line or the text was withdrawn."""
    if row.absent:
        return ""
    if row.explanation_mark is not None and text:
        return Missing.WITHDRAWN.value
    return text


def _note(row: FileRow) -> str:
    """Return the mark that stands in the place of what was withdrawn."""
    mark = row.mark or row.explanation_mark
    if mark is None:
        return ""
    what = "Withdrawn" if row.mark else "Explanation withdrawn"
    return f"{what} on {clock.london_date(mark.withdrawn_at).isoformat()}: {mark.reason}"


def _accepted(row: FileRow) -> str:
    return clock.london_date(row.trust.accepted_at).isoformat() if row.trust.accepted_at and not row.mark else ""


def _hours_column(code: str) -> FileColumn:
    column = BY_CODE[code]
    return FileColumn(
        f"{code}_hours", column.heading.replace(" - ", ", "), Kind.DECIMAL, column.guidance, _hours(code), unit="hours"
    )


_PLACED = (Level.WARD, Level.HOSPITAL)
_WARDS = (Level.WARD,)
_ADDED = (Level.HOSPITAL, Level.TRUST)
_CODES = "A code in square brackets says why there is no number."

COLUMNS: tuple[FileColumn, ...] = (
    FileColumn("period", "Month", Kind.MONTH, "The month that the figures describe, as YYYY-MM.", _text(lambda row: row.release.period)),
    FileColumn("release", "Release", Kind.TEXT, "The release that the line is from; a revision has a higher number at its end.", _text(lambda row: row.release.reference)),
    FileColumn("trust_code", "Trust code", Kind.TEXT, "The trust's code in the register (ODS).", _text(lambda row: row.trust.code)),
    FileColumn("trust_name", "Trust", Kind.TEXT, "The trust's name when the figures were released.", _text(lambda row: row.trust.name)),
    FileColumn("hospital_code", "Hospital code", Kind.TEXT, "The hospital site's code in the register (ODS); empty where the return names the place in words alone.", _text(lambda row: row.hospital.code if row.hospital else ""), _PLACED),
    FileColumn("hospital_name", "Hospital", Kind.TEXT, "The hospital's name when the figures were released.", _text(lambda row: row.hospital.name if row.hospital else ""), _PLACED),
    FileColumn("status", "Status", Kind.TEXT, "submitted, not submitted, no wards in the return, or withdrawn.", _text(lambda row: row.status)),
    FileColumn("ward_id", "Ward identifier", Kind.TEXT, "The ward's own identifier here, the same in every release; wards have no national code.", _text(lambda row: str(row.ward.ward_id) if row.ward else ""), _WARDS),
    FileColumn("ward_name", "Ward", Kind.TEXT, "The ward's name in the return.", _text(lambda row: row.ward.name if row.ward else ""), _WARDS),
    FileColumn("specialty_1", "Specialty 1", Kind.TEXT, "The ward's main specialty, as the return gives it.", _text(lambda row: row.ward.specialty_1 if row.ward else ""), _WARDS),
    FileColumn("specialty_2", "Specialty 2", Kind.TEXT, "Its second specialty, if any.", _text(lambda row: row.ward.specialty_2 if row.ward else ""), _WARDS),
    FileColumn("wards", "Wards", Kind.WHOLE, "The wards in the return.", lambda row, figures: str(row.absent.value) if row.absent else str((row.hospital or row.trust).wards), _ADDED),
    *(_hours_column(f"{name}_{side}") for name in SHIFTS_AND_GROUPS for side in ("planned", "actual")),
    FileColumn("patients", "Patients at 23:59, added up", Kind.WHOLE, f"{BY_CODE['patients'].guidance} {_CODES}", _figure(lambda figures: figures.patients), unit="patients"),
    *(
        FileColumn(f"fill_{name}", definition(f"fill_{name}").name, Kind.DECIMAL, f"{definition(f'fill_{name}').numerator}, over: {definition(f'fill_{name}').denominator}; in per cent, to 4 decimals. {_CODES}", _figure(lambda figures, name=name: figures.fill[name], step=_RATE_STEP), unit="per cent")  # type: ignore[misc]
        for name in SHIFTS_AND_GROUPS
    ),
    FileColumn("fill_all", "Fill rate, all four together", Kind.DECIMAL, f"All hours worked over all hours planned, both groups, day and night; in per cent, to 4 decimals. {_CODES}", _figure(lambda figures: figures.all_fill, step=_RATE_STEP), _ADDED, unit="per cent"),
    FileColumn("public_average", "Average of the four fill rates", Kind.DECIMAL, f"The plain mean of the four rates, the figure that the NHS showed for a hospital from 2014; to 4 decimals. {_CODES}", _figure(lambda figures: figures.public_average, step=_RATE_STEP), _ADDED, unit="per cent"),
    *(
        FileColumn(f"chppd_{group}", definition(f"chppd_{group}").name, Kind.DECIMAL, f"{definition(f'chppd_{group}').numerator}, over: {definition(f'chppd_{group}').denominator}; to 4 decimals. {_CODES}", _figure(lambda figures, group=group: figures.care_hours[group], step=_RATE_STEP), unit="hours")  # type: ignore[misc]
        for group in ("registered", "care", "overall")
    ),
    *(
        FileColumn(f"{column.code}_hours", column.heading.replace(" - ", ", "), Kind.DECIMAL, f"{column.guidance} {_CODES}", _further(column.code), _WARDS, unit="hours")
        for column in FURTHER_HOURS
    ),
    FileColumn("often_short", "Often short", Kind.YES_NO, "Whether the ward was often short, by the rule given in the method.", _yes_no(lambda row: row.ward.often_short if row.ward and not row.absent else None), _WARDS),
    FileColumn("often_short_why", "Why it counts as often short", Kind.TEXT, "The months that it rests on, in words.", _text(lambda row: "" if row.absent or not row.ward else row.ward.often_short_sentence), _WARDS),
    FileColumn("trust_explanation", "What the trust says", Kind.TEXT, "The trust's explanation for a ward that is often short.", _text(lambda row: _shown(row, row.ward.explanation) if row.ward else ""), _WARDS),
    FileColumn("trust_action", "What the trust is doing", Kind.TEXT, "What the trust says that it is doing about it.", _text(lambda row: _shown(row, row.ward.action) if row.ward else ""), _WARDS),
    FileColumn("return_version", "Version of the return", Kind.WHOLE, "1 for the first accepted return of the month, more for a correction.", lambda row, figures: str(row.absent.value) if row.absent and row.trust.version_number is None else str(row.trust.version_number)),
    FileColumn("accepted_on", "Accepted on", Kind.DATE, "The day on which the version was accepted.", _text(_accepted)),
    FileColumn("late", "Late", Kind.YES_NO, "Whether the trust's first return of the month came after the closing date.", _yes_no(lambda row: row.trust.late if row.trust.version_number else None)),
    FileColumn("corrected", "Corrected", Kind.YES_NO, "Whether the line differs from the release of the month before this one.", _yes_no(lambda row: (row.ward or row.hospital or row.trust).revised)),
    FileColumn("note", "Note", Kind.TEXT, "The date and the reason of a withdrawal.", _text(_note)),
)
