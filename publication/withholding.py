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
_STEPS = 6
_LOOKED_AT = 300


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
    while True:
        reader = _Reader([*earlier, Told(counts, shown, known, rules, open_cells)])
        in_danger = [cell for cell in reader.protected if not reader.is_safe(cell)]
        if not in_danger:
            return shown
        progress = False
        for cell in in_danger:
            if progress and reader.is_safe(cell):
                continue
            further = _next_to_withhold(cell[:-1], counts, shown, every, open_cells)
            if further is not None:
                shown[further] = Held.SUPPRESSED
                reader.frees((*further, str(counts[further])), earlier)
                progress = True
        if not progress:
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
    of_cell: dict[Key, list[Relation]] = field(default_factory=dict)

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
                self.relations.append(renamed)
                for cell, _ in renamed.terms:
                    self.of_cell.setdefault(cell, []).append(renamed)

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
            if low <= other <= high:
                search = _Search(self, cell, other)
                if search.found():
                    return True
        return False


class _Search:
    """The search for one other world, by steps of one from the true one."""

    def __init__(self, reader: _Reader, cell: Key, other: int) -> None:
        self._reader = reader
        self._cell = cell
        self._other = other
        self._changed: dict[Key, int] = {cell: other}
        self._looked_at = 0

    def found(self) -> bool:
        """Say whether there is one in reach."""
        return self._go_on(_STEPS)

    def _go_on(self, steps: int) -> bool:
        self._looked_at += 1
        broken = self._broken()
        if broken is None:
            return self._could_be_ours()
        if not steps or self._looked_at > _LOOKED_AT:
            return False
        relation, rest = broken
        # The freest cells first: one that is withheld can be anything.
        terms = sorted(relation.terms, key=lambda term: (term[0] not in self._reader.withheld, term[0]))
        for cell, times in terms:
            if cell == self._cell:
                continue
            before = self._number(cell)
            after = before + (-times if rest > 0 else times)
            low, high = self._reader.limits[cell]
            if not low <= after <= high:
                continue
            self._changed[cell] = after
            if self._go_on(steps - 1):
                return True
            self._changed[cell] = before
        return False

    def _number(self, cell: Key) -> int:
        changed = self._changed.get(cell)
        return self._reader.world[cell] if changed is None else changed

    def _broken(self) -> tuple[Relation, int] | None:
        for cell in self._changed:
            for relation in self._reader.of_cell.get(cell, ()):
                rest = sum(self._number(key) * times for key, times in relation.terms)
                if rest < 0 or (relation.exact and rest):
                    return relation, rest
        return None

    def _could_be_ours(self) -> bool:
        """In a world where the cell is nought, another withheld cell must be small, or we would have withheld none."""
        reader, rules = self._reader, self._reader.protected[self._cell]
        if rules.hides(self._other):
            return True
        near = {cell for relation in reader.of_cell.get(self._cell, ()) for cell, _ in relation.terms}
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
