"""The calendar of releases: twelve months ahead for each kind, announced by the scheduler or a command.

Source: Code of Practice for Statistics, T3 (orderly release); the days are settings (``calendar_rules.toml``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from oversight import clock
from oversight.organisations.models import Trust
from oversight.records.audit import System
from publication.announcing import announce_release, suggested_time
from publication.models import Release
from publication.orderly.calendar_rules import ahead, kind_rules, months_after
from publication.refusals import ReleaseRefused

BY = System("calendar")


def announce_year(*, now: datetime) -> list[Release]:
    """Announce the first release of every period whose time comes within the months ahead; return those announced now.

    For each world that has trusts. A period that has a release, announced, out or cancelled, is left to people; one
    whose time is nearer than a time is announced ahead gets the next that is not.
    """
    worlds = sorted(set(Trust.objects.order_by().values_list("is_demonstration", flat=True).distinct()))
    announced: list[Release] = []
    end = months_after(clock.london_date(now), ahead().announced_months_ahead)
    soonest = now + timedelta(weeks=ahead().announced_weeks_ahead)
    for rule in kind_rules():
        known = _known_periods(rule.kind)
        for period in rule.periods_from(clock.london_date(now)):
            at = rule.release_time(period)
            if clock.london_date(at) > end:
                break
            if at <= now:
                continue
            for demonstration in worlds:
                if (str(period), demonstration) in known:
                    continue
                try:
                    announced.append(
                        announce_release(
                            kind=rule.kind,
                            period=str(period),
                            demonstration=demonstration,
                            by=BY,
                            now=now,
                            scheduled_for=at if at >= soonest else suggested_time(now=now),
                        )
                    )
                except ReleaseRefused as refusal:
                    # Somebody announced it in between.
                    if refusal.code != "already_announced":
                        raise
    return announced


def _known_periods(kind: str) -> set[tuple[str, bool]]:
    return set(Release.objects.filter(kind=kind).values_list("period", "demonstration"))
