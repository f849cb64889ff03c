"""Works comparisons and bands out from nothing but the observations that stand, and compares or mends what is stored.

Measure by measure, so that a country with a long history needs no more memory than its largest measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from oversight.clock import london_date
from oversight.measures.defining import definitions
from oversight.measures.periods import Grain, Period
from ratings.comparing import Comparison, Difference
from ratings.indicators.band_writing import band_columns, write_bands
from ratings.indicators.banding import bands_of, digest_of_band
from ratings.indicators.comparing import Compared, compared, digest_of
from ratings.indicators.gathering import Alarmed, Alarms, facts_of_periods
from ratings.indicators.writing import columns_of, write_comparison, write_first_comparisons
from ratings.models import IndicatorComparison, TrustBand, WorkedOutBands
from ratings.rebuilding_ratings import Signals
from ratings.scopes import BandsScope, IndicatorScope
from ratings.signals import SignalKind
from ratings.standing import ALARM_MEASURE

# So many missing comparisons are written together.
_AT_A_TIME = 50


def compare_indicators(comparison: Comparison, signals: Signals) -> None:
    """Compare every stored comparison and band with what the observations give; nothing is written.

    ``signals`` are the results of staffing signals as they were worked out from nothing, by trust.
    """
    for scope, made, stored in _from_nothing(signals):
        _compare(scope, made, stored, comparison)
    for demonstration in (False, True):
        _compare_bands(demonstration, comparison)


def mend_indicators(comparison: Comparison, signals: Signals, *, now: datetime) -> None:
    """Compare, and write whatever is stored otherwise; and work the bands out as of today."""
    missing: list[Compared] = []
    for scope, made, stored in _from_nothing(signals):
        if not _compare(scope, made, stored, comparison):
            continue
        if made is not None and stored is None:
            missing.append(made)
        else:
            with transaction.atomic():
                write_comparison(scope, made, now=now, distrust=True)
        if len(missing) >= _AT_A_TIME:
            _write_missing(missing, now)
    _write_missing(missing, now)
    for demonstration in (False, True):
        _compare_bands(demonstration, comparison)
        on = london_date(now)
        with transaction.atomic():
            bands = bands_of(demonstration=demonstration, on=on)
            write_bands(bands, demonstration=demonstration, on=on, now=now, distrust=True)


def _write_missing(missing: list[Compared], now: datetime) -> None:
    """Write and forget what was missing."""
    with transaction.atomic():
        write_first_comparisons(missing, now=now)
    missing.clear()


def _alarms(signals: Signals) -> Alarms:
    found: dict[Period, dict[str, Alarmed]] = {}
    for code, results in signals.items():
        for result in results:
            if result.key.kind is SignalKind.STAFFING_ALARM:
                month = found.setdefault(Period(result.period, Grain.MONTH), {})
                month[code] = Alarmed(str(result.state), result.reason)
    return found


def _from_nothing(
    signals: Signals,
) -> Iterator[tuple[IndicatorScope, Compared | None, IndicatorComparison | None]]:
    """Yield every comparison that is stored or could be worked out, with both sides, in one order."""
    alarms = _alarms(signals)
    there = {
        IndicatorScope(measure, Period(day, Grain(grain)), kind)
        for measure, day, grain, kind in IndicatorComparison.objects.values_list(
            "measure", "period", "grain", "is_demonstration"
        )
    }
    groups: dict[tuple[str, Grain, bool], set[Period]] = {}
    for scope in there | set(_observed()):
        groups.setdefault((scope.measure, scope.period.grain, scope.demonstration), set()).add(scope.period)
    for (measure, grain, demonstration), periods in sorted(groups.items()):
        stored = {
            Period(row.period, grain): row
            for row in IndicatorComparison.objects.filter(
                measure=measure, grain=str(grain), is_demonstration=demonstration
            )
        }
        if measure not in definitions():
            for period in sorted(periods):
                yield IndicatorScope(measure, period, demonstration), None, stored.get(period)
            continue
        told = alarms if measure == ALARM_MEASURE else {}
        for facts in facts_of_periods(measure, sorted(periods), demonstration=demonstration, alarms=told):
            yield facts.scope, compared(facts), stored.get(facts.scope.period)


def _observed() -> Iterator[IndicatorScope]:
    """Yield every measure and period of which anything is known of a trust or a site."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct o.measure, o.period, o.grain, t.is_demonstration from measures_observation o"
            " join organisations_trust t on t.code = o.trust_code where o.known_to is null and o.level <> 'ward'"
        )
        rows: list[Any] = cursor.fetchall()
    for measure, day, grain, kind in rows:
        if measure in definitions():
            yield IndicatorScope(measure, Period(day, Grain(grain)), kind)


def _compare(
    scope: IndicatorScope, made: Compared | None, stored: IndicatorComparison | None, comparison: Comparison
) -> bool:
    """Count and note what differs; whether anything does."""
    if made is not None:
        comparison.indicators += len(made.rows)
    if made is None and stored is None:
        return False
    if made is None or stored is None:
        told = f"{len(made.rows)} trusts" if made else None
        comparison.note(Difference(str(scope), f"{len(stored.trusts)} trusts" if stored else None, told))
        return True
    columns = columns_of(stored)
    right = made.columns()
    for name, there in columns.items():
        if there != right[name]:
            comparison.note(Difference(str(scope), f"{name} {there}", f"{name} {right[name]}"))
            return True
    if stored.digest != made.digest() or digest_of(columns) != stored.digest:
        comparison.note(Difference(str(scope), "a hash that is not that of its content", "the hash of the content"))
        return True
    return False


def _compare_bands(demonstration: bool, comparison: Comparison) -> None:
    """Compare the bands as of the day for which they were worked out last, since some change with the day alone."""
    stored = {row.trust_code: row for row in TrustBand.objects.filter(is_demonstration=demonstration)}
    scope = BandsScope(demonstration)
    last = WorkedOutBands.objects.filter(is_demonstration=demonstration).first()
    if last is None and IndicatorComparison.objects.filter(is_demonstration=demonstration).exists():
        comparison.note(Difference(str(scope), "never worked out", "something to work out"))
    for each in bands_of(demonstration=demonstration, on=last.on) if last else ():
        comparison.bands += 1
        row, right = stored.pop(each.trust_code, None), each.columns()
        if row is None:
            comparison.note(Difference(f"{scope} {each.trust_code}", None, each.reason))
        elif (there := band_columns(row)) != right:
            name = next(name for name in right if there[name] != right[name])
            comparison.note(Difference(f"{scope} {each.trust_code}", f"{name} {there[name]}", f"{name} {right[name]}"))
        elif row.digest != each.digest() or digest_of_band(there) != row.digest:
            comparison.note(
                Difference(f"{scope} {each.trust_code}", "a hash that is not that of its content", "the right hash")
            )
    for code in sorted(stored):
        comparison.note(Difference(f"{scope} {code}", stored[code].reason, None))
