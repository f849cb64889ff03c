"""The words beside a claim: whether its measure moved since, in sentences that are true of the figures shown.

Every number in them is worked out from the figures shown, and two numbers that differ are written so that they are seen
to. What a verdict means stands in ``ratings.rules.plan_progress``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from oversight.charts.figures import Figures
from oversight.measures.covering import is_half_yearly
from oversight.measures.defined import Definition
from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from oversight.wording import write_count, write_date, write_list, write_month
from ratings.plans.measured_series import Join, MeasuredPoint, Told
from ratings.rules.plan_progress import Progress, Verdict, Why
from ratings.rules.plan_trajectory import AgainstTrajectory
from ratings.rules.special_causes import RUN_LENGTH, Direction, SpecialCause

NAMED_PERIODS = 3
"""Up to so many periods without a figure are named; more are counted."""

_GRAIN_WORDS = {Grain.DAY: "day", Grain.MONTH: "month", Grain.QUARTER: "quarter", Grain.YEAR: "year"}

_CAUSES = {
    SpecialCause.ABOVE_LIMIT: "lies above the upper limit of what was usual before",
    SpecialCause.BELOW_LIMIT: "lies below the lower limit of what was usual before",
    SpecialCause.TREND_UP: f"is one of {RUN_LENGTH} or more in a row, each higher than the one before it",
    SpecialCause.TREND_DOWN: f"is one of {RUN_LENGTH} or more in a row, each lower than the one before it",
    SpecialCause.TWO_IN_THREE_ABOVE: "is one of two in three near the upper limit of what was usual before",
    SpecialCause.TWO_IN_THREE_BELOW: "is one of two in three near the lower limit of what was usual before",
    SpecialCause.SHIFT_ABOVE: f"is one of {RUN_LENGTH} or more in a row above the mean of before",
    SpecialCause.SHIFT_BELOW: f"is one of {RUN_LENGTH} or more in a row below the mean of before",
}


@dataclass(frozen=True, slots=True)
class Series:
    """A measure's periods, how it was judged, and since when."""

    measure: Definition
    grain: Grain
    points: Sequence[MeasuredPoint]
    progress: Progress
    delivered_on: date | None
    joins: Sequence[Join]

    @property
    def figures(self) -> Figures:
        """How its figures are written."""
        return Figures(self.measure.unit, self.measure.decimals)

    @property
    def is_half_yearly(self) -> bool:
        """Whether a figure is of half a year and given by its last quarter."""
        return is_half_yearly(self.measure, self.grain)

    @property
    def period_word(self) -> str:
        """What one of its periods is called."""
        return "half year" if self.is_half_yearly else _GRAIN_WORDS[self.grain]

    def name(self, period: Period) -> str:
        """Write a period for people."""
        return f"half year to {write_month(period.last_day)}" if self.is_half_yearly else write_period(period)

    def count(self, number: int) -> str:
        """Write a number of its periods: ``1 month`` or ``7 months``."""
        return write_count(number, self.period_word)


@dataclass(frozen=True, slots=True)
class WhatIsSaid:
    """Plain text: ``verdict`` in a few words, ``sentence`` with the delivery before it, ``evidence`` for both."""

    headline: str
    verdict: str
    sentence: str
    evidence: str


def say(series: Series) -> WhatIsSaid:
    """Say what a measure shows since a delivery."""
    progress = series.progress
    name = series.measure.name
    verdict = _VERDICTS[progress.verdict]
    if progress.why is Why.NOT_DELIVERED:
        verdict = "nothing to compare yet"
    if progress.verdict is Verdict.NOT_CHANGED and progress.did_not_stay:
        # It did change, and came back: that nothing changed would not be true of a year of better months.
        verdict = "no lasting change since"
    delivered = (
        "No action that should move it is delivered yet."
        if series.delivered_on is None
        else f"Delivered in {write_month(series.delivered_on)}."
    )
    headline = f"{name}: {verdict}" + (_HEADLINES.get(progress.against_trajectory, ""))
    evidence = [
        _rests_on(series),
        "The last figure before the delivery already stood out on that side." if progress.moving_before else "",
        _expected(series),
        *_joined(series),
        *_missing(series),
    ]
    return WhatIsSaid(headline, verdict, f"{delivered} {name}: {verdict}.", " ".join(filter(None, evidence)))


_VERDICTS = {
    Verdict.IMPROVED: "better since",
    Verdict.NOT_CHANGED: "not changed since",
    Verdict.WORSE: "worse since",
    Verdict.TOO_EARLY: "too early to say",
    Verdict.NOT_KNOWN: "not known whether it changed",
}
_HEADLINES = {
    AgainstTrajectory.MET: ", as the plan expected or better",
    AgainstTrajectory.SHORT: ", short of what the plan expected",
}


def _rests_on(series: Series) -> str:
    match series.progress.verdict:
        case Verdict.IMPROVED | Verdict.WORSE:
            return f"{_averages(series)} {_signal(series)}"
        case Verdict.NOT_CHANGED:
            if series.progress.did_not_stay:
                return f"{_signal(series)} It did not stay so: {_lower_first(_averages(series))}"
            return _none_stands_out(series)
        case Verdict.TOO_EARLY:
            return _too_early(series)
        case Verdict.NOT_KNOWN:
            return _not_known(series)


def _averages(series: Series) -> str:
    """The latest figures against those of before, on average."""
    progress = series.progress
    before, since = progress.before, progress.since
    if before is None or before.limits is None or since is None or since.mean_of_latest is None:
        raise ValueError("only what was compared has averages")
    latest, earlier = series.figures.write_apart(since.mean_of_latest, before.limits.mean)
    return (
        f"The latest {since.latest_count} figures are {latest} on average, and the {before.figures} that say what was "
        f"usual before were {earlier}."
    )


def _signal(series: Series) -> str:
    since = series.progress.since
    if since is None or since.signal is None or since.cause is None:
        raise ValueError("nothing stands out")
    return f"{_upper_first(series.name(series.points[since.signal].period))} {_CAUSES[since.cause]}."


def _none_stands_out(series: Series) -> str:
    progress = series.progress
    before, since = progress.before, progress.since
    if before is None or before.limits is None or before.limits.spread is None or since is None:
        raise ValueError("only what was compared has limits")
    low, high = series.figures.write_apart(before.limits.spread.lower, before.limits.spread.upper)
    return (
        f"None of the {series.count(since.figures)} since that {_have(since.figures)} a figure stands out from what "
        f"was usual before: {low} to {high}."
    )


def _too_early(series: Series) -> str:
    progress, settings = series.progress, series.progress.settings
    since = progress.since
    if since is None:
        raise ValueError("only what was compared can be too early")
    if since.figures == 0:
        return f"No {series.period_word} since has a figure yet."
    counted = f"{_upper_first(series.count(since.figures))} since {_have(since.figures)} a figure"
    if since.figures < settings.fewest_since.value:
        return f"{counted}, and a change is said from {int(settings.fewest_since.value)} on."
    stood_out = f" {_signal(series)}" if since.signal is not None else " None of them stands out from what was usual."
    return f"{counted}, and that nothing changed is said from {int(settings.fewest_for_no_change.value)} on.{stood_out}"


def _not_known(series: Series) -> str:
    progress, settings = series.progress, series.progress.settings
    before = progress.before
    figures = before.figures if before else 0
    match progress.why:
        case Why.NOT_DELIVERED | None:
            return ""
        case Why.NO_FIGURES:
            return "There is no figure to show."
        case Why.NO_DIRECTION:
            return "Neither a higher nor a lower figure is better by itself, and the plan expects neither."
        case Why.OVERLAPPING:
            return (
                "Each of its figures covers more than its own period and overlaps with those beside it, so that they "
                "cannot be told apart from usual variation."
            )
        case Why.JOINED_SINCE:
            return "The figures since are of other patients too, since trusts merged, and are not compared."
        case Why.TOO_FEW_BEFORE:
            return (
                f"What was usual before is known from {int(settings.fewest_before.value)} figures on, and there "
                f"{'is' if figures == 1 else 'are'} {figures}."
            )
        case Why.TOO_RARE:
            return "In most periods before there was none at all: so rare a thing is not read by its usual variation."
        case Why.NO_LIMITS:
            return "The figures before hardly moved, or no two came in a row, so that usual variation is not known."


def _expected(series: Series) -> str:
    """What was expected for the latest period with a figure, and how often the figures came up to it."""
    progress = series.progress
    compared = progress.trajectory
    if compared.word is AgainstTrajectory.NOT_YET:
        return "The plan expected nothing yet for the time of the latest figure."
    if compared.latest is None:
        return ""
    point, expected = series.points[compared.latest], compared.expected[compared.latest]
    if point.value is None or expected is None:
        raise ValueError("a period that is compared has a figure and something expected")
    more_or_less = "more" if progress.wanted is Direction.INCREASE else "less"
    figure, asked = series.figures.write(float(point.value)), series.figures.write(float(expected))
    said = (
        f"For {series.name(point.period)} the plan expected {asked} or {more_or_less}, and it was {figure}"
        f"{', short of it' if compared.word is AgainstTrajectory.SHORT else ''}."
    )
    if compared.compared > 1:
        said += (
            f" Of {series.count(compared.compared)} with a figure for which something was expected, "
            f"{compared.met or 'none'} came up to it."
        )
    return said


def _joined(series: Series) -> list[str]:
    """Each merger that the series goes across, once."""
    said = []
    first = series.points[0].period.first_day if series.points else None
    for join in series.joins:
        if first is None or not first < join.on <= series.points[-1].period.last_day:
            continue
        if join.goes_on:
            said.append(
                f"{join.predecessor.shown_name} became part of {join.successor.shown_name} on {write_date(join.on)}: "
                "figures from then on are of all its patients."
            )
        else:
            said.append(
                f"{join.predecessor.shown_name} became part of {join.successor.shown_name} on {write_date(join.on)}: "
                "figures from then on are of the patients of both."
            )
    return said


def _missing(series: Series) -> list[str]:
    """The periods without a figure, by why there is none."""
    said = []
    for told, words in _WHY_MISSING.items():
        periods = [point.period for point in series.points if point.told is told]
        if not periods:
            continue
        if len(periods) <= NAMED_PERIODS:
            which = write_list(series.name(period) for period in periods)
        else:
            which = f"{len(periods)} of the {series.count(len(series.points))}"
        said.append(words.format(which=which))
    return said


_WHY_MISSING = {
    Told.NO_FIGURE: "There is no figure for {which}.",
    Told.NOT_APPLICABLE: "For {which} there was nobody to count, so that no figure applies.",
    Told.SUPPRESSED: "The figure for {which} is withheld, so that nobody can be recognised.",
    Told.TOO_SMALL: "For {which} too few were counted for a figure that means something.",
}


def cause_note(cause: SpecialCause, kind_word: str) -> str:
    """What the table says of one period that was judged."""
    if cause is SpecialCause.COMMON:
        return "usual variation"
    return f"{_CAUSES[cause]}{kind_word}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
