"""A trust's series by one indicator, as it is stored: joined at a merger, with gaps and revisions kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

from django.db import connection

from oversight.measures.defining import Definition, Direction
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Succession, Trust
from ratings.rules.indicator_settings import settings_in_force
from ratings.rules.judging import Word
from ratings.rules.process_limits import ProcessLimits
from ratings.rules.special_causes import Direction as XmrDirection
from ratings.rules.watched_series import SeriesWord, WatchedMonth, watch
from ratings.rules.xmr import analyse
from workspaces.inspector.monitoring.stored import JUDGED, Peers

# With these words there is a value to show, but none that a series can be judged by.
_NOT_OF_THE_SERIES = (Word.NO_VALUE, Word.NO_DENOMINATOR, Word.TOO_SMALL)


@dataclass(frozen=True, slots=True)
class PeriodOfTrust:
    """One period: what was said of the trust, by whose figures, and where the other trusts lay.

    ``word`` is None where no comparison knows the trust. ``code`` is that of the trust that it followed, for periods
    before the merger.
    """

    period: Period
    code: str
    numerator: float | None
    denominator: float | None
    value: float | None
    adjusted_z: float | None
    word: Word | None
    peers: Peers
    watched: WatchedMonth
    limits: ProcessLimits | None


@dataclass(frozen=True, slots=True)
class SeriesOfTrust:
    """The periods up to the one asked for, in time order, and the mergers that are known of the trust."""

    periods: Sequence[PeriodOfTrust]
    joined_from: Trust | None
    not_joined: Sequence[Trust]
    merged_on: Sequence[date]


_SERIES = """
select c.period, w.code, c.numerators[p.at], c.denominators[p.at], c.values[p.at], c.adjusted_z[p.at],
    c.results[p.at], peers.count, peers.quartiles
from ratings_indicatorcomparison c
cross join unnest(%s::text[]) w(code)
cross join lateral (select array_position(c.trusts, w.code::varchar)) p(at)
cross join lateral (
    select count(*), percentile_cont(array[0.25, 0.5, 0.75]) within group (order by u.value)
    from unnest(c.values, c.results) u(value, word) where u.value is not null and u.word = any(%s)
) peers(count, quartiles)
where c.measure = %s and c.grain = %s and c.is_demonstration = %s and c.period between %s and %s
"""


def series_of(trust: Trust, made: Definition, last: Period) -> SeriesOfTrust:
    """Return a trust's series up to a period: as many periods as the settings judge a series by.

    A trust that followed one other goes on with that one's series, with limits afresh; several are never added up.
    """
    count = int(settings_in_force().series_periods.value)
    periods = [last.plus(-back) for back in range(count - 1, -1, -1)]
    followed = list(Succession.objects.filter(successor=trust).select_related("predecessor").order_by("on", "pk"))
    days = [one.on for one in followed]
    places = sorted({place for day in days if (place := _place_of(day, periods))})
    before = followed[0].predecessor if len(followed) == 1 else None
    rows = _rows(made, periods, [trust.code, *([before.code] if before else [])], trust.is_demonstration)
    told = [_told(period, rows, trust, before) for period in periods]
    first = next((place for place, one in enumerate(told) if one[1] is not None), len(told))
    told, periods = told[first:], periods[first:]
    joined_at = [place - first for place in places if place > first]
    values = [_of_series(one) for one in told]
    watched = watch(
        values,
        direction=_DIRECTIONS[made.direction],
        joined_at=joined_at,
        known_before=_known_first(made, trust, periods, told, values),
    )
    limits = _limits(values, watched, joined_at, made)
    return SeriesOfTrust(
        [
            PeriodOfTrust(
                period,
                code,
                one[2] if one else None,
                one[3] if one else None,
                one[4] if one else None,
                one[5] if one else None,
                Word(one[6]) if one and one[6] else None,
                peers,
                watched[place],
                limits[place],
            )
            for place, (period, (code, one, peers)) in enumerate(zip(periods, told, strict=True))
        ],
        joined_from=before if any(code != trust.code for code, _, _ in told) else None,
        not_joined=[one.predecessor for one in followed] if len(followed) > 1 else [],
        merged_on=[day for day in days if periods and periods[0].first_day <= day <= periods[-1].last_day],
    )


_DIRECTIONS = {
    Direction.INCREASE: XmrDirection.INCREASE,
    Direction.DECREASE: XmrDirection.DECREASE,
    Direction.NEUTRAL: XmrDirection.NEUTRAL,
}
_NO_PEERS = Peers(0, None, None, None)
Told = tuple[str, tuple[Any, ...] | None, Peers]


def _place_of(day: date, periods: Sequence[Period]) -> int:
    """The place of the period in which a day lies, as the recomputation has it; 0 where it lies before or after."""
    return next((place for place, period in enumerate(periods) if period.last_day >= day), 0)


def _rows(
    made: Definition, periods: Sequence[Period], codes: Sequence[str], demonstration: bool
) -> dict[tuple[date, str], tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SERIES,
            [
                list(codes),
                JUDGED,
                made.code,
                str(periods[-1].grain),
                demonstration,
                periods[0].first_day,
                periods[-1].first_day,
            ],
        )
        return {(row[0], row[1]): row for row in cursor.fetchall()}


def _told(period: Period, rows: dict[tuple[date, str], tuple[Any, ...]], trust: Trust, before: Trust | None) -> Told:
    """What is known of a period: of the trust itself, or else of the one that it followed."""
    for code in (trust.code, *([before.code] if before else [])):
        row = rows.get((period.first_day, code))
        if row is not None and row[6]:
            return code, row, Peers(row[7], *(row[8] or (None, None, None)))
    row = rows.get((period.first_day, trust.code))
    return trust.code, None, Peers(row[7], *(row[8] or (None, None, None))) if row else _NO_PEERS


def _of_series(told: Told) -> float | None:
    """The value by which the series is judged: nan where the figure is no number, None where there is none."""
    row = told[1]
    if row is None or Word(row[6]) in _NOT_OF_THE_SERIES:
        return None
    if Word(row[6]) is Word.INVALID:
        return nan
    value: float | None = row[4]
    return value


def _known_first(
    made: Definition,
    trust: Trust,
    periods: Sequence[Period],
    told: Sequence[Told],
    values: Sequence[float | None],
) -> list[float | None]:
    """What each period's value was when it was first known; as it is now where its counts are the same."""
    if not periods:
        return []
    rows = Observation.objects.filter(
        measure=made.code,
        level=Observation.Level.TRUST,
        subject__in={code for code, _, _ in told},
        grain=str(Grain(periods[0].grain)),
        period__range=(periods[0].first_day, periods[-1].first_day),
    )
    first: dict[tuple[str, date], tuple[Any, Any]] = {}
    for subject, day, above, below in rows.order_by("known_from", "pk").values_list(
        "subject", "period", "numerator", "denominator"
    ):
        first.setdefault((subject, day), (above, below))
    found: list[float | None] = []
    for period, (code, row, _), value in zip(periods, told, values, strict=True):
        known = first.get((code, period.first_day))
        if row is None or known is None or [_float(one) for one in known] == [row[2], row[3]]:
            found.append(value)
        else:
            found.append(_float(made.value(*known)))
    return found


def _limits(
    values: Sequence[float | None], watched: Sequence[WatchedMonth], joined_at: Sequence[int], made: Definition
) -> list[ProcessLimits | None]:
    """The limits of each stretch that is judged."""
    usable = [month.value for month in watched]
    analysis = analyse(usable, direction=_DIRECTIONS[made.direction], rebase_at=joined_at)
    found: list[ProcessLimits | None] = []
    for group in analysis.groups:
        judged = any(month.word is SeriesWord.JUDGED for month in watched[group.start : group.stop])
        found += [group.limits if judged else None] * (group.stop - group.start)
    return found


def _float(number: Any) -> float | None:
    return None if number is None else float(number)
