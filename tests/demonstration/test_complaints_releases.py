"""The demonstration's complaints come out at their time, once, and only where somebody has sent a return."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.periods import ComplaintsPeriod
from oversight.demonstration.complaints_releases import complaints_release_time, release_complaints
from oversight.organisations.working_days import is_working_day
from publication.models import Release
from tests.publication.complaints.making import QUARTER, send, trust_with_hospital

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)


def test_without_a_return_there_is_nothing_to_release() -> None:
    assert release_complaints(now=SENT) == []


def test_a_quarter_comes_out_at_its_time_and_loading_twice_comes_to_the_same() -> None:
    send(trust_with_hospital("DEMO001", "INVENTED NHS TRUST", demonstration=True), now=SENT)
    send(trust_with_hospital("RX1"), now=SENT)
    at = complaints_release_time(ComplaintsPeriod.parse(QUARTER))
    assert is_working_day(at.date())

    [announced] = release_complaints(now=at - timedelta(days=1))
    assert announced.state == Release.State.PLANNED
    [published] = release_complaints(now=at)
    assert (published.state, published.published_at) == (Release.State.PUBLISHED, at)
    assert [row.code for row in published.complaints_trusts.all()] == ["DEMO001"]

    assert [each.pk for each in release_complaints(now=at + timedelta(days=1))] == [published.pk]
    assert Release.objects.count() == 1


def test_a_return_that_came_after_the_time_is_left_to_a_later_release() -> None:
    at = complaints_release_time(ComplaintsPeriod.parse(QUARTER))
    send(trust_with_hospital("DEMO001", "INVENTED NHS TRUST", demonstration=True), now=at + timedelta(days=3))
    [waiting] = release_complaints(now=at + timedelta(days=4))
    assert waiting.state == Release.State.PLANNED
