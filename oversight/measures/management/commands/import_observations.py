"""Import a file of observations of one indicator; prints JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import OperationalError

from oversight import clock
from oversight.measures.defining import Definition, definitions
from oversight.measures.importing import import_observations
from oversight.measures.mappings import Mapping, mappings
from oversight.measures.observation_files import NotObservations
from oversight.records.audit import System
from oversight.returns.reading.unreadable import Unreadable

SOMETHING_IS_WRONG = 1
COULD_NOT_BE_DONE = 2


class Command(BaseCommand):
    # It reads a file and writes observations; what the whole installation looks like is checked when that is started.
    requires_system_checks: list[str] = []
    help = (
        "Import observations of one indicator from a CSV file: organisation,period,numerator,denominator, where a "
        "period is YYYY-MM, YYYY-Qn of the financial year (2024-Q4 is January to March 2025), YYYY/YY or an ISO date; "
        "or from a table with headings of its own, by a mapping. Prints JSON: new, changed, unchanged, and each "
        "rejected row (the heading is row 1) with its reason. A second time nothing changes. Exit 0 done, 1 done but "
        "rows were rejected, 2 could not be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, and the indicator or the mapping."""
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV")
        parser.add_argument("--indicator", metavar="CODE", help="the code of the indicator's definition")
        parser.add_argument(
            "--mapping", metavar="NAME", help=f"how a known table is read: {', '.join(sorted(mappings()))}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole file first, so that nothing is imported where it cannot be read."""
        made, mapping = self._chosen(options["indicator"], options["mapping"])
        path: Path = options["file"]
        try:
            imported = import_observations(
                content=path.read_bytes(),
                file_name=path.name,
                made=made,
                mapping=mapping,
                by=System("import_observations"),
                now=clock.now(),
            )
        except OSError as failure:
            self._stop(f"{path}: {failure.strerror or failure}")
        except (NotObservations, Unreadable) as failure:
            self._stop(f"{path}: {failure}")
        except OperationalError as failure:
            self._stop(f"The database does not answer: {str(failure).splitlines()[0]}")
        rejected = [{"row": each.row, "reason": each.reason} for each in imported.rejected]
        self._answer(new=imported.new, changed=imported.changed, unchanged=imported.unchanged, rejected=rejected)
        if rejected:
            number = len(rejected)
            self.stderr.write(f"{number} {'row was' if number == 1 else 'rows were'} rejected.")
            sys.exit(SOMETHING_IS_WRONG)

    def _chosen(self, code: str | None, name: str | None) -> tuple[Definition, Mapping | None]:
        """Return the indicator and, where one was named, the mapping."""
        if (code is None) == (name is None):
            self._stop("Name either --indicator CODE or --mapping NAME.")
        mapping = None
        if name is not None:
            mapping = mappings().get(name)
            if mapping is None:
                self._stop(f"There is no mapping {name!r}. There are: {', '.join(sorted(mappings()))}.")
            code = mapping.indicator
        made = definitions().get(str(code))
        if made is None:
            self._stop(f"There is no indicator {code!r}.")
        return made, mapping

    def _answer(self, **told: Any) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))

    def _stop(self, reason: str) -> NoReturn:
        self._answer(new=0, changed=0, unchanged=0, rejected=[], error=reason)
        self.stderr.write(reason)
        sys.exit(COULD_NOT_BE_DONE)
