"""What holds of every series, and a slow and obvious reading of the rules to compare with."""

from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from ratings.rules.process_limits import mean
from ratings.rules.special_causes import Direction, PointType, SpecialCause, point_type
from ratings.rules.xmr import XmrAnalysis, analyse

# Whole numbers: differences and comparisons of the oracle are exact. Series are made of stretches in which each
# rule is likely to be met, or to be missed by one point.
noise = st.lists(st.integers(-12, 12), min_size=1, max_size=14)
climb = st.builds(
    lambda start, moves: [start + sum(moves[:place]) for place in range(len(moves) + 1)],
    st.integers(-12, 6),
    st.lists(st.integers(1, 2), min_size=4, max_size=9),
)
fall = climb.map(lambda values: values[::-1])
one_side = st.lists(st.integers(1, 6), min_size=5, max_size=9)
other_side = one_side.map(lambda values: [-value for value in values])
near_limit = st.lists(st.sampled_from([2, 14, 16, 18, 20]), min_size=2, max_size=4)
near_other_limit = near_limit.map(lambda values: [-value for value in values])
stretches = st.one_of(noise, climb, fall, one_side, other_side, near_limit, near_other_limit)
series = st.lists(stretches, min_size=1, max_size=4).map(lambda parts: [value for part in parts for value in part])
with_blanks = st.builds(
    lambda values, blanks: [None if place in blanks else value for place, value in enumerate(values)],
    series,
    st.sets(st.integers(0, 40), max_size=2) | st.sets(st.integers(0, 40), max_size=20),
)


def labels(values: list[int | None], **options: object) -> list[SpecialCause | None]:
    analysis = analyse(values, direction=Direction.INCREASE, **options)  # type: ignore[arg-type]
    return [point.special_cause for point in analysis.points]


def obvious_labels(values: list[int | None]) -> list[str | None] | None:
    """The rules read off one by one in exact arithmetic; None where a value lies on a limit."""
    present = [Fraction(value) for value in values if value is not None]
    if not present:
        return [None] * len(values)
    centre = sum(present) / len(present)
    ranges = [abs(Fraction(b) - a) for a, b in pairwise(values) if a is not None and b is not None]
    amr = None
    if ranges:
        amr = sum(ranges) / len(ranges)
        kept = [moved for moved in ranges if moved < Fraction("3.267") * amr]
        if any(moved == Fraction("3.267") * amr and amr for moved in ranges):
            return None
        amr = sum(kept) / len(kept) if kept else amr

    def beyond(value: Fraction, factor: Fraction) -> int:
        if amr is None:
            return 0
        return (value > centre + factor * amr) - (value < centre - factor * amr)

    limit, near_limit = Fraction("2.66"), 2 * Fraction("2.66") / 3
    if amr and any(abs(value - centre) in (limit * amr, near_limit * amr) for value in present):
        return None

    def side(place: int) -> int:
        value = values[place]
        return 0 if value is None else (value > centre) - (value < centre)

    def is_near(place: int) -> bool:
        value = values[place]
        return value is not None and bool(beyond(Fraction(value), near_limit)) and not beyond(Fraction(value), limit)

    def windows(place: int, size: int) -> list[list[int]]:
        """Every stretch of so many places that holds this one, the latest last."""
        starts = range(max(0, place - size + 1), min(place, len(values) - size) + 1)
        return [list(range(start, start + size)) for start in starts]

    def slope(window: list[int]) -> int:
        seen = [values[place] for place in window]
        if any(value is None for value in seen):
            return 0
        moves = [b - a for a, b in pairwise(seen)]  # type: ignore[operator]
        return all(move > 0 for move in moves) - all(move < 0 for move in moves)

    found: list[str | None] = []
    for place, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        above = "Above" if side(place) > 0 else "Below"
        slopes = [slope(window) for window in windows(place, 7) if slope(window)]
        threes = [
            window
            for window in windows(place, 3)
            if abs(sum(side(one) for one in window)) == 3 and sum(is_near(one) for one in window) >= 2
        ]
        sevens = [window for window in windows(place, 7) if abs(sum(side(one) for one in window)) == 7]
        if beyond(Fraction(value), limit):
            found.append(f"{above} {'UCL' if above == 'Above' else 'LCL'}")
        elif slopes:
            found.append(f"7 Point Trend ({'In' if slopes[-1] > 0 else 'De'}creasing)")
        elif threes and is_near(place):
            found.append(f"2 in 3 {above} CL")
        elif sevens:
            found.append(f"7 Points {above} CL")
        else:
            found.append("Common Cause")
    return found


@given(with_blanks)
def test_labels_are_those_of_the_obvious_reading(values: list[int | None]) -> None:
    expected = obvious_labels(values)
    assume(expected is not None)
    assert labels(values) == expected


@given(with_blanks, st.sampled_from([0.25, 0.5, 2.0, 1024.0]), st.integers(-64, 64))
def test_labels_do_not_depend_on_unit_or_origin(values: list[int | None], scale: float, origin: int) -> None:
    assume(obvious_labels(values) is not None)
    moved = [None if value is None else value * scale + origin for value in values]
    assert labels(moved) == labels(values)  # type: ignore[arg-type]


@given(with_blanks)
def test_upside_down_is_the_same_with_sides_changed(values: list[int | None]) -> None:
    turned = analyse([None if value is None else -value for value in values], direction=Direction.DECREASE)
    upright = analyse(values, direction=Direction.INCREASE)
    assert [point.point_type for point in turned.points] == [point.point_type for point in upright.points]


@given(with_blanks, st.integers(1, 5))
def test_blanks_at_the_ends_change_nothing(values: list[int | None], count: int) -> None:
    padded = labels([*[None] * count, *values, *[None] * count])
    assert padded == [*[None] * count, *labels(values), *[None] * count]


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_mean_does_not_depend_on_order_and_is_the_nearest_number(values: list[float], random: Random) -> None:
    shuffled = values[:]
    random.shuffle(shuffled)
    assert mean(shuffled) == mean(values)
    exact = sum(map(Fraction, values), Fraction(0)) / len(values)
    assert abs(Fraction(mean(values)) - exact) <= abs(exact) * Fraction(1, 2**52)


@given(with_blanks)
def test_every_point_type_follows_from_its_cause(values: list[int | None]) -> None:
    analysis: XmrAnalysis = analyse(values, direction=Direction.NEUTRAL)
    for value, point in zip(values, analysis.points, strict=True):
        assert point.value == value
        if point.special_cause is None:
            assert value is None
            assert point.point_type is None
        else:
            assert point.point_type is point_type(point.special_cause, Direction.NEUTRAL)
            assert point.point_type not in (PointType.IMPROVEMENT, PointType.CONCERN)


@given(series, series)
def test_a_rebased_series_is_two_series(first: list[int], second: list[int]) -> None:
    joined = labels([*first, *second], rebase_at=[len(first)])
    assert joined == labels(first) + labels(second)  # type: ignore[arg-type]


@given(series, st.integers(12, 20))
def test_later_points_do_not_move_fixed_limits(values: list[int], count: int) -> None:
    whole = analyse(values, direction=Direction.NEUTRAL, fix_after_n_points=count)
    first = analyse(values[:count], direction=Direction.NEUTRAL, fix_after_n_points=count)
    assert whole.groups[0].limits == first.groups[0].limits
