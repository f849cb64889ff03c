"""What a release told stays; a later one marks what it tells otherwise, and a withdrawal leaves its mark in all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import InternalError, transaction
from django.db.models import ProtectedError

from oversight.organisations.models import Trust
from publication.figures import Missing
from publication.models import Release, Withdrawal
from publication.periods import SAFETY
from publication.refusals import ReleaseRefused
from publication.releasing import publish_period
from publication.safety_measures.models import ReleasedMeasure, ReleasedSafetyTrust
from publication.safety_measures.reading import all_of, safety_of
from publication.withdrawing import withdraw_item
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import (
    BY,
    FALLS,
    FFT,
    LATER,
    MRSA,
    NOW,
    OCTOBER,
    figure,
    observed,
    publish,
    returned,
    safety_releases,
    series,
)

pytestmark = pytest.mark.django_db
NOVEMBER = "2026-11"


def _two_months() -> Trust:
    trust = make_trust()
    returned(trust)
    series(trust, FALLS, [(4, 800), (8, 800)])
    return trust


def _withdraw(release: Release, subject: str, *, now: datetime = NOW) -> Withdrawal:
    return withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.MEASURE,
        subject=subject,
        reason="Wards were counted twice.",
        by=BY,
        now=now,
    )


def test_a_correction_makes_a_further_release_with_a_mark_and_leaves_the_first_as_it_was() -> None:
    trust = _two_months()
    first = publish()
    observed(trust, FALLS, 6, 800, now=LATER)
    second = publish(now=LATER)
    assert (second.number, figure(second, "RX1").revised) == (2, True)
    assert ReleasedSafetyTrust.objects.get(release=second).revised
    assert [point[1:] for point in figure(second, "RX1").points] == [
        ["0.5", "4", "800", "", 0],
        ["0.75", "6", "800", "", 1],
    ]
    assert (figure(first, "RX1").value, figure(first, "RX1").revised) == (1, False)


def test_where_nothing_changed_there_is_no_further_release() -> None:
    _two_months()
    first = publish()
    again = publish_period(kind=SAFETY, period=OCTOBER, demonstration=False, by=BY, now=LATER)
    assert (again.unchanged, again.release, Release.objects.count()) == (True, first, 1)


def test_the_next_months_release_marks_an_earlier_month_that_it_tells_otherwise() -> None:
    trust = _two_months()
    publish()
    returned(trust, NOVEMBER, now=LATER)
    observed(trust, FALLS, 6, 800, period="2026-09", now=LATER)
    observed(trust, FALLS, 8, 800, period=NOVEMBER, now=LATER)
    row = figure(publish(NOVEMBER, now=LATER), "RX1")
    assert [(point[0], point[-1]) for point in row.points] == [("2026-09", 1), ("2026-10", 0), ("2026-11", 0)]
    # The newest month is told for the first time.
    assert row.revised is False


def test_a_mark_stays_in_the_releases_that_follow() -> None:
    trust = _two_months()
    publish()
    observed(trust, FALLS, 6, 800, now=LATER)
    publish(now=LATER)
    returned(trust, NOVEMBER, now=LATER)
    observed(trust, FALLS, 8, 800, period=NOVEMBER, now=LATER)
    release = publish(NOVEMBER, now=LATER + timedelta(days=1))
    assert [point[-1] for point in figure(release, "RX1").points] == [0, 1, 0]
    assert not ReleasedSafetyTrust.objects.get(release=release).revised


def test_a_late_return_corrects_nothing() -> None:
    returned(make_trust("RX2", "ROBIN NHS TRUST"))
    trust = make_trust("RX1")
    observed(trust, FALLS, 4, 800, period="2026-09")
    assert figure(publish(), "RX1").told == Missing.NOT_SUBMITTED.value
    observed(trust, FALLS, 8, 800, version=returned(trust, now=LATER, late=True), now=LATER)
    row = figure(publish(now=LATER), "RX1")
    assert (row.value, row.revised) == (1, False)


def test_a_figure_says_since_when_just_it_was_told() -> None:
    trust = _two_months()
    observed(trust, "staff_stress", 40, 100, period="2025/26")
    publish()
    returned(trust, NOVEMBER, now=LATER)
    observed(trust, FALLS, 8, 800, period=NOVEMBER, now=LATER)
    november = publish(NOVEMBER, now=LATER)
    assert figure(november, "RX1", "staff_stress").told_since == NOW
    assert figure(november, "RX1").told_since == LATER


@pytest.mark.parametrize("table", [ReleasedMeasure, ReleasedSafetyTrust])
def test_what_was_released_can_be_neither_changed_nor_added_to(table: type) -> None:
    _two_months()
    row = table.objects.filter(release=publish()).first()
    row.revised = True
    with pytest.raises(InternalError), transaction.atomic():
        row.save()
    with pytest.raises((InternalError, ProtectedError)), transaction.atomic():
        row.delete()
    row.pk, row.measure, row.code = None, MRSA, "RX9"
    with pytest.raises(InternalError, match="takes no further rows"), transaction.atomic():
        row.save(force_insert=True)


def test_a_withdrawn_figure_is_gone_from_its_release_and_from_every_series() -> None:
    trust = _two_months()
    first = publish()
    returned(trust, NOVEMBER, now=LATER)
    observed(trust, FALLS, 8, 800, period=NOVEMBER, now=LATER)
    november = publish(NOVEMBER, now=LATER)
    mark = _withdraw(first, f"RX1/{FALLS}/2026-10", now=LATER)
    shown = safety_of("RX1", safety_releases(), first)
    assert shown is not None
    gone = shown.measures[FALLS]
    assert (gone.told, gone.value, gone.numerator, gone.text) == (Missing.WITHDRAWN, None, None, "withdrawn")
    assert gone.mark is not None
    assert gone.mark.reason == mark.reason
    [later] = all_of(november, FALLS)
    assert (later.value, later.mark) == (1, None)
    assert [point.told for point in later.points] == [None, Missing.WITHDRAWN, None]
    assert [point.value for point in later.points][1] is None


def test_what_was_withdrawn_stays_so_in_further_releases_until_it_is_corrected() -> None:
    trust = _two_months()
    first = publish()
    _withdraw(first, f"RX1/{FALLS}/2026-10")
    observed(trust, MRSA, 1, 20_000, now=LATER)
    second = publish(now=LATER)
    assert figure(second, "RX1").told == Missing.WITHDRAWN.value
    [still] = all_of(second, FALLS)
    assert still.mark is not None
    assert still.mark.reason == "Wards were counted twice."
    observed(trust, FALLS, 6, 800, now=LATER)
    third = publish(now=LATER + timedelta(hours=1))
    assert figure(third, "RX1").value == pytest.approx(0.75)
    [shown] = all_of(third, FALLS)
    assert shown.mark is None


def test_a_figure_that_a_later_release_had_corrected_stays_when_the_wrong_one_is_withdrawn() -> None:
    trust = _two_months()
    first = publish()
    observed(trust, FALLS, 6, 800, now=LATER)
    second = publish(now=LATER)
    _withdraw(first, f"RX1/{FALLS}/2026-10", now=LATER)
    [wrong], [right] = all_of(first, FALLS), all_of(second, FALLS)
    assert (wrong.told, right.value) == (Missing.WITHDRAWN, pytest.approx(0.75))
    observed(trust, MRSA, 1, 20_000, now=LATER)
    assert figure(publish(now=LATER + timedelta(hours=1)), "RX1").value == pytest.approx(0.75)


@pytest.mark.parametrize(
    "subject",
    [f"RX1/{FALLS}/2026-08", f"RX2/{FALLS}/2026-10", f"RX1/{FFT}/2026-10", "RX1", f"RX1/{FALLS}", "//", ""],
)
def test_what_a_release_does_not_hold_cannot_be_withdrawn_from_it(subject: str) -> None:
    _two_months()
    release = publish()
    with pytest.raises(ReleaseRefused) as refused:
        _withdraw(release, subject)
    assert refused.value.code == "unknown"


def test_a_trust_can_be_withdrawn_whole() -> None:
    _two_months()
    release = publish()
    withdraw_item(
        reference=release.reference, item=Withdrawal.Item.TRUST, subject="RX1", reason="Wrong trust.", by=BY, now=NOW
    )
    shown = safety_of("RX1", safety_releases())
    assert shown is not None
    assert shown.mark is not None
    assert {each.told for each in shown.measures.values()} == {Missing.WITHDRAWN}
    assert {point.told for each in shown.measures.values() for point in each.points} == {Missing.WITHDRAWN}
