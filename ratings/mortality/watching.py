"""Watching mortality: alerts raised where the sum crosses, and marked where revised figures take that back.

Worked out again from the same facts, nothing is raised and nothing marked twice. An alert is never deleted. It imports
numpy, and so is for workers and commands only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from oversight.measures.defining import definition
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from ratings.models import MortalityAlert, MortalityRevision
from ratings.mortality.references import alert_reference, news_of_alert
from ratings.mortality.series import NationalSeries, national_series, written_number
from ratings.rules.mortality_arrays import which_cross
from ratings.rules.mortality_watch import Number, WatchedPeriod, runs_of
from ratings.signals import canonical

SYSTEM = System("recompute")


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of watching: references of the alerts that were raised, and of those marked as revised."""

    raised: tuple[str, ...]
    revised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A run of the sum in a trust's series, by places in the national one; its series was watched from ``start``."""

    began: int
    crossed: int
    total: float
    start: int


def watch(*, measure: str, demonstration: bool, now: datetime) -> Watched:
    """Watch one measure of all trusts in the caller's transaction, and raise or mark its alerts.

    A measure that is not watched, or of which nothing is known, comes to nothing. Outside a transaction: ValueError.
    """
    if not connection.in_atomic_block:
        raise ValueError("mortality is watched in the transaction of what called for it")
    _wait_for_others(measure, demonstration)
    raised: list[str] = []
    revised: list[str] = []
    for national in national_series(definition(measure), demonstration=demonstration):
        recorded = _recorded(national, demonstration)
        for code in sorted(_crossing(national) | (recorded.keys() & national.facts.keys())):
            _watch_trust(national, code, demonstration, recorded.get(code, []), raised, revised, now)
    return Watched(tuple(raised), tuple(revised))


def _crossing(national: NationalSeries) -> set[str]:
    """Return the trusts whose sum crosses anywhere: the others need no closer look."""
    codes = sorted(national.facts)
    observed = np.array([[_float(fact[0]) for fact in national.facts[code]] for code in codes]).T
    expected = np.array([[_float(number) for number in national.expected[code]] for code in codes]).T
    joined = np.zeros(observed.shape, dtype=bool)
    for trust, code in enumerate(codes):
        joined[list(national.joined.get(code, ())), trust] = True
    found = which_cross(
        observed,
        expected,
        joined,
        rate_ratio=national.settings.rate_ratio.value,
        threshold=national.settings.threshold.value,
    )
    return {codes[trust] for trust in np.flatnonzero(found)}


def _float(number: Number) -> float:
    return np.nan if number is None else float(number)


def _wait_for_others(measure: str, demonstration: bool) -> None:
    """Let no two watch the same measure at once: both would find the same crossing new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mortality:{measure}:{demonstration}"]
        )


def _recorded(national: NationalSeries, demonstration: bool) -> dict[str, list[MortalityAlert]]:
    """Return the alerts of the periods looked at that were raised by the same settings, by trust, in time order."""
    found: dict[str, list[MortalityAlert]] = {}
    for alert in (
        MortalityAlert.objects.filter(
            measure=national.measure.code,
            grain=national.grain,
            is_demonstration=demonstration,
            settings=national.settings.version,
            period__gte=national.periods[0].first_day,
        )
        .defer("evidence")
        .order_by("period")
    ):
        found.setdefault(alert.trust_code, []).append(alert)
    return found


def _watch_trust(
    national: NationalSeries,
    code: str,
    demonstration: bool,
    recorded: Sequence[MortalityAlert],
    raised: list[str],
    revised: list[str],
    now: datetime,
) -> None:
    first = national.periods[0].first_day
    # A run that began before the periods looked at is not judged anew, and the sum began again after it.
    straddling = [alert for alert in recorded if alert.began < first]
    start = max((_place(national, alert.now_period or alert.period) + 1 for alert in straddling), default=0)
    watched = national.watch(code, start=start)
    crossings = [_Crossing(run.began + start, run.crossed + start, run.total, start) for run in runs_of(watched)]
    judged = [alert for alert in recorded if alert.began >= first]
    pairs = _paired(national, judged, crossings)
    for alert in judged:
        if _mark(national, code, alert, pairs.get(alert.pk), watched, start, now):
            revised.append(alert.reference)
    known = set(pairs.values())
    raised += [
        _raise(national, code, demonstration, crossing, watched, now).reference
        for crossing in crossings
        if crossing not in known
    ]


def _paired(
    national: NationalSeries, alerts: Sequence[MortalityAlert], crossings: Sequence[_Crossing]
) -> dict[int, _Crossing]:
    """Say which crossing is each alert's run of the sum now: one in the same period, else one that overlaps its run."""
    left = list(crossings)
    pairs: dict[int, _Crossing] = {}
    for alert in alerts:
        for crossing in left:
            if national.periods[crossing.crossed].first_day == alert.period:
                pairs[alert.pk] = crossing
                left.remove(crossing)
                break
    for alert in alerts:
        for crossing in left if alert.pk not in pairs else ():
            began, crossed = national.periods[crossing.began].first_day, national.periods[crossing.crossed].first_day
            if began <= alert.period and alert.began <= crossed:
                pairs[alert.pk] = crossing
                left.remove(crossing)
                break
    return pairs


def _raise(
    national: NationalSeries,
    code: str,
    demonstration: bool,
    crossing: _Crossing,
    watched: Sequence[WatchedPeriod],
    now: datetime,
) -> MortalityAlert:
    began, period = national.periods[crossing.began].first_day, national.periods[crossing.crossed].first_day
    digest = _digest(national, code, crossing, crossing.began, crossing.crossed)
    alert = MortalityAlert.objects.create(
        trust_code=code,
        is_demonstration=demonstration,
        measure=national.measure.code,
        grain=national.grain,
        began=began,
        period=period,
        total=crossing.total,
        threshold=national.settings.threshold.value,
        rate_ratio=national.settings.rate_ratio.value,
        evidence=national.written(code, watched, start=crossing.start, stop=crossing.crossed + 1),
        settings=national.settings.version,
        inputs_digest=digest,
        raised_at=now,
        now_began=began,
        now_period=period,
        now_total=crossing.total,
        now_digest=digest,
        state_at=now,
    )
    audit(
        "mortality.alert_raised",
        by=SYSTEM,
        subject=alert_reference(alert),
        now=now,
        fields=["state"],
        hashes=[digest],
    )
    emit("mortality.alert_raised", subject=alert_reference(alert), now=now, payload=news_of_alert(alert))
    return alert


def _mark(
    national: NationalSeries,
    code: str,
    alert: MortalityAlert,
    crossing: _Crossing | None,
    watched: Sequence[WatchedPeriod],
    start: int,
    now: datetime,
) -> bool:
    """Write on an alert what its figures, as they are now, come to; return whether that is anything new."""
    last = crossing.crossed if crossing else _place(national, alert.period)
    digest = _digest(national, code, crossing, crossing.began if crossing else _place(national, alert.began), last)
    if digest == alert.now_digest:
        return False
    began = national.periods[crossing.began].first_day if crossing else None
    period = national.periods[crossing.crossed].first_day if crossing else None
    total = crossing.total if crossing else None
    MortalityRevision.objects.create(
        alert=alert,
        crosses=crossing is not None,
        began=began,
        period=period,
        total=total,
        evidence=national.written(code, watched, start=start, stop=last + 1),
        inputs_digest=digest,
        at=now,
    )
    MortalityAlert.objects.filter(pk=alert.pk).update(
        crosses=crossing is not None,
        now_began=began,
        now_period=period,
        now_total=total,
        now_digest=digest,
        revised_at=now,
    )
    audit(
        "mortality.alert_revised",
        by=SYSTEM,
        subject=alert_reference(alert),
        now=now,
        fields=["crosses"],
        hashes=[alert.now_digest, digest],
    )
    emit("mortality.alert_revised", subject=alert_reference(alert), now=now, payload=news_of_alert(alert))
    return True


def _digest(national: NationalSeries, code: str, crossing: _Crossing | None, began: int, last: int) -> str:
    """Return the hash of the trust's own facts in a run, by which settings they were watched and whether it crosses."""
    facts = national.facts[code]
    told = [
        national.settings.version,
        crossing is not None,
        *([str(national.periods[place]), *map(written_number, facts[place])] for place in range(began, last + 1)),
    ]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def _place(national: NationalSeries, day: object) -> int:
    """Return the place of a period by its first day; one before those looked at is before the first place."""
    return next((place for place, period in enumerate(national.periods) if period.first_day == day), -1)
