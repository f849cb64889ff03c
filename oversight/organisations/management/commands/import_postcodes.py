"""Import a directory of postcodes, so that hospitals are found nearest first; prints counts as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.postcode_directory import NotADirectory
from oversight.organisations.postcode_importing import import_postcodes
from oversight.records.audit import System


class Command(BaseCommand):
    help = (
        "Import a directory of postcodes as CSV, with the columns of the ONS Postcode Directory (pcds, lat, long): it "
        "stands in the place of the one before. Exit 0 done, 1 done but rows were rejected, 2 could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading, taken = import_postcodes(options["file"], by=System("import_postcodes"), now=clock.now())
        except OSError as failure:
            reason = f"{options['file']}: {failure.strerror or failure}"
        except NotADirectory as failure:
            reason = f"{options['file']}: {failure}"
        else:
            answer = {
                "rows": reading.rows,
                "postcodes": taken,
                "without_place": reading.without_place,
                "rejected": reading.rejected,
                "first_rejected": [{"line": line, "reason": why} for line, why in reading.told],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            if reading.rejected:
                self.stderr.write(f"{reading.rejected} {'row was' if reading.rejected == 1 else 'rows were'} rejected.")
                sys.exit(1)
            return
        self.stdout.write(json.dumps({"error": reason}, ensure_ascii=False))
        self.stderr.write(reason)
        sys.exit(2)
