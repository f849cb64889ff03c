"""How long a plan's measure takes beside an ordinary chart of the same figures, and how often nothing is called a move.

Judging a measure with its trajectory, saying it and drawing it is set beside the XmR chart that other pages draw of the
same months: both pure Python, in one process, in turn, by processor time; the best of so many rounds. And series in
which nothing moves are judged, to see how many are said to have become better or worse all the same.

    .venv/bin/python -m bench.plan_measures
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

AT_MOST_TIMES = 3.0
MOST_FALSE = 0.10
MEASURES, MONTHS_BEFORE = 40, 24
SINCE = (3, 6, 7, 12)


def main() -> int:
    """Measure, print what was found, and return 1 where a bound is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--series", type=int, default=4000, help="series in which nothing moves, for each length")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    os.environ.setdefault("OVERSIGHT_TEST", "1")
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")

    import django

    django.setup()
    drawn = random.Random(given.seed)
    kept = [_time_beside(drawn, given.rounds), _nothing_moves(drawn, given.series)]
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if all(kept) else 1


def _series(drawn: random.Random, months: int) -> list[Decimal]:
    return [Decimal(round(drawn.gauss(50, 6))) / 10 for _ in range(months)]


def _time_beside(drawn: random.Random, rounds: int) -> bool:
    from oversight.charts.xmr_chart import xmr_chart
    from ratings.rules.monthly_series import XmrSeries
    from ratings.rules.months import months_after
    from ratings.rules.special_causes import Direction

    first = date(2024, 4, 1)
    many = [_series(drawn, 36) for _ in range(MEASURES)]

    def ours() -> None:
        for values in many:
            _told(values, MONTHS_BEFORE, draw=True)

    def ordinary() -> None:
        for values in many:
            by_month = {months_after(first, at): float(value) for at, value in enumerate(values)}
            series = XmrSeries.of(by_month, direction=Direction.DECREASE)
            xmr_chart(series, title_subject="Falls", unit="%", decimals=2)

    best = _best_of(rounds, ordinary, ours)
    times = best[1] / best[0]
    print(f"{MEASURES} measures of 36 months: an ordinary chart {1000 * best[0]:.1f} ms, with verdict and trajectory")
    print(f"{1000 * best[1]:.1f} ms: {times:.2f} times (at most {AT_MOST_TIMES:g})")
    return times <= AT_MOST_TIMES


def _best_of(rounds: int, *works: Callable[[], None]) -> list[float]:
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            began = time.process_time()
            work()
            best[at] = min(best[at], time.process_time() - began)
    return best


def _nothing_moves(drawn: random.Random, count: int) -> bool:
    """Judge series of chance alone, whose months know nothing of each other."""
    print(f"{count} series in which nothing moves, {MONTHS_BEFORE} months before the delivery:")
    print("months since | better | worse | not changed | too early")
    kept = True
    for since in SINCE:
        found = Counter(_told(_series(drawn, MONTHS_BEFORE + since), MONTHS_BEFORE, draw=False) for _ in range(count))
        shares = {word: found[word] / count for word in ("improved", "worse", "not_changed", "too_early")}
        print(f"{since:12} | " + " | ".join(f"{share:.1%}" for share in shares.values()))
        kept = kept and shares["improved"] <= MOST_FALSE and shares["worse"] <= MOST_FALSE
    print(f"(better and worse at most {MOST_FALSE:.0%} each)")
    return kept


def _told(values: Sequence[Decimal], before: int, *, draw: bool) -> str:
    from oversight.measures.defining import definition
    from oversight.measures.periods import Grain, Period
    from ratings.plans.content import MeasureContent, PeriodValue
    from ratings.plans.measured_chart import chart_of
    from ratings.plans.measured_series import MeasuredPoint, Told
    from ratings.plans.measured_words import Series, say
    from ratings.rules.plan_progress import ProgressPoint, judge_progress
    from ratings.rules.plan_progress_settings import progress_settings_held
    from ratings.rules.plan_trajectory import Expected
    from ratings.rules.special_causes import Direction

    made = definition("thermometer_falls_with_harm")
    first = Period(date(2024, 4, 1), Grain.MONTH)
    points = [MeasuredPoint(first.plus(at), Told.FIGURE, value, "RXA") for at, value in enumerate(values)]
    delivered = first.plus(before).first_day
    expected = [(first.plus(before + 1), Decimal(5)), (first.plus(before + 12), Decimal(4))]
    progress = judge_progress(
        [ProgressPoint(point.period.first_day, point.period.last_day, point.value) for point in points],
        better=Direction.DECREASE,
        delivered_on=delivered,
        trajectory=[Expected(period.last_day, value) for period, value in expected],
        settings=progress_settings_held()[-1],
    )
    if draw:
        series = Series(made, Grain.MONTH, points, progress, delivered, ())
        promised = MeasureContent(
            "m",
            1,
            made.code,
            "",
            PeriodValue(str(first), Decimal(5)),
            tuple(PeriodValue(str(period), value) for period, value in expected),
        )
        chart_of(series, say(series), promised, chart_id="m")
    return str(progress.verdict)


if __name__ == "__main__":
    sys.exit(main())
