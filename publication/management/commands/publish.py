"""Publish the figures of a month of ward staffing or the safety measures, or of a quarter or year of complaints.

At once or at a time. A month is of ward staffing unless the kind is said: the two come out apart.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from oversight import clock
from oversight.organisations.working_days import LONDON
from oversight.records.audit import System
from publication.announcing import announce_release
from publication.models import Release
from publication.periods import KINDS, kind_of_period, released_period
from publication.refusals import ReleaseRefused
from publication.releasing import publish_period, worlds_with_returns

BY = System("publish")


class Command(BaseCommand):
    """``publish --period 2026-10 --at now``: the release as JSON; 0 done, 2 could not be done."""

    help = (
        "Publish a month's ward staffing or safety measures, or complaints of a quarter or year, at once or at an "
        "announced time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="the month, as YYYY-MM; of complaints YYYY-Qn or YYYY-YY")
        parser.add_argument(
            "--kind", choices=KINDS, help="unless it is said, staffing for a month and complaints for another period"
        )
        parser.add_argument(
            "--at",
            required=True,
            help='"now", or the moment such as 2026-12-10T09:30 (London, unless it has an offset)',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            answer = publish(options["period"], options["at"], kind=options["kind"], now=now)
        except (ReleaseRefused, ValueError) as refusal:
            self.stdout.write(json.dumps({"error": str(refusal)}, indent=2))
            print(refusal, file=sys.stderr)
            raise SystemExit(2) from None
        self.stdout.write(json.dumps(answer, indent=2))


def publish(period: str, at: str, *, now: datetime, kind: str | None = None) -> dict[str, Any]:
    """Do what the command does for one period, in each world that has a return for it; return its JSON."""
    kind = kind or kind_of_period(period)
    described = released_period(kind, period)
    moment = now if at == "now" else _moment(at)
    worlds = worlds_with_returns(str(described), kind=kind)
    if not worlds:
        raise ReleaseRefused("nothing_to_release", f"No trust has an accepted return for {described.label}.")
    if moment <= now:
        outcomes = [
            publish_period(kind=kind, period=str(described), demonstration=world, by=BY, now=now) for world in worlds
        ]
        releases = [_described(outcome.release, unchanged=outcome.unchanged) for outcome in outcomes]
    else:
        releases = [
            _described(
                announce_release(
                    kind=kind, period=str(described), demonstration=world, by=BY, now=now, scheduled_for=moment
                ),
                unchanged=False,
            )
            for world in worlds
        ]
    single = releases[0] if len(releases) == 1 else {}
    return {"period": str(described), **single, "releases": releases}


def _moment(text: str) -> datetime:
    """Read a moment; without an offset it is London's time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ReleaseRefused("time", f'{text!r} is neither "now" nor a moment such as 2026-12-10T09:30.') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def _described(release: Release, *, unchanged: bool) -> dict[str, Any]:
    return {
        "release": release.reference,
        "number": release.number,
        "period": release.period,
        "demonstration": release.demonstration,
        "state": release.state,
        "scheduled_for": release.scheduled_for.astimezone(LONDON).isoformat(),
        "published_at": release.published_at.astimezone(LONDON).isoformat() if release.published_at else None,
        "unchanged": unchanged,
        "provisional": release.provisional,
        "trusts": release.trusts,
        "submitted": release.trusts_submitted,
        "not_submitted": release.trusts - release.trusts_submitted,
        "hospitals": release.hospitals,
        "wards": release.wards,
        "content_sha256": release.content_sha256 or None,
    }
