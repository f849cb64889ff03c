"""One command starts everything; it ends in every way without leaving anything, and the data stay."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
import urllib.error
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from tests.launch.conftest import Home, Start, a_free_port

MAKE_REGION = "INSERT INTO organisations_region (code, name) VALUES ('T01', 'Testshire')"
SHOW_REGION = "SELECT name FROM organisations_region WHERE code = 'T01'"


@pytest.fixture(scope="module")
def furnished(home: Home) -> Home:
    """A state folder with tables and a region in them."""
    made = home.run("manage", "check")
    assert made.returncode == 0, made.stderr
    with home.database() as database:
        database.execute(MAKE_REGION)
    return home


@pytest.fixture(autouse=True)
def _nothing_stays(home: Home) -> Iterator[None]:
    yield
    home.end()


def region(home: Home) -> str:
    with home.database() as database:
        database.execute(SHOW_REGION)
        return str(database.fetchone()[0])


def soon(happens: Callable[[], bool], seconds: float = 120.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.1)
    return False


def pids(home: Home, words: str) -> set[int]:
    return {pid for pid, command in home.processes().items() if words in command}


def healthy(start: Start) -> bool:
    try:
        return start.health() == 200
    except (urllib.error.URLError, OSError):
        return False


def test_it_starts_is_shared_and_stops(furnished: Home) -> None:
    start = furnished.start().wait_until_ready()
    assert start.health() == 200
    assert "Ctrl-C stops it." in start.said
    # A search of ten thousand letters reaches the page that answers it, and not only the server's word that it is long.
    assert "Nothing found" in start.page("?q=" + quote("é") * 10_000)

    servers = pids(furnished, "keep-servers") | pids(furnished, "postgres -D") | pids(furnished, "valkey-server")
    shown = furnished.run("manage", "check")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert (
        pids(furnished, "keep-servers") | pids(furnished, "postgres -D") | pids(furnished, "valkey-server") == servers
    )

    again = furnished.run("--port", str(a_free_port()))
    assert again.returncode == 2
    assert f"It runs already, at {start.address}" in again.stderr

    assert start.stop(signal.SIGINT) == 0
    assert furnished.processes() == {}


def test_the_state_folder_is_for_its_owner_alone(furnished: Home) -> None:
    assert stat.S_IMODE(furnished.state.stat().st_mode) == 0o700
    assert stat.S_IMODE((furnished.state / "secrets.json").stat().st_mode) == 0o600


def test_a_command_starts_what_it_needs_and_is_itself_alone(furnished: Home) -> None:
    script = "import sys; from django.db import connection as c; c.ensure_connection(); print(input()); sys.exit(7)"
    ran = furnished.run("manage", "shell", "--no-imports", "-c", script, feed="from outside")
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "from outside\n", "")
    assert furnished.processes() == {}


def test_who_uses_the_servers_longest_keeps_them(furnished: Home) -> None:
    with furnished.database():
        first = pids(furnished, "keep-servers")
        second = furnished.start_command("manage", "shell", "--no-imports", "-c", "print('up', flush=True); input()")
        assert second.stdout is not None
        assert second.stdout.readline() == b"up\n"
    assert pids(furnished, "keep-servers") == first
    assert region(furnished) == "Testshire"
    second.communicate(b"\n", timeout=60)
    assert second.returncode == 0
    assert furnished.processes_after(5) == {}


def test_killed_outright_it_leaves_nothing_and_starts_again(furnished: Home) -> None:
    start = furnished.start().wait_until_ready()
    assert len(pids(furnished, "gunicorn")) > 1
    assert len(pids(furnished, "celery")) > 2
    assert pids(furnished, "keep-servers")
    start.process.kill()
    start.process.wait()
    assert furnished.processes_after(10) == {}

    again = furnished.start().wait_until_ready()
    for words in ("gunicorn", "celery -A oversight.celery:app worker", "postgres -D", "valkey-server"):
        first = min(pids(furnished, words))
        os.kill(first, signal.SIGKILL)
        assert soon(lambda words=words, first=first: bool(pids(furnished, words) - {first})), words
        assert soon(lambda: healthy(again)), again.said
    os.kill(min(pids(furnished, "keep-servers")), signal.SIGKILL)
    assert soon(lambda: again.said.count("Ready: ") == 2), again.said
    assert healthy(again)
    assert region(furnished) == "Testshire"
    assert again.stop(signal.SIGTERM) == 0
    assert furnished.processes() == {}


def test_killed_while_it_starts_it_leaves_nothing(home: Home) -> None:
    start = home.start()
    assert soon(lambda: bool(pids(home, "keep-servers")))
    start.process.kill()
    start.process.wait()
    assert home.processes_after(10) == {}


def test_a_taken_port_is_said(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = home.run("--port", str(port))
    assert ran.returncode == 2
    assert f"Port {port} is taken" in ran.stderr
    assert home.processes() == {}


def test_no_port_of_that_number(home: Home) -> None:
    ran = home.run("--port", "70000")
    assert ran.returncode == 2
    assert "70000" in ran.stderr
