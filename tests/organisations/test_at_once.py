"""Two doing the same at the same time, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from oversight.organisations.importing import import_registers
from oversight.organisations.models import Body, Succession, Trust, Ward
from oversight.organisations.refusals import Refused
from oversight.organisations.register_files import read_register
from oversight.organisations.successions import record_succession
from oversight.organisations.wards import NamedWard, ensure_wards
from oversight.records.audit import System
from tests.organisations.making import made_site, made_trust, register_row, written

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
BY = System("a test")


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all deeds at the same time, and return what each gave or how it was refused."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_two_returns_that_name_the_same_new_wards_add_them_once() -> None:
    trust = made_trust("RA1")
    made_site("RA101", trust=trust)
    rows = [NamedWard(f"Ward {number}", "RA101") for number in range(20)]

    def accept() -> list[str]:
        wards = ensure_wards(trust=trust, rows=rows, first_day=date(2026, 7, 1), by=BY, now=NOW)
        return [str(ward.public_id) for ward in wards]

    first, second = at_once(accept, accept)
    assert first == second
    assert Ward.objects.count() == 20


def test_two_imports_of_one_file_bring_it_in_once() -> None:
    file = read_register(written(*(register_row(f"RA{number}", f"TRUST {number} NHS TRUST") for number in range(9))))

    def bring() -> tuple[int, int]:
        imported = import_registers(trusts=file, by=BY, now=NOW)
        return imported.new, imported.unchanged

    assert sorted(at_once(bring, bring)) == [(0, 9), (9, 0)]  # type: ignore[type-var]
    assert Trust.objects.count() == 9


def test_two_successions_that_would_close_a_circle_are_not_both_recorded() -> None:
    made_trust("RA1")
    made_trust("RB1")

    def follow(from_code: str, to_code: str) -> object:
        return record_succession(from_code=from_code, to_code=to_code, on=date(2026, 4, 1), by=BY, now=NOW)

    answers = at_once(lambda: follow("RA1", "RB1"), lambda: follow("RB1", "RA1"))
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["circle"]
    assert Succession.objects.count() == 1


def test_the_declared_bodies_are_there_again_after_the_tables_were_emptied() -> None:
    assert Body.objects.filter(code="CQC").exists()
