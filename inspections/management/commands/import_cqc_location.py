"""Import the ratings of locations and providers as the regulator's interface for programs gives them; prints JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from inspections.importing.answering import rejections
from inspections.importing.api_location import Location, location_of
from inspections.importing.api_provider import Provider, is_provider, provider_of
from inspections.importing.api_shape import NotALocation, read_object
from inspections.importing.command_line import Files, ImportCommand
from inspections.models import PublishedRating


class Command(ImportCommand):
    help = (
        "Import the current and earlier ratings of locations and providers, as published, from JSON files in the shape "
        "of CQC's interface (/public/v1/locations/ID, /public/v1/providers/ID), those under the single assessment "
        "framework with them. Prints JSON. A second time nothing is new. Exit 0 done, 1 done but something was "
        "rejected, 2 could not be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files."""
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="JSON, one location or provider each")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file first, so that nothing is imported where one cannot be read."""
        files, assessments, providers, left_aside = Files(PublishedRating.Source.CQC_API), 0, 0, 0
        for path in options["files"]:
            try:
                content, found = self.read(path, _read)
            except NotALocation as failure:
                self.stop(f"{path}: {failure}")
            files.add(found.ratings, content)
            files.rejected += rejections(found.rejected, path.name)
            assessments += found.assessments
            if isinstance(found, Provider):
                providers, left_aside = providers + 1, left_aside + found.left_aside
            elif found.is_nhs:
                files.of_the_nhs.add(found.code)
        files.counts = {
            "providers": providers,
            "files": len(files.hashes),
            "assessments": assessments,
            "left_aside": left_aside,
        }
        self.import_all(files, options)


def _read(content: bytes) -> Location | Provider:
    given = read_object(content)
    return provider_of(given) if is_provider(given) else location_of(given)
