"""A site with workers of its own, a trust with a past, and people with browsers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser

from oversight import clock
from oversight.celery import app
from oversight.demonstration.loading import latest_month
from oversight.demonstration.past import send, sendings
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.launch.children import Child, start_child
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from oversight.records.outbox import history
from oversight.returns.calendar import ensure_windows
from oversight.returns.periods import Month
from tests.browser.people import Visitor
from tests.pages.looking import looking, watch
from workspaces.demonstration.country import Size, country

__all__ = ["looking"]

LEASH = Path(project.BASE_DIR) / "oversight" / "launch" / "leash.py"
# As many months as a chart needs to judge by, with the one that is sent in the walk.
MONTHS_OF_PAST = 13


@pytest.fixture
def worker(transactional_db, tmp_path: Path) -> Iterator[Child]:
    """A worker of Celery on the tests' own broker and database, as the site has it; it ends before they are emptied."""
    app.control.purge()
    database = project.DATABASES["default"]
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
        "OVERSIGHT_DEMO": "1",
    }
    child = start_child(
        "worker",
        [sys.executable, LEASH, "celery", "-A", "oversight.celery:app", "worker", "--pool", "solo", "-l", "WARNING"],
        log=tmp_path / "worker.log",
        environment=environment,
        folder=Path(project.BASE_DIR),
        patience_seconds=8.0,
    )
    yield child
    child.end_group()
    child.process.wait()
    told = (tmp_path / "worker.log").read_text(errors="replace")
    assert "Traceback" not in told, told


@pytest.fixture
def month(transactional_db) -> Month:
    """The newest month whose collection has opened."""
    write_reference_rows()
    return latest_month(clock.now())


@pytest.fixture
def trust(month: Month, settings) -> Trust:
    """A trust of the demonstration with a past: every month before the newest was accepted, none of it is news."""
    settings.DEMONSTRATION = True
    cache.clear()
    now = clock.now()
    invented = country(Size.SMALL)[:1]
    rows = enter_places(trusts=invented, latest=month, now=now)
    people = enter_people(trusts=invented, rows=rows, now=now)
    months = [month.plus(back) for back in range(-MONTHS_OF_PAST, 0)]
    ensure_windows(kind="staffing", periods=[str(each) for each in (*months, month)])
    with history():
        for each in months:
            for own in sendings(invented, each, rows=rows, people=people, latest=month, now=now):
                for sending in own:
                    send(sending)
    return rows[invented[0].code]


@pytest.fixture
def somebody(browser: Browser, live_server, tmp_path: Path) -> Iterator[Callable[[], Visitor]]:
    """Give somebody a browser of their own."""
    contexts = []

    def arrive() -> Visitor:
        context = browser.new_context(accept_downloads=True)
        contexts.append(context)
        return Visitor(watch(context.new_page(), live_server.url), tmp_path)

    yield arrive
    for context in contexts:
        context.close()
