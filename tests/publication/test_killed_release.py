"""A release killed in the middle ten times, by killing the process that publishes it, never shows half of itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from publication.announcing import announce_release
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.orderly.models import HeldBack, ReleasePackage
from publication.periods import COMPLAINTS, STAFFING
from publication.releasing import publish_due
from tests.publication.complaints.making import QUARTER, send
from tests.publication.killed_publisher import NEVER
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward

pytestmark = pytest.mark.django_db(transaction=True)
CHECKOUT = Path(__file__).resolve().parents[2]
TIMES = 10
# All that a release writes.
TABLES = (
    ReleasedTrust,
    ReleasedHospital,
    ReleasedWard,
    ReleasedComplaintsTrust,
    ReleasedComplaintsHospital,
    ReleasedLesson,
    ReleasePackage,
    HeldBack,
)


class Publisher:
    """The process that forks publishers, spoken to line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, line: str) -> str:
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)
        return self.hear()

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Start the process on this test's database."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.publication.killed_publisher",
            connection.settings_dict["NAME"],
            NOW.isoformat(),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "oversight.settings"},
    )
    try:
        spoken = Publisher(process)
        assert spoken.hear() == "ready"
        yield spoken
    finally:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
        assert process.stdout is not None
        process.stdout.close()


def staffing() -> str:
    """Two trusts' wards of October."""
    for code in ("RX1", "RX2"):
        trust = make_trust(code)
        site = make_hospital(trust, f"{code}01")
        accept(trust, [Row(make_ward(site, f"{name} Ward")) for name in ("Ash", "Birch", "Cedar")])
    return announce_release(
        kind=STAFFING, period=OCTOBER, demonstration=False, by=System("test"), now=NOW, scheduled_for=NOW
    ).reference


def complaints() -> str:
    """Two trusts' complaints of a quarter, with lessons."""
    for code in ("RX1", "RX2"):
        trust = make_trust(code)
        make_hospital(trust, f"{code}01")
        send(trust)
    return announce_release(
        kind=COMPLAINTS, period=QUARTER, demonstration=False, by=System("test"), now=NOW, scheduled_for=NOW
    ).reference


def nothing_is_public(client: Client, reference: str) -> None:
    """Of a release that is not out, no table holds a row and no address shows a figure."""
    assert {model.__name__: model.objects.count() for model in TABLES} == dict.fromkeys(
        (model.__name__ for model in TABLES), 0
    )
    assert Release.objects.get(reference=reference).state == Release.State.PLANNED
    assert not AuditEntry.objects.filter(action="release.published").exists()
    assert not OutboxEvent.objects.filter(name="release.published").exists()
    assert client.get(f"/releases/{reference}/package.zip").status_code == 404
    assert client.get(f"/releases/{reference}/trusts.csv").status_code == 404
    assert "RX1" not in client.get(f"/releases/{reference}/").content.decode()


@pytest.mark.parametrize(
    ("make", "rows"),
    [
        pytest.param(staffing, {ReleasedTrust: 2, ReleasedHospital: 2, ReleasedWard: 6}, id="staffing"),
        pytest.param(complaints, {ReleasedComplaintsTrust: 2, ReleasedLesson: 4}, id="complaints"),
    ],
)
def test_a_release_killed_ten_times_shows_nothing_and_then_all(
    make: Callable[[], str], rows: dict[type, int], client: Client
) -> None:
    reference = make()
    with publisher() as process:
        statements = int(process.ask("measure"))
        assert statements > TIMES
        nothing_is_public(client, reference)
        # Nine places from the first statement to the last, and the very end, where the publisher waits for its time.
        places = [*(statements * step // (TIMES - 1) for step in range(TIMES - 1)), NEVER - 1]
        assert len(set(places)) == TIMES
        for place in places:
            assert process.ask(str(place)) == "waits"
            # While it holds its transaction open a reader sees nothing of it,
            nothing_is_public(client, reference)
            assert process.ask("kill") == "killed by 9"
            # and nothing once it is dead.
            nothing_is_public(client, reference)
    # The dead publishers' connections end by themselves; the next tick publishes the whole.
    while not (published := publish_due(now=NOW)):
        pass
    assert [each.reference for each in published] == [reference]
    for model, count in rows.items():
        assert model.objects.count() == count
    assert AuditEntry.objects.filter(action="release.published").count() == 1
    assert OutboxEvent.objects.filter(name="release.published").count() == 1
    package = client.get(f"/releases/{reference}/package.zip")
    with zipfile.ZipFile(io.BytesIO(package.content)) as packed:
        assert packed.testzip() is None
        assert packed.read(f"{reference}/trusts.csv") == _content(client, f"/releases/{reference}/trusts.csv")


def _content(client: Client, address: str) -> bytes:
    response = client.get(address)
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
