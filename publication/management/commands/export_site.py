"""Write the public site as files for any static host."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand

from publication.export.links import Addressing
from publication.export.site import export_site
from publication.refusals import ReleaseRefused


class Command(BaseCommand):
    """``export_site DIR``: what was written as JSON; 0 done, 1 some pages failed, 2 could not be done."""

    help = "Write the public site as files for any static host; again into the same folder, only what changed is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--base", default="", help="the address at which the files will stand; else relative links")
        parser.add_argument("--live", default="", help="the address of the live service, for search, alerts and forms")
        parser.add_argument("--past", action="store_true", help="also the pages of earlier months, quarters and years")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="one for each core")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = export_site(
                folder=options["folder"],
                addressing=Addressing(_address(options["base"]), _address(options["live"])),
                past=options["past"],
                processes=options["processes"],
                say=lambda text: print(text, file=sys.stderr, flush=True),
            )
        except (ReleaseRefused, ValueError, OSError) as refusal:
            self.stdout.write(json.dumps({"error": str(refusal)}, indent=2))
            print(refusal, file=sys.stderr)
            raise SystemExit(2) from None
        self.stdout.write(
            json.dumps(
                {
                    "asked": done.asked,
                    "rendered": done.rendered,
                    "files": done.files,
                    "removed": done.removed,
                    "led_nowhere": list(done.nowhere),
                    "failed": list(done.failed),
                    "parts": [asdict(part) for part in done.parts],
                },
                indent=2,
            )
        )
        if done.failed:
            raise SystemExit(1)


def _address(given: str) -> str:
    """Return an address of the Web without a stroke at its end, or blank; anything else is refused."""
    parts = urlsplit(given)
    if given and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment):
        raise ValueError(f"{given!r} is no address: it begins with https:// and has neither ? nor #.")
    return given.rstrip("/")
