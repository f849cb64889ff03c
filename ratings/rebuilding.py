"""Works out observations and signals from nothing but the facts of the returns that stand, indicators and bands from
the observations, and ratings from what is published; and compares or mends.

Trust by trust, so that a country needs no more memory than a trust. What is compared is results, to the last digit;
the history of their changes is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from oversight.measures.defining import measures_of
from oversight.measures.models import Observation
from oversight.measures.observations import AcceptedObservations, NewObservation, Observed, SeriesKey
from oversight.measures.observing import record_many
from oversight.organisations.models import Trust, Ward
from oversight.returns.models import ReturnVersion
from ratings.comparing import Comparison, Difference
from ratings.gathering import first_month_looked_at, months_before, one_moment, standing_returns
from ratings.indicators.rebuilding import compare_indicators, mend_indicators
from ratings.models import Signal
from ratings.rebuilding_ratings import compare_ratings, mend_ratings
from ratings.rule_sets import in_force
from ratings.scopes import MonthScope, StaffingScope, TrustScope
from ratings.signals import Result, SignalKey, SignalKind, canonical
from ratings.staffing_signals import month_results, trust_results
from ratings.standing import ALARM_MEASURE, MonthFacts, StandingReturn, TrustFacts, TrustInMonth
from ratings.writing import key_of, result_of, signals_of, write_results
from staffing.models import WardMonth
from staffing.observing import FACTS, WardFacts, observations_of

_STAFFING = "staffing"
_LEVELS_OF_SIGNALS = ("ward", "trust")


# Of what an observation is: measure, level, subject and period. A country has millions, so these are plain tuples.
_Address = tuple[str, str, str, date]
# What is observed there, and by which version: numerator, denominator and the version's key.
_Said = tuple[Decimal | None, Decimal | None, int]


@dataclass(frozen=True, slots=True)
class _FromNothing:
    """All that a trust's standing returns give, worked out from their facts alone."""

    trust: Trust
    returns: tuple[StandingReturn, ...]
    observed: dict[_Address, _Said]
    # The wards of each month's return, by primary key.
    wards: dict[date, set[int]]


def verify(*, progress: Callable[[int, int], None] | None = None) -> Comparison:
    """Compare everything stored with what the facts give, as of one moment; nothing is written."""
    comparison = Comparison()
    with one_moment():
        _look_for_strays(comparison)
        months: dict[MonthScope, list[TrustInMonth]] = {}
        signals: dict[str, list[Result]] = {}
        for made in _from_nothing(progress):
            comparison.trusts += 1
            _compare_observations(made, comparison)
            results = trust_results(_facts(made))
            _compare_signals(TrustScope(made.trust.code), results, comparison)
            _add_to_months(made, months)
            _keep(results, signals)
        for scope, trusts in sorted(months.items(), key=lambda item: str(item[0])):
            results = _alarms(scope, trusts)
            _compare_signals(scope, results, comparison)
            _keep(results, signals)
        compare_indicators(comparison, signals)
        compare_ratings(comparison, signals)
    return comparison


def rebuild(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> Comparison:
    """Mend whatever is stored otherwise than the facts give; a wrong observation is ended, never edited.

    What is mended is counted as different. The changes of signals are recorded as any others.
    """
    comparison = Comparison()
    with transaction.atomic():
        _take_out_strays(_look_for_strays(comparison), now)
    months: dict[MonthScope, list[TrustInMonth]] = {}
    signals: dict[str, list[Result]] = {}
    for made in _from_nothing(progress):
        comparison.trusts += 1
        with transaction.atomic():
            _mend_observations(made, comparison, now)
            own, results = TrustScope(made.trust.code), trust_results(_facts(made))
            _mend_signals(own, results, {made.trust.code: made.returns}, comparison, now)
        _add_to_months(made, months)
        _keep(results, signals)
    for scope, trusts in sorted(months.items(), key=lambda item: str(item[0])):
        returns = {trust.trust_code: (trust.standing,) for trust in trusts}
        results = _alarms(scope, trusts)
        with transaction.atomic():
            _mend_signals(scope, results, returns, comparison, now)
        _keep(results, signals)
    mend_indicators(comparison, signals, now=now)
    mend_ratings(comparison, signals, now=now)
    return comparison


def _keep(results: Iterable[Result], signals: dict[str, list[Result]]) -> None:
    """Keep by trust the results that cautions look at."""
    for result in results:
        if result.key.kind is not SignalKind.SPECIAL_CAUSE:
            signals.setdefault(result.trust_code, []).append(result)


def _from_nothing(progress: Callable[[int, int], None] | None) -> Iterator[_FromNothing]:
    trusts = list(Trust.objects.filter(return_versions__kind=_STAFFING).distinct().order_by("code"))
    for done, trust in enumerate(trusts):
        if progress:
            progress(done, len(trusts))
        yield _work_out(trust)
    if progress:
        progress(len(trusts), len(trusts))


def _work_out(trust: Trust) -> _FromNothing:
    returns = standing_returns(trust.code)
    facts: dict[int, list[WardFacts]] = {}
    wards: dict[int, set[int]] = {}
    months = WardMonth.objects.filter(version__in=[each.version_id for each in returns]).order_by("version", "ward")
    for version_id, ward, *columns in months.values_list("version_id", "ward_id", *FACTS):
        facts.setdefault(version_id, []).append(WardFacts.from_columns(columns))
        wards.setdefault(version_id, set()).add(ward)
    observed: dict[_Address, _Said] = {}
    for each in returns:
        for measure, level, subject, above, below in observations_of(trust.code, facts.get(each.version_id, [])):
            observed[measure, level, subject, each.period] = (above, below, each.version_id)
    return _FromNothing(trust, returns, observed, {each.period: wards.get(each.version_id, set()) for each in returns})


def _facts(made: _FromNothing) -> TrustFacts:
    """Return what signals are worked out from, out of the observations in hand."""
    if not made.returns:
        return TrustFacts(made.trust.code, (), {})
    latest = made.returns[-1].period
    first = first_month_looked_at(latest)
    series: dict[SeriesKey, list[Observed]] = {}
    # The returns are in time order, and so are the observations of each subject.
    for (measure, level, subject, period), said in made.observed.items():
        if level in _LEVELS_OF_SIGNALS and first <= period:
            series.setdefault(SeriesKey(level, subject, measure), []).append(Observed(period, *said))
    return TrustFacts(made.trust.code, made.returns, series)


def _add_to_months(made: _FromNothing, months: dict[MonthScope, list[TrustInMonth]]) -> None:
    """Add the trust to the month of each of its returns, with its known and reported wards."""
    named = set().union(*made.wards.values())
    closed = {
        ward: day for ward, day in Ward.objects.filter(pk__in=named).values_list("pk", "closed_on") if day is not None
    }
    for each in made.returns:
        try:
            first = months_before(each.period, in_force(each.period).wards_known_for_months - 1)
        except LookupError:
            continue
        reported = made.wards[each.period]
        lately = set().union(*(wards for month, wards in made.wards.items() if first <= month <= each.period))
        known = reported | {ward for ward in lately if ward not in closed or closed[ward] >= each.period}
        said = made.observed.get((ALARM_MEASURE, "trust", made.trust.code, each.period))
        months.setdefault(MonthScope(each.period, made.trust.is_demonstration), []).append(
            TrustInMonth(
                trust_code=made.trust.code,
                actual=said[0] if said else None,
                planned=said[1] if said else None,
                wards_reported=len(reported),
                wards_known=len(known),
                standing=each,
            )
        )


def _alarms(scope: MonthScope, trusts: Iterable[TrustInMonth]) -> list[Result]:
    return month_results(MonthFacts(scope.month, scope.demonstration, tuple(trusts)))


def _stored_observations(trust_code: str) -> dict[_Address, tuple[int, _Said]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, measure, level, subject, period, numerator, denominator, version_id from measures_observation"
            " where trust_code = %s and known_to is null and version_id is not null and measure = any(%s)",
            [trust_code, sorted(measures_of(_STAFFING))],
        )
        return {row[1:5]: (row[0], row[5:]) for row in cursor.fetchall()}


def _observation_differences(
    made: _FromNothing, stored: Mapping[_Address, tuple[int, _Said]]
) -> Iterator[tuple[_Address, _Said | None, _Said | None]]:
    """Yield every address at which the two sides differ, in a stable order."""
    there = {address: said for address, (_, said) in stored.items()}
    if there == made.observed:
        return
    for address in sorted(there.keys() | made.observed.keys()):
        if there.get(address) != made.observed.get(address):
            yield address, there.get(address), made.observed.get(address)


def _compare_observations(made: _FromNothing, comparison: Comparison) -> None:
    stored = _stored_observations(made.trust.code)
    comparison.observations += len(made.observed)
    for address, there, right in _observation_differences(made, stored):
        comparison.note(Difference(_name(address), _told(there), _told(right)))


def _mend_observations(made: _FromNothing, comparison: Comparison, now: datetime) -> None:
    stored = _stored_observations(made.trust.code)
    comparison.observations += len(made.observed)
    wrong: list[int] = []
    fresh: dict[tuple[StandingReturn, datetime], list[NewObservation]] = {}
    standing = {each.version_id: each for each in made.returns}
    for address, there, right in _observation_differences(made, stored):
        comparison.note(Difference(_name(address), _told(there), _told(right)))
        if there is not None:
            wrong.append(stored[address][0])
        if right is not None:
            # Where nothing was, it was known since the return; where something else was, since now.
            numerator, denominator, version_id = right
            version = standing[version_id]
            since = version.accepted_at if there is None else now
            fresh.setdefault((version, since), []).append(NewObservation(*address[:3], numerator, denominator))
    if wrong:
        with connection.cursor() as cursor:
            cursor.execute("update measures_observation set known_to = %s where id = any(%s)", [now, wrong])
    if fresh:
        record_many(
            AcceptedObservations(version.version_id, made.trust.code, version.period, since, None, observations)
            for (version, since), observations in fresh.items()
        )


def _compare_signals(scope: StaffingScope, results: Iterable[Result], comparison: Comparison) -> None:
    stored = {key_of(signal): signal for signal in signals_of(scope)}
    for result in results:
        comparison.signals += 1
        signal = stored.pop(result.key, None)
        if signal is None:
            comparison.note(Difference(_signal_name(result.key), None, _state(result)))
            continue
        there, right = result_of(signal), result.digest()
        if signal.digest != right or there.digest() != right:
            comparison.note(Difference(_signal_name(result.key), *_how_they_differ(there, result)))
    for key, signal in stored.items():
        # An alarm of a trust without a return for the month is a stray, and noted as such.
        if key.kind is not SignalKind.STAFFING_ALARM:
            comparison.note(Difference(_signal_name(key), _state(result_of(signal)), None))


def _mend_signals(
    scope: StaffingScope,
    results: list[Result],
    returns: Mapping[str, tuple[StandingReturn, ...]],
    comparison: Comparison,
    now: datetime,
) -> None:
    _compare_signals(scope, results, comparison)
    write_results(scope, results, returns, now=now, distrust=True)


@dataclass(frozen=True, slots=True)
class _Strays:
    """What is stored of a trust without a single return, or of a month for which none stands."""

    trusts: set[str]
    signals: list[int]


def _look_for_strays(comparison: Comparison) -> _Strays:
    """Note what belongs to no return that stands, which the walk over trusts and months would never meet."""
    codes = set(Trust.objects.filter(return_versions__kind=_STAFFING).values_list("code", flat=True))
    stray_trusts = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select trust_code, count(*) from measures_observation"
            " where known_to is null and version_id is not null and measure = any(%s)"
            " group by trust_code order by trust_code",
            [sorted(measures_of(_STAFFING))],
        )
        for code, count in cursor.fetchall():
            if code not in codes:
                stray_trusts.add(code)
                comparison.note(Difference(f"observations of trust {code}", f"{count} rows", None))
    judged = {
        (code, f"{period}-01")
        for code, period in ReturnVersion.objects.filter(kind=_STAFFING, stands=True).values_list(
            "trust__code", "period"
        )
    }
    signals = []
    for signal in Signal.objects.defer("inputs", "figures").order_by("trust_code", "pk").iterator():
        is_alarm = signal.kind == SignalKind.STAFFING_ALARM
        if signal.trust_code in codes and not (
            is_alarm and (signal.trust_code, signal.period.isoformat()) not in judged
        ):
            continue
        signals.append(signal.pk)
        comparison.note(Difference(_signal_name(key_of(signal)), f"{signal.state} in {signal.period:%Y-%m}", None))
    return _Strays(stray_trusts, signals)


def _take_out_strays(strays: _Strays, now: datetime) -> None:
    """End the observations and take out the signals of nobody; there is no trust or ward to tell the change of."""
    Observation.objects.filter(
        trust_code__in=strays.trusts,
        known_to__isnull=True,
        version_id__isnull=False,
        measure__in=measures_of(_STAFFING),
    ).update(known_to=now)
    Signal.objects.filter(pk__in=strays.signals).delete()


def _name(address: _Address) -> str:
    measure, level, subject, period = address
    return f"{measure} of {level} {subject} in {period:%Y-%m}"


def _told(said: _Said | None) -> str | None:
    if said is None:
        return None
    numerator, denominator, version_id = said
    return f"{_number(numerator)} over {_number(denominator)} by version {version_id}"


def _number(number: Decimal | None) -> str:
    return "blank" if number is None else f"{number.normalize():f}"


def _signal_name(key: SignalKey) -> str:
    measure = f" by {key.measure}" if key.measure else ""
    month = f" in {key.month:%Y-%m}" if key.month else ""
    return f"{key.kind} of {key.level} {key.subject}{measure}{month}"


def _state(result: Result) -> str:
    return f"{result.state} in {result.period:%Y-%m}"


def _how_they_differ(stored: Result, right: Result) -> tuple[str, str]:
    """Return the first thing that differs, as it is on both sides."""
    for name in ("state", "period", "reason", "rule", "rule_set", "figures", "inputs", "as_of", "trust_code"):
        there, here = getattr(stored, name), getattr(right, name)
        if name in ("figures", "inputs"):
            there, here = canonical(there), canonical(here)
        if there != here:
            return f"{name} {there}", f"{name} {here}"
    return "a hash that is not that of its content", "the hash of the content"
