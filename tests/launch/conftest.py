"""Real starts of the whole system, each test module in a state folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import psycopg2.extensions
import pytest

from oversight.launch.children import OURSELVES, ready_child
from oversight.launch.keeper import POSTGRESQL
from oversight.launch.servers import use_keeper
from oversight.launch.state import State

CHECKOUT = Path(__file__).resolve().parents[2]
READY_SECONDS = 300.0


@dataclass
class Start:
    """One ./run in progress and what it printed."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def address(self) -> str:
        return re.findall(r"Ready: (http://\S+)", self.said)[-1]

    def wait_until_ready(self) -> Start:
        end = time.monotonic() + READY_SECONDS
        while "Ready: " not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.05)
        return self

    def health(self) -> int:
        with urllib.request.urlopen(f"{self.address}health/ready", timeout=10) as answer:
            return int(answer.status)

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)


@dataclass
class Home:
    """A state folder and the way to start things in it; `before` stands before each command line."""

    state: Path
    before: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    starts: list[Start] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a person's shell has, without what the tests set for themselves."""
        dropped = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        kept = {name: value for name, value in kept.items() if not name.startswith(("OVERSIGHT_", "PYTEST_"))}
        return {**kept, "OVERSIGHT_STATE": str(self.state), **self.extra}

    def run(self, *arguments: str, feed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """./run with arguments, to its end."""
        return subprocess.run(
            [*self.before, CHECKOUT / "run", *arguments],
            input=feed,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def start_command(self, *arguments: str) -> subprocess.Popen[bytes]:
        """./run with arguments, as it goes on."""
        return subprocess.Popen(
            [*self.before, CHECKOUT / "run", *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def start(self, *arguments: str) -> Start:
        """./run, as it goes on."""
        log = self.state.with_name(f"{self.state.name}-run-{len(self.starts)}.log")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*self.before, CHECKOUT / "run", "--port", str(a_free_port()), *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=ready_child(OURSELVES, signal.SIGTERM),
            )
        self.starts.append(Start(process, log))
        return self.starts[-1]

    @contextmanager
    def database(self) -> Iterator[psycopg2.extensions.cursor]:
        """The database of this state folder, used as a command uses it."""
        use = use_keeper(CHECKOUT, State(self.state), [POSTGRESQL], hasty=False, progress=print)
        connection = psycopg2.connect(use.addresses[POSTGRESQL])
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()
            use.end()

    def processes(self) -> dict[int, str]:
        """The processes that belong to this state folder, however they were started.

        The servers write their title over their environment, and work in this folder.
        """
        mark = f"OVERSIGHT_STATE={self.state}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes() or (folder / "cwd").readlink().is_relative_to(self.state):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def processes_after(self, seconds: float) -> dict[int, str]:
        """The processes that are still there when they had this long to end."""
        end = time.monotonic() + seconds
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        return self.processes()

    def end(self) -> None:
        """End what a test left running, and make sure that this was all."""
        for start in self.starts:
            if start.process.poll() is None:
                start.process.kill()
                start.process.wait()
        assert self.processes_after(20) == {}


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def remember_demonstration(state: Path) -> None:
    """Let a state folder remember that the demonstration was loaded: its loading is slow and has its own tests."""
    state.mkdir(mode=0o700)
    (state / "done.json").write_text(json.dumps({"own": {"demonstration": True}}))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    state = tmp_path_factory.mktemp("home") / "state"
    remember_demonstration(state)
    made = Home(state)
    yield made
    made.end()
