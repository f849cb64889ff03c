"""Which numbers a cell could be, for somebody who knows what was told and what adds up: linear programming in integers.

Counts of people are whole numbers, so the programs are solved as such; what is called possible rests on a world that
was put together and checked here in whole numbers, never on the solver's own word. The solver is HiGHS (Huangfu and
Hall, Math. Prog. Comp. 10, 2018); bounds of withheld cells in this way: Hundepool and others, Statistical Disclosure
Control, 2012, chapter 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

# No count of one trust comes near it, and it is far within what the solver tells apart from its neighbours.
NO_LIMIT = 100_000
_SEED = 20_140_624
# So often all cells are tried together before each that is left is bounded by itself.
_ROUNDS = 2
_SECONDS = 20.0

Cell = Hashable


@dataclass(frozen=True, slots=True)
class Sum:
    """What adds up: the cells, each taken so many times, make nought; or, if not exact, no less than nought."""

    terms: tuple[tuple[Cell, int], ...]
    exact: bool = True

    @classmethod
    def of(cls, whole: Cell, parts: Iterable[Cell], *, exact: bool = True) -> Sum:
        """The parts together are the whole, or no less than it."""
        return cls(((whole, -1), *((part, 1) for part in parts)), exact)

    def is_kept(self, world: Mapping[Cell, int]) -> bool:
        """Say whether it holds of these numbers."""
        rest = sum(world[cell] * times for cell, times in self.terms)
        return rest == 0 if self.exact else rest >= 0


@dataclass(slots=True)
class Known:
    """What a reader knows: between which numbers each cell lies, both included, and what adds up."""

    limits: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def tell(self, cell: Cell, low: int, high: int) -> None:
        """Add that the cell lies between two numbers; what was known of it before goes on being known."""
        known_low, known_high = self.limits.get(cell, (0, NO_LIMIT))
        self.limits[cell] = max(low, known_low), min(high, known_high)

    def is_kept(self, world: Mapping[Cell, int]) -> bool:
        """Say whether a world is one of those that the reader holds possible."""
        return all(low <= world[cell] <= high for cell, (low, high) in self.limits.items()) and all(
            one.is_kept(world) for one in self.sums
        )


@dataclass(frozen=True, slots=True)
class GivenAwayCell:
    """A watched cell and the few numbers that are left for it; none where nothing could be shown to be possible."""

    cell: Cell
    left: tuple[int, ...]


class Contradiction(ValueError):
    """No world agrees with all that is told: it tells something wrong."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A withheld cell: its least and its greatest protected number, and the withheld cells that stand in a sum with it.

    Nobody withholds a number that needs no protection unless it protects one beside it, and readers know that too: an
    unprotected number is possible only where one of the cells beside it is in its own protected range.
    """

    low: int
    high: int
    beside: frozenset[Cell] = frozenset()

    def protects(self, number: int) -> bool:
        """Say whether the number is one to be protected."""
        return self.low <= number <= self.high


def beside(watched: Mapping[Cell, Watched], sums: Iterable[Sum]) -> dict[Cell, Watched]:
    """Return the watched cells, each with the other ones that stand in a sum with it."""
    near: dict[Cell, set[Cell]] = {cell: set() for cell in watched}
    for one in sums:
        withheld = {cell for cell, _ in one.terms if cell in watched}
        for cell in withheld:
            near[cell] |= withheld - {cell}
    return {cell: replace(watched[cell], beside=frozenset(near[cell])) for cell in watched}


def given_away(known: Known, watched: Mapping[Cell, Watched], fewest: int) -> list[GivenAwayCell]:
    """Return the watched cells of which too much is known: fewer numbers than ``fewest`` are left, all protected ones.

    ``Contradiction`` where no world agrees with what is known. A cell for which the solver comes to no end is taken for
    given away.
    """
    found: dict[Cell, GivenAwayCell] = {}
    for part in _parts(known, watched):
        for one in _given_away_in(part, {cell: watched[cell] for cell in watched if cell in part.limits}, fewest):
            found[one.cell] = one
    return [found[cell] for cell in sorted(found, key=repr)]


def _given_away_in(known: Known, watched: Mapping[Cell, Watched], fewest: int) -> list[GivenAwayCell]:
    program = _Program(known)
    seen: dict[Cell, set[int]] = {cell: set() for cell in watched}

    def note(world: Mapping[Cell, int]) -> None:
        for cell in list(seen):
            if watched[cell].protects(world[cell]):
                seen[cell].add(world[cell])
            if len(seen[cell]) >= fewest or _is_withheld_for_another(cell, world, watched):
                del seen[cell]

    first = program.solve({})
    if first is None:
        raise Contradiction("what is told cannot all be true")
    note(first)
    chance = random.Random(_SEED)  # noqa: S311  (directions to look in; nothing secret rests on them)
    for _ in range(_ROUNDS):
        _free_together(program, sorted(seen, key=repr), watched, chance, note)
    return [
        GivenAwayCell(cell, left)
        for cell in sorted(seen, key=repr)
        for left in [_left(program, cell, watched, fewest, note) if cell in seen else None]
        if left is not None
    ]


def _free_together(
    program: _Program,
    cells: Sequence[Cell],
    watched: Mapping[Cell, Watched],
    chance: random.Random,
    note: Callable[[Mapping[Cell, int]], None],
) -> None:
    """Look for two worlds, far apart, with all of these cells in their ranges; where none is, for half of them."""
    if not cells:
        return
    within = {cell: (watched[cell].low, watched[cell].high) for cell in cells}
    # Whole weights in the order of the cells: the same program has the same answer everywhere.
    weights = {cell: chance.randint(1, 9) * chance.choice((1, -1)) for cell in cells}
    world = program.solve(weights, within=within)
    if world is not None:
        note(world)
        other = program.solve({cell: -weight for cell, weight in weights.items()}, within=within)
        if other is not None:
            note(other)
    elif len(cells) > 1:
        half = len(cells) // 2
        _free_together(program, cells[:half], watched, chance, note)
        _free_together(program, cells[half:], watched, chance, note)


def _is_withheld_for_another(cell: Cell, world: Mapping[Cell, int], watched: Mapping[Cell, Watched]) -> bool:
    return not watched[cell].protects(world[cell]) and any(
        watched[other].protects(world[other]) for other in watched[cell].beside if other in world and other in watched
    )


def _left(
    program: _Program,
    cell: Cell,
    watched: Mapping[Cell, Watched],
    fewest: int,
    note: Callable[[Mapping[Cell, int]], None],
) -> tuple[int, ...] | None:
    """Return the few protected numbers that the cell could be; None where there are enough, or it could be another."""
    low, high = watched[cell].low, watched[cell].high
    lowest = program.solve({cell: 1}, within={cell: (low, high)})
    highest = program.solve({cell: -1}, within={cell: (low, high)})
    if program.is_undecided:
        return ()
    if lowest is None or highest is None:
        # It is known to need no protection.
        return None
    note(lowest)
    note(highest)
    left = {lowest[cell], highest[cell]}
    for number in range(lowest[cell] + 1, highest[cell]):
        if len(left) >= fewest:
            break
        if program.solve({}, within={cell: (number, number)}) is not None:
            left.add(number)
    if len(left) >= fewest:
        return None
    for other in sorted(watched[cell].beside, key=repr):
        for outside in ((0, low - 1), (high + 1, NO_LIMIT)):
            if other in program.limits and other in watched and outside[0] <= outside[1]:
                within = {cell: outside, other: (watched[other].low, watched[other].high)}
                if program.solve({}, within=within) is not None:
                    return None
    return tuple(sorted(left))


class _Program:
    """One connected part of what is known, as the solver has it."""

    def __init__(self, known: Known) -> None:
        # The solver and numpy stay away from every process that serves pages.
        import highspy
        import numpy

        self._known = known
        self._cells: Sequence[Cell] = sorted(known.limits, key=repr)
        self._place = {cell: place for place, cell in enumerate(self._cells)}
        self._columns = numpy.arange(len(self._cells), dtype=numpy.int32)
        self._array: Callable[..., Any] = numpy.array
        self._optimal = highspy.HighsModelStatus.kOptimal
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._cells), len(known.sums)
        program.col_cost_ = numpy.zeros(len(self._cells))
        program.col_lower_ = numpy.array([float(known.limits[cell][0]) for cell in self._cells])
        program.col_upper_ = numpy.array([float(known.limits[cell][1]) for cell in self._cells])
        program.row_lower_ = numpy.zeros(len(known.sums))
        program.row_upper_ = numpy.array([0.0 if one.exact else highspy.kHighsInf for one in known.sums])
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(self._cells)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts, index, value = [0], [], []
        for one in known.sums:
            for cell, times in _added(one.terms):
                index.append(self._place[cell])
                value.append(float(times))
            starts.append(len(index))
        program.a_matrix_.start_ = numpy.array(starts, dtype=numpy.int32)
        program.a_matrix_.index_ = numpy.array(index, dtype=numpy.int32)
        program.a_matrix_.value_ = numpy.array(value)
        self._solver = highspy.Highs()
        for name, given in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("time_limit", _SECONDS)):
            self._solver.setOptionValue(name, given)
        # The best answer and no other: counts are told apart by one.
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._solver.setOptionValue("mip_abs_gap", 0.0)
        self._solver.passModel(program)
        self._infeasible = highspy.HighsModelStatus.kInfeasible
        self.is_undecided = False

    @property
    def limits(self) -> Mapping[Cell, tuple[int, int]]:
        """Between which numbers each cell lies."""
        return self._known.limits

    def solve(
        self, weights: Mapping[Cell, int], *, within: Mapping[Cell, tuple[int, int]] | None = None
    ) -> dict[Cell, int] | None:
        """Return the possible world in which the weighted cells come to the least; None where there is none.

        ``within``: cells that are to lie between these numbers besides. Where the solver came to no end, or to a world
        that is none, ``is_undecided`` is set.
        """
        narrowed = {
            cell: (max(low, self.limits[cell][0]), min(high, self.limits[cell][1]))
            for cell, (low, high) in (within or {}).items()
        }
        if any(low > high for low, high in (*narrowed.values(), *self.limits.values())):
            return None
        costs = self._array([float(weights.get(cell, 0)) for cell in self._cells])
        self._solver.changeColsCost(len(self._cells), self._columns, costs)
        for cell, (low, high) in narrowed.items():
            self._bound(cell, low, high)
        self._solver.run()
        status = self._solver.getModelStatus()
        values = list(self._solver.getSolution().col_value) if status == self._optimal else []
        for cell in narrowed:
            self._bound(cell, *self.limits[cell])
        world = {cell: round(value) for cell, value in zip(self._cells, values, strict=False)}
        if status == self._optimal and self._known.is_kept(world):
            return world
        self.is_undecided = self.is_undecided or status != self._infeasible
        return None

    def _bound(self, cell: Cell, low: int, high: int) -> None:
        self._solver.changeColBounds(self._place[cell], float(low), float(high))


def _added(terms: Iterable[tuple[Cell, int]]) -> list[tuple[Cell, int]]:
    """A cell that stands in a sum twice counts once, with both."""
    times: dict[Cell, int] = {}
    for cell, count in terms:
        times[cell] = times.get(cell, 0) + count
    return list(times.items())


def _parts(known: Known, watched: Collection[Cell]) -> list[Known]:
    """Return what is known in parts that share no cell.

    A cell that is known to the last digit joins nothing: what it adds to a sum is the same in every world.
    """
    limits = {cell: known.limits.get(cell, (0, NO_LIMIT)) for one in known.sums for cell, _ in one.terms}
    limits |= known.limits
    owner: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        while owner.setdefault(cell, cell) != cell:
            owner[cell] = owner[owner[cell]]
            cell = owner[cell]
        return cell

    free = {cell for cell, (low, high) in limits.items() if low != high}
    for one in known.sums:
        for first, second in pairwise([cell for cell, _ in one.terms if cell in free]):
            owner[root(first)] = root(second)
    wanted = {root(cell) for cell in free}
    parts: dict[Cell, Known] = {each: Known() for each in wanted}
    for cell in limits:
        if cell in free and root(cell) in wanted:
            parts[root(cell)].limits[cell] = limits[cell]
    for one in known.sums:
        roots = {root(cell) for cell, _ in one.terms if cell in free} & wanted
        for each in roots:
            parts[each].sums.append(one)
            parts[each].limits |= {cell: limits[cell] for cell, _ in one.terms}
    # A watched cell that is known to the last digit, or contradicts itself, is a part of its own.
    for cell in watched:
        if cell not in free:
            parts[cell] = Known({cell: limits.get(cell, (0, NO_LIMIT))})
    # A sum without a free cell joins no part, and is looked at here.
    for one in known.sums:
        if not any(cell in free for cell, _ in one.terms) and not one.is_kept(
            {cell: limits[cell][0] for cell, _ in one.terms}
        ):
            raise Contradiction("a sum of numbers that are all told does not come out")
    return [parts[each] for each in sorted(parts, key=repr)]
