"""Keeps PostgreSQL and the broker up for as long as somebody uses them.

One process holds both servers. Whoever needs one connects to its socket, names it, is told its address once it
answers, and stays connected while using it. The kernel closes the connection of a process that ends, however it
ends, so the keeper always knows its users; after the last one it stops the servers in order and ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .broker import start_broker
from .children import Child
from .environment import environment_of
from .postgresql import ground_of, start_postgresql
from .state import State
from .trouble import CannotGoOn

SOCKET = "servers"
POSTGRESQL = "postgresql"
BROKER = "broker"
OTHERS_REMAIN = b"others remain\n"
FIRST_USER_SECONDS = 20.0
LOOK_SECONDS = 0.5
RESTARTS_LIMIT = 5


@contextlib.contextmanager
def socket_name(state: State) -> Iterator[str]:
    """A name for the keeper's socket that is short enough, however deep the state folder lies."""
    folder = os.open(state.folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


@dataclass
class Server:
    """A server that is up: its process and the address that its users were told."""

    child: Child
    url: str


@dataclass
class Keeper:
    """The servers and their users; run() returns when the last user has gone and the servers have ended.

    `hasty` servers may lose data in a power cut: for tests. `starter` is the process that is to be the first user.
    """

    checkout: Path
    state: State
    hasty: bool
    starter: int
    listening: socket.socket
    servers: dict[str, Server] = field(default_factory=dict)
    users: set[socket.socket] = field(default_factory=set)
    events: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    had_users: bool = False
    asked_to_stop: bool = False
    restarts: int = 0

    def run(self) -> None:
        """Serve until nobody is left, or until told to stop."""
        signal.signal(signal.SIGTERM, lambda *_: self._ask_to_stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.events.register(self.listening, selectors.EVENT_READ)
        first_user_by = time.monotonic() + FIRST_USER_SECONDS
        try:
            while not self.asked_to_stop:
                for key, _ in self.events.select(LOOK_SECONDS):
                    self._hear(key.fileobj)
                awaited = os.getppid() == self.starter and time.monotonic() < first_user_by
                if not self.users and (self.had_users or not awaited):
                    return
                self._restart_ended()
        finally:
            self._stop_listening()
            self._stop_servers()

    def _ask_to_stop(self) -> None:
        self.asked_to_stop = True

    def _hear(self, source: object) -> None:
        if source is self.listening:
            user, _ = self.listening.accept()
            self.users.add(user)
            self.had_users = True
            self.events.register(user, selectors.EVENT_READ)
        elif isinstance(source, socket.socket):
            self._hear_user(source)

    def _hear_user(self, user: socket.socket) -> None:
        """A user sends one line that names the servers it wants, and later the end of its stream."""
        try:
            line = user.recv(4096)
        except OSError:
            line = b""
        if not line:
            self._part_with(user)
            return
        try:
            for name in line.decode().split():
                self._need(name, user)
            addresses = {name: server.url for name, server in self.servers.items()}
            _send(user, {"ready": addresses, "users": len(self.users), "keeper": os.getpid()})
        except CannotGoOn as error:
            _send(user, {"error": str(error)})

    def _part_with(self, user: socket.socket) -> None:
        """Let a user go at once where others remain; the last one is let go by our end, so that it waits for it."""
        self.events.unregister(user)
        self.users.discard(user)
        if self.users:
            with contextlib.suppress(OSError):
                user.sendall(OTHERS_REMAIN)
            user.close()

    def _need(self, name: str, user: socket.socket) -> None:
        if name in self.servers:
            return
        _send(user, {"progress": f"Starting {'PostgreSQL' if name == POSTGRESQL else 'the broker'}"})
        self.servers[name] = self._start(name, None)

    def _start(self, name: str, url: str | None) -> Server:
        port = None if url is None else urlsplit(url).port
        environment = environment_of(self.checkout)
        if name == POSTGRESQL:
            ground = ground_of(self.state, environment)
            child, address = start_postgresql(self.state, ground, port=port, hasty=self.hasty)
            return Server(child, address.url)
        child, url = start_broker(self.state, environment, port=port)
        return Server(child, url)

    def _restart_ended(self) -> None:
        """A server that ended by itself comes back at its address, where its users find it again."""
        for name, server in list(self.servers.items()):
            if server.child.ended is None:
                continue
            self.restarts += 1
            print(f"{server.child.name} ended with {server.child.ended}", flush=True)
            if self.restarts > RESTARTS_LIMIT:
                raise CannotGoOn(f"{server.child.name} ended again and again.")
            self.servers[name] = self._start(name, server.url)

    def _stop_listening(self) -> None:
        """From here on whoever comes starts a keeper of its own, which waits until we have ended."""
        with socket_name(self.state) as name, contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        self.listening.close()

    def _stop_servers(self) -> None:
        for server in self.servers.values():
            server.child.ask_to_stop()
        for server in self.servers.values():
            server.child.wait_until_stopped()


def _send(user: socket.socket, message: dict[str, object]) -> None:
    # A user that has gone is noticed by the end of its stream.
    with contextlib.suppress(OSError):
        user.sendall(json.dumps(message).encode() + b"\n")


def keep(checkout: Path, arguments: list[str]) -> int:
    """The keeper's process: wait until an earlier keeper has ended, then serve."""
    folder, starter, *options = arguments
    state = State(Path(folder))
    os.chdir(state.folder)
    with state.lock("keeper"), socket_name(state) as name, socket.socket(socket.AF_UNIX) as listening:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        listening.bind(name)
        listening.listen(64)
        listening.setblocking(False)
        Keeper(checkout, state, "hasty" in options, int(starter), listening).run()
    return 0


def start_keeper(checkout: Path, state: State, *, hasty: bool) -> int:
    """Start a keeper in a session of its own, so that neither a Ctrl-C nor our end reaches it before its users go.

    Returns its process number.
    """
    options = [str(state.folder), str(os.getpid()), *(["hasty"] if hasty else [])]
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawn(
        sys.executable,
        [sys.executable, str(checkout / "run"), "keep-servers", *options],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(state.log("servers")), append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
