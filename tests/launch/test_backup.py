"""Everything goes into one file and comes back from it, all or nothing."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from tests.launch.conftest import Home

MAKE = "INSERT INTO organisations_region (code, name) VALUES (%s, %s)"
RENAME = "UPDATE organisations_region SET name = %s WHERE code = 'T01'"
SHOW = "SELECT code, name FROM organisations_region WHERE code LIKE 'T0%' ORDER BY code"


def change(home: Home, statement: str, *values: str) -> None:
    with home.database() as database:
        database.execute(statement, values)


def regions(home: Home) -> list[tuple[str, str]]:
    with home.database() as database:
        database.execute(SHOW)
        return list(database.fetchall())


@pytest.fixture(scope="module")
def saved(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup in which one region stands, while since then it was renamed and another one came."""
    empty = home.run("backup", str(home.state.parent / "empty.zip"))
    assert (empty.returncode, "nothing to save" in empty.stderr) == (2, True)
    file = tmp_path_factory.mktemp("backups") / "saved.zip"
    assert home.run("manage", "check").returncode == 0
    change(home, MAKE, "T01", "Testshire's \u00e9tat")
    ran = home.run("backup", str(file))
    assert ran.returncode == 0, ran.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    change(home, RENAME, "Renamed")
    change(home, MAKE, "T02", "New")
    return file


CHANGED = [("T01", "Renamed"), ("T02", "New")]
AS_SAVED = [("T01", "Testshire's \u00e9tat")]


def test_a_backup_is_never_written_over(home: Home, saved: Path) -> None:
    before = saved.read_bytes()
    ran = home.run("backup", str(saved))
    assert (ran.returncode, "there already" in ran.stderr) == (2, True)
    assert saved.read_bytes() == before


def damage_cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def damage_flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def damage_replaced(content: bytes) -> bytes:
    return b"this is no backup"


@pytest.mark.parametrize("damage", [damage_cut, damage_flipped, damage_replaced])
def test_a_damaged_backup_changes_nothing(home: Home, saved: Path, tmp_path: Path, damage) -> None:
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(damage(saved.read_bytes()))
    ran = home.run("restore", str(damaged))
    assert (ran.returncode, "Nothing was changed." in ran.stderr) == (2, True)


def rewritten(saved: Path, target: Path, **changes: object) -> Path:
    """A backup whose manifest says something else."""
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w") as new:
        new.writestr("database.dump", old.read("database.dump"))
        new.writestr("manifest.json", json.dumps({**json.loads(old.read("manifest.json")), **changes}))
    return target


def test_rows_that_differ_from_the_manifest_change_nothing(home: Home, saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as backup:
        rows = json.loads(backup.read("manifest.json"))["rows"]
    wrong = rewritten(saved, tmp_path / "wrong.zip", rows={**rows, "organisations_region": 99})
    ran = home.run("restore", str(wrong))
    assert (ran.returncode, "nothing was changed" in ran.stderr, "rows differ" in ran.stderr) == (2, True, True)
    assert regions(home) == CHANGED


def test_a_backup_of_a_newer_version_changes_nothing(home: Home, saved: Path, tmp_path: Path) -> None:
    newer = rewritten(saved, tmp_path / "newer.zip", migrations=[["organisations", "9999_from_the_future"]])
    ran = home.run("restore", str(newer))
    assert (ran.returncode, "9999_from_the_future" in ran.stderr) == (2, True)


def test_a_restore_waits_for_nobody(home: Home, saved: Path) -> None:
    with home.database():
        ran = home.run("restore", str(saved))
    assert (ran.returncode, "in use" in ran.stderr) == (2, True)
    assert regions(home) == CHANGED


def test_everything_comes_back_and_can_be_saved_again(home: Home, saved: Path, tmp_path: Path) -> None:
    ran = home.run("restore", str(saved))
    assert ran.returncode == 0, ran.stderr
    assert regions(home) == AS_SAVED
    again = tmp_path / "again.zip"
    assert home.run("backup", str(again)).returncode == 0
    with zipfile.ZipFile(saved) as first, zipfile.ZipFile(again) as second:
        manifests = [json.loads(backup.read("manifest.json")) for backup in (first, second)]
    assert manifests[0]["rows"] == manifests[1]["rows"]
    assert manifests[0]["migrations"] == manifests[1]["migrations"]
    assert home.run("restore", str(again)).returncode == 0
    change(home, MAKE, "T03", "Numbers go on")
    assert home.processes() == {}
