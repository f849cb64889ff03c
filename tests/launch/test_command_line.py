"""What stands after `manage` reaches the command as it was written."""

from __future__ import annotations

import pytest

from oversight.launch.command_line import parse


@pytest.mark.parametrize(
    "theirs",
    [
        [],
        ["--help"],
        ["check_return", "staffing", "file.csv", "--trust", "RXX", "--json"],
        ["spc", "--", "-x", "--port", "7", "--demo"],
        ["backup", "manage"],
    ],
)
@pytest.mark.parametrize("ours", [[], ["--demo"], ["--port", "9"], ["--port=9", "--demo"]])
def test_a_command_gets_its_own_arguments(ours: list[str], theirs: list[str]) -> None:
    asked = parse([*ours, "manage", *theirs])
    assert (asked.command, asked.arguments) == ("manage", theirs)
    assert asked.demo == ("--demo" in ours)
    assert asked.port == (9 if len(ours) > 1 else 8000)


def test_a_file_may_be_called_like_a_command() -> None:
    asked = parse(["backup", "manage"])
    assert (asked.command, asked.file.name) == ("backup", "manage")


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["nothing"], ["backup"], ["restore"]])
def test_what_cannot_be_done_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
