"""Which pages of a superseded release are files of their own: those of whom a newer release told something else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from oversight.organisations.models import Ward
from oversight.records.audit import System
from publication.export import crew
from publication.export.links import Addressing
from publication.export.site import export_site
from publication.models import Release, Withdrawal
from publication.own_releases import OwnReleases, superseded_subjects
from publication.record import Releases
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.export.test_exporting import broken_links, export, files_of
from tests.publication.making import NOW, OCTOBER, SHORT, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
BY = System("test")


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=2)


@pytest.fixture
def other(scene: Scene) -> Ward:
    """A ward of another trust, whose first return comes with the second release of October."""
    ward = make_ward(make_hospital(make_trust("RX9", "OTHER NHS TRUST"), "RX901"))
    accept(ward.trust, [Row(ward)])
    publish(1)
    return ward


def publish(days: int) -> Release:
    return publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=days)).release


def correct(scene: Scene, days: int) -> Release:
    accept(scene.trust, [Row(scene.often_short, SHORT), Row(scene.steady)], now=NOW + timedelta(days=days))
    return publish(days)


def superseded() -> frozenset[tuple[str, str]]:
    return superseded_subjects(Releases(demonstration=False))


def test_a_release_is_superseded_for_whom_a_newer_one_told_something_else(scene: Scene, other: Ward) -> None:
    second = Release.objects.get(number=2)
    assert {subject for reference, subject in superseded() if reference == scene.release.reference} == {
        "RX9",
        "RX901",
        str(other.public_id),
    }
    correct(scene, 2)
    of_second = {subject for reference, subject in superseded() if reference == second.reference}
    assert {"RX1", "RX101", str(scene.steady.public_id)} <= of_second
    assert not {"RX2", "RX9", "RX901", str(other.public_id)} & of_second


def test_read_of_all_at_once_each_trusts_releases_are_those_that_it_reads_itself(scene: Scene, other: Ward) -> None:
    correct(scene, 2)
    codes = ("RX1", "RX2", "RX9")
    by_itself = {code: OwnReleases(Releases(demonstration=False), [code]).published for code in codes}
    superseded()
    assert {code: OwnReleases(Releases(demonstration=False), [code]).published for code in codes} == by_itself


def test_nothing_is_superseded_where_a_period_has_one_release(scene: Scene) -> None:
    assert superseded() == frozenset()


def test_a_trust_that_a_correction_left_as_it_was_has_no_edition_of_the_release_before(
    scene: Scene, other: Ward, tmp_path: Path
) -> None:
    before = Release.objects.get(number=2)
    correct(scene, 2)
    export(tmp_path)
    files = files_of(tmp_path)
    of_before = {file.split("/")[1] for file in files if f"/release/{before.reference}/" in file}
    assert {"RX1", "RX101"} <= of_before
    assert not {"RX2", "RX9", "RX901"} & of_before
    page = (tmp_path / f"releases/{before.reference}/index.html").read_text()
    assert "no longer the newest" in page
    assert f'href="../../trusts/RX1/2026-10/release/{before.reference}/index.html"' in page
    assert 'href="../../trusts/RX9/2026-10/index.html"' in page
    assert broken_links(tmp_path) == []


def test_brought_up_to_date_a_folder_has_the_pages_of_one_written_anew(
    scene: Scene, other: Ward, tmp_path: Path
) -> None:
    export(tmp_path / "before")
    correct(scene, 2)
    export(tmp_path / "before")
    export(tmp_path / "anew")
    before, anew = files_of(tmp_path / "before"), files_of(tmp_path / "anew")
    assert before.keys() == anew.keys()
    # Data files of several months name the newest release where they are written anew: of the same figures.
    assert {file for file in anew if before[file] != anew[file] and not file.endswith((".csv", ".json"))} == set()


def test_what_was_withdrawn_makes_the_release_everyones_and_each_has_its_edition(
    scene: Scene, other: Ward, tmp_path: Path
) -> None:
    before = Release.objects.get(number=2)
    last = correct(scene, 2)
    export(tmp_path)
    withdraw_item(
        reference=last.reference, item=Withdrawal.Item.TRUST, subject="RX9", reason="An error.", by=BY, now=NOW
    )
    export(tmp_path)
    edition = (tmp_path / f"trusts/RX9/2026-10/release/{before.reference}/index.html").read_text()
    assert "no longer the newest" in edition
    assert "An error." in (tmp_path / "trusts/RX9/index.html").read_text()
    assert broken_links(tmp_path) == []


@pytest.mark.django_db(transaction=True)
def test_several_processes_end_with_the_one_that_is_killed_and_another_run_goes_on(tmp_path: Path) -> None:
    cache.clear()
    make_scene(months=2)
    export(tmp_path / "whole")
    complete = files_of(tmp_path / "whole")
    connection.close()
    runner = multiprocessing.get_context("fork").Process(target=_export_slowly, args=(tmp_path / "killed",))
    runner.start()
    journal = tmp_path / "killed/.export/journal.jsonl"
    until = time.monotonic() + 60
    while time.monotonic() < until and not (journal.exists() and journal.stat().st_size):
        time.sleep(0.02)
    assert runner.pid is not None
    os.kill(runner.pid, signal.SIGKILL)
    runner.join()
    half = files_of(tmp_path / "killed")
    assert 0 < len(half) < len(complete)
    # The kernel lets go of the folder when the last of the processes has ended.
    time.sleep(3 * crew.LOOKS_SECONDS)
    rest = export(tmp_path / "killed")
    assert files_of(tmp_path / "killed") == complete
    assert rest.rendered < rest.asked


def _export_slowly(folder: Path) -> None:
    """Write the files in two processes, each file in a moment, so that there is a middle in which to be killed."""
    really = crew.make

    def make(*given: object) -> object:
        time.sleep(0.05)
        return really(*given)  # type: ignore[arg-type]

    crew.make = make  # type: ignore[assignment]
    export_site(folder=folder, addressing=Addressing(), processes=2)
