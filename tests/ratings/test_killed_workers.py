"""Real workers that are killed outright, and a broker that is emptied: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from django.db.models import F

from oversight.celery import app
from oversight.launch.children import Child, start_child
from oversight.measures.models import ObservationImport
from oversight.records.models import Delivery, OutboxEvent
from oversight.records.outbox import sweep_deliveries
from ratings import requests
from ratings.models import BandChange, IndicatorChange, IndicatorComparison, RecomputeRequest, TrustBand
from ratings.rebuilding import verify
from tests.ratings.indicators.making import NOW, Told, make_trusts, told

pytestmark = pytest.mark.django_db(transaction=True)

LEASH = Path(project.BASE_DIR) / "oversight" / "launch" / "leash.py"
MEASURES = (
    "ae_left_unseen",
    "ae_over_four_hours",
    "cancer_two_weeks",
    "fft_emergency_recommend",
    "fft_emergency_response",
    "fft_inpatients_recommend",
    "rtt_over_52_weeks",
    "sickness_all",
)
COUNTS = frozenset({"rtt_over_52_weeks"})
MONTHS = tuple(f"2026-{month:02d}" for month in range(6, 11))
KILLINGS = 2
# Longer than a claim lasts: whoever comes after a killed worker finds its claim ended.
BETWEEN = timedelta(minutes=2)
ENOUGH_DONE = 6
PATIENCE_SECONDS = 300.0


@contextmanager
def workers(now: datetime, folder: Path, *, count: int = 2) -> Iterator[list[Child]]:
    """Workers of Celery on the tests' own broker and database, whose clocks stand at a moment; killed at the end."""
    database = project.DATABASES["default"]
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
        "OVERSIGHT_DEMO": "1",
        "OVERSIGHT_NOW": now.isoformat(),
    }
    children = [
        start_child(
            "worker",
            [
                sys.executable,
                LEASH,
                "celery",
                "-A",
                "oversight.celery:app",
                "worker",
                "--pool",
                "solo",
                "-l",
                "WARNING",
            ],
            log=folder / f"worker-{now:%H%M}-{number}.log",
            environment=environment,
            folder=Path(project.BASE_DIR),
        )
        for number in range(count)
    ]
    try:
        yield children
    finally:
        for child in children:
            child.end_group()
            child.process.wait()


def arrive(number: int, now: datetime, *, months: tuple[str, ...] = MONTHS) -> None:
    """Bring one file of each measure, with figures that follow from its number."""
    for place, measure in enumerate(MEASURES):
        lines = []
        for trust in range(1, 9):
            for at, month in enumerate(months):
                # One trust after the other is far from the rest, and a correction makes it another.
                far = 900 if (trust + place + at + number) % 8 == 0 else 0
                above = 100 + 7 * trust + 3 * at + place + far
                below = "" if measure in COUNTS else 10_000 + 500 * trust + (90_000 if measure == "sickness_all" else 0)
                lines.append(Told(f"R{trust:02d}", month, above, below))
        told(measure, lines, now=now)


def sweep(now: datetime) -> None:
    """Tell workers again, as the scheduler does every few seconds."""
    sweep_deliveries(now=now + timedelta(seconds=40))
    requests.tell_workers(requests.scopes_to_tell(now=now + timedelta(seconds=40)))


def until(what: Callable[[], bool], now: datetime, children: list[Child]) -> None:
    """Wait for something, telling the workers again meanwhile."""
    ends = time.monotonic() + PATIENCE_SECONDS
    swept = 0.0
    while not what():
        assert time.monotonic() < ends, "the workers came no further"
        assert all(child.ended is None for child in children), "a worker ended by itself"
        if time.monotonic() - swept > 1:
            sweep(now)
            swept = time.monotonic()
        time.sleep(0.005)


def done() -> int:
    return sum(RecomputeRequest.objects.values_list("done", flat=True))


def nothing_waits() -> bool:
    return (
        not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
        and not RecomputeRequest.objects.filter(wanted__gt=F("done")).exists()
    )


def test_workers_killed_again_and_again_leave_nothing_lost_and_nothing_twice(tmp_path: Path) -> None:
    app.control.purge()
    make_trusts(8)
    for killing in range(KILLINGS):
        now = NOW + killing * BETWEEN
        arrive(killing, now)
        with workers(now, tmp_path) as children:
            before = done()
            until(lambda: done() >= before + ENOUGH_DONE, now, children)  # noqa: B023  (called at once)
        # Both were killed with work in their hands, and with them goes every message that nobody had taken.
        assert RecomputeRequest.objects.filter(wanted__gt=F("done")).exists()
        app.control.purge()
    now = NOW + KILLINGS * BETWEEN
    with workers(now, tmp_path) as children:
        until(nothing_waits, now, children)
    app.control.purge()

    assert not RecomputeRequest.objects.filter(set_aside=True).exists()
    imports = ObservationImport.objects.count()
    assert imports == OutboxEvent.objects.filter(name="observations.imported").count() == KILLINGS * len(MEASURES)
    assert IndicatorComparison.objects.count() == len(MEASURES) * len(MONTHS)
    compared = verify()
    assert compared.different == 0, compared.first
    assert compared.indicators == len(MEASURES) * len(MONTHS) * 8
    every_change_is_recorded_once()


def every_change_is_recorded_once() -> None:
    """The changes of a result follow on each other without a gap or a repetition, and end at what stands."""
    stands = {
        (row.measure, row.period, code): said
        for row in IndicatorComparison.objects.all()
        for code, said in zip(row.trusts, row.results, strict=True)
    }
    changes = IndicatorChange.objects.order_by("measure", "period", "trust_code", "pk")
    assert changes.count() > 20
    for key, group in groupby(changes, key=lambda row: (row.measure, row.period, row.trust_code)):
        steps = list(group)
        # A first word that raises no question is not told, so that the first change may begin from it.
        assert all(earlier.new == later.old for earlier, later in pairwise(steps)), key
        assert steps[-1].new == stands[key], key
    bands = {row.trust_code: row for row in TrustBand.objects.all()}
    for code, group_of_bands in groupby(
        BandChange.objects.order_by("trust_code", "pk"), key=lambda row: row.trust_code
    ):
        moves = list(group_of_bands)
        assert all(
            (earlier.new_standing, earlier.new_band, earlier.new_score)
            == (later.old_standing, later.old_band, later.old_score)
            for earlier, later in pairwise(moves)
        ), code
        assert (moves[-1].new_standing, moves[-1].new_band, moves[-1].new_score) == (
            bands[code].standing,
            bands[code].band,
            bands[code].score,
        ), code
