"""With servers named in the environment nothing is invented: no account, no demonstration, and secrets are wanted."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from tests.launch.conftest import Home


@pytest.fixture
def database() -> Iterator[str]:
    """A fresh database on a server that is not the launcher's own."""
    name = f"named_{uuid.uuid4().hex}"
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def named(tmp_path: Path, database: str) -> Iterator[Home]:
    made = Home(tmp_path / "state", extra={"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"]})
    yield made
    made.end()


def test_secrets_are_wanted(named: Home) -> None:
    for arguments in ((), ("manage", "check")):
        ran = named.run(*arguments)
        assert ran.returncode == 2
        assert "SECRET_KEY and ALLOWED_HOSTS must be set" in ran.stderr
        ran = named.run(*arguments, SECRET_KEY="long and random")
        assert (ran.returncode, "and ALLOWED_HOSTS must be set" in ran.stderr) == (2, True)


def test_an_address_that_is_none_is_said(named: Home) -> None:
    ran = named.run("manage", "check", DATABASE_URL="mysql://me:secret@host/name")
    assert (ran.returncode, "postgresql://" in ran.stderr, "secret" in ran.stderr) == (2, True, False)


def test_it_runs_on_them_and_invents_nothing(named: Home, database: str) -> None:
    named.extra |= {"SECRET_KEY": "long and random " * 4, "ALLOWED_HOSTS": "quality.example.org"}
    start = named.start().wait_until_ready()
    assert "add_person" in start.said
    assert "demonstration" not in start.said
    assert not any("postgres -D" in command or "valkey" in command for command in named.processes().values())
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_person")
        assert cursor.fetchone() == (0,)
    connection.close()
    assert start.stop() == 0
    assert named.processes() == {}
