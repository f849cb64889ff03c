"""A picture with a scale of numbers up the side, and one along the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight.charts.drawing import FOOT, HEIGHT, LETTER, RIGHT, TOP, WIDTH, number, rule, text
from oversight.charts.figures import Figures
from oversight.charts.scales import Scale, round_scale

Point = tuple[float, float]
_MARKS_ALONG_THE_FOOT = 4


@dataclass(frozen=True, slots=True)
class Plane:
    """Where numbers lie on the picture."""

    up: Scale
    along: Scale
    left: float
    figures: Figures

    @classmethod
    def of(cls, values: Iterable[float], sizes: Iterable[float], figures: Figures) -> Plane:
        """Make room for all values up the side, and all sizes along the foot."""
        up = round_scale(values)
        longest = max(len(write_mark(up, place, figures)) for place in up.marks)
        return cls(up, round_scale(sizes, about=_MARKS_ALONG_THE_FOOT), longest * LETTER + 10, figures)

    def x(self, size: float) -> float:
        """How far from the left a size lies."""
        start, end = self.left + 12, WIDTH - RIGHT
        return start + self.along.share(size) * (end - start)

    def y(self, value: float) -> float:
        """How far from the top a value lies."""
        return HEIGHT - FOOT - self.up.share(value) * (HEIGHT - FOOT - TOP)

    def line(self, points: Sequence[Point]) -> str:
        """A line through points; what lies beyond the scale is left out, and leaves a gap."""
        drawn, broken = [], True
        for size, value in points:
            inside = self.up.low <= value <= self.up.high and self.along.low <= size <= self.along.high
            if inside:
                drawn.append(f"{'M' if broken else 'L'}{number(self.x(size))} {number(self.y(value))}")
            broken = not inside
        return "".join(drawn)

    def at(self, shape: str, points: Iterable[Point]) -> str:
        """A shape at each of the points."""
        return "".join(f"M{number(self.x(size))} {number(self.y(value))}{shape}" for size, value in points)


def side(plane: Plane, title: str) -> str:
    """Grid lines with their numbers, and above them what they measure."""
    grid = "".join(f"M{number(plane.left)} {number(plane.y(value))}H{WIDTH - 4}" for value in plane.up.marks)
    numbers = "".join(
        f'<text x="{number(plane.left - 6)}" y="{number(plane.y(value))}" dy=".35em">'
        f"{text(write_mark(plane.up, value, plane.figures))}</text>"
        for value in plane.up.marks
    )
    return (
        f'<text class="oversight-chart__axis-title" x="2" y="20" fill="currentColor">{text(title)}</text>'
        f'{rule("grid", grid)}<g text-anchor="end" fill="currentColor">{numbers}</g>'
    )


def foot(plane: Plane, title: str) -> str:
    """Numbers along the foot, every second giving way where letters are largest, and below them what they measure."""
    ticks, numbers = [], []
    for place, size in enumerate(plane.along.marks):
        x = number(plane.x(size))
        gives_way = ' class="oversight-chart__month--gives-way"' if place % 2 else ""
        ticks.append(f"M{x} {HEIGHT - FOOT}v5")
        written = Figures("", plane.along.decimals).write(size)
        numbers.append(f'<text{gives_way} x="{x}" y="{HEIGHT - FOOT + 7}" dy=".9em">{written}</text>')
    return (
        f'{rule("tick", "".join(ticks))}<g text-anchor="middle" fill="currentColor">{"".join(numbers)}</g>'
        f'<text class="oversight-chart__axis-title" x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end" '
        f'fill="currentColor">{text(title)}</text>'
    )


def write_mark(scale: Scale, value: float, figures: Figures) -> str:
    """A number of the scale: its own decimals, with a per cent sign alone of all units."""
    return Figures("%" if figures.unit == "%" else "", scale.decimals).write(value)
