"""The site as files: whole, with links that lead to files, and made again only where something changed."""

from __future__ import annotations

import html
import json
import multiprocessing
import os
import re
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection

from oversight.organisations.models import SiteTrust
from oversight.records.audit import System
from publication.export import crew
from publication.export.links import NEEDS_IT, Addressing
from publication.export.manifest import FOLDER, locked
from publication.export.rendering import Done
from publication.export.site import Exported, export_site
from publication.models import ReleasedWard, Withdrawal
from publication.refusals import ReleaseRefused
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
BY = System("test")
_LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=2)


def export(folder: Path, *, base: str = "", live: str = "", past: bool = False) -> Exported:
    return export_site(folder=folder, addressing=Addressing(base, live), past=past)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and FOLDER not in path.parts
    }


def broken_links(folder: Path, *, base: str = "") -> list[str]:
    """Return the links of all pages that lead to no file of the folder, as a static host would find them."""
    broken = []
    for page in folder.rglob("*.html"):
        for link in map(html.unescape, _LINK.findall(page.read_text())):
            given = link
            if base and link.startswith(f"{base}/"):
                target = folder / unquote(link.removeprefix(f"{base}/").partition("#")[0])
            elif urlsplit(link).scheme or link.startswith("#"):
                continue
            elif link.startswith("/"):
                broken.append(f"{page.relative_to(folder)}: {given} is of one host alone")
                continue
            else:
                target = page.parent / unquote(link.partition("#")[0])
            if link.partition("#")[0].endswith("/"):
                target = target / "index.html"
            if not target.is_file():
                broken.append(f"{page.relative_to(folder)}: {given}")
    return broken


@pytest.mark.parametrize("base", ["", "https://files.example/copy"])
@pytest.mark.parametrize("past", [False, True])
def test_every_link_leads_to_a_file(scene: Scene, tmp_path: Path, base: str, past: bool) -> None:
    done = export(tmp_path, base=base, past=past)
    assert (done.nowhere, done.failed) == ((), ())
    assert broken_links(tmp_path, base=base) == []
    files = files_of(tmp_path)
    for file in (
        "index.html",
        "hospitals/RX101/index.html",
        "hospitals/RX101/2026-10/wards.csv",
        "trusts/RX1/index.html",
        f"wards/{scene.steady.public_id}/index.html",
        f"releases/{scene.release.reference}/index.html",
        f"releases/{scene.release.reference}/wards.csv",
        f"releases/{scene.release.reference}/wards.csv-metadata.json",
        f"releases/{scene.release.reference}/trusts.json",
        "data/index.html",
        "about/index.html",
        "find/s/index.html",
        "static/oversight/site.css",
    ):
        assert file in files, file
    assert ("hospitals/RX101/2026-09/index.html" in files) is past
    assert b"exported.invalid" not in b"".join(files.values())


def test_what_needs_the_live_service_leads_there_or_says_so(scene: Scene, tmp_path: Path) -> None:
    export(tmp_path / "alone")
    alone = (tmp_path / "alone/hospitals/RX101/index.html").read_text()
    assert f"</span> ({NEEDS_IT})" in alone
    assert "<form" not in alone
    export(tmp_path / "led", live="https://live.example")
    led = (tmp_path / "led/hospitals/RX101/index.html").read_text()
    assert 'href="https://live.example/account/sign-in/"' in led
    assert NEEDS_IT not in led


def test_a_second_run_makes_no_page_again(scene: Scene, tmp_path: Path) -> None:
    first = export(tmp_path)
    before = {file: (tmp_path / file).stat().st_mtime_ns for file in files_of(tmp_path)}
    again = export(tmp_path)
    assert again.files == first.files
    assert again.removed == 0
    # The list of releases says what is late by the minute, and files at the top have no page above them.
    assert again.rendered < first.rendered / 4
    assert {file: (tmp_path / file).stat().st_mtime_ns for file in files_of(tmp_path)} == before


def test_json_holds_what_the_csv_holds(scene: Scene, tmp_path: Path) -> None:
    export(tmp_path)
    folder = tmp_path / "releases" / scene.release.reference
    told = json.loads((folder / "wards.json").read_text())
    heading, *lines = (folder / "wards.csv").read_text().splitlines()
    assert list(told[0]) == heading.split(",")
    assert len(told) == len(lines)
    ash = next(line for line in told if line["ward"] == "Ash Ward") if "ward" in told[0] else told[0]
    assert any(isinstance(value, float | int) for value in ash.values())


def test_what_was_withdrawn_leaves_its_mark(scene: Scene, tmp_path: Path) -> None:
    export(tmp_path)
    withdraw_item(
        reference=scene.release.reference,
        item=Withdrawal.Item.HOSPITAL,
        subject="RX101",
        reason="Two wards were exchanged.",
        by=BY,
        now=NOW,
    )
    export(tmp_path)
    for file in ("hospitals/RX101/index.html", f"releases/{scene.release.reference}/index.html"):
        assert "Two wards were exchanged." in (tmp_path / file).read_text(), file
    assert "1,200.0" not in (tmp_path / "hospitals/RX101/index.html").read_text()


def test_a_superseded_page_says_so(scene: Scene, tmp_path: Path) -> None:
    first = scene.release
    accept(scene.trust, [Row(scene.steady)], now=NOW + timedelta(days=1))
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=2))
    assert export(tmp_path).nowhere == ()
    assert broken_links(tmp_path) == []
    superseded = (tmp_path / f"hospitals/RX101/release/{first.reference}/index.html").read_text()
    assert "no longer the newest" in superseded
    assert "no longer the newest" not in (tmp_path / "hospitals/RX101/index.html").read_text()
    assert "revis" in (tmp_path / f"releases/{first.reference}/index.html").read_text()


def test_what_is_no_longer_public_is_taken_away_and_what_others_put_there_stays(scene: Scene, tmp_path: Path) -> None:
    gone = make_hospital(scene.trust, "RX199", "GONE HOSPITAL")
    export(tmp_path)
    (tmp_path / "CNAME").write_text("files.example")
    assert (tmp_path / "hospitals/RX199/index.html").is_file()
    SiteTrust.objects.filter(site=gone).delete()
    gone.delete()
    done = export(tmp_path)
    assert done.removed >= 1
    assert not (tmp_path / "hospitals/RX199").exists()
    assert (tmp_path / "CNAME").read_text() == "files.example"
    assert broken_links(tmp_path) == []


def test_two_runs_at_once_refuse_each_other(scene: Scene, tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(ReleaseRefused, match="Another run"):
        export(tmp_path)
    assert export(tmp_path).files > 10


def test_a_ward_that_was_never_released_has_no_file(scene: Scene, tmp_path: Path) -> None:
    hidden = make_ward(scene.site, "Hidden Ward")
    export(tmp_path)
    assert not ReleasedWard.objects.filter(ward_id=hidden.public_id).exists()
    assert not (tmp_path / f"wards/{hidden.public_id}").exists()
    assert not any(b"Hidden Ward" in content for content in files_of(tmp_path).values())


@pytest.mark.parametrize("after", [1, 5, 12])
def test_a_run_that_was_killed_leaves_no_half_page_and_is_gone_on_with(
    scene: Scene, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    export(whole)
    made = 0
    really = crew.make

    class Killed(BaseException):
        """Nothing of ours catches it, as nothing catches the signal."""

    def make(*given: object) -> object:
        nonlocal made
        made += 1
        if made > after:
            raise Killed
        return really(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(crew, "make", make)
    with pytest.raises(Killed):
        export(tmp_path / "killed")
    monkeypatch.setattr(crew, "make", really)
    half = files_of(tmp_path / "killed")
    assert half
    complete = files_of(whole)
    assert all(complete[file] == content for file, content in half.items())
    # The torn end of the journal is no reason to begin anew.
    journal = tmp_path / "killed" / FOLDER / "journal.jsonl"
    with journal.open("a") as file:
        file.write('{"file": "hospit')
    rest = export(tmp_path / "killed")
    assert files_of(tmp_path / "killed") == complete
    assert rest.asked >= rest.rendered


@pytest.mark.django_db(transaction=True)
def test_several_processes_make_the_same_files(tmp_path: Path) -> None:
    cache.clear()
    make_scene(months=2)
    export(tmp_path / "one")
    export_site(folder=tmp_path / "three", addressing=Addressing(), processes=3)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "three")


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_for_good_is_gone_on_with(tmp_path: Path) -> None:
    cache.clear()
    make_scene(months=2)
    export(tmp_path / "whole")
    connection.close()
    runner = multiprocessing.get_context("fork").Process(target=_killed_in_the_middle, args=(tmp_path / "killed",))
    runner.start()
    runner.join()
    assert runner.exitcode == -signal.SIGKILL
    half, complete = files_of(tmp_path / "killed"), files_of(tmp_path / "whole")
    assert 0 < len(half) < len(complete)
    assert all(complete[file] == content for file, content in half.items() if not file.endswith(".part"))
    export(tmp_path / "killed")
    assert files_of(tmp_path / "killed") == complete


def _killed_in_the_middle(folder: Path) -> None:
    really, made = crew.make, 0

    def make(*given: object) -> object:
        nonlocal made
        made += 1
        if made > 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return really(*given)  # type: ignore[arg-type]

    crew.make = make  # type: ignore[assignment]
    export(folder)


def test_after_one_trusts_correction_only_what_shows_it_is_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    scene = make_scene(months=2)
    others = []
    for number in range(3, 9):
        other = make_trust(f"RX{number}", f"OTHER {number} NHS TRUST")
        hospital = make_hospital(other, f"RX{number}01")
        accept(other, [Row(make_ward(hospital))])
        others += [f"hospitals/{hospital.code}/index.html", f"trusts/{other.code}/index.html"]
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(hours=1))
    export(tmp_path)
    before = files_of(tmp_path)
    accept(scene.trust, [Row(scene.often_short), Row(scene.steady)], now=NOW + timedelta(days=1))
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=2))
    rendered: list[str] = []
    really = crew.make

    def make(*given: Any) -> Done:
        done = really(*given)
        rendered.extend([done.place.file] if done.rendered else [])
        return done

    monkeypatch.setattr(crew, "make", make)
    export(tmp_path)
    after = files_of(tmp_path)
    assert {"hospitals/RX101/index.html", "trusts/RX1/index.html"} <= set(rendered)
    # Of the other trusts nothing is made again; the edition that was superseded comes at an address of its own.
    again = [file for file in rendered if file in before and re.match(r"(hospitals|trusts)/RX[3-9]\w*/", file)]
    assert not [file for file in again if re.fullmatch(r"(hospitals|trusts)/RX\w+/(\d{4}-\d\d/)?index\.html", file)]
    assert before["hospitals/RX101/index.html"] != after["hospitals/RX101/index.html"]
    for file in others:
        assert before[file] == after[file], file
