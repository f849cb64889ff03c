"""Announce the releases of the next twelve months that are not announced yet."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from oversight import clock
from oversight.organisations.working_days import LONDON
from publication.orderly.calendar import announce_year
from publication.orderly.final_editions import announce_finals


class Command(BaseCommand):
    """``announce_year``: what was announced, as JSON; the same command again announces nothing."""

    help = "Announce the releases of the next twelve months that are not announced yet."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        announced = announce_year(now=now) + announce_finals(now=now)
        self.stdout.write(
            json.dumps(
                {
                    "announced": [
                        {
                            "release": release.reference,
                            "scheduled_for": release.scheduled_for.astimezone(LONDON).isoformat(),
                        }
                        for release in announced
                    ]
                },
                indent=2,
            )
        )
