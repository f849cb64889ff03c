"""The audit log: nobody unnamed, only growing, chained by one sealer, and a changed row is found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from oversight.accounts.models import Person
from oversight.records.audit import GENESIS, System, audit, seal_entries, verify_chain
from oversight.records.models import AuditEntry, AuditSeal
from oversight.records.references import Reference

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def write(action: str = "return.signed", by: object = System("test"), **more: object) -> AuditEntry:
    with transaction.atomic():
        return audit(action, by=by, subject=Reference("submission", "K7QM"), now=NOW, **more)


def _as_an_intruder(statement: str, *values: object) -> None:
    """Change a row past its triggers, as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("set session_replication_role = origin")


def test_a_person_or_a_system_is_named() -> None:
    person = Person.objects.create_user("a.preparer@example.invalid", name="A Preparer")
    assert write(by=person).person == person
    assert write(by=System("recompute")).system == "recompute"


@pytest.mark.parametrize("nobody", [None, System("")])
def test_a_write_by_nobody_is_refused(nobody: object) -> None:
    with pytest.raises(ValueError, match="names a person or a system"):
        write(by=nobody)


def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(ValueError, match="in the transaction"):
        audit("return.signed", by=System("test"), subject=Reference("submission", "K7QM"), now=NOW)


def test_an_entry_falls_with_its_deed() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        audit("return.signed", by=System("test"), subject=Reference("submission", "K7QM"), now=NOW)
        raise RuntimeError("the deed failed")
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "statement", ["update records_auditentry set action = 'other'", "delete from records_auditentry"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().action == "return.signed"


def test_the_sealer_chains_each_entry_once() -> None:
    write("one")
    write("two")
    assert seal_entries(now=NOW) == 2
    write("three")
    assert seal_entries(now=NOW) == 1
    assert seal_entries(now=NOW) == 0
    first, second, third = AuditSeal.objects.order_by("position")
    assert first.previous == GENESIS
    assert (second.previous, third.previous) == (first.hash, second.hash)
    found = verify_chain()
    assert (found.head, found.sealed, found.not_sealed, found.bad_position) == (third.hash, 3, 0, None)


def test_an_entry_not_sealed_yet_is_counted() -> None:
    write()
    seal_entries(now=NOW)
    write()
    assert verify_chain().not_sealed == 1


def test_a_changed_entry_is_named() -> None:
    for action in ("one", "two", "three"):
        write(action)
    seal_entries(now=NOW)
    changed = AuditEntry.objects.get(action="two")
    _as_an_intruder("update records_auditentry set subject_id = 'other' where id = %s", changed.pk)
    found = verify_chain()
    assert (found.bad_position, found.bad_entry) == (2, changed.pk)


def test_a_place_taken_out_is_named() -> None:
    for action in ("one", "two", "three"):
        write(action)
    seal_entries(now=NOW)
    _as_an_intruder("delete from records_auditseal where position = 2")
    found = verify_chain()
    assert (found.bad_position, found.reason) == (3, "place 2 is missing")


def test_the_command_gives_the_head_or_the_first_bad_row() -> None:
    write("one", hashes=["ab" * 32], fields=["state"])
    seal_entries(now=NOW)
    write("two")
    out = StringIO()
    call_command("verify_audit", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer == {"head": AuditSeal.objects.get().hash, "sealed": 1, "not_sealed": 1}

    _as_an_intruder("update records_auditentry set hashes = '{}' where action = 'one'")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_audit", stdout=out)
    assert left.value.code == 1
    assert json.loads(out.getvalue())["first_bad_row"]["position"] == 1
