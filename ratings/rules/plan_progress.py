"""Whether a plan's measure moved since an action was delivered, and whether it came up to what was expected of it.

What is usual is set by the periods before the delivery (mean and natural process limits); the periods since are read
against it by the four special causes, and every period of a run, trend or pair lies after the delivery. The period in
which the day of the delivery lies counts neither as before nor as since, unless the delivery was on its first day.
Source: Making Data Count, as NHSRplotthedots computes it (29 September 2025); how a claim is judged is ours, by the
dated numbers of ``rule_sets/plan_progress.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ratings.rules.plan_progress_settings import ProgressSettings
from ratings.rules.plan_trajectory import AgainstTrajectory, Comparison, Expected, compare
from ratings.rules.process_limits import ProcessLimits, mean, process_limits
from ratings.rules.special_causes import Direction, PointType, SpecialCause, point_type, special_causes


class Verdict(StrEnum):
    """What is said of a measure since the delivery."""

    IMPROVED = "improved"
    NOT_CHANGED = "not_changed"
    WORSE = "worse"
    TOO_EARLY = "too_early"
    NOT_KNOWN = "not_known"


class Why(StrEnum):
    """Why nothing can be said of a measure, where its verdict is not known."""

    NOT_DELIVERED = "not_delivered"
    NO_FIGURES = "no_figures"
    NO_DIRECTION = "no_direction"
    OVERLAPPING = "overlapping"
    JOINED_SINCE = "joined_since"
    TOO_FEW_BEFORE = "too_few_before"
    TOO_RARE = "too_rare"
    NO_LIMITS = "no_limits"


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """One period, first and last day included: its figure, None where there is none.

    ``joined``: from this period on the figures are of another set of patients, since trusts were joined.
    """

    first_day: date
    last_day: date
    value: Decimal | None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What was usual: the places from ``start`` up to ``stop`` of the series, how many have a figure, their limits.

    ``causes`` says of each what marks it by these limits (None: no figure).
    """

    start: int
    stop: int
    figures: int
    limits: ProcessLimits | None
    causes: tuple[SpecialCause | None, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """The places from ``start`` on: what marks each (None: no figure), how many figures, the mean of the latest ones.

    ``mean_of_latest`` is of the latest ``latest_count`` figures, None where there are fewer, and ``side`` tells where
    it lies: +1 above the mean of before, -1 below. ``signal`` is the place of the latest period that stands out on that
    side, else of the latest that stands out at all; None where none does.
    """

    start: int
    causes: tuple[SpecialCause | None, ...]
    figures: int
    latest_count: int
    mean_of_latest: float | None
    side: int
    signal: int | None

    @property
    def cause(self) -> SpecialCause | None:
        """What marks the period of the signal."""
        return None if self.signal is None else self.causes[self.signal - self.start]

    @property
    def stayed(self) -> bool:
        """Whether a period stands out and the latest ones lie, on average, on its side."""
        return self.cause is not None and self.cause.side == self.side


@dataclass(frozen=True, slots=True)
class Progress:
    """What is said of a measure, and what it rests on.

    ``moving_before``: the last figure before the delivery already stood out on the side of the verdict.
    ``wanted`` is the way in which the measure should move.
    """

    verdict: Verdict
    why: Why | None
    wanted: Direction
    before: Before | None
    since: Since | None
    moving_before: bool
    trajectory: Comparison
    settings: ProgressSettings

    @property
    def did_not_stay(self) -> bool:
        """Whether a period since the delivery stood out, but the latest ones do not lie, on average, on its side."""
        since = self.since
        if since is None or since.mean_of_latest is None or since.signal is None:
            return False
        return not since.stayed

    @property
    def against_trajectory(self) -> AgainstTrajectory:
        """What the latest figure comes to against what was expected for its period."""
        return self.trajectory.word


def judge_progress(
    points: Sequence[ProgressPoint],
    *,
    better: Direction,
    delivered_on: date | None,
    trajectory: Sequence[Expected],
    settings: ProgressSettings,
    decimals: int = 2,
    overlapping: bool = False,
) -> Progress:
    """Judge a series of periods in time order, one place for each; None for ``delivered_on``: nothing was yet.

    Where ``better`` is neutral, the trajectory says which way is wanted: from its first point to its last. ``decimals``
    are those with which pages show the figures. ``overlapping``: a figure covers more than its period.
    """
    wanted = better if better is not Direction.NEUTRAL else _direction_of(trajectory)
    comparison = compare(
        [point.last_day for point in points],
        [point.value for point in points],
        wanted=wanted,
        trajectory=trajectory,
        decimals=decimals,
    )

    def said(
        verdict: Verdict, before: Before | None = None, since: Since | None = None, *, why: Why | None = None
    ) -> Progress:
        return Progress(
            verdict=verdict,
            why=why,
            wanted=wanted,
            before=before,
            since=since,
            moving_before=_moving_before(before, verdict, wanted),
            trajectory=comparison,
            settings=settings,
        )

    if delivered_on is None:
        return said(Verdict.NOT_KNOWN, why=Why.NOT_DELIVERED)
    if all(point.value is None for point in points):
        return said(Verdict.NOT_KNOWN, why=Why.NO_FIGURES)
    before = _before(points, delivered_on, settings)
    why = _why_not(points, before, wanted, settings, overlapping=overlapping)
    if why is not None:
        return said(Verdict.NOT_KNOWN, before, why=why)
    since = _since(points, before, delivered_on, settings)
    return said(_verdict(since, wanted, settings), before, since)


def _direction_of(trajectory: Sequence[Expected]) -> Direction:
    if not trajectory or trajectory[0].value == trajectory[-1].value:
        return Direction.NEUTRAL
    return Direction.INCREASE if trajectory[-1].value > trajectory[0].value else Direction.DECREASE


def _before(points: Sequence[ProgressPoint], delivered_on: date, settings: ProgressSettings) -> Before:
    """The latest periods that ended before the delivery, from the last joining of trusts on."""
    stop = sum(point.last_day < delivered_on for point in points)
    start = max(0, stop - int(settings.most_before.value))
    start = max([start, *(place for place in range(start, stop) if points[place].joined)])
    values = _floats(points[start:stop])
    limits = process_limits(values)
    figures = sum(value is not None for value in values)
    return Before(start, stop, figures, limits, special_causes(values, limits))


def _why_not(
    points: Sequence[ProgressPoint],
    before: Before,
    wanted: Direction,
    settings: ProgressSettings,
    *,
    overlapping: bool,
) -> Why | None:
    if wanted is Direction.NEUTRAL:
        return Why.NO_DIRECTION
    if overlapping:
        return Why.OVERLAPPING
    if any(point.joined for point in points[max(before.stop, 1) :]):
        return Why.JOINED_SINCE
    if before.figures < settings.fewest_before.value:
        return Why.TOO_FEW_BEFORE
    zeros = sum(point.value == 0 for point in points[before.start : before.stop])
    if zeros > settings.most_zeros_before.value * before.figures:
        return Why.TOO_RARE
    spread = before.limits.spread if before.limits else None
    # Figures that hardly ever moved have limits without width: every other figure would lie outside them.
    if spread is None or not spread.lower < spread.upper:
        return Why.NO_LIMITS
    return None


def _since(points: Sequence[ProgressPoint], before: Before, delivered_on: date, settings: ProgressSettings) -> Since:
    start = before.stop
    while start < len(points) and points[start].first_day < delivered_on:
        start += 1
    values = _floats(points[start:])
    # Judged apart from what was before, so that no run, trend or pair reaches back across the delivery.
    causes = special_causes(values, before.limits)
    present = [value for value in values if value is not None]
    latest = int(settings.latest_compared.value)
    mean_of_latest = mean(present[-latest:]) if len(present) >= latest else None
    side = 0
    if mean_of_latest is not None and before.limits is not None:
        side = (mean_of_latest > before.limits.mean) - (mean_of_latest < before.limits.mean)
    signals = [(place, cause.side) for place, cause in enumerate(causes, start) if cause is not None and cause.side]
    on_that_side = [place for place, of_signal in signals if of_signal == side]
    return Since(
        start=start,
        causes=causes,
        figures=len(present),
        latest_count=latest,
        mean_of_latest=mean_of_latest,
        side=side,
        signal=max(on_that_side or [place for place, _ in signals], default=None),
    )


def _verdict(since: Since, wanted: Direction, settings: ProgressSettings) -> Verdict:
    if since.figures < settings.fewest_since.value:
        return Verdict.TOO_EARLY
    if since.cause is not None and since.stayed:
        improving = point_type(since.cause, wanted) is PointType.IMPROVEMENT
        return Verdict.IMPROVED if improving else Verdict.WORSE
    return Verdict.NOT_CHANGED if since.figures >= settings.fewest_for_no_change.value else Verdict.TOO_EARLY


def _moving_before(before: Before | None, verdict: Verdict, wanted: Direction) -> bool:
    if before is None or verdict not in (Verdict.IMPROVED, Verdict.WORSE):
        return False
    last = next((cause for cause in reversed(before.causes) if cause is not None), None)
    if last is None:
        return False
    side = PointType.IMPROVEMENT if verdict is Verdict.IMPROVED else PointType.CONCERN
    return point_type(last, wanted) is side


def _floats(points: Sequence[ProgressPoint]) -> list[float | None]:
    return [None if point.value is None else float(point.value) for point in points]
