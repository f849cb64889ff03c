"""How long it takes to freeze the safety measures of a national country, with every measure that stands on a page.

    .venv/bin/python -m bench.safety_release [--trusts 230] [--months 36]

The first release of a month, and the next month's after one trust corrected one figure, which compares every period of
every series with what was told before. Each is published as the scheduler does it, with its package and its checks;
of that, the freezing alone is told apart. One accepted return stands for the country's.

Asserted: freezing ends within the time by which publishing begins ahead of its moment (90 s). Ends with 1 where that is
broken. Seconds are told with the load of the machine, and beside them the processor's own.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import datetime, timedelta

from bench.monitored_country import KNOWN, Arrival, World, enter
from bench.whole_site import own_folder, say, set_up_django, whole_site


def main() -> int:
    """Measure, print what was found, and return 1 where the bound is broken."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--trusts", type=int, default=230)
    asked.add_argument("--months", type=int, default=36)
    given = asked.parse_args()
    with own_folder() as folder, whole_site(folder, say=say) as site:
        set_up_django(site)
        from publication.tasks import BEGUN_AHEAD

        world = _world(given.trusts, given.months)
        say(f"Entering {len(world.trusts)} trusts, {len(world.measures)} measures, {len(world.months)} months")
        enter(world)
        say("Setting the trusts beside each other in the two months")
        _compare(world)
        before = str(world.months[-2])
        taken = [_publish(before, KNOWN)]
        _correct(world, before)
        taken.append(_publish(str(world.months[-1]), KNOWN + timedelta(days=1)))
        print(f"load {os.getloadavg()[0]:.1f}")
    bound = BEGUN_AHEAD.total_seconds()
    if max(taken) > bound:
        print(f"BROKEN: freezing took {max(taken):.1f} s, more than {bound:.0f} s")
        return 1
    return 0


def _world(trusts: int, months: int) -> World:
    from bench.monitored_country import world_of
    from oversight.measures.defined import Level
    from publication.safety_measures.sections import shown_measures

    drawn = world_of(trusts=trusts, indicators=1, months=months)
    return World(tuple(sorted(made.code for made in shown_measures(Level.TRUST))), drawn.trusts, drawn.months)


def _publish(period: str, now: datetime) -> float:
    """Publish a month; print what it took, and return the seconds of freezing alone."""
    from django.db import transaction

    from oversight.organisations.models import Trust
    from oversight.records.audit import System
    from publication.announcing import announce_release
    from publication.periods import SAFETY
    from publication.releasing import publish_release
    from publication.safety_measures.freezing import freeze
    from publication.safety_measures.models import ReleasedMeasure
    from tests.publication.safety_measures.making import returned

    returned(Trust.objects.order_by("code")[0], period, now=KNOWN)
    by = System("bench")
    release = announce_release(kind=SAFETY, period=period, demonstration=True, by=by, now=now, scheduled_for=now)
    with transaction.atomic():
        began, worked = time.perf_counter(), time.process_time()
        freeze(release, previous=None, now=now)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        transaction.set_rollback(True)
    began = time.perf_counter()
    release = publish_release(reference=release.reference, by=by, now=now)
    published = time.perf_counter() - began
    rows = ReleasedMeasure.objects.filter(release=release)
    print(
        f"  {release.reference}: {rows.count():,} figures of {release.trusts} trusts; frozen in {took:.1f} s "
        f"({worked:.1f} s of this process), published with its package in {published:.1f} s"
    )
    return took


def _compare(world: World) -> None:
    """Write the comparisons of the months that are published: of those before, releases tell no word."""
    from django.db import transaction

    from oversight.measures.periods import Grain, Period
    from ratings.indicators.comparing import compared
    from ratings.indicators.gathering import facts_of_periods
    from ratings.indicators.writing import write_first_comparisons

    periods = [Period(month.first_day, Grain.MONTH) for month in world.months[-2:]]
    for measure in world.measures:
        found = [compared(facts) for facts in facts_of_periods(measure, periods, demonstration=True)]
        with transaction.atomic():
            write_first_comparisons([each for each in found if each], now=KNOWN)


def _correct(world: World, period: str) -> None:
    """Let one trust correct one figure of the month that is out."""
    from oversight.measures.defining import definition
    from oversight.measures.importing import import_observations
    from oversight.records.audit import System

    measure, at = world.measures[0], KNOWN + timedelta(hours=1)
    arrival = Arrival(1, measure, world.trusts[3], period, "7", "" if definition(measure).is_count else "5000")
    import_observations(
        content=arrival.file(), file_name="correction.csv", made=definition(measure), by=System("bench"), now=at
    )


if __name__ == "__main__":
    sys.exit(main())
