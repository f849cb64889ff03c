"""The public site as files: every page and file that a static host can serve, made by several processes."""

from __future__ import annotations

import hashlib
import multiprocessing
import posixpath
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import connections

from publication import page_cache
from publication.export import front_pages
from publication.export.links import Addressing
from publication.export.manifest import Entry, Manifest, locked, write_whole
from publication.export.places import INDEX, Place, Scope, scope_now
from publication.export.rendering import Done, Task, Work, make

# So few that the processes end together, so many that handing them over costs nothing.
_AT_ONCE = 8
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
# A change of how files are written makes them all anew.
_VERSION = "1"


@dataclass(frozen=True)
class Exported:
    """What a run came to: addresses asked for and rendered, files there and taken away, links to nowhere, failures."""

    asked: int
    rendered: int
    files: int
    removed: int
    nowhere: tuple[str, ...]
    failed: tuple[str, ...]


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
        with closing(run.manifest):
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
        self.processes, self.say = processes, say
        self.kept: set[str] = set()
        self.keys: dict[str, str] = {}
        self.asked = self.rendered = 0
        self.missing: set[str] = set()
        self.failed: set[str] = set()

    def whole(self) -> Exported:
        """Ask for the first addresses, then for what they lead to, then write what stands around them."""
        waiting = {place.file: place for place in _first_places(self.work.scope)}
        seen = set(waiting)
        while waiting:
            found: dict[str, Place] = {}
            for done in self._make(list(waiting.values())):
                found |= {place.file: place for place in self._take(done) if place.file not in seen}
            seen |= found.keys()
            waiting = found
            self.say(f"{len(self.kept)} files, {self.rendered} made, {len(waiting)} more found")
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
        if self.processes < 2 or len(tasks) <= _AT_ONCE:
            with page_cache.left_alone():
                for task in tasks:
                    yield make(task, self.work)
            return
        # Each process opens connections of its own.
        connections.close_all()
        cache.close()
        with ProcessPoolExecutor(self.processes, mp_context=multiprocessing.get_context("fork")) as crew:
            for made in crew.map(partial(_make_some, work=self.work), list(_batched(tasks))):
                yield from made

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


def _batched(tasks: list[Task]) -> Iterator[tuple[Task, ...]]:
    waiting = iter(tasks)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        yield batch


def _make_some(tasks: tuple[Task, ...], *, work: Work) -> list[Done]:
    """Make a few files in one of the processes."""
    with page_cache.left_alone():
        return [make(task, work) for task in tasks]


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
