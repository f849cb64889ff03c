"""A reader that goes on after the last row it saw misses none, however many write at once and in whatever order."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from publication.news import writing
from publication.news.models import PublicChangeRow
from publication.news.reading import changes_after
from publication.news.writing import write_news
from tests.publication.making import NOW, make_trust
from tests.publication.rating_making import GOOD, give

pytestmark = pytest.mark.django_db(transaction=True)


def _row(key: str) -> PublicChangeRow:
    return PublicChangeRow(
        key=key,
        kind="rating",
        topic="ratings",
        reach="both",
        demonstration=False,
        at=NOW,
        written_at=NOW,
        trust_code="RX1",
        name="Wren Vale",
        sentence="Rated good overall",
        address="/trusts/RX1/",
    )


def _in_a_thread(deed: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_who_wrote_first_is_seen_first() -> None:
    with transaction.atomic():
        _row("first").save()
        later = _in_a_thread(lambda: _row("second").save())
        # The other waits for this transaction, with its number not yet drawn: nothing of it can be seen before ours.
        later.join(timeout=0.3)
        assert later.is_alive()
        _row("third").save()
    later.join()
    assert [each.key for each in changes_after(0, 9, False)] == ["first", "third", "second"]


def test_a_follower_of_many_writers_sees_every_row_once() -> None:
    gate = threading.Barrier(5)

    def writes(name: str) -> None:
        gate.wait()
        for number in range(20):
            with transaction.atomic():
                PublicChangeRow.objects.bulk_create([_row(f"{name}{number}-{part}") for part in range(3)])

    writers = [_in_a_thread(lambda name=name: writes(name)) for name in "abcd"]
    gate.wait()
    seen: list[str] = []
    cursor = 0
    while len(seen) < 240:
        alive = any(writer.is_alive() for writer in writers)
        found = changes_after(cursor, 7, False)
        seen += [each.key for each in found]
        cursor = found[-1].place if found else cursor
        if not found and not alive:
            break
    for writer in writers:
        writer.join()
    assert len(seen) == len(set(seen)) == 240


def test_two_sweeps_at_once_write_each_change_once() -> None:
    for number in range(9):
        give(make_trust(f"RX{number}"), None, GOOD)
    gate = threading.Barrier(3)

    def sweeps() -> None:
        gate.wait()
        write_news(now=NOW)

    threads = [_in_a_thread(sweeps) for _ in range(2)]
    gate.wait()
    for thread in threads:
        thread.join()
    write_news(now=NOW)
    assert len(changes_after(0, 99, False)) == 9


def test_who_finds_another_writing_leaves_it_and_the_next_sweep_finds_the_rest() -> None:
    give(make_trust(), None, GOOD)
    wrote: list[int] = []
    with transaction.atomic():
        assert writing._held()
        thread = _in_a_thread(lambda: wrote.append(write_news(now=NOW)))
        thread.join()
    assert wrote == [0]
    assert write_news(now=NOW) == 1
