"""How a trust's figure lies among those of all trusts, in words: the finding, and the sentence that backs it. Pure.

Nobody is put first or last: what is said is the official word where trusts are compared by a rule, and else whether the
figure lies within the middle half of all. Every statement is of the unrounded values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from oversight.charts.figures import Figures
from oversight.wording import write_count, write_list, write_number

FEWEST_FOR_A_MIDDLE = 5
"""With fewer trusts than this, a middle half would be one or two of them."""


class Official(StrEnum):
    """The official words, in the order in which they are counted."""

    AS_EXPECTED = "as expected"
    BETTER = "better than expected"
    WORSE = "worse than expected"
    HIGHER = "higher than expected"
    LOWER = "lower than expected"


@dataclass(frozen=True, slots=True)
class Compared:
    """One trust in one period: its value, None where it has none; ``word`` is blank where it is not compared."""

    code: str
    name: str
    value: float | None
    word: str = ""

    @property
    def official(self) -> Official | None:
        """The official word, or None where there is none."""
        return Official(self.word) if self.word in set(Official) else None


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle half: at least half of ``count`` values lie from one end to the other, both included."""

    lower: float
    upper: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Middle | None:
        """Leave out a quarter at each end, rounded down; None where there are too few values."""
        if len(values) < FEWEST_FOR_A_MIDDLE:
            return None
        placed = sorted(values)
        aside = len(placed) // 4
        return cls(placed[aside], placed[-1 - aside], len(placed))

    def side(self, value: float) -> int:
        """-1 below it, 1 above it, 0 within it or at an end."""
        return (value > self.upper) - (value < self.lower)


@dataclass(frozen=True, slots=True)
class Among:
    """All trusts of a measure in one period. ``name`` is the measure's, ``period`` as people write it."""

    name: str
    period: str
    figures: Figures
    trusts: Sequence[Compared]

    @property
    def values(self) -> list[float]:
        """The values of those that have one."""
        return [one.value for one in self.trusts if one.value is not None]

    @property
    def middle(self) -> Middle | None:
        """Where the middle half of them lies."""
        return Middle.of(self.values)

    @property
    def counts(self) -> Counter[Official]:
        """How many trusts have each official word."""
        return Counter(one.official for one in self.trusts if one.official is not None)

    def headline(self) -> str:
        """Say how many are as expected, of how many; or where the middle half lies."""
        counts = self.counts
        if counts:
            expected, judged = counts[Official.AS_EXPECTED], counts.total()
            said = f"{write_number(expected)} of {write_count(judged, 'trust')} as expected"
        elif not self.values:
            said = "no figure yet"
        elif self.middle is None:
            said = f"{write_count(len(self.values), 'trust has', 'trusts have')} a figure"
        else:
            said = f"half of {write_count(self.middle.count, 'trust')} or more {self._from_to(self.middle)}"
        return f"{self.name}, {self.period}: {said}"

    def sentence(self) -> str:
        """Say how many trusts have which word, how far figures spread, and how many have none."""
        return " ".join(filter(None, (self._of_words(), self._of_spread(), self._of_missing())))

    def headline_of(self, code: str) -> str:
        """Say what is found of one trust: its official word, or its place to the middle half."""
        one = self._one(code)
        if one is None or one.value is None:
            return f"{self.name}, {self.period}: no figure to compare"
        value = self.figures.write(one.value)
        if one.official is not None:
            return f"{self.name}: {value} in {self.period}, {one.official}"
        middle = self.middle
        if middle is None:
            return f"{self.name}: {value} in {self.period}"
        place = {0: "within", 1: "above", -1: "below"}[middle.side(one.value)]
        return f"{self.name}: {value} in {self.period}, {place} the middle half of {write_count(middle.count, 'trust')}"

    def sentence_of(self, code: str) -> str:
        """Say what one trust's figure is and how it lies among all, then what is found of all."""
        one = self._one(code)
        if one is None or one.value is None:
            return " ".join(filter(None, ("This trust has no figure to compare.", self._of_words(), self._of_spread())))
        said = [self._place_of(one)]
        if one.official is not None:
            said.append(f"That is {one.official}.")
        return " ".join(filter(None, (*said, self._of_words(), self._of_missing())))

    def _one(self, code: str) -> Compared | None:
        return next((one for one in self.trusts if one.code == code), None)

    def _place_of(self, one: Compared) -> str:
        value = one.value or 0.0
        middle = self.middle
        if middle is None:
            return f"{one.name} has {self.figures.write(value)}."
        half = f"The middle half of {write_count(middle.count, 'trust')} {self._lies(middle)}, and it is"
        side = middle.side(value)
        if side == 0:
            return f"{one.name} has {self.figures.write(value)}. {half} within that."
        end, where = (middle.upper, "above") if side > 0 else (middle.lower, "below")
        own, edge = self.figures.write_apart(value, end)
        return f"{one.name} has {own}. {half} {where} that: {where} {edge}."

    def _lies(self, middle: Middle) -> str:
        lower, upper = self.figures.write(middle.lower), self.figures.write(middle.upper)
        return f"lies at {lower}" if lower == upper else f"lies from {lower} to {upper}"

    def _from_to(self, middle: Middle) -> str:
        lower, upper = self.figures.write(middle.lower), self.figures.write(middle.upper)
        return f"at {lower}" if lower == upper else f"from {lower} to {upper}"

    def _of_words(self) -> str:
        counts = self.counts
        if not counts:
            return ""
        judged = counts.total()
        each = [
            f"{write_number(counts[word])} {'is' if counts[word] == 1 else 'are'} {word}"
            for word in Official
            if counts[word]
        ]
        return f"Of {write_count(judged, 'trust')} compared, {write_list(each)}."

    def _of_spread(self) -> str:
        values = self.values
        if not values:
            return "No trust has a figure."
        low, high = self.figures.write(min(values)), self.figures.write(max(values))
        whole = f"All lie at {low}." if low == high else f"All lie from {low} to {high}."
        middle = self.middle
        half = "" if middle is None else f" Half of them or more lie {self._from_to(middle)}."
        return f"{write_count(len(values), 'trust has', 'trusts have')} a figure. {whole}{half}"

    def _of_missing(self) -> str:
        left = [one for one in self.trusts if one.value is not None and one.official is None] if self.counts else []
        none = len(self.trusts) - len(self.values)
        said = []
        if left:
            said.append(f"{write_count(len(left), 'trust has', 'trusts have')} a figure that is not compared.")
        if none:
            said.append(f"{write_count(none, 'trust has', 'trusts have')} no figure for that time; the table says why.")
        return " ".join(said)
