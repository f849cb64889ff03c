"""A country of invented trusts with figures of many indicators for each month, and arrivals of one more figure.

Every indicator is told monthly here, whatever its definition says, so that the number of results is trusts times
indicators times months. Values differ by more than chance and fit the method of their definition.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from oversight.measures.defined import Definition
    from oversight.returns.periods import Month

SEED = 20_261_122
NEWEST = (2026, 10)
# When everything was known that is there before the arrivals.
KNOWN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_SIZE = (900, 4_000)


@dataclass(frozen=True)
class Arrival:
    """One trust's figure of one indicator for a month, other than what is known: its number is its time too."""

    number: int
    measure: str
    trust: str
    period: str
    numerator: str
    denominator: str

    @property
    def at(self) -> datetime:
        """When it arrives."""
        return KNOWN + timedelta(seconds=self.number)

    def file(self) -> bytes:
        """Return the file that brings it."""
        line = f"{self.trust},{self.period},{self.numerator},{self.denominator}"
        return f"organisation,period,numerator,denominator\n{line}\n".encode()


@dataclass(frozen=True)
class World:
    """The indicators and trusts of a country, and its months, the earliest first."""

    measures: tuple[str, ...]
    trusts: tuple[str, ...]
    months: tuple[Month, ...]

    def figures(self, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """Return numerators and denominators of a measure: months, trusts; the same at every making."""
        from oversight.measures.defining import definition

        return _figures(definition(measure), self.months, len(self.trusts))

    def arrivals(self, count: int, *, first: int = 0, of: Sequence[str] | None = None) -> Iterator[Arrival]:
        """Yield so many figures of the newest three months, each another than what stands at the beginning."""
        random = np.random.default_rng(SEED + 1)
        wanted = of or self.measures
        known = {measure: self.figures(measure) for measure in wanted}
        for number in range(first + count):
            measure = wanted[int(random.integers(len(wanted)))]
            month, trust = int(random.integers(-min(3, len(self.months)), 0)), int(random.integers(len(self.trusts)))
            above, below = known[measure][0][month, trust], known[measure][1][month, trust]
            changed = float(np.clip(np.floor(above * random.uniform(0.5, 0.9)), 0, None))
            if number >= first:
                denominator = "" if np.isnan(below) else f"{below:g}"
                yield Arrival(number, measure, self.trusts[trust], str(self.months[month]), f"{changed:g}", denominator)


def world_of(*, trusts: int, indicators: int, months: int) -> World:
    """Return a country of that size; the indicators are reviewed definitions first, and drafts where these run out."""
    from oversight.measures.defining import definitions
    from oversight.returns.periods import Month

    fit = [made for made in definitions().values() if made.return_kind != "staffing" and "trust" in made.levels]
    order = sorted(fit, key=lambda made: (not made.is_public, made.tier, made.code))
    if len(order) < indicators:
        raise ValueError(f"there are {len(order)} definitions, and not {indicators}")
    newest = Month(*NEWEST)
    return World(
        tuple(sorted(made.code for made in order[:indicators])),
        tuple(f"DEMO{number:03d}" for number in range(1, trusts + 1)),
        tuple(newest.plus(-back) for back in range(months - 1, -1, -1)),
    )


def enter(world: World) -> None:
    """Enter the trusts, and all figures of the world's months by measure."""
    from oversight.organisations.models import Trust

    Trust.objects.bulk_create(
        (
            Trust(code=code, name=f"Trust {code}", opened_on=date(2000, 4, 1), is_demonstration=True)
            for code in world.trusts
        ),
        ignore_conflicts=True,
    )
    enter_figures(world, world.months)


def enter_figures(world: World, months: Sequence[Month]) -> None:
    """Copy the figures of some of the world's months into the record, one import for each measure."""
    from django.db import connection

    from oversight.measures.models import ObservationImport

    places = [world.months.index(month) for month in months]
    for measure in world.measures:
        above, below = world.figures(measure)
        imported = ObservationImport.objects.create(
            measure=measure,
            file_name=f"{measure}.csv",
            sha256="0" * 64,
            new=len(places) * len(world.trusts),
            changed=0,
            unchanged=0,
            rejected=0,
            imported_at=KNOWN,
        )
        rows = _rows(world, measure, places, above, below, imported.pk)
        with connection.cursor() as cursor:
            cursor.copy_expert(
                "copy measures_observation (measure, level, subject, trust_code, period, grain, numerator, denominator,"
                " imported_id, known_from) from stdin",
                io.StringIO("".join(rows)),
            )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _rows(
    world: World, measure: str, places: Iterable[int], above: np.ndarray, below: np.ndarray, imported: int
) -> Iterator[str]:
    for place in places:
        day = world.months[place].first_day.isoformat()
        for trust, code in enumerate(world.trusts):
            under = "\\N" if np.isnan(below[place, trust]) else f"{below[place, trust]:g}"
            yield (
                f"{measure}\ttrust\t{code}\t{code}\t{day}\tmonth\t{above[place, trust]:g}\t{under}\t{imported}"
                f"\t{KNOWN.isoformat()}\n"
            )


def _figures(made: Definition, months: Sequence[Month], trusts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return figures that follow from the measure and the month alone, so that a longer past changes no later month."""
    from oversight.measures.defined import Method

    own = np.random.default_rng([SEED, *made.code.encode()])
    lasting, sizes = own.normal(0, 0.1, size=trusts), own.integers(*_SIZE, size=trusts).astype(float)
    above, below = np.empty((len(months), trusts)), np.empty((len(months), trusts))
    for place, month in enumerate(months):
        random = np.random.default_rng([SEED, month.year, month.month, *made.code.encode()])
        size = np.maximum(np.round(sizes * random.uniform(0.95, 1.05, size=trusts)), float(made.minimum))
        if made.is_count:
            above[place], below[place] = random.poisson(0.5, size=trusts), np.nan
        elif made.method is Method.SURVEY_MEAN:
            deviation = float(made.standard_deviation or 1)
            mean = 8 * deviation * (1 + lasting / 10) + random.normal(0, deviation, size=trusts) / np.sqrt(size)
            above[place], below[place] = np.round(mean * size, 1), size
        elif made.expected:
            above[place], below[place] = random.poisson(size * np.exp(lasting)) + 1, size
        elif made.method is Method.POISSON_COUNT:
            above[place], below[place] = random.poisson(4, size=trusts), size
        else:
            share = np.clip(0.1 * np.exp(lasting), 0, 1)
            above[place], below[place] = random.binomial(size.astype(int), share) + 1, size
    return above, below
