"""What is observed of the demonstration's trusts beside their returns: imported, compared and released as in the past.

Files come through the importer that takes real ones, at the times at which such figures are published, so that what
was known on a day, and what changed since the last release, can be looked at. A moment that was told is not told again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from complaints.survey.closing import INDICATOR
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.demonstration.crew import Crew
from oversight.demonstration.inspections import REGULATORS
from oversight.demonstration.places import DEMONSTRATION
from oversight.measures.defined import Definition, Theme
from oversight.measures.defining import definition, definitions, measures_of
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.measures.stated import periods_of
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from oversight.returns.periods import Month
from ratings.indicators.band_writing import write_bands
from ratings.indicators.banding import bands_of
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import facts_of_periods
from ratings.indicators.releasing import release_bands
from ratings.indicators.writing import write_comparison, write_first_comparisons
from ratings.models import IndicatorComparison, MonitoringRelease
from ratings.mortality.watching import watch
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.observations import Figure, ObservedCountry, known_on, periods
from workspaces.demonstration.observations_stories import CORRECTED_MONTHS_AGO, FIRST_TOLD
from workspaces.demonstration.observations_usual import USUAL

# Figures are told month by month for the last months alone; what was known before them comes at once.
MONTHS_OF_MOMENTS = 4
_OBSERVED = "demonstration.observations_told"
_A_MONTHLY_MEASURE = "ae_over_four_hours"


@dataclass(frozen=True)
class _Telling:
    """What is told of one measure at one moment: files of periods, the earlier ones as they were told at first."""

    measure: str
    country: ObservedCountry
    periods: tuple[Period, ...]
    as_first_told: bool
    at: datetime


def observe(
    trusts: Sequence[DemonstrationTrust],
    months: Sequence[Month],
    *,
    crew: Crew,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Tell all that was published up to now, and work out what it says of every trust after each of the last months."""
    country = ObservedCountry(trusts, latest=months[-1])
    before: datetime | None = None
    for index in range(max(0, len(months) - MONTHS_OF_MOMENTS), len(months)):
        month = months[index]
        at = published_on(month)
        if at > now:
            break
        moment = Reference("demonstration", f"observations {month}")
        if not AuditEntry.objects.filter(action=_OBSERVED, subject_kind=moment.kind, subject_id=moment.public_id):
            say(f"figures published by {london_date(at):%d %B %Y}")
            tellings = _tellings(country, months, since=before, at=at)
            crew.each(_tell, tellings)
            with transaction.atomic():
                _work_out_bands(at)
                _release(month, at)
                audit(_OBSERVED, by=DEMONSTRATION, subject=moment, now=now)
        before = at


def published_on(month: Month) -> datetime:
    """Return when a month's figures are out, and with them whatever else was published by then."""
    return known_on(definition(_A_MONTHLY_MEASURE), Period(month.first_day, Grain.MONTH))


def compare_returns(*, crew: Crew, now: datetime) -> None:
    """Work out what the measures that returns and the survey feed say of every trust, once the signals are."""
    # What files tell of as well was compared with them.
    by_files = {code for code, made in definitions().items() if code in USUAL and made.is_public}
    fed = sorted(measures_of("staffing") | ((measures_of("safety") | measures_of("complaints")) - by_files))
    crew.each(_compare_all, [(measure, now) for measure in (*fed, INDICATOR)])
    with transaction.atomic():
        _work_out_bands(now)


def _tellings(
    country: ObservedCountry, months: Sequence[Month], *, since: datetime | None, at: datetime
) -> list[_Telling]:
    """Return what there is to tell at a moment: what was published since the one before, and what was corrected."""
    latest = months[-1]
    corrected_from = published_on(latest.plus(-CORRECTED_MONTHS_AGO))
    found = []
    for code, made in sorted(definitions().items()):
        if code not in USUAL or not made.is_public:
            continue
        every = periods(made, latest=latest, months=len(months))
        first = at < corrected_from
        fresh = [each for each in every if known_on(made, each) <= at]
        corrects = code in FIRST_TOLD and at == corrected_from
        if since is not None and not corrects:
            fresh = [each for each in fresh if known_on(made, each) > since]
        if fresh:
            found.append(_Telling(code, country, tuple(fresh), first, at))
    return found


def _tell(telling: _Telling) -> int:
    """Import a measure's file and compare the trusts in the periods that it tells of; return how many rows were new."""
    made = definition(telling.measure)
    returned = _returned(made)
    told = [
        figure
        for period in telling.periods
        for figure in telling.country.figures(made, period, as_first_told=telling.as_first_told)
        if (figure.code, figure.period) not in returned
    ]
    if not told:
        return 0
    with history():
        imported = import_observations(
            content=_file(told),
            file_name=f"{made.code}-{telling.periods[-1]}.csv".replace("/", "-"),
            made=made,
            by=DEMONSTRATION,
            now=telling.at,
        )
        if imported.rejected:
            raise RuntimeError(f"the demonstration's file of {made.code}: {imported.rejected[0]}")
        _compare(made, telling.periods, telling.at)
    return imported.new + imported.changed


def _returned(made: Definition) -> set[tuple[str, Period]]:
    """Return whose returns tell of a measure, and of which periods: files leave these out."""
    if not made.return_kind:
        return set()
    rows = Observation.objects.filter(measure=made.code, known_to__isnull=True, version_id__isnull=False)
    return {(code, Period(day, Grain(grain))) for code, day, grain in rows.values_list("subject", "period", "grain")}


def _file(figures: Iterable[Figure]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["organisation", "period", "numerator", "denominator"])
    for each in figures:
        below = "" if each.denominator is None else f"{each.denominator:f}"
        rows.writerow([each.code, str(each.period), f"{each.numerator:f}", below])
    return text.getvalue().encode()


def _compare(made: Definition, wanted: Sequence[Period], at: datetime) -> None:
    """Work the trusts' comparisons of a measure out from what is known, and write them as of the moment."""
    if not wanted:
        return
    known = IndicatorComparison.objects.filter(measure=made.code, is_demonstration=True)
    stored = set(known.values_list("period", "grain"))
    results = [(facts.scope, compared(facts)) for facts in facts_of_periods(made.code, wanted, demonstration=True)]
    is_stored = {scope: (scope.period.first_day, str(scope.period.grain)) in stored for scope, _ in results}
    with transaction.atomic():
        write_first_comparisons([each for scope, each in results if each and not is_stored[scope]], now=at)
        for scope, result in results:
            if is_stored[scope]:
                write_comparison(scope, result, now=at)
        if made.theme is Theme.MORTALITY:
            watch(measure=made.code, demonstration=True, now=at)


def _compare_all(one: tuple[str, datetime]) -> int:
    measure, at = one
    known = [
        period for grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR) for period in periods_of(measure, grain=grain)
    ]
    with history():
        _compare(definition(measure), known, at)
    return len(known)


def _work_out_bands(at: datetime) -> None:
    on: date = london_date(at)
    write_bands(bands_of(demonstration=True, on=on), demonstration=True, on=on, now=at)


def _release(month: Month, at: datetime) -> None:
    """Release the bands once the last month of a quarter is out."""
    quarter = str(Period.of(month.first_day, Grain.QUARTER))
    if month.month % 3 or MonitoringRelease.objects.filter(quarter=quarter, is_demonstration=True).exists():
        return
    manager = Person.objects.get(email=REGULATORS["manager"])
    release_bands(quarter=quarter, demonstration=True, by=manager, now=at)
