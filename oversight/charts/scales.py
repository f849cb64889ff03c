"""Scales of a chart: round numbers up the side, months along the foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

_ROUND_STEPS = (1, 2, 2.5, 5, 10)
_MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)


@dataclass(frozen=True, slots=True)
class Scale:
    """A vertical scale from `low` to `high` with its marks, and the decimals that the marks need."""

    low: float
    high: float
    marks: tuple[float, ...]
    decimals: int

    def share(self, value: float) -> float:
        """How far up the scale a value lies: 0 at the foot, 1 at the top."""
        return (value - self.low) / (self.high - self.low)


def round_scale(values: Iterable[float], about: int = 5) -> Scale:
    """A scale of about so many round steps that holds all values; 0 to 1 where there are none."""
    held = list(values) or [0.0, 1.0]
    low, high = min(held), max(held)
    if high - low < max(abs(low), abs(high)) * 1e-9 or high == low:
        room = abs(high) * 0.05 or 1.0
        low, high = low - room, high + room
    power = 10.0 ** floor(log10((high - low) / about))
    step = next(size for size in (round_step * power for round_step in _ROUND_STEPS) if size * about >= high - low)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step) + 1e-9))
    if abs(round(step, decimals) - step) > step * 1e-6:
        decimals += 1
    return Scale(first * step, last * step, tuple(place * step for place in range(first, last + 1)), decimals)


def months_between_labels(spacing: float, room: float) -> int:
    """Every how many months a label fits, where months lie `spacing` apart and a label needs `room`."""
    return next((step for step in _MONTH_STEPS if step * spacing >= room), _MONTH_STEPS[-1])
