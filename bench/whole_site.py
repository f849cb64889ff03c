"""A whole site of its own to measure: PostgreSQL, broker, web, worker and scheduler, started as ./run starts them.

Whatever servers the environment names are left alone. All of it lies in one state folder, and ends with this process,
however that ends.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oversight.launch.application import Application
from oversight.launch.servers import servers_in_use
from oversight.launch.services import services_of
from oversight.launch.start import Running
from oversight.launch.state import State

if TYPE_CHECKING:
    from oversight.accounts.models import Person

CHECKOUT = Path(__file__).resolve().parent.parent
READY_SECONDS = 120
_TICKS = os.sysconf("SC_CLK_TCK")
# What the person who measures may have set for other purposes.
_NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "OVERSIGHT_NOW", "OVERSIGHT_TEST")


@dataclass
class Site:
    """The servers and what runs on them."""

    application: Application
    listening: socket.socket

    @property
    def port(self) -> int:
        """The port of the web."""
        return int(self.listening.getsockname()[1])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have web, worker and scheduler run, and wait until they are ready."""
        running = Running(self.application, self.listening, services_of(self.application, self.listening))
        try:
            running.start()
            until = time.monotonic() + READY_SECONDS
            while not (_answers(self.port) and running.children["worker"].has_forked):
                ended = [name for name, child in running.children.items() if child.ended is not None]
                if ended or time.monotonic() > until:
                    raise RuntimeError(f"not ready; ended: {ended or 'none'}; see {self.application.state.folder}/log")
                time.sleep(0.1)
            yield
        finally:
            running.stop()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        return subprocess.run(
            self.application.manage(*arguments),
            env=self.application.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def processor_seconds(self) -> dict[str, float]:
        """What the site's processes have used so far, those that have ended and were reaped included, by part."""
        used: dict[str, float] = {}
        mark = str(self.application.state.folder).encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes()
                own = (folder / "cwd").readlink().is_relative_to(self.application.state.folder)
                if not own and mark not in (folder / "environ").read_bytes() and mark not in line:
                    continue
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            part = next((name for sign, name in _PARTS if sign in line), None)
            if part is not None:
                used[part] = used.get(part, 0.0) + sum(int(field) for field in fields[11:15]) / _TICKS
        return used


_PARTS = (
    (b"gunicorn", "web"),
    (b"celery\0", "worker and scheduler"),
    (b"postgres", "PostgreSQL"),
    (b"valkey", "broker"),
)


def set_up_django(site: Site) -> None:
    """Let this process use the site's database."""
    os.environ.update(site.application.environment())
    os.environ["LOG_LEVEL"] = "ERROR"
    import django

    django.setup()


def session_of(person: Person) -> str:
    """Sign somebody in, as if they had done it in the morning, and return the session's key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def own_folder() -> Iterator[Path]:
    """Give a state folder that is taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="oversight-bench-"))
    try:
        yield folder / "state"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def whole_site(folder: Path, *, say: Callable[[str], None]) -> Iterator[Site]:
    """Start the servers in the state folder and bring the tables up to date; the services come later."""
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.environ["OVERSIGHT_STATE"] = str(folder)
    state = State(folder).made()
    with servers_in_use(CHECKOUT, state, progress=say) as servers, closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        application = Application(CHECKOUT, state, servers, demonstration=True)
        application.prepare(say)
        yield Site(application, listening)


def _answers(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/health/ready")
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def share_at(sorted_values: list[float], share: float) -> float:
    """Return the value below which the share of the values lies, by the nearest rank."""
    if not sorted_values:
        raise ValueError("nothing was measured")
    return sorted_values[min(len(sorted_values) - 1, max(0, -(-int(share * 1000) * len(sorted_values) // 1000) - 1))]


def told(name: str, seconds: list[float]) -> str:
    """Return one line with the spread of some times."""
    values = sorted(seconds)
    at = {share: share_at(values, share) for share in (0.5, 0.95)}
    return (
        f"  {name:<44} median {at[0.5]:7.2f} s   95th {at[0.95]:7.2f} s   longest {values[-1]:7.2f} s   n {len(values)}"
    )


def say(text: str) -> None:
    """Say how far it is, at once."""
    print(text, file=sys.stderr, flush=True)
