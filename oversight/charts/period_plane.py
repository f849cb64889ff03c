"""The plane of a chart whose foot is periods: its side with a grid, and its foot with the periods' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oversight.charts.drawing import FOOT, HEIGHT, RIGHT, TOP, WIDTH, number, rule, text
from oversight.charts.figures import Figures
from oversight.charts.plane import write_mark
from oversight.charts.scales import Scale, months_between_labels

_LABEL_ROOM, _LABEL_ROOM_NARROW = 46, 78


@dataclass(frozen=True, slots=True)
class PeriodPlane:
    """Where a period and a value lie; ``count`` periods stand ``spacing`` apart."""

    scale: Scale
    left: float
    spacing: float
    count: int

    def x(self, place: float) -> float:
        """How far from the left a period stands, by its place."""
        return self.left + 12 + place * self.spacing if self.count > 1 else (self.left + WIDTH - RIGHT) / 2

    def y(self, value: float) -> float:
        """How far from the top a value stands."""
        return HEIGHT - FOOT - self.scale.share(value) * (HEIGHT - FOOT - TOP)


def side_of(picture: PeriodPlane, figures: Figures, title: str) -> str:
    """The grid, its numbers, and what they are of."""
    grid = "".join(f"M{number(picture.left)} {number(picture.y(value))}H{WIDTH - 4}" for value in picture.scale.marks)
    numbers = "".join(
        f'<text x="{number(picture.left - 6)}" y="{number(picture.y(value))}" dy=".35em">'
        f"{text(write_mark(picture.scale, value, figures))}</text>"
        for value in picture.scale.marks
    )
    return (
        f'<text class="oversight-chart__axis-title" x="2" y="20" fill="currentColor">{text(title)}</text>'
        f'{rule("grid", grid)}<g text-anchor="end" fill="currentColor">{numbers}</g>'
    )


def foot_of(picture: PeriodPlane, labels_of: Sequence[Sequence[str]]) -> str:
    """Periods along the foot, counted back from the last; some give way where letters are largest."""
    every = months_between_labels(picture.spacing, _LABEL_ROOM)
    narrow = months_between_labels(picture.spacing, _LABEL_ROOM_NARROW)
    while narrow % every:
        narrow = months_between_labels(picture.spacing, (narrow + 1) * picture.spacing)
    ticks, labels = [], []
    for back in range(0, len(labels_of), every):
        place = len(labels_of) - 1 - back
        x = number(picture.x(place))
        css = ' class="oversight-chart__month--gives-way"' if back % narrow else ""
        ticks.append(f"M{x} {HEIGHT - FOOT}v5")
        lines = "".join(
            f'<tspan x="{x}" dy="{".9em" if at == 0 else "1.15em"}">{text(line)}</tspan>'
            for at, line in enumerate(labels_of[place])
        )
        labels.append(f'<text{css} y="{HEIGHT - FOOT + 7}">{lines}</text>')
    return f'{rule("tick", "".join(ticks))}<g text-anchor="middle" fill="currentColor">{"".join(labels)}</g>'
