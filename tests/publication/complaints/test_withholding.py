"""No protected cell can be worked out from what is told: an oracle tries all worlds of small tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.measures.disclosure import Held, Shown, SmallNumbers, rule_set
from publication.withholding import Key, Relation, Told, withhold

EXACT = rule_set("hes_pre2018")
ROUNDED = rule_set("hes_2018")
WHOLE: Key = ("whole",)
FULL = settings(max_examples=60, deadline=None)


def parts(*numbers: int) -> dict[Key, int]:
    return {("part", str(place)): number for place, number in enumerate(numbers)}


def is_given_away(cell: Key, told: Sequence[Told]) -> bool:
    """Try every world, those near the truth first: whether for all that was told a cell can have one number alone."""
    last = told[-1]
    up_to = max(last.counts.values()) + 8
    known: dict[Key, tuple[int, int]] = {}
    for one in told:
        for key, count in one.counts.items():
            shown = one.shown[key]
            if isinstance(shown, Held):
                low, high = 0, up_to
            else:
                low, high = (shown, shown) if key in one.open else one.rules.could_be(shown)
            if count == last.counts[key]:
                before = known.get(key, (0, up_to))
                known[key] = max(low, before[0]), min(high, before[1])
    # The cell itself, and then those of few numbers, so that a sum that cannot be right is seen early.
    order = sorted(known, key=lambda key: (key != cell, known[key][1] - known[key][0]))
    closed_by = {key: [] for key in order}
    for relation in last.relations:
        closed_by[max((key for key, _ in relation.terms), key=order.index)].append(relation)
    world: dict[Key, int] = {}

    def is_another_world_from(place: int) -> bool:
        if place == len(order):
            return True
        key = order[place]
        low, high = known[key]
        for number in sorted(range(low, high + 1), key=lambda number: abs(number - last.counts[key])):
            world[key] = number
            if key == cell and number == last.counts[cell]:
                continue
            if all(relation.is_kept(world) for relation in closed_by[key]) and is_another_world_from(place + 1):
                return True
        return False

    return not is_another_world_from(0)


def told_of(
    counts: Mapping[Key, int], relations: Sequence[Relation], rules: SmallNumbers, earlier: Sequence[Told] = ()
) -> Told:
    open_cells = frozenset({WHOLE} & counts.keys())
    shown = withhold(counts, relations, rules, open_cells=open_cells, earlier=earlier)
    return Told(counts, shown, [each for each in relations if each.is_kept(counts)], rules, open_cells)


class TestAdditive:
    def test_one_small_cell_beside_an_exact_total_takes_a_second_with_it(self) -> None:
        counts = {WHOLE: 33, **parts(3, 10, 20)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(3, 10, 20))], EXACT, open_cells=frozenset({WHOLE}))
        assert shown == {
            WHOLE: 33,
            ("part", "0"): Held.SUPPRESSED,
            ("part", "1"): Held.SUPPRESSED,
            ("part", "2"): 20,
        }

    def test_without_a_relation_nothing_more_is_withheld(self) -> None:
        shown = withhold(parts(3, 10, 20), [], EXACT)
        assert list(shown.values()) == [Held.SUPPRESSED, 10, 20]

    def test_rounding_can_be_protection_enough(self) -> None:
        counts = {WHOLE: 33, **parts(3, 10, 20)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(3, 10, 20))], ROUNDED, open_cells=frozenset({WHOLE}))
        assert [shown[key] for key in parts(3, 10, 20)] == [Held.SUPPRESSED, 10, 20]

    def test_rounding_alone_does_not_protect_at_the_edge(self) -> None:
        # A rounded 10 is 8 or more, so of 9 in all the other cell could only be 1 (nought would need no withholding).
        counts = {WHOLE: 9, **parts(8, 1)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(8, 1))], ROUNDED, open_cells=frozenset({WHOLE}))
        assert shown[("part", "0")] is Held.SUPPRESSED

    def test_a_nought_that_gives_away_is_withheld(self) -> None:
        counts = {WHOLE: 4, **parts(4, 0, 0)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(4, 0, 0))], EXACT, open_cells=frozenset({WHOLE}))
        assert sorted(shown[key] is Held.SUPPRESSED for key in parts(4, 0, 0)) == [False, True, True]

    def test_what_does_not_add_up_is_no_knowledge(self) -> None:
        counts = {WHOLE: 40, **parts(3, 10, 20)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(3, 10, 20))], EXACT, open_cells=frozenset({WHOLE}))
        assert [shown[key] for key in parts(3, 10, 20)] == [Held.SUPPRESSED, 10, 20]

    @FULL
    @given(
        numbers=st.lists(st.integers(0, 14), min_size=2, max_size=4),
        rules=st.sampled_from([EXACT, ROUNDED]),
    )
    def test_no_protected_cell_is_left_with_one_number(self, numbers: list[int], rules: SmallNumbers) -> None:
        counts = {WHOLE: sum(numbers), **parts(*numbers)}
        told = told_of(counts, [Relation.adds_up(WHOLE, parts(*numbers))], rules)
        for key in parts(*numbers):
            if rules.hides(counts[key]):
                assert told.shown[key] is Held.SUPPRESSED
                assert not is_given_away(key, [told])

    @FULL
    @given(numbers=st.lists(st.integers(0, 40), min_size=2, max_size=30), rules=st.sampled_from([EXACT, ROUNDED]))
    def test_no_more_than_a_few_cells_are_withheld_besides(self, numbers: list[int], rules: SmallNumbers) -> None:
        counts = {WHOLE: sum(numbers), **parts(*numbers)}
        shown = withhold(counts, [Relation.adds_up(WHOLE, parts(*numbers))], rules, open_cells=frozenset({WHOLE}))
        besides = [key for key, each in shown.items() if isinstance(each, Held) and not rules.hides(counts[key])]
        assert len(besides) <= 2


class TestAtLeast:
    """A complaint may have several subjects: together they are no fewer than the complaints, and none is more."""

    @FULL
    @given(
        numbers=st.lists(st.integers(0, 9), min_size=2, max_size=4),
        new=st.integers(0, 12),
        rules=st.sampled_from([EXACT, ROUNDED]),
    )
    def test_the_number_of_complaints_gives_no_subject_away(
        self, numbers: list[int], new: int, rules: SmallNumbers
    ) -> None:
        cells = parts(*numbers)
        relations = [Relation.at_least(WHOLE, cells), *(Relation.at_least(key, [WHOLE]) for key in cells)]
        told = told_of({WHOLE: new, **cells}, relations, rules)
        for key, count in cells.items():
            if rules.hides(count):
                assert not is_given_away(key, [told])

    def test_the_one_subject_of_few_complaints_is_not_told_by_the_noughts_beside_it(self) -> None:
        cells = parts(3, 0, 0)
        relations = [Relation.at_least(WHOLE, cells), *(Relation.at_least(key, [WHOLE]) for key in cells)]
        shown = withhold({WHOLE: 3, **cells}, relations, EXACT, open_cells=frozenset({WHOLE}))
        assert sum(each is Held.SUPPRESSED for each in shown.values()) >= 2


class TestHospitalsOfATrust:
    @FULL
    @given(
        table=st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3),
        rules=st.sampled_from([EXACT, ROUNDED]),
    )
    def test_neither_a_trust_nor_its_hospitals_give_each_other_away(
        self, table: list[list[int]], rules: SmallNumbers
    ) -> None:
        """Cells of hospitals by kind; the trust's own cells are their sums, and are kept by the same rules."""
        counts: dict[Key, int] = {}
        relations = []
        for kind in range(2):
            cells = {("at", str(place), str(kind)): row[kind] for place, row in enumerate(table)}
            counts |= cells
            counts[("all", str(kind))] = sum(cells.values())
            relations.append(Relation.adds_up(("all", str(kind)), cells))
        told = told_of(counts, relations, rules)
        for key, count in counts.items():
            if not rules.hides(count):
                continue
            near = {cell for relation in relations for cell, _ in relation.terms if (key, -1) in relation.terms}
            near |= {cell for each in relations if key in dict(each.terms) for cell, _ in each.terms}
            own = Told(
                {cell: counts[cell] for cell in near},
                {cell: told.shown[cell] for cell in near},
                [each for each in relations if key in dict(each.terms)],
                rules,
            )
            assert not is_given_away(key, [own])

    def test_a_table_that_adds_up_both_ways(self) -> None:
        """Upheld or not, by hospital: exact totals of rows and columns would give the four corners away."""
        outcomes, places = ("upheld", "not_upheld"), ("a", "b", "c")
        numbers = {("a", "upheld"): 3, ("a", "not_upheld"): 9, ("b", "upheld"): 12, ("b", "not_upheld"): 20}
        numbers |= {("c", "upheld"): 30, ("c", "not_upheld"): 41}
        counts: dict[Key, int] = dict(numbers)
        counts |= {(place, "resolved"): sum(numbers[place, each] for each in outcomes) for place in places}
        counts |= {("trust", each): sum(numbers[place, each] for place in places) for each in outcomes}
        relations = [Relation.adds_up((place, "resolved"), [(place, each) for each in outcomes]) for place in places]
        relations += [Relation.adds_up(("trust", each), [(place, each) for place in places]) for each in outcomes]
        open_cells = frozenset({("trust", each) for each in outcomes})
        shown = withhold(counts, relations, EXACT, open_cells=open_cells)
        told = Told(counts, shown, relations, EXACT, open_cells)
        assert not is_given_away(("a", "upheld"), [told])
        assert sum(isinstance(each, Held) for each in shown.values()) < len(shown)


class TestTheReleaseBefore:
    def test_a_cell_withheld_for_anothers_sake_is_not_told_afterwards(self) -> None:
        """First 3, 9 and 20 of 32; then 3 becomes 13: told now, the unchanged 9 would give the earlier 3 away."""
        relations = [Relation.adds_up(WHOLE, parts(3, 9, 20))]
        first = told_of({WHOLE: 32, **parts(3, 9, 20)}, relations, EXACT)
        assert first.shown[("part", "1")] is Held.SUPPRESSED
        alone = told_of({WHOLE: 42, **parts(13, 9, 20)}, relations, EXACT)
        assert [alone.shown[key] for key in parts(0, 0, 0)] == [13, 9, 20]
        second = told_of({WHOLE: 42, **parts(13, 9, 20)}, relations, EXACT, earlier=[first])
        assert second.shown[("part", "1")] is Held.SUPPRESSED

    @FULL
    @given(
        numbers=st.lists(st.integers(0, 9), min_size=3, max_size=3),
        place=st.integers(0, 2),
        corrected=st.integers(0, 9),
        rules=st.sampled_from([EXACT, ROUNDED]),
    )
    def test_a_correction_gives_nothing_away(
        self, numbers: list[int], place: int, corrected: int, rules: SmallNumbers
    ) -> None:
        relations = [Relation.adds_up(WHOLE, parts(*numbers))]
        first = told_of({WHOLE: sum(numbers), **parts(*numbers)}, relations, rules)
        after = [corrected if at == place else number for at, number in enumerate(numbers)]
        second = told_of({WHOLE: sum(after), **parts(*after)}, relations, rules, earlier=[first])
        both = _joined(first, second)
        for key in both.counts:
            own = first if key in first.counts else second
            if key[-1] == "whole" or not rules.hides(both.counts[key]) or not isinstance(own.shown.get(key), Held):
                continue
            # What the exact totals of the two give away by themselves, no withholding of parts can keep.
            least = _joined(first, replace(second, shown=dict.fromkeys(second.counts, Held.SUPPRESSED) | _open(second)))
            if not is_given_away(key, [least]):
                assert not is_given_away(key, [both])


def _open(told: Told) -> dict[Key, Shown]:
    return {key: told.counts[key] for key in told.open}


def _joined(first: Told, second: Told) -> Told:
    """Two releases as one table: what changed has a cell for each."""
    changed = {key for key, count in first.counts.items() if second.counts[key] != count}
    names = {key: ("after", *key) if key in changed else key for key in first.counts}
    counts = dict(first.counts) | {names[key]: count for key, count in second.counts.items()}
    shown: dict[Key, Shown] = dict(first.shown)
    for key, told in second.shown.items():
        # What is told in either is known.
        if isinstance(shown.get(names[key], Held.SUPPRESSED), Held):
            shown[names[key]] = told
    relations = [
        *first.relations,
        *(Relation(tuple((names[key], times) for key, times in each.terms), each.exact) for each in second.relations),
    ]
    open_cells = frozenset({WHOLE, names[WHOLE]})
    return Told(counts, shown, relations, first.rules, open_cells)


@pytest.mark.parametrize("name", ["model_hospital", "friends_and_family", "staff_survey"])
def test_rules_without_a_second_step_withhold_no_more(name: str) -> None:
    counts = {WHOLE: 33, **parts(3, 10, 20)}
    rules = rule_set(name)
    shown = withhold(counts, [Relation.adds_up(WHOLE, parts(3, 10, 20))], rules, open_cells=frozenset({WHOLE}))
    assert [shown[key] for key in parts(3, 10, 20)] == [rules.shown(count) for count in (3, 10, 20)]
