"""The columns of the published files of complaints: one declaration, for files, their description and the dictionary.

A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from complaints.items import ASKED, Item
from oversight import clock
from oversight.csv_cells import inert
from publication.complaints.disclosing import BLANK
from publication.complaints.figures import OVERALL_LABELS, TrustFigures, rounded
from publication.complaints.models import (
    OVERALL,
    OVERALL_OF_HOSPITAL,
    ReleasedComplaintsHospital,
    ReleasedComplaintsTrust,
    ReleasedLesson,
)
from publication.complaints.shown_items import SERVICES_SHOWN, SUBJECTS_SHOWN, label_of
from publication.complaints.told import NoNumber, Told, told
from publication.csv_lines import Kind, plain
from publication.models import Release
from publication.record import Mark

FORMAT_VERSION = "1"
_CODES = "A code in square brackets says why there is no number."
_PERCENT_STEP, _PER_THOUSAND_STEP = Decimal("0.001"), Decimal("0.01")


class Level(StrEnum):
    """What a row of a file of complaints is about."""

    TRUST = "trust"
    HOSPITAL = "hospital"
    LESSON = "lesson"


@dataclass(frozen=True)
class Line:
    """What a line is written from: the rows of a release that it is about, and the mark that stands in their place."""

    release: Release
    trust: ReleasedComplaintsTrust
    hospital: ReleasedComplaintsHospital | None = None
    lesson: ReleasedLesson | None = None
    mark: Mark | None = None

    @property
    def absent(self) -> NoNumber | None:
        """Why the line holds no figures at all, if it does not."""
        if self.mark is not None:
            return NoNumber.WITHDRAWN
        row = self.hospital or self.trust
        if row.status == "not_submitted":
            return NoNumber.NOT_SUBMITTED
        return NoNumber.NOT_APPLICABLE if row.status == "not_named" else None

    @property
    def status(self) -> str:
        """The status in words."""
        if self.absent is NoNumber.NOT_APPLICABLE:
            return "not named in the return"
        return self.absent.label if self.absent else "submitted"


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
        return self.kind in (Kind.DECIMAL, Kind.WHOLE)


def columns_of(level: Level) -> list[Column]:
    """Return the columns of the files of a level, in their order."""
    return [column for column in COLUMNS if level in column.levels]


def _number(of: Callable[[Line], Told], step: Decimal | None = None) -> Callable[[Line], str]:
    def write(line: Line) -> str:
        if line.absent is not None:
            return line.absent.value
        figure = of(line)
        if figure.value is None:
            return (figure.missing or NoNumber.BLANK).value
        return plain(figure.value if step is None else rounded(figure.value, step))

    return write


def _text(of: Callable[[Line], str]) -> Callable[[Line], str]:
    return lambda line: inert(of(line))


def _of_lesson(of: Callable[[ReleasedLesson], str]) -> Callable[[Line], str]:
    return _text(lambda line: of(line.lesson) if line.lesson and not line.mark else "")


def _overall(name: str) -> Column:
    def figure(line: Line) -> Told:
        return told(line.hospital.overall.get(name, BLANK) if line.hospital else getattr(line.trust, name))

    levels = (Level.TRUST, Level.HOSPITAL) if name in OVERALL_OF_HOSPITAL else (Level.TRUST,)
    return Column(
        f"complaints_{name}",
        OVERALL_LABELS[name],
        Kind.WHOLE,
        f"Complaints: {OVERALL_LABELS[name].lower()}. A hospital's number is rounded to the nearest 5 or held back. "
        f"{_CODES}",
        _number(figure),
        levels,
    )


def _broken_down(items: Iterable[Item], what: str) -> list[Column]:
    return [
        Column(
            item.code,
            label_of(item),
            Kind.WHOLE,
            f"New complaints with this {what}; one complaint can have several. Rounded to the nearest 5 or held back. "
            f"{_CODES}",
            _number(lambda line, code=item.code: told((line.hospital or line.trust).breakdown.get(code, BLANK))),  # type: ignore[misc]
            (Level.TRUST, Level.HOSPITAL),
        )
        for item in items
    ]


def _asked(code: str, label: str, guidance: str) -> Column:
    return Column(
        code,
        label,
        Kind.WHOLE,
        f"{guidance} {_CODES}",
        _number(lambda line: TrustFigures(line.trust).asked(code)),
        (Level.TRUST,),
    )


def _day(day: object) -> str:
    return str(day) if day else ""


_TRUST, _HOSPITAL, _LESSON = (Level.TRUST,), (Level.HOSPITAL,), (Level.LESSON,)

COLUMNS: tuple[Column, ...] = (
    Column(
        "period",
        "Period",
        Kind.TEXT,
        "The quarter of the financial year, as 2026-Q2 (July to September 2026), or a whole year, as 2026-27.",
        _text(lambda line: line.release.period),
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
        "The site's code in the register (ODS), as the return gives it.",
        _text(lambda line: line.hospital.code if line.hospital else ""),
        _HOSPITAL,
    ),
    Column(
        "hospital_name",
        "Hospital",
        Kind.TEXT,
        "The site's name when the figures were released.",
        _text(lambda line: line.hospital.name if line.hospital else ""),
        _HOSPITAL,
    ),
    Column(
        "status",
        "Status",
        Kind.TEXT,
        "submitted, not submitted, not named in the return, or withdrawn.",
        _text(lambda line: line.status),
    ),
    *(_overall(name) for name in OVERALL),
    Column(
        "complaints_percent_of_interventions",
        "New complaints as a share of patient interventions",
        Kind.DECIMAL,
        f"New complaints over patient interventions, in per cent, to 3 decimals. {_CODES}",
        _number(lambda line: TrustFigures(line.trust).percent_of_interventions, _PERCENT_STEP),
        _TRUST,
    ),
    Column(
        "complaints_per_1000_interventions",
        "New complaints for every 1,000 patient interventions",
        Kind.DECIMAL,
        f"New complaints over patient interventions, for every 1,000, to 2 decimals. {_CODES}",
        _number(lambda line: TrustFigures(line.trust).per_thousand, _PER_THOUSAND_STEP),
        _TRUST,
    ),
    *(_asked(asked.code, asked.label, asked.guidance) for asked in ASKED),
    Column(
        "interventions_definition",
        "How patient interventions were counted",
        Kind.TEXT,
        "The trust's own definition; ours where it gave none.",
        _text(lambda line: "" if line.absent else TrustFigures(line.trust).definition_used),
        _TRUST,
    ),
    *_broken_down(SUBJECTS_SHOWN, "subject"),
    *_broken_down(SERVICES_SHOWN, "service area"),
    Column(
        "small_numbers",
        "Rules for small numbers",
        Kind.TEXT,
        "Which rules for small numbers were kept, with their version.",
        _text(lambda line: line.trust.small_numbers),
        (Level.TRUST, Level.HOSPITAL),
    ),
    Column(
        "lesson",
        "Lesson",
        Kind.TEXT,
        "What the lesson is called in every release that holds it.",
        _text(lambda line: line.lesson.key if line.lesson else ""),
        _LESSON,
    ),
    Column(
        "theme", "Theme", Kind.TEXT, "What it is about: a subject of KO41a.", _of_lesson(lambda row: row.theme), _LESSON
    ),
    Column("place", "Ward or service", Kind.TEXT, "As the trust wrote it.", _of_lesson(lambda row: row.place), _LESSON),
    Column(
        "learned",
        "What was learned",
        Kind.TEXT,
        "In the trust's own words.",
        _of_lesson(lambda row: row.lesson),
        _LESSON,
    ),
    Column(
        "action", "What was done", Kind.TEXT, "In the trust's own words.", _of_lesson(lambda row: row.action), _LESSON
    ),
    Column("owner", "Who sees to it", Kind.TEXT, "A role, not a person.", _of_lesson(lambda row: row.owner), _LESSON),
    Column(
        "due_on",
        "To be done by",
        Kind.DATE,
        "Empty where not given.",
        _of_lesson(lambda row: _day(row.due_on)),
        _LESSON,
    ),
    Column(
        "done_on", "Done on", Kind.DATE, "Empty where not given.", _of_lesson(lambda row: _day(row.done_on)), _LESSON
    ),
    Column(
        "worked",
        "Whether it worked",
        Kind.TEXT,
        "yes, partly, no or too_early, as the trust says; empty where it does not.",
        _of_lesson(lambda row: row.worked),
        _LESSON,
    ),
    Column(
        "known_by",
        "By what it is known",
        Kind.TEXT,
        "In the trust's own words.",
        _of_lesson(lambda row: row.known_by),
        _LESSON,
    ),
    Column(
        "return_version",
        "Version of the return",
        Kind.WHOLE,
        f"1 for the first accepted return of the period, more for a correction. {_CODES}",
        lambda line: str(line.trust.version_number or NoNumber.NOT_SUBMITTED.value),
    ),
    Column(
        "accepted_on",
        "Accepted on",
        Kind.DATE,
        "The day on which the version was accepted.",
        lambda line: clock.london_date(line.trust.accepted_at).isoformat() if line.trust.accepted_at else "",
    ),
    Column(
        "corrected",
        "Corrected",
        Kind.YES_NO,
        "Whether the line differs from the release of the period before this one.",
        lambda line: str((line.hospital or line.trust).revised).lower(),
        (Level.TRUST, Level.HOSPITAL),
    ),
    Column(
        "note",
        "Note",
        Kind.TEXT,
        "The date and the reason of a withdrawal.",
        _text(
            lambda line: (
                f"Withdrawn on {clock.london_date(line.mark.withdrawn_at).isoformat()}: {line.mark.reason}"
                if line.mark
                else ""
            )
        ),
    ),
)
