"""An alert as it is read: the run of the sum in its figures, what came since, and the steps of its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import fsum, nan
from typing import Any

from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from ratings.models import MortalityAlert, MortalityRevision
from ratings.mortality.series import national_series
from ratings.mortality.states import AlertState
from ratings.rules.mortality_watch import Figure, Number, WatchedPeriod, WatchWord, watch_series


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """One period of an alert's series: deaths, how many were expected, and what it added."""

    period: Period
    deaths: Decimal | None
    expected: Number
    watched: WatchedPeriod


@dataclass(frozen=True, slots=True)
class ReadRun:
    """The run of the sum in figures: its first and last period, deaths and expected deaths of those that count."""

    first: Period
    last: Period
    deaths: int
    expected: float
    total: float
    periods: int


def is_overdue(alert: MortalityAlert, on: date) -> bool:
    """Say whether the trust should have answered before the day and has not."""
    return alert.state == AlertState.ASKED and alert.answer_due_on is not None and alert.answer_due_on < on


def run_as_raised(alert: MortalityAlert) -> ReadRun:
    """Return the run that the alert was raised on."""
    return _run(alert.evidence, alert, alert.began, alert.period, alert.total)


def run_as_it_is(alert: MortalityAlert) -> ReadRun | None:
    """Return the run by the figures as they were when they were last revised; None where it does not cross any more."""
    if alert.now_began is None or alert.now_period is None or alert.now_total is None:
        return None
    revision = MortalityRevision.objects.filter(alert=alert).order_by("-at", "-pk").first()
    rows = revision.evidence if revision else alert.evidence
    return _run(rows, alert, alert.now_began, alert.now_period, alert.now_total)


def _run(rows: Sequence[dict[str, Any]], alert: MortalityAlert, began: date, last: date, total: float) -> ReadRun:
    within = [row for row in rows if began <= Period.parse(row["period"]).first_day <= last and row["step"] is not None]
    grain = Grain(alert.grain)
    return ReadRun(
        first=Period(began, grain),
        last=Period(last, grain),
        deaths=sum(int(Decimal(row["numerator"])) for row in within),
        expected=fsum(float(row["expected"]) for row in within),
        total=total,
        periods=len(within),
    )


def recorded_series(alert: MortalityAlert) -> list[ReadPeriod]:
    """Return the series as the alert was raised on it."""
    return [
        ReadPeriod(
            Period.parse(row["period"]),
            _decimal(row["numerator"]),
            _expected(row["expected"]),
            WatchedPeriod(WatchWord(row["word"]), row["step"], row["total"], row["joined"]),
        )
        for row in alert.evidence
    ]


def present_series(alert: MortalityAlert) -> list[ReadPeriod]:
    """Return the series as it is known now, what came since included; revised periods are marked.

    Periods that lie too far back to be watched any more are not in it; where the first of them is gone, the series is
    the recorded one.
    """
    recorded = recorded_series(alert)
    for national in national_series(
        definition(alert.measure),
        demonstration=alert.is_demonstration,
        grain=Grain(alert.grain),
        only=alert.trust_code,
    ):
        if alert.trust_code not in national.facts or recorded[0].period not in national.periods:
            continue
        start = national.periods.index(recorded[0].period)
        facts, expected = national.facts[alert.trust_code], national.expected[alert.trust_code]
        # What was told of others moves an expected number too; only the trust's own facts are revisions.
        known_before = [
            Figure(_decimal(row["numerator"]), due if _decimal(row["denominator"]) == fact[1] else nan)
            for row, fact, due in zip(alert.evidence, facts[start:], expected[start:], strict=False)
        ]
        # By the settings of the alert, so that what crossed once still does where nothing was revised.
        watched = watch_series(
            national.figures(alert.trust_code)[start:],
            rate_ratio=alert.rate_ratio,
            threshold=alert.threshold,
            known_before=known_before,
        )
        return [
            ReadPeriod(national.periods[place], facts[place][0], expected[place], watched[place - start])
            for place in range(start, len(national.periods))
        ]
    return recorded


def _decimal(written: str | None) -> Decimal | None:
    try:
        return None if written is None else Decimal(written)
    except InvalidOperation:
        return None


def _expected(written: float | str | None) -> float | None:
    return None if written is None else float(written)
