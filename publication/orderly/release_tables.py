"""The tables of a release, by its kind: the same text that each file has by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def tables_of(release: Release) -> list[Table]:
    """Return the tables of a release as they are told now: what was withdrawn has its mark in its place."""
    files, marks = _FILES[release.kind], Marks(release.withdrawals.all())
    tables = []
    for level, lines in files.lines.items():
        name, title = f"{level.value}s", f"{release.title}: every {level.value}"
        text = "".join(files.written(lines(release, marks), level))
        described = files.described(level, address=f"{name}.csv", title=title)
        tables.append(Table(name, title, files.columns(level), codes_of(release.kind), text, described))
    return tables


def codes_of(kind: str) -> list[Code]:
    """Return the codes that stand in a kind's files where there is no number."""
    return [Code(each.value, each.label, each.meaning) for each in _FILES[kind].codes]


def columns_of_kind(kind: str) -> list[tuple[str, Sequence[ToldColumn]]]:
    """Return the files of a kind by name, each with its columns."""
    files = _FILES[kind]
    return [(f"{level.value}s", files.columns(level)) for level in files.lines]


@dataclass(frozen=True)
class _Files:
    """The files of a kind, one for each level: how their lines are found, what columns they have, how they are told."""

    lines: Mapping[Any, Callable[[Release, Marks], Iterable[Any]]]
    columns: Callable[[Any], Sequence[ToldColumn]]
    written: Callable[[Iterable[Any], Any], Iterable[str]]
    described: Callable[..., dict[str, Any]]
    codes: Iterable[Missing] | Iterable[NoNumber]


_FILES: Mapping[str, _Files] = {
    STAFFING: _Files(
        {
            csv_lines.Level.WARD: csv_files.wards_of_release,
            csv_lines.Level.HOSPITAL: csv_files.hospitals_of_release,
            csv_lines.Level.TRUST: csv_files.trusts_of_release,
        },
        csv_columns.columns_of,
        csv_files.written,
        csv_files.described,
        Missing,
    ),
    COMPLAINTS: _Files(
        complaints_files.LINES_OF,
        complaints_columns.columns_of,
        complaints_files.written,
        complaints_files.described,
        NoNumber,
    ),
    SAFETY: _Files(
        safety_files.LINES_OF, safety_columns.columns_of, safety_files.written, safety_files.described, Missing
    ),
}
