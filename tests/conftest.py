"""What every test stands on: the settings, and servers of the run's own where none are named.

The servers are started before Django reads its settings, once for each run: with several processes, the first one
starts them and the others find their addresses in the environment. They end with the process that started them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

from oversight.launch.servers import servers_in_use
from oversight.launch.state import State

CHECKOUT = Path(__file__).resolve().parent.parent


def start_servers() -> None:
    """Name a database and a broker in the environment, starting those that nobody named."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    folder = Path(tempfile.mkdtemp(prefix="oversight-tests-"))
    running = ExitStack()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(running.close)
    servers = running.enter_context(servers_in_use(CHECKOUT, State(folder / "servers").made(), hasty=True))
    os.environ["DATABASE_URL"] = servers.database_url
    os.environ["REDIS_URL"] = servers.redis_url


def take_own_share() -> None:
    """Give each of several processes its own number on the broker and its own state folder."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    address = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = urlunsplit(address._replace(path=f"/{int(number) + 1}"))
    state = Path(tempfile.mkdtemp(prefix="oversight-state-"))
    atexit.register(shutil.rmtree, state, ignore_errors=True)
    os.environ["OVERSIGHT_STATE"] = str(state)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")
os.environ["OVERSIGHT_TEST"] = "1"
# Playwright's synchronous calls run inside a loop of their own, which Django takes for ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
start_servers()
take_own_share()
django.setup()
