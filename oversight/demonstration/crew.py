"""Processes that load side by side, each taking what is next; none of them outlives the one that started it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from django.db import connection, connections

from oversight.launch.leash import die_with_parent

Item = TypeVar("Item")


class Crew(AbstractContextManager["Crew"]):
    """So many processes; this one alone where one is wanted, or within a transaction, which others cannot look into."""

    def __init__(self, processes: int) -> None:
        self._processes = 1 if connection.in_atomic_block else processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._processes > 1:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("fork"), initializer=_begin, initargs=(os.getpid(),)
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[Item], int], items: Iterable[Item]) -> int:
        """Do the work for every item, in any order, and return the sum of what it gave; a failure ends it all."""
        if self._pool is None:
            return sum(work(item) for item in items)
        # A process that is started now must not share a connection with this one.
        connections.close_all()
        waiting = [self._pool.submit(work, item) for item in items]
        return sum(done.result() for done in as_completed(waiting))


def _begin(parent: int) -> None:
    """Make a new process ready: it dies with its parent, leaves Ctrl-C to it, and its commits wait for no disk.

    What a power cut would take was not told to anybody, and is loaded at the next start.
    """
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent closed the connection that it knew of. One that it opened before an event loop ran in it, it did not
    # know of any more, and this process does: let go of, and not closed, since it is the parent's.
    for inherited in connections.all(initialized_only=True):
        inherited.connection = None
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to off")
