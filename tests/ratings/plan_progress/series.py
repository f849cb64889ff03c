"""Series of months and quarters for tests of the progress of plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ratings.rules.months import months_after
from ratings.rules.plan_progress import Progress, ProgressPoint, judge_progress
from ratings.rules.plan_progress_settings import progress_settings_held
from ratings.rules.plan_trajectory import Expected
from ratings.rules.special_causes import Direction

SETTINGS = progress_settings_held()[-1]
FIRST = date(2024, 4, 1)
# Two years of falls with harm, between 4 and 6, none of whose months stands out: mean 5, limits some 2.3 and 7.7.
USUAL = [5, 6, 5, 4, 5, 4, 5, 6, 5, 4, 6, 5, 5, 6, 4, 5, 5, 4, 6, 5, 5, 4, 6, 5]


def points(
    values: Sequence[float | str | None], *, first: date = FIRST, months: int = 1, joined: Sequence[int] = ()
) -> list[ProgressPoint]:
    """Return one point for each value, of so many months each, from a month on."""
    made = []
    for place, value in enumerate(values):
        start, after = months_after(first, place * months), months_after(first, (place + 1) * months)
        figure = None if value is None else Decimal(str(value))
        made.append(ProgressPoint(start, after - timedelta(days=1), figure, place in joined))
    return made


def judged(
    before: Sequence[float | str | None],
    since: Sequence[float | str | None],
    *,
    better: Direction = Direction.DECREASE,
    trajectory: Sequence[Expected] = (),
    months: int = 1,
    joined: Sequence[int] = (),
    overlapping: bool = False,
    settings: object = SETTINGS,
) -> Progress:
    """Judge what follows a delivery on the first day after the periods before."""
    return judge_progress(
        points([*before, *since], months=months, joined=joined),
        better=better,
        delivered_on=months_after(FIRST, len(before) * months),
        trajectory=trajectory,
        settings=settings,  # type: ignore[arg-type]
        overlapping=overlapping,
    )
