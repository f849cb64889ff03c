"""One indicator: its definition in full, and all trusts of a period side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import Definition, Direction, Method, definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.wording import write_iso, write_number
from ratings.models import IndicatorComparison
from workspaces.inspector.monitoring.board import NOT_JUDGEMENTS
from workspaces.inspector.monitoring.comparison_charts import OfTrust, chart_of_comparison, of_trusts
from workspaces.inspector.monitoring.method_words import (
    write_certainty,
    write_direction,
    write_key_question,
    write_method,
)
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.results_shown import with_unit
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

_PERIODS = 60


@require_safe
@access(Action.INSPECT)
def indicator(request: HttpRequest, measure: str) -> HttpResponse:
    """Show an indicator's definition and one period of it: ``?period=2026-09``, and ``?trust=RX1`` singled out."""
    made = definition_or_404(measure)
    world = world_of(request)
    row = _comparison(request, made, world)
    period = Period(row.period, Grain(row.grain)) if row else None
    said = of_trusts(row, names_of(world)) if row else []
    singled_out = request.GET.get("trust", "").upper()
    chart = None
    if row is not None and period is not None:
        chart = chart_of_comparison(row, made, said, period=write_period(period), singled_out=singled_out)
    return render(
        request,
        "workspaces/inspect/monitoring/indicator.html.jinja",
        {
            "world": world,
            "made": made,
            "row": row,
            "period": period,
            "periods": periods_compared(made, world),
            "chart": chart,
            "said": said,
            "cells": chart.table_rows if chart else (),
            "singled_out": next((one for one in said if one.code == singled_out), None),
            "asked_trust": request.GET.get("trust", ""),
            "query": query_of(world, period),
            "numbers": _numbers(row),
            "thresholds": thresholds(made),
            "write_method": write_method,
            "write_direction": write_direction,
            "write_key_question": write_key_question,
            "write_certainty": write_certainty,
            "write_period": write_period,
            "today": clock.today(),
        },
    )


@require_safe
@access(Action.INSPECT)
def indicator_csv(request: HttpRequest, measure: str) -> HttpResponseBase:
    """Give one period of an indicator as CSV: every trust, with every digit."""
    made = definition_or_404(measure)
    world = world_of(request)
    row = _comparison(request, made, world)
    if row is None:
        raise Http404
    said = sorted(of_trusts(row, names_of(world)), key=lambda one: one.code)
    period = Period(row.period, Grain(row.grain))
    return csv_attachment(_csv(made, row, period, said), f"{made.code}-{str(period).replace('/', '-')}.csv")


def definition_or_404(measure: str) -> Definition:
    """Return the definition of a code; an unknown one is not found."""
    made = definitions().get(measure)
    if made is None:
        raise Http404
    return made


def names_of(world: World) -> dict[str, str]:
    """Return the names of the trusts of a world by code."""
    return {
        trust.code: trust.shown_name
        for trust in Trust.objects.filter(is_demonstration=world.demonstration).only("code", "name")
    }


def periods_compared(made: Definition, world: World) -> list[Period]:
    """Return the periods that were compared, the newest first."""
    rows = IndicatorComparison.objects.filter(measure=made.code, is_demonstration=world.demonstration)
    return [
        Period(day, Grain(grain)) for day, grain in rows.order_by("-period").values_list("period", "grain")[:_PERIODS]
    ]


def query_of(world: World, period: Period | None = None) -> str:
    """Return what addresses carry of a world and a period, with its ``?`` where there is anything."""
    asked = [f"period={period}"] if period else []
    if not world.is_usual:
        asked.append(f"trusts={world.word}")
    return f"?{'&'.join(asked)}" if asked else ""


def thresholds(made: Definition) -> list[tuple[str, str]]:
    """Return where a result becomes a risk, in words."""
    bounds = made.thresholds
    said = []
    for words, z in (("Risk", bounds.z_risk), ("Elevated risk", bounds.z_elevated)):
        if z is not None:
            scale = "as rare by chance as a" if made.method is Method.POISSON_COUNT else "an adjusted"
            said.append((words, f"{scale} z-score of {write_number(z)} or more{_way(made)}"))
    for words, upper, lower in (
        ("Risk", bounds.risk_at, bounds.risk_below),
        ("Elevated risk", bounds.elevated_at, bounds.elevated_below),
    ):
        if upper is not None:
            said.append((words, f"{with_unit(made, float(upper))} or more"))
        if lower is not None:
            said.append((words, f"below {with_unit(made, float(lower))}"))
    return said


def _way(made: Definition) -> str:
    return ", either way" if made.direction is Direction.NEUTRAL else " in the harmful direction"


def _comparison(request: HttpRequest, made: Definition, world: World) -> IndicatorComparison | None:
    """Return the comparison of the period asked for; what is not understood or not there is as if not asked."""
    rows = IndicatorComparison.objects.filter(measure=made.code, is_demonstration=world.demonstration)
    try:
        asked = Period.parse(request.GET.get("period", ""))
    except ValueError:
        return rows.order_by("-period").first()
    found = rows.filter(period=asked.first_day, grain=str(asked.grain)).first()
    return found or rows.order_by("-period").first()


def _numbers(row: IndicatorComparison | None) -> list[tuple[str, str]]:
    """Return the numbers that hold of a whole comparison."""
    if row is None:
        return []
    named = (
        ("Target, on the scale of the method", row.target),
        ("Over-dispersion (phi)", row.phi),
        ("Variance among trusts (tau squared)", row.tau_squared),
    )
    return [(name, write_number(value, 6)) for name, value in named if value is not None]


def _csv(
    made: Definition, row: IndicatorComparison, period: Period, said: Sequence[OfTrust]
) -> Iterator[Sequence[object]]:
    yield [
        "Indicator",
        "Period",
        "Trust code",
        "Trust",
        "Numerator",
        "Denominator",
        "Expected",
        "Value",
        "Unit",
        "Adjusted z",
        "Result",
        "Reason",
        "Target",
        "phi",
        "tau squared",
        "Settings",
        "As of",
        "Note",
    ]
    for one in said:
        yield [
            made.code,
            str(period),
            one.code,
            one.name,
            one.numerator,
            one.denominator,
            one.expected,
            one.value,
            made.unit,
            one.adjusted_z,
            str(one.word),
            one.reason or None,
            row.target,
            row.phi,
            row.tau_squared,
            row.settings,
            write_iso(row.as_of),
            NOT_JUDGEMENTS,
        ]
