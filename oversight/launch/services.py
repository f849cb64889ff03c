"""The application's processes: web, worker and scheduler."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .application import Application
from .children import Child, start_child
from .environment import python_of

LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True)
class Service:
    """A process that is to be up: its name, and how it is started."""

    name: str
    start: Callable[[], Child]


def services_of(application: Application, listening: socket.socket) -> list[Service]:
    """Web, worker and scheduler of an application; the web takes the port that `listening` holds."""
    port: int = listening.getsockname()[1]
    environment = application.environment(port=port)

    def service(name: str, *program: str, keep_open: tuple[int, ...] = ()) -> Service:
        def start() -> Child:
            return start_child(
                name,
                [python_of(application.checkout), LEASH, *program],
                log=application.state.log(name),
                environment=environment,
                folder=application.checkout,
                keep_open=keep_open,
                stop_signal=signal.SIGTERM,
                patience_seconds=8.0,
            )

        return Service(name, start)

    return [
        service("web", *web_command(listening.fileno()), keep_open=(listening.fileno(),)),
        service("worker", *worker_command()),
        service("scheduler", *scheduler_command(application)),
    ]


# Without a reader's address and browser, on any page: beside the times of other pages they would tell who read the page
# for speaking up. Wrong passwords are counted in the database, by address, for as long as they count.
ACCESS_LOG_FORMAT = '%(t)s "%(r)s" %(s)s %(b)s'


def web_command(open_port: int) -> tuple[str, ...]:
    """gunicorn on a port that is open already, with a process for each core and threads for those who wait."""
    fast_ground = ("--worker-tmp-dir", "/dev/shm") if os.access("/dev/shm", os.W_OK) else ()  # noqa: S108
    return (
        "gunicorn", "oversight.wsgi:application",
        "--config", "python:oversight.web_server",
        "--bind", f"fd://{open_port}",
        "--workers", str(min(cores(), 4)),
        "--threads", "4",
        "--preload",
        "--timeout", "60",
        "--graceful-timeout", "5",
        "--access-logfile", "-",
        "--access-logformat", ACCESS_LOG_FORMAT,
        "--no-control-socket",
        *fast_ground,
    )  # fmt: skip


def worker_command() -> tuple[str, ...]:
    """Celery's worker, with a process for each core; alone on its broker it need not look for others."""
    return (
        "celery", "-A", "oversight.celery:app", "worker",
        "--loglevel", "INFO",
        "--concurrency", str(max(2, min(cores(), 8))),
        "--without-gossip",
        "--without-mingle",
    )  # fmt: skip


def scheduler_command(application: Application) -> tuple[str, ...]:
    """Celery's scheduler, its memory in the state folder."""
    return (
        "celery", "-A", "oversight.celery:app", "beat",
        "--loglevel", "INFO",
        "--schedule", str(application.state.folder / "schedule"),
        "--pidfile", "",
    )  # fmt: skip


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))
