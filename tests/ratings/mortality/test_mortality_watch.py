"""The sum by which mortality is watched: worked examples, what it is made of, and how often it is wrong by chance."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.cusum import MonthWord
from ratings.rules.cusum_arrays import WORDS, cusum_arrays
from ratings.rules.mortality_arrays import which_cross
from ratings.rules.mortality_settings import mortality_settings_in_force
from ratings.rules.mortality_watch import (
    Figure,
    Run,
    WatchedPeriod,
    WatchWord,
    expected_at_pooled_rate,
    runs_of,
    watch_series,
)

H = 5.3


def watch(*told: tuple[object, object], threshold: float = H) -> tuple[WatchedPeriod, ...]:
    return watch_series([Figure(*each) for each in told], rate_ratio=2, threshold=threshold)  # type: ignore[arg-type]


def words(periods: tuple[WatchedPeriod, ...]) -> list[str]:
    return [str(period.word) for period in periods]


def test_seven_deaths_where_four_were_expected() -> None:
    """The worked example of domain.md: O = 7, E = 4, R = 2."""
    first, _ = watch((7, 4), (4, 4))
    assert first.step == pytest.approx(0.852030, abs=1e-6)
    assert first.total == first.step


def test_the_sum_crosses_once_and_begins_again() -> None:
    found = watch((8, 4), (7, 4), (9, 4), (10, 4), (7, 4))
    steps = [each * math.log(2) - 4 for each in (8, 7, 9, 10)]
    assert [each.total for each in found[:3]] == pytest.approx([steps[0], sum(steps[:2]), sum(steps[:3])])
    assert words(found) == ["no alert", "no alert", "no alert", "alert", "no alert"]
    assert found[3].total == pytest.approx(sum(steps))
    assert found[4].total == pytest.approx(7 * math.log(2) - 4)
    assert runs_of(found) == (Run(0, 3, pytest.approx(sum(steps))),)


def test_fewer_deaths_than_expected_never_alert_and_owe_nothing() -> None:
    found = watch((0, 4), (0, 4), (8, 4))
    assert [each.total for each in found] == [0.0, 0.0, pytest.approx(8 * math.log(2) - 4)]


@pytest.mark.parametrize(
    ("observed", "expected", "word"),
    [
        pytest.param(None, None, "no value", id="a gap"),
        pytest.param(None, 4, "no value", id="blank deaths"),
        pytest.param(9, None, "no expected number", id="blank expected"),
        pytest.param(9, 0, "no expected number", id="zero expected"),
        pytest.param(0, 0, "no expected number", id="nothing and nobody"),
        pytest.param(-1, 4, "invalid", id="negative deaths"),
        pytest.param(9, -4, "invalid", id="negative expected"),
        pytest.param(Decimal("2.5"), 4, "invalid", id="half a death"),
        pytest.param(Decimal("NaN"), 4, "invalid", id="deaths no number"),
        pytest.param(9, Decimal("NaN"), "invalid", id="expected no number"),
        pytest.param(math.inf, 4, "invalid", id="endless deaths"),
        pytest.param(9, math.inf, "invalid", id="endless expected"),
    ],
)
def test_what_cannot_be_used_has_its_word_and_leaves_the_sum(observed: object, expected: object, word: str) -> None:
    found = watch((8, 4), (observed, expected), (7, 4))
    assert words(found) == ["no alert", word, "no alert"]
    assert found[1].step is found[1].total is None
    assert found[2].total == watch((8, 4), (7, 4))[1].total


def test_zero_deaths_are_a_figure() -> None:
    assert words(watch((0, 4), (0, 4))) == ["no alert", "no alert"]


def test_one_period_alone_is_no_course() -> None:
    assert words(watch((50, 4))) == ["too few periods"]
    assert words(watch((50, 4), (None, None))) == ["too few periods", "no value"]
    assert watch() == ()


def test_after_a_merger_the_sum_begins_afresh() -> None:
    figures = [Figure(8, 4), Figure(9, 4), Figure(9, 4, joined=True), Figure(9, 4)]
    found = watch_series(figures, rate_ratio=2, threshold=H)
    assert words(found) == ["no alert"] * 4
    assert found[2].total == found[2].step
    assert words(watch((8, 4), (9, 4), (9, 4), (9, 4)))[2] == "alert"


def test_revised_figures_are_marked() -> None:
    before = [Figure(4, 4), Figure(Decimal("NaN"), 4), Figure(None, None)]
    now = [Figure(5, 4), Figure(Decimal("NaN"), 4), Figure(4, 4), Figure(4, 4)]
    found = watch_series(now, rate_ratio=2, threshold=H, known_before=before)
    assert [each.revised for each in found] == [True, False, True, False]


def test_a_run_begins_where_the_sum_leaves_zero() -> None:
    found = watch((8, 4), (0, 4), (9, 4), (None, None), (9, 4), (9, 4))
    assert [(run.began, run.crossed) for run in runs_of(found)] == [(2, 5)]
    again = watch((20, 4), (20, 4))
    assert [(run.began, run.crossed) for run in runs_of(again)] == [(0, 0), (1, 1)]


def test_the_rate_of_all_trusts_gives_the_expected_number() -> None:
    counts = {"A": (Decimal(3), Decimal(1000)), "B": (Decimal(1), Decimal(3000)), "C": (None, Decimal(500))}
    assert expected_at_pooled_rate(counts) == {"A": 1.0, "B": 3.0, "C": 0.5}
    assert expected_at_pooled_rate({"A": (Decimal(3), None), "B": (Decimal(0), Decimal(9))}) == {"A": None, "B": 0.0}
    assert expected_at_pooled_rate({"A": (Decimal(3), Decimal(0))}) == {"A": 0.0}
    assert expected_at_pooled_rate({}) == {}


DEATHS = st.integers(0, 60)
EXPECTED = st.floats(0.25, 40)
SERIES = st.lists(st.tuples(DEATHS, EXPECTED), min_size=2, max_size=40)


@given(SERIES)
def test_the_sum_is_never_negative_and_reaches_the_threshold_where_it_alerts(told: list[tuple[int, float]]) -> None:
    for period in watch(*told):
        assert period.total is not None
        assert period.total >= 0
        assert (period.word is WatchWord.ALERT) == (period.total >= H)


@given(st.tuples(DEATHS, EXPECTED), st.tuples(DEATHS, EXPECTED))
def test_two_months_say_together_what_their_sum_says(one: tuple[int, float], other: tuple[int, float]) -> None:
    """Evidence adds up: however a time is split into periods, its steps come to the same."""
    apart = watch(one, other, threshold=1e9)
    together = watch((one[0] + other[0], one[1] + other[1]), (0, 1), threshold=1e9)
    assert apart[0].step + apart[1].step == pytest.approx(together[0].step, abs=1e-9)  # type: ignore[operator]


@given(SERIES, st.integers(2, 5))
def test_the_sum_scales_with_the_size_of_a_trust(told: list[tuple[int, float]], times: int) -> None:
    one = watch(*told, threshold=1e9)
    larger = watch(*((deaths * times, due * times) for deaths, due in told), threshold=1e9)
    assert [each.total for each in larger] == pytest.approx([each.total * times for each in one], abs=1e-9)  # type: ignore[operator]


@given(SERIES, st.integers(0, 39))
def test_more_deaths_never_lower_the_sum_before_an_alert(told: list[tuple[int, float]], place: int) -> None:
    place %= len(told)
    more = [*told[:place], (told[place][0] + 1, told[place][1]), *told[place + 1 :]]
    before, after = watch(*told, threshold=1e9), watch(*more, threshold=1e9)
    assert all(a.total >= b.total for a, b in zip(after, before, strict=True))  # type: ignore[operator]


@given(SERIES)
def test_runs_share_no_period_and_each_ends_in_an_alert(told: list[tuple[int, float]]) -> None:
    found = watch(*told)
    runs = runs_of(found)
    assert [run.crossed for run in runs] == [place for place, each in enumerate(found) if each.word == "alert"]
    assert all(one.crossed < other.began for one, other in pairwise(runs))
    assert all(run.began <= run.crossed for run in runs)


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(st.integers(0, 9), st.integers(0, 5000)), min_size=1))
def test_expected_numbers_do_not_hang_on_the_order_of_trusts(counts: dict[str, tuple[int, int]]) -> None:
    backwards = dict(reversed(list(counts.items())))
    assert expected_at_pooled_rate(counts) == expected_at_pooled_rate(backwards)  # type: ignore[arg-type]


@pytest.mark.parametrize("expected", [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 200.0])
def test_in_control_it_alerts_no_more_often_than_its_settings_say(expected: float) -> None:
    """False alarms counted: two million periods in control, restarting after each alert as the record does."""
    settings = mortality_settings_in_force()
    ratio, trusts, periods = settings.rate_ratio.value, 20_000, 100
    deaths = np.random.default_rng(7).poisson(expected, (periods, trusts))
    steps = deaths * math.log(ratio) - (ratio - 1) * expected
    found = cusum_arrays(steps, threshold=settings.threshold.value)
    share = float((found.words == WORDS.index(MonthWord.ALERT)).mean())
    nominal = settings.false_alarm_rate.value
    room = 4 * math.sqrt(nominal / deaths.size)
    assert share <= nominal + room
    if expected in (2.0, 5.0, 10.0):
        # A threshold that is half a point lower would not keep to the rate: the setting is no larger than it must be.
        lower = cusum_arrays(steps, threshold=settings.threshold.value - 0.5)
        assert float((lower.words == WORDS.index(MonthWord.ALERT)).mean()) > nominal


def test_it_finds_doubled_deaths_within_six_quarters() -> None:
    """Ten deaths where five were expected, in two thousand trusts."""
    settings = mortality_settings_in_force()
    deaths = np.random.default_rng(8).poisson(10, (6, 2_000))
    steps = deaths * math.log(2) - 5
    found = cusum_arrays(steps, threshold=settings.threshold.value)
    assert float((found.words == WORDS.index(MonthWord.ALERT)).any(axis=0).mean()) > 0.9


BLANK_OR = st.one_of(st.none(), st.sampled_from([math.nan, math.inf, -1.0, 0.0, 0.5]))


@given(
    st.lists(
        st.tuples(st.one_of(DEATHS, BLANK_OR), st.one_of(EXPECTED, BLANK_OR), st.booleans()), min_size=1, max_size=24
    )
)
def test_the_arrays_find_the_trusts_that_the_sum_finds(told: list[tuple[float | None, float | None, bool]]) -> None:
    found = watch_series([Figure(*each) for each in told], rate_ratio=2, threshold=H)
    columns = [np.array([[math.nan if each[part] is None else each[part]] for each in told]) for part in (0, 1)]
    joined = np.array([[each[2]] for each in told])
    (crosses,) = which_cross(*columns, joined, rate_ratio=2, threshold=H)
    assert crosses == bool(runs_of(found))
