"""All indicators of all trusts, worked out anew after one arrival, beside the bare numpy arithmetic.

    .venv/bin/python -m bench.national_comparison [--trusts 160] [--indicators 150] [--months 24] [--rounds 9]

A trust sends the latest month and corrects an earlier one; then everything is worked out anew for every trust,
indicator and month: z-scores with over-dispersion and their words, sums over months (CUSUM), limits and special causes
(XmR), the rates of false discovery of the latest month, and the list of what changed. The bare arithmetic is the
formulas alone on the same arrays: no blanks, no words, no faults, sums in the order in which they stand, nothing
compared with what was known before. Both run in turn; of each the best round counts, in processor seconds.

What is asserted: ours takes at most three times the bare arithmetic. Ends with 1 where that is broken, or where
the two do not agree.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from ratings.rules.cusum_arrays import cusum_arrays
from ratings.rules.exact_sums import Floats
from ratings.rules.indicator_arrays import ArrayComparison, compare_arrays
from ratings.rules.indicator_results import Harm, Method, Thresholds
from ratings.rules.indicator_settings import settings_in_force
from ratings.rules.multiplicity_arrays import discovery_rates
from ratings.rules.xmr_arrays import analyse_arrays

TIMES_BARE = 3.0
SEED = 20_261_122
SHARES = {Method.PROPORTION: 0.4, Method.RATIO_SQRT: 0.25, Method.RATIO_OF_COUNTS: 0.2, Method.RATIO_LOG: 0.15}
"""How the indicators are divided among the methods."""

Arrays = dict[Method, tuple[Floats, Floats]]
"""For each method the numerators and denominators of its indicators: months, indicators, trusts."""


@dataclass
class Results:
    """Everything that is known after an arrival, by method."""

    compared: dict[Method, ArrayComparison]
    sums: dict[Method, Floats]
    causes: dict[Method, np.ndarray]
    q: Floats


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trusts", type=int, default=160)
    arguments.add_argument("--indicators", type=int, default=150)
    arguments.add_argument("--months", type=int, default=24)
    arguments.add_argument("--rounds", type=int, default=9)
    given = arguments.parse_args()
    country = made(given.months, given.indicators, given.trusts)
    known = work_out(country)
    times: dict[str, list[float]] = {"bare numpy": [], "ours, one arrival": [], "ours, one month in 50 blank": []}
    changes = 0
    for turn in range(given.rounds):
        arrive(country, turn)
        times["bare numpy"].append(seconds(lambda: bare(country)))
        holder: list[int] = []
        times["ours, one arrival"].append(seconds(lambda: holder.append(fresh(country, known))))  # noqa: B023
        changes = holder[0]
        gaps = with_blanks(country, turn)
        times["ours, one month in 50 blank"].append(seconds(lambda: work_out(gaps)))  # noqa: B023
    best = {name: min(each) for name, each in times.items()}
    print(
        f"{given.trusts} trusts, {given.indicators} indicators, {given.months} months; "
        f"load {os.getloadavg()[0]:.1f}; {changes:,} results of the last arrival are others than before"
    )
    for name, taken in best.items():
        print(f"  {name:30} {taken * 1000:8.1f} ms   {taken / best['bare numpy']:5.2f} times bare")
    broken = disagreement(country)
    if best["ours, one arrival"] > TIMES_BARE * best["bare numpy"]:
        broken.append(f"ours takes {best['ours, one arrival'] / best['bare numpy']:.2f} times the bare arithmetic")
    for sentence in broken:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    return 1 if broken else 0


def made(months: int, indicators: int, trusts: int) -> Arrays:
    """A country in which trusts differ by more than chance, with nothing missing."""
    random = np.random.default_rng(SEED)
    country: Arrays = {}
    for method, share in SHARES.items():
        shape = (months, max(1, round(indicators * share)), trusts)
        size = random.integers(200, 4000, size=shape).astype(float)
        rate = 0.1 * np.exp(random.normal(0, 0.1, size=(1, *shape[1:])))
        happened = random.binomial(size.astype(int), rate).astype(float)
        expected = size * 0.1 if method in (Method.RATIO_SQRT, Method.RATIO_LOG) else size
        country[method] = happened + 1, expected + 1
    return country


def arrive(country: Arrays, turn: int) -> None:
    """One trust sends its latest month, and corrects an earlier one."""
    random = np.random.default_rng(turn)
    for numerators, denominators in country.values():
        trust = turn % denominators.shape[-1]
        for month in (-1, turn % len(denominators)):
            most = denominators[month, :, trust]
            numerators[month, :, trust] = np.minimum(
                np.maximum(1, np.round(numerators[month, :, trust] * random.uniform(0.9, 1.2))), most
            )


def with_blanks(country: Arrays, turn: int) -> Arrays:
    """The same country, where one trust in fifty sent nothing for a month."""
    random = np.random.default_rng(turn)
    return {
        method: (np.where(random.random(above.shape) < 0.02, np.nan, above), below)
        for method, (above, below) in country.items()
    }


def fresh(country: Arrays, known: Results) -> int:
    """Work everything out, and how many results are others than were known; they are known from then on."""
    now = work_out(country)
    changed = 0
    for method in country:
        changed += int((now.compared[method].results != known.compared[method].results).sum())
        changed += int((now.causes[method] != known.causes[method]).sum())
    known.compared, known.sums, known.causes, known.q = now.compared, now.sums, now.causes, now.q
    return changed


def work_out(country: Arrays) -> Results:
    """Every result of every trust, indicator and month."""
    settings = settings_in_force()
    thresholds = Thresholds(settings.risk_z.value, settings.elevated_risk_z.value)
    compared, sums, causes = {}, {}, {}
    for method, (above, below) in country.items():
        found = compare_arrays(
            above,
            below,
            method=method,
            harm=Harm.HIGHER_IS_WORSE,
            thresholds=thresholds,
            share_treated=settings.share_treated.value,
            fewest_groups=int(settings.fewest_groups.value),
        )
        compared[method] = found
        steps = found.adjusted_z - settings.cusum_allowance.value
        sums[method] = cusum_arrays(steps, threshold=settings.cusum_threshold.value).totals
        causes[method] = analyse_arrays(above / below, fix_after_n_points=12).causes
    latest = np.concatenate([found.adjusted_z[-1].ravel() for found in compared.values()])
    return Results(compared, sums, causes, discovery_rates(latest))


def bare(country: Arrays) -> dict[Method, tuple[np.ndarray, ...]]:
    """The formulas alone."""
    done = {}
    latest = []
    for method, (above, below) in country.items():
        z, s, away = bare_z(above, below, method)
        count = z.shape[-1]
        if method is Method.RATIO_LOG:
            ranks = np.argsort(np.argsort(z, axis=-1), axis=-1) + 1
            part = np.floor(ranks * 10 / (count + 1))
            kept = (part > 0) & (part < 9)
            count = kept.sum(axis=-1)
            phi = (z * z * kept).sum(axis=-1) / count
            weights = kept / s**2
        else:
            ordered = np.sort(z, axis=-1)
            place = (count - 1) * 0.1
            low, high = int(place), int((count - 1) * 0.9)
            bottom = ordered[..., low] + (place - low) * (ordered[..., low + 1] - ordered[..., low])
            top = ordered[..., high] + ((count - 1) * 0.9 - high) * (ordered[..., high + 1] - ordered[..., high])
            used = np.clip(z, bottom[..., None], top[..., None])
            phi = (used * used).sum(axis=-1) / count
            weights = 1 / s**2
        total = weights.sum(axis=-1)
        tau_squared = np.maximum(0, (count * phi - (count - 1)) / (total - (weights**2).sum(axis=-1) / total))
        adjusted = away / np.sqrt(s**2 + tau_squared[..., None])
        level = (adjusted >= 2).astype(np.uint8) + (adjusted >= 3)
        done[method] = adjusted, level, bare_sums(adjusted), *bare_xmr(above / below)
        latest.append(adjusted[-1].ravel())
    every = np.concatenate(latest)
    chances = np.sort(np.array([erfc(z / sqrt(2)) / 2 for z in every.tolist()]))
    np.minimum.accumulate((chances * len(chances) / np.arange(1, len(chances) + 1))[::-1])
    return done


def bare_z(above: Floats, below: Floats, method: Method) -> tuple[Floats, Floats, Floats]:
    if method is Method.PROPORTION:
        y, s = np.arcsin(np.sqrt(above / below)), 1 / (2 * np.sqrt(below))
        target = np.arcsin(np.sqrt(above.sum(axis=-1) / below.sum(axis=-1)))[..., None]
    elif method is Method.RATIO_SQRT:
        y, s, target = np.sqrt(above / below), 1 / (2 * np.sqrt(below)), 1.0
    elif method is Method.RATIO_LOG:
        y, s, target = np.log(above / below), 1 / np.sqrt(below), 0.0
    else:
        y = np.log((above + 0.5) / (below + 0.5))
        s = np.sqrt(above / (above + 0.5) ** 2 + below / (below + 0.5) ** 2)
        target = np.log(above.sum(axis=-1) / below.sum(axis=-1))[..., None]
    away = y - target
    return away / s, s, away


def bare_sums(z: Floats) -> Floats:
    totals = np.empty_like(z)
    total = np.zeros(z.shape[1:])
    for month in range(len(z)):
        total = np.maximum(0, total + z[month] - 0.5)
        totals[month] = total
        total = np.where(total >= 5, 0, total)
    return totals


def bare_xmr(values: Floats) -> tuple[np.ndarray, ...]:
    mean = values[:12].mean(axis=0)
    ranges = np.abs(np.diff(values[:12], axis=0))
    average = ranges.mean(axis=0)
    kept = ranges < 3.267 * average
    average = (ranges * kept).sum(axis=0) / kept.sum(axis=0)
    side = np.sign(values - mean)
    outside = np.abs(values - mean) > 2.66 * average
    near = ~outside & (np.abs(values - mean) > 2.66 * 2 / 3 * average)
    steps = np.sign(np.diff(values, axis=0))
    trend, shift, pair = (np.zeros(values.shape, dtype=bool) for _ in range(3))
    for start in range(len(values) - 6):
        trend[start : start + 7] |= np.abs(steps[start : start + 6].sum(axis=0)) == 6
        shift[start : start + 7] |= np.abs(side[start : start + 7].sum(axis=0)) == 7
    for start in range(len(values) - 2):
        found = (np.abs(side[start : start + 3].sum(axis=0)) == 3) & (near[start : start + 3].sum(axis=0) >= 2)
        pair[start : start + 3] |= near[start : start + 3] & found
    return outside, trend, pair, shift


def disagreement(country: Arrays) -> list[str]:
    """Where ours and the bare arithmetic do not come to the same."""
    ours, theirs = work_out(country), bare(country)
    broken = []
    for method, (adjusted, level, sums, *_) in theirs.items():
        if not np.allclose(ours.compared[method].adjusted_z, adjusted, rtol=1e-6, atol=1e-6):
            broken.append(f"{method.value}: the adjusted z-scores differ")
        if (2 - ours.compared[method].results.astype(int) != level).any():
            broken.append(f"{method.value}: the levels differ")
        if not np.allclose(ours.sums[method], sums, rtol=1e-6, atol=1e-6):
            broken.append(f"{method.value}: the sums over months differ")
    return broken


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
