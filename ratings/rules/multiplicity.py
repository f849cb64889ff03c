"""Many comparisons at once: how many flags chance alone brings, and which remain when that is allowed for.

150 indicators of 160 trusts are 24,000 comparisons. With nothing wrong anywhere, z-scores of 2 and more are
one in 44 of them: some 546 flags. So beside the plain thresholds, which decide what is looked at, stands a
second mark: whether the flag still stands when of all such flags no more than a stated share may be false.
Source: Benjamini and Hochberg (1995); for providers of health care, Jones, Ohlssen and Spiegelhalter (2008).
The procedure holds for independent comparisons and for such as rise and fall together; comparisons with one
common target lean against each other only slightly (by one part in the number of trusts).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ratings.rules.rare_counts import chance_beyond


@dataclass(frozen=True, slots=True)
class Flagged:
    """One comparison: `chance` (its one-sided probability), `q`, and whether it remains at the rate asked for.

    `q` is the smallest rate of false discovery at which the comparison would remain. All are None where there
    was nothing to compare.
    """

    chance: float | None
    q: float | None
    remains: bool | None


@dataclass(frozen=True, slots=True)
class ByChance:
    """What chance alone brings at a threshold: how many comparisons, their share beyond it, and how many that is."""

    comparisons: int
    threshold: float
    share: float

    @property
    def flags(self) -> float:
        """How many flags are to be expected where nothing is wrong anywhere."""
        return self.comparisons * self.share

    @property
    def explanation(self) -> str:
        """The same in a sentence, to stand beside any count of flags."""
        return (
            f"Of {self.comparisons:,} comparisons, about {self.flags:,.0f} lie at z = {self.threshold:g} or beyond "
            f"by chance alone ({self.share:.2%} of them), even where nothing is wrong anywhere."
        )


def by_chance(comparisons: int, threshold: float) -> ByChance:
    """What is to be expected at a threshold in z, one-sided. Raises ValueError for a negative number."""
    if comparisons < 0:
        raise ValueError(f"there cannot be {comparisons} comparisons")
    return ByChance(comparisons, threshold, chance_beyond(threshold))


def false_discoveries(harmful_z: Sequence[float | None], *, rate: float) -> tuple[Flagged, ...]:
    """Say of each z-score, positive where it is worse, whether it remains at this rate of false discovery.

    None is a comparison that was not made, and counts for nothing. The order does not matter. Raises
    ValueError for a rate that is not between 0 and 1.
    """
    chances = [None if z is None else chance_beyond(z) for z in harmful_z]
    return remaining(chances, rate=rate)


def remaining(chances: Sequence[float | None], *, rate: float) -> tuple[Flagged, ...]:
    """The same of one-sided probabilities, so that exact tails of rare counts stand beside z-scores.

    Raises ValueError for a rate that is not between 0 and 1, or a probability outside 0 to 1.
    """
    if not 0 < rate < 1:
        raise ValueError(f"a rate of false discovery lies between 0 and 1, not {rate}")
    made = sorted(chance for chance in chances if chance is not None)
    # Written so that a probability that is no number is refused too.
    if not all(0 <= chance <= 1 for chance in made):
        raise ValueError("a probability lies from 0 to 1")
    smallest: dict[float, float] = {}
    q = 1.0
    for rank in range(len(made), 0, -1):
        q = min(q, made[rank - 1] * (len(made) / rank))
        # Of ties the highest rank comes first, and all of them have its q.
        smallest.setdefault(made[rank - 1], q)
    return tuple(
        Flagged(None, None, None) if chance is None else Flagged(chance, smallest[chance], smallest[chance] <= rate)
        for chance in chances
    )
