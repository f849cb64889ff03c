"""./run manage COMMAND: a management command on the same servers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from .application import Application, check_named_servers
from .children import OURSELVES, ready_child
from .environment import ensure_environment
from .servers import servers_in_use
from .state import State


def say_on_stderr(line: str) -> None:
    """Progress of our own, kept off the command's standard output."""
    print(line, file=sys.stderr, flush=True)


def run_manage(checkout: Path, arguments: list[str], *, demonstration: bool) -> int:
    """Run a command and return its exit code; servers that are not up are started for it and stopped after it."""
    check_named_servers(demonstration=demonstration)
    state = State.of(checkout)
    ensure_environment(checkout, say=say_on_stderr)
    with servers_in_use(checkout, state) as servers:
        application = Application(checkout, state, servers, demonstration or servers.own)
        if arguments[:1] != ["migrate"]:
            application.prepare_if_empty(say_on_stderr)
        process = subprocess.Popen(
            application.manage(*arguments),
            env=application.environment(),
            preexec_fn=ready_child(OURSELVES, signal.SIGTERM),
        )
        return _wait(process)


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command that is to hear of signals itself; one that died by a signal counts as shells count it."""
    # The terminal sends its interrupt to both of us; the command decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: process.send_signal(number))
    code = process.wait()
    return code if code >= 0 else 128 - code
