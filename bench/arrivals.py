"""One figure arrives, and every result that hangs on it is fresh: through the database, beside bare numpy.

    .venv/bin/python -m bench.arrivals [--trusts 160] [--indicators 150] [--months 24] [--years 10] [--arrivals 60]
                                       [--at-once 1000] [--processes 2]

A file with one trust's corrected figure is imported, its news delivered, and the comparison of all trusts, the bands
and whatever else hangs on it worked out and written, as a worker does it. The bare arithmetic is that of
``bench.national_comparison``: the formulas alone over all trusts, indicators and months, with nothing read or written.
Both run in turn. What is compared are processor seconds, of this process and of its part of the database server
together, since seconds by the clock tell as much of what else the machine does; both are told.

Then a longer past is entered, and the same is measured again. At the end many figures arrive at once for several
processes, and on a copy of the database the same figures one by one.

Asserted: an arrival takes at most three times the bare arithmetic; with ten years of history at most 1.3 times what it
takes with two; a process that works everything out stays under 500 MB; many at once come to the same as one by one,
which is what ``rebuild --verify`` finds. Ends with 1 where that is broken. Seconds are told with the machine's load.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench import national_comparison
from bench.monitored_country import Arrival, World, enter, enter_figures, world_of
from bench.whole_site import Site, own_folder, say, set_up_django, share_at, whole_site

if TYPE_CHECKING:
    from oversight.demonstration.crew import Crew

TIMES_BARE = 3.0
TIMES_TWO_YEARS = 1.3
MEGABYTES = 500
AIM_REBUILD_SECONDS = 60
ROUNDS_AT_A_TIME = 5
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Timed:
    """Seconds of arrivals by the clock; processor seconds, on average, of an arrival and of the bare arithmetic."""

    by_the_clock: list[float]
    arrival: float
    of_the_database: float
    bare: float

    @property
    def times(self) -> float:
        """How many times the bare arithmetic an arrival takes."""
        return self.arrival / self.bare

    def line(self, name: str) -> str:
        """Say it in a line."""
        ordered = sorted(self.by_the_clock)
        return (
            f"  {name:32} {self.arrival * 1000:6.1f} ms of a processor ({self.of_the_database * 1000:.1f} of them the "
            f"database's), {self.times:.2f} times the bare {self.bare * 1000:.1f} ms; by the clock median "
            f"{median(ordered) * 1000:.0f} ms, 95th {share_at(ordered, 0.95) * 1000:.0f} ms, longest "
            f"{ordered[-1] * 1000:.0f} ms ({len(ordered)})"
        )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trusts", type=int, default=160)
    arguments.add_argument("--indicators", type=int, default=150)
    arguments.add_argument("--months", type=int, default=24)
    arguments.add_argument("--years", type=int, default=10, help="of history, for the second measurement; 0 for none")
    arguments.add_argument("--arrivals", type=int, default=60, help="measured, of each kind")
    arguments.add_argument("--at-once", type=int, default=1_000, help="0 for none")
    arguments.add_argument("--processes", type=int, default=2)
    given = arguments.parse_args()
    with own_folder() as folder, whole_site(folder, say=say) as site:
        broken = measure(site, given)
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def measure(site: Site, given: argparse.Namespace) -> list[str]:
    """Measure everything, print it, and return what does not hold."""
    set_up_django(site)
    world = world_of(trusts=given.trusts, indicators=given.indicators, months=given.months)
    say(f"Entering {given.trusts} trusts, {given.indicators} indicators, {given.months} months")
    enter(world)
    broken: list[str] = []
    say("Working everything out")
    took, megabytes = rebuilt(site)
    print(f"  the whole rebuild: {took:.1f} s (aim: under {AIM_REBUILD_SECONDS} s), {megabytes:.0f} MB; {load()}")
    country = national_comparison.made(given.months, given.indicators, given.trusts)
    kinds = kinds_of(world)
    from oversight.celery import spare_what_stays

    # As a worker does when it begins.
    spare_what_stays()
    say("Arrivals")
    short: dict[str, Timed] = {}
    number = 0
    for kind, of in kinds.items():
        short[kind] = timed(world, country, of, first=number, count=given.arrivals)
        number += given.arrivals + 1
        print(short[kind].line(kind))
    print(f"  {load()}")
    broken += [
        f"{kind}: an arrival takes {each.times:.2f} times the bare arithmetic"
        for kind, each in short.items()
        if each.times > TIMES_BARE
    ]
    if given.at_once:
        broken += at_once_beside_one_by_one(world, given.at_once, first=number, processes=given.processes)
    number += given.at_once
    if given.years:
        longer = world_of(trusts=given.trusts, indicators=given.indicators, months=12 * given.years)
        say(f"Entering {given.years} years")
        enter_figures(longer, [month for month in longer.months if month not in set(world.months)])
        took, more = rebuilt(site)
        print(f"  the whole rebuild of {given.years} years: {took:.1f} s, {more:.0f} MB; {load()}")
        megabytes = max(megabytes, more)
        for kind, of in kinds.items():
            far = timed(world, country, of, first=number, count=given.arrivals)
            number += given.arrivals + 1
            print(far.line(f"{kind}, {given.years} years"))
            # By their own bare arithmetic, since the short past was measured while the machine did other things.
            times = far.times / short[kind].times
            print(f"    {times:.2f} times what an arrival takes with {given.months} months")
            if times > TIMES_TWO_YEARS:
                broken.append(f"{kind}: {times:.2f} times as much with {given.years} years")
    own = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  the largest process that worked anything out: {max(own, megabytes):.0f} MB (bound: {MEGABYTES} MB)")
    if max(own, megabytes) >= MEGABYTES:
        broken.append(f"a process took {max(own, megabytes):.0f} MB")
    return broken


def load() -> str:
    """Say how loaded the machine is."""
    return f"load of the machine {os.getloadavg()[0]:.1f}"


def kinds_of(world: World) -> dict[str, Sequence[str]]:
    """Return the indicators by how much hangs on a figure: trusts compared in one period, or each one's own series."""
    from oversight.measures.defined import BY_Z, Method
    from oversight.measures.defining import definition

    by_method = {code: definition(code).method for code in world.measures}
    kinds = {
        "trusts compared": [code for code, method in by_method.items() if method in BY_Z],
        "by a rule": [code for code, method in by_method.items() if method is Method.RULES_BASED],
        "own series": [code for code, method in by_method.items() if method is Method.XMR],
    }
    return {kind: codes for kind, codes in kinds.items() if codes}


def rebuilt(site: Site) -> tuple[float, float]:
    """Work everything out in a process of its own; return its seconds and the most memory that any child has had."""
    began = time.monotonic()
    done = site.manage("rebuild")
    took = time.monotonic() - began
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-2_000:])
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def timed(world: World, country: Any, of: Sequence[str], *, first: int, count: int) -> Timed:
    """Let figures of these indicators arrive, with the bare arithmetic after every few of them."""
    bare: list[float] = []
    by_the_clock: list[float] = []
    own = database = 0.0
    for place, arrival in enumerate(world.arrivals(count + 1, first=first, of=of)):
        began, ours, theirs = time.perf_counter(), time.process_time(), database_seconds()
        arrive_and_follow(arrival)
        # The first one finds everything cold.
        if place:
            own += time.process_time() - ours
            database += database_seconds() - theirs
            by_the_clock.append(time.perf_counter() - began)
        if place % ROUNDS_AT_A_TIME == 0:
            ours = time.process_time()
            national_comparison.bare(country)
            bare.append(time.process_time() - ours)
    return Timed(by_the_clock, (own + database) / count, database / count, sum(bare) / len(bare))


def database_seconds() -> float:
    """Return the processor seconds that the server's process for this connection has used so far."""
    from django.db import connection

    connection.ensure_connection()
    fields = Path(f"/proc/{connection.connection.get_backend_pid()}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:13]) / _TICKS


def arrive_and_follow(arrival: Arrival) -> None:
    """Import a figure and work out all that follows, as web and worker do, in this process."""
    arrive(arrival)
    follow(arrival.at)


def arrive(arrival: Arrival) -> None:
    """Import a figure."""
    from oversight.measures.defining import definition
    from oversight.measures.importing import import_observations
    from oversight.records.audit import System

    told = import_observations(
        content=arrival.file(),
        file_name=f"arrival-{arrival.number}.csv",
        made=definition(arrival.measure),
        by=System("bench"),
        now=arrival.at,
    )
    if told.rejected:
        raise RuntimeError(f"{arrival}: {told.rejected[0]}")


def follow(at: datetime) -> None:
    """Deliver the news that waits, and work out what is asked for, until nothing is."""
    from oversight.records.outbox import deliver_waiting
    from ratings.recompute import run_waiting

    deliver_waiting(now=at)
    while run_waiting(clock=lambda: at):
        pass


def at_once_beside_one_by_one(world: World, count: int, *, first: int, processes: int) -> list[str]:
    """Let figures arrive one by one on a copy of the database, and all at once; return what is not the same."""
    from django.db import connection

    from ratings.rebuilding import verify

    arrivals = list(world.arrivals(count, first=first))
    own = connection.settings_dict["NAME"]
    copied(own, f"{own}_one_by_one")
    switch_to(f"{own}_one_by_one")
    began = time.monotonic()
    for arrival in arrivals:
        arrive_and_follow(arrival)
    one_by_one, alone = time.monotonic() - began, results()
    switch_to(own)
    began = time.monotonic()
    for arrival in arrivals:
        arrive(arrival)
    arrived = time.monotonic() - began
    all_at_once(arrivals[-1].at, processes)
    together, took = results(), time.monotonic() - began
    print(
        f"  {count} at once: imported in {arrived:.1f} s, all fresh {took - arrived:.1f} s later with {processes}"
        f" processes; one by one {one_by_one:.1f} s; {load()}"
    )
    broken = [f"{name} is not the same at once as one by one" for name in alone if alone[name] != together[name]]
    began = time.monotonic()
    compared = verify()
    print(
        f"  rebuild --verify: {compared.indicators:,} results compared in {time.monotonic() - began:.1f} s,"
        f" {compared.different} differ"
    )
    if compared.different:
        broken.append(f"rebuild --verify: {compared.first[0]}")
    return broken


def all_at_once(at: datetime, processes: int) -> None:
    """Have several processes do all that waits."""
    from oversight.demonstration.crew import Crew

    with Crew(processes) as crew:
        _until_nothing_waits(crew, at, processes)


def _until_nothing_waits(crew: Crew, at: datetime, processes: int) -> None:
    from ratings.recompute import waiting_count

    crew.each(_follow, [at] * processes)
    while waiting_count():
        crew.each(_follow, [at])


def _follow(at: datetime) -> int:
    follow(at)
    return 0


def results() -> dict[str, list[tuple[Any, ...]]]:
    """Return every result and band as it stands."""
    from ratings.models import IndicatorComparison, TrustBand

    return {
        "what indicators say": list(
            IndicatorComparison.objects.order_by("measure", "period", "grain").values_list(
                "measure", "period", "grain", "digest"
            )
        ),
        "the bands": list(TrustBand.objects.order_by("trust_code").values_list("trust_code", "digest")),
    }


def copied(name: str, copy: str) -> None:
    """Copy the database, which nobody may be connected to meanwhile."""
    on_server([f'drop database if exists "{copy}"', f'create database "{copy}" template "{name}"'])


def on_server(statements: Iterable[str]) -> None:
    """Run statements that touch whole databases."""
    import psycopg2
    from django.db import connection

    settings = connection.settings_dict
    connection.close()
    server = psycopg2.connect(
        dbname="postgres",
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
    )
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        server.close()


def switch_to(name: str) -> None:
    """Let this process use another database of the same server."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


if __name__ == "__main__":
    raise SystemExit(main())
