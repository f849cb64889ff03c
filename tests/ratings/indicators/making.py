"""Observations of trusts made on the spot, as a file would bring them, with all that follows done in this process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import NamedTuple

from oversight.measures.defining import definition
from oversight.measures.importing import Imported, import_observations
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.records.models import Delivery
from oversight.records.outbox import deliver_one
from ratings.models import IndicatorComparison, TrustBand
from ratings.recompute import run_waiting
from ratings.subscribing import SUBSCRIBER

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
# A proportion of tier 1, for which fewer than 500 are too small.
WAITING = "ae_over_four_hours"
_serial = count(1)


class Told(NamedTuple):
    """One line of a file."""

    organisation: str
    period: str
    numerator: object
    denominator: object


def make_trusts(number: int, *, demonstration: bool = False) -> list[str]:
    """Make so many trusts without wards, and return their codes."""
    codes = [f"R{place:02d}" for place in range(1, number + 1)]
    Trust.objects.bulk_create(
        Trust(code=code, name=f"Trust {code}", is_demonstration=demonstration, opened_on=date(2000, 4, 1))
        for code in codes
    )
    return codes


def told(measure: str, lines: Iterable[Told], *, now: datetime = NOW) -> Imported:
    """Bring lines of one measure into the record as a file does; news goes into the outbox."""
    text = "organisation,period,numerator,denominator\n" + "".join(
        ",".join("" if one is None else str(one) for one in line) + "\n" for line in lines
    )
    return import_observations(
        content=text.encode(),
        file_name=f"observations-{next(_serial)}.csv",
        made=definition(measure),
        by=System("import_observations"),
        now=now,
    )


def of_period(figures: Mapping[str, tuple[object, object]], period: str) -> list[Told]:
    """Return a line for each trust of a period."""
    return [Told(code, period, *pair) for code, pair in figures.items()]


def work(*, now: datetime = NOW) -> None:
    """Deliver what waits and work everything out that follows, in this process, until nothing is left."""
    for _ in range(20):
        waiting = list(
            Delivery.objects.filter(subscriber=SUBSCRIBER, state=Delivery.State.WAITING)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        for pk in waiting:
            deliver_one(pk, now=now)
        if not run_waiting(clock=lambda: now) and not waiting:
            return
    raise AssertionError("work goes on without end")


def comparison(measure: str = WAITING) -> IndicatorComparison:
    """The one comparison that is stored of a measure."""
    return IndicatorComparison.objects.get(measure=measure)


def word(code: str, measure: str = WAITING) -> str:
    """What the newest comparison of a measure says of a trust."""
    row = IndicatorComparison.objects.filter(measure=measure).latest("period")
    return dict(zip(row.trusts, row.results, strict=True))[code]


def everything() -> tuple[list[tuple], list[tuple]]:
    """All results and bands as they stand, without when they were learned or worked out."""
    columns = (
        "measure",
        "period",
        "grain",
        "is_demonstration",
        "trusts",
        "numerators",
        "denominators",
        "expected",
        "values",
        "z",
        "adjusted_z",
        "results",
        "reasons",
        "target",
        "phi",
        "tau_squared",
        "settings",
        "inputs_digest",
    )
    bands = ("trust_code", "standing", "band", "score", "maximum", "proportion", "counted", "cut_offs", "digest")
    return (
        list(IndicatorComparison.objects.order_by("measure", "period", "grain").values_list(*columns)),
        list(TrustBand.objects.order_by("trust_code").values_list(*bands)),
    )
