"""In whatever order, however often and in whatever pieces news of a month comes, it ends in the same results."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oversight.measures.models import Observation, ObservationImport
from oversight.measures.periods import Period
from oversight.records.models import Delivery
from oversight.records.outbox import deliver_one
from ratings import requests
from ratings.models import BandChange, IndicatorChange, IndicatorComparison, RecomputeRequest, TrustBand, WorkedOutBands
from ratings.rebuilding import verify
from ratings.recompute import run_waiting
from ratings.scopes import IndicatorScope
from tests.ratings.indicators.making import NOW, WAITING, Told, everything, make_trusts, told, work
from tests.ratings.making import months

pytestmark = pytest.mark.django_db

# Against all trusts, by the exact tail, by a standard, and by the organisation's own series.
MEASURES = (WAITING, "mixed_sex_breaches", "rtt_waiting_within_18_weeks", "incidents_reported")
MONTHS = tuple(months("2025-07", 15))
TRUSTS = 5


def month_of_news(random: Random) -> list[tuple[str, Told]]:
    """One line for each measure and trust in the newest months, with a trust far from the others."""
    lines = []
    for measure in MEASURES:
        months = MONTHS if measure == "incidents_reported" else MONTHS[-2:]
        for month in months:
            for place in range(1, TRUSTS + 1):
                above = {
                    "mixed_sex_breaches": random.randrange(9),
                    "rtt_waiting_within_18_weeks": random.randrange(800, 1000),
                }
                numerator = above.get(measure, random.randrange(50, 70) + (300 if place == 5 else 0))
                denominator = 100_000 if measure == "mixed_sex_breaches" else 1_000
                lines.append((measure, Told(f"R{place:02d}", month, numerator, denominator)))
    return lines


def arrive(lines: list[tuple[str, Told]], *, pieces: int, random: Random, interleaved: bool) -> None:
    """Bring the lines in so many pieces, each delivered late, twice or at once, with work done between or not."""
    for piece in range(pieces):
        for measure in MEASURES:
            part = [line for name, line in lines[piece::pieces] if name == measure]
            if part:
                told(measure, part, now=NOW + timedelta(minutes=piece))
        waiting = list(Delivery.objects.filter(state=Delivery.State.WAITING).values_list("pk", flat=True))
        random.shuffle(waiting)
        for pk in waiting[: len(waiting) // 2] if interleaved else waiting:
            deliver_one(pk, now=NOW)
            deliver_one(pk, now=NOW)
        if interleaved:
            run_waiting(clock=lambda: NOW)
    work()


def empty() -> None:
    for model in (IndicatorComparison, TrustBand, WorkedOutBands, RecomputeRequest, Observation, ObservationImport):
        model.objects.all().delete()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), pieces=st.integers(2, 4), interleaved=st.booleans())
def test_any_order_any_pieces_and_any_repetition_end_in_the_same(seed: int, pieces: int, interleaved: bool):
    random = Random(seed)
    with transaction.atomic():
        make_trusts(TRUSTS)
        lines = month_of_news(random)
        arrive(lines, pieces=1, random=random, interleaved=False)
        at_once = everything()
        assert len(at_once[0]) == 2 * 3 + len(MONTHS)
        assert {"risk", "elevated risk", "unusual"} & {word for row in at_once[0] for word in row[11]}
        assert not verify().different
        empty()
        random.shuffle(lines)
        arrive(lines, pieces=pieces, random=random, interleaved=interleaved)
        assert everything() == at_once
        assert not verify().different
        transaction.set_rollback(True)


def test_a_correction_that_is_taken_back_ends_where_it_began_and_both_ways_are_recorded():
    codes = make_trusts(12)
    lines = [Told(code, "2026-09", 100 + place, 1_000) for place, code in enumerate(codes)]
    told(WAITING, lines)
    work()
    before = everything()
    told(WAITING, [Told("R05", "2026-09", 400, 1_000)], now=NOW + timedelta(hours=1))
    work()
    assert everything() != before
    told(WAITING, [lines[4]], now=NOW + timedelta(hours=2))
    work()
    assert everything() == before
    assert list(IndicatorChange.objects.order_by("pk").values_list("trust_code", "old", "new")) == [
        ("R05", "no evidence of risk", "elevated risk"),
        ("R05", "elevated risk", "no evidence of risk"),
    ]
    assert BandChange.objects.filter(trust_code="R05").count() == 3


def test_an_earlier_month_of_a_series_asks_for_the_later_ones_and_no_other():
    make_trusts(1)
    told("incidents_reported", [Told("R01", month, 50 + place % 3, 1_000) for place, month in enumerate(MONTHS)])
    work()
    assert not RecomputeRequest.objects.filter(scope__startswith="indicator", wanted__gt=1).exists()
    told("incidents_reported", [Told("R01", "2026-05", 90, 1_000)], now=NOW + timedelta(hours=1))
    for pk in Delivery.objects.filter(state=Delivery.State.WAITING).values_list("pk", flat=True):
        deliver_one(pk, now=NOW)
    asked = RecomputeRequest.objects.filter(wanted=2, scope__startswith="indicator").values_list("scope", flat=True)
    assert {scope.split(":")[2] for scope in asked} == {"2026-05", "2026-06", "2026-07", "2026-08", "2026-09"}
    work()
    assert not verify().different


def test_a_request_that_fails_is_set_aside_and_others_go_on(monkeypatch):
    """A scope of a measure that is no more is worked out to nothing, and holds up nobody."""
    make_trusts(3)
    told(WAITING, [Told(f"R0{place}", "2026-09", 100, 1_000) for place in (1, 2, 3)])
    with transaction.atomic():
        requests.ask([IndicatorScope("no_such_measure", Period.parse("2026-09"), False)], now=NOW)
    for hours in range(4):
        run_waiting(clock=partial(NOW.__add__, timedelta(hours=hours)))
    work(now=NOW + timedelta(hours=5))
    assert IndicatorComparison.objects.count() == 1
    failed = RecomputeRequest.objects.get(scope__contains="no_such_measure")
    assert (failed.set_aside, failed.failure) == (True, "KeyError")
