"""Into which folders the site is written: not over another's site, and without halves of files left there."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest
from django.core.cache import cache

from publication.export.links import Addressing
from publication.export.manifest import write_whole
from publication.export.site import Exported, export_site
from publication.refusals import ReleaseRefused
from tests.publication.scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(db: None) -> None:
    cache.clear()
    make_scene(months=1)


def export(folder: Path) -> Exported:
    return export_site(folder=folder, addressing=Addressing())


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".export" not in path.parts
    }


@pytest.mark.parametrize("name", ["index.html", "hospitals/index.html"])
def test_the_site_of_somebody_else_is_not_written_over(released: None, tmp_path: Path, name: str) -> None:
    theirs = tmp_path / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("of somebody else")
    with pytest.raises(ReleaseRefused, match="which no export has written"):
        export(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [theirs]
    assert theirs.read_text() == "of somebody else"


def test_a_folder_with_other_files_alone_is_written_to(released: None, tmp_path: Path) -> None:
    (tmp_path / "CNAME").write_text("files.example")
    assert export(tmp_path).files > 10
    assert (tmp_path / "CNAME").read_text() == "files.example"


def test_halves_of_files_of_a_killed_run_are_taken_away(released: None, tmp_path: Path) -> None:
    export(tmp_path)
    before = files_of(tmp_path)
    (tmp_path / "hospitals/RX101/.index.html.4711.part").write_text("<html>half")
    (tmp_path / ".index.html.4711.part").write_text("<html>half")
    (tmp_path / ".theirs.part").write_text("of somebody else")
    export(tmp_path)
    assert files_of(tmp_path) == {**before, ".theirs.part": b"of somebody else"}


def test_on_a_full_disk_no_half_of_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    write_whole(path, b"whole")
    # The kernel's own answer to a file past this limit, as to one on a full disk, comes in the middle of writing.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_whole(path, b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert files_of(tmp_path) == {"index.html": b"whole"}
