"""What an exported folder holds, by file, so that a further run renders only what changed.

The manifest is written whole at the end. Until then each file that is done is a line of a journal beside it, so that
a run that was killed is gone on with where it was. A lock keeps a second run away; the kernel lets go of it with the
process that held it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from publication.refusals import ReleaseRefused

FOLDER = ".export"
_MANIFEST, _JOURNAL, _LOCK = "manifest.json", "journal.jsonl", "lock"
# Where a folder has one of these, something is published from it.
_OF_A_SITE = ("index.html", "robots.txt", "sitemap.xml", "hospitals", "trusts", "releases")
_PART = re.compile(r"\..+\.\d+\.part")


@dataclass(frozen=True)
class Entry:
    """A file: what it was made of (``key``; blank where that cannot be asked), and where its links lead."""

    file: str
    key: str
    sha256: str
    links: tuple[str, ...] = ()
    static: tuple[str, ...] = ()


class Manifest:
    """The entries of a folder, as the last run or the one that was killed left them."""

    def __init__(self, folder: Path, *, made_by: str) -> None:
        self._folder = folder / FOLDER
        self._made_by = made_by
        self.entries = self._read()
        self._journal: IO[str] | None = None

    def _read(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        manifest = self._folder / _MANIFEST
        if manifest.exists():
            told = json.loads(manifest.read_text())
            entries = {one["file"]: _entry(one, fresh=told["made_by"] == self._made_by) for one in told["files"]}
        journal = self._folder / _JOURNAL
        if journal.exists():
            for line in journal.read_text().splitlines():
                try:
                    one = json.loads(line)
                except ValueError:  # the line at which the run was killed
                    continue
                entries[one["file"]] = _entry(one, fresh=one.pop("made_by") == self._made_by)
        return entries

    def note(self, entry: Entry) -> None:
        """Remember a file that is done, at once."""
        self.entries[entry.file] = entry
        if self._journal is None:
            self._journal = (self._folder / _JOURNAL).open("a")
        self._journal.write(json.dumps({**asdict(entry), "made_by": self._made_by}) + "\n")
        self._journal.flush()

    def finish(self, kept: set[str]) -> list[str]:
        """Keep the entries of these files alone; return the files that are no longer to be there."""
        gone = sorted(self.entries.keys() - kept)
        self.entries = {file: self.entries[file] for file in sorted(kept)}
        told = {"made_by": self._made_by, "files": [asdict(entry) for entry in self.entries.values()]}
        write_whole(self._folder / _MANIFEST, json.dumps(told, indent=1).encode())
        self.close()
        (self._folder / _JOURNAL).unlink(missing_ok=True)
        return gone

    def close(self) -> None:
        """Let go of the journal; it stays for the next run unless this one finished."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def _entry(one: dict[str, Any], *, fresh: bool) -> Entry:
    """Return an entry as it was written; made in another way than today's, its key is worth nothing."""
    return Entry(one["file"], one["key"] if fresh else "", one["sha256"], tuple(one["links"]), tuple(one["static"]))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have the folder for oneself; refused while another run has it, and where another site lies."""
    others = [name for name in _OF_A_SITE if (folder / name).exists()]
    if others and not (folder / FOLDER).exists():
        raise ReleaseRefused(
            "exporting", f"{folder} holds {others[0]}, which no export has written. Name another folder, or empty it."
        )
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with (folder / FOLDER / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseRefused("exporting", f"Another run is writing to {folder} at this moment.") from None
        _take_away_parts(folder)
        yield


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: whoever reads it sees the one before or this one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        # On a full disk half a file is in the way of all others.
        beside.unlink(missing_ok=True)
        raise


def _take_away_parts(folder: Path) -> None:
    """Take away the halves of files that a run left which was killed; a host would serve them."""
    for path in folder.rglob(".*.part"):
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)
