"""./run: start everything, say when it is ready, keep it up, and stop it in order."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from .application import Application, check_named_servers
from .children import OURSELVES, Child, ready_child
from .environment import ensure_environment
from .postgresql import end_of
from .servers import Servers, servers_in_use
from .services import Service, services_of
from .state import State, write_whole
from .trouble import CannotGoOn

READY_SECONDS = 300.0
LOOK_SECONDS = 0.25
# A process that ends again and again is not helped by being started again.
RESTARTS_LIMIT = 5
RESTARTS_WITHIN_SECONDS = 60.0


class StopAsked(BaseException):
    """Somebody asked us to stop: Ctrl-C, a terminal that closed, or a polite kill."""


def say(line: str) -> None:
    """Progress, as it happens, also into a pipe."""
    print(line, flush=True)


def run_all(checkout: Path, *, port: int, demonstration: bool) -> int:
    """Start everything and serve until asked to stop. Exit code 0 after an orderly stop; CannotGoOn says why not."""
    check_named_servers(demonstration=demonstration)
    state = State.of(checkout)
    with _signals(), state.lock_at_once("run") as alone:
        if not alone:
            raise CannotGoOn(f"It runs already, at {_running_address(state)}. Stop that one first.")
        with closing(_hold_port(port)) as listening:
            try:
                ensure_environment(checkout, say=say)
                while True:
                    _serve(checkout, state, listening, demonstration)
                    say("The servers ended; starting them again")
            except StopAsked:
                return 0


def _serve(checkout: Path, state: State, listening: socket.socket, demonstration: bool) -> None:
    """Serve on one set of servers; returns when they are lost and leaves by StopAsked otherwise."""
    with servers_in_use(checkout, state, progress=say) as servers:
        application = Application(checkout, state, servers, demonstration or servers.own)
        application.prepare(say)
        if application.demonstration:
            application.load_demonstration(say)
        else:
            application.collect_static_files(say)
        say("Starting web, worker and scheduler")
        running = Running(application, listening, services_of(application, listening))
        try:
            running.start()
            running.announce()
            running.keep(servers)
        except StopAsked:
            say("Stopping")
            raise
        finally:
            running.stop()


@dataclass
class Running:
    """The services that are up."""

    application: Application
    listening: socket.socket
    services: list[Service]
    children: dict[str, Child] = field(default_factory=dict)
    ended_at: dict[str, list[float]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}/"

    def start(self) -> None:
        """Start all services."""
        for service in self.services:
            self.children[service.name] = service.start()

    def announce(self) -> None:
        """Wait until the site answers and say so, with who can sign in."""
        accounts = self._accounts()
        end = time.monotonic() + READY_SECONDS
        # The worker is up when it has made the processes that do the work.
        while not (self._answers() and self.children["worker"].has_forked):
            self._restart_ended()
            if time.monotonic() > end:
                raise CannotGoOn(
                    f"The site did not answer in {READY_SECONDS:.0f} s. The end of its log:\n{self._end_of('web')}"
                )
            time.sleep(0.1)
        told = accounts.communicate()[0].decode() if accounts is not None else ""
        write_whole(self.application.state.folder / "running", self.address)
        say(f"Ready: {self.address}")
        if self.application.demonstration:
            say(told.rstrip() or f"The accounts could not be listed: {self._end_of('accounts')}")
        else:
            say(
                "No account was made. For the first administrator: "
                "./run manage add_person --email ADDRESS --role administrator --body CODE"
            )
        say("Ctrl-C stops it.")

    def keep(self, servers: Servers) -> None:
        """Start again what ends by itself; returns when the servers are lost."""
        while not servers.lost:
            self._restart_ended()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop all services, at the same time, within seconds."""
        for child in self.children.values():
            child.ask_to_stop()
        for child in self.children.values():
            child.wait_until_stopped()
        (self.application.state.folder / "running").unlink(missing_ok=True)

    def _accounts(self) -> subprocess.Popen[bytes] | None:
        if not self.application.demonstration:
            return None
        with self.application.state.log("accounts").open("wb") as log:
            return subprocess.Popen(
                self.application.manage("demo_accounts"),
                env=self.application.environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=ready_child(OURSELVES, signal.SIGKILL),
            )

    def _answers(self) -> bool:
        port = self.listening.getsockname()[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip(" *.")]
        try:
            connection.request("GET", "/health/ready", headers={"Host": hosts[0].lstrip(".")} if hosts else {})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _restart_ended(self) -> None:
        for service in self.services:
            child = self.children[service.name]
            if child.ended is None:
                continue
            child.end_group()
            now = time.monotonic()
            recent = [at for at in self.ended_at.get(service.name, []) if now - at < RESTARTS_WITHIN_SECONDS]
            self.ended_at[service.name] = [*recent, now]
            if len(recent) + 1 >= RESTARTS_LIMIT:
                raise CannotGoOn(
                    f"The {service.name} ends again and again. The end of its log:\n{self._end_of(service.name)}"
                )
            say(f"The {service.name} ended ({child.ended}); starting it again")
            self.children[service.name] = service.start()

    def _end_of(self, name: str) -> str:
        return end_of(self.application.state.folder / "log" / f"{name}.log")


def _hold_port(port: int) -> socket.socket:
    """Take the port before the long work, so that a taken one is said at once; nothing listens on it yet."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind(("127.0.0.1", port))
    except PermissionError as error:
        held.close()
        raise CannotGoOn(
            f"Port {port} may not be used by this account. Choose one above 1023 with --port N."
        ) from error
    except OSError as error:
        held.close()
        raise CannotGoOn(f"Port {port} is taken by another program. Choose another one with --port N.") from error
    return held


def _running_address(state: State) -> str:
    try:
        return (state.folder / "running").read_text()
    except FileNotFoundError:
        return "an address that it has not told yet"


@contextmanager
def _signals() -> Iterator[None]:
    """Turn the signals that ask us to stop into StopAsked, once; what they interrupt ends in order."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise StopAsked

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
