"""The picture of an XmR chart: SVG without script or inline style; classes are in oversight/charts.css."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oversight.charts.drawing import FOOT, HEIGHT, LETTER, RIGHT, TOP, WIDTH, opened
from oversight.charts.drawing import mark as _mark
from oversight.charts.drawing import number as _n
from oversight.charts.drawing import rule as _rule
from oversight.charts.drawing import text as _text
from oversight.charts.figures import Figures
from oversight.charts.latest import JudgedMonth
from oversight.charts.marks import ABSENT, MARKS, UNJUDGED, Mark
from oversight.charts.scales import Scale, months_between_labels, round_scale
from oversight.wording import write_month
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.xmr import LimitGroup, XmrPoint

LABEL_ROOM, LABEL_ROOM_NARROW = 38, 56
"""What the label of a month needs, and what it needs where letters are largest."""


def xmr_svg(
    series: XmrSeries, *, identity: str, title: str, description: str, figures: Figures, axis_title: str
) -> str:
    """Draw a series; `identity` is unique on its page and names the title and description for screen readers."""
    judged = JudgedMonth.of(series) is not None
    picture = _Picture.of(series, figures, judged)
    parts = [
        opened(identity, title, _described(picture, series, figures, description)),
        _side(picture, figures, axis_title),
        _foot(picture, series.months),
    ]
    if judged:
        parts += [_limits(picture, group) for group in series.analysis.groups]
        parts.append(_where_limits_were_set(picture, series))
    points = series.analysis.points
    parts.append(
        f'<path class="oversight-chart__line" fill="none" stroke="currentColor" d="{_line(picture, points)}"/>'
    )
    parts.append(_marks(picture, points, judged))
    parts.append("</svg>")
    return "".join(part for part in parts if part)


def last_place_that_sets_limits(series: XmrSeries) -> int | None:
    """The place of the last point that fixed the latest limits; None where every point of the group sets them."""
    analysis = series.analysis
    if analysis.fix_after_n_points is None or not analysis.groups:
        return None
    group = analysis.groups[-1]
    present = [place for place in range(group.start, group.stop) if analysis.points[place].value is not None]
    if len(present) <= analysis.fix_after_n_points:
        return None
    return present[analysis.fix_after_n_points - 1]


@dataclass(frozen=True, slots=True)
class _Picture:
    """Where months and values lie on the picture."""

    scale: Scale
    left: float
    spacing: float
    months: int

    @classmethod
    def of(cls, series: XmrSeries, figures: Figures, judged: bool) -> _Picture:
        shown = [point.value for point in series.analysis.points if point.value is not None]
        if judged:
            spreads = [group.limits.spread for group in series.analysis.groups if group.limits]
            shown += [limit for spread in spreads if spread for limit in (spread.lower, spread.upper)]
        scale = round_scale(shown)
        longest = max(len(_mark_text(scale, mark, figures)) for mark in scale.marks)
        left = longest * LETTER + 10
        count = len(series.months)
        return cls(scale, left, (WIDTH - RIGHT - left - 12) / max(count - 1, 1), count)

    def x(self, place: float) -> float:
        """Half a marker in from the axis; a month alone stands in the middle."""
        return self.left + 12 + place * self.spacing if self.months > 1 else (self.left + WIDTH - RIGHT) / 2

    def y(self, value: float) -> float:
        return HEIGHT - FOOT - self.scale.share(value) * (HEIGHT - FOOT - TOP)


def _described(picture: _Picture, series: XmrSeries, figures: Figures, description: str) -> str:
    """The description with what the axes would tell the eye."""
    if not series.months:
        return description
    first, last = write_month(series.months[0]), write_month(series.months[-1])
    months = f"from {first} to {last}" if first != last else f"for {first}"
    low, high = (_mark_text(picture.scale, mark, figures) for mark in (picture.scale.marks[0], picture.scale.marks[-1]))
    return (
        f"{description} A chart by month {months}, on a scale from {low} to {high}; the same values are in the table."
    )


def _side(picture: _Picture, figures: Figures, axis_title: str) -> str:
    """Grid lines with their numbers, and above them what they measure."""
    grid = "".join(f"M{_n(picture.left)} {_n(picture.y(mark))}H{WIDTH - 4}" for mark in picture.scale.marks)
    numbers = "".join(
        f'<text x="{_n(picture.left - 6)}" y="{_n(picture.y(mark))}" dy=".35em">'
        f"{_mark_text(picture.scale, mark, figures)}</text>"
        for mark in picture.scale.marks
    )
    return (
        f'<text class="oversight-chart__axis-title" x="2" y="20" fill="currentColor">{_text(axis_title)}</text>'
        f'{_rule("grid", grid)}<g text-anchor="end" fill="currentColor">{numbers}</g>'
    )


def _foot(picture: _Picture, months: tuple[date, ...]) -> str:
    """Months along the foot, counted back from the last; some give way where letters are largest."""
    every = months_between_labels(picture.spacing, LABEL_ROOM)
    narrow = months_between_labels(picture.spacing, LABEL_ROOM_NARROW)
    while narrow % every:
        narrow = months_between_labels(picture.spacing, (narrow + 1) * picture.spacing)
    ticks, labels = [], []
    for back in range(0, len(months), every):
        place = len(months) - 1 - back
        x = _n(picture.x(place))
        name, year = write_month(months[place]).split()
        css = ' class="oversight-chart__month--gives-way"' if back % narrow else ""
        ticks.append(f"M{x} {HEIGHT - FOOT}v5")
        labels.append(
            f'<text{css} y="{HEIGHT - FOOT + 7}"><tspan x="{x}" dy=".9em">{name[:3]}</tspan>'
            f'<tspan x="{x}" dy="1.15em">{year}</tspan></text>'
        )
    return f'{_rule("tick", "".join(ticks))}<g text-anchor="middle" fill="currentColor">{"".join(labels)}</g>'


def _limits(picture: _Picture, group: LimitGroup) -> str:
    if group.limits is None:
        return ""
    start, end = _n(picture.x(group.start) - 8), _n(picture.x(group.stop - 1) + 8)

    def across(value: float) -> str:
        return f"M{start} {_n(picture.y(value))}H{end}"

    drawn = _rule("mean", across(group.limits.mean))
    if group.limits.spread is not None:
        drawn += _rule("limit", across(group.limits.spread.lower) + across(group.limits.spread.upper))
    return drawn


def _where_limits_were_set(picture: _Picture, series: XmrSeries) -> str:
    place = last_place_that_sets_limits(series)
    if place is None:
        return ""
    return _rule("set", f"M{_n(picture.x(place + 0.5))} {TOP}V{HEIGHT - FOOT}")


def _line(picture: _Picture, points: tuple[XmrPoint, ...]) -> str:
    """One line through neighbouring months; a month without a figure leaves a gap."""
    drawn = []
    broken = True
    for place, point in enumerate(points):
        if point.value is not None:
            drawn.append(f"{'M' if broken else 'L'}{_n(picture.x(place))} {_n(picture.y(point.value))}")
        broken = point.value is None
    return "".join(drawn)


def _marks(picture: _Picture, points: tuple[XmrPoint, ...], judged: bool) -> str:
    """All marks, those of one kind as one shape; the marks that stand out lie on top."""
    shapes: dict[Mark, list[str]] = {mark: [] for mark in (ABSENT, UNJUDGED, *MARKS.values())}
    for place, point in enumerate(points):
        if point.value is None:
            mark, y = ABSENT, float(HEIGHT - FOOT)
        else:
            mark = MARKS[point.point_type] if judged and point.point_type else UNJUDGED
            y = picture.y(point.value)
        shapes[mark].append(f"M{_n(picture.x(place))} {_n(y)}{mark.shape}")
    return "".join(_mark(mark, "".join(drawn)) for mark, drawn in shapes.items() if drawn)


def _mark_text(scale: Scale, mark: float, figures: Figures) -> str:
    return Figures("%" if figures.unit == "%" else "", scale.decimals).write(mark)
