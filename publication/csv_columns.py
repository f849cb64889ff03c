"""The columns of the published files: one declaration, from which files, their metadata and the dictionary are made.

A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from decimal import Decimal

from oversight.measures.defining import definition
from publication.csv_lines import (
    FileColumn,
    FileRow,
    Kind,
    Level,
    accepted_on,
    figure_cell,
    further_hours_cell,
    hours_cell,
    note,
    said_of_ward,
    text_cell,
    yes_no_cell,
)
from publication.figures import StaffingFigures
from publication.frozen_often_short import SHIFTS_AND_GROUPS
from staffing.columns import BY_CODE, FURTHER_HOURS

FORMAT_VERSION = "1"
_RATE_STEP = Decimal("0.0001")


def columns_of(level: Level) -> list[FileColumn]:
    """Return the columns of the files of a level, in their order."""
    return [column for column in COLUMNS if level in column.levels]


def line(row: FileRow, columns: list[FileColumn]) -> list[str]:
    """Return the cells of one line: numbers plain, texts that no spreadsheet program will calculate."""
    figures = None if row.absent else StaffingFigures(row.hours)
    return [column.write(row, figures) for column in columns]


def _hours_column(code: str) -> FileColumn:
    column = BY_CODE[code]
    return FileColumn(
        f"{code}_hours",
        column.heading.replace(" - ", ", "),
        Kind.DECIMAL,
        column.guidance,
        hours_cell(code),
    )


def _fill_column(name: str) -> FileColumn:
    measure = definition(f"fill_{name}")
    return FileColumn(
        measure.code,
        measure.name,
        Kind.DECIMAL,
        f"{measure.numerator}, over: {measure.denominator}; in per cent, to 4 decimals. {_CODES}",
        figure_cell(lambda figures: figures.fill[name], step=_RATE_STEP),
    )


def _care_hours_column(group: str) -> FileColumn:
    measure = definition(f"chppd_{group}")
    return FileColumn(
        measure.code,
        measure.name,
        Kind.DECIMAL,
        f"{measure.numerator}, over: {measure.denominator}; to 4 decimals. {_CODES}",
        figure_cell(lambda figures: figures.care_hours[group], step=_RATE_STEP),
    )


_PLACED = (Level.WARD, Level.HOSPITAL)
_WARDS = (Level.WARD,)
_ADDED = (Level.HOSPITAL, Level.TRUST)
_CODES = "A code in square brackets says why there is no number."

COLUMNS: tuple[FileColumn, ...] = (
    FileColumn(
        "period",
        "Month",
        Kind.MONTH,
        "The month that the figures describe, as YYYY-MM.",
        text_cell(lambda row: row.release.period),
    ),
    FileColumn(
        "release",
        "Release",
        Kind.TEXT,
        "The release that the line is from; a revision has a higher number at its end.",
        text_cell(lambda row: row.release.reference),
    ),
    FileColumn(
        "trust_code",
        "Trust code",
        Kind.TEXT,
        "The trust's code in the register (ODS).",
        text_cell(lambda row: row.trust.code),
    ),
    FileColumn(
        "trust_name",
        "Trust",
        Kind.TEXT,
        "The trust's name when the figures were released.",
        text_cell(lambda row: row.trust.name),
    ),
    FileColumn(
        "hospital_code",
        "Hospital code",
        Kind.TEXT,
        "The hospital site's code in the register (ODS); empty where the return names the place in words alone.",
        text_cell(lambda row: row.hospital.code if row.hospital else ""),
        _PLACED,
    ),
    FileColumn(
        "hospital_name",
        "Hospital",
        Kind.TEXT,
        "The hospital's name when the figures were released.",
        text_cell(lambda row: row.hospital.name if row.hospital else ""),
        _PLACED,
    ),
    FileColumn(
        "status",
        "Status",
        Kind.TEXT,
        "submitted, not submitted, no wards in the return, or withdrawn.",
        text_cell(lambda row: row.status),
    ),
    FileColumn(
        "ward_id",
        "Ward identifier",
        Kind.TEXT,
        "The ward's own identifier here, the same in every release; wards have no national code.",
        text_cell(lambda row: str(row.ward.ward_id) if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "ward_name",
        "Ward",
        Kind.TEXT,
        "The ward's name in the return.",
        text_cell(lambda row: row.ward.name if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "specialty_1",
        "Specialty 1",
        Kind.TEXT,
        "The ward's main specialty, as the return gives it.",
        text_cell(lambda row: row.ward.specialty_1 if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "specialty_2",
        "Specialty 2",
        Kind.TEXT,
        "Its second specialty, if any.",
        text_cell(lambda row: row.ward.specialty_2 if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "wards",
        "Wards",
        Kind.WHOLE,
        "The wards in the return.",
        lambda row, figures: str(row.absent.value) if row.absent else str((row.hospital or row.trust).wards),
        _ADDED,
    ),
    *(_hours_column(f"{name}_{side}") for name in SHIFTS_AND_GROUPS for side in ("planned", "actual")),
    FileColumn(
        "patients",
        "Patients at 23:59, added up",
        Kind.WHOLE,
        f"{BY_CODE['patients'].guidance} {_CODES}",
        figure_cell(lambda figures: figures.patients),
    ),
    *(_fill_column(name) for name in SHIFTS_AND_GROUPS),
    FileColumn(
        "fill_all",
        "Fill rate, all four together",
        Kind.DECIMAL,
        f"All hours worked over all hours planned, both groups, day and night; in per cent, to 4 decimals. {_CODES}",
        figure_cell(lambda figures: figures.all_fill, step=_RATE_STEP),
        _ADDED,
    ),
    FileColumn(
        "public_average",
        "Average of the four fill rates",
        Kind.DECIMAL,
        f"The plain mean of the four rates, which the NHS showed for a hospital from 2014; to 4 decimals. {_CODES}",
        figure_cell(lambda figures: figures.public_average, step=_RATE_STEP),
        _ADDED,
    ),
    *(_care_hours_column(group) for group in ("registered", "care", "overall")),
    *(
        FileColumn(
            f"{column.code}_hours",
            column.heading.replace(" - ", ", "),
            Kind.DECIMAL,
            f"{column.guidance} {_CODES}",
            further_hours_cell(column.code),
            _WARDS,
        )
        for column in FURTHER_HOURS
    ),
    FileColumn(
        "often_short",
        "Often short",
        Kind.YES_NO,
        "Whether the ward was often short, by the rule given in the method.",
        yes_no_cell(lambda row: row.ward.often_short if row.ward and not row.absent else None),
        _WARDS,
    ),
    FileColumn(
        "often_short_why",
        "Why it counts as often short",
        Kind.TEXT,
        "The months that it rests on, in words.",
        text_cell(lambda row: "" if row.absent or not row.ward else row.ward.often_short_sentence),
        _WARDS,
    ),
    FileColumn(
        "trust_explanation",
        "What the trust says",
        Kind.TEXT,
        "The trust's explanation for a ward that is often short.",
        text_cell(lambda row: said_of_ward(row, row.ward.explanation) if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "trust_action",
        "What the trust is doing",
        Kind.TEXT,
        "What the trust says that it is doing about it.",
        text_cell(lambda row: said_of_ward(row, row.ward.action) if row.ward else ""),
        _WARDS,
    ),
    FileColumn(
        "return_version",
        "Version of the return",
        Kind.WHOLE,
        "1 for the first accepted return of the month, more for a correction.",
        lambda row, figures: (
            str(row.absent.value) if row.absent and row.trust.version_number is None else str(row.trust.version_number)
        ),
    ),
    FileColumn(
        "accepted_on", "Accepted on", Kind.DATE, "The day on which the version was accepted.", text_cell(accepted_on)
    ),
    FileColumn(
        "late",
        "Late",
        Kind.YES_NO,
        "Whether the trust's first return of the month came after the closing date.",
        yes_no_cell(lambda row: row.trust.late if row.trust.version_number else None),
    ),
    FileColumn(
        "corrected",
        "Corrected",
        Kind.YES_NO,
        "Whether the line differs from the release of the month before this one.",
        yes_no_cell(lambda row: (row.ward or row.hospital or row.trust).revised),
    ),
    FileColumn("note", "Note", Kind.TEXT, "The date and the reason of a withdrawal.", text_cell(note)),
)
