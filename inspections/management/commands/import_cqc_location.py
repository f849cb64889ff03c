"""Import the ratings of locations as the regulator's interface for programs gives them; prints counts as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from inspections.importing.answering import rejections
from inspections.importing.api_location import NotALocation, read_location
from inspections.importing.command_line import Files, ImportCommand
from inspections.models import PublishedRating


class Command(ImportCommand):
    help = (
        "Import the current and earlier ratings of locations, as published, from JSON files in the shape of CQC's "
        "interface (/public/v1/locations/ID). Prints JSON. A second time nothing is new. Exit 0 done, 1 done but "
        "something was rejected, 2 could not be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files."""
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="JSON, one location each")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file first, so that nothing is imported where one cannot be read."""
        files, assessments = Files(PublishedRating.Source.CQC_API), 0
        for path in options["files"]:
            try:
                content, location = self.read(path, read_location)
            except NotALocation as failure:
                self.stop(f"{path}: {failure}")
            files.add(location.ratings, content)
            files.rejected += rejections(location.rejected, path.name)
            assessments += location.assessments
            if location.is_nhs:
                files.of_the_nhs.add(location.code)
        files.counts = {"files": len(files.hashes), "assessments_left_aside": assessments}
        self.import_all(files, options)
