"""What the bounds say is what a walk through every world says, and what is called possible is possible."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.orderly.bounding import NO_LIMIT, Contradiction, GivenAwayCell, Known, Sum, Watched, beside, given_away

SMALL = Watched(1, 7)


def told(**cells: int | tuple[int, int]) -> Known:
    """Cells told to the last digit, or between two numbers."""
    known = Known()
    for cell, each in cells.items():
        known.tell(cell, *((each, each) if isinstance(each, int) else each))
    return known


def test_one_withheld_cell_beside_an_exact_total_is_no_secret() -> None:
    known = told(whole=33, a=(0, NO_LIMIT), b=10, c=20)
    known.sums.append(Sum.of("whole", ["a", "b", "c"]))
    assert given_away(known, {"a": SMALL}, 2) == [GivenAwayCell("a", (3,))]


def test_a_second_withheld_cell_keeps_the_first() -> None:
    known = told(whole=33, a=(0, NO_LIMIT), b=(0, NO_LIMIT), c=20)
    known.sums.append(Sum.of("whole", ["a", "b", "c"]))
    assert given_away(known, {"a": SMALL}, 2) == []


def test_rounding_keeps_a_number_and_does_not_at_its_edge() -> None:
    known = told(whole=33, a=(0, NO_LIMIT), b=(8, 12), c=(18, 22))
    known.sums.append(Sum.of("whole", ["a", "b", "c"]))
    assert given_away(known, {"a": SMALL}, 2) == []
    # 9 in all, of which 8 to 12 are elsewhere: 1, or nought, which would have been told.
    edge = told(whole=9, a=(0, NO_LIMIT), b=(8, 12))
    edge.sums.append(Sum.of("whole", ["a", "b"]))
    assert given_away(edge, {"a": SMALL}, 2) == [GivenAwayCell("a", (1,))]


def test_nought_is_possible_where_it_may_be_withheld_for_another() -> None:
    known = told(whole=4, a=(0, NO_LIMIT), b=(0, NO_LIMIT), part=4)
    known.sums += [Sum.of("whole", ["a", "b"]), Sum.of("part", ["b"])]
    # b is the 4 and a is nought, withheld for the sake of b.
    watched = beside({"a": SMALL, "b": SMALL}, known.sums)
    assert given_away(known, watched, 2) == [GivenAwayCell("b", (4,))]


def test_three_numbers_left_are_too_few_where_four_are_asked_for() -> None:
    known = told(whole=10, a=(1, 3), b=(0, NO_LIMIT))
    known.sums.append(Sum.of("whole", ["a", "b"]))
    assert given_away(known, {"a": SMALL}, 3) == []
    assert given_away(known, {"a": SMALL}, 4) == [GivenAwayCell("a", (1, 2, 3))]


def test_numbers_between_the_bounds_that_cannot_be_are_not_counted() -> None:
    # Twice b and a make 9, so a is odd: 1, 3, 5 or 7, and never one between.
    known = told(whole=9, a=(1, 5), b=(0, NO_LIMIT))
    known.sums.append(Sum((("whole", -1), ("a", 1), ("b", 1), ("b", 1))))
    assert given_away(known, {"a": SMALL}, 3) == []
    assert given_away(known, {"a": SMALL}, 4) == [GivenAwayCell("a", (1, 3, 5))]


def test_halves_of_people_are_no_way_out() -> None:
    # In fractions a could be anything from 1 to 2; in people it is 1 or 2, and the parity leaves one of them.
    known = told(whole=11, a=(1, 2), b=(0, NO_LIMIT))
    known.sums.append(Sum((("whole", -1), ("a", 1), ("b", 2))))
    assert given_away(known, {"a": SMALL}, 2) == [GivenAwayCell("a", (1,))]


def test_a_number_known_to_be_nought_or_large_is_not_one_that_is_protected() -> None:
    known = told(whole=20, a=(0, NO_LIMIT), b=20, large=(0, NO_LIMIT), rest=5, all=45)
    known.sums += [Sum.of("whole", ["a", "b"]), Sum.of("all", ["large", "rest"])]
    assert given_away(known, {"a": SMALL, "large": SMALL}, 2) == []


def test_what_cannot_all_be_true_is_said() -> None:
    known = told(whole=10, a=(0, NO_LIMIT), b=12)
    known.sums.append(Sum.of("whole", ["a", "b"]))
    with pytest.raises(Contradiction):
        given_away(known, {"a": SMALL}, 2)
    told_wrongly = told(whole=10, a=4, b=5)
    told_wrongly.sums.append(Sum.of("whole", ["a", "b"]))
    with pytest.raises(Contradiction):
        given_away(told_wrongly, {}, 2)


UP_TO = 4


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, UP_TO), min_size=6, max_size=6),
    st.lists(st.sampled_from(("told", "near", "withheld")), min_size=6, max_size=6),
    st.booleans(),
    st.integers(2, 4),
)
def test_it_says_what_every_world_says(numbers: list[int], how: list[str], exact_total: bool, fewest: int) -> None:
    """A table of two rows and three columns with all its margins told, against a walk through all its worlds."""
    cells = [f"{row}{column}" for row in "ab" for column in "123"]
    world = dict(zip(cells, numbers, strict=True))
    known = Known()
    for cell, each in zip(cells, how, strict=True):
        near = {"told": 0, "near": 1, "withheld": UP_TO}[each]
        known.tell(cell, max(0, world[cell] - near), min(UP_TO, world[cell] + near))
    margins = {margin: [cell for cell in cells if margin in cell] for margin in "ab123"}
    for margin, parts in margins.items():
        whole = sum(world[cell] for cell in parts)
        known.tell(margin, whole if exact_total else max(0, whole - 1), whole if exact_total else whole + 1)
        known.sums.append(Sum.of(margin, parts))
    left: dict[str, set[int]] = {cell: set() for cell in cells}
    could_be_for_another = dict.fromkeys(cells, False)
    ranges = [range(known.limits[cell][0], known.limits[cell][1] + 1) for cell in cells]
    for every in product(*ranges):
        other = dict(zip(cells, every, strict=True))
        other |= {margin: sum(other[cell] for cell in parts) for margin, parts in margins.items()}
        if known.is_kept(other):
            for cell in cells:
                left[cell].add(other[cell])
                beside_it = [each for each in cells if each != cell and (each[0] == cell[0] or each[1] == cell[1])]
                if not 1 <= other[cell] <= 3 and any(1 <= other[each] <= 3 for each in beside_it):
                    could_be_for_another[cell] = True
    watched = beside(dict.fromkeys(cells, Watched(1, 3)), known.sums)
    wanted = {
        cell: tuple(sorted(protected))
        for cell in cells
        for protected in [left[cell] & {1, 2, 3}]
        if 0 < len(protected) < fewest and not could_be_for_another[cell]
    }
    found = given_away(known, watched, fewest)
    assert {one.cell: one.left for one in found} == wanted
