"""A measure of a plan: its figures before and since a delivery, and apart from them what was expected of it by when.

The mean and the limits come from the periods before the delivery and go on past it, so that the eye compares what the
rule compares. What is observed is a full line with filled marks; what was expected is a broken line with open squares.
Source: Making Data Count for marks and limits; the picture of the trajectory is ours (domain rule T92).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from markupsafe import Markup

from oversight.charts.drawing import (
    FOOT,
    HEIGHT,
    LETTER,
    RIGHT,
    TOP,
    WIDTH,
    line_symbol,
    mark,
    number,
    opened,
    rule,
    symbol,
    symbol_on_line,
    text,
)
from oversight.charts.drawn import ChartColumn, DrawnChart, key_of
from oversight.charts.figures import Figures
from oversight.charts.marks import ABSENT, MARKS, UNJUDGED, Mark
from oversight.charts.period_plane import PeriodPlane, foot_of, side_of
from oversight.charts.plane import write_mark
from oversight.charts.scales import round_scale
from ratings.rules.process_limits import ProcessLimits
from ratings.rules.special_causes import PointType

_EXPECTED = Mark("expected", "m-4-4h8v8h-8z", "What the plan expected", hollow=True)
_ABSENT = Mark(ABSENT.css, ABSENT.shape, "No figure shown for the period", hollow=True)
_UNJUDGED = Mark(UNJUDGED.css, UNJUDGED.shape, "A period with a figure")


@dataclass(frozen=True, slots=True)
class TrajectoryPlace:
    """One period: its label in the picture (one or two lines), its name in the table, and what there is of it.

    ``value`` is None where no figure is shown, and ``blank`` says why. ``kind`` is how it stands out, None where it is
    not judged. ``expected`` is what was expected, ``set_by_plan`` whether the plan itself names the period.
    ``to_come``: the period has no figure because it is not over, or its figure not out. ``joined``: from here on the
    figures are of other patients too.
    """

    label: tuple[str, ...]
    name: str
    value: float | None
    blank: str
    kind: PointType | None
    note: str
    expected: float | None
    set_by_plan: bool = False
    to_come: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a delivery lies among the periods: ``place`` 2.0 is the middle of the third.

    ``word`` stands in the picture, short enough for a phone, and ``label`` in the key.
    """

    place: float
    label: str
    word: str = "Delivered"


@dataclass(frozen=True, slots=True)
class AskedTrajectory:
    """What a chart says besides its marks. ``limits`` are of the places ``before_start`` up to ``before_stop``."""

    headline: str
    sentence: str
    side: str
    unit: str
    decimals: int
    limits: ProcessLimits | None = None
    before_start: int = 0
    before_stop: int = 0
    delivery: Delivery | None = None
    chart_id: str = ""


def trajectory_chart(places: Sequence[TrajectoryPlace], asked: AskedTrajectory) -> DrawnChart:
    """Draw a measure with its trajectory; no picture where there is neither a figure nor anything expected."""
    figures = Figures(asked.unit, asked.decimals)
    columns = (
        ChartColumn("Period"),
        ChartColumn("Figure", numeric=True),
        ChartColumn("Expected", numeric=True),
        ChartColumn("What it shows"),
    )
    rows = tuple(_cells(place, figures) for place in places)
    drawable = any(place.value is not None or place.expected is not None for place in places)
    svg = _svg(places, asked, figures) if drawable else ""
    return DrawnChart(
        Markup(svg),  # noqa: S704 - every text in the picture was escaped as it was written there
        asked.headline,
        asked.sentence,
        key_of(_key(places, asked, figures)) if drawable else (),
        columns,
        rows,
    )


def _cells(place: TrajectoryPlace, figures: Figures) -> tuple[str, ...]:
    expected = "Nothing" if place.expected is None else figures.write(place.expected)
    shown = place.blank if place.value is None else figures.write(place.value)
    return (place.name, shown, expected, place.note)


def _svg(places: Sequence[TrajectoryPlace], asked: AskedTrajectory, figures: Figures) -> str:
    spread = asked.limits.spread if asked.limits else None
    shown = [place.value for place in places if place.value is not None]
    shown += [place.expected for place in places if place.expected is not None]
    shown += [spread.lower, spread.upper] if spread else []
    scale = round_scale(shown)
    left = max(len(write_mark(scale, value, figures)) for value in scale.marks) * LETTER + 10
    picture = PeriodPlane(scale, left, (WIDTH - RIGHT - left - 12) / max(len(places) - 1, 1), len(places))
    drawn = repr((asked.headline, asked.sentence, shown))
    identity = escape(asked.chart_id, quote=True) or f"chart-{sha256(drawn.encode()).hexdigest()[:12]}"
    return "".join(
        [
            opened(identity, asked.headline, _described(places, asked, figures)),
            side_of(picture, figures, asked.side),
            foot_of(picture, [place.label for place in places]),
            *_limits(picture, asked),
            _joins(picture, places),
            _delivery(picture, asked),
            rule("expected", _line(picture, [place.expected for place in places], places)),
            rule("line", _line(picture, [place.value for place in places], places)),
            *_marks(picture, places),
            "</svg>",
        ]
    )


def _described(places: Sequence[TrajectoryPlace], asked: AskedTrajectory, figures: Figures) -> str:
    """The sentence, with what the axes would tell the eye."""
    first, last = places[0].name, places[-1].name
    over = f"from {first} to {last}" if first != last else f"for {first}"
    expected = " with what the plan expected" if any(place.expected is not None for place in places) else ""
    return f"{asked.sentence} A chart by period {over}{expected}; the same values are in the table."


def _limits(picture: PeriodPlane, asked: AskedTrajectory) -> list[str]:
    """The mean and the limits of before, across all that is compared with them."""
    if asked.limits is None or asked.before_stop <= asked.before_start:
        return []
    start, end = number(picture.x(asked.before_start) - 8), number(picture.x(picture.count - 1) + 8)

    def across(value: float) -> str:
        return f"M{start} {number(picture.y(value))}H{end}"

    spread = asked.limits.spread
    limits = across(spread.lower) + across(spread.upper) if spread else ""
    return [rule("mean", across(asked.limits.mean)), rule("limit", limits)]


def _joins(picture: PeriodPlane, places: Sequence[TrajectoryPlace]) -> str:
    marked = [at for at, place in enumerate(places) if place.joined]
    return rule("set", "".join(f"M{number(picture.x(at - 0.5))} {TOP}V{HEIGHT - FOOT}" for at in marked))


def _delivery(picture: PeriodPlane, asked: AskedTrajectory) -> str:
    """A full line from top to foot, with its word beside it on the side where there is room."""
    if asked.delivery is None:
        return ""
    x = picture.x(asked.delivery.place)
    to_the_left = x > (picture.left + WIDTH - RIGHT) / 2
    return (
        f"{rule('delivered', f'M{number(x)} {TOP - 10}V{HEIGHT - FOOT}')}"
        f'<text class="oversight-chart__delivered-word" x="{number(x - 5 if to_the_left else x + 5)}" y="{TOP - 2}" '
        f'text-anchor="{"end" if to_the_left else "start"}" fill="currentColor">{text(asked.delivery.word)}</text>'
    )


def _line(picture: PeriodPlane, values: Sequence[float | None], places: Sequence[TrajectoryPlace]) -> str:
    """One line through neighbouring periods; a period without a value leaves a gap, and so does a join."""
    drawn, broken = [], True
    for at, (value, place) in enumerate(zip(values, places, strict=True)):
        if value is not None:
            start = broken or place.joined
            drawn.append(f"{'M' if start else 'L'}{number(picture.x(at))} {number(picture.y(value))}")
        broken = value is None
    return "".join(drawn)


def _marks(picture: PeriodPlane, places: Sequence[TrajectoryPlace]) -> list[str]:
    shapes: dict[Mark, list[str]] = {kind: [] for kind in (_EXPECTED, _ABSENT, _UNJUDGED, *MARKS.values())}
    for at, place in enumerate(places):
        x = number(picture.x(at))
        if place.expected is not None and place.set_by_plan:
            shapes[_EXPECTED].append(f"M{x} {number(picture.y(place.expected))}{_EXPECTED.shape}")
        kind = _mark_of(place)
        if kind is not None:
            y = HEIGHT - FOOT if place.value is None else picture.y(place.value)
            shapes[kind].append(f"M{x} {number(y)}{kind.shape}")
    return [mark(kind, "".join(drawn)) for kind, drawn in shapes.items() if drawn]


def _mark_of(place: TrajectoryPlace) -> Mark | None:
    if place.value is None:
        return None if place.to_come else _ABSENT
    return _UNJUDGED if place.kind is None else MARKS[place.kind]


def _key(places: Sequence[TrajectoryPlace], asked: AskedTrajectory, figures: Figures) -> list[tuple[str, str]]:
    present = {_mark_of(place) for place in places}
    # The period of the delivery is not judged and has the mark of usual variation, which is said once.
    order = [*MARKS.values(), *([] if MARKS[PointType.COMMON] in present else [_UNJUDGED]), _ABSENT]
    entries = [(symbol(kind), kind.meaning) for kind in order if kind in present]
    if any(place.expected is not None for place in places):
        entries.append((symbol_on_line(_EXPECTED, "expected"), _EXPECTED.meaning))
    if asked.delivery is not None:
        entries.append((line_symbol("delivered", upright=True), asked.delivery.label))
    if asked.limits is not None and asked.before_stop > asked.before_start:
        entries.append((line_symbol("mean"), f"Mean of before, {figures.write(asked.limits.mean)}"))
        if asked.limits.spread is not None:
            low, high = figures.write_apart(asked.limits.spread.lower, asked.limits.spread.upper)
            entries.append((line_symbol("limit"), f"Limits of usual variation before, {low} and {high}"))
    if any(place.joined for place in places):
        entries.append((line_symbol("set", upright=True), "From here on the figures are of other patients too"))
    return entries
