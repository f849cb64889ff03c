"""How organisations spread along one scale: a mark for each at its own value, heaped where they lie close together.

It shows what is common and what is rare without putting anybody first or last: only the one singled out is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from oversight.charts.drawing import (
    FOOT,
    HEIGHT,
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
from oversight.charts.funnel_chart import Level
from oversight.charts.plane import Plane, Point, foot
from oversight.charts.scales import Scale, round_scale

ACROSS, UP = 8.0, 8.0
"""How far apart the middles of two marks lie, so that none hides another."""
_LEFT = 24.0
_LEAST_ROOM_ABOVE = 76.0
_ALONG_THE_FOOT = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """One organisation: its value, and what was said of it. ``label`` is written where it is singled out."""

    label: str
    value: float
    level: Level
    singled_out: bool = False


@dataclass(frozen=True, slots=True)
class AskedSpread:
    """What a chart of a spread shows besides its marks.

    ``middle`` are the ends of the middle half, both values of the chart, with ``middle_meaning`` for the key; ``other``
    is what the key calls organisations of which nothing was said.
    """

    headline: str
    sentence: str
    foot: str
    unit: str
    decimals: int
    columns: Sequence[ChartColumn]
    rows: Sequence[tuple[str, ...]]
    other: str
    middle: tuple[float, float] | None = None
    middle_meaning: str = ""


def spread_chart(dots: Sequence[Dot], asked: AskedSpread) -> DrawnChart:
    """Draw organisations along a scale; no picture where there is none."""
    svg = _svg(dots, asked) if dots else ""
    # Every text in the picture was escaped as it was written there.
    return DrawnChart(
        Markup(svg),  # noqa: S704
        asked.headline,
        asked.sentence,
        key_of(_key(dots, asked)) if dots else (),
        tuple(asked.columns),
        tuple(asked.rows),
    )


def heaped(across: Sequence[float]) -> list[int]:
    """Return for each mark how high it lies, 0 at the foot: the lowest place at which it touches no mark before it.

    The marks are placed in the order in which they are given, each at its own distance from the left.
    """
    levels: list[list[float]] = []
    placed = []
    for x in across:
        free = next(
            (height for height, taken in enumerate(levels) if all(abs(x - other) >= ACROSS for other in taken)),
            len(levels),
        )
        if free == len(levels):
            levels.append([])
        levels[free].append(x)
        placed.append(free)
    return placed


def _svg(dots: Sequence[Dot], asked: AskedSpread) -> str:
    figures = Figures(asked.unit, asked.decimals)
    # Whoever is singled out lies at the foot, where the line down to the scale meets it.
    order = sorted(dots, key=lambda dot: (not dot.singled_out, dot.value, dot.label))
    along = round_scale([dot.value for dot in order], about=_ALONG_THE_FOOT)
    flat = Plane(Scale(0.0, 1.0, (0.0, 1.0), 0), along, _LEFT, figures)
    heights = heaped([flat.x(dot.value) for dot in order])
    room = HEIGHT - FOOT - TOP - 2 * UP
    step = min(UP, room / max(max(heights), 1))
    plane = Plane(Scale(0.0, (HEIGHT - FOOT - TOP) / step, (0.0,), 0), along, _LEFT, figures)
    points = [(dot.value, height + 0.75) for dot, height in zip(order, heights, strict=True)]
    # A low heap has no empty room above it but for the lines and their labels.
    cut = max(0.0, HEIGHT - FOOT - (max(heights) + 1) * step - _LEAST_ROOM_ABOVE)
    drawn = repr((asked.headline, asked.sentence, points))
    parts = [
        opened(f"chart-{sha256(drawn.encode()).hexdigest()[:12]}", asked.headline, asked.sentence, cut=cut),
        rule("grid", f"M{number(plane.left)} {HEIGHT - FOOT}H{WIDTH - 4}"),
        foot(plane, asked.foot),
    ]
    if asked.middle is not None:
        parts.append(
            rule(
                "limit", "".join(f"M{number(plane.x(end))} {number(cut + TOP)}V{HEIGHT - FOOT}" for end in asked.middle)
            )
        )
    for level in reversed(Level):
        shape = plane.at(level.value.shape, [at for dot, at in zip(order, points, strict=True) if dot.level is level])
        parts.append(mark(level.value, shape) if shape else "")
    singled = [(dot, at) for dot, at in zip(order, points, strict=True) if dot.singled_out]
    parts.append(_singled_out(plane, singled, cut))
    return "".join([*parts, "</svg>"])


def _singled_out(plane: Plane, singled: Sequence[tuple[Dot, Point]], cut: float) -> str:
    """A ring, a line up from it and its label at the head of that line, on the side where there is room."""
    drawn = [ring(plane.at(RING, [at for _, at in singled]))]
    middle = (plane.along.low + plane.along.high) / 2
    for place, (dot, at) in enumerate(singled):
        before = dot.value > middle
        x, y = plane.x(at[0]), plane.y(at[1])
        head = cut + TOP - 14 + 18 * place
        drawn.append(rule("set", f"M{number(x)} {number(y - 8)}V{number(head + 6)}"))
        drawn.append(
            f'<text class="oversight-chart__axis-title" x="{number(x + (4 if before else -4))}" y="{number(head)}" '
            f'text-anchor="{"end" if before else "start"}" fill="currentColor">{text(dot.label)}</text>'
        )
    return "".join(drawn)


def _key(dots: Sequence[Dot], asked: AskedSpread) -> list[tuple[str, str]]:
    present = {dot.level for dot in dots}
    entries = [
        (symbol(level.value), asked.other if level is Level.OTHER else level.value.meaning)
        for level in Level
        if level in present
    ]
    if asked.middle is not None:
        entries.append((line_symbol("limit", upright=True), asked.middle_meaning))
    entries += [(ring_symbol(), dot.label) for dot in dots if dot.singled_out]
    return entries
