"""Two publishers at once, a publisher that dies, and a reader in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from oversight.records.audit import System
from publication import releasing, staffing_releases
from publication.announcing import announce_release
from publication.models import Release, ReleasedTrust, ReleasedWard
from publication.releasing import Published, publish_due, publish_month
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward

pytestmark = pytest.mark.django_db(transaction=True)
BY = System("test")


def _together(*deeds: Callable[[], object]) -> list[object]:
    """Do the deeds each in a thread of its own, as near to at once as threads go; return what came of each."""
    gate = threading.Barrier(len(deeds))
    came: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            came[place] = deed()
        except Exception as failure:  # what came of it is looked at below
            came[place] = failure
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def _accepted() -> None:
    trust = make_trust()
    accept(trust, [Row(make_ward(make_hospital(trust)))])


def test_two_publishers_of_a_due_release_make_one() -> None:
    _accepted()
    announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW, scheduled_for=NOW)
    came = _together(*[lambda: publish_due(now=NOW)] * 4)
    assert sorted(len(each) for each in came if isinstance(each, list)) == [0, 0, 0, 1]
    assert ReleasedTrust.objects.count() == 1


def test_two_commands_at_once_make_one_release() -> None:
    _accepted()
    came = _together(*[lambda: publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)] * 3)
    outcomes = [each for each in came if isinstance(each, Published)]
    assert len(outcomes) == 3, came
    assert sorted(outcome.unchanged for outcome in outcomes) == [False, True, True]
    assert [release.number for release in Release.objects.all()] == [1]


def test_a_publisher_that_dies_leaves_nothing_and_the_next_one_finishes(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    _accepted()
    announced = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW, scheduled_for=NOW)

    def dies(release: Release) -> None:
        assert ReleasedWard.objects.filter(release=release).exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(staffing_releases, "count_frozen", dies)
        with pytest.raises(KeyboardInterrupt):
            publish_due(now=NOW)
    assert not ReleasedWard.objects.exists()
    assert "1,602.5" not in client.get("/hospitals/RX101/").content.decode()

    assert [release.pk for release in publish_due(now=NOW)] == [announced.pk]
    assert "1,602.5" in client.get("/hospitals/RX101/").content.decode()


def test_a_correction_accepted_while_a_release_is_written_is_in_it_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust = make_trust()
    site = make_hospital(trust)
    wards = [make_ward(site, f"Ward {number}") for number in range(5)]
    accept(trust, [Row(ward) for ward in wards])
    freeze_hospitals = staffing_releases.freeze_hospitals

    def corrected_meanwhile(*arguments: object, **more: object) -> None:
        _together(lambda: accept(trust, [Row(ward, patients=999) for ward in wards]))
        freeze_hospitals(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(staffing_releases, "freeze_hospitals", corrected_meanwhile)
    release = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW).release
    assert {ward.patients for ward in ReleasedWard.objects.filter(release=release)} == {812}
    assert ReleasedTrust.objects.get(release=release).version_number == 1
    monkeypatch.undo()
    again = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    assert {ward.patients for ward in ReleasedWard.objects.filter(release=again.release)} == {999}


def test_a_reader_sees_the_whole_release_or_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _accepted()
    seen: list[int] = []
    count_frozen = staffing_releases.count_frozen

    def looked_at_meanwhile(release: Release) -> object:
        seen.extend(_together(lambda: ReleasedWard.objects.count()))  # type: ignore[arg-type]
        return count_frozen(release)

    monkeypatch.setattr(staffing_releases, "count_frozen", looked_at_meanwhile)
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    assert seen == [0]
    assert ReleasedWard.objects.count() == 1


def test_publishing_twice_by_name_is_publishing_once() -> None:
    _accepted()
    announced = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW, scheduled_for=NOW)
    first = releasing.publish_release(reference=announced.reference, by=BY, now=NOW)
    later = datetime(2026, 12, 1, tzinfo=NOW.tzinfo)
    assert releasing.publish_release(reference=announced.reference, by=BY, now=later).published_at == first.published_at


def test_rows_of_a_release_are_written_in_few_statements(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    trust = make_trust()
    site = make_hospital(trust)
    accept(trust, [Row(make_ward(site, f"Ward {number}")) for number in range(30)])
    with transaction.atomic(), django_assert_max_num_queries(40):
        publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    assert connection.connection is not None
