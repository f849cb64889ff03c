"""Staffing signals from what stands: special causes, wards often short, and the staffing alarm of a month.

Pure functions of the standing returns and the rule set in force: the order in which anything arrived plays no part.
A trust's signals are of the latest month for which a return of it stands; the alarm is of its own month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from oversight.measures.defining import Definition, Level, definition
from oversight.measures.observations import Observed, SeriesKey
from ratings import reasons
from ratings.rule_sets import StaffingRuleSet, in_force, often_short_rules
from ratings.rules.monthly_series import XmrSeries, months_between
from ratings.rules.often_short import OftenShort, OftenShortResult, WardFillRates, often_short
from ratings.rules.process_limits import ProcessLimits
from ratings.rules.special_causes import Direction, SpecialCause
from ratings.rules.staffing_alarm import AlarmLevel, TrustMonth, staffing_alarms
from ratings.rules.xmr import XmrPoint
from ratings.signals import STATE_OF_CAUSE, Result, SignalKey, SignalKind, State, canonical
from ratings.standing import ALARM_MEASURE, FILL_RATES, STAFFING_MEASURES, MonthFacts, StandingReturn, TrustFacts


def trust_results(facts: TrustFacts) -> list[Result]:
    """Work out every special cause and every ward's "often short" of a trust, in the order of their keys.

    Nothing where no return stands, or where no rule set was in force for the latest month.
    """
    latest = facts.latest_month
    if latest is None:
        return []
    try:
        rules = in_force(latest)
    except LookupError:
        return []
    window = _window(latest, rules.special_causes.window_months, facts)
    receipts = {each.version_id: each.receipt for each in facts.returns}
    as_of = _as_of(facts.returns, window)
    results = []
    wards: dict[str, dict[str, Sequence[Observed]]] = {}
    for key in sorted(facts.series):
        observed = [each for each in facts.series[key] if window[0] <= each.period <= latest]
        if not observed or key.measure not in STAFFING_MEASURES:
            continue
        results.append(_special_cause(facts.trust_code, key, observed, latest, window, rules, receipts, as_of))
        if key.level == Level.WARD and key.measure in FILL_RATES:
            wards.setdefault(key.subject, {})[key.measure] = observed
    for subject, series in wards.items():
        results.append(_often_short(facts.trust_code, subject, series, latest, receipts, facts.returns))
    return sorted(
        results, key=lambda result: (result.key.kind, result.key.level, result.key.subject, result.key.measure)
    )


def month_results(facts: MonthFacts) -> list[Result]:
    """Work out the staffing alarm of every trust whose return for the month stands, in the order of their codes."""
    try:
        rules = in_force(facts.month)
    except LookupError:
        return []
    trusts = sorted(facts.trusts, key=lambda trust: trust.trust_code)
    alarms = staffing_alarms(
        (TrustMonth(t.trust_code, t.planned, t.actual, t.wards_reported, t.wards_known) for t in trusts),
        rules.staffing_alarm,
    )
    if not trusts:
        return []
    as_of = max(trust.standing.accepted_at for trust in trusts)
    everyone = [
        [t.trust_code, _text(t.actual), _text(t.planned), t.wards_reported, t.wards_known, t.standing.receipt]
        for t in trusts
    ]
    together = hashlib.sha256(canonical(everyone).encode()).hexdigest()
    spread = alarms.over_dispersion
    results = []
    for trust, own, alarm in zip(trusts, everyone, alarms.trusts, strict=True):
        inputs: dict[str, Any] = {"own": own, "all_trusts_sha256": together}
        results.append(
            Result(
                key=SignalKey(SignalKind.STAFFING_ALARM, Level.TRUST, trust.trust_code, ALARM_MEASURE, facts.month),
                trust_code=trust.trust_code,
                period=facts.month,
                state=_STATE_OF_ALARM[alarm.level],
                reason=reasons.alarm_reason(alarm, trust, facts.month, alarms, rules.staffing_alarm),
                rule="staffing_alarm",
                rule_set=rules.version,
                figures={
                    "z": alarm.z,
                    "ratio": alarm.ratio,
                    "pooled_ratio": alarms.pooled_ratio,
                    "compared": alarms.compared,
                    "phi": spread.phi if spread else None,
                    "tau_squared": spread.tau_squared if spread else None,
                    "wards_reported": trust.wards_reported,
                    "wards_known": trust.wards_known,
                    "because": alarm.reason.value,
                },
                inputs=inputs,
                as_of=as_of,
                evidence={**inputs, "all_trusts": everyone},
            )
        )
    return results


_STATE_OF_ALARM = {
    AlarmLevel.ELEVATED_RISK: State.ELEVATED_RISK,
    AlarmLevel.RISK: State.RISK,
    AlarmLevel.NO_EVIDENCE: State.NO_EVIDENCE,
    AlarmLevel.NOT_ENOUGH_DATA: State.NOT_ENOUGH_DATA,
}

_STATE_OF_ANSWER = {
    OftenShort.OFTEN: State.OFTEN_SHORT,
    OftenShort.NOT_OFTEN: State.NOT_OFTEN_SHORT,
    OftenShort.TOO_FEW_MONTHS: State.TOO_FEW_MONTHS,
}

RULE_OF_CAUSE = {
    SpecialCause.ABOVE_LIMIT: "special_cause.outside_limits",
    SpecialCause.BELOW_LIMIT: "special_cause.outside_limits",
    SpecialCause.TREND_UP: "special_cause.trend",
    SpecialCause.TREND_DOWN: "special_cause.trend",
    SpecialCause.TWO_IN_THREE_ABOVE: "special_cause.two_in_three",
    SpecialCause.TWO_IN_THREE_BELOW: "special_cause.two_in_three",
    SpecialCause.SHIFT_ABOVE: "special_cause.shift",
    SpecialCause.SHIFT_BELOW: "special_cause.shift",
    SpecialCause.COMMON: "special_cause.none",
}


def chart_of(measure: Definition, observed: Sequence[Observed], *, up_to: date, rules: StaffingRuleSet) -> XmrSeries:
    """Analyse one series as signals do, for the chart that shows it."""
    return XmrSeries.of(
        {each.period: _float(measure.value(each.numerator, each.denominator)) for each in observed},
        direction=Direction(measure.direction.value),
        rule_set=rules.special_causes,
        up_to=up_to,
    )


def judge_often_short(series: Mapping[str, Sequence[Observed]], *, up_to: date) -> tuple[OftenShortResult, str]:
    """Judge a ward by its four fill-rate series, and say why."""
    rates: dict[date, dict[str, Decimal | None]] = {}
    for code in FILL_RATES:
        for each in series.get(code, ()):
            rates.setdefault(each.period, {})[code] = definition(code).value(each.numerator, each.denominator)
    settings = often_short_rules(up_to).settings
    result = often_short(
        {month: WardFillRates(*(by_code.get(code) for code in FILL_RATES)) for month, by_code in rates.items()},
        up_to=up_to,
        settings=settings,
    )
    low = [
        (month, [(definition(code), rate) for code, rate in _low(rates[month], settings.short_below)])
        for month in result.short
    ]
    return result, reasons.often_short_reason(result, low, settings)


def _low(rates: Mapping[str, Decimal | None], short_below: Decimal) -> list[tuple[str, Decimal]]:
    """Return the fill rates below the threshold, in the order in which they are always shown."""
    return [(code, rate) for code in FILL_RATES if (rate := rates.get(code)) is not None and rate < short_below]


def _special_cause(
    trust_code: str,
    key: SeriesKey,
    observed: Sequence[Observed],
    latest: date,
    window: tuple[date, ...],
    rules: StaffingRuleSet,
    receipts: Mapping[int, str],
    as_of: datetime,
) -> Result:
    measure = definition(key.measure)
    series = chart_of(measure, observed, up_to=latest, rules=rules)
    analysis = series.analysis
    figures: dict[str, Any] = {
        "value": None,
        "mean": None,
        "lower": None,
        "upper": None,
        "points": analysis.present,
        "from": window[0].isoformat(),
        "to": latest.isoformat(),
    }
    point = analysis.points[-1] if analysis.points else None
    if point is not None and point.limits is not None:
        spread = point.limits.spread
        figures.update(
            mean=point.limits.mean, lower=spread.lower if spread else None, upper=spread.upper if spread else None
        )
    if point is None or point.value is None or point.special_cause is None or point.limits is None:
        reported = any(each.period == latest for each in observed)
        state, rule = State.NO_VALUE, "special_cause.no_value"
        reason = reasons.no_value_reason(measure, latest, reported=reported, level=key.level)
    else:
        figures["value"] = point.value
        if analysis.too_few_points:
            state, rule = State.TOO_FEW_POINTS, "special_cause.too_few_points"
            reason = reasons.too_few_points_reason(analysis.present)
        else:
            cause = point.special_cause
            state, rule = STATE_OF_CAUSE[cause], RULE_OF_CAUSE[cause]
            run = _run(analysis.points, cause, point.limits)
            reason = reasons.special_cause_reason(measure, latest, point.value, cause, point.limits, run)
    return Result(
        key=SignalKey(SignalKind.SPECIAL_CAUSE, key.level, key.subject, key.measure),
        trust_code=trust_code,
        period=latest,
        state=state,
        reason=reason,
        rule=rule,
        rule_set=rules.version,
        figures=figures,
        inputs={key.measure: _told(observed, receipts)},
        as_of=as_of,
    )


def _often_short(
    trust_code: str,
    subject: str,
    series: Mapping[str, Sequence[Observed]],
    latest: date,
    receipts: Mapping[int, str],
    returns: Sequence[StandingReturn],
) -> Result:
    rules = often_short_rules(latest)
    months = _months_up_to(latest, rules.settings.months_looked_at)
    looked_at = {code: [each for each in observed if each.period >= months[0]] for code, observed in series.items()}
    result, reason = judge_often_short(looked_at, up_to=latest)
    return Result(
        key=SignalKey(SignalKind.OFTEN_SHORT, Level.WARD, subject),
        trust_code=trust_code,
        period=latest,
        state=_STATE_OF_ANSWER[result.answer],
        reason=reason,
        rule="often_short",
        rule_set=rules.version,
        figures={
            "short": [month.isoformat() for month in result.short],
            "not_short": [month.isoformat() for month in result.not_short],
            "not_submitted": [month.isoformat() for month in result.not_submitted],
        },
        inputs={code: _told(observed, receipts) for code, observed in sorted(looked_at.items()) if observed},
        as_of=_as_of(returns, months),
    )


def _run(points: Sequence[XmrPoint], cause: SpecialCause, limits: ProcessLimits) -> int:
    """Count the months up to the last one that rise, fall, or lie on one side of the mean, as the cause says."""
    values = []
    for point in reversed(points):
        if point.value is None:
            break
        values.append(point.value)
    if cause in (SpecialCause.TREND_UP, SpecialCause.TREND_DOWN):
        run = 1
        for later, earlier in pairwise(values):
            if (later - earlier) * cause.side <= 0:
                break
            run += 1
        return run
    run = 0
    for value in values:
        if (value - limits.mean) * cause.side <= 0:
            break
        run += 1
    return run


def _window(latest: date, months: int | None, facts: TrustFacts) -> tuple[date, ...]:
    if months is None:
        return months_between(facts.returns[0].period, latest)
    return _months_up_to(latest, months)


def _months_up_to(latest: date, count: int) -> tuple[date, ...]:
    index = latest.year * 12 + latest.month - 1 - (count - 1)
    return months_between(date(index // 12, index % 12 + 1, 1), latest)


def _as_of(returns: Sequence[StandingReturn], window: Sequence[date]) -> datetime:
    return max(each.accepted_at for each in returns if window[0] <= each.period <= window[-1])


def _told(observed: Sequence[Observed], receipts: Mapping[int, str]) -> list[list[str | None]]:
    """Return what went in: month, numerator, denominator and the receipt of the return that said so."""
    return [
        [_month(each.period), _text(each.numerator), _text(each.denominator), receipts.get(each.version_id, "")]
        for each in observed
    ]


def _text(number: Decimal | None) -> str | None:
    """Write a number with its digits and no idle zeros, so that 12.5 and 12.5000 are told alike."""
    if number is None:
        return None
    text = str(number)
    if "E" in text:
        return f"{number.normalize():f}" if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=1024)
def _month(period: date) -> str:
    return f"{period:%Y-%m}"
