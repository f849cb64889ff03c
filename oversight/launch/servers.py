"""The servers that this machine's processes use: those that the environment names, else those of the keeper."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .keeper import BROKER, OTHERS_REMAIN, POSTGRESQL, socket_name, start_keeper
from .postgresql import end_of
from .state import State
from .trouble import CannotGoOn

CONNECT_SECONDS = 60.0
GONE_SECONDS = 5.0


@dataclass
class Servers:
    """A database and a broker in use; `own` says whether the database is this machine's."""

    database_url: str
    redis_url: str
    own: bool
    use: Use | None = None

    @property
    def lost(self) -> bool:
        """Whether the keeper of the servers has ended under us."""
        return self.use is not None and self.use.lost


@dataclass
class Use:
    """Our connection to the keeper: the servers stay up while it is open."""

    connection: socket.socket
    started: int | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    users: int = 0
    keeper: int = 0

    @property
    def lost(self) -> bool:
        """Whether the keeper has closed the connection."""
        self.connection.setblocking(False)
        try:
            return not self.connection.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.connection.setblocking(True)

    def end(self) -> None:
        """Stop using the servers; where nobody else uses them, wait until they and their keeper have ended."""
        said = b""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while piece := self.connection.recv(4096):
                said += piece
        self.connection.close()
        if OTHERS_REMAIN in said:
            return
        if self.started is not None:
            os.waitpid(self.started, 0)
        end = time.monotonic() + GONE_SECONDS
        while Path(f"/proc/{self.keeper}").exists() and time.monotonic() < end:
            time.sleep(0.01)


def own_servers_wanted() -> list[str]:
    """The servers that the environment does not name."""
    named = {POSTGRESQL: "DATABASE_URL", BROKER: "REDIS_URL"}
    return [server for server, variable in named.items() if not os.environ.get(variable)]


@contextlib.contextmanager
def servers_in_use(
    checkout: Path, state: State, *, hasty: bool = False, progress: Callable[[str], None] = lambda line: None
) -> Iterator[Servers]:
    """Use the servers named in the environment, and for those not named the keeper's; CannotGoOn says why not."""
    wanted = own_servers_wanted()
    if not wanted:
        yield Servers(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], own=False)
        return
    use = use_keeper(checkout, state, wanted, hasty=hasty, progress=progress)
    try:
        yield Servers(
            os.environ.get("DATABASE_URL") or use.addresses[POSTGRESQL],
            os.environ.get("REDIS_URL") or use.addresses[BROKER],
            own=POSTGRESQL in wanted,
            use=use,
        )
    finally:
        use.end()


def use_keeper(checkout: Path, state: State, wanted: list[str], *, hasty: bool, progress: Callable[[str], None]) -> Use:
    """Connect to the keeper, started first where there is none, and wait until the servers answer."""
    end = time.monotonic() + CONNECT_SECONDS
    while time.monotonic() < end:
        use = _connect_or_start(checkout, state, hasty=hasty, end=end)
        if _hear_addresses(use, wanted, progress):
            return use
        use.connection.close()  # A keeper that was about to end: the next one takes over.
    raise CannotGoOn(f"The servers did not start in {CONNECT_SECONDS:.0f} s. See {state.folder}/log.")


def _connect_or_start(checkout: Path, state: State, *, hasty: bool, end: float) -> Use:
    with state.lock("start-keeper"):
        connection = _connect(state)
        if connection is not None:
            return Use(connection)
        started = start_keeper(checkout, state, hasty=hasty)
        while time.monotonic() < end:
            connection = _connect(state)
            if connection is not None:
                return Use(connection, started)
            if os.waitpid(started, os.WNOHANG) != (0, 0):
                raise CannotGoOn(f"The servers' keeper ended: {end_of(state.folder / 'log' / 'servers.log')}")
            time.sleep(0.01)
        os.kill(started, signal.SIGTERM)
        os.waitpid(started, 0)
    raise CannotGoOn(f"The servers of another start are still ending. See {state.folder}/log.")


def _connect(state: State) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        with socket_name(state) as name:
            connection.connect(name)
        return connection
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None


def _hear_addresses(use: Use, wanted: list[str], progress: Callable[[str], None]) -> bool:
    """Name what we want and wait for its addresses; False where the keeper ended instead."""
    try:
        use.connection.sendall(" ".join(wanted).encode())
        with use.connection.makefile("rb") as lines:
            for line in lines:
                message = json.loads(line)
                if "progress" in message:
                    progress(message["progress"])
                elif "error" in message:
                    raise CannotGoOn(message["error"])
                else:
                    use.addresses, use.users, use.keeper = message["ready"], message["users"], message["keeper"]
                    return True
    except OSError:
        return False
    return False
