"""Those who make the files of an export: this process, or several others, which end with it however it ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice

from django.core.cache import cache
from django.db import connections

from publication import page_cache
from publication.export.rendering import Done, Task, Work, make

# So few that the processes end together, so many that handing them over costs nothing.
_AT_ONCE = 8
LOOKS_SECONDS = 0.5


class Crew:
    """A number of processes that stay until the run ends; each has what this one had read before it needed them."""

    def __init__(self, work: Work, processes: int) -> None:
        self.work, self.processes = work, processes
        self._others: ProcessPoolExecutor | None = None

    def make(self, tasks: list[Task]) -> Iterator[Done]:
        """Make the files, in any order; a few, or all where there is one process, are made here."""
        if self._others is None and (self.processes < 2 or len(tasks) <= _AT_ONCE):
            with page_cache.left_alone():
                for task in tasks:
                    yield make(task, self.work)
            return
        if self._others is None:
            # Each process opens connections of its own.
            connections.close_all()
            cache.close()
            self._others = ProcessPoolExecutor(
                self.processes,
                mp_context=multiprocessing.get_context("fork"),
                initializer=_begin,
                initargs=(self.work, os.getpid()),
            )
        waiting = [self._others.submit(_make_some, batch) for batch in _batched(tasks)]
        for made in as_completed(waiting):
            yield from made.result()

    def close(self) -> None:
        """Let the others go, without what was not begun."""
        if self._others is not None:
            self._others.shutdown(cancel_futures=True)


def _batched(tasks: list[Task]) -> Iterator[tuple[Task, ...]]:
    waiting = iter(tasks)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        yield batch


# Of one of the processes: what it makes files with, and the files that it has said its pages lead to.
_work: list[Work] = []
_told: set[str] = set()


def _begin(work: Work, parent: int) -> None:
    """Begin one of the processes."""
    _work[:] = [work]
    _told.clear()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # What a process is born with stays, and a page leaves a few thousand objects behind: looking for circles among
    # them at each step finds none worth it.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _end_with(parent: int) -> None:
    """End where the run was killed: whoever has its folder keeps away the run that goes on with it."""
    while os.getppid() == parent:
        time.sleep(LOOKS_SECONDS)
    os._exit(1)


def _make_some(tasks: tuple[Task, ...]) -> list[Done]:
    """Make a few files in one of the processes; where they lead is told once."""
    with page_cache.left_alone():
        made = [make(task, _work[0]) for task in tasks]
    for done in made:
        done.places = [place for place in done.places if place.file not in _told]
        _told.update(place.file for place in done.places)
    return made
