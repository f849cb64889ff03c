"""Organisations side by side: a funnel, with lines that follow their size, or dots in order with lines across.

The caller brings the lines, made by the rules that judged (`ratings.rules.funnel_limits` and others), so that no point
lies beyond a line without having been judged so. Source: Spiegelhalter (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from markupsafe import Markup

from oversight.charts.drawing import (
    RING,
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
from oversight.charts.marks import Mark
from oversight.charts.plane import Plane, Point, foot, side

_CIRCLE = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"
_TRIANGLE = "m0-6.5l6 10.5h-12z"
_TRIANGLE_DOWN = "m0 6.5l6-10.5h-12z"
_SQUARE = "m-5-5h10v10h-10z"
_DIAMOND = "m0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z"


class Level(Enum):
    """What was said of an organisation: its mark."""

    ELEVATED_RISK = Mark("concern", _SQUARE, "Elevated risk")
    RISK = Mark("high", _TRIANGLE, "Risk")
    UNUSUAL = Mark("improvement", _DIAMOND, "Unusual")
    # The official words of public pages.
    WORSE = Mark("concern", _SQUARE, "Worse than expected")
    BETTER = Mark("improvement", _DIAMOND, "Better than expected")
    HIGHER = Mark("high", _TRIANGLE, "Higher than expected")
    LOWER = Mark("low", _TRIANGLE_DOWN, "Lower than expected")
    AS_EXPECTED = Mark("common", _CIRCLE, "As expected")
    OTHER = Mark("common", _CIRCLE, "No evidence of risk")


class Stroke(Enum):
    """How a line is drawn."""

    TARGET = "mean"
    RISK = "limit"
    ELEVATED_RISK = "set"


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation: where it lies, and what was said of it. ``label`` stands beside the one singled out."""

    label: str
    size: float
    value: float
    level: Level
    singled_out: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the picture, with what the key says of it; several of one meaning are one entry."""

    stroke: Stroke
    points: Sequence[Point]
    meaning: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a chart shows besides its marks: words, the names of its scales, and the table beside it.

    ``other`` is what the key calls organisations of which nothing was said; ``foot`` is empty where the order is all
    that lies along the foot.
    """

    headline: str
    sentence: str
    side: str
    foot: str
    unit: str
    decimals: int
    columns: Sequence[ChartColumn]
    rows: Sequence[tuple[str, ...]]
    other: str = ""


def side_by_side(units: Sequence[Unit], lines: Sequence[Line], asked: Asked) -> DrawnChart:
    """Draw organisations as marks, with the lines that they are held against; no picture where there is none."""
    svg = _svg(units, lines, asked) if units else ""
    # Every text in the picture was escaped as it was written there.
    return DrawnChart(
        Markup(svg),  # noqa: S704
        asked.headline,
        asked.sentence,
        key_of(_key(units, lines, asked)) if units else (),
        tuple(asked.columns),
        tuple(asked.rows),
    )


def _svg(units: Sequence[Unit], lines: Sequence[Line], asked: Asked) -> str:
    figures = Figures(asked.unit, asked.decimals)
    values, sizes = [unit.value for unit in units], [unit.size for unit in units]
    # Lines that widen without end where an organisation is small must not press the marks together; those across do not
    # widen.
    room = max(values) - min(values)
    low, high = min(values) - room / 2, max(values) + room / 2
    held = [value for line in lines for _, value in line.points if not asked.foot or low <= value <= high]
    plane = Plane.of([*values, *held], [0.0, *sizes] if asked.foot else sizes, figures)
    drawn = repr((asked.headline, asked.sentence, values, sizes))
    parts = [
        opened(f"chart-{sha256(drawn.encode()).hexdigest()[:12]}", asked.headline, asked.sentence),
        side(plane, asked.side),
        foot(plane, asked.foot) if asked.foot else "",
        *(rule(line.stroke.value, plane.line(line.points)) for line in lines),
    ]
    for level in reversed(Level):
        shape = plane.at(level.value.shape, [(one.size, one.value) for one in units if one.level is level])
        parts.append(mark(level.value, shape) if shape else "")
    parts.append(_singled_out(plane, [unit for unit in units if unit.singled_out]))
    return "".join([*parts, "</svg>"])


def _singled_out(plane: Plane, units: Sequence[Unit]) -> str:
    """A ring and its label, on the side where there is room."""
    drawn = [ring(plane.at(RING, [(unit.size, unit.value) for unit in units]))]
    middle = (plane.along.low + plane.along.high) / 2
    for unit in units:
        before = unit.size > middle
        x = plane.x(unit.size) + (-12 if before else 12)
        anchor = "end" if before else "start"
        drawn.append(
            f'<text class="oversight-chart__axis-title" x="{number(x)}" y="{number(plane.y(unit.value))}" '
            f'dy=".35em" text-anchor="{anchor}" fill="currentColor">{text(unit.label)}</text>'
        )
    return "".join(drawn)


def _key(units: Sequence[Unit], lines: Sequence[Line], asked: Asked) -> list[tuple[str, str]]:
    present = {unit.level for unit in units}
    entries = [
        (symbol(level.value), asked.other if level is Level.OTHER and asked.other else level.value.meaning)
        for level in Level
        if level in present
    ]
    meanings = dict.fromkeys((line.stroke, line.meaning) for line in lines)
    entries += [(line_symbol(stroke.value), meaning) for stroke, meaning in meanings]
    entries += [(ring_symbol(), unit.label) for unit in units if unit.singled_out]
    return entries
