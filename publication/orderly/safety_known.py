"""What somebody knows who has read every release of the safety measures: how many were asked or cared for, and where.

Of a measure that is told of a trust and of its hospitals, what is kept is a figure behind which there are few people; a
trust's number is the sum of its hospitals'. Read from the frozen rows; what was observed is asked for whether the sum
comes out, and which numbers an earlier release told as they are now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oversight.measures.defined import Definition, Level
from oversight.measures.defining import definition
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from publication.figures import Missing
from publication.models import Release
from publication.orderly.bounding import NO_LIMIT, Cell, Sum, Watched, beside
from publication.orderly.known import PartKnown
from publication.periods import SAFETY, released_period
from publication.safety_measures.models import ReleasedHospitalMeasure, ReleasedMeasure
from ratings.plans.measured_small_numbers import small_number_sets
from ratings.rules.dated_sets import in_force_on

_WHOLE = ""


@dataclass(frozen=True, slots=True)
class _Point:
    """What one release told of one period at one place: how many there were, or the code that says why not."""

    release_id: int
    period: str
    place: str
    number: int | None
    code: str


def known_of_trusts(
    release: Release, *, codes: Collection[str] | None = None, without: bool = False
) -> Iterator[PartKnown]:
    """Yield by trust and measure what a reader of this release and of all before it knows.

    Of the trusts of these codes alone; those of which nothing is withheld are left out. ``without`` leaves the release
    out: what was known before it.
    """
    for trust_code, measure in _with_something_withheld(release, codes):
        points = list(_points(release, trust_code, measure))
        counted = _counted({point.place for point in points}, trust_code, definition(measure))
        if without:
            points = [point for point in points if point.release_id != release.pk]
        yield _known(release, trust_code, definition(measure), points, counted)


def _with_something_withheld(release: Release, codes: Collection[str] | None) -> list[tuple[str, str]]:
    rows = ReleasedHospitalMeasure.objects.filter(release=release)
    if codes is not None:
        rows = rows.filter(hospital__trust__code__in=codes)
    return sorted(
        {
            (trust_code, measure)
            for trust_code, measure, points in rows.values_list("hospital__trust__code", "measure", "points")
            if any(point[4] == Missing.SUPPRESSED for point in points)
        }
    )


def _points(release: Release, trust_code: str, measure: str) -> Iterator[_Point]:
    """Yield what this release and those before it told of a trust and its hospitals, the oldest release first."""
    seen = {"release__kind": SAFETY, "release__demonstration": release.demonstration, "measure": measure}
    of_release = ("release_id", "release__published_at", "points")
    whole = ReleasedMeasure.objects.filter(trust__code=trust_code, **seen).values_list(*of_release)
    parts = ReleasedHospitalMeasure.objects.filter(hospital__trust__code=trust_code, **seen).values_list(
        *of_release, "hospital__code"
    )
    told: list[tuple[Any, ...]] = [*((*each, _WHOLE) for each in whole), *parts]
    for release_id, published_at, points, place in told:
        if published_at is None and release_id != release.pk:
            continue
        for period, _, _, denominator, code, *_ in points:
            number = None if denominator is None else _whole(Decimal(denominator))
            yield _Point(release_id, period, place, number, code)


def _counted(places: set[str], trust_code: str, made: Definition) -> dict[Cell, int]:
    """Return how many there were by place and period, as is known now; blanks and parts of one are left out."""
    found: dict[Cell, int] = {}
    for level, subjects in ((Level.TRUST, {trust_code}), (Level.SITE, places - {_WHOLE})):
        for row in Observation.objects.filter(
            measure=made.code, level=str(level), subject__in=subjects, known_to__isnull=True
        ):
            number = None if row.denominator is None else _whole(row.denominator)
            if number is not None:
                place = _WHOLE if level is Level.TRUST else row.subject
                found[place, str(Period(row.period, Grain(row.grain)))] = number
    return found


def _known(
    release: Release,
    trust_code: str,
    made: Definition,
    points: list[_Point],
    counted: dict[Cell, int],
) -> PartKnown:
    of = PartKnown(trust_code, f"{trust_code}, {made.name}")
    sets = small_number_sets()
    fewest = (in_force_on(released_period(SAFETY, release.period).last_day, sets) or sets[0]).of(made).fewest
    for point in points:
        cell: Cell = (point.place, point.period)
        number = counted.get(cell)
        if number is None:
            continue
        # Where nobody was counted the code says so.
        if point.number == number or (point.code == Missing.NOT_APPLICABLE and number == 0):
            of.known.tell(cell, number, number)
        elif point.code == Missing.TOO_SMALL:
            of.known.tell(cell, 0, NO_LIMIT)
        elif point.code == Missing.SUPPRESSED:
            of.known.tell(cell, 0, NO_LIMIT)
            if fewest > 1:
                of.withheld[cell] = Watched(1, fewest - 1)
                of.names[cell] = f"{made.name}, {point.place or trust_code}, {point.period} ({release.reference})"
    for period in sorted({point.period for point in points}):
        places = sorted({point.place for point in points if point.period == period} - {_WHOLE})
        one = Sum.of((_WHOLE, period), [(place, period) for place in places])
        cells = [cell for cell, _ in one.terms]
        # What does not come out, or of which a part was never told of, is no knowledge.
        if all(cell in of.known.limits and cell in counted for cell in cells) and one.is_kept(counted):
            of.known.sums.append(one)
    of.withheld = beside(of.withheld, of.known.sums)
    return of


def _whole(number: Decimal) -> int | None:
    return int(number) if number == number.to_integral_value() else None
