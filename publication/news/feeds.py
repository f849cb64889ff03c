"""Feeds of what changed, in Atom (RFC 4287): of a trust, a hospital, a region, a topic, and of all.

An entry's id is made from the key of its change and never changes; what was withdrawn since is told as withdrawn under
the same id with a later ``updated``, so that a reader of feeds shows it in the place of what it showed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.jinja import SERVICE_NAME
from oversight.organisations.models import Site, Trust
from publication import page_cache
from publication.found_by_code import of_hospital, of_trust
from publication.front import kept_in_front
from publication.news.models import Topic
from publication.news.reading import Change, newest_of, newest_of_all, trusts_of
from publication.news.regions import region_called
from publication.release_pages import worlds

ENTRIES = 100
# The year in which this site took its name for the ids of entries (RFC 4151).
_SINCE = "2026"
# What an empty feed was last changed at: a moment that does not move.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class _AtomFeed(Atom1Feed):
    """Atom with a moment of its last change that does not move while nothing changes."""

    def latest_post_date(self) -> datetime:
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=_NEVER)


@access(PUBLIC)
@require_safe
@kept_in_front
@of_trust
def feed_of_trust(request: HttpRequest, record: Trust) -> HttpResponse:
    """Give the newest changes of a trust."""
    found = newest_of([record.code], at=clock.now(), limit=ENTRIES)
    page = reverse("public:changes_of_trust", args=[record.code])
    return _feed(request, f"What changed: {record.shown_name}", page, found, demonstration=record.is_demonstration)


@access(PUBLIC)
@require_safe
@kept_in_front
@of_hospital
def feed_of_hospital(request: HttpRequest, record: Site) -> HttpResponse:
    """Give the newest changes of a hospital, and those of its trust that concern all its hospitals."""
    found = newest_of(trusts_of(record, clock.today()), site_code=record.code, at=clock.now(), limit=ENTRIES)
    page = reverse("public:hospital", args=[record.code])
    return _feed(request, f"What changed: {record.shown_name}", page, found, demonstration=record.is_demonstration)


@access(PUBLIC)
@require_safe
@kept_in_front
def feed_of_region(request: HttpRequest, name: str) -> HttpResponse:
    """Give the newest changes of a region's trusts."""
    region = region_called(name)
    if region is None:
        raise Http404("There is no such region.")
    real = Trust.objects.filter(region=region, is_demonstration=False).exists()
    found = newest_of_all(demonstration=not real, region=region.code, at=clock.now(), limit=ENTRIES)
    title = f"What changed in {region}"
    return _feed(request, title, reverse("public:home"), found, demonstration=not real, named=True)


@access(PUBLIC)
@require_safe
@kept_in_front
def feed_of_all(request: HttpRequest, topic: str | None = None) -> HttpResponse:
    """Give the newest changes of all trusts, or those on a topic; of a release one entry for all its trusts."""
    if topic is not None and topic not in Topic.values:
        raise Http404("There is no such topic.")
    world = worlds()[0]
    chosen = Topic(topic) if topic else None
    found = newest_of_all(
        demonstration=world.demonstration, topic=chosen, at=clock.now(), limit=ENTRIES, releases_as_one=True
    )
    title = f"What changed: {chosen.label.lower()}" if chosen else "What changed"
    return _feed(request, title, reverse("public:releases"), found, demonstration=world.demonstration, named=True)


def _feed(
    request: HttpRequest,
    title: str,
    page: str,
    changes: Sequence[Change],
    *,
    demonstration: bool,
    named: bool = False,
) -> HttpResponse:
    """Write a feed; ``named`` puts whom a change is about before its sentence in each title."""
    key = page_cache.key_of("feed", request.path, title, [(each.place, each.updated) for each in changes])
    unchanged = page_cache.is_still_good(request, key)
    if unchanged is not None:
        return unchanged
    feed = _AtomFeed(
        title=f"{title} (invented)" if demonstration else title,
        link=_absolute(page),
        description=None,
        language="en-GB",
        author_name=SERVICE_NAME,
        feed_url=_absolute(request.path),
        feed_guid=_id(f"feed:{request.path}"),
    )
    for each in changes:
        feed.add_item(
            title=each.told_of if named else each.sentence,
            link=_absolute(each.address),
            description=f"{each.topic.label}. {each.told_of}",
            unique_id=_id(each.key),
            pubdate=each.at,
            updateddate=each.updated,
            categories=[each.topic.label],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    changed_at = feed.latest_post_date().timestamp()
    return page_cache.for_readers(request, response, key, changed_at=changed_at, demonstration=demonstration)


def _absolute(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def _id(key: str) -> str:
    """Return the id of a feed or an entry: a tag URI, which stays though addresses may change."""
    return f"tag:{urlsplit(settings.SITE_ADDRESS).hostname},{_SINCE}:{key}"
