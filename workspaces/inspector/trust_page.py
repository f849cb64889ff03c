"""A trust as an inspector sees it: the alarm, its signals and wards, its months, and what was corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from inspections.models import RatingLevel
from oversight import clock
from oversight.accounts.access import access, powers_in
from oversight.accounts.permissions import Action
from oversight.charts import Chart
from oversight.measures.defining import Level, definition
from oversight.measures.observations import Observed, SeriesKey
from oversight.measures.observing import series_of_trust
from oversight.organisations.models import Succession, Trust, Ward
from oversight.returns.models import ReturnVersion
from oversight.wording import write_iso
from ratings.asking import questions_of
from ratings.gathering import months_before
from ratings.models import ChangeNotice, ComputedRating
from ratings.question_writing import rating_of
from ratings.questions import RatingResult, Standing
from ratings.rules.monthly_series import months_between
from ratings.rules.ratings_words import KeyQuestion
from ratings.standing import STAFFING_MEASURES
from workspaces.inspector.entries import entries_of
from workspaces.inspector.explanations import Asked, said_of
from workspaces.inspector.known import Known, known_on
from workspaces.inspector.monitoring.trust_section import monitoring_of
from workspaces.inspector.question_names import shown_questions, shown_ratings
from workspaces.inspector.signal_charts import chart
from workspaces.inspector.special_measures_names import special_measures_of
from workspaces.inspector.standing_signals import Shown, TrustSignals, signals_of_trust
from workspaces.inspector.trust_complaints import complaints_of
from workspaces.trust_desk.downloads import csv_attachment

_MONTHS = 24
_CHARTED = ("fill_registered", "chppd_overall")
_RECENT = 5


@dataclass(frozen=True, slots=True)
class MonthOfTrust:
    """One month: the version that stands, None where nothing was accepted; values by measure; the alarm."""

    month: date
    version: ReturnVersion | None
    values: Mapping[str, Decimal | None]
    alarm: Shown | None


@dataclass(frozen=True, slots=True)
class WardOfTrust:
    """A ward with what asks for attention on it, and what the trust said of it with the latest return."""

    ward: Ward
    raised: Sequence[Shown]
    said: Sequence[object]


@require_safe
@access(Action.INSPECT)
def trust(request: HttpRequest, code: str) -> HttpResponse:
    """Show a trust: where to look, why, and on what that rests."""
    shown = get_object_or_404(Trust.objects.select_related("region"), code=code.upper())
    known = known_on(request, today=clock.today())
    months = months_of(shown, known)
    signals = signals_of_trust(shown, known)
    latest = months[0].month if months else None
    return render(
        request,
        "workspaces/inspect/trust.html.jinja",
        {
            "trust": shown,
            "known": known,
            "today": clock.today(),
            "latest": latest,
            "signals": signals,
            "own": [one for one in signals.own if one.asks_for_attention],
            "months": months,
            "measures": [definition(measure) for measure in STAFFING_MEASURES],
            "charts": charts_of(shown, latest, known) if latest else [],
            "wards": wards_of(shown, signals, latest),
            "corrections": _corrections(shown, known),
            "recent": entries_of(_recent(shown, known), seen_until=clock.now()),
            "followed": _followed(shown),
            "may_recommend_entry": powers_in(request).may(Action.RECOMMEND_ENTRY),
            **(_ratings(shown) if known.day is None else {}),
        },
    )


@require_safe
@access(Action.INSPECT)
def trust_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the months of the trust's page as CSV, with every digit."""
    shown = get_object_or_404(Trust, code=code.upper())
    known = known_on(request, today=clock.today())
    return csv_attachment(_csv(shown, known), f"{shown.code}-months.csv")


def months_of(trust: Trust, known: Known) -> list[MonthOfTrust]:
    """Return the trust's latest 24 months, the newest first, up to its latest accepted one."""
    versions = versions_of(trust, known)
    if not versions:
        return []
    latest = max(versions)
    months = months_between(months_before(latest, _MONTHS - 1), latest)
    series = _series(trust, latest, known)
    alarms = signals_of_trust(trust, known).alarms
    by_month: dict[date, dict[str, Decimal | None]] = {}
    for key, observed in series.items():
        for each in observed:
            value = definition(key.measure).value(each.numerator, each.denominator)
            by_month.setdefault(each.period, {})[key.measure] = value
    first = min(versions)
    return [
        MonthOfTrust(month, versions.get(month), by_month.get(month, {}), alarms.get(month))
        for month in reversed(months)
        if month >= first
    ]


def versions_of(trust: Trust, known: Known) -> dict[date, ReturnVersion]:
    """Return the versions that stand, or stood on the day, by month."""
    found = ReturnVersion.objects.filter(trust=trust, kind="staffing")
    if known.moment is None:
        found = found.filter(stands=True)
    else:
        still = Q(replaced_at__isnull=True) | Q(replaced_at__gt=known.moment)
        found = found.filter(still, accepted_at__lte=known.moment)
    return {_first_day(version.period): version for version in found}


def charts_of(trust: Trust, latest: date, known: Known) -> list[Chart]:
    """Return the charts of the trust's own series."""
    series = _series(trust, latest, known)
    made = []
    for code in _CHARTED:
        observed = series.get(SeriesKey("trust", trust.code, code), [])
        drawn = chart(definition(code), observed, up_to=latest, chart_id=f"trust-{code.replace('_', '-')}")
        if drawn:
            made.append(drawn)
    return made


def wards_of(trust: Trust, signals: TrustSignals, latest: date | None) -> list[WardOfTrust]:
    """Return the trust's wards, those with something to look at first and then by name."""
    wards = list(Ward.objects.filter(trust=trust).select_related("site"))
    asked = {str(ward.public_id): Asked(trust.code, latest, str(ward.public_id)) for ward in wards} if latest else {}
    said = said_of(asked.values())
    shown = [
        WardOfTrust(
            ward,
            signals.raised(str(ward.public_id)),
            said.get(asked[str(ward.public_id)], []) if asked else [],
        )
        for ward in wards
    ]
    return sorted(shown, key=lambda one: (not one.raised, one.ward.closed_on is not None, one.ward.name))


def _series(trust: Trust, latest: date, known: Known) -> dict[SeriesKey, list[Observed]]:
    return series_of_trust(
        trust.code,
        levels=(Level.TRUST,),
        measures=STAFFING_MEASURES,
        first=months_before(latest, _MONTHS - 1),
        last=latest,
        as_known_at=known.moment,
    )


def _corrections(trust: Trust, known: Known) -> list[ReturnVersion]:
    found = ReturnVersion.objects.filter(trust=trust, kind="staffing", number__gt=1).order_by("-accepted_at")
    if known.moment is not None:
        found = found.filter(accepted_at__lte=known.moment)
    return list(found[:50])


def _recent(trust: Trust, known: Known) -> list[ChangeNotice]:
    found = ChangeNotice.objects.filter(trust_code=trust.code).order_by("-at", "-id")
    if known.moment is not None:
        found = found.filter(at__lte=known.moment)
    return list(found[:_RECENT])


def _followed(trust: Trust) -> list[Succession]:
    """Return the successions that the trust is part of: its series is joined with none of them."""
    part = Succession.objects.filter(predecessor=trust) | Succession.objects.filter(successor=trust)
    return list(part.select_related("predecessor", "successor").order_by("on"))


def _ratings(trust: Trust) -> dict[str, object]:
    """Return the questions about the trust's ratings, each computed one above what was judged or that differs, and what
    there is of special measures and of complaints.

    They are worked out as of now alone.
    """
    rows = ComputedRating.objects.filter(trust_code=trust.code)
    judged = Q(level=RatingLevel.SERVICE_KEY_QUESTION, standing__in=[str(Standing.AGREES), str(Standing.NOT_COMPARED)])
    results = sorted((rating_of(row) for row in rows.exclude(judged)), key=_from_the_top)
    return {
        "questions": shown_questions(questions_of([trust.code])),
        "ratings": shown_ratings(results),
        "special": special_measures_of(trust, clock.today()),
        "monitoring": monitoring_of(trust),
        "complaints": complaints_of(trust, clock.today()),
    }


def _from_the_top(result: RatingResult) -> tuple[str, int, str, int]:
    """Put the trust before its sites, each site before its services, the overall before the key questions."""
    place = result.place
    question = list(KeyQuestion).index(place.key_question) + 1 if place.key_question else 0
    return (place.site, bool(place.service), place.service, question)


def _first_day(period: str) -> date:
    return date(int(period[:4]), int(period[5:7]), 1)


def _csv(trust: Trust, known: Known) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Month",
        "Version",
        "Receipt",
        "Accepted at",
        "Late",
        *(definition(code).name for code in STAFFING_MEASURES),
        "Staffing alarm",
        "Why",
    ]
    for one in months_of(trust, known):
        version = one.version
        yield [
            trust.code,
            f"{one.month:%Y-%m}",
            version.number if version else "not submitted",
            version.receipt if version else None,
            write_iso(version.accepted_at) if version else None,
            ("yes" if version.late else "no") if version else None,
            *(one.values.get(code) for code in STAFFING_MEASURES),
            one.alarm.result.state.label if one.alarm else None,
            one.alarm.result.reason if one.alarm else None,
        ]
