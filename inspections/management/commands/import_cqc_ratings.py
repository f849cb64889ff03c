"""Import the regulator's published table of latest ratings; prints counts as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from inspections.importing.answering import rejections
from inspections.importing.command_line import Files, ImportCommand
from inspections.importing.latest_ratings import read_latest_ratings
from inspections.models import PublishedRating
from oversight.returns.reading.unreadable import Unreadable


class Command(ImportCommand):
    help = (
        'Import the ratings of NHS hospitals, as published, from the table "Latest ratings": CSV, or the sheet '
        "Locations of an ODS or XLSX file, with the headings of any year. Rows of others are counted and left aside. "
        "Prints JSON. A second time nothing is new. Exit 0 done, 1 done but something was rejected, 2 could not be "
        "done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file."""
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV, ODS or XLSX")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole table first, so that nothing is imported where it cannot be read."""
        files = Files(PublishedRating.Source.LATEST_RATINGS)
        path: Path = options["file"]
        try:
            content, read = self.read(path, read_latest_ratings)
        except Unreadable as failure:
            self.stop(f"{path}: {failure}")
        files.add(read.ratings, content)
        files.of_the_nhs, files.listed = set(read.locations), read.locations
        files.rejected = rejections(read.rejected, path.name)
        files.counts = {
            "rows": read.rows,
            "left_aside": read.left_aside,
            "without_rating": read.without_rating,
        }
        self.import_all(files, options)
