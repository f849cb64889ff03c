"""What an XmR chart shows, in words: the headline that says the finding, and the sentence that backs it.

Every statement is about the latest month that has a figure, and true of the unrounded values.
"""

from __future__ import annotations

from oversight.charts.figures import Figures
from oversight.charts.latest import JudgedMonth
from oversight.wording import write_count, write_list, write_month
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.special_causes import PointType, SpecialCause
from ratings.rules.xmr import FEWEST_POINTS, XmrPoint

NAMED_MONTHS = 3
"""Up to so many months without a figure are named; more are counted."""

_VERDICTS = {PointType.IMPROVEMENT: "improvement", PointType.CONCERN: "concern"}

_NOTES = {
    SpecialCause.ABOVE_LIMIT: "Above the upper limit",
    SpecialCause.BELOW_LIMIT: "Below the lower limit",
    SpecialCause.TREND_UP: "Part of a rise over 7 months or more",
    SpecialCause.TREND_DOWN: "Part of a fall over 7 months or more",
    SpecialCause.TWO_IN_THREE_ABOVE: "One of two in three near the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "One of two in three near the lower limit",
    SpecialCause.SHIFT_ABOVE: "Part of 7 months or more above the mean",
    SpecialCause.SHIFT_BELOW: "Part of 7 months or more below the mean",
    SpecialCause.COMMON: "Usual variation",
}


def headline(series: XmrSeries, subject: str) -> str:
    """Say of the subject what its latest month shows; no verdict where the measure has no direction."""
    judged = JudgedMonth.of(series)
    if judged is not None:
        verdict = _VERDICTS.get(judged.point_type)
        article = "an" if verdict == "improvement" else "a"
        return f"{subject}: {_finding(judged)}" + (f", {article} {verdict}" if verdict else "")
    if not series.analysis.present:
        return f"{subject}: no figures yet"
    if series.analysis.too_few_points:
        return f"{subject}: too few months to say what is usual"
    return f"{subject}: no limits can be drawn yet"


def sentence(series: XmrSeries, figures: Figures, noun: str) -> str:
    """Say what the finding rests on, how many months stand out, and which have no figure."""
    judged = JudgedMonth.of(series)
    if judged is None:
        return " ".join(filter(None, (_why_not_judged(series, figures, noun), _absent(series, noun))))
    return " ".join(
        filter(None, (_evidence(judged, figures, noun), _standing_out(series, noun), _absent(series, noun)))
    )


def note(point: XmrPoint, noun: str) -> str:
    """What the table says of one month of a series that is judged."""
    if point.special_cause is None or point.point_type is None:
        return f"No {noun}"
    verdict = _VERDICTS.get(point.point_type)
    return _NOTES[point.special_cause] + (f": {verdict}" if verdict else "")


def _finding(judged: JudgedMonth) -> str:
    month = write_month(judged.month)
    match judged.cause:
        case SpecialCause.ABOVE_LIMIT:
            return f"higher than usual in {month}"
        case SpecialCause.BELOW_LIMIT:
            return f"lower than usual in {month}"
        case SpecialCause.TREND_UP:
            return f"rising over the {judged.trend_length} months to {month}"
        case SpecialCause.TREND_DOWN:
            return f"falling over the {judged.trend_length} months to {month}"
        case SpecialCause.TWO_IN_THREE_ABOVE:
            return f"near its upper limit in {judged.near_limit_of_three} of the 3 months to {month}"
        case SpecialCause.TWO_IN_THREE_BELOW:
            return f"near its lower limit in {judged.near_limit_of_three} of the 3 months to {month}"
        case SpecialCause.SHIFT_ABOVE:
            return f"above its mean in each of the {judged.shift_length} months to {month}"
        case SpecialCause.SHIFT_BELOW:
            return f"below its mean in each of the {judged.shift_length} months to {month}"
        case SpecialCause.COMMON:
            return f"within its usual range in {month}"


def _evidence(judged: JudgedMonth, figures: Figures, noun: str) -> str:
    match judged.cause:
        case SpecialCause.ABOVE_LIMIT:
            return _outside(judged, figures, noun, judged.spread.upper, "above the upper")
        case SpecialCause.BELOW_LIMIT:
            return _outside(judged, figures, noun, judged.spread.lower, "below the lower")
        case SpecialCause.TREND_UP:
            return _trend(judged, figures, noun, "risen")
        case SpecialCause.TREND_DOWN:
            return _trend(judged, figures, noun, "fallen")
        case SpecialCause.TWO_IN_THREE_ABOVE:
            return _near_limit(judged, figures, noun, judged.spread.upper, "upper", "above")
        case SpecialCause.TWO_IN_THREE_BELOW:
            return _near_limit(judged, figures, noun, judged.spread.lower, "lower", "below")
        case SpecialCause.SHIFT_ABOVE:
            return _shift(judged, figures, noun, "above")
        case SpecialCause.SHIFT_BELOW:
            return _shift(judged, figures, noun, "below")
        case SpecialCause.COMMON:
            return _usual(judged, figures, noun)


def _outside(judged: JudgedMonth, figures: Figures, noun: str, limit: float, which: str) -> str:
    value, edge = figures.write_apart(judged.value, limit)
    return f"The {noun} for {write_month(judged.month)} is {value}, {which} limit of {edge}."


def _trend(judged: JudgedMonth, figures: Figures, noun: str, moved: str) -> str:
    first = judged.values[-judged.trend_length]
    start, end = figures.write_apart(judged.value if first is None else first, judged.value)
    months = f"from {write_month(judged.months[-judged.trend_length])} to {write_month(judged.month)}"
    return f"The {noun} has {moved} every month {months}, from {start} to {end}."


def _near_limit(judged: JudgedMonth, figures: Figures, noun: str, limit: float, which: str, side: str) -> str:
    mean, edge = figures.write_apart(judged.mean, limit)
    return (
        f"In {judged.near_limit_of_three} of the 3 months to {write_month(judged.month)} the {noun} was more than "
        f"two thirds of the way from the mean of {mean} to the {which} limit of {edge}, "
        f"and in all 3 it was {side} the mean."
    )


def _shift(judged: JudgedMonth, figures: Figures, noun: str, side: str) -> str:
    value, mean = figures.write_apart(judged.value, judged.mean)
    months = f"{judged.shift_length} months to {write_month(judged.month)}"
    return f"In each of the {months} the {noun} was {side} the mean of {mean}; the latest is {value}."


def _usual(judged: JudgedMonth, figures: Figures, noun: str) -> str:
    value = figures.write(judged.value)
    lower, upper = figures.write(judged.spread.lower), figures.write(judged.spread.upper)
    limits = f"the limits of {lower} and {upper}" if lower != upper else f"limits that are both {upper} when rounded"
    return f"The {noun} for {write_month(judged.month)} is {value}, within {limits}."


def _why_not_judged(series: XmrSeries, figures: Figures, noun: str) -> str:
    latest, month = series.analysis.latest, series.latest_month
    if latest is None or latest.value is None or month is None:
        return f"There is no {noun} to show."
    last = f"The latest {noun}, for {write_month(month)}, is {figures.write(latest.value)}."
    if series.analysis.too_few_points:
        count = series.analysis.present
        has = "has" if count == 1 else "have"
        return f"{write_count(count, 'month')} {has} a {noun}, and limits need at least {FEWEST_POINTS}. {last}"
    return f"The months that set the limits have no two in a row with a {noun}, so no limits can be drawn. {last}"


def _standing_out(series: XmrSeries, noun: str) -> str:
    marked = sum(point.special_cause not in (None, SpecialCause.COMMON) for point in series.analysis.points)
    of_months = f"of the {series.analysis.present} months with a {noun}"
    if not marked:
        return f"None {of_months} stands out from usual variation."
    return f"{marked} {of_months} {'stands' if marked == 1 else 'stand'} out from usual variation."


def _absent(series: XmrSeries, noun: str) -> str:
    points = zip(series.months, series.analysis.points, strict=True)
    absent = [month for month, point in points if point.value is None]
    if not absent:
        return ""
    if len(absent) <= NAMED_MONTHS:
        return f"There is no {noun} for {write_list((write_month(month) for month in absent), 'or')}."
    return f"There is no {noun} for {len(absent)} of the {len(series.months)} months shown."
