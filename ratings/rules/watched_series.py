"""A monthly series watched by XmR, with a word for each month where there can be no judgement.

`xmr.analyse` computes; here stands what may be said of it: a month without a figure, one that is no number, a
series that is too short to judge by, one that never moves, the month in which an organisation merged into another's
series, and the months whose figures were revised since they were last known.
Source: Making Data Count, as NHSRplotthedots computes it (29 September 2025); the words are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from ratings.rules.revisions import revised
from ratings.rules.special_causes import Direction, PointType, SpecialCause
from ratings.rules.xmr import FEWEST_POINTS, LARGEST_VALUE, analyse


class SeriesWord(StrEnum):
    """What is said of one month."""

    JUDGED = "judged"
    NO_VALUE = "no value"
    INVALID = "invalid"
    TOO_FEW_POINTS = "too few points"
    NO_LIMITS = "no limits"
    NO_VARIATION = "no variation"
    OVERLAPPING = "overlapping"


@dataclass(frozen=True, slots=True)
class WatchedMonth:
    """One month. `cause` and `kind` are None unless the word is `judged`.

    `joined`: here the series goes on with another organisation's figures, and limits start afresh. `revised`: the
    value is another than the one that was known before.
    """

    value: float | None
    word: SeriesWord
    cause: SpecialCause | None = None
    kind: PointType | None = None
    joined: bool = False
    revised: bool = False


def watch(
    values: Sequence[float | None],
    *,
    direction: Direction,
    joined_at: Sequence[int] = (),
    known_before: Sequence[float | None] | None = None,
    fix_after_n_points: int | None = None,
) -> tuple[WatchedMonth, ...]:
    """Judge every month of a series in time order; None is a month without a figure, nan one that is no number.

    At each place of `joined_at` limits start afresh, and each stretch between them is judged on its own: with fewer
    than 13 values it is too short, without two neighbouring values it has no limits, and with all its values equal
    it has nothing to judge by. Raises ValueError for a place outside the series, or limits fixed after fewer than 12.
    """
    usable = [value if value is not None and _is_number(value) else None for value in values]
    analysis = analyse(usable, direction=direction, fix_after_n_points=fix_after_n_points, rebase_at=joined_at)
    others = revised(values, known_before)
    months: list[WatchedMonth] = []
    for group in analysis.groups:
        word = _word_of([value for value in usable[group.start : group.stop] if value is not None])
        if word is SeriesWord.JUDGED and (group.limits is None or group.limits.spread is None):
            word = SeriesWord.NO_LIMITS
        for place in range(group.start, group.stop):
            point, value = analysis.points[place], values[place]
            own = word
            if usable[place] is None:
                own = SeriesWord.NO_VALUE if value is None else SeriesWord.INVALID
            judged = own is SeriesWord.JUDGED
            months.append(
                WatchedMonth(
                    usable[place],
                    own,
                    point.special_cause if judged else None,
                    point.point_type if judged else None,
                    joined=place in joined_at,
                    revised=others[place],
                )
            )
    return tuple(months)


def _word_of(present: Sequence[float]) -> SeriesWord:
    if len(present) < FEWEST_POINTS:
        return SeriesWord.TOO_FEW_POINTS
    return SeriesWord.NO_VARIATION if len(set(present)) == 1 else SeriesWord.JUDGED


def _is_number(value: float) -> bool:
    return isfinite(value) and abs(value) <= LARGEST_VALUE
