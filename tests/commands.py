"""A management command run as a person runs it: in a process of its own, or in this one by the same door."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import BaseCommand

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass
class Ran:
    """What came of it: the exit code, and what was written on stdout and on stderr."""

    code: int
    text: str
    errors: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text)))


def run_as_process(name: str, *arguments: str | Path) -> Ran:
    """The command in a process of its own, with no database that it could reach."""
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), name, *map(str, arguments)],
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "OVERSIGHT_TEST": "1",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(kind: type[BaseCommand], *arguments: str | Path) -> Ran:
    """The command in this process, by the same door."""
    out, err = io.StringIO(), io.StringIO()
    command = kind(stdout=out, stderr=err)
    try:
        parser = command.create_parser("manage.py", kind.__module__.rpartition(".")[2])
        command.execute(**vars(parser.parse_args([str(each) for each in arguments])))
    except Exception as error:
        return Ran(getattr(error, "returncode", 1), out.getvalue(), str(error))
    return Ran(0, out.getvalue(), err.getvalue())
