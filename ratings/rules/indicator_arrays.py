"""Indicators of all trusts at once, as arrays: what `indicator_results` says of one indicator, for all of them.

An array's last axis is the trusts; the axes before it (indicators, months) are each compared on their own. The
formulas, words and thresholds are those of `indicator_results`, to which a test holds every one; sums do not
depend on the order of the trusts, nor on trusts that have no figures. numpy is imported here and nowhere else in
the rules, since it takes a page's process 0.2 seconds and 20 MB: import this module in workers and commands only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ratings.rules.exact_sums import Floats, exact_sums, sums_of_counts
from ratings.rules.indicator_results import (
    LARGEST_NUMBER,
    SMALLEST_NUMBER,
    Harm,
    Method,
    Result,
    Thresholds,
)

Truths = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]

RESULTS = tuple(Result)
"""A result's code is its place here."""

ROWS_AT_ONCE = 256
"""So many comparisons stay in the processor's cache while they are worked out."""


@dataclass(frozen=True, slots=True)
class ArrayComparison:
    """Every comparison of the arrays. Numbers are not-a-number where `results` says why there are none.

    `z`, `winsorised_z`, `adjusted_z` and `results` (codes, see `RESULTS`) have the shape of what was given;
    `phi`, `tau_squared` and `target` that of all axes but the last.
    """

    z: Floats
    winsorised_z: Floats
    adjusted_z: Floats
    phi: Floats
    tau_squared: Floats
    target: Floats
    results: Codes


def compare_arrays(
    numerators: Floats,
    denominators: Floats,
    *,
    method: Method,
    harm: Harm = Harm.HIGHER_IS_WORSE,
    thresholds: Thresholds,
    share_treated: float = 0.1,
    fewest_groups: int = 3,
) -> ArrayComparison:
    """Judge every trust against all trusts of its indicator and month.

    Not-a-number is a missing denominator, or a numerator that is none. Raises ValueError for arrays of unequal
    shape or without a trust, or a `share_treated` that is not from 0 up to below a half.
    """
    if numerators.shape != denominators.shape or not numerators.ndim or not numerators.shape[-1]:
        raise ValueError(f"numerators of shape {numerators.shape} for denominators of {denominators.shape}")
    if not 0 <= share_treated < 0.5:
        raise ValueError(f"the share treated at each end must lie from 0 up to below 0.5, not {share_treated}")
    shape = numerators.shape
    above, below = numerators.reshape(-1, shape[-1]), denominators.reshape(-1, shape[-1])
    of_units = [np.empty(above.shape) for _ in range(3)]
    of_rows = [np.empty(len(above)) for _ in range(3)]
    results = np.empty(above.shape, dtype=np.uint8)
    asked = _Asked(method, harm, thresholds, share_treated, fewest_groups)
    with np.errstate(all="ignore"):
        for start in range(0, len(above), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            _compare_rows(
                above[rows],
                below[rows],
                asked,
                [array[rows] for array in of_units],
                [array[rows] for array in of_rows],
                results[rows],
            )
    z, winsorised, adjusted = (array.reshape(shape) for array in of_units)
    phi, tau_squared, target = (array.reshape(shape[:-1]) for array in of_rows)
    return ArrayComparison(z, winsorised, adjusted, phi, tau_squared, target, results.reshape(shape))


def words(results: Codes) -> npt.NDArray[np.object_]:
    """The results as words, in the shape of their codes."""
    named: npt.NDArray[np.object_] = np.array([result.value for result in RESULTS], dtype=object)[results]
    return named


@dataclass(frozen=True, slots=True)
class _Asked:
    method: Method
    harm: Harm
    thresholds: Thresholds
    share_treated: float
    fewest_groups: int


def _compare_rows(
    numerators: Floats,
    denominators: Floats,
    asked: _Asked,
    of_units: list[Floats],
    of_rows: list[Floats],
    results: Codes,
) -> None:
    """Work out some rows, and write what comes of them into the arrays given."""
    why = _why_not(numerators, denominators, asked.method)
    usable = why == _USABLE
    whole = bool(usable.all())
    if not whole:
        numerators, denominators = np.where(usable, numerators, 0.0), np.where(usable, denominators, 0.0)
    count = usable.sum(axis=-1)
    y, error, target = _transformed(numerators, denominators, asked.method)
    away = np.subtract(y, target[:, np.newaxis], out=y)
    z = away / error
    variance = np.multiply(error, error, out=error)
    if not whole:
        z[~usable] = np.nan
    used, kept = _treated(z, count, asked)
    phi, tau_squared = _dispersion(used, variance, kept)
    adjusted = away / np.sqrt(variance + tau_squared[:, np.newaxis])
    results[...] = why
    _judge(results, usable, adjusted, asked)
    _unjudge(results, numerators, usable, count, kept, asked)
    dumb = results > RESULTS.index(Result.NO_EVIDENCE)
    if dumb.any():
        for array in (z, used, adjusted):
            array[dumb] = np.nan
        silent = dumb.all(axis=-1)
        for array in (phi, tau_squared, target):
            array[silent] = np.nan
    for written, array in zip(of_units, (z, used, adjusted), strict=True):
        written[...] = array
    for written, array in zip(of_rows, (phi, tau_squared, target), strict=True):
        written[...] = array


_USABLE = len(RESULTS)
_CODE = {result: np.uint8(code) for code, result in enumerate(RESULTS)}


def _why_not(numerators: Floats, denominators: Floats, method: Method) -> Codes:
    """Why each pair cannot be judged by itself, as `indicator_results.why_not` has it; _USABLE where it can."""
    sound = _are_counts(np.abs(numerators) if method is Method.SURVEY_MEAN else numerators)
    sound &= _are_counts(denominators)
    sound &= denominators != 0
    if method is Method.PROPORTION:
        sound &= numerators <= denominators
    elif method is Method.RATIO_LOG:
        sound &= numerators != 0
    why = np.full(numerators.shape, _USABLE, dtype=np.uint8)
    if sound.all():
        return why
    why[~sound] = _CODE[Result.INVALID]
    if method is Method.RATIO_LOG:
        why[(numerators == 0) & _are_counts(denominators)] = _CODE[Result.NOT_CALCULABLE]
    why[np.isnan(denominators) | (denominators == 0)] = _CODE[Result.NO_DENOMINATOR]
    return why


def _are_counts(numbers: Floats) -> Truths:
    small = numbers < SMALLEST_NUMBER
    found: Truths = numbers <= LARGEST_NUMBER
    if small.any():
        found &= ~small | (numbers == 0)
    return found


def _transformed(numerators: Floats, denominators: Floats, method: Method) -> tuple[Floats, Floats, Floats]:
    """Each pair's value and standard error on the transformed scale, and each row's target; see `z_scores`."""
    match method:
        case Method.RATIO_SQRT:
            return np.sqrt(numerators / denominators), 1 / (2 * np.sqrt(denominators)), np.ones(len(numerators))
        case Method.RATIO_LOG:
            return np.log(numerators / denominators), 1 / np.sqrt(denominators), np.zeros(len(numerators))
        case Method.PROPORTION:
            pooled = sums_of_counts(numerators) / sums_of_counts(denominators)
            y = np.arcsin(np.sqrt(numerators / denominators))
            return y, 1 / (2 * np.sqrt(denominators)), np.arcsin(np.sqrt(pooled))
        case Method.RATIO_OF_COUNTS:
            pooled = sums_of_counts(numerators) / sums_of_counts(denominators)
            above, below = numerators + 0.5, denominators + 0.5
            error = np.sqrt(numerators / (above * above) + denominators / (below * below))
            # Where nothing was counted there is no target; `_unjudge` takes those rows back.
            return np.log(above / below), error, np.log(np.where(pooled > 0, pooled, 1.0))
        case Method.SURVEY_MEAN:
            return numerators.copy(), denominators.copy(), _means(numerators, denominators > 0)


def _means(values: Floats, counted: Truths) -> Floats:
    """The mean of each row; see `process_limits.mean`."""
    count = counted.sum(axis=-1)
    near = exact_sums(values) / count
    taken = np.where(counted, -near[:, np.newaxis], 0.0)
    mean: Floats = near + exact_sums(np.concatenate([values, taken], axis=-1)) / count
    return mean


def _treated(z: Floats, count: npt.NDArray[np.intp], asked: _Asked) -> tuple[Floats, Truths]:
    """The z-scores that over-dispersion is estimated from, and which of them there are."""
    if asked.method is Method.RATIO_LOG:
        kept = _kept(z, count, asked.share_treated)
        return np.where(kept, z, np.nan), kept
    ordered = np.sort(z, axis=-1)
    lower, upper = (_quantile(ordered, count, share) for share in (asked.share_treated, 1 - asked.share_treated))
    used = np.maximum(z, lower)
    return np.minimum(used, upper, out=used), ~np.isnan(z)


def _quantile(ordered: Floats, count: npt.NDArray[np.intp], share: float) -> Floats:
    """The quantile of each row by R's type 7, as a column; the rows are in order, with not-a-number last."""
    position = (np.maximum(count, 1) - 1) * share
    below = np.floor(position)
    places = below.astype(np.intp)[:, np.newaxis]
    low = np.take_along_axis(ordered, places, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(places + 1, np.maximum(count, 1)[:, np.newaxis] - 1), axis=-1)
    found: Floats = low + (position - below)[:, np.newaxis] * (high - low)
    return found


def _kept(z: Floats, count: npt.NDArray[np.intp], share: float) -> Truths:
    """What truncation leaves, by mean ranks; see `overdispersion.truncate`."""
    if share == 0:
        return ~np.isnan(z)
    groups = 1 / share
    order = np.argsort(z, axis=-1)
    ordered = np.take_along_axis(z, order, axis=-1)
    places = np.arange(z.shape[-1])
    other = np.ones(z.shape, dtype=bool)
    other[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(other, places, 0), axis=-1)
    last_of = np.ones(z.shape, dtype=bool)
    last_of[:, :-1] = other[:, 1:]
    last = np.minimum.accumulate(np.where(last_of, places, z.shape[-1])[:, ::-1], axis=-1)[:, ::-1]
    parts = np.floor((first + last + 2) / 2 * groups / (count + 1)[:, np.newaxis])
    middle = (parts > 0) & (parts < groups - 1)
    # Not half a unit at either end; see `overdispersion`.
    middle |= (share * (count + 1) < 0.5)[:, np.newaxis]
    middle &= ~np.isnan(ordered)
    kept = np.empty_like(middle)
    np.put_along_axis(kept, order, middle, axis=-1)
    return kept


def _dispersion(used: Floats, variance: Floats, kept: Truths) -> tuple[Floats, Floats]:
    """phi and tau squared of each row; see `overdispersion`."""
    count = kept.sum(axis=-1)
    squares, weights = used * used, 1 / variance
    if not kept.all():
        squares[~kept] = 0.0
        weights[~kept] = 0.0
    phi = exact_sums(squares) / count
    total = exact_sums(weights)
    weights *= total[:, np.newaxis] - weights
    effective = exact_sums(weights) / total
    excess = count * phi - (count - 1)
    return phi, np.where((excess > 0) & (effective > 0), excess / effective, 0.0)


def _judge(results: Codes, usable: Truths, adjusted: Floats, asked: _Asked) -> None:
    harmful = adjusted if asked.harm.sign > 0 else -adjusted
    # The codes of the levels follow each other, the worst first.
    level = _CODE[Result.NO_EVIDENCE] - (harmful >= asked.thresholds.risk).view(np.uint8)
    level -= (harmful >= asked.thresholds.elevated_risk).view(np.uint8)
    np.copyto(results, level, where=usable)


def _unjudge(
    results: Codes, numerators: Floats, usable: Truths, count: npt.NDArray[np.intp], kept: Truths, asked: _Asked
) -> None:
    """Take back what was said in rows where too few trusts can be compared, or the target is the log of 0."""
    if asked.method is Method.RATIO_OF_COUNTS:
        nothing = ~(numerators != 0).any(axis=-1)
        if nothing.any():
            results[usable & nothing[:, np.newaxis]] = _CODE[Result.NOT_CALCULABLE]
    few = (count < asked.fewest_groups) | ~kept.any(axis=-1)
    if few.any():
        results[usable & few[:, np.newaxis]] = _CODE[Result.TOO_FEW_GROUPS]
