"""``recompute --trust CODE``: work a trust's signals and ratings out in this process."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from oversight import clock
from oversight.organisations.models import Trust
from ratings.recompute import recompute_trust


class Command(BaseCommand):
    """Exit 0 when done, 2 where there is no such trust or it could not be done."""

    help = "Work out a trust's signals, the alarms of its months and its ratings; print how many changed, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trust", required=True, metavar="CODE", help="the trust's code")
        parser.add_argument("--json", action="store_true", help="print JSON, which is what is always printed")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["trust"].strip().upper()
        trust = Trust.objects.filter(code=code).first()
        if trust is None:
            self._refuse(code, f"There is no trust with the code {code}.")
        changes = recompute_trust(trust, clock=clock.now)
        self.stdout.write(json.dumps({"trust": trust.code, "changes": changes}))

    def _refuse(self, code: str, error: str) -> NoReturn:
        self.stdout.write(json.dumps({"trust": code, "error": error}))
        self.stderr.write(error)
        sys.exit(2)
