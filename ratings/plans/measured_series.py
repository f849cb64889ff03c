"""The series of a trust's measures as they are shown beside its plan: what stood on a moment, figure by figure.

A trust that another one followed goes on with that one's figures, from a mark on; other trusts that joined it are a
mark as well. Nothing is ever added up over trusts. Figures of returns are those of the release that told of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from oversight.clock import london_date
from oversight.measures.covering import periods_apart
from oversight.measures.defined import Definition
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Succession, Trust
from ratings.plans.measured_release import released_by
from ratings.plans.measured_small_numbers import shown_of


class Told(StrEnum):
    """What there is of one period: a figure, or why there is none; zero is a figure."""

    FIGURE = "figure"
    NO_FIGURE = "no_figure"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    TOO_SMALL = "too_small"


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """One period: its value in the unit of the measure, None unless ``told`` is a figure, and whose it is by code.

    ``joined``: from this period on the figures are of another set of patients than before.
    """

    period: Period
    told: Told
    value: Decimal | None
    code: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """A merger that the series goes across. ``goes_on``: from then on the figures are the successor's own."""

    on: date
    predecessor: Trust
    successor: Trust
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Holders:
    """Whose figures the series of a trust are, from when on, in time order, and every merger on its way."""

    trusts: tuple[tuple[date, Trust], ...]
    joins: tuple[Join, ...]

    def of(self, period: Period) -> Trust:
        """Return whose figure a period has: the trust's own until its successor's first period ends."""
        return [trust for since, trust in self.trusts if since <= period.last_day][-1]


class _Row(NamedTuple):
    numerator: Decimal | None
    denominator: Decimal | None
    known_from: datetime
    known_to: datetime | None


Rows = Mapping[tuple[str, str, Period], Sequence[_Row]]
Moments = Mapping[tuple[str, Period], datetime]


def holders_of(trust: Trust, on: date) -> Holders:
    """Return whose figures a trust's series are up to a day; one that several followed is followed no further."""
    links = list(Succession.objects.filter(on__lte=on).select_related("predecessor", "successor").order_by("on", "pk"))
    trusts, joins = [(date.min, trust)], []
    while True:
        since, holder = trusts[-1]
        after = [link for link in links if link.predecessor_id == holder.pk and link.on >= since]
        until = after[0].on if len(after) == 1 else date.max
        before = [holding for _, holding in trusts[:-1]]
        joins += [
            Join(link.on, link.predecessor, holder, goes_on=False)
            for link in links
            if link.successor_id == holder.pk and since <= link.on < until and link.predecessor not in before
        ]
        if len(after) != 1:
            return Holders(tuple(trusts), tuple(sorted(joins, key=lambda join: (join.on, join.predecessor.code))))
        joins.append(Join(until, holder, after[0].successor, goes_on=True))
        trusts.append((until, after[0].successor))


def rows_of(holders: Holders, measures: Collection[str], grains: Collection[Grain], at: datetime) -> Rows:
    """Read all that was known of some measures of these trusts by a moment, in one query."""
    found: dict[tuple[str, str, Period], list[_Row]] = {}
    read = Observation.objects.filter(
        trust_code__in={trust.code for _, trust in holders.trusts},
        subject__in={trust.code for _, trust in holders.trusts},
        level=Observation.Level.TRUST,
        measure__in=set(measures),
        grain__in={str(grain) for grain in grains},
        known_from__lte=at,
    ).values_list("measure", "subject", "period", "grain", "numerator", "denominator", "known_from", "known_to")
    for measure, subject, day, grain, numerator, denominator, known_from, known_to in read:
        row = _Row(numerator, denominator, known_from, known_to)
        found.setdefault((measure, subject, Period(day, Grain(grain))), []).append(row)
    return found


def moments_of(made: Iterable[Definition], holders: Holders, at: datetime) -> dict[str, Moments]:
    """Return by measure when the figures of returns that are released went out; each trust is asked once for a kind.

    A figure that was withdrawn is as one that is not out.
    """
    found: dict[str, dict[tuple[str, Period], datetime]] = {}
    withdrawn: dict[str, set[tuple[str, str, Period]]] = {}
    wanted = [one for one in made if one.return_kind]
    for kind in {one.return_kind for one in wanted}:
        owner = released_by(kind)
        if owner is not None:
            trusts = [trust for _, trust in holders.trusts]
            found[kind] = {
                (trust.code, period): moment
                for trust in trusts
                for period, moment in owner.released(trust.code, trust.is_demonstration).items()
                if moment <= at
            }
            withdrawn[kind] = {
                (measure, trust.code, period)
                for trust in trusts
                for measure, period in owner.withdrawn(trust.code, trust.is_demonstration)
            }
    return {
        one.code: {
            key: moment
            for key, moment in found[one.return_kind].items()
            if (one.code, *key) not in withdrawn[one.return_kind]
        }
        for one in wanted
        if one.return_kind in found
    }


def series_of(
    made: Definition, grain: Grain, holders: Holders, rows: Rows, *, at: datetime, moments: Moments | None
) -> tuple[MeasuredPoint, ...]:
    """Return every period from the first known one to the latest, gaps among them; empty where none is known.

    ``moments``: figures are those that stood when they went out, and none that is not out; None: those that stand.
    """
    codes = {trust.code for _, trust in holders.trusts}
    known: dict[Period, _Row] = {}
    for (measure, code, period), versions in rows.items():
        if measure != made.code or period.grain is not grain or code not in codes:
            continue
        if holders.of(period).code != code:
            continue
        moment = at if moments is None else moments.get((code, period))
        row = None if moment is None else _standing(versions, min(moment, at))
        if row is not None:
            known[period] = row
    periods = _laid_out(made, sorted(known), london_date(at))
    joined = {_first_of(periods, join.on) for join in holders.joins} - {None}
    return tuple(
        _point(made, period, known.get(period), holders.of(period).code, place in joined and place > 0)
        for place, period in enumerate(periods)
    )


def _standing(versions: Iterable[_Row], moment: datetime) -> _Row | None:
    for row in versions:
        if row.known_from <= moment and (row.known_to is None or row.known_to > moment):
            return row
    return None


def _laid_out(made: Definition, known: Sequence[Period], today: date) -> list[Period]:
    """One place for each period in which a figure was due, from the first known to the latest."""
    if not known or known[0].grain is Grain.DAY:
        return list(known)
    step = periods_apart(made, known[0])
    periods = [known[0]]
    while periods[-1] < known[-1]:
        periods.append(periods[-1].plus(step))
    # A half-yearly figure that stands in the other quarter is shown all the same.
    if set(known) - set(periods):
        periods = sorted({*periods, *known})
    return [period for period in periods if period <= known[-1] and period.first_day <= today]


def _first_of(periods: Sequence[Period], on: date) -> int | None:
    """The place of the first period that ends on a day or later."""
    return next((place for place, period in enumerate(periods) if period.last_day >= on), None)


def _point(made: Definition, period: Period, row: _Row | None, code: str, joined: bool) -> MeasuredPoint:
    def without(told: Told) -> MeasuredPoint:
        return MeasuredPoint(period, told, None, code, joined)

    if row is None or row.numerator is None or (made.over and row.denominator is None):
        return without(Told.NO_FIGURE)
    if made.over and row.denominator == 0:
        return without(Told.NOT_APPLICABLE)
    shown = shown_of(made, row.numerator, row.denominator, day=period.last_day)
    if shown.held is not None:
        return without(Told.SUPPRESSED)
    if made.over and row.denominator is not None and row.denominator < made.minimum:
        return without(Told.TOO_SMALL)
    value = made.value(shown.numerator, shown.denominator)
    if value is None:
        return without(Told.NOT_APPLICABLE)
    return MeasuredPoint(period, Told.FIGURE, value, code, joined)
