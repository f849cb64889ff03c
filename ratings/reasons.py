"""The sentences that say why a signal has its state: plain, true, and without a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from oversight.measures.defining import Definition
from oversight.wording import write_count, write_list, write_month, write_number, write_percent
from ratings.rules.often_short import OftenShort, OftenShortResult, OftenShortSettings
from ratings.rules.process_limits import ProcessLimits
from ratings.rules.special_causes import SpecialCause
from ratings.rules.staffing_alarm import AlarmReason, AlarmSettings, StaffingAlarms, TrustAlarm
from ratings.rules.xmr import FEWEST_POINTS
from ratings.standing import TrustInMonth

_MOST_PLACES = 6


def special_cause_reason(
    measure: Definition, month: date, value: float, cause: SpecialCause, limits: ProcessLimits, run: int
) -> str:
    """Say how a month's value stands to its limits; ``run`` counts the months of a trend or a shift up to it."""
    shown = measure.write(value)
    start = f"The {measure.phrase} was {shown} in {write_month(month)}"
    spread = limits.spread
    if cause is SpecialCause.TREND_UP or cause is SpecialCause.TREND_DOWN:
        moved = "risen" if cause is SpecialCause.TREND_UP else "fallen"
        return f"{start}. It has {moved} from month to month over {run} months."
    if cause is SpecialCause.SHIFT_ABOVE or cause is SpecialCause.SHIFT_BELOW:
        side = "above" if cause is SpecialCause.SHIFT_ABOVE else "below"
        return f"{start}. It has been {side} its mean of {measure.write(limits.mean)} for {run} months in a row."
    if spread is None:
        return f"{start}. There are no limits to compare it with, since no two months in a row have a value."
    if cause is SpecialCause.ABOVE_LIMIT:
        shown, limit = _apart(measure, value, spread.upper)
        return f"The {measure.phrase} was {shown} in {write_month(month)}, above its upper limit of {limit}."
    if cause is SpecialCause.BELOW_LIMIT:
        shown, limit = _apart(measure, value, spread.lower)
        return f"The {measure.phrase} was {shown} in {write_month(month)}, below its lower limit of {limit}."
    if cause is SpecialCause.TWO_IN_THREE_ABOVE:
        return (
            f"{start}. The last three months were all above its mean of {measure.write(limits.mean)}, and two or more "
            f"of them near its upper limit of {measure.write(spread.upper)}."
        )
    if cause is SpecialCause.TWO_IN_THREE_BELOW:
        return (
            f"{start}. The last three months were all below its mean of {measure.write(limits.mean)}, and two or more "
            f"of them near its lower limit of {measure.write(spread.lower)}."
        )
    between = f"between {measure.write(spread.lower)} and {measure.write(spread.upper)}"
    return f"{start}, within its limits ({between}), and no rule marks it."


def too_few_points_reason(points: int) -> str:
    """Say that there are too few months for limits to be judged by."""
    return f"{write_count(points, 'month has', 'months have')} a value; limits are judged by from {FEWEST_POINTS} on."


def no_value_reason(measure: Definition, month: date, *, reported: bool, level: str) -> str:
    """Say why the latest month has no value: nothing reported, or a measure that does not apply."""
    if not reported:
        return f"The trust's return for {write_month(month)} says nothing of this {level}."
    lacking = "no hours were planned" if measure.unit == "%" else "no patients were counted"
    return f"The {measure.phrase} does not apply in {write_month(month)}: {lacking}."


def often_short_reason(
    result: OftenShortResult,
    low: Sequence[tuple[date, Sequence[tuple[Definition, Decimal]]]],
    settings: OftenShortSettings,
) -> str:
    """Say in which of the latest months a fill rate was below the threshold, which one, and what was not submitted."""
    looked_at = settings.months_looked_at
    below = f"below {write_number(settings.short_below)}%"
    if not result.short:
        said = f"No fill rate was {below} in the last {write_count(looked_at, 'month')}."
        if result.answer is OftenShort.TOO_FEW_MONTHS:
            said = f"Too few of the last {write_count(looked_at, 'month')} were submitted to say if it is often short."
    else:
        months = [
            f"{write_month(month)} ("
            + write_list(
                f"{measure.short_name.lower()} {_below(rate, settings.short_below)}" for measure, rate in rates
            )
            + ")"
            for month, rates in low
        ]
        said = (
            f"A fill rate was {below} in {len(result.short)} of the last {write_count(looked_at, 'month')}: "
            f"{write_list(months)}."
        )
        if result.answer is not OftenShort.OFTEN:
            said += f" {write_count(settings.short_months, 'such month makes', 'such months make')} a ward often short."
    if result.not_submitted:
        missing = write_list(write_month(month) for month in result.not_submitted)
        verb, count = ("was", "counts") if len(result.not_submitted) == 1 else ("were", "count")
        said += f" {missing} {verb} not submitted for this ward and {count} neither way."
    return said


_LACKING = {
    AlarmReason.NOTHING_SUBMITTED: "no hours of registered nurses and midwives were reported",
    AlarmReason.NO_WARDS_ON_RECORD: "the trust has no wards on record",
    AlarmReason.NO_PLANNED_HOURS: "no hours of registered nurses and midwives were planned",
    AlarmReason.NO_ACTUAL_HOURS: "no trust reported hours worked by registered nurses and midwives",
}


def alarm_reason(
    alarm: TrustAlarm, trust: TrustInMonth, month: date, everyone: StaffingAlarms, settings: AlarmSettings
) -> str:
    """Say how a trust's registered hours stand to those of all trusts of the month, or what is lacking to say it."""
    if alarm.z is None or alarm.ratio is None or everyone.pooled_ratio is None:
        return f"Not enough data for {write_month(month)}: {_what_is_lacking(alarm, trust, everyone, settings)}."
    own, all_trusts = write_percent(alarm.ratio * 100), write_percent(everyone.pooled_ratio * 100)
    said = (
        f"Registered nurses and midwives worked {own} of their planned hours in {write_month(month)}; over the "
        f"{everyone.compared} trusts that reported it was {all_trusts}."
    )
    elevated, risk = float(settings.elevated_risk_z), float(settings.risk_z)
    threshold = elevated if alarm.z <= elevated else risk
    z, at = _numbers_apart(alarm.z, threshold)
    if alarm.z <= elevated:
        return f"{said} Allowing for how much trusts differ, its z-score is {z}: elevated risk is {at} or lower."
    if alarm.z <= risk:
        return f"{said} Allowing for how much trusts differ, its z-score is {z}: a risk is {at} or lower."
    return f"{said} Allowing for how much trusts differ, its z-score is {z}, above the {at} at which a risk begins."


def _what_is_lacking(alarm: TrustAlarm, trust: TrustInMonth, everyone: StaffingAlarms, settings: AlarmSettings) -> str:
    if alarm.reason is AlarmReason.TOO_FEW_WARDS:
        share = write_percent(settings.least_wards_reported * 100, 0)
        return (
            f"{trust.wards_reported} of the trust's {trust.wards_known} known wards were reported, fewer than {share}"
        )
    if alarm.reason is AlarmReason.TOO_FEW_TRUSTS:
        return (
            f"{write_count(everyone.compared, 'trust has', 'trusts have')} reported, and {settings.fewest_trusts} are "
            "wanted to compare with"
        )
    return _LACKING[alarm.reason]


def _apart(measure: Definition, value: float, limit: float) -> tuple[str, str]:
    """Write two numbers with as many places as keep them from looking alike."""
    unit = "%" if measure.unit == "%" else ""
    for places in range(measure.decimals, _MOST_PLACES + 1):
        first, second = write_number(value, places), write_number(limit, places)
        if first != second:
            break
    return first + unit, second + unit


def _numbers_apart(value: float, threshold: float) -> tuple[str, str]:
    for places in range(1, _MOST_PLACES + 1):
        shown = write_number(value, places)
        if Decimal(shown.replace("−", "-")) != Decimal(str(threshold)) or value == threshold:
            break
    return shown, write_number(Decimal(str(threshold)).normalize())


def _below(rate: Decimal, threshold: Decimal) -> str:
    """Write a rate that is below a threshold so that it looks so."""
    for places in range(1, _MOST_PLACES + 1):
        shown = write_percent(rate, places)
        if shown != write_percent(threshold, places):
            break
    return shown
