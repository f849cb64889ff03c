"""What every test stands on: the settings, and servers of the run's own where none are named.

The servers are started before Django reads its settings, once for each run: with several processes, the first one
starts them and the others find their addresses in the environment. They end with the process that started them.
"""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import hypothesis
import pytest
from django.db import connection
from playwright.sync_api import expect
from pytest_django.plugin import blocking_manager_key

from oversight.launch.browser import FLAGS, installed_browser
from oversight.launch.servers import servers_in_use
from oversight.launch.state import State
from tests.pages.whole import read_pages_whole

CHECKOUT = Path(__file__).resolve().parent.parent
# Folders of the tests that take seconds each: whole walks, and the program started and stopped.
LONG = frozenset({"browser", "launch", "demonstration"})


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
    """Give each of several processes its own number on the broker and its own state folder.

    The processes of one run share what they compile of the templates, which is known by its content.
    """
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    address = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = urlunsplit(address._replace(path=f"/{int(number) + 1}"))
    state = Path(tempfile.mkdtemp(prefix="oversight-state-"))
    atexit.register(shutil.rmtree, state, ignore_errors=True)
    # A process of several inherits the state folder of the one that started it, which takes its own share too.
    shared = os.environ.get("OVERSIGHT_STATE") if "PYTEST_XDIST_WORKER" in os.environ else None
    if shared:
        (Path(shared) / "templates").mkdir(mode=0o700, exist_ok=True)
        (state / "templates").symlink_to(Path(shared) / "templates")
    os.environ["OVERSIGHT_STATE"] = str(state)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")
os.environ["OVERSIGHT_TEST"] = "1"
# Playwright's synchronous calls run inside a loop of their own, which Django takes for ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
start_servers()
take_own_share()
django.setup()
if "PYTEST_XDIST_WORKER" not in os.environ:
    # The processes that this one starts inherit its environment. With the settings named there they would read them
    # before they took their own share, and empty each other's cache.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def stay_on_this_machine() -> None:
    """Refuse connections to anywhere else: a test that needs the network is no test of ours."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"A test tried to reach {address}.")
        connect(self, address)

    socket.socket.connect = connect_here  # type: ignore[method-assign]


stay_on_this_machine()


def empty_quickly() -> None:
    """Let tests that commit leave an empty database in our own way; see ``tests/emptying.py``."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_the_database

    TransactionTestCase._fixture_teardown = lambda _: empty_the_database()  # type: ignore[attr-defined]


empty_quickly()


def hash_lightly() -> None:
    """Hash passwords in the way of the site with less work: it is slow on purpose, and here it keeps nobody out."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 1024
    Argon2PasswordHasher.parallelism = 1


hash_lightly()

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")
# So does how long a page takes; what never comes is ended by the time limit of the test.
expect.set_options(timeout=60_000)
read_pages_whole()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Migrate one database before the processes of a run start: each copies it, which takes a moment."""
    own = connection.settings_dict["NAME"]
    pattern = f"test_pattern_{uuid.uuid4().hex[:12]}"
    connection.settings_dict["TEST"]["NAME"] = pattern
    blocker = config.stash[blocking_manager_key]

    def drop() -> None:
        with blocker.unblock():
            connection.creation.destroy_test_db(own, verbosity=0)

    with blocker.unblock():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        # Nobody may be connected to what is copied.
        connection.close()
    config.add_cleanup(drop)
    os.environ["OVERSIGHT_TEST_PATTERN"] = pattern


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what starts browsers and servers: left to the end, one process works while the others stand idle."""
    items.sort(key=lambda item: not any(part in LONG for part in Path(item.nodeid.partition("::")[0]).parts))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Print a failure when it happens, in the process that gathers them: a run that is cut off has told it all."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid} failed ({report.when}):\n{report.longreprtext}", file=sys.__stderr__, flush=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that ./test found, with what a container and a closed network want."""
    browser = installed_browser()
    if browser is None:
        pytest.fail("No Chromium on this machine; ./test installs one or says how.")
    return {**browser_type_launch_args, "executable_path": str(browser), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def base_url() -> str:
    """No address of its own: a browser test goes to the live server. (The plugin's own fixture warns in pytest 9.)"""
    return ""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The plugin's database; what a browser's last requests still hold of it is let go before it is dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def an_empty_shelf() -> None:
    """The record of one test may bear the stamp of another's, which no two states of a real one do."""
    from publication.shelf import shelf

    shelf.clear()
