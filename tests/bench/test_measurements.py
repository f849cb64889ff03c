"""The measurements go through the pages as they are; how long things take is measured apart, and never here."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bench import freshness, storm, whole_site
from oversight import clock
from oversight.records.outbox import deliver_waiting
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from ratings.rebuilding import verify
from ratings.recompute import run_waiting
from staffing.checking import check_staffing
from staffing.columns import BY_CODE, Shift, StaffGroup
from staffing.context import CheckContext
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.files import national_rows


@pytest.fixture
def worker() -> Iterator[None]:
    """Somebody who does the work behind, in this process."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.05):
            deliver_waiting(now=clock.now())
            run_waiting(clock=clock.now)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_small_storm_leaves_every_trust_with_its_receipt(
    live_server: Any, worker: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMONSTRATION = True
    monkeypatch.setattr(storm, "SECONDS_BETWEEN_LOOKS", 0.05)
    ways, period = storm.seed(2, 3, 0.1, processes=1)
    for way in ways:
        storm.go(way, live_server.thread.port, 0.0, period)
    assert [way.failure for way in ways] == ["", ""]
    assert [list(way.done) for way in ways] == [list(storm.STEPS)] * 2
    assert storm.settled_after(0.0) is not None
    assert storm.lost(ways, period) == []
    assert verify().different == 0

    # What is lost, or is another than was sent, is said.
    ways[0].receipt = ""
    ways[1].content += b"\r\n"
    broken = storm.lost(ways, period)
    assert [sentence.split(":")[0] for sentence in broken] == [f"{ways[0].code} came to no receipt", ways[1].code]
    version = ReturnVersion.objects.get(trust__code=ways[1].code, period=period)
    assert hashlib.sha256(ways[1].content).hexdigest() not in (version.file_sha256, version.content_sha256)


def test_a_storm_has_as_many_trusts_and_wards_as_it_is_told() -> None:
    trusts = storm.country_of(161, 5)
    assert len({trust.code for trust in trusts}) == len({trust.town for trust in trusts}) == 161
    assert {sum(len(site.wards) for site in trust.sites) for trust in trusts} == {5}
    assert len({ward.key for trust in trusts for site in trust.sites for ward in site.wards}) == 161 * 5


def test_a_correction_takes_one_ward_far_below_its_plan() -> None:
    month = Month(2026, 10)
    trust = country(Size.NATIONAL)[9]
    rows = national_rows(trust, month, latest=month)
    column = rows[0].index(BY_CODE["day_registered_actual"].national)
    for turn in (0, len(rows) - 2):
        result = check_staffing(
            read_file(freshness.corrected(trust, month, turn), "a.csv"),
            CheckContext(trust_code=trust.code, period=month, today=month.plus(1).first_day),
        )
        assert result.must_fix == 0
        low = [ward for ward, row in zip(result.wards, rows[1:], strict=True) if ward.hours[1] != Decimal(row[column])]
        assert [ward.fill_rate(Shift.DAY, StaffGroup.REGISTERED) < 50 for ward in low] == [True]


@pytest.mark.parametrize(
    ("count", "share", "place"), [(1, 0.95, 0), (20, 0.5, 9), (20, 0.95, 18), (100, 0.95, 94), (3, 0.95, 2)]
)
def test_the_share_of_times_is_by_nearest_rank(count: int, share: float, place: int) -> None:
    assert whole_site.share_at([float(value) for value in range(count)], share) == place


def test_nothing_measured_is_no_result() -> None:
    with pytest.raises(ValueError, match="nothing"):
        whole_site.share_at([], 0.95)


def test_a_folder_of_its_own_is_taken_away() -> None:
    with whole_site.own_folder() as folder:
        (folder / "log").mkdir(parents=True)
    assert not Path(folder).parent.exists()
