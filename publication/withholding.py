"""Withholding further cells, so that none that is protected can be worked out from what is told.

A reader knows what is shown, what adds up to what (a trust is the sum of its hospitals, the resolved are those upheld
or not), the releases before, and how we withhold. A protected cell is safe when another world, with another number in
that cell, would have been told just the same. Such a world is looked for by steps of one; where none is found a further
cell is withheld and the search begins anew, so that what is called safe is safe, and now and then more is withheld than
need be. Source: domain rules 6.3 (differencing guard); the method is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from oversight.measures.disclosure import Held, Shown, SmallNumbers

Key = tuple[str, ...]
_NO_LIMIT = 10**9
_STEPS = 8
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Relation:
    """What readers know to add up: the cells, each taken +1 or -1 times, make nought; or, if not exact, no less."""

    terms: tuple[tuple[Key, int], ...]
    exact: bool = True

    @classmethod
    def adds_up(cls, whole: Key, parts: Iterable[Key]) -> Relation:
        """The whole is the sum of its parts."""
        return cls(((whole, -1), *((part, 1) for part in parts)))

    @classmethod
    def at_least(cls, whole: Key, parts: Iterable[Key]) -> Relation:
        """The parts together are no less than the whole."""
        return cls(((whole, -1), *((part, 1) for part in parts)), exact=False)

    def rest(self, world: Mapping[Key, int]) -> int:
        """What the terms come to in a world."""
        return sum(world[key] * times for key, times in self.terms)

    def is_kept(self, world: Mapping[Key, int]) -> bool:
        """Say whether it holds in a world."""
        rest = self.rest(world)
        return rest == 0 if self.exact else rest >= 0


@dataclass(frozen=True, slots=True)
class Told:
    """One release's cells: the true counts, what was told of them, and what adds up. ``open``: told as they are.

    A cell without anything told of it only joins others in a relation.
    """

    counts: Mapping[Key, int]
    shown: Mapping[Key, Shown]
    relations: Sequence[Relation]
    rules: SmallNumbers
    open: frozenset[Key] = frozenset()


def withhold(
    counts: Mapping[Key, int],
    relations: Sequence[Relation],
    rules: SmallNumbers,
    *,
    open_cells: frozenset[Key] = frozenset(),
    held: Mapping[Key, Held] | None = None,
    earlier: Sequence[Told] = (),
) -> dict[Key, Shown]:
    """Return what may be told of each cell: open ones as they are, the others by the rules and so that none gives away.

    ``held`` are cells that are withheld whatever they count. ``earlier`` is what the public holds already; a cell of it
    with the same key and count is taken for known to be the same. A relation that does not hold is no knowledge.
    """
    shown: dict[Key, Shown] = {
        key: count if key in open_cells else (held or {}).get(key) or rules.shown(count)
        for key, count in counts.items()
    }
    if not rules.secondary:
        return shown
    known = [relation for relation in relations if all(key in counts for key, _ in relation.terms)]
    known = [relation for relation in known if relation.is_kept(counts)]
    every = [*known, *(relation for one in earlier for relation in one.relations)]
    reader = _Reader([*earlier, Told(counts, shown, known, rules, open_cells)])
    in_danger, at_once = list(reader.protected), 1
    # A cell once found safe stays so: the other world that was found for it is told alike when less is told.
    while in_danger:
        still: list[Key] = []
        for cell in in_danger:
            if reader.is_safe(cell):
                continue
            for _ in range(at_once):
                further = _next_to_withhold(cell[:-1], counts, shown, every, open_cells)
                if further is None:
                    break
                shown[further] = Held.SUPPRESSED
                reader.frees((*further, str(counts[further])), earlier)
                # Where nothing in reach is left to withhold, no more can be done for the cell.
                if still[-1:] != [cell]:
                    still.append(cell)
        in_danger = still
        at_once *= 2
    return shown


@dataclass(slots=True)
class _Reader:
    """What somebody knows who has read all that was told; a cell of two releases with one count is one cell."""

    told: Sequence[Told]
    world: dict[Key, int] = field(default_factory=dict)
    limits: dict[Key, tuple[int, int]] = field(default_factory=dict)
    protected: dict[Key, SmallNumbers] = field(default_factory=dict)
    withheld: set[Key] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)
    # What each relation comes to in the true world, and by cell the places of its relations and how it counts there.
    rests: list[int] = field(default_factory=list)
    of_cell: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.told:
            named = {key: (*key, str(count)) for key, count in one.counts.items()}
            for key, count in one.counts.items():
                cell, told = named[key], one.shown.get(key)
                self.world[cell] = count
                low, high = self.limits.get(cell, (0, _NO_LIMIT))
                lowest, highest = _limits(one, key)
                self.limits[cell] = max(low, lowest), min(high, highest)
                if isinstance(told, Held):
                    self.withheld.add(cell)
                    if one.rules.hides(count):
                        self.protected[cell] = one.rules
            for relation in one.relations:
                renamed = Relation(tuple((named[key], times) for key, times in relation.terms), relation.exact)
                for cell, times in renamed.terms:
                    self.of_cell.setdefault(cell, []).append((len(self.relations), times))
                self.relations.append(renamed)
                self.rests.append(renamed.rest(self.world))

    def frees(self, cell: Key, earlier: Sequence[Told]) -> None:
        """A further cell is withheld: only what was told of it before still limits it."""
        low, high = 0, _NO_LIMIT
        for one in earlier:
            if one.counts.get(cell[:-1]) == self.world[cell]:
                lowest, highest = _limits(one, cell[:-1])
                low, high = max(low, lowest), min(high, highest)
        self.limits[cell] = low, high
        self.withheld.add(cell)

    def is_safe(self, cell: Key) -> bool:
        """Say whether another number might stand in the cell for all that a reader knows."""
        rules = self.protected[cell]
        low, high = self.limits[cell]
        low, high = max(low, 0), min(high, rules.hidden_to)
        for step in (1, -1):
            other = self.world[cell] + step
            if low <= other <= high and _Search(self, cell, step).found():
                return True
        return False


class _Search:
    """The search for one other world, by steps of one from the true one."""

    def __init__(self, reader: _Reader, cell: Key, step: int) -> None:
        self._reader = reader
        self._cell = cell
        self._moved: dict[Key, int] = {}
        self._rests: dict[int, int] = {}
        # The places of relations that do not hold at present, in the order in which they broke.
        self._broken: dict[int, None] = {}
        self._looked_at = 0
        self._move(cell, step)

    def found(self) -> bool:
        """Say whether there is one in reach."""
        return self._go_on(_STEPS)

    def _go_on(self, steps: int) -> bool:
        self._looked_at += 1
        place = next(iter(self._broken), None)
        if place is None:
            return self._could_be_ours()
        if not steps or self._looked_at > _LOOKED_AT:
            return False
        for cell, step in self._ways_to_mend(place):
            self._move(cell, step)
            if self._go_on(steps - 1):
                return True
            self._move(cell, -step)
        return False

    def _ways_to_mend(self, place: int) -> list[tuple[Key, int]]:
        """The steps that mend a relation: first those that leave the fewest others broken, then the freest cells."""
        reader, ways = self._reader, []
        too_much = self._rests[place] > 0
        for cell, times in reader.relations[place].terms:
            if cell == self._cell:
                continue
            step = -times if too_much else times
            low, high = reader.limits[cell]
            if low <= self._number(cell) + step <= high:
                ways.append((self._broken_by(cell, step), cell not in reader.withheld, cell, step))
        return [(cell, step) for _, _, cell, step in sorted(ways)]

    def _broken_by(self, cell: Key, step: int) -> int:
        """How many more relations would be broken after a step than before; below nought where it mends some."""
        more = 0
        for place, times in self._reader.of_cell.get(cell, ()):
            rest = self._rests.get(place, self._reader.rests[place]) + times * step
            is_broken = rest < 0 or bool(rest and self._reader.relations[place].exact)
            more += is_broken - (place in self._broken)
        return more

    def _move(self, cell: Key, step: int) -> None:
        self._moved[cell] = self._moved.get(cell, 0) + step
        for place, times in self._reader.of_cell.get(cell, ()):
            rest = self._rests.get(place, self._reader.rests[place]) + times * step
            self._rests[place] = rest
            if rest < 0 or (rest and self._reader.relations[place].exact):
                self._broken[place] = None
            else:
                self._broken.pop(place, None)

    def _number(self, cell: Key) -> int:
        return self._reader.world[cell] + self._moved.get(cell, 0)

    def _could_be_ours(self) -> bool:
        """In a world where the cell is nought, another withheld cell must be small, or we would have withheld none."""
        reader, rules = self._reader, self._reader.protected[self._cell]
        if rules.hides(self._number(self._cell)):
            return True
        near = {cell for place, _ in reader.of_cell.get(self._cell, ()) for cell, _ in reader.relations[place].terms}
        return any(cell != self._cell and cell in reader.withheld and rules.hides(self._number(cell)) for cell in near)


def _limits(told: Told, key: Key) -> tuple[int, int]:
    shown = told.shown.get(key)
    if shown is None or isinstance(shown, Held):
        return 0, _NO_LIMIT
    return (shown, shown) if key in told.open else told.rules.could_be(shown)


def _next_to_withhold(
    cell: Key,
    counts: Mapping[Key, int],
    shown: Mapping[Key, Shown],
    relations: Sequence[Relation],
    open_cells: frozenset[Key],
) -> Key | None:
    """Return the cell nearest to one in danger that can still be withheld; the smallest of those, noughts last."""
    reached, near = {cell}, {cell}
    while near:
        beside = {
            key for relation in relations if any(key in near for key, _ in relation.terms) for key, _ in relation.terms
        }
        can_be = [key for key in beside if key in shown and key not in open_cells and not isinstance(shown[key], Held)]
        if can_be:
            return min(can_be, key=lambda key: (counts[key] == 0, counts[key], key))
        near = beside - reached
        reached |= near
    return None
