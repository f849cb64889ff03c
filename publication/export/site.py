"""The public site as files: every page and file that a static host can serve, made by several processes."""

from __future__ import annotations

import hashlib
import posixpath
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from publication import page_cache
from publication.export import front_pages
from publication.export.crew import Crew
from publication.export.links import Addressing
from publication.export.manifest import Entry, Manifest, locked, write_whole
from publication.export.places import INDEX, Place, Scope, scope_now
from publication.export.rendering import Done, Task, Work

_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
# Where an address of a trust's measure names the measure.
_MEASURE_AT = 4
# A change of how files are written makes them all anew.
_VERSION = "1"


@dataclass(frozen=True)
class Exported:
    """What a run came to: addresses asked for and rendered, files there and taken away, links to nowhere, failures.

    ``parts`` tells how long each part took, in their order: all pages but those of a trust's measures, then these.
    """

    asked: int
    rendered: int
    files: int
    removed: int
    nowhere: tuple[str, ...]
    failed: tuple[str, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a run: how many addresses were made, and how long that took."""

    name: str
    rendered: int
    seconds: float


def export_site(
    *,
    folder: Path,
    addressing: Addressing,
    past: bool = False,
    processes: int = 1,
    say: Callable[[str], None] = lambda text: None,
) -> Exported:
    """Write the site into the folder, or bring it up to date there.

    A page whose key is that of the run before is not rendered; what is no longer public is taken away; files that no
    run has written are left alone. Refused while another run has the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        run = _Run(folder, addressing, past=past, processes=processes, say=say)
        with closing(run.manifest), closing(run.crew):
            return run.whole()


class _Run:
    """One run: what is known, what was made, and what is still to be asked for."""

    def __init__(
        self, folder: Path, addressing: Addressing, *, past: bool, processes: int, say: Callable[[str], None]
    ) -> None:
        scope = scope_now(past=past)
        self.work = Work(folder, scope, addressing, front_pages.files())
        # Keys hold for links written in the same way: to what base, and to which periods' pages.
        newest = sorted(scope.newest)
        made_by = repr((_VERSION, page_cache.template_version(), addressing, past, newest, settings.STATIC_URL))
        self.manifest = Manifest(folder, made_by=hashlib.sha256(made_by.encode()).hexdigest())
        self.known = dict(self.manifest.entries)
        self.crew, self.say = Crew(self.work, processes), say
        self.kept: set[str] = set()
        self.keys: dict[str, str] = {}
        self.asked = self.rendered = 0
        self.missing: set[str] = set()
        self.failed: set[str] = set()

    def whole(self) -> Exported:
        """Ask for the first addresses, then for what they lead to, then write what stands around them.

        The measures of each trust, many times as many as all else, come last.
        """
        waiting = {place.file: place for place in _first_places(self.work.scope)}
        seen = set(waiting)
        later: dict[str, Place] = {}
        parts: list[Part] = []
        began, rendered = time.monotonic(), 0
        while waiting or later:
            if not waiting:
                parts.append(Part("pages", self.rendered, time.monotonic() - began))
                began, rendered = time.monotonic(), self.rendered
                waiting, later = later, {}
            found: dict[str, Place] = {}
            for done in self._make(list(waiting.values())):
                found |= {place.file: place for place in self._take(done) if place.file not in seen}
            seen |= found.keys()
            waiting = {file: place for file, place in found.items() if parts or not _is_of_a_measure(place)}
            later |= {file: place for file, place in found.items() if file not in waiting}
            self.say(f"{len(self.kept)} files, {self.rendered} made, {len(waiting) + len(later)} more found")
        name = "measures of trusts" if parts else "pages"
        parts.append(Part(name, self.rendered - rendered, time.monotonic() - began))
        for file, content in front_pages.pages(self.work, self.kept):
            self._own(file, content)
        self._static()
        removed = self.manifest.finish(self.kept)
        for file in removed:
            _remove(self.work.folder, file)
        return Exported(
            self.asked,
            self.rendered,
            len(self.kept),
            len(removed),
            tuple(sorted(self.missing)),
            tuple(sorted(self.failed)),
            tuple(parts),
        )

    def _make(self, places: list[Place]) -> Iterator[Done]:
        """Make the places, here or in the other processes; what needs no question is answered at once."""
        tasks = []
        for place in places:
            before, owner = self.known.get(place.file), self._owner_key(place)
            if before is not None and owner and before.key == owner and (self.work.folder / place.file).is_file():
                beside = (
                    self.known.get(place.file.removesuffix(".csv") + ".json") if place.file.endswith(".csv") else None
                )
                yield Done(place, [before, *([beside] if beside else [])])
            else:
                tasks.append(Task(place, before, owner))
        self.asked += len(tasks)
        yield from self.crew.make(tasks)

    def _owner_key(self, place: Place) -> str:
        """Return the key of the page that a file lies below, where it has been asked for; a page has its own."""
        if place.file.endswith(INDEX):
            return ""
        above = posixpath.dirname(place.file)
        while above:
            key = self.keys.get(f"{above}/{INDEX}")
            if key:
                return f"below {key}"
            above = posixpath.dirname(above)
        return ""

    def _take(self, done: Done) -> list[Place]:
        """Note what was made; return where it leads."""
        if done.missing:
            self.missing.add(done.place.asked)
            return []
        if done.failed:
            self.failed.add(done.failed)
        self.rendered += done.rendered
        for entry in done.entries:
            self.kept.add(entry.file)
            if done.rendered:
                self.manifest.note(entry)
            if entry.file.endswith(INDEX):
                self.keys[entry.file] = entry.key
        if done.rendered:
            return done.places
        # A page that is still good leads where it led.
        led = (link.rpartition("?") for entry in done.entries for link in entry.links)
        places = (self.work.scope.place(f"{path}?release={release}" if release else path) for path, _, release in led)
        return [place for place in places if place is not None]

    def _own(self, file: str, content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        before, path = self.known.get(file), self.work.folder / file
        if before is None or before.sha256 != sha256 or not path.is_file():
            write_whole(path, content)
        self.kept.add(file)
        self.manifest.note(Entry(file, "", sha256))

    def _static(self) -> None:
        """Copy the static files that the pages name, and those that these name."""
        place = settings.STATIC_URL.strip("/")
        waiting = {name for file in self.kept for name in self._static_of(file)} | front_pages.static_files()
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            content = _static_content(name)
            if content is None:
                self.missing.add(f"{settings.STATIC_URL}{name}")
                continue
            self._own(f"{place}/{name}", content)
            if name.endswith(".css"):
                named = (link.partition("#")[0].partition("?")[0] for link in _IN_CSS.findall(content.decode()))
                inside = {
                    posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
                    for link in named
                    if link and not link.startswith(("data:", "http:", "https:", "/"))
                }
                waiting |= inside - seen

    def _static_of(self, file: str) -> tuple[str, ...]:
        entry = self.manifest.entries.get(file)
        return entry.static if entry else ()


def _is_of_a_measure(place: Place) -> bool:
    """Say whether an address is of one measure of one trust."""
    parts = place.path.split("/")
    return parts[1] == "trusts" and len(parts) > _MEASURE_AT and parts[3] == "measures" and parts[_MEASURE_AT] != ""


def _first_places(scope: Scope) -> Iterator[Place]:
    for address in front_pages.first_addresses():
        place = scope.place(address)
        if place is not None:
            yield place


def _static_content(name: str) -> bytes | None:
    """Return a static file as the site serves it: collected, or from the source tree."""
    with suppress(OSError, NotImplementedError), staticfiles_storage.open(name) as file:
        return bytes(file.read())
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else None


def _remove(folder: Path, file: str) -> None:
    """Take a file away, and the folders that are empty without it."""
    path = folder / file
    path.unlink(missing_ok=True)
    for above in path.parents:
        if above == folder:
            return
        try:
            above.rmdir()
        except OSError:
            return
