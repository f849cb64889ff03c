"""Aggregate grids of ratings from a JSON file, and say of each result which rule gave it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from inspections.calculating.grid_answer import answer
from inspections.calculating.grid_file import NotGrids, WrongWords, read_grids
from ratings.rules.aggregation_files import ACUTE_HANDBOOK, rule_set, rule_sets
from ratings.rules.aggregation_rule_sets import NotCovered

SOMETHING_IS_WRONG = 1
COULD_NOT_BE_DONE = 2


class Command(BaseCommand):
    help = (
        'Aggregate ratings. FILE is JSON: a list of {"location": "...", "services": {"Surgery": {"Safe": "Good"}}, '
        '"well_led": "Good"}; well_led, where given, is the assessed rating of the trust. Writes JSON: a list in the '
        "same order. Exit 0 done, 1 a word is unknown, 2 not readable."
    )
    # It reads one file and no database, so it runs wherever the code does.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and, where it is not the default, the version of the rules."""
        parser.add_argument("file", metavar="FILE", type=Path, help="JSON, in UTF-8")
        parser.add_argument(
            "--rules",
            metavar="VERSION",
            choices=list(rule_sets()),
            default=ACUTE_HANDBOOK,
            help=f"the version of the rules: {', '.join(rule_sets())}; without it, {ACUTE_HANDBOOK}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything first, so that nothing is answered where a word is unknown."""
        path: Path = options["file"]
        try:
            grids = read_grids(path.read_bytes())
            rules = rule_set(options["rules"])
            answers = [answer(grid, rules) for grid in grids]
        except OSError as failure:
            self._stop(f"{path}: {failure.strerror or failure}")
        except (NotGrids, NotCovered) as failure:
            self._stop(f"{path}: {failure}")
        except WrongWords as wrong:
            self._write(
                {
                    "errors": [
                        {
                            "location": place.location,
                            "service": place.service,
                            "key_question": place.key_question,
                            "value": place.value,
                        }
                        for place in wrong.places
                    ]
                }
            )
            for place in wrong.places:
                where = [place.location, place.service, place.key_question]
                self.stderr.write(f"{', '.join(each for each in where if each is not None)}: {place.reason}.")
            sys.exit(SOMETHING_IS_WRONG)
        self._write(answers)

    def _stop(self, reason: str) -> NoReturn:
        self._write({"error": reason})
        self.stderr.write(reason)
        sys.exit(COULD_NOT_BE_DONE)

    def _write(self, content: object) -> None:
        # Escaped, since a name in the file may hold what no output can encode.
        self.stdout.write(json.dumps(content, indent=2))
