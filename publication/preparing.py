"""The pages of a release made before its moment, so that at the moment all of them are served at once.

Publishing begins shortly ahead: the rows are frozen and the pages rendered inside the publishing transaction, which
alone sees the release, and the transaction ends when the time has come. Until then no reader can ask for a page by
the key under which it is kept, since the key holds what the public sees of the releases. What could not be rendered
in time is rendered for its first reader; nothing else depends on this.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import resolve

from oversight.accounts.navigation import navigation_for
from oversight.accounts.permissions import NO_POWERS
from publication.models import Release
from publication.news.writing import write_with_release
from publication.release_kinds import release_kind

log = logging.getLogger(__name__)


def hold_until_its_time(release: Release, *, clock: Callable[[], datetime]) -> None:
    """Render the pages of a release that is about to be published, and wait for its moment."""
    # Its pages say what is new with it.
    write_with_release(release, now=release.published_at or release.scheduled_for)
    prepare_pages(release, until=release.scheduled_for, clock=clock)
    time.sleep(max(0.0, (release.scheduled_for - clock()).total_seconds()))


def prepare_pages(release: Release, *, until: datetime, clock: Callable[[], datetime]) -> int:
    """Render and keep the pages that show the release, as long as there is time; return how many."""
    prepared = 0
    for address in release_kind(release.kind).addresses(release):
        if clock() >= until:
            log.info("release %s: %d pages were ready at its time", release.reference, prepared)
            return prepared
        prepared += prepare_page(address)
    return prepared


def prepare_page(address: str) -> bool:
    """Have the view of the address keep its page for readers who are not signed in; False where it failed."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address
    request.user = AnonymousUser()
    request.powers = NO_POWERS  # type: ignore[attr-defined]
    request.navigation = navigation_for(request)  # type: ignore[attr-defined]
    found = resolve(address)
    try:
        # A query that fails must not take the transaction with it that publishes.
        with transaction.atomic():
            found.func(request, *found.args, **found.kwargs)
    except Exception:  # whatever a page does wrong, the release comes out, and the page tells its reader
        log.exception("the page %s could not be prepared", address)
        return False
    return True
