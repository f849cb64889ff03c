"""Measures of plans made on the spot: figures brought in as a file brings them, and what a plan expects of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from oversight.measures.defining import definition
from oversight.measures.observations import AcceptedObservations, NewObservation
from oversight.measures.observing import record_many
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.plans import measured_release
from ratings.plans.content import MeasureContent, PeriodValue

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BEFORE = datetime(2013, 1, 1, tzinfo=UTC)
FALLS = "thermometer_falls_with_harm"
# Per cent of a thousand patients on the day: between 0.4 and 0.6, mean 0.5; none of them stands out.
USUAL = [5, 6, 5, 4, 5, 4, 5, 6, 5, 4, 6, 5, 5, 6, 4, 5, 5, 4, 6, 5, 5, 4, 6, 5]


class Figure(NamedTuple):
    """What is told of a period; None is blank."""

    numerator: object
    denominator: object = 1000


@contextmanager
def as_accepted(return_kind: str = "safety") -> Iterator[None]:
    """Show the figures of a kind of return as they were accepted, as those that nobody releases are shown."""
    owner = measured_release._released.pop(return_kind)
    try:
        yield
    finally:
        measured_release._released[return_kind] = owner


def make_trust(code: str = "RXA", *, demonstration: bool = False) -> Trust:
    """Make a trust without wards."""
    return Trust.objects.create(
        code=code, name=f"{code} NHS TRUST", is_demonstration=demonstration, opened_on=date(2000, 4, 1)
    )


def brought(
    trust: Trust,
    figures: Sequence[Figure | float | None],
    *,
    measure: str = FALLS,
    last: str = "2026-10",
    now: datetime = BEFORE,
    until: datetime | None = None,
    step: int = 1,
) -> None:
    """Record figures in time order up to a period, as known from a moment to another; None leaves the period out."""
    end = Period.parse(last)
    accepted = []
    for place, figure in enumerate(figures):
        if figure is None:
            continue
        numerator, denominator = figure if isinstance(figure, Figure) else Figure(figure)
        period = end.plus(-step * (len(figures) - 1 - place))
        observation = NewObservation(
            measure,
            "trust",
            trust.code,
            None if numerator is None else Decimal(str(numerator)),
            None if denominator is None or definition(measure).is_count else Decimal(str(denominator)),
        )
        accepted.append(AcceptedObservations(1, trust.code, period.first_day, now, until, [observation], period.grain))
    record_many(accepted)


def expects(
    *points: tuple[str, str], measure: str = FALLS, baseline: tuple[str, str] = ("2026-03", "0.5")
) -> MeasureContent:
    """Return what a plan says of a measure."""
    return MeasureContent(
        public_id="3f0c",
        number=1,
        code=measure,
        words="",
        baseline=PeriodValue(baseline[0], Decimal(baseline[1])),
        trajectory=tuple(PeriodValue(period, Decimal(value)) for period, value in points),
    )


PLAN = expects(("2026-04", "0.45"), ("2027-03", "0.3"))
MONTH = Grain.MONTH
