"""Groups judged: worked examples, each word shown, and what must hold of any indicator."""

from math import asin, floor, fsum, isfinite, log, nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.indicator_results import (
    Comparison,
    Counts,
    Harm,
    Judged,
    Method,
    Result,
    Thresholds,
    compare,
    rare_count_result,
    summed,
)

THRESHOLDS = Thresholds(risk=2.0, elevated_risk=3.0)
SOUND = [Counts(float(a), float(b)) for a, b in [(12, 100), (30, 160), (18, 150), (44, 210), (9, 110), (25, 140)]]
JUDGED = {Result.ELEVATED_RISK, Result.RISK, Result.NO_EVIDENCE}


def judged(groups: list[Counts], method: Method, **more: object) -> Comparison:
    return compare(groups, method=method, thresholds=THRESHOLDS, **more)  # type: ignore[arg-type]


def numbers(one: Judged) -> tuple[float | None, ...]:
    return one.z, one.winsorised_z, one.adjusted_z


def test_worked_example_by_square_root() -> None:
    groups = [Counts(a, b) for a, b in [(100, 108), (150, 112), (180, 165), (80, 95), (120, 100), (225, 220)]]
    found = judged(groups, Method.RATIO_SQRT)
    assert [one.z for one in found.groups] == pytest.approx(
        [-0.784610, 3.328887, 1.142351, -1.605045, 1.908902, 0.335206], abs=1e-6
    )
    assert [one.winsorised_z for one in found.groups] == pytest.approx(
        [-0.784610, 2.618895, 1.142351, -1.194827, 1.908902, 0.335206], abs=1e-6
    )
    assert [one.result for one in found.groups] == [Result.NO_EVIDENCE, Result.RISK, *[Result.NO_EVIDENCE] * 4]


def test_worked_example_of_ratios_of_counts() -> None:
    found = judged(SOUND, Method.RATIO_OF_COUNTS)
    assert found.dispersion is not None
    assert found.target == pytest.approx(-1.841240, abs=1e-6)
    assert found.dispersion.phi == pytest.approx(1.153368, abs=1e-6)
    assert [one.adjusted_z for one in found.groups] == pytest.approx(
        [-0.745855, 0.749739, -0.908079, 1.331061, -1.709658, 0.527770], abs=1e-6
    )


@pytest.mark.parametrize(
    ("z", "result"),
    [
        (1.9999999999, Result.NO_EVIDENCE),
        (2.0, Result.RISK),
        (2.9999999999, Result.RISK),
        (3.0, Result.ELEVATED_RISK),
        (-5.0, Result.NO_EVIDENCE),
    ],
)
def test_thresholds_are_reached_and_not_passed(z: float, result: Result) -> None:
    assert THRESHOLDS.level(z) is result


OUTLIER = [*[Counts(float(100 + turn % 3), 100.0) for turn in range(30)], Counts(180.0, 100.0), Counts(40.0, 100.0)]


def test_only_the_harmful_side_is_flagged() -> None:
    high, low = (judged(OUTLIER, Method.RATIO_SQRT, harm=harm) for harm in Harm)
    assert [one.result for one in high.groups[-2:]] == [Result.ELEVATED_RISK, Result.NO_EVIDENCE]
    assert [one.result for one in low.groups[-2:]] == [Result.NO_EVIDENCE, Result.ELEVATED_RISK]
    # The numbers are the same: the direction turns the judgement, not the z-score.
    assert [numbers(one) for one in high.groups] == [numbers(one) for one in low.groups]


@pytest.mark.parametrize(
    ("counts", "method", "word"),
    [
        (Counts(5.0, 0.0), Method.PROPORTION, Result.NO_DENOMINATOR),
        (Counts(0.0, 0.0), Method.PROPORTION, Result.NO_DENOMINATOR),
        (Counts(0.0, 0.0), Method.RATIO_OF_COUNTS, Result.NO_DENOMINATOR),
        (Counts(5.0, None), Method.RATIO_SQRT, Result.NO_DENOMINATOR),
        (Counts(None, None), Method.RATIO_SQRT, Result.NO_DENOMINATOR),
        (Counts(0.0, 0.0), Method.RATIO_LOG, Result.NO_DENOMINATOR),
        (Counts(None, 5.0), Method.RATIO_SQRT, Result.INVALID),
        (Counts(nan, 5.0), Method.RATIO_SQRT, Result.INVALID),
        (Counts(5.0, nan), Method.RATIO_SQRT, Result.INVALID),
        (Counts(-1.0, 5.0), Method.RATIO_SQRT, Result.INVALID),
        (Counts(1.0, -5.0), Method.RATIO_SQRT, Result.INVALID),
        (Counts(1.0, float("inf")), Method.RATIO_SQRT, Result.INVALID),
        (Counts(1e200, 1.0), Method.RATIO_SQRT, Result.INVALID),
        (Counts(1.0, 1e-200), Method.RATIO_SQRT, Result.INVALID),
        (Counts(6.0, 5.0), Method.PROPORTION, Result.INVALID),
        (Counts(0.0, 5.0), Method.RATIO_LOG, Result.NOT_CALCULABLE),
    ],
)
def test_a_group_that_cannot_be_judged_has_its_word_and_leaves_the_others_alone(
    counts: Counts, method: Method, word: Result
) -> None:
    found = judged([*SOUND[:3], counts, *SOUND[3:]], method)
    assert found.groups[3] == Judged(counts, word)
    without = judged(SOUND, method)
    assert [*found.groups[:3], *found.groups[4:]] == list(without.groups)
    assert (found.target, found.dispersion and found.dispersion.phi) == (
        without.target,
        without.dispersion and without.dispersion.phi,
    )


@pytest.mark.parametrize(
    ("counts", "method"),
    [
        (Counts(6.0, 5.0), Method.RATIO_SQRT),
        (Counts(5.0, 5.0), Method.PROPORTION),
        (Counts(0.0, 5.0), Method.PROPORTION),
        (Counts(0.0, 5.0), Method.RATIO_SQRT),
        (Counts(0.0, 5.0), Method.RATIO_OF_COUNTS),
    ],
)
def test_what_can_be_judged_is(counts: Counts, method: Method) -> None:
    one = judged([*SOUND, counts], method).groups[-1]
    assert one.result in JUDGED
    assert one.adjusted_z is not None


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("valid", [0, 1, 2])
def test_too_few_groups(method: Method, valid: int) -> None:
    found = judged([*SOUND[:valid], Counts(1.0, None), Counts(nan, 1.0)], method)
    assert [one.result for one in found.groups] == [
        *[Result.TOO_FEW_GROUPS] * valid,
        Result.NO_DENOMINATOR,
        Result.INVALID,
    ]
    assert all(numbers(one) == (None, None, None) for one in found.groups)
    assert found.target is found.dispersion is None


@pytest.mark.parametrize("method", list(Method))
def test_three_groups_are_enough(method: Method) -> None:
    assert {one.result for one in judged(SOUND[:3], method).groups} <= JUDGED


def test_the_logarithm_of_a_pooled_ratio_of_nothing() -> None:
    found = judged([Counts(0.0, 5.0)] * 3, Method.RATIO_OF_COUNTS)
    assert [one.result for one in found.groups] == [Result.NOT_CALCULABLE] * 3
    assert [one.result for one in judged([Counts(0.0, 5.0)] * 3, Method.RATIO_SQRT).groups] == [Result.NO_EVIDENCE] * 3


@pytest.mark.parametrize("method", list(Method))
def test_all_equal(method: Method) -> None:
    found = judged([Counts(30.0, 90.0)] * 8, method)
    assert found.dispersion is not None
    assert found.dispersion.tau_squared >= 0
    assert len({numbers(one) for one in found.groups}) == 1
    if method is Method.PROPORTION:
        assert found.groups[0].z == pytest.approx(0, abs=1e-12)


def test_a_truncated_group_is_judged_and_has_no_score_in_the_estimate() -> None:
    found = judged([*OUTLIER[:-1], Counts(400.0, 100.0)], Method.RATIO_LOG)
    last = found.groups[-1]
    assert last.winsorised_z is None
    assert last.z is not None
    assert last.adjusted_z is not None
    assert last.result is Result.ELEVATED_RISK
    kept = [one for one in found.groups if one.winsorised_z is not None]
    assert found.dispersion is not None
    assert found.dispersion.used == len(kept) < len(found.groups)
    assert all(one.winsorised_z == one.z for one in kept)


def test_a_share_of_none_leaves_every_score() -> None:
    for method in Method:
        found = judged(SOUND, method, share_treated=0.0)
        assert [one.winsorised_z for one in found.groups] == [one.z for one in found.groups]


def test_a_share_that_leaves_nothing_says_so() -> None:
    # Two heaps of ties, and a third cut off at each end: nobody stands between.
    found = judged([Counts(1.0, 10.0)] * 10 + [Counts(3.0, 10.0)] * 10, Method.RATIO_LOG, share_treated=1 / 3)
    assert {one.result for one in found.groups} == {Result.TOO_FEW_GROUPS}


def test_survey_means_may_be_negative_and_need_a_standard_error() -> None:
    groups = [Counts(-1.0, 0.5), Counts(0.0, 0.5), Counts(4.0, 0.5), Counts(1.0, 0.0), Counts(1.0, None)]
    found = judged([*groups, Counts(None, 1.0), Counts(1.0, -1.0), Counts(nan, 1.0)], Method.SURVEY_MEAN)
    assert found.target == 1.0
    assert [one.z for one in found.groups[:3]] == [-4.0, -2.0, 6.0]
    assert [one.result for one in found.groups[3:]] == [*[Result.NO_DENOMINATOR] * 2, *[Result.INVALID] * 3]


@pytest.mark.parametrize("method", list(Method))
def test_the_largest_and_the_smallest_numbers_stay_numbers(method: Method) -> None:
    numbers_given = [(1e30, 1e30), (1e-30, 1e-30), (1e-30, 1e30), (1.0, 1.0), (1e30, 1e-30), (1e30, 1e-30)]
    for turn in range(len(numbers_given)):
        groups = [Counts(a, b) for a, b in numbers_given[turn:] + numbers_given[:turn] * 4]
        for one in judged(groups, method).groups:
            assert one.result in JUDGED | {Result.INVALID}
            if one.result in JUDGED:
                assert one.z is not None
                assert one.adjusted_z is not None
                assert isfinite(one.z)
                assert isfinite(one.adjusted_z)


@pytest.mark.parametrize(
    ("observed", "expected", "harm", "result"),
    [
        (0, 1.0, Harm.HIGHER_IS_WORSE, Result.NO_EVIDENCE),
        (3, 1.0, Harm.HIGHER_IS_WORSE, Result.NO_EVIDENCE),  # so many or more in 8.0% of cases
        (4, 1.0, Harm.HIGHER_IS_WORSE, Result.RISK),  # 1.9%
        (5, 1.0, Harm.HIGHER_IS_WORSE, Result.RISK),  # 0.37%
        (6, 1.0, Harm.HIGHER_IS_WORSE, Result.ELEVATED_RISK),  # 0.06%
        (5, 0.85, Harm.HIGHER_IS_WORSE, Result.RISK),  # 0.183%, and 0.135% is the threshold
        (5, 0.75, Harm.HIGHER_IS_WORSE, Result.ELEVATED_RISK),  # 0.106%
        (0, 3.0, Harm.LOWER_IS_WORSE, Result.NO_EVIDENCE),  # 5.0%
        (0, 4.0, Harm.LOWER_IS_WORSE, Result.RISK),  # 1.8%
        (0, 7.0, Harm.LOWER_IS_WORSE, Result.ELEVATED_RISK),  # 0.09%
        (20, 1.0, Harm.LOWER_IS_WORSE, Result.NO_EVIDENCE),
        (1, 0.0, Harm.HIGHER_IS_WORSE, Result.NO_DENOMINATOR),
        (1, None, Harm.HIGHER_IS_WORSE, Result.NO_DENOMINATOR),
        (None, 1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (1.5, 1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (-1, 1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (nan, 1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (1, nan, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (1, -1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (float("inf"), 1.0, Harm.HIGHER_IS_WORSE, Result.INVALID),
        (1, 2e6, Harm.HIGHER_IS_WORSE, Result.NOT_CALCULABLE),
    ],
)
def test_rare_counts(observed: float | None, expected: float | None, harm: Harm, result: Result) -> None:
    assert rare_count_result(observed, expected, harm=harm, thresholds=THRESHOLDS) is result


@pytest.mark.parametrize("share", [0.5, 0.9, -0.1, nan])
def test_refuses_a_share_that_leaves_no_middle(share: float) -> None:
    with pytest.raises(ValueError, match=r"below 0\.5"):
        judged(SOUND, Method.PROPORTION, share_treated=share)


def test_sums() -> None:
    assert summed([Counts(1.0, 10.0), Counts(2.0, 20.0)]) == Counts(3.0, 30.0)
    assert summed([Counts(0.1, 0.1)] * 10) == Counts(1.0, 1.0)
    assert summed([Counts(1.0, 10.0), Counts(2.0, 0.0)]) == Counts(3.0, 10.0)
    # A blank is not 0: what it would add is not known.
    assert summed([Counts(1.0, 10.0), Counts(None, None)]) == Counts(None, None)
    for hidden in (-1.0, nan, float("inf"), 1e300):
        together = summed([Counts(5.0, 10.0), Counts(hidden, 10.0)])
        assert str(together.numerator) == "nan"
        assert together.denominator == 20.0


whole = st.integers(0, 2000)
pairs = st.lists(st.tuples(whole, st.integers(1, 2000)), min_size=3, max_size=40)
methods = st.sampled_from(list(Method))


def as_counts(given_pairs: list[tuple[int, int]], method: Method) -> list[Counts]:
    """Pairs that every method but the logarithm can judge."""
    if method is Method.PROPORTION:
        return [Counts(float(a), float(a + b)) for a, b in given_pairs]
    return [Counts(float(a), float(b)) for a, b in given_pairs]


@given(pairs, methods, st.randoms(use_true_random=False))
def test_order_never_matters_to_the_last_digit(
    given_pairs: list[tuple[int, int]], method: Method, random: object
) -> None:
    groups = as_counts(given_pairs, method)
    places = list(range(len(groups)))
    random.shuffle(places)  # type: ignore[attr-defined]
    plain, shuffled = judged(groups, method), judged([groups[place] for place in places], method)
    assert [plain.groups[place] for place in places] == list(shuffled.groups)


@given(pairs, st.sampled_from([Method.RATIO_SQRT, Method.RATIO_LOG]), st.integers(1, 6))
def test_z_grows_with_the_root_of_the_size(given_pairs: list[tuple[int, int]], method: Method, power: int) -> None:
    """Four times the counts with the same ratios: twice the z-scores."""
    groups = as_counts(given_pairs, method)
    larger = [Counts((one.numerator or 0) * 4.0**power, (one.denominator or 0) * 4.0**power) for one in groups]
    for one, other in zip(judged(groups, method).groups, judged(larger, method).groups, strict=True):
        if one.z is not None:
            assert other.z == pytest.approx(one.z * 2.0**power, rel=1e-12)


@given(pairs, methods, st.floats(0, 0.49))
def test_winsorised_scores_lie_within_their_limits(
    given_pairs: list[tuple[int, int]], method: Method, share: float
) -> None:
    found = judged(as_counts(given_pairs, method), method, share_treated=share)
    if found.dispersion is None:
        return
    assert found.dispersion.tau_squared >= 0
    assert found.dispersion.phi >= 0
    if method is not Method.RATIO_LOG:
        lower, upper = found.dispersion.lower_z, found.dispersion.upper_z
        assert lower is not None
        assert upper is not None
        for one in found.groups:
            if one.winsorised_z is not None:
                assert min(lower, upper) <= one.winsorised_z <= max(lower, upper)
    for one in found.groups:
        if one.z is not None and one.adjusted_z is not None:
            assert abs(one.adjusted_z) <= abs(one.z) * (1 + 1e-12)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_worse_score_is_never_judged_better(one: float, other: float) -> None:
    ladder = [Result.NO_EVIDENCE, Result.RISK, Result.ELEVATED_RISK]
    low, high = sorted((one, other))
    assert ladder.index(THRESHOLDS.level(low)) <= ladder.index(THRESHOLDS.level(high))


def plainly(groups: list[Counts], method: Method, share: float) -> list[tuple[float, float | None, float]]:
    """The formulas of the specification, one group at a time, for groups that can all be judged."""
    pairs = [(one.numerator or 0.0, one.denominator or 0.0) for one in groups]
    a_sum, b_sum = fsum(a for a, _ in pairs), fsum(b for _, b in pairs)
    mean = a_sum / len(pairs)
    way = {
        Method.PROPORTION: (lambda a, b: (asin(sqrt(a / b)), 1 / (2 * sqrt(b))), lambda: asin(sqrt(a_sum / b_sum))),
        Method.RATIO_SQRT: (lambda a, b: (sqrt(a / b), 1 / (2 * sqrt(b))), lambda: 1.0),
        Method.RATIO_LOG: (lambda a, b: (log(a / b), 1 / sqrt(b)), lambda: 0.0),
        Method.RATIO_OF_COUNTS: (
            lambda a, b: (log((a + 0.5) / (b + 0.5)), sqrt(a / (a + 0.5) ** 2 + b / (b + 0.5) ** 2)),
            lambda: log(a_sum / b_sum),
        ),
        Method.SURVEY_MEAN: (lambda a, b: (a, b), lambda: mean),
    }[method]
    t = way[1]()
    units = [way[0](a, b) for a, b in pairs]
    z = [(y - t) / s for y, s in units]
    n = len(z)
    used: list[float | None]
    if method is Method.RATIO_LOG:
        used = []
        for score in z:
            rank = sum(other < score for other in z) + (sum(other == score for other in z) + 1) / 2
            part = floor(rank * (1 / share) / (n + 1))
            used.append(score if 0 < part < 1 / share - 1 else None)
    else:
        used = [min(max(score, at(z, share)), at(z, 1 - share)) for score in z]
    kept = [(score, s) for score, (_, s) in zip(used, units, strict=True) if score is not None]
    phi = fsum(score**2 for score, _ in kept) / len(kept)
    w = [1 / s**2 for _, s in kept]
    spread = fsum(w) - fsum(each**2 for each in w) / fsum(w)
    excess = len(kept) * phi - (len(kept) - 1)
    tau_squared = max(0.0, excess / spread) if excess > 0 else 0.0
    return [(score, own, (y - t) / sqrt(s**2 + tau_squared)) for score, own, (y, s) in zip(z, used, units, strict=True)]


def at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = ordered[floor(place)]
    return low + (place - floor(place)) * (ordered[min(floor(place) + 1, len(ordered) - 1)] - low)


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 2000)), min_size=3, max_size=40), methods)
def test_agrees_with_the_formulas_one_group_at_a_time(given_pairs: list[tuple[int, int]], method: Method) -> None:
    groups = as_counts(given_pairs, method)
    for one, (z, used, adjusted) in zip(judged(groups, method).groups, plainly(groups, method, 0.1), strict=True):
        assert one.z == pytest.approx(z, rel=1e-12, abs=1e-12)
        assert one.winsorised_z == (None if used is None else pytest.approx(used, rel=1e-12, abs=1e-12))
        assert one.adjusted_z == pytest.approx(adjusted, rel=1e-7, abs=1e-9)


anything = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 50).map(float)


@given(st.lists(st.tuples(anything, anything), max_size=30), methods, st.sampled_from(list(Harm)), st.floats(0, 0.49))
def test_whatever_is_given_each_group_has_numbers_or_a_word(
    entries: list[tuple[float | None, float | None]], method: Method, harm: Harm, share: float
) -> None:
    groups = [Counts(a, b) for a, b in entries]
    found = judged(groups, method, harm=harm, share_treated=share)
    assert [one.counts for one in found.groups] == groups
    for one in found.groups:
        if one.result in JUDGED:
            assert one.z is not None
            assert one.adjusted_z is not None
            assert isfinite(one.z)
            assert isfinite(one.adjusted_z)
        else:
            assert numbers(one) == (None, None, None)
