"""A ward as an inspector sees it: its signals with their charts, its months, and what the trust says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.charts import Chart
from oversight.measures.defining import Level, definition
from oversight.measures.observations import Observed, SeriesKey
from oversight.measures.observing import series_of_trust
from oversight.organisations.models import Ward
from ratings.gathering import months_before, standing_returns
from ratings.models import SignalChange
from ratings.rules.monthly_series import months_between
from ratings.signals import SignalKind, State
from ratings.standing import FILL_RATES, STAFFING_MEASURES
from staffing.models import WardMonth
from workspaces.inspector.entries import Change
from workspaces.inspector.explanations import Asked, Said, over_months, said_of
from workspaces.inspector.known import Known, known_on
from workspaces.inspector.signal_charts import chart
from workspaces.inspector.standing_signals import Shown, signals_of_ward
from workspaces.trust_desk.downloads import csv_attachment

_MONTHS = 24
_CHANGES = 30
_FURTHER = tuple(code for code in STAFFING_MEASURES if code not in FILL_RATES)


@dataclass(frozen=True, slots=True)
class MonthOfWard:
    """One month: the ward's row, None where it was in no return that stands; whether the trust sent one; values."""

    month: date
    row: WardMonth | None
    receipt: str
    values: dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class ChartOfWard:
    """A chart with the signal that it shows; ``signal`` None where nothing is worked out of the measure."""

    chart: Chart
    signal: Shown | None
    anchor: str


@require_safe
@access(Action.INSPECT)
def ward(request: HttpRequest, ward_id: uuid.UUID) -> HttpResponse:
    """Show a ward: each measure's chart and what it shows, the table, and the trust's explanations."""
    shown = _ward(ward_id)
    known = known_on(request, today=clock.today())
    signals = signals_of_ward(shown.trust, str(shown.public_id), known)
    months = months_of(shown, known)
    latest = months[0].month if months else None
    return render(
        request,
        "workspaces/inspect/ward.html.jinja",
        {
            "ward": shown,
            "known": known,
            "today": clock.today(),
            "latest": latest,
            "signals": signals,
            "raised": [one for one in signals if one.asks_for_attention],
            "often_short": next((one for one in signals if one.result.key.kind is SignalKind.OFTEN_SHORT), None),
            "charts": charts_of(shown, signals, latest, known) if latest else [],
            "months": months,
            "fill_rates": [definition(code) for code in FILL_RATES],
            "further": [definition(code) for code in _FURTHER],
            "said": over_months(_said(shown, months)),
            "changes": _changes(shown, known),
            "aliases": list(shown.aliases.order_by("name").values_list("name", flat=True)),
        },
    )


@require_safe
@access(Action.INSPECT)
def ward_csv(request: HttpRequest, ward_id: uuid.UUID) -> HttpResponseBase:
    """Give the months of the ward's page as CSV, with every digit."""
    shown = _ward(ward_id)
    return csv_attachment(_csv(shown, known_on(request, today=clock.today())), f"ward-{shown.public_id}-months.csv")


def months_of(ward: Ward, known: Known) -> list[MonthOfWard]:
    """Return the ward's latest 24 months, the newest first, up to the trust's latest accepted month."""
    returns = {each.period: each for each in standing_returns(ward.trust.code, as_known_at=known.moment)}
    rows = {row.period: row for row in _rows(ward, known)}
    if not returns:
        return []
    latest = max(returns)
    months = months_between(months_before(latest, _MONTHS - 1), latest)
    first = min((month for month in months if month in rows), default=None)
    values: dict[date, dict[str, Decimal | None]] = {}
    for key, observed in _series(ward, latest, known).items():
        for each in observed:
            value = definition(key.measure).value(each.numerator, each.denominator)
            values.setdefault(each.period, {})[key.measure] = value
    return [
        MonthOfWard(month, rows.get(month), returns[month].receipt if month in returns else "", values.get(month, {}))
        for month in reversed(months)
        if first is not None and month >= first
    ]


def charts_of(ward: Ward, signals: Sequence[Shown], latest: date, known: Known) -> list[ChartOfWard]:
    """Return a chart of each measure of the ward, in the order in which measures are always shown."""
    series = _series(ward, latest, known)
    by_measure = {one.result.key.measure: one for one in signals if one.result.key.kind is SignalKind.SPECIAL_CAUSE}
    made = []
    for code in STAFFING_MEASURES:
        anchor = f"chart-{code.replace('_', '-')}"
        observed = series.get(SeriesKey("ward", str(ward.public_id), code), [])
        drawn = chart(definition(code), observed, up_to=latest, chart_id=anchor)
        if drawn:
            made.append(ChartOfWard(drawn, by_measure.get(code), anchor))
    return made


def _ward(ward_id: uuid.UUID) -> Ward:
    return get_object_or_404(Ward.objects.select_related("trust", "trust__region", "site"), public_id=ward_id)


def _rows(ward: Ward, known: Known) -> list[WardMonth]:
    """Return the ward's months as the standing versions give them, or as those of the day did."""
    found = WardMonth.objects.filter(ward=ward).select_related("version")
    if known.moment is None:
        return list(found.filter(version__stands=True))
    still = Q(version__replaced_at__isnull=True) | Q(version__replaced_at__gt=known.moment)
    return list(found.filter(still, version__accepted_at__lte=known.moment))


def _series(ward: Ward, latest: date, known: Known) -> dict[SeriesKey, list[Observed]]:
    return series_of_trust(
        ward.trust.code,
        levels=(Level.WARD,),
        measures=STAFFING_MEASURES,
        first=months_before(latest, _MONTHS - 1),
        last=latest,
        subjects=(str(ward.public_id),),
        as_known_at=known.moment,
    )


def _said(ward: Ward, months: Sequence[MonthOfWard]) -> list[Said]:
    """Return what the trust said of the ward with each month's return, the newest first."""
    asked = [Asked(ward.trust.code, one.month, str(ward.public_id)) for one in months if one.row]
    found = said_of(asked)
    return [said for one in asked for said in found.get(one, [])]


def _changes(ward: Ward, known: Known) -> list[Change]:
    found = SignalChange.objects.filter(subject=str(ward.public_id)).order_by("-at", "-id")
    if known.moment is not None:
        found = found.filter(at__lte=known.moment)
    told = (Change(record) for record in found.defer("inputs", "figures")[: _CHANGES * 2])
    return [one for one in told if one.is_raised or State(one.record.old).asks_for_attention][:_CHANGES]


def _csv(ward: Ward, known: Known) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Ward id",
        "Ward",
        "Month",
        "Receipt",
        *(f"{definition(code).short_name}, {side} hours" for code in FILL_RATES for side in ("planned", "actual")),
        "Patients at 23:59",
        *(definition(code).name for code in STAFFING_MEASURES),
    ]
    for one in months_of(ward, known):
        hours = [
            getattr(one.row, f"{code.removeprefix('fill_')}_{side}") if one.row else None
            for code in FILL_RATES
            for side in ("planned", "actual")
        ]
        yield [
            ward.trust.code,
            str(ward.public_id),
            ward.name,
            f"{one.month:%Y-%m}",
            one.receipt if one.row else "not submitted",
            *hours,
            one.row.patients if one.row else None,
            *(one.values.get(code) for code in STAFFING_MEASURES),
        ]
