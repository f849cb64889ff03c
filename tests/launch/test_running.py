"""One command starts everything; it ends in every way without leaving anything, and the data stay."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
import urllib.error
from collections.abc import Callable, Iterator

import pytest

from tests.launch.conftest import Home, Start, a_free_port

# They share one state folder, which is made once.
pytestmark = pytest.mark.xdist_group("running")

MAKE_REGION = "from oversight.organisations.models import Region; Region.objects.create(code='T01', name='Testshire')"
SHOW_REGION = "from oversight.organisations.models import Region; print(Region.objects.get(code='T01').name)"


@pytest.fixture(scope="module")
def furnished(home: Home) -> Home:
    """A state folder with tables and a region in them."""
    made = home.run("manage", "shell", "--no-imports", "-c", MAKE_REGION)
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture(autouse=True)
def _nothing_stays(home: Home) -> Iterator[None]:
    yield
    home.end()


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

    shown = furnished.run("manage", "shell", "--no-imports", "-c", SHOW_REGION)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "Testshire\n", "")
    assert len(pids(furnished, "postgresql-")) > 0

    again = furnished.run("--port", str(a_free_port()))
    assert again.returncode == 2
    assert f"It runs already, at {start.address}" in again.stderr

    assert start.stop(signal.SIGINT) == 0
    assert furnished.processes() == {}


def test_the_state_folder_is_for_its_owner_alone(furnished: Home) -> None:
    assert stat.S_IMODE(furnished.state.stat().st_mode) == 0o700
    assert stat.S_IMODE((furnished.state / "secrets.json").stat().st_mode) == 0o600


def test_a_command_starts_what_it_needs_and_leaves_nothing(furnished: Home) -> None:
    shown = furnished.run("manage", "shell", "--no-imports", "-c", SHOW_REGION)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "Testshire\n", "")
    assert furnished.processes() == {}


def test_a_command_keeps_its_exit_code_and_its_input(home: Home) -> None:
    script = "import sys; print(sys.stdin.read(), end=''); sys.exit(7)"
    ran = home.run("manage", "shell", "--no-imports", "-c", script, feed="from outside")
    assert (ran.returncode, ran.stdout) == (7, "from outside")


def test_two_commands_share_the_servers(furnished: Home) -> None:
    slow = furnished.start_command(
        "manage", "shell", "--no-imports", "-c", f"import time; time.sleep(4); {SHOW_REGION}"
    )
    assert soon(lambda: bool(pids(furnished, "valkey-server")))
    quick = furnished.run("manage", "shell", "--no-imports", "-c", SHOW_REGION)
    assert quick.stdout == "Testshire\n"
    assert slow.communicate(timeout=60)[0] == b"Testshire\n"
    assert furnished.processes() == {}


def test_killed_outright_it_leaves_nothing_and_starts_again(furnished: Home) -> None:
    start = furnished.start().wait_until_ready()
    assert len(pids(furnished, "gunicorn")) > 1
    assert len(pids(furnished, "celery")) > 2
    assert pids(furnished, "keep-servers")
    start.process.kill()
    start.process.wait()
    assert furnished.processes_after(10) == {}

    again = furnished.start().wait_until_ready()
    shown = furnished.run("manage", "shell", "--no-imports", "-c", SHOW_REGION)
    assert shown.stdout == "Testshire\n"
    assert again.stop(signal.SIGTERM) == 0
    assert furnished.processes() == {}


def test_killed_while_it_starts_it_leaves_nothing(home: Home) -> None:
    start = home.start()
    assert soon(lambda: bool(pids(home, "keep-servers")))
    start.process.kill()
    start.process.wait()
    assert home.processes_after(10) == {}


def test_what_ends_by_itself_is_started_again(furnished: Home) -> None:
    start = furnished.start().wait_until_ready()
    for words in ("gunicorn", "celery -A oversight.celery:app worker", "postgres -D", "valkey-server"):
        first = min(pids(furnished, words))
        os.kill(first, signal.SIGKILL)
        assert soon(lambda words=words, first=first: bool(pids(furnished, words) - {first})), words
        assert soon(lambda: healthy(start)), start.said
    keeper = min(pids(furnished, "keep-servers"))
    os.kill(keeper, signal.SIGKILL)
    assert soon(lambda: start.said.count("Ready: ") == 2), start.said
    assert healthy(start)
    shown = furnished.run("manage", "shell", "--no-imports", "-c", SHOW_REGION)
    assert shown.stdout == "Testshire\n"
    assert start.stop() == 0
    assert furnished.processes() == {}


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
