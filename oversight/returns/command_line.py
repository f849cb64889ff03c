"""What the commands of returns share: the exit codes, and how they say why something could not be done."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import OperationalError

from oversight.organisations.models import Trust
from oversight.returns.kinds import ReturnKind, kind_of
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused

SOMETHING_IS_WRONG = 1
COULD_NOT_BE_DONE = 2


class ReturnCommand(BaseCommand):
    """A command about one file of one return, for one trust and period.

    Exit 0 done, 1 done but something is wrong with the content, 2 could not be done: then stderr says why, and so does
    ``error`` in the JSON.
    """

    # It reads one file; what the whole installation looks like is checked when that is started.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the return, the file, the trust and the period."""
        parser.add_argument("kind", metavar="RETURN", help="the kind of return, such as staffing, safety or complaints")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV or XLSX")
        parser.add_argument("--trust", required=True, metavar="CODE", help="the trust's ODS code")
        parser.add_argument(
            "--period",
            required=True,
            metavar="PERIOD",
            help="YYYY-MM for a month, YYYY-Qn for a quarter of the financial year, YYYY-YY for the whole one",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and turn what stands in the way into an exit code."""
        self.as_json: bool = options["json"]
        self.said: dict[str, Any] = {
            "return": options["kind"],
            "trust": options["trust"],
            "period": options["period"],
        }
        try:
            self.carry_out(options)
        except Unreadable as unreadable:
            self.stop(COULD_NOT_BE_DONE, str(unreadable), cause=str(unreadable.code))
        except OSError as failure:
            self.stop(COULD_NOT_BE_DONE, f"{options['file']}: {failure.strerror or failure}")
        except OperationalError as failure:
            self.stop(COULD_NOT_BE_DONE, f"The database does not answer: {str(failure).splitlines()[0]}")

    def carry_out(self, options: Mapping[str, Any]) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def kind(self, options: Mapping[str, Any]) -> ReturnKind:
        """Return the kind of return that was named."""
        try:
            return kind_of(options["kind"])
        except Refused as refused:
            self.stop(COULD_NOT_BE_DONE, refused.message)

    def trust(self, options: Mapping[str, Any]) -> Trust:
        """Return the trust that was named."""
        code = options["trust"].strip().upper()
        trust = Trust.objects.filter(code__iexact=code).first()
        if trust is None:
            self.stop(COULD_NOT_BE_DONE, f"No trust has the code {code}.")
        return trust

    def answer(self, content: Mapping[str, Any], text: str) -> None:
        """Print the outcome, as JSON or for people."""
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) if self.as_json else text)

    def stop(self, exit_status: int, message: str, **more: Any) -> NoReturn:
        """Say why it was not done, and end with the exit status."""
        if self.as_json:
            self.stdout.write(json.dumps({**self.said, **more, "error": message}, ensure_ascii=False, indent=2))
        self.stderr.write(message)
        sys.exit(exit_status)
