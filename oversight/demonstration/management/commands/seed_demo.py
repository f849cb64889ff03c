"""Load the demonstration country."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oversight import clock
from oversight.demonstration.loading import MONTHS, is_loaded, load
from oversight.launch.services import cores
from workspaces.demonstration.country import Size


class Command(BaseCommand):
    help = "Load the demonstration country: invented trusts, hospitals, wards, people, returns and releases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=[size.value for size in Size], default=Size.SMALL.value)
        parser.add_argument("--months", type=int, default=MONTHS, help=f"of its past; {MONTHS} or fewer")
        parser.add_argument("--processes", type=int, default=cores(), help="how many share the work; one for each core")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where one was loaded before")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMONSTRATION or settings.TESTING):
            raise CommandError(
                "The demonstration loads with the demonstration's settings alone: set OVERSIGHT_DEMO=1.", returncode=2
            )
        if not 1 <= options["months"] <= MONTHS or options["processes"] < 1:
            raise CommandError(f"Give from 1 to {MONTHS} months, and at least one process.", returncode=2)
        if options["if_empty"] and is_loaded():
            self.stdout.write(json.dumps({"loaded": False, "reason": "a demonstration country is there already"}))
            return

        def say(text: str) -> None:
            self.stderr.write(f"Demonstration country: {text}")

        loaded = load(
            size=Size(options["size"]),
            now=clock.now(),
            months=options["months"],
            processes=options["processes"],
            say=say,
        )
        self.stdout.write(json.dumps({"loaded": True, **asdict(loaded)}))
