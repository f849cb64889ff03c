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
    text,
)
from oversight.charts.drawn import ChartColumn, DrawnChart, key_of
from oversight.charts.figures import Figures
from oversight.charts.marks import ABSENT, MARKS, UNJUDGED, Mark
from oversight.charts.plane import write_mark
from oversight.charts.scales import Scale, months_between_labels, round_scale
from ratings.rules.mortality_watch import WatchedPeriod, WatchWord
from ratings.rules.special_causes import PointType

DECIMALS = 2
_LABEL_ROOM, _LABEL_ROOM_NARROW = 46, 78
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


@dataclass(frozen=True, slots=True)
class _Picture:
    scale: Scale
    left: float
    spacing: float
    count: int

    def x(self, place: float) -> float:
        return self.left + 12 + place * self.spacing if self.count > 1 else (self.left + WIDTH - RIGHT) / 2

    def y(self, value: float) -> float:
        return HEIGHT - FOOT - self.scale.share(value) * (HEIGHT - FOOT - TOP)


def _svg(places: Sequence[SumPlace], threshold: float, headline: str, sentence: str) -> str:
    totals = [place.watched.total for place in places if place.watched.total is not None]
    scale = round_scale([0.0, threshold, *totals])
    left = max(len(write_mark(scale, value, _FIGURES)) for value in scale.marks) * LETTER + 10
    picture = _Picture(scale, left, (WIDTH - RIGHT - left - 12) / max(len(places) - 1, 1), len(places))
    across = f"M{number(left)} {number(picture.y(threshold))}H{WIDTH - 4}"
    drawn = repr((headline, sentence, totals))
    return "".join(
        [
            opened(f"chart-{sha256(drawn.encode()).hexdigest()[:12]}", headline, sentence),
            _side(picture),
            _foot(picture, places),
            rule("limit", across),
            rule("set", _joins(picture, places)),
            rule("line", _line(picture, places)),
            *_marks(picture, places),
            "</svg>",
        ]
    )


def _side(picture: _Picture) -> str:
    grid = "".join(f"M{number(picture.left)} {number(picture.y(value))}H{WIDTH - 4}" for value in picture.scale.marks)
    numbers = "".join(
        f'<text x="{number(picture.left - 6)}" y="{number(picture.y(value))}" dy=".35em">'
        f"{text(write_mark(picture.scale, value, _FIGURES))}</text>"
        for value in picture.scale.marks
    )
    return (
        '<text class="oversight-chart__axis-title" x="2" y="20" fill="currentColor">Sum of what each period says</text>'
        f'{rule("grid", grid)}<g text-anchor="end" fill="currentColor">{numbers}</g>'
    )


def _foot(picture: _Picture, places: Sequence[SumPlace]) -> str:
    """Periods along the foot, counted back from the last; some give way where letters are largest."""
    every = months_between_labels(picture.spacing, _LABEL_ROOM)
    narrow = months_between_labels(picture.spacing, _LABEL_ROOM_NARROW)
    while narrow % every:
        narrow = months_between_labels(picture.spacing, (narrow + 1) * picture.spacing)
    ticks, labels = [], []
    for back in range(0, len(places), every):
        place = len(places) - 1 - back
        x = number(picture.x(place))
        css = ' class="oversight-chart__month--gives-way"' if back % narrow else ""
        ticks.append(f"M{x} {HEIGHT - FOOT}v5")
        lines = "".join(
            f'<tspan x="{x}" dy="{".9em" if at == 0 else "1.15em"}">{text(line)}</tspan>'
            for at, line in enumerate(places[place].label)
        )
        labels.append(f'<text{css} y="{HEIGHT - FOOT + 7}">{lines}</text>')
    return f'{rule("tick", "".join(ticks))}<g text-anchor="middle" fill="currentColor">{"".join(labels)}</g>'


def _joins(picture: _Picture, places: Sequence[SumPlace]) -> str:
    return "".join(
        f"M{number(picture.x(at - 0.5))} {TOP}V{HEIGHT - FOOT}"
        for at, place in enumerate(places)
        if place.watched.joined
    )


def _line(picture: _Picture, places: Sequence[SumPlace]) -> str:
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


def _marks(picture: _Picture, places: Sequence[SumPlace]) -> list[str]:
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
