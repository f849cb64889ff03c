"""The commands that keep the registers: JSON on stdout, the reason on stderr, and the exit codes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from oversight.organisations.models import Succession, Trust
from tests.organisations.making import HOSPITAL_HEADINGS, hospital_row, made_trust, register_row, written

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> tuple[int, dict[str, object], str]:
    """Return a command's exit code, the JSON on its stdout and its stderr."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(command, *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


def a_file(folder: Path, *rows: list[str], name: str = "etr.csv") -> str:
    path = folder / name
    path.write_bytes(written(*rows))
    return str(path)


def test_import_prints_its_counts(tmp_path: Path) -> None:
    trusts = a_file(tmp_path, register_row("RA1", "A NHS TRUST"), register_row("RB1", "B NHS TRUST", closed="20200331"))
    hospitals = a_file(tmp_path, list(HOSPITAL_HEADINGS), hospital_row("RA101", "A", parent="RA1"), name="h.csv")
    code, answer, err = run("import_ods", "--trusts", trusts, "--hospitals", hospitals)
    assert (code, err) == (0, "")
    assert {key: answer[key] for key in ("new", "changed", "unchanged", "closed", "rejected")} == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "closed": 1,
        "rejected": [],
    }
    code, answer, _err = run("import_ods", "--trusts", trusts, "--hospitals", hospitals)
    assert [answer[key] for key in ("new", "changed", "unchanged", "closed")] == [0, 0, 3, 0]
    assert code == 0


def test_import_with_rejected_rows_is_exit_1_and_names_them(tmp_path: Path) -> None:
    trusts = a_file(tmp_path, register_row("RA1", "A NHS TRUST"), register_row("RB1", "B NHS TRUST", closed="soon"))
    code, answer, err = run("import_ods", "--trusts", trusts)
    assert (code, err.strip(), answer["new"]) == (1, "1 row was rejected.", 1)
    assert answer["rejected"] == [
        {"file": "trusts", "row": 2, "code": "RB1", "reason": "The closing date “soon” is not a date (yyyymmdd)."}
    ]


def test_import_of_an_older_register_says_so(tmp_path: Path) -> None:
    run("import_ods", "--trusts", a_file(tmp_path, register_row("RA1", "A NHS TRUST", closed="20200331")))
    open_again = a_file(tmp_path, register_row("RA1", "OLD A NHS TRUST"))
    code, answer, err = run("import_ods", "--trusts", open_again)
    assert (code, answer["older"], answer["kept_closed"], answer["changed"]) == (0, ["trusts"], ["RA1"], 0)
    assert "--reopen" in err
    code, answer, err = run("import_ods", "--trusts", open_again, "--reopen", "ra1")
    assert (code, answer["older"], answer["changed"], err) == (0, [], 1, "")
    assert Trust.objects.get().closed_on is None


def test_import_that_cannot_be_done_is_exit_2_and_stores_nothing(tmp_path: Path) -> None:
    good = a_file(tmp_path, register_row("RA1", "A NHS TRUST"))
    for arguments, reason in (
        ((), "Name at least one file"),
        (("--trusts", str(tmp_path / "absent.csv")), "No such file"),
        (("--trusts", str(tmp_path)), "Is a directory"),
        (("--trusts", good, "--hospitals", good), "not a list of hospitals"),
        (("--trusts", good, "--sites", a_file(tmp_path, ["a", "b"], name="x.csv")), "27 fields"),
    ):
        code, answer, err = run("import_ods", *arguments)
        assert code == 2
        assert reason in str(answer["error"])
        assert reason in err
    assert not Trust.objects.exists()


def test_record_succession_prints_what_it_did() -> None:
    made_trust("RW3"), made_trust("R0A")
    arguments = ("record_succession", "--from", "RW3", "--to", "R0A", "--on", "2017-10-01")
    code, answer, err = run(*arguments)
    assert (code, answer) == (
        0,
        {"from": "RW3", "to": "R0A", "on": "2017-10-01", "outcome": "new", "predecessor_closed_on": None},
    )
    assert "still open" in err
    code, answer, _err = run(*arguments)
    assert (code, answer["outcome"]) == (0, "unchanged")


def test_record_succession_that_cannot_be_is_exit_2() -> None:
    made_trust("RW3")
    code, answer, err = run("record_succession", "--from", "RW3", "--to", "R0A", "--on", "2017-10-01")
    assert (code, answer["code"], answer["error"]) == (2, "unknown_trust", "No trust with the code R0A is on record.")
    assert "R0A" in err
    code, answer, err = run("record_succession", "--from", "RW3", "--to", "R0A", "--on", "1 October 2017")
    assert (code, "2017-10-01" in str(answer["error"]), "not a date" in err) == (2, True, True)
    assert not Succession.objects.exists()


def test_add_body_puts_a_local_body_on_record() -> None:
    arguments = ("add_body", "--code", "HW-MID", "--name", "Healthwatch Midshire", "--role", "healthwatch")
    answer = {"code": "HW-MID", "name": "Healthwatch Midshire", "role": "healthwatch"}
    assert run(*arguments) == (0, {**answer, "outcome": "new"}, "")
    assert run(*arguments) == (0, {**answer, "outcome": "unchanged"}, "")
    code, refused, err = run("add_body", "--code", "CQC", "--name", "Another", "--role", "regulator")
    assert (code, refused["code"]) == (2, "taken")
    assert "CQC" in err
