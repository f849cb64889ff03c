"""False alarms counted: countries in which nothing is wrong, and how many flags the rules raise all the same.

    .venv/bin/python -m bench.false_alarms [--countries 200] [--trusts 160] [--indicators 150] [--seed 1]

Every country is made by chance from a seed, so that the same seed gives the same table. "Nominal" is the share of
flags that the threshold stands for: one-sided, 2.28% at z = 2 and 0.135% at z = 3. Made are:

- chance alone: all trusts have one rate, and counts are large; the flags are those of the adjusted z-score;
- ordinary differences: trusts also differ by about a seventh around that rate, beyond anything that matters; the
  flags of the plain z-score stand beside those of the adjusted one. Where the extremes are winsorised before the
  differences are estimated, these are taken for a little smaller than they are, and flags stay above nominal;
- rare events: fewer than four are expected of a trust; the square root's flags stand beside the exact tail's,
  which keeps to its rate or stays below, since counts come in steps;
- many comparisons: countries of chance alone in which anything at all remains after the correction for many
  comparisons, and, with one trust in a hundred truly far out, what share of the flags is false;
- months: sums of z-scores (CUSUM) that reach the threshold, and points outside limits made from 24 months (XmR).

Nothing is asserted here; tests hold the shares to bounds, with seeds of their own.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from ratings.rules.cusum import MonthWord
from ratings.rules.cusum_arrays import WORDS, cusum_arrays
from ratings.rules.exact_sums import Floats
from ratings.rules.indicator_arrays import ArrayComparison, compare_arrays
from ratings.rules.indicator_results import Method, Thresholds
from ratings.rules.indicator_settings import settings_in_force
from ratings.rules.multiplicity import by_chance
from ratings.rules.multiplicity_arrays import discovery_rates
from ratings.rules.rare_counts import chance_beyond, chance_of_so_many
from ratings.rules.special_causes import SpecialCause
from ratings.rules.xmr_arrays import BLANK, CAUSES, analyse_arrays

DIFFERENCES = 0.15
"""The standard deviation of trusts' rates where they differ ordinarily, on the scale of the logarithm."""

TRULY_OUT = 0.01
"""The share of comparisons that are truly far out where some are."""

Pair = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Flags:
    """How many of so many comparisons were flagged, and the share that the rule stands for (None: it has none)."""

    made: str
    rule: str
    flags: int
    comparisons: int
    nominal: float | None

    @property
    def share(self) -> float:
        """The share that was flagged."""
        return self.flags / self.comparisons if self.comparisons else 0.0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--countries", type=int, default=200)
    arguments.add_argument("--trusts", type=int, default=160)
    arguments.add_argument("--indicators", type=int, default=150)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    shape = (given.countries, given.indicators, given.trusts)
    random = np.random.default_rng(given.seed)
    table = [
        *(row for method in Method for row in chance_alone(random, method, shape)),
        *(row for method in Method for row in ordinary_differences(random, method, shape)),
        *rare_events(random, (1, given.indicators, given.trusts)),
        *many_comparisons(random, shape),
        *sums_over_months(random, (1000, 2000)),
        *points_outside(random, (24, 20_000)),
    ]
    print(f"{given.countries} countries of {given.indicators} indicators and {given.trusts} trusts, seed {given.seed}")
    print(f"{'made':44} {'rule':44} {'flags':>9} {'of':>11} {'share':>8} {'nominal':>8}")
    for row in table:
        nominal = "-" if row.nominal is None else f"{row.nominal:.3%}"
        print(f"{row.made:44} {row.rule:44} {row.flags:9,} {row.comparisons:11,} {row.share:8.3%} {nominal:>8}")
    for threshold in (2.0, 3.0):
        print(by_chance(given.indicators * given.trusts, threshold).explanation)
    return 0


def in_control(random: np.random.Generator, method: Method, shape: tuple[int, ...], differences: float = 0.0) -> Pair:
    """Figures of trusts that all have one rate, but for ordinary differences between them; no count is small."""
    rate = np.exp(random.normal(0, differences, size=shape)) if differences else np.ones(shape)
    if method is Method.PROPORTION:
        whole = random.integers(400, 4000, size=shape)
        return random.binomial(whole, np.clip(0.3 * rate, 0, 1)).astype(float), whole.astype(float)
    if method is Method.SURVEY_MEAN:
        errors = random.uniform(0.02, 0.1, size=shape)
        return random.normal(7 + np.log(rate), errors), errors
    expected = random.uniform(150, 2000, size=shape)
    if method is Method.RATIO_OF_COUNTS:
        return random.poisson(expected * rate).astype(float), random.poisson(2 * expected).astype(float)
    return random.poisson(expected * rate).astype(float), expected


def chance_alone(random: np.random.Generator, method: Method, shape: tuple[int, ...]) -> list[Flags]:
    """Flags of the adjusted z-score where trusts differ by chance alone."""
    found = compared(in_control(random, method, shape), method)
    return beyond(f"chance alone, {method.value}", "adjusted", found.adjusted_z)


def ordinary_differences(random: np.random.Generator, method: Method, shape: tuple[int, ...]) -> list[Flags]:
    """Flags of the plain and the adjusted z-score where trusts differ ordinarily."""
    found = compared(in_control(random, method, shape, DIFFERENCES), method)
    made = f"ordinary differences, {method.value}"
    return [*beyond(made, "plain", found.z), *beyond(made, "adjusted", found.adjusted_z)]


def rare_events(random: np.random.Generator, shape: tuple[int, ...]) -> list[Flags]:
    """Flags of the square root and of the exact tail where hardly anything is expected."""
    expected = random.uniform(0.05, 4, size=shape)
    counts = random.poisson(expected)
    made = "rare events, fewer than 4 expected"
    found = beyond(made, "square root,", 2 * (np.sqrt(counts) - np.sqrt(expected)))
    tails = np.array(
        [chance_of_so_many(c, e) for c, e in zip(counts.ravel().tolist(), expected.ravel().tolist(), strict=True)]
    )
    for threshold in thresholds():
        nominal = chance_beyond(threshold)
        found.append(
            Flags(made, f"exact tail as rare as z = {threshold:g}", int((tails <= nominal).sum()), tails.size, nominal)
        )
    return found


def many_comparisons(random: np.random.Generator, shape: tuple[int, ...]) -> list[Flags]:
    """Countries in which anything remains where nothing is wrong; and false ones among flags where something is."""
    rate = settings_in_force().false_discovery_rate.value
    anything = 0
    flags = {"z at 2 and beyond": [0, 0], "z at 3 and beyond": [0, 0], "remains after the correction": [0, 0]}
    for _ in range(shape[0]):
        z = compared(in_control(random, Method.PROPORTION, shape[1:]), Method.PROPORTION).adjusted_z
        anything += bool((discovery_rates(z) <= rate).any())
        truly = random.random(shape[1:]) < TRULY_OUT
        shifted = np.where(truly, z + random.uniform(3, 6, size=shape[1:]), z)
        for rule, flagged in zip(flags, (shifted >= 2, shifted >= 3, discovery_rates(shifted) <= rate), strict=True):
            flags[rule][0] += int((flagged & ~truly).sum())
            flags[rule][1] += int(flagged.sum())
    return [
        Flags("chance alone, whole countries", "anything remains after the correction", anything, shape[0], rate),
        *(
            Flags("one in a hundred truly out: false flags", rule, false, every, rate)
            for rule, (false, every) in flags.items()
        ),
    ]


def sums_over_months(random: np.random.Generator, shape: tuple[int, int]) -> list[Flags]:
    """Alerts of sums of z-scores in long series in control; nominal is one in the mean length of a run."""
    settings = settings_in_force()
    steps = random.normal(size=shape) - settings.cusum_allowance.value
    found = []
    for threshold, months in ((settings.cusum_threshold.value, 930), (4.0, 336)):
        words = cusum_arrays(steps, threshold=threshold).words
        alerts = int((words == WORDS.index(MonthWord.ALERT)).sum())
        found.append(Flags("months in control", f"sum at {threshold:g}, each month", alerts, words.size, 1 / months))
    return found


def points_outside(random: np.random.Generator, shape: tuple[int, int]) -> list[Flags]:
    """Points outside limits that come from the same 24 months; nominal is that of limits known for certain."""
    causes = analyse_arrays(random.normal(size=shape)).causes
    outside = np.isin(causes, [CAUSES.index(SpecialCause.ABOVE_LIMIT), CAUSES.index(SpecialCause.BELOW_LIMIT)])
    marked = (causes != CAUSES.index(SpecialCause.COMMON)) & (causes != BLANK)
    made = f"series of {shape[0]} months in control"
    return [
        Flags(made, "outside the limits, each point", int(outside.sum()), causes.size, 2 * chance_beyond(3.0)),
        # For the four rules together no rate was ever published.
        Flags(made, "any of the four rules, each point", int(marked.sum()), causes.size, None),
    ]


def compared(pair: Pair, method: Method) -> ArrayComparison:
    """The comparison by the settings in force."""
    settings = settings_in_force()
    return compare_arrays(
        *pair, method=method, thresholds=Thresholds(*thresholds()), share_treated=settings.share_treated.value
    )


def thresholds() -> tuple[float, float]:
    settings = settings_in_force()
    return settings.risk_z.value, settings.elevated_risk_z.value


def beyond(made: str, which: str, z: Floats) -> list[Flags]:
    """The flags at both thresholds."""
    return [
        Flags(
            made,
            f"{which} z at {threshold:g} and beyond",
            int((z >= threshold).sum()),
            z.size,
            chance_beyond(threshold),
        )
        for threshold in thresholds()
    ]


if __name__ == "__main__":
    sys.exit(main())
