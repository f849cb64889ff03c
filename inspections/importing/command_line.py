"""What the two commands that import published ratings share: their exit codes and their answers."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import OperationalError

from inspections.importing.agreement import compare, grid_of
from inspections.importing.answering import departures, report
from inspections.importing.published import Published
from inspections.importing.recording import Recorded, record_published
from inspections.models import PublishedRating
from oversight import clock
from oversight.records.audit import System

SOMETHING_IS_WRONG = 1
COULD_NOT_BE_DONE = 2


@dataclass(slots=True)
class Files:
    """What was read of all files named: ratings by location, those locations that are the NHS's, and what was not."""

    source: PublishedRating.Source
    ratings: dict[str, list[Published]] = field(default_factory=dict)
    # Of providers as a whole: they rest on several locations, and are held against no rule here.
    of_providers: list[Published] = field(default_factory=list)
    of_the_nhs: set[str] = field(default_factory=set)
    rejected: list[dict[str, str]] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    # Every service that is listed, by location, where the list is whole.
    listed: Mapping[str, Collection[str]] = field(default_factory=dict)

    def add(self, ratings: Sequence[Published], content: bytes) -> None:
        """Take the ratings of one file."""
        for rating in ratings:
            if rating.location_code:
                self.ratings.setdefault(rating.location_code, []).append(rating)
            else:
                self.of_providers.append(rating)
        self.hashes.append(hashlib.sha256(content).hexdigest())


class ImportCommand(BaseCommand):
    """Imports published ratings as published: exit 0 done, 1 done but something was rejected, 2 could not be done."""

    # It reads files and writes ratings; what the whole installation looks like is checked when that is started.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the report."""
        parser.add_argument(
            "--report",
            action="store_true",
            help="import, and print by level how many ratings of NHS hospitals the rules give as published",
        )

    def import_all(self, files: Files, options: Mapping[str, Any]) -> None:
        """Put everything on record and answer."""
        try:
            recorded = record_published(
                ratings=[*files.of_providers, *(rating for each in files.ratings.values() for rating in each)],
                source=files.source,
                hashes=files.hashes,
                by=System(type(self).__module__.rpartition(".")[2]),
                now=clock.now(),
                listed=files.listed,
            )
        except OperationalError as failure:
            self.stop(f"The database does not answer: {str(failure).splitlines()[0]}")
        grids = [grid_of(code, ratings) for code, ratings in sorted(files.ratings.items())]
        compared = [(grid, compare(grid)) for grid in grids]
        if options["report"]:
            self.write(report(each for each in compared if each[0].location_code in files.of_the_nhs))
        else:
            self.write(
                {
                    **_counts(recorded),
                    "ratings": len(files.of_providers) + sum(len(ratings) for ratings in files.ratings.values()),
                    "locations": len(files.ratings),
                    **files.counts,
                    "rejected": files.rejected,
                    "departures": departures(one for _grid, ratings in compared for one in ratings),
                }
            )
        if files.rejected:
            for one in files.rejected:
                self.stderr.write(f"{one['file']}, {one['where']}: {one['reason']}")
            sys.exit(SOMETHING_IS_WRONG)

    def read(self, path: Path, reading: Callable[[bytes], Any]) -> tuple[bytes, Any]:
        """Return a file's content and what is read of it; stops where it is not to be had."""
        try:
            content = path.read_bytes()
        except OSError as failure:
            self.stop(f"{path}: {failure.strerror or failure}")
        return content, reading(content)

    def write(self, content: object) -> None:
        """Write JSON; escaped, since a name in a file may hold what no output can encode."""
        self.stdout.write(json.dumps(content, indent=2))

    def stop(self, reason: str) -> NoReturn:
        """Say on both outputs why nothing was done."""
        self.write({"error": reason})
        self.stderr.write(reason)
        sys.exit(COULD_NOT_BE_DONE)


def _counts(recorded: Recorded) -> dict[str, int]:
    return {
        "new": recorded.new,
        "unchanged": recorded.unchanged,
        "replaced": recorded.replaced,
        "linked": recorded.linked,
    }
