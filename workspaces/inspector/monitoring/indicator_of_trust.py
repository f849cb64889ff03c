"""One indicator of one trust: its series, its value among the others, and how its score comes about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.charts import ChartColumn, DrawnChart
from oversight.charts.watched_chart import AskedSeries, Place, note, watched_chart
from oversight.measures.defining import Definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.wording import write_date, write_list, write_number, write_short_date
from ratings.models import TrustBand
from workspaces.inspector.monitoring.board import NOT_JUDGEMENTS
from workspaces.inspector.monitoring.indicator_page import definition_or_404, query_of, thresholds
from workspaces.inspector.monitoring.method_words import write_certainty, write_direction, write_method
from workspaces.inspector.monitoring.newest_changes import changes_of_result
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.results_shown import Told, with_unit, write_word
from workspaces.inspector.monitoring.series import PeriodOfTrust, SeriesOfTrust, series_of
from workspaces.inspector.monitoring.stored import results_of
from workspaces.inspector.monitoring.trust_indicators import told
from workspaces.inspector.monitoring.z_arithmetic import written_out
from workspaces.inspector.world import world_with
from workspaces.trust_desk.downloads import csv_attachment


@require_safe
@access(Action.INSPECT)
def indicator_of_trust(request: HttpRequest, measure: str, code: str) -> HttpResponse:
    """Show what one indicator says of one trust, over time and among all trusts."""
    made, trust = definition_or_404(measure), _trust(code)
    world = world_with(trust)
    result = _result(made, trust)
    series = series_of(trust, made, result.shown.period) if result else None
    return render(
        request,
        "workspaces/inspect/monitoring/indicator_of_trust.html.jinja",
        {
            "trust": trust,
            "world": world,
            "made": made,
            "result": result,
            "series": series,
            "chart": chart_of_series(made, trust, result, series) if result and series else None,
            "arithmetic": written_out(result.shown) if result else [],
            "changes": changes_of_result(trust, made.code),
            "query": query_of(world, result.shown.period if result else None),
            "thresholds": thresholds(made),
            "write_method": write_method,
            "write_direction": write_direction,
            "write_certainty": write_certainty,
            "write_period": write_period,
        },
    )


@require_safe
@access(Action.INSPECT)
def indicator_of_trust_csv(request: HttpRequest, measure: str, code: str) -> HttpResponseBase:
    """Give the series of the page as CSV, with every digit."""
    made, trust = definition_or_404(measure), _trust(code)
    result = _result(made, trust)
    series = series_of(trust, made, result.shown.period) if result else None
    return csv_attachment(_csv(made, trust, series.periods if series else ()), f"{trust.code}-{made.code}.csv")


def chart_of_series(made: Definition, trust: Trust, result: Told, series: SeriesOfTrust) -> DrawnChart:
    """Draw a trust's series with its limits, and put beside each period where the other trusts lay."""
    places = [
        Place(
            _label(one.period),
            write_period(one.period) + (f" ({one.code})" if one.code != trust.code else ""),
            one.watched,
            one.limits,
        )
        for one in series.periods
    ]
    return watched_chart(
        places,
        AskedSeries(
            headline=_headline(made, trust, result),
            sentence=_sentence(series, result),
            side=made.on_the_axis or made.name,
            unit=made.unit if made.unit == "%" else "",
            decimals=made.decimals,
            further_columns=(
                ChartColumn("Median of trusts", numeric=True),
                ChartColumn("Middle half of trusts"),
                ChartColumn("Adjusted z-score", numeric=True),
                ChartColumn("Result"),
            ),
            further=[_further(made, one) for one in series.periods],
        ),
    )


def _trust(code: str) -> Trust:
    return get_object_or_404(Trust.objects.select_related("region"), code=code.upper())


def _result(made: Definition, trust: Trust) -> Told | None:
    """Return what counts for the band, or else the newest; None where the indicator was never compared."""
    band = TrustBand.objects.filter(trust_code=trust.code).first()
    found = results_of(
        [trust.code],
        demonstration=trust.is_demonstration,
        counted={trust.code: band.counted} if band else {},
        measures=[made.code],
    )
    return told(found, trust)[0] if found else None


def _headline(made: Definition, trust: Trust, result: Told) -> str:
    value = "" if result.shown.value is None else f"{result.value}, "
    return f"{made.name} at {trust.shown_name}: {value}{result.shown.word} in {result.period}"


def _sentence(series: SeriesOfTrust, result: Told) -> str:
    if not series.periods:
        return "There is no period with a figure to draw."
    last = series.periods[-1]
    said = [f"In the trust's own series, {write_period(last.period)}: {_lower(note(last.watched))}."]
    absent = sum(one.watched.value is None for one in series.periods)
    if absent:
        has = "has" if absent == 1 else "have"
        said.append(f"{absent} of the {len(series.periods)} periods {has} no figure to draw.")
    revised = sum(one.watched.revised for one in series.periods)
    if revised:
        was = "was" if revised == 1 else "were"
        said.append(f"{revised} {was} revised since first known.")
    if series.joined_from is not None:
        said.append(
            f"Before {write_date(series.merged_on[0]) if series.merged_on else 'the merger'} it is the series of "
            f"{series.joined_from.shown_name}, joined here and not added in."
        )
    elif series.merged_on:
        said.append(f"Limits start afresh at {write_list(write_date(day) for day in series.merged_on)}.")
    return " ".join(said)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _label(period: Period) -> tuple[str, ...]:
    """How the picture names a period, in one or two short lines."""
    first = write_short_date(period.first_day).split()
    if period.grain is Grain.DAY:
        return " ".join(first[:2]), first[2]
    if period.grain is Grain.MONTH:
        return first[1], first[2]
    if period.grain is Grain.YEAR:
        return (str(period),)
    last = write_short_date(period.last_day).split()
    return f"{first[1]}–{last[1]}", last[2]


def _further(made: Definition, one: PeriodOfTrust) -> tuple[str, ...]:
    half = "none"
    if one.peers.lower is not None and one.peers.upper is not None:
        half = f"{made.write(one.peers.lower)} to {made.write(one.peers.upper)}, {one.peers.count} trusts"
    return (
        with_unit(made, one.peers.median),
        half,
        "none" if one.adjusted_z is None else write_number(one.adjusted_z, 2),
        write_word(one.word) if one.word else "Not in a comparison",
    )


def _csv(made: Definition, trust: Trust, periods: Sequence[PeriodOfTrust]) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Figures of",
        "Indicator",
        "Period",
        "Numerator",
        "Denominator",
        "Value",
        "Unit",
        "Adjusted z",
        "Result",
        "Trusts judged",
        "Median of trusts",
        "Lower quartile",
        "Upper quartile",
        "Mean of the series",
        "Lower limit",
        "Upper limit",
        "In its own series",
        "Note",
    ]
    for one in periods:
        spread = one.limits.spread if one.limits else None
        yield [
            trust.code,
            one.code,
            made.code,
            str(one.period),
            one.numerator,
            one.denominator,
            one.value,
            made.unit,
            one.adjusted_z,
            str(one.word) if one.word else None,
            one.peers.count,
            one.peers.median,
            one.peers.lower,
            one.peers.upper,
            one.limits.mean if one.limits else None,
            spread.lower if spread else None,
            spread.upper if spread else None,
            note(one.watched),
            NOT_JUDGEMENTS,
        ]
