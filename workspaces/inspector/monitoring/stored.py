"""Reads what the recomputation stored of trusts by indicator: a fixed number of queries, however many there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from oversight.measures.defining import Definition, definitions
from oversight.measures.periods import Grain, Period
from ratings.rules.judging import Word

_PERIODS_LOOKED_BACK = 36
"""A result that has stood longer is said to have stood for at least so many periods."""

# A trust that is late with the newest period is shown by the one before; further back it is not looked for.
_NEWEST_LOOKED_AT = 3


class Comparison(NamedTuple):
    """Which comparison: a measure in a period."""

    measure: str
    period: Period


@dataclass(frozen=True, slots=True)
class Shown:
    """What one comparison says of one trust, with the numbers that it comes from.

    ``counted``: whether it counts for the trust's band. ``in_comparison`` is False where the period knows nothing of
    the trust at all.
    """

    definition: Definition
    trust_code: str
    period: Period
    word: Word
    reason: str
    numerator: float | None
    denominator: float | None
    expected: float | None
    value: float | None
    z: float | None
    adjusted_z: float | None
    target: float | None
    phi: float | None
    tau_squared: float | None
    settings: str
    thresholds: Mapping[str, Any]
    as_of: datetime
    in_comparison: bool
    counted: bool

    @property
    def comparison(self) -> Comparison:
        """The comparison that says so."""
        return Comparison(self.definition.code, self.period)


@dataclass(frozen=True, slots=True)
class Peers:
    """The trusts that a comparison judged: how many, and their median and quartiles (None where there are none)."""

    count: int
    lower: float | None
    median: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Since:
    """From which period on a result has been as it is; ``at_least`` where it may be longer."""

    period: Period
    at_least: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One applicable indicator of a trust, as its band counted it."""

    definition: Definition
    period: Period
    word: Word

    @property
    def stored(self) -> Sequence[str]:
        """The same as it is stored."""
        return (self.definition.code, self.period.first_day.isoformat(), str(self.period.grain), str(self.word))


_OF_TRUSTS = """
select w.measure, w.code, c.period, c.grain, c.numerators[p.at], c.denominators[p.at], c.expected[p.at],
    c.values[p.at], c.z[p.at], c.adjusted_z[p.at], c.results[p.at], c.reasons[p.at], c.target, c.phi, c.tau_squared,
    c.settings, c.thresholds, c.as_of, w.period is not null
from unnest(%s::text[], %s::text[], %s::date[], %s::text[]) with ordinality w(measure, code, period, grain, place)
cross join lateral (
    select newest.*, array_position(newest.trusts, w.code::varchar) as at from (
        select * from ratings_indicatorcomparison
        where measure = w.measure and is_demonstration = %s
            and (w.period is null or (period = w.period and grain = w.grain))
        order by period desc limit %s
    ) newest
    order by (array_position(newest.trusts, w.code::varchar) is null), newest.period desc limit 1
) c
cross join lateral (select c.at) p(at)
order by w.place
"""


def results_of(
    codes: Sequence[str],
    *,
    demonstration: bool,
    counted: Mapping[str, Sequence[Sequence[str]]],
    measures: Collection[str] | None = None,
) -> list[Shown]:
    """Return what stands of trusts by every measure that was ever compared, in the order of the measures' names.

    ``counted`` has by trust what its band counted, as it is stored: such a result is of the period that counted. All
    others are of the newest period that knows the trust.
    """
    known = definitions()
    wanted = sorted(known if measures is None else set(measures) & known.keys(), key=lambda code: known[code].name)
    periods = {(code, row[0]): row for code in codes for row in counted.get(code, ())}
    asked = [(measure, code, *_period_of(periods.get((code, measure)))) for measure in wanted for code in codes]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _OF_TRUSTS, [*(list(column) for column in zip(*asked, strict=True)), demonstration, _NEWEST_LOOKED_AT]
        )
        rows = cursor.fetchall()
    return [_shown(known, *row) for row in rows]


def _period_of(row: Sequence[str] | None) -> tuple[date | None, str | None]:
    return (date.fromisoformat(row[1]), row[2]) if row else (None, None)


def _shown(known: Mapping[str, Definition], measure: str, code: str, day: date, grain: str, *rest: Any) -> Shown:
    numerator, denominator, expected, value, z, adjusted_z, word, reason, target, phi, tau_squared, *last = rest
    settings, thresholds, as_of, counted = last
    return Shown(
        definition=known[measure],
        trust_code=code,
        period=Period(day, Grain(grain)),
        word=Word(word) if word else Word.NO_VALUE,
        reason=reason or "",
        numerator=numerator,
        denominator=denominator,
        expected=expected,
        value=value,
        z=z,
        adjusted_z=adjusted_z,
        target=target,
        phi=phi,
        tau_squared=tau_squared,
        settings=settings,
        thresholds=_read(thresholds),
        as_of=as_of,
        in_comparison=bool(word),
        counted=counted,
    )


_PEERS = """
select c.measure, c.period, c.grain, p.count, p.quartiles
from unnest(%s::text[], %s::date[], %s::text[]) w(measure, period, grain)
join ratings_indicatorcomparison c
    on c.measure = w.measure and c.period = w.period and c.grain = w.grain and c.is_demonstration = %s
cross join lateral (
    select count(*), percentile_cont(array[0.25, 0.5, 0.75]) within group (order by u.value)
    from unnest(c.values, c.results) u(value, word) where u.value is not null and u.word = any(%s)
) p(count, quartiles)
"""
JUDGED = [str(word) for word in Word if word.is_judged]


def peers_of(comparisons: Iterable[Comparison], *, demonstration: bool) -> dict[Comparison, Peers]:
    """Return the middle of the trusts that each comparison judged: median and quartiles (R's type 7)."""
    wanted = sorted(set(comparisons), key=lambda one: (one.measure, one.period.first_day, one.period.grain))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEERS,
            [
                [one.measure for one in wanted],
                [one.period.first_day for one in wanted],
                [str(one.period.grain) for one in wanted],
                demonstration,
                JUDGED,
            ],
        )
        rows = cursor.fetchall()
    return {
        Comparison(measure, Period(day, Grain(grain))): Peers(count, *(quartiles or (None, None, None)))
        for measure, day, grain, count, quartiles in rows
    }


_BEFORE = """
select w.place, c.period, c.grain, c.results[array_position(c.trusts, w.code::varchar)]
from unnest(%s::text[], %s::text[], %s::date[], %s::text[]) with ordinality w(measure, code, period, grain, place)
cross join lateral (
    select period, grain, trusts, results from ratings_indicatorcomparison
    where measure = w.measure and is_demonstration = %s and period <= w.period and grain = w.grain
    order by period desc limit %s
) c
order by w.place, c.period desc
"""


def standing_since(shown: Sequence[Shown], *, demonstration: bool) -> dict[tuple[str, str], Since]:
    """Return by trust and measure since which period each result has been what it is, without a break."""
    if not shown:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _BEFORE,
            [
                [one.definition.code for one in shown],
                [one.trust_code for one in shown],
                [one.period.first_day for one in shown],
                [str(one.period.grain) for one in shown],
                demonstration,
                _PERIODS_LOOKED_BACK,
            ],
        )
        rows = cursor.fetchall()
    found: dict[tuple[str, str], Since] = {}
    for place, one in enumerate(shown, start=1):
        own = [(Period(day, Grain(grain)), word) for at, day, grain, word in rows if at == place]
        same = 0
        while same < len(own) and own[same][1] == one.word and own[same][0] == one.period.plus(-same):
            same += 1
        if same:
            found[one.trust_code, one.definition.code] = Since(own[same - 1][0], same == _PERIODS_LOOKED_BACK)
    return found


def read_counted(rows: Iterable[Sequence[str]]) -> list[Counted]:
    """Read what a band counted, as it is stored; a measure without a definition any more is left out."""
    known = definitions()
    return [
        Counted(known[measure], Period(date.fromisoformat(day), Grain(grain)), Word(word))
        for measure, day, grain, word in rows
        if measure in known
    ]


def _read(thresholds: Any) -> Mapping[str, Any]:
    """A document as the driver gives it to plain SQL."""
    return thresholds if isinstance(thresholds, dict) else json.loads(thresholds)
