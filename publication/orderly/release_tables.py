"""The tables of a release, by its kind: the same text that each file has by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from publication import csv_columns, csv_files, csv_lines
from publication.complaints import csv_columns as complaints_columns
from publication.complaints import csv_files as complaints_files
from publication.complaints.told import NoNumber
from publication.csv_writing import ToldColumn
from publication.figures import Missing
from publication.models import Release
from publication.orderly.tables import Code, Table
from publication.periods import COMPLAINTS, SAFETY, STAFFING
from publication.record import Marks
from publication.safety_measures import csv_columns as safety_columns
from publication.safety_measures import csv_files as safety_files

_STAFFING_LINES = {
    csv_lines.Level.WARD: csv_files.wards_of_release,
    csv_lines.Level.HOSPITAL: csv_files.hospitals_of_release,
    csv_lines.Level.TRUST: csv_files.trusts_of_release,
}


def tables_of(release: Release) -> list[Table]:
    """Return the tables of a release as they are told now: what was withdrawn has its mark in its place."""
    return _TABLES[release.kind](release, Marks(release.withdrawals.all()))


def codes_of(kind: str) -> list[Code]:
    """Return the codes that stand in a kind's files where there is no number."""
    return [Code(each.value, each.label, each.meaning) for each in _CODES[kind]]


def columns_of_kind(kind: str) -> list[tuple[str, Sequence[ToldColumn]]]:
    """Return the files of a kind by name, each with its columns."""
    return _COLUMNS[kind]()


def _staffing(release: Release, marks: Marks) -> list[Table]:
    tables = []
    for level, lines in _STAFFING_LINES.items():
        title = f"{release.title}: every {level.value}"
        tables.append(
            _table(
                STAFFING,
                f"{level.value}s",
                title,
                csv_columns.columns_of(level),
                "".join(csv_files.written(lines(release, marks), level)),
                csv_files.described(level, address=f"{level.value}s.csv", title=title),
            )
        )
    return tables


def _complaints(release: Release, marks: Marks) -> list[Table]:
    tables = []
    for level, lines in complaints_files.LINES_OF.items():
        title = f"{release.title}: every {level.value}"
        tables.append(
            _table(
                COMPLAINTS,
                f"{level.value}s",
                title,
                complaints_columns.columns_of(level),
                complaints_files.written(lines(release, marks), level),
                complaints_files.described(level, address=f"{level.value}s.csv", title=title),
            )
        )
    return tables


def _safety(release: Release, marks: Marks) -> list[Table]:
    tables = []
    for level, lines in safety_files.LINES_OF.items():
        title = f"{release.title}: every {level.value}"
        tables.append(
            _table(
                SAFETY,
                f"{level.value}s",
                title,
                safety_columns.columns_of(level),
                safety_files.written(lines(release, marks), level),
                safety_files.described(level, address=f"{level.value}s.csv", title=title),
            )
        )
    return tables


def _table(
    kind: str, name: str, title: str, columns: Sequence[ToldColumn], text: str, described: dict[str, object]
) -> Table:
    return Table(name, title, columns, codes_of(kind), text, described)


_TABLES: Mapping[str, Callable[[Release, Marks], list[Table]]] = {
    STAFFING: _staffing,
    COMPLAINTS: _complaints,
    SAFETY: _safety,
}
_CODES: Mapping[str, Iterable[Missing] | Iterable[NoNumber]] = {
    STAFFING: Missing,
    COMPLAINTS: NoNumber,
    SAFETY: Missing,
}
_COLUMNS: Mapping[str, Callable[[], list[tuple[str, Sequence[ToldColumn]]]]] = {
    STAFFING: lambda: [(f"{level.value}s", csv_columns.columns_of(level)) for level in _STAFFING_LINES],
    COMPLAINTS: lambda: [
        (f"{level.value}s", complaints_columns.columns_of(level)) for level in complaints_files.LINES_OF
    ],
    SAFETY: lambda: [(f"{level.value}s", safety_columns.columns_of(level)) for level in safety_files.LINES_OF],
}
