"""A series of periods of any length, watched by XmR: limits afresh where series were joined, gaps, and revisions.

Source: Making Data Count, by `ratings.rules.watched_series`; each stretch between joins is judged on its own.
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
from ratings.rules.process_limits import ProcessLimits
from ratings.rules.special_causes import PointType, SpecialCause
from ratings.rules.watched_series import SeriesWord, WatchedMonth

_ABSENT = Mark(ABSENT.css, ABSENT.shape, "No figure for the period")
_UNJUDGED = Mark(UNJUDGED.css, UNJUDGED.shape, "A period with a figure")


@dataclass(frozen=True, slots=True)
class Place:
    """One period of the series: how it is labelled in the picture (one or two lines), named in the table, and judged.

    ``limits`` are those of its stretch, None where that is not judged.
    """

    label: tuple[str, ...]
    name: str
    watched: WatchedMonth
    limits: ProcessLimits | None


@dataclass(frozen=True, slots=True)
class AskedSeries:
    """What a chart of a series says besides its marks. ``further`` are cells of the table after those of the chart."""

    headline: str
    sentence: str
    side: str
    unit: str
    decimals: int
    further_columns: Sequence[ChartColumn] = ()
    further: Sequence[tuple[str, ...]] = ()


def watched_chart(places: Sequence[Place], asked: AskedSeries) -> DrawnChart:
    """Draw a series; no picture where no period has a figure."""
    figures = Figures(asked.unit, asked.decimals)
    present = any(place.watched.value is not None for place in places)
    columns = [
        ChartColumn("Period"),
        ChartColumn("Value", numeric=True),
        *(ChartColumn(name, numeric=True) for name in ("Mean", "Lower limit", "Upper limit")),
        ChartColumn("In its own series"),
        *asked.further_columns,
    ]
    further = asked.further or [()] * len(places)
    rows = tuple((*_cells(place, figures), *more) for place, more in zip(places, further, strict=True))
    svg = _svg(places, asked, figures) if present else ""
    # Every text in the picture was escaped as it was written there.
    return DrawnChart(
        Markup(svg),  # noqa: S704
        asked.headline,
        asked.sentence,
        key_of(_key(places)) if present else (),
        tuple(columns),
        rows,
    )


def note(watched: WatchedMonth) -> str:
    """What is said of one period."""
    said = []
    if watched.joined:
        said.append("Limits start afresh here")
    if watched.word is not SeriesWord.JUDGED:
        said.append(_WORDS[watched.word])
    elif watched.cause is not None and watched.kind is not None:
        verdict = {PointType.IMPROVEMENT: ", for the better", PointType.CONCERN: ", for the worse"}.get(
            watched.kind, ""
        )
        said.append(_CAUSES[watched.cause] + verdict)
    if watched.revised:
        said.append("revised since it was first known")
    written = "; ".join(said)
    return written[:1].upper() + written[1:]


_VERDICTS = {PointType.IMPROVEMENT: ", for the better", PointType.CONCERN: ", for the worse"}
_WORDS = {
    SeriesWord.NO_VALUE: "no figure",
    SeriesWord.INVALID: "no number that can be right",
    SeriesWord.TOO_FEW_POINTS: "too few periods to judge by",
    SeriesWord.NO_LIMITS: "no two neighbouring figures to judge by",
    SeriesWord.NO_VARIATION: "all figures equal, nothing to judge by",
    SeriesWord.OVERLAPPING: "not judged, since it shares months with the figures beside it",
}
_CAUSES = {
    SpecialCause.ABOVE_LIMIT: "above the upper limit",
    SpecialCause.BELOW_LIMIT: "below the lower limit",
    SpecialCause.TREND_UP: "part of a rise over 7 periods or more",
    SpecialCause.TREND_DOWN: "part of a fall over 7 periods or more",
    SpecialCause.TWO_IN_THREE_ABOVE: "one of two in three near the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "one of two in three near the lower limit",
    SpecialCause.SHIFT_ABOVE: "part of 7 periods or more above the mean",
    SpecialCause.SHIFT_BELOW: "part of 7 periods or more below the mean",
    SpecialCause.COMMON: "usual variation",
}


def _cells(place: Place, figures: Figures) -> tuple[str, ...]:
    watched, limits = place.watched, place.limits
    spread = limits.spread if limits else None
    return (
        place.name,
        "No figure" if watched.value is None else figures.write(watched.value),
        figures.write(limits.mean) if limits else "None",
        figures.write(spread.lower) if spread else "None",
        figures.write(spread.upper) if spread else "None",
        note(watched),
    )


def _svg(places: Sequence[Place], asked: AskedSeries, figures: Figures) -> str:
    shown = [place.watched.value for place in places if place.watched.value is not None]
    spreads = [place.limits.spread for place in places if place.limits and place.limits.spread]
    scale = round_scale([*shown, *(limit for spread in spreads for limit in (spread.lower, spread.upper))])
    left = max(len(write_mark(scale, value, figures)) for value in scale.marks) * LETTER + 10
    picture = PeriodPlane(scale, left, (WIDTH - RIGHT - left - 12) / max(len(places) - 1, 1), len(places))
    drawn = repr((asked.headline, asked.sentence, shown))
    return "".join(
        [
            opened(f"chart-{sha256(drawn.encode()).hexdigest()[:12]}", asked.headline, asked.sentence),
            side_of(picture, figures, asked.side),
            foot_of(picture, [place.label for place in places]),
            *_limits(picture, places),
            rule("line", _line(picture, places)),
            *_marks(picture, places),
            "</svg>",
        ]
    )


def _limits(picture: PeriodPlane, places: Sequence[Place]) -> list[str]:
    """The mean and the limits of each stretch, and a line where one series is joined to another."""
    means, limits, joins = [], [], []
    for at, place in enumerate(places):
        if place.watched.joined:
            joins.append(f"M{number(picture.x(at - 0.5))} {TOP}V{HEIGHT - FOOT}")
        if place.limits is None or place.limits.spread is None:
            continue
        half = min(picture.spacing / 2, 8) if picture.count == 1 else picture.spacing / 2
        start, end = number(picture.x(at) - half), number(picture.x(at) + half)
        means.append(f"M{start} {number(picture.y(place.limits.mean))}H{end}")
        limits += [
            f"M{start} {number(picture.y(limit))}H{end}"
            for limit in (place.limits.spread.lower, place.limits.spread.upper)
        ]
    return [rule("mean", "".join(means)), rule("limit", "".join(limits)), rule("set", "".join(joins))]


def _line(picture: PeriodPlane, places: Sequence[Place]) -> str:
    """One line through neighbouring periods; a period without a figure leaves a gap, and so does a join."""
    drawn, broken = [], True
    for at, place in enumerate(places):
        value = place.watched.value
        if value is not None:
            start = broken or place.watched.joined
            drawn.append(f"{'M' if start else 'L'}{number(picture.x(at))} {number(picture.y(value))}")
        broken = value is None
    return "".join(drawn)


def _marks(picture: PeriodPlane, places: Sequence[Place]) -> list[str]:
    shapes: dict[Mark, list[str]] = {kind: [] for kind in (_ABSENT, _UNJUDGED, *MARKS.values())}
    rings = []
    for at, place in enumerate(places):
        kind, value = _mark_of(place.watched), place.watched.value
        where = f"M{number(picture.x(at))} {number(HEIGHT - FOOT if value is None else picture.y(value))}"
        shapes[kind].append(where + kind.shape)
        if place.watched.revised:
            rings.append(where + RING)
    return [*(mark(kind, "".join(drawn)) for kind, drawn in shapes.items() if drawn), ring("".join(rings))]


def _mark_of(watched: WatchedMonth) -> Mark:
    if watched.value is None:
        return _ABSENT
    return _UNJUDGED if watched.kind is None else MARKS[watched.kind]


def _key(places: Sequence[Place]) -> list[tuple[str, str]]:
    present = dict.fromkeys(_mark_of(place.watched) for place in places)
    order = [*MARKS.values(), _UNJUDGED, _ABSENT]
    entries = [(symbol(kind), kind.meaning) for kind in order if kind in present]
    if any(place.limits and place.limits.spread for place in places):
        entries += [
            (line_symbol("mean"), "Mean of the stretch"),
            (line_symbol("limit"), "Limits of usual variation"),
        ]
    if any(place.watched.joined for place in places):
        entries.append((line_symbol("set", upright=True), "From here on the limits start afresh"))
    if any(place.watched.revised for place in places):
        entries.append((ring_symbol(), "Revised since it was first known"))
    return entries
