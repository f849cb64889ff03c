"""Analyse series of a CSV file by XmR, and write limits and special causes of every point as CSV."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oversight.csv_cells import inert
from oversight.returns.reading.unreadable import Unreadable
from ratings.csv_columns import NotInFile
from ratings.rules.special_causes import Direction
from ratings.rules.xmr import FEWEST_POINTS, XmrAnalysis, analyse
from ratings.series_file import FileSeries, NoSeries, SeriesColumns, read_series

COULD_NOT_BE_DONE = 2
COLUMNS = ("group", "date", "value", "mean", "lpl", "upl", "special_cause_type", "point_type")
NAMED_IN_WARNING = 10


class Command(BaseCommand):
    """XmR by Making Data Count over each whole series, with outlying moving ranges screened."""

    help = (
        "Analyse the series of a CSV file by XmR (Making Data Count). Writes CSV: "
        + ", ".join(COLUMNS)
        + ". Dates are written as ISO 8601: kept as they stand (2026-10-01, 2026-10), or turned from dd/mm/yyyy."
    )
    # It reads one file and no database, so it runs wherever the code does.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, its columns, and which way the measure improves."""
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--value", required=True, metavar="COLUMN", help="the column of the values")
        parser.add_argument("--date", required=True, metavar="COLUMN", help="the column of the dates")
        parser.add_argument("--group", metavar="COLUMN", help="the column that tells several series apart")
        parser.add_argument(
            "--direction",
            required=True,
            choices=[direction.value for direction in Direction],
            help="which way the measure improves",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything first, so that nothing is written where something cannot be read."""
        columns = SeriesColumns(options["value"], options["date"], options["group"])
        direction = Direction(options["direction"])
        try:
            path: Path = options["file"]
            series = read_series(path.read_bytes(), path.name, columns)
            analysed = [(one, _analyse(one, direction)) for one in series]
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}", returncode=COULD_NOT_BE_DONE) from error
        except (NotInFile, Unreadable) as error:
            raise CommandError(f"{options['file']}: {error}", returncode=COULD_NOT_BE_DONE) from error
        self.stdout.write(_as_csv(analysed), ending="")
        warning = _too_few_points(analysed)
        if warning:
            self.stderr.write(warning)


def _analyse(series: FileSeries, direction: Direction) -> XmrAnalysis:
    try:
        return analyse([row.value for row in series.rows], direction=direction)
    except ValueError as error:
        of_group = f"Group {series.group!r}: " if series.group else ""
        raise NoSeries(f"{of_group}{error}.") from error


def _as_csv(analysed: list[tuple[FileSeries, XmrAnalysis]]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for series, analysis in analysed:
        for row, point in zip(series.rows, analysis.points, strict=True):
            results: list[object] = [""] * 5
            if point.value is not None and point.limits is not None:
                spread = point.limits.spread
                limits = ("", "") if spread is None else (repr(spread.lower), repr(spread.upper))
                results = [repr(point.limits.mean), *limits, point.special_cause, point.point_type]
            rows.writerow([inert(series.group), row.date, row.value_as_read, *results])
    return text.getvalue()


def _too_few_points(analysed: list[tuple[FileSeries, XmrAnalysis]]) -> str:
    few = [(series.group, analysis.present) for series, analysis in analysed if analysis.too_few_points]
    if not analysed:
        few = [("", 0)]
    if not few:
        return ""
    if len(analysed) <= 1 and not few[0][0]:
        found = f"{few[0][1]} found"
    else:
        found = ", ".join(f"{group!r} {count}" for group, count in few[:NAMED_IN_WARNING])
        if len(few) > NAMED_IN_WARNING:
            found += f" and {len(few) - NAMED_IN_WARNING} groups more"
    return f"Warning: fewer than {FEWEST_POINTS} points are too few to judge by these limits: {found}."
