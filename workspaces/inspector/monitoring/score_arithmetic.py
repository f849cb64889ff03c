"""A trust's score written out, why it gives the band, and what would change the band: pure functions of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from oversight.wording import write_count, write_number, write_percent
from ratings.models import Standing
from ratings.rules.bands import LOWEST_PRIORITY, Score, band_of, score_needed
from workspaces.inspector.monitoring.settings_shown import write_cut_off


@dataclass(frozen=True, slots=True)
class Step:
    """Another band, the score at which it begins or ends, and by how much the score would have to change."""

    band: int
    score: int
    change: int
    text: str


def write_score(score: Score) -> str:
    """Return ``1 × 3 risks + 2 × 1 elevated risk = 5, of 2 × 81 applicable indicators = 162 at most: ...``."""
    said = (
        f"1 × {write_count(score.risks, 'risk')} + 2 × {write_count(score.elevated, 'elevated risk')} = "
        f"{write_number(score.score)}"
    )
    if not score.applicable:
        return f"{said}. No indicator applies, so there is no proportion."
    return (
        f"{said}, of 2 × {write_count(score.applicable, 'applicable indicator')} = {write_number(score.maximum)} "
        f"at most: {write_number(score.score)} ÷ {write_number(score.maximum)} = {write_percent(score.proportion, 2)}."
    )


def write_why(score: Score, standing: str, cut_offs: Sequence[Decimal]) -> str:
    """Say why the proportion gives the band, or what stands in place of the band and which one it would be."""
    by_score = band_of(score, cut_offs)
    if by_score is None or score.proportion is None:
        return "Without an applicable indicator there is no band."
    because = _because(by_score, cut_offs)
    if standing == Standing.BANDED:
        return f"Band {by_score}, because the proportion is {because}."
    if standing == Standing.SPECIAL_MEASURES:
        return (
            "Band 1, because the trust is in special measures, whatever its score. "
            f"By its score it would be in band {by_score}: the proportion is {because}."
        )
    if standing == Standing.RECENTLY_INSPECTED:
        return (
            "No band, because the trust was inspected recently. "
            f"By its score it would be in band {by_score}: the proportion is {because}."
        )
    return "No band, because too few indicators apply to it."


def steps(score: Score, cut_offs: Sequence[Decimal]) -> list[Step]:
    """Return what would move a trust to the next bands either way, with as many indicators applicable as now."""
    band = band_of(score, cut_offs)
    if band is None:
        return []
    found = []
    if band > 1:
        needed = score_needed(score.applicable, cut_offs[band - 2])
        reached = band_of_score(needed, score.applicable, cut_offs)
        if reached is not None and needed <= score.maximum:
            change = needed - score.score
            found.append(
                Step(
                    reached,
                    needed,
                    change,
                    f"Band {reached} from a score of {write_number(needed)}: {_more(change)}.",
                )
            )
    if band < LOWEST_PRIORITY:
        highest = score_needed(score.applicable, cut_offs[band - 1]) - 1
        left = band_of_score(highest, score.applicable, cut_offs)
        if left is not None and highest >= 0:
            change = highest - score.score
            found.append(
                Step(
                    left,
                    highest,
                    change,
                    f"Band {left} at a score of {write_number(highest)} or less: {_fewer(-change, score)}.",
                )
            )
    return found


def band_of_score(score: int, applicable: int, cut_offs: Sequence[Decimal]) -> int | None:
    """Return the band that a score would give with so many indicators."""
    return band_of(Score(score, 0, applicable), cut_offs)


def _because(band: int, cut_offs: Sequence[Decimal]) -> str:
    if band == 1:
        return f"{write_cut_off(cut_offs[0])} or more"
    if band == LOWEST_PRIORITY:
        return f"below {write_cut_off(cut_offs[-1])}"
    return f"at least {write_cut_off(cut_offs[band - 1])} and below {write_cut_off(cut_offs[band - 2])}"


def _more(points: int) -> str:
    if points == 1:
        return "1 point more, such as one new risk"
    elevated = write_count(ceil(points / 2), "new elevated risk")
    return f"{points} points more, such as {points} new risks or {elevated}"


def _fewer(points: int, score: Score) -> str:
    """So many points less, and how many flags would have to end for it at the least: elevated risks weigh twice."""
    ended = min(score.elevated, points // 2)
    left = points - 2 * ended
    # What is left over is one risk more, or one elevated risk where there is no risk.
    flags = ended + (left if score.risks >= left else ceil(left / 2))
    return f"{write_count(points, 'point')} fewer, for which at least {write_count(flags, 'flag')} would have to end"
