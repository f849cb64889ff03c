"""The sum by which deaths are watched, period by period, with its threshold.

Source: `ratings.rules.mortality_watch`; after an alert, and after a merger, the sum begins again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from oversight.charts.drawing import (
    FOOT,
    HEIGHT,
    LETTER,
    RIGHT,
    RING,
    TOP,
    WIDTH,
    line_symbol,
    mark,
    number,
    opened,
    ring,
    ring_symbol,
    rule,
    symbol,
)
from oversight.charts.drawn import ChartColumn, DrawnChart, key_of
from oversight.charts.figures import Figures
from oversight.charts.marks import ABSENT, MARKS, UNJUDGED, Mark
from oversight.charts.period_plane import PeriodPlane, foot_of, side_of
from oversight.charts.plane import write_mark
from oversight.charts.scales import round_scale
from ratings.rules.mortality_watch import WatchedPeriod, WatchWord
from ratings.rules.special_causes import PointType

DECIMALS = 2
_FIGURES = Figures("", DECIMALS)
_ABSENT = Mark(ABSENT.css, ABSENT.shape, "No figure that can be added")
_ADDED = Mark(UNJUDGED.css, UNJUDGED.shape, "The sum at the end of the period")
_CROSSES = Mark(MARKS[PointType.CONCERN].css, MARKS[PointType.CONCERN].shape, "Reaches the threshold, and begins again")

_COLUMNS = (
    ChartColumn("Period"),
    ChartColumn("Deaths", numeric=True),
    ChartColumn("Expected", numeric=True),
    ChartColumn("Added", numeric=True),
    ChartColumn("Sum", numeric=True),
    ChartColumn("What it shows"),
)
_SAID = {
    WatchWord.ALERT: "reaches the threshold; the sum begins again",
    WatchWord.NO_ALERT: "below the threshold",
    WatchWord.NO_VALUE: "no figure",
    WatchWord.NO_EXPECTED: "no expected number",
    WatchWord.INVALID: "no number that can be right",
    WatchWord.TOO_FEW: "too few periods to add up",
}


@dataclass(frozen=True, slots=True)
class SumPlace:
    """One period: its label in the picture (one or two lines), its name, its figures as written, and what it added."""

    label: tuple[str, ...]
    name: str
    deaths: str
    expected: str
    watched: WatchedPeriod


def sum_chart(places: Sequence[SumPlace], *, threshold: float, headline: str, sentence: str) -> DrawnChart:
    """Draw the sum with its threshold; no picture where no period could be added."""
    present = any(place.watched.total is not None for place in places)
    svg = _svg(places, threshold, headline, sentence) if present else ""
    return DrawnChart(
        # Every text in the picture was escaped as it was written there.
        Markup(svg),  # noqa: S704
        headline,
        sentence,
        key_of(_key(places, threshold)) if present else (),
        _COLUMNS,
        tuple(_cells(place) for place in places),
    )


def note(watched: WatchedPeriod) -> str:
    """What is said of one period."""
    said = [_SAID[watched.word]]
    if watched.joined:
        said.insert(0, "the sum begins afresh after a merger")
    if watched.revised:
        said.append("revised since the alert")
    written = "; ".join(said)
    return written[:1].upper() + written[1:]


def _cells(place: SumPlace) -> tuple[str, ...]:
    watched = place.watched
    return (
        place.name,
        place.deaths,
        place.expected,
        "Nothing" if watched.step is None else _FIGURES.write(watched.step),
        "None" if watched.total is None else _FIGURES.write(watched.total),
        note(watched),
    )


def _svg(places: Sequence[SumPlace], threshold: float, headline: str, sentence: str) -> str:
    totals = [place.watched.total for place in places if place.watched.total is not None]
    scale = round_scale([0.0, threshold, *totals])
    left = max(len(write_mark(scale, value, _FIGURES)) for value in scale.marks) * LETTER + 10
    picture = PeriodPlane(scale, left, (WIDTH - RIGHT - left - 12) / max(len(places) - 1, 1), len(places))
    across = f"M{number(left)} {number(picture.y(threshold))}H{WIDTH - 4}"
    drawn = repr((headline, sentence, totals))
    return "".join(
        [
            opened(f"chart-{sha256(drawn.encode()).hexdigest()[:12]}", headline, sentence),
            side_of(picture, _FIGURES, "Sum of what each period says"),
            foot_of(picture, [place.label for place in places]),
            rule("limit", across),
            rule("set", _joins(picture, places)),
            rule("line", _line(picture, places)),
            *_marks(picture, places),
            "</svg>",
        ]
    )


def _joins(picture: PeriodPlane, places: Sequence[SumPlace]) -> str:
    return "".join(
        f"M{number(picture.x(at - 0.5))} {TOP}V{HEIGHT - FOOT}"
        for at, place in enumerate(places)
        if place.watched.joined
    )


def _line(picture: PeriodPlane, places: Sequence[SumPlace]) -> str:
    """One line for each run of the sum; a period that added nothing is passed over, since the sum stayed as it was."""
    drawn, broken = [], True
    for at, place in enumerate(places):
        watched = place.watched
        if watched.total is None:
            broken = broken or watched.joined
            continue
        start = broken or watched.joined
        drawn.append(f"{'M' if start else 'L'}{number(picture.x(at))} {number(picture.y(watched.total))}")
        broken = watched.word is WatchWord.ALERT
    return "".join(drawn)


def _marks(picture: PeriodPlane, places: Sequence[SumPlace]) -> list[str]:
    shapes: dict[Mark, list[str]] = {kind: [] for kind in (_ABSENT, _ADDED, _CROSSES)}
    rings = []
    for at, place in enumerate(places):
        total = place.watched.total
        where = f"M{number(picture.x(at))} {number(HEIGHT - FOOT if total is None else picture.y(total))}"
        shapes[_mark_of(place.watched)].append(where + _mark_of(place.watched).shape)
        if place.watched.revised:
            rings.append(where + RING)
    return [*(mark(kind, "".join(drawn)) for kind, drawn in shapes.items() if drawn), ring("".join(rings))]


def _mark_of(watched: WatchedPeriod) -> Mark:
    if watched.total is None:
        return _ABSENT
    return _CROSSES if watched.word is WatchWord.ALERT else _ADDED


def _key(places: Sequence[SumPlace], threshold: float) -> list[tuple[str, str]]:
    present = {_mark_of(place.watched) for place in places}
    entries = [(symbol(kind), kind.meaning) for kind in (_ADDED, _CROSSES, _ABSENT) if kind in present]
    entries.append((line_symbol("limit"), f"Threshold, {_FIGURES.write(threshold, 1)}"))
    if any(place.watched.joined for place in places):
        entries.append((line_symbol("set", upright=True), "From here on the sum begins afresh, after a merger"))
    if any(place.watched.revised for place in places):
        entries.append((ring_symbol(), "Revised since the alert was raised"))
    return entries
