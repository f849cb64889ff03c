"""Records that every test of a file begins from, made once for the file.

For records that take seconds to make, in a file in which every test begins from them and none commits::

    @pytest.fixture(scope="module")
    def made(django_db_setup, django_db_blocker):
        with kept(django_db_blocker):
            yield make_country()

    @pytest.fixture
    def country(db, made):
        return deepcopy(made)

They stand in a transaction that is open around the tests of the file. What a test does is undone to a point within it,
and at its end the records go too. The copy keeps what a test does to the objects from the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def kept(blocker: Any) -> Iterator[None]:
    """Keep what is written within until the last test of the file has ended, out of the sight of every other file."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
