"""``rebuild``: work everything out from returns, files and published ratings, and compare it with what is stored."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from oversight import clock
from ratings.rebuilding import Comparison, rebuild, verify
from ratings.settling import settle


class Command(BaseCommand):
    """Exit 0 equal (or mended), 1 different, 2 where work still waits."""

    help = "Work everything out from what stands and mend what differs; --verify only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="compare, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        left = settle(clock=clock.now, timer=time.monotonic, sleep=time.sleep)
        if left:
            error = f"Work still waits: {left.deliveries} accepted returns and {left.scopes} scopes to work out."
            self.stdout.write(
                json.dumps({"error": error, "waiting": {"deliveries": left.deliveries, "scopes": left.scopes}})
            )
            self.stderr.write(error)
            sys.exit(2)
        if options["verify"]:
            compared = verify(progress=self._progress)
            self._report(compared, equal=not compared.different)
            if compared.different:
                sys.exit(1)
            return
        mended = rebuild(now=clock.now(), progress=self._progress)
        self._report(mended, mended=mended.different)

    def _report(self, comparison: Comparison, **more: object) -> None:
        """Print the counts as JSON, and the first differences on stderr."""
        for difference in comparison.first:
            self.stderr.write(str(difference))
        if comparison.different > len(comparison.first):
            self.stderr.write(f"and {comparison.different - len(comparison.first)} more")
        counts = {
            "trusts": comparison.trusts,
            "observations": comparison.observations,
            "signals": comparison.signals,
            "ratings": comparison.ratings,
            "indicators": comparison.indicators,
            "bands": comparison.bands,
            "criteria": comparison.criteria,
            "different": comparison.different,
        }
        self.stdout.write(json.dumps({**more, **counts}))

    def _progress(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {of} trusts", ending="\n" if done == of else "")
