"""The country that is measured fits its definitions, and arrivals go the way that web and worker take."""

from __future__ import annotations

import numpy as np
import pytest

from bench import arrivals, national_comparison
from bench.monitored_country import KNOWN, enter, enter_figures, world_of
from oversight.measures.defining import definition
from oversight.measures.models import Observation
from ratings.models import IndicatorComparison
from ratings.rebuilding import rebuild, verify

INDICATORS = 24


def test_a_longer_past_changes_no_later_month() -> None:
    short = world_of(trusts=5, indicators=INDICATORS, months=3)
    long = world_of(trusts=5, indicators=INDICATORS, months=8)
    assert long.months[-3:] == short.months
    assert len(short.measures) == INDICATORS
    for measure in short.measures:
        for here, there in zip(short.figures(measure), long.figures(measure), strict=True):
            np.testing.assert_array_equal(here, there[-3:])


def test_figures_fit_their_definitions() -> None:
    world = world_of(trusts=20, indicators=150, months=2)
    for measure in world.measures:
        above, below = world.figures(measure)
        made = definition(measure)
        assert (above >= 0).all(), measure
        assert np.isnan(below).all() == made.is_count, measure
        if made.share:
            assert (above <= below).all(), measure
        if not made.is_count:
            assert (below >= float(made.minimum)).all(), measure


@pytest.mark.django_db(transaction=True)
def test_arrivals_are_followed_to_the_last_result() -> None:
    world = world_of(trusts=6, indicators=INDICATORS, months=3)
    enter(world)
    rebuild(now=KNOWN)
    assert IndicatorComparison.objects.count() == INDICATORS * 3
    country = national_comparison.made(3, INDICATORS, 6)
    for kind, of in arrivals.kinds_of(world).items():
        timed = arrivals.timed(world, country, of, first=0, count=2)
        assert len(timed.by_the_clock) == 2, kind
        assert timed.bare > 0
    assert verify().different == 0

    before = arrivals.results()
    together = list(world.arrivals(30, first=10))
    assert len({each.number for each in together}) == 30
    for arrival in together:
        arrivals.arrive(arrival)
    arrivals.all_at_once(together[-1].at, 1)
    assert verify().different == 0
    assert arrivals.results() != before

    longer = world_of(trusts=6, indicators=INDICATORS, months=5)
    enter_figures(longer, longer.months[:2])
    assert Observation.objects.filter(known_to=None).count() == INDICATORS * 6 * 5
