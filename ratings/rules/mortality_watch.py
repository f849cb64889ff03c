"""Mortality watched over time: whether deaths have been above those expected for longer than chance explains.

Each period adds the log-likelihood ratio of its deaths, O ln R - (R-1) E, to a sum that never falls below 0; where it
reaches the threshold there is an alert, and the sum begins again. It asks a question. It says nothing of why, and
never that deaths could have been avoided.
Source: Lucas (1985) for counts; Steiner and others (2000) and the mortality alerts of Imperial College for the use.
The sum is exact for any expected number above 0, so that no least number is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import fsum, isfinite

from ratings.rules.cusum import MonthWord, cusum, poisson_step

Number = Decimal | float | None


class WatchWord(StrEnum):
    """What is said of one period."""

    ALERT = "alert"
    NO_ALERT = "no alert"
    NO_VALUE = "no value"
    NO_EXPECTED = "no expected number"
    INVALID = "invalid"
    TOO_FEW = "too few periods"


@dataclass(frozen=True, slots=True)
class Figure:
    """Deaths of one period and how many were expected; None where nothing is known.

    ``joined``: from here on the figures are also those of another organisation (a merger).
    """

    observed: Number
    expected: Number
    joined: bool = False


@dataclass(frozen=True, slots=True)
class WatchedPeriod:
    """What one period added and what the sum came to; both None where the word says why there is none."""

    word: WatchWord
    step: float | None
    total: float | None
    joined: bool = False
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the sum that reached the threshold: the places at which it left 0 and crossed, and what it came to."""

    began: int
    crossed: int
    total: float


def watch_series(
    figures: Sequence[Figure],
    *,
    rate_ratio: float,
    threshold: float,
    known_before: Sequence[Figure] | None = None,
) -> tuple[WatchedPeriod, ...]:
    """Watch a series in time order, one figure for each period; a gap is a figure of None and None.

    A period without a usable figure leaves the sum as it was. After a merger the sum begins afresh. ``known_before``
    are the figures as they were known earlier, and marks those that were revised. Raises ValueError for a ratio that
    is not above 0 or is 1, or a threshold that is not above 0.
    """
    told = [_step(figure, rate_ratio) for figure in figures]
    months = cusum(
        [step for _, step in told],
        threshold=threshold,
        joined_at=[place for place, figure in enumerate(figures) if figure.joined],
    )
    others = _revised(figures, known_before)
    return tuple(
        WatchedPeriod(_WORDS.get(month.word, word), step, month.total, month.joined, revised)
        for (word, step), month, revised in zip(told, months, others, strict=True)
    )


def runs_of(periods: Sequence[WatchedPeriod]) -> tuple[Run, ...]:
    """Return every run of the sum that reached the threshold, in time order; no two of them share a period."""
    found: list[Run] = []
    began: int | None = None
    for place, period in enumerate(periods):
        if period.joined:
            began = None
        if period.total is None:
            continue
        if period.total > 0 and began is None:
            began = place
        if period.word is WatchWord.ALERT and began is not None:
            found.append(Run(began, place, period.total))
            began = None
        elif period.total == 0:
            began = None
    return tuple(found)


def expected_at_pooled_rate(counts: Mapping[str, tuple[Number, Number]]) -> dict[str, float | None]:
    """Return how many deaths each trust would have at the rate of all of them together, from deaths and patients.

    None where its number of patients is blank or no number; zero patients, or none who died anywhere, expect 0. The
    sums are exact whatever the order of the trusts.
    """
    usable = [
        (float(deaths), float(patients))
        for deaths, patients in counts.values()
        if deaths is not None and _is_count(deaths) and patients is not None and isfinite(patients) and patients > 0
    ]
    patients_in_all = fsum(patients for _, patients in usable)
    rate = fsum(deaths for deaths, _ in usable) / patients_in_all if patients_in_all else 0.0
    return {
        code: None if patients is None or not isfinite(patients) else float(patients) * rate
        for code, (_, patients) in counts.items()
    }


_WORDS = {
    MonthWord.ALERT: WatchWord.ALERT,
    MonthWord.NO_ALERT: WatchWord.NO_ALERT,
    MonthWord.TOO_FEW_MONTHS: WatchWord.TOO_FEW,
}


def _step(figure: Figure, rate_ratio: float) -> tuple[WatchWord, float | None]:
    """Return the word of a figure that cannot be used, or what it adds."""
    observed, expected = figure.observed, figure.expected
    if observed is None:
        return WatchWord.NO_VALUE, None
    if not _is_count(observed):
        return WatchWord.INVALID, None
    if expected is None or expected == 0:
        return WatchWord.NO_EXPECTED, None
    if not isfinite(expected) or expected < 0:
        return WatchWord.INVALID, None
    step = poisson_step(observed=int(observed), expected=float(expected), rate_ratio=rate_ratio)
    return WatchWord.NO_ALERT, step


def _is_count(number: Number) -> bool:
    return number is not None and isfinite(number) and number >= 0 and number == int(number)


def _revised(figures: Sequence[Figure], before: Iterable[Figure] | None) -> list[bool]:
    """Say of each period whether its figures are others than before; what lies after those known is no revision."""
    known = list(before or ())
    return [place < len(known) and not _same(figure, known[place]) for place, figure in enumerate(figures)]


def _same(one: Figure, other: Figure) -> bool:
    return all(
        left == right or (left != left and right != right)
        for left, right in ((one.observed, other.observed), (one.expected, other.expected))
    )
