"""CUSUM: worked sums, and what happens to a series with gaps, mergers and revisions."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.cusum import CusumMonth, MonthWord, bernoulli_step, cusum, poisson_step, z_step

Z = [0.2, 1.1, 0.9, 1.6, -0.3, 2.2, 1.4, 0.8, 2.0, 1.0]
STEPS = [z_step(z) for z in Z]


def totals(months: tuple[CusumMonth, ...]) -> list[float | None]:
    return [month.total for month in months]


def words(months: tuple[CusumMonth, ...]) -> list[str]:
    return [month.word.value for month in months]


def test_worked_sums_without_a_threshold() -> None:
    found = cusum(STEPS, threshold=None)
    assert totals(found) == pytest.approx([0, 0.6, 1.0, 2.1, 1.3, 3.0, 3.9, 4.2, 5.7, 6.2])
    assert set(words(found)) == {"no alert"}


def test_the_first_alert_and_the_start_after_it() -> None:
    found = cusum(STEPS, threshold=5)
    assert words(found) == ["no alert"] * 8 + ["alert", "no alert"]
    assert totals(found)[8:] == pytest.approx([5.7, 0.5])


def test_an_alert_is_at_the_threshold_and_not_just_beyond_it() -> None:
    assert words(cusum([2.0, 3.0, 1.0], threshold=5)) == ["no alert", "alert", "no alert"]


def test_steps_of_a_death_and_a_survival() -> None:
    assert bernoulli_step(happened=True, probability=0.05) == pytest.approx(0.644357, abs=1e-6)
    assert bernoulli_step(happened=False, probability=0.05) == pytest.approx(-0.048790, abs=1e-6)


def test_step_of_a_count() -> None:
    assert poisson_step(observed=7, expected=4) == pytest.approx(0.852030, abs=1e-6)


@given(st.floats(0.01, 0.99), st.floats(0.1, 10).filter(lambda ratio: abs(ratio - 1) > 1e-3))
def test_in_control_steps_fall_on_average(probability: float, ratio: float) -> None:
    """The mean of a log-likelihood ratio under the odds that hold is below 0, so that the sum stays near it."""
    died = bernoulli_step(happened=True, probability=probability, odds_ratio=ratio)
    lived = bernoulli_step(happened=False, probability=probability, odds_ratio=ratio)
    assert probability * died + (1 - probability) * lived < 0
    assert poisson_step(observed=1, expected=1, rate_ratio=ratio) < 0


def test_a_gap_is_evidence_of_nothing() -> None:
    found = cusum([2.0, None, 2.0, nan, inf, 2.0], threshold=5)
    assert totals(found) == [2.0, None, 4.0, None, None, 6.0]
    assert words(found) == ["no alert", "no value", "no alert", "invalid", "invalid", "alert"]


def test_a_merger_begins_afresh_and_is_marked() -> None:
    found = cusum([4.0, 0.5, 4.0, 0.5], threshold=5, joined_at=[2])
    assert totals(found) == [4.0, 4.5, 4.0, 4.5]
    assert [month.joined for month in found] == [False, False, True, False]
    assert words(cusum([4.0, 0.5, 4.0, 0.5], threshold=5))[2] == "alert"


def test_one_month_alone_has_no_sum() -> None:
    assert cusum([3.0], threshold=5) == (CusumMonth(None, MonthWord.TOO_FEW_MONTHS),)
    assert words(cusum([3.0, 1.0, 2.0], threshold=5, joined_at=[2])) == ["no alert", "no alert", "too few months"]
    assert words(cusum([None, 3.0, None], threshold=5)) == ["no value", "too few months", "no value"]
    assert cusum([], threshold=5) == ()


def test_a_constant_series_at_its_target_never_alerts() -> None:
    assert totals(cusum([z_step(0.0)] * 24, threshold=5)) == [0.0] * 24


def test_revised_history_is_marked_and_all_sums_are_those_that_stand() -> None:
    before = [4.0, 0.5, 2.0]
    after = [1.0, 0.5, 2.0, 1.0]
    assert words(cusum(before, threshold=5))[-1] == "alert"
    found = cusum(after, threshold=5, known_before=before)
    assert [month.revised for month in found] == [True, False, False, False]
    assert totals(found) == totals(cusum(after, threshold=5))
    assert MonthWord.ALERT not in words(found)


def test_a_value_that_came_late_is_a_revision_of_a_blank() -> None:
    found = cusum([1.0, 2.0], threshold=5, known_before=[1.0, None])
    assert [month.revised for month in found] == [False, True]


@pytest.mark.parametrize("threshold", [0, -1, nan])
def test_refuses_a_threshold_that_is_none(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        cusum([1.0], threshold=threshold)


@pytest.mark.parametrize("place", [-1, 2])
def test_refuses_a_merger_outside_the_series(place: int) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        cusum([1.0, 2.0], threshold=5, joined_at=[place])


@pytest.mark.parametrize("ratio", [0, -1, 1, nan, inf])
def test_refuses_a_ratio_that_finds_nothing(ratio: float) -> None:
    with pytest.raises(ValueError, match="ratio looked for"):
        bernoulli_step(happened=True, probability=0.1, odds_ratio=ratio)
    with pytest.raises(ValueError, match="ratio looked for"):
        poisson_step(observed=1, expected=1.0, rate_ratio=ratio)


@pytest.mark.parametrize("probability", [0, 1, nan])
def test_refuses_what_is_certain(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        bernoulli_step(happened=True, probability=probability)


@pytest.mark.parametrize(("observed", "expected"), [(-1, 1), (1.5, 1), (1, 0), (1, nan)])
def test_refuses_what_is_no_count(observed: float, expected: float) -> None:
    with pytest.raises(ValueError, match="number"):
        poisson_step(observed=observed, expected=expected)  # type: ignore[arg-type]


series = st.lists(st.none() | st.floats(-5, 5), min_size=2, max_size=40)


@given(series, st.floats(0.5, 10))
def test_sums_are_never_below_zero_and_alerts_are_at_the_threshold(steps: list[float | None], threshold: float) -> None:
    for month, step in zip(cusum(steps, threshold=threshold), steps, strict=True):
        if month.total is None:
            assert month.word in (MonthWord.NO_VALUE, MonthWord.TOO_FEW_MONTHS)
        else:
            assert step is not None
            assert month.total >= 0
            assert (month.word is MonthWord.ALERT) == (month.total >= threshold)


@given(series, st.floats(0.5, 10))
def test_leaving_out_the_gaps_changes_no_sum(steps: list[float | None], threshold: float) -> None:
    present = [step for step in steps if step is not None]
    with_gaps = [month.total for month in cusum(steps, threshold=threshold) if month.word is not MonthWord.NO_VALUE]
    assert with_gaps == totals(cusum(present, threshold=threshold))
