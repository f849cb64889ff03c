"""Whole answers are kept for strangers, and none is older than what was committed."""

from __future__ import annotations

import gzip
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from oversight import clock
from oversight.accounts.models import Role
from oversight.organisations.models import Site
from publication import public_changes
from publication.models import PublicChange
from publication.public_changes import forget_old_changes, public_stamp, watch_tables, watched_tables
from tests.access_samples import make_world
from tests.publication.making import NOW, make_hospital, make_trust
from tests.publication.scene import publish_hospital


@pytest.fixture
def address(db: None) -> str:
    cache.clear()
    return publish_hospital()


def test_every_table_behind_the_public_pages_is_watched(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'noted_for_the_public'")
        watched = {name for (name,) in cursor.fetchall()}
    assert watched == set(watched_tables())
    assert {"organisations_site", "publication_release", "inspections_publishedrating"} <= watched
    watch_tables()


def test_a_second_reader_is_answered_with_one_question(address: str, django_assert_num_queries) -> None:
    first = Client().get(address)
    with django_assert_num_queries(1):
        second = Client().get(address)
    assert second.content == first.content
    assert second.headers == first.headers
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_who_takes_it_packed_is_given_the_same_in_fewer_bytes(address: str, django_assert_num_queries) -> None:
    plain = Client().get(address)
    assert "Content-Encoding" not in plain
    with django_assert_num_queries(1):
        packed = Client().get(address, headers={"accept-encoding": "br, gzip;q=0.8"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] == plain["ETag"]
    for answer in (plain, packed):
        assert {"cookie", "accept-encoding"} <= {name.strip().lower() for name in answer["Vary"].split(",")}


def test_a_page_that_is_not_kept_goes_out_packed_too(address: str) -> None:
    packed = Client().get(f"{address}?known-on=2026-11-20", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(packed.content)


def test_what_changes_is_seen_at_once(address: str) -> None:
    assert "Renamed" not in Client().get(address).content.decode()
    Site.objects.filter(code="RX101").update(name="RENAMED HOSPITAL")
    assert "Renamed Hospital" in Client().get(address).content.decode()


def test_who_is_signed_in_and_who_asks_for_a_release_go_past_it(address: str) -> None:
    client = Client()
    client.force_login(
        make_world(clock.now()).person(Role.INSPECTOR), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    kept = Client().get(address)
    assert "inspector@walk.example" in client.get(address).content.decode()
    assert "inspector@walk.example" not in Client().get(address).content.decode()
    assert Client().get(f"{address}?release=no-such").status_code == 404
    assert "private" in client.get(address)["Cache-Control"]
    assert "public" in kept["Cache-Control"]


def test_what_is_not_there_is_not_kept(address: str) -> None:
    assert Client().get("/hospitals/RX999/").status_code == 404
    make_hospital(make_trust("RX9"), "RX999")
    assert Client().get("/hospitals/RX999/").status_code == 200


def test_the_stamp_stays_while_nothing_changes_and_changes_with_the_hour(address: str) -> None:
    now = clock.now().replace(minute=10)
    stamp = public_stamp(now)
    assert public_stamp(now + timedelta(minutes=30)) == stamp
    assert public_stamp(now + timedelta(hours=1)) != stamp


@pytest.mark.django_db(transaction=True)
def test_each_transaction_is_noted_in_whatever_order_they_end() -> None:
    hospital = make_hospital(make_trust())
    stamps = [public_stamp(NOW)]
    wrote, end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                Site.objects.filter(pk=hospital.pk).update(name="FIRST")
                wrote.set()
                assert end.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert wrote.wait(30)
    stamps.append(public_stamp(NOW))
    with transaction.atomic():
        Site.objects.filter(pk=hospital.pk + 1_000_000).update(name="SECOND")
    stamps.append(public_stamp(NOW))
    end.set()
    writer.join()
    stamps.append(public_stamp(NOW))
    assert stamps[0] == stamps[1]
    assert len(set(stamps)) == 3


def test_a_change_that_is_undone_is_not_noted(address: str) -> None:
    stamp, count = public_stamp(NOW), PublicChange.objects.count()
    with transaction.atomic():
        Site.objects.filter(code="RX101").update(name="NEVER")
        transaction.set_rollback(True)
    assert (public_stamp(NOW), PublicChange.objects.count()) == (stamp, count)


def test_old_rows_are_forgotten(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_changes, "KEPT", 2)
    PublicChange.objects.all().delete()
    PublicChange.objects.bulk_create(PublicChange() for _ in range(5))
    stamp = public_stamp(NOW)
    assert forget_old_changes() == 3
    assert public_stamp(NOW) != stamp
    assert forget_old_changes() == 0
