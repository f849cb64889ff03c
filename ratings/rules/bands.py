"""A trust's score, proportion and band for priority of inspection, from the words of its indicators.

Score: 1 for each risk and 2 for each elevated risk, of 2 for each indicator that applies. Sources: CQC's Intelligent
Monitoring reports from October 2013 (University Hospitals Bristol: "3 out of a possible 162", band 6); that a trust in
special measures is in band 1 whatever its score (Queen Elizabeth King's Lynn, 2013), and that "Recently inspected"
stands in place of a band. The cut-offs were never published: they are a named setting (`band_settings`).
A band says where to look first. It was no good guide to ratings (Griffiths and others, 2016), and is no judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from math import ceil

from ratings.rules.judging import Word

HIGHEST_PRIORITY = 1
LOWEST_PRIORITY = 6
_FOUR_PLACES = Decimal("0.0001")


class BandStanding(StrEnum):
    """What stands where a band is asked for."""

    BANDED = "banded"
    RECENTLY_INSPECTED = "recently_inspected"
    SPECIAL_MEASURES = "special_measures"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class Score:
    """How many indicators raised a question, of how many that apply."""

    risks: int
    elevated: int
    applicable: int

    @property
    def score(self) -> int:
        """1 for each risk and 2 for each elevated risk."""
        return self.risks + 2 * self.elevated

    @property
    def maximum(self) -> int:
        """What the score would be if every indicator were an elevated risk."""
        return 2 * self.applicable

    @property
    def proportion(self) -> Decimal | None:
        """The score in percent of its maximum, exact as a fraction would be to 28 digits; None where none applies."""
        return Decimal(100 * self.score) / Decimal(self.maximum) if self.applicable else None

    @property
    def shown_proportion(self) -> Decimal | None:
        """The same with four places, as it is kept."""
        exact = self.proportion
        return None if exact is None else exact.quantize(_FOUR_PLACES, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Banded:
    """What stands of a trust: its score, and a band or what stands in its place."""

    score: Score
    standing: BandStanding
    band: int | None


def scored(words: Iterable[Word]) -> Score:
    """Add up the words of a trust's indicators; those that do not apply, or have no figure, are left out."""
    counted = [word for word in words if word.counts]
    return Score(counted.count(Word.RISK), counted.count(Word.ELEVATED_RISK), len(counted))


def band_of(score: Score, cut_offs: Sequence[Decimal]) -> int | None:
    """Return the band, 1 where to look first to 6; a proportion at a cut-off reaches it. None where nothing applies.

    ``cut_offs`` are five percentages, falling. The comparison is of whole numbers, so that no rounding decides.
    """
    if not score.applicable:
        return None
    reached = (place for place, cut_off in enumerate(cut_offs, 1) if 100 * score.score >= cut_off * score.maximum)
    return next(reached, LOWEST_PRIORITY)


def banded(
    score: Score,
    cut_offs: Sequence[Decimal],
    *,
    fewest_applicable: int,
    recently_inspected: bool = False,
    special_measures: bool = False,
) -> Banded:
    """Return what stands of a trust. Special measures come before all else, then a recent inspection."""
    if special_measures:
        return Banded(score, BandStanding.SPECIAL_MEASURES, HIGHEST_PRIORITY)
    if recently_inspected:
        return Banded(score, BandStanding.RECENTLY_INSPECTED, None)
    if score.applicable < fewest_applicable:
        return Banded(score, BandStanding.NOT_ENOUGH, None)
    return Banded(score, BandStanding.BANDED, band_of(score, cut_offs))


def score_needed(applicable: int, cut_off: Decimal) -> int:
    """Return the least score that reaches a cut-off with so many indicators: what would change a band."""
    return ceil(cut_off * 2 * applicable / 100)
