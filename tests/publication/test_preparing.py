"""The pages of a release are made before its moment, and seen by nobody before it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from oversight.records.audit import System
from publication.announcing import announce_release
from publication.models import Release
from publication.preparing import hold_until_its_time, prepare_page, prepare_pages
from publication.releasing import publish_due
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward

AHEAD = timedelta(seconds=30)
MOMENT = NOW + AHEAD


@pytest.fixture
def address(db: None) -> str:
    """The page of a hospital whose trust has sent October's return, which is announced."""
    cache.clear()
    trust = make_trust()
    hospital = make_hospital(trust)
    accept(trust, [Row(make_ward(hospital))])
    announce_release(
        period=OCTOBER, demonstration=False, by=System("test"), now=NOW - timedelta(days=30), scheduled_for=MOMENT
    )
    return f"/hospitals/{hospital.code}/"


def preparing(at: datetime, prepared: list[int]) -> Callable[[Release], None]:
    """Return what makes the pages at a time, and notes how many."""

    def hold(release: Release) -> None:
        prepared.append(prepare_pages(release, until=release.scheduled_for, clock=lambda: at))

    return hold


def kept_pages() -> set[bytes]:
    return set(cache._cache.get_client().keys("*public:*"))  # type: ignore[attr-defined]


def test_the_first_reader_finds_the_page_made(address: str) -> None:
    prepared: list[int] = []
    published = publish_due(now=NOW, ahead=AHEAD, hold=preparing(NOW, prepared))
    assert [release.published_at for release in published] == [MOMENT]
    made = kept_pages()
    # The hospital's and the trust's: each its content, and the whole page for readers who are not signed in.
    assert (prepared, len(made)) == ([2], 4)
    assert "October 2026" in Client().get(address).content.decode()
    assert kept_pages() == made


def test_what_could_not_be_made_in_time_is_made_for_its_reader(address: str) -> None:
    prepared: list[int] = []
    publish_due(now=NOW, ahead=AHEAD, hold=preparing(MOMENT, prepared))
    assert (prepared, kept_pages()) == ([0], set())
    assert "October 2026" in Client().get(address).content.decode()
    assert len(kept_pages()) == 2


def test_a_page_that_fails_keeps_nothing_back(address: str) -> None:
    assert prepare_page(address)
    assert not prepare_page("/hospitals/NOSUCH/")


def test_nothing_is_begun_earlier_than_that(address: str) -> None:
    assert publish_due(now=NOW - timedelta(seconds=1), ahead=AHEAD) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_it_before_its_moment_and_a_second_publisher_leaves_it_alone(address: str) -> None:
    prepared: list[int] = []
    is_ready, moment = threading.Event(), threading.Event()

    def hold(release: Release) -> None:
        preparing(NOW, prepared)(release)
        is_ready.set()
        assert moment.wait(30)

    def publish() -> None:
        try:
            publish_due(now=NOW, ahead=AHEAD, hold=hold)
        finally:
            connection.close()

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        assert is_ready.wait(30)
        assert publish_due(now=NOW, ahead=AHEAD, hold=hold) == []
        before = Client().get(address).content.decode()
    finally:
        moment.set()
        publisher.join()
    assert prepared == [2]
    assert "Ash Ward" not in before
    assert Release.objects.get().published_at == MOMENT
    assert "Ash Ward" in Client().get(address).content.decode()


def test_it_waits_for_the_moment(address: str) -> None:
    release = Release.objects.get()
    told = iter([MOMENT - timedelta(seconds=0.2)])
    began = time.monotonic()
    hold_until_its_time(release, clock=lambda: next(told))
    assert time.monotonic() - began >= 0.2
