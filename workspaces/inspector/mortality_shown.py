"""Mortality alerts as pages show them: whose, of what, the figures in a sentence, the chart, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.charts.drawn import DrawnChart
from oversight.charts.sum_chart import SumPlace, sum_chart
from oversight.measures.defining import Definition, definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.wording import write_number
from ratings.models import MortalityAlert
from ratings.mortality.reading import ReadPeriod, ReadRun, is_overdue, present_series, run_as_it_is, run_as_raised
from ratings.mortality.references import period_of
from ratings.mortality.states import AlertState
from workspaces.inspector.monitoring.period_words import write_period

_COLOURS = {
    AlertState.RAISED: "blue",
    AlertState.EXPLAINED: "yellow",
    AlertState.CHECKED: "yellow",
    AlertState.ASKED: "purple",
    AlertState.ANSWERED: "yellow",
    AlertState.CONSIDERED: "yellow",
}


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """One alert with its trust and its measure."""

    alert: MortalityAlert
    trust: Trust
    measure: Definition
    today: date

    @property
    def period(self) -> str:
        """The period in which the sum crossed, in words."""
        return write_period(period_of(self.alert))

    @property
    def state(self) -> AlertState:
        return AlertState(self.alert.state)

    @property
    def colour(self) -> str:
        """The colour of the tag of its state."""
        return _COLOURS.get(self.state, "grey")

    @property
    def overdue(self) -> bool:
        """Whether the trust should have answered by now."""
        return is_overdue(self.alert, self.today)

    @property
    def sentence(self) -> str:
        """What the figures were that it was raised on."""
        return write_run(run_as_raised(self.alert), self.alert)

    @property
    def sentence_now(self) -> str:
        """What they are since they were revised; blank where they were not."""
        if self.alert.revised_at is None:
            return ""
        run = run_as_it_is(self.alert)
        if run is None:
            return "By the figures as they are now, the sum does not reach its threshold."
        return f"By the figures as they are now: {write_run(run, self.alert)}"


def shown_alerts(alerts: Iterable[MortalityAlert], *, today: date) -> list[ShownAlert]:
    """Return alerts with their trusts, in one query for these."""
    alerts = list(alerts)
    trusts = {trust.code: trust for trust in Trust.objects.filter(code__in={each.trust_code for each in alerts})}
    return [ShownAlert(each, trusts[each.trust_code], definition(each.measure), today) for each in alerts]


def write_run(run: ReadRun, alert: MortalityAlert) -> str:
    """Say what a run of the sum was: deaths, how many were expected, and what the sum came to."""
    when = write_period(run.last)
    if run.first != run.last:
        when = f"the {run.periods} {_PERIODS[Grain(alert.grain)]} with figures from {_from_to(run.first, run.last)}"
    died = "1 patient died" if run.deaths == 1 else f"{write_number(run.deaths)} patients died"
    return (
        f"In {when}, {died} where {write_number(run.expected, 1)} deaths were expected, and the sum reached "
        f"{write_number(run.total, 2)}; its threshold is {write_number(alert.threshold, 1)}."
    )


def chart_of(shown: ShownAlert) -> DrawnChart:
    """Chart the sum as it is known now, with what came since the alert."""
    alert = shown.alert
    run = run_as_it_is(alert)
    headline = (
        f"{shown.measure.name}: the sum reached its threshold in {write_period(run.last)}"
        if run
        else f"{shown.measure.name}: the sum does not reach its threshold by the figures as they are now"
    )
    return sum_chart(
        [_place(each) for each in present_series(alert)],
        threshold=alert.threshold,
        headline=headline,
        sentence=write_run(run, alert) if run else shown.sentence_now,
    )


def raised_rows(series: Sequence[ReadPeriod]) -> list[list[str]]:
    """Return the rows of the table of figures as they were when the alert was raised."""
    return [[place.name, place.deaths, place.expected] for place in map(_place, series)]


_PERIODS = {Grain.DAY: "days", Grain.MONTH: "months", Grain.QUARTER: "quarters", Grain.YEAR: "years"}


def _place(each: ReadPeriod) -> SumPlace:
    return SumPlace(
        label=_label(each.period),
        name=write_period(each.period),
        deaths=_written(each.deaths, None, "No figure"),
        expected=_written(each.expected, 1, "No expected number"),
        watched=each.watched,
    )


def _written(number: object, places: int | None, blank: str) -> str:
    if number is None:
        return blank
    try:
        if places is None:
            # As many digits as were told.
            return write_number(number.normalize())  # type: ignore[attr-defined]
        return write_number(float(number), places)  # type: ignore[arg-type]
    except ValueError:
        return "No number"


def _label(period: Period) -> tuple[str, ...]:
    """Return the last month of a period and its year, in two short lines."""
    last = period.last_day
    return (f"{last:%b}", f"{last:%Y}")


def _from_to(first: Period, last: Period) -> str:
    """Return ``October 2025 to September 2026`` for the first and the last of several quarters."""
    days = Period(first.first_day, Grain.MONTH), Period.of(last.last_day, Grain.MONTH)
    return " to ".join(write_period(each) for each in days)
