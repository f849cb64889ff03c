"""Arrays of all trusts at once: held to the plain functions, value by value and word by word."""

from math import fsum, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ratings.rules.cusum import cusum
from ratings.rules.cusum_arrays import WORDS, cusum_arrays
from ratings.rules.exact_sums import exact_sums, sums_of_counts
from ratings.rules.indicator_arrays import ROWS_AT_ONCE, ArrayComparison, compare_arrays, words
from ratings.rules.indicator_results import Counts, Harm, Method, Result, Thresholds, compare
from ratings.rules.multiplicity import false_discoveries
from ratings.rules.multiplicity_arrays import discovery_rates
from ratings.rules.special_causes import Direction
from ratings.rules.xmr import analyse
from ratings.rules.xmr_arrays import BLANK, CAUSES, analyse_arrays

THRESHOLDS = Thresholds(2.0, 3.0)
EVERY_METHOD = pytest.mark.parametrize("method", list(Method))


def national(seed: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators with every kind of fault among them, and rows that hold nothing sound."""
    random = np.random.default_rng(seed)
    denominators = random.integers(1, 4000, size=shape).astype(float)
    numerators = random.binomial(denominators.astype(int), random.uniform(0.08, 0.12, size=shape)).astype(float)
    for times in (4.0, 0.25):
        numerators[random.random(shape) < 0.01] *= times
    faults = [(nan, 1.0), (1.0, nan), (-1.0, 5.0), (5.0, -1.0), (3.0, 0.0), (9.0, 4.0), (inf, 3.0), (0.0, 7.0)]
    for numerator, denominator in [*faults, (1e200, 3.0), (3.0, 1e-200), (0.0, 0.0)]:
        struck = random.random(shape) < 0.01
        numerators[struck], denominators[struck] = numerator, denominator
    flat = (np.random.default_rng(seed + 1).permutation(int(np.prod(shape[:-1]))))[:9]
    rows, below = numerators.reshape(-1, shape[-1]), denominators.reshape(-1, shape[-1])
    below[flat[:3]] = nan
    rows[flat[3], 2:] = nan
    rows[flat[4], 3:] = -1.0
    rows[flat[5]] = 0.0
    rows[flat[6]], below[flat[6]] = 10.0, 50.0
    rows[flat[7]] = np.where(np.arange(shape[-1]) % 2, 10.0, 30.0)
    below[flat[7]] = 100.0
    return numerators, denominators


def as_entry(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def held_to_plain(
    found: ArrayComparison, numerators: np.ndarray, denominators: np.ndarray, method: Method, **more: object
) -> None:
    for place in np.ndindex(numerators.shape[:-1]):
        groups = [Counts(float(a), as_entry(b)) for a, b in zip(numerators[place], denominators[place], strict=True)]
        plain = compare(groups, method=method, thresholds=THRESHOLDS, **more)  # type: ignore[arg-type]
        assert [one.result.value for one in plain.groups] == list(words(found.results[place]))
        for name in ("z", "winsorised_z", "adjusted_z"):
            expected = [nan if (number := getattr(one, name)) is None else number for one in plain.groups]
            np.testing.assert_allclose(getattr(found, name)[place], expected, rtol=1e-9, atol=1e-9)
        dispersion = plain.dispersion
        row = (found.phi[place], found.tau_squared[place], found.target[place])
        if dispersion is None:
            assert np.isnan(row).all()
        else:
            assert row == pytest.approx((dispersion.phi, dispersion.tau_squared, plain.target), rel=1e-9, abs=1e-12)


@EVERY_METHOD
@pytest.mark.parametrize("harm", list(Harm))
def test_a_national_array_with_faults(method: Method, harm: Harm) -> None:
    numerators, denominators = national(11, 5, 60, 60)
    if method in (Method.RATIO_SQRT, Method.RATIO_LOG):
        denominators = denominators * 0.1  # what was expected
    if method is Method.SURVEY_MEAN:
        with np.errstate(all="ignore"):
            numerators = numerators / denominators
            denominators = np.where(denominators > 0, 0.3 / np.sqrt(np.abs(denominators)), denominators)
    assert ROWS_AT_ONCE < 5 * 60
    found = compare_arrays(numerators, denominators, method=method, harm=harm, thresholds=THRESHOLDS)
    held_to_plain(found, numerators, denominators, method, harm=harm)
    # Among them is every word that the method knows.
    unknown = set() if method in (Method.RATIO_LOG, Method.RATIO_OF_COUNTS) else {"not calculable"}
    assert set(words(found.results).ravel()) == {result.value for result in Result} - unknown


@EVERY_METHOD
@pytest.mark.parametrize("share", [0.0, 1e-310, 0.05, 0.2, 1 / 3, 0.45])
@pytest.mark.parametrize("trusts", [1, 2, 3, 9, 10, 25])
def test_any_share_and_any_number_of_trusts(method: Method, share: float, trusts: int) -> None:
    numerators, denominators = national(5, 12, trusts)
    found = compare_arrays(numerators, denominators, method=method, thresholds=THRESHOLDS, share_treated=share)
    held_to_plain(found, numerators, denominators, method, share_treated=share)


def test_square_roots_agree_to_the_last_bit() -> None:
    numerators, denominators = national(3, 30, 80)
    found = compare_arrays(numerators, denominators, method=Method.RATIO_SQRT, thresholds=THRESHOLDS)
    for place in range(30):
        groups = [Counts(float(a), as_entry(b)) for a, b in zip(numerators[place], denominators[place], strict=True)]
        plain = compare(groups, method=Method.RATIO_SQRT, thresholds=THRESHOLDS)
        assert [nan if one.adjusted_z is None else one.adjusted_z for one in plain.groups] == pytest.approx(
            list(found.adjusted_z[place]), rel=0, abs=0, nan_ok=True
        )


@EVERY_METHOD
def test_order_never_matters_to_the_last_bit(method: Method) -> None:
    numerators, denominators = national(7, 50, 160)
    order = np.random.default_rng(0).permutation(160)
    plain = compare_arrays(numerators, denominators, method=method, thresholds=THRESHOLDS)
    shuffled = compare_arrays(numerators[:, order], denominators[:, order], method=method, thresholds=THRESHOLDS)
    np.testing.assert_array_equal(plain.results[:, order], shuffled.results)
    np.testing.assert_array_equal(plain.phi, shuffled.phi)
    np.testing.assert_array_equal(plain.tau_squared, shuffled.tau_squared)
    np.testing.assert_array_equal(plain.adjusted_z[:, order], shuffled.adjusted_z)


@EVERY_METHOD
def test_each_row_stands_on_its_own(method: Method) -> None:
    numerators, denominators = national(9, 3, 100, 40)
    together = compare_arrays(numerators, denominators, method=method, thresholds=THRESHOLDS)
    alone = compare_arrays(numerators[1, 17], denominators[1, 17], method=method, thresholds=THRESHOLDS)
    np.testing.assert_array_equal(together.adjusted_z[1, 17], alone.adjusted_z)
    np.testing.assert_array_equal(together.tau_squared[1, 17], alone.tau_squared)


def test_what_was_given_is_left_as_it_was() -> None:
    numerators, denominators = national(2, 20, 30)
    before = numerators.copy(), denominators.copy()
    for method in Method:
        compare_arrays(numerators, denominators, method=method, thresholds=THRESHOLDS)
    np.testing.assert_array_equal(numerators, before[0])
    np.testing.assert_array_equal(denominators, before[1])


@pytest.mark.parametrize(("one", "other"), [((3, 4), (3, 5)), ((), ()), ((3, 0), (3, 0))])
def test_refuses_arrays_that_do_not_fit(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="shape"):
        compare_arrays(np.ones(one), np.ones(other), method=Method.PROPORTION, thresholds=THRESHOLDS)


def test_no_rows_are_no_results() -> None:
    found = compare_arrays(np.ones((0, 4)), np.ones((0, 4)), method=Method.PROPORTION, thresholds=THRESHOLDS)
    assert found.results.shape == (0, 4)


@pytest.mark.parametrize("share", [0.5, -0.1, nan])
def test_refuses_a_share_that_leaves_no_middle(share: float) -> None:
    with pytest.raises(ValueError, match=r"below 0\.5"):
        compare_arrays(np.ones(3), np.ones(3), method=Method.PROPORTION, thresholds=THRESHOLDS, share_treated=share)


terms = st.floats(-1e60, 1e60).filter(lambda number: number == 0 or abs(number) > 1e-200)


@given(st.lists(terms, max_size=40), st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_the_order(numbers: list[float], random: object) -> None:
    shuffled = numbers[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert float(exact_sums(np.array(numbers))) == float(exact_sums(np.array(shuffled)))


@given(st.lists(st.floats(2.0**-20, 2.0**20), min_size=1, max_size=200))
def test_sums_are_rounded_once(numbers: list[float]) -> None:
    assert float(exact_sums(np.array(numbers))) == fsum(numbers)


@given(st.lists(terms, min_size=1, max_size=60))
def test_sums_lose_nothing_that_can_be_seen_beside_the_largest(numbers: list[float]) -> None:
    largest = max(abs(number) for number in numbers)
    assert abs(float(exact_sums(np.array(numbers))) - fsum(numbers)) <= max(
        abs(fsum(numbers)) * 2.0**-52, largest * 2.0**-76
    )


def test_what_the_largest_terms_leave_is_kept() -> None:
    assert float(exact_sums(np.array([1.0, 2.0**-92, -1.0]))) == 2.0**-92


def test_sums_of_rows_with_and_without_blanks() -> None:
    found = exact_sums(np.array([[0.1, 0.2, 0.3], [0.3, 0.1, 0.2], [0.0, 0.0, 0.0]]))
    assert list(found) == [fsum([0.1, 0.2, 0.3])] * 2 + [0.0]
    assert list(exact_sums(np.zeros((2, 0)))) == [0.0, 0.0]


@pytest.mark.parametrize("bad", [nan, inf, -inf, 1e300])
def test_refuses_to_sum_what_cannot_be(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        exact_sums(np.array([1.0, bad]))


steps = arrays.arrays(
    float,
    st.tuples(st.integers(0, 14), st.integers(1, 5)),
    elements=st.sampled_from([nan, inf, -1.0, 0.0, 0.5, 1.0, 2.5, 6.0]),
)


@settings(max_examples=200)
@given(steps, st.data())
def test_sums_over_months_are_those_of_each_series(given_steps: np.ndarray, draw: st.DataObject) -> None:
    joined = draw.draw(arrays.arrays(bool, given_steps.shape, elements=st.sampled_from([False, False, False, True])))
    found = cusum_arrays(given_steps, threshold=5.0, joined=joined)
    without = cusum_arrays(given_steps, threshold=5.0)
    for place in range(given_steps.shape[1]):
        series = [as_entry(step) for step in given_steps[:, place]]
        for marks, ours in ((list(np.flatnonzero(joined[:, place])), found), ([], without)):
            months = cusum(series, threshold=5.0, joined_at=[int(mark) for mark in marks])
            assert [month.word for month in months] == [WORDS[code] for code in ours.words[:, place]]
            np.testing.assert_array_equal(
                ours.totals[:, place], np.array([nan if m.total is None else m.total for m in months], dtype=float)
            )


def test_refuses_months_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="threshold"):
        cusum_arrays(np.ones((3, 2)), threshold=0)
    with pytest.raises(ValueError, match="shape"):
        cusum_arrays(np.ones((3, 2)), threshold=5, joined=np.zeros((3, 1), dtype=bool))


months = arrays.arrays(
    float,
    st.tuples(st.integers(0, 26), st.integers(1, 4)),
    elements=st.sampled_from([nan, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 0.1, 0.3, 40.0]) | st.floats(-1e6, 1e6),
    fill=st.nothing(),
)


@settings(max_examples=300, deadline=None)
@given(months, st.booleans(), st.sampled_from([None, 12, 13]))
def test_xmr_is_that_of_each_series_to_the_last_bit(values: np.ndarray, screen: bool, fix: int | None) -> None:
    found = analyse_arrays(values, screen_outliers=screen, fix_after_n_points=fix)
    for place in range(values.shape[1]):
        series = [as_entry(value) for value in values[:, place]]
        plain = analyse(series, direction=Direction.NEUTRAL, screen_outliers=screen, fix_after_n_points=fix)
        limits = plain.groups[0].limits if plain.groups else None
        expected = (nan, nan, nan)
        if limits is not None:
            spread = limits.spread
            expected = (limits.mean, *((nan, nan) if spread is None else (spread.lower, spread.upper)))
        np.testing.assert_array_equal((found.mean[place], found.lower[place], found.upper[place]), expected)
        codes = [BLANK if one.special_cause is None else CAUSES.index(one.special_cause) for one in plain.points]
        assert list(found.causes[:, place]) == codes


def test_every_special_cause_is_found() -> None:
    random = np.random.default_rng(20)
    values = random.normal(size=(24, 4000))
    values[8:16, ::5] += 2.0
    values[4:11, 1::5] += np.linspace(0, 4, 7)[:, np.newaxis]
    values[4:11, 2::5] -= np.linspace(0, 4, 7)[:, np.newaxis]
    assert set(analyse_arrays(values).causes.ravel()) == set(range(BLANK))


def test_xmr_refuses_what_the_plain_function_refuses() -> None:
    for bad in (inf, 1e151):
        with pytest.raises(ValueError, match="cannot be computed"):
            analyse_arrays(np.array([[1.0], [bad]]))
    with pytest.raises(ValueError, match="fixed after 12"):
        analyse_arrays(np.ones((3, 1)), fix_after_n_points=11)


@given(st.lists(st.just(nan) | st.floats(-7, 7), max_size=80), st.floats(0.001, 0.5))
def test_rates_of_false_discovery_are_those_of_the_list(scores: list[float], rate: float) -> None:
    found = discovery_rates(np.array(scores))
    listed = false_discoveries([as_entry(score) for score in scores], rate=rate)
    np.testing.assert_array_equal(found, np.array([nan if one.q is None else one.q for one in listed], dtype=float))
    assert list(found <= rate) == [bool(one.remains) for one in listed]


def test_rates_keep_the_shape() -> None:
    assert discovery_rates(np.zeros((3, 4, 5))).shape == (3, 4, 5)
    assert discovery_rates(np.zeros((0, 4))).shape == (0, 4)


@given(st.lists(st.integers(0, 2000).map(float) | st.floats(0, 1e20), min_size=1, max_size=40))
def test_sums_of_counts_are_exact_sums(numbers: list[float]) -> None:
    assert float(sums_of_counts(np.array(numbers))) == float(exact_sums(np.array(numbers)))


@EVERY_METHOD
def test_the_largest_and_the_smallest_numbers(method: Method) -> None:
    random = np.random.default_rng(4)
    numerators, denominators = (10.0 ** random.choice([-30, -29, 0, 2, 29, 30], size=(300, 12)) for _ in range(2))
    found = compare_arrays(numerators, denominators, method=method, thresholds=THRESHOLDS)
    given = ~np.isnan(found.adjusted_z)
    assert given.any()
    assert np.isfinite(found.z[given]).all()
    assert np.isfinite(found.tau_squared[~np.isnan(found.tau_squared)]).all()
