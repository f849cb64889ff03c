"""What is said beside a claim is true of the figures shown: read out of the words again and worked out another way."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from oversight.wording import write_month
from ratings.plans.measured_series import MeasuredPoint, Told
from ratings.plans.measured_words import Series, WhatIsSaid, say
from ratings.rules.plan_progress import ProgressPoint, Verdict, judge_progress
from ratings.rules.plan_progress_settings import progress_settings_held
from ratings.rules.plan_trajectory import Expected
from ratings.rules.special_causes import Direction
from tests.ratings.plan_measures.making import FALLS, USUAL

SETTINGS = progress_settings_held()[-1]
MADE = definition(FALLS)  # less is better, per cent, two decimals
DELIVERED = date(2026, 4, 1)
FIRST_SINCE = Period(DELIVERED, Grain.MONTH)

Tenths = list[int | None]


def series(before: Tenths, since: Tenths, trajectory: list[tuple[int, int]] | None = None) -> Series:
    """Return months around a delivery on 1 April 2026; figures and expectations in tenths of a per cent.

    ``trajectory`` holds the place of a month, counted from the delivery, and what is expected of it.
    """
    points = []
    for place, value in enumerate([*before, *since], -len(before)):
        told = Told.NO_FIGURE if value is None else Told.FIGURE
        figure = None if value is None else Decimal(value) / 10
        points.append(MeasuredPoint(FIRST_SINCE.plus(place), told, figure, "RXA"))
    progress = judge_progress(
        [ProgressPoint(point.period.first_day, point.period.last_day, point.value) for point in points],
        better=Direction.DECREASE,
        delivered_on=DELIVERED,
        trajectory=[
            Expected(FIRST_SINCE.plus(place).last_day, Decimal(value) / 10) for place, value in trajectory or []
        ],
        settings=SETTINGS,
        decimals=MADE.decimals,
    )
    return Series(MADE, Grain.MONTH, points, progress, DELIVERED, ())


def evidence(before: Tenths, since: Tenths) -> WhatIsSaid:
    return say(series(before, since))


@pytest.mark.parametrize(
    ("since", "verdict", "rests_on"),
    [
        (
            [4, 4, 4, 4, 4, 4, 4],
            "better since",
            "The latest 3 figures are 0.40% on average, and the 24 that say what was usual before were 0.50%. "
            "October 2026 is one of 7 or more in a row below the mean of before.",
        ),
        (
            [5, 4, 6, 5, 5, 6, 4],
            "not changed since",
            "None of the 7 months since that have a figure stands out from what was usual before: 0.22% to 0.78%.",
        ),
        (
            [9, 9, 9],
            "worse since",
            "The latest 3 figures are 0.90% on average, and the 24 that say what was usual before were 0.50%. "
            "June 2026 lies above the upper limit of what was usual before.",
        ),
        ([1, 1], "too early to say", "2 months since have a figure, and a change is said from 3 on."),
        ([None, 1], "too early to say", "1 month since has a figure, and a change is said from 3 on."),
        ([], "too early to say", "No month since has a figure yet."),
        (
            [5, 4, 6, 5],
            "too early to say",
            "4 months since have a figure, and that nothing changed is said from 7 on. None of them stands out from "
            "what was usual.",
        ),
        (
            [1, 6, 5, 6, 5, 4, 6, 5],
            "no lasting change since",
            "April 2026 lies below the lower limit of what was usual before. It did not stay so: the latest 3 figures "
            "are 0.50% on average, and the 24 that say what was usual before were 0.50%.",
        ),
        ([0, 0, 0], "better since", "The latest 3 figures are 0.00% on average"),
    ],
    ids=["improved", "not-changed", "worse", "two", "blank", "none", "four", "did-not-stay", "zero"],
)
def test_worked_examples(since: Tenths, verdict: str, rests_on: str) -> None:
    said = say(series(list(USUAL), since))
    assert said.sentence == f"Delivered in April 2026. Patients harmed by a fall: {verdict}."
    assert said.evidence.startswith(rests_on)


def test_why_it_is_not_known() -> None:
    few = say(series([5, 6] * 5 + [5], [1, 1, 1]))
    assert few.sentence.endswith("not known whether it changed.")
    assert few.evidence == "What was usual before is known from 12 figures on, and there are 11."
    assert "In most periods before there was none at all" in evidence([0, 0, 1] * 8, [5, 5, 5]).evidence
    assert "hardly moved" in evidence([5] * 24, [1, 1, 1]).evidence
    assert evidence([], []).evidence == "There is no figure to show."


def test_figures_that_differ_are_written_so_that_they_are_seen_to() -> None:
    wide = [Decimal("0.500"), Decimal("0.501")] * 12
    points = [
        MeasuredPoint(FIRST_SINCE.plus(place), Told.FIGURE, value, "RXA")
        for place, value in enumerate([*wide, *[Decimal("0.4971")] * 3], -24)
    ]
    progress = judge_progress(
        [ProgressPoint(point.period.first_day, point.period.last_day, point.value) for point in points],
        better=Direction.DECREASE,
        delivered_on=DELIVERED,
        trajectory=(),
        settings=SETTINGS,
    )
    assert progress.verdict is Verdict.IMPROVED
    said = say(Series(MADE, Grain.MONTH, points, progress, DELIVERED, ())).evidence
    assert "are 0.497% on average" in said
    assert "were 0.501%" in said  # 0.5005 rounded half up: to two decimals both would be 0.50


# Stretches in which each rule is likely to be met, or missed by one month.
_usual = st.lists(st.sampled_from([3, 4, 5, 6, 7]), min_size=10, max_size=26)
_low = st.lists(st.sampled_from([0, 1, 2, 3, 4]), min_size=1, max_size=9)
_high = st.lists(st.sampled_from([6, 7, 8, 9, 12]), min_size=1, max_size=9)
_mixed = st.lists(st.integers(0, 14), max_size=9)
_fall = st.integers(3, 9).map(lambda count: list(range(12, 12 - count, -1)))
_since = st.lists(st.one_of(_low, _high, _mixed, _usual, _fall), max_size=3).map(
    lambda parts: [value for part in parts for value in part]
)
_blanks = st.sets(st.integers(0, 45), max_size=8)


def _with_blanks(values: list[int], blanks: set[int]) -> Tenths:
    return [None if place in blanks else value for place, value in enumerate(values)]


befores = st.builds(_with_blanks, st.one_of(_usual, st.lists(st.integers(0, 10), max_size=30)), _blanks)
sinces = st.builds(_with_blanks, _since, _blanks)
trajectories = st.lists(st.integers(-3, 12), max_size=4, unique=True).flatmap(
    lambda places: st.lists(st.integers(0, 10), min_size=len(places), max_size=len(places)).map(
        lambda values: list(zip(sorted(places), values, strict=True))
    )
)


def _percents(text: str) -> list[Decimal]:
    return [Decimal(found.replace("−", "-")) for found in re.findall(r"(−?[\d.]+)%", text)]


@given(befores, sinces)
def test_better_and_worse_are_true_on_average_and_of_the_month_named(before: Tenths, since: Tenths) -> None:
    said = evidence(before, since)
    if said.verdict not in ("better since", "worse since"):
        return
    latest = [value for value in since if value is not None][-3:]
    usual = [value for value in before[-24:] if value is not None]
    assert len(latest) == 3
    assert len(usual) >= 12
    now, then = Decimal(sum(latest)) / 30, Decimal(sum(usual)) / len(usual) / 10
    assert (now < then) == (said.verdict == "better since")
    written = _percents(said.evidence)
    assert f"the {len(usual)} that say" in said.evidence
    # The numbers are the means, and are seen to differ the way that is said.
    assert written[0] != written[1]
    assert (written[0] < written[1]) == (now < then)
    for number, true in zip(written, (now, then), strict=False):
        places = -int(number.as_tuple().exponent)
        # Half of the last place may be written either way.
        assert abs(number - true) <= Decimal("0.5000001").scaleb(-places)
    named = re.search(r"\. ([A-Z]\w+ \d{4}) (lies|is one)", said.evidence)
    assert named
    month = next(place for place in range(len(since)) if write_month(FIRST_SINCE.plus(place).first_day) == named[1])
    assert since[month] is not None
    value = Decimal(since[month] or 0) / 10
    if "lies below the lower limit" in said.evidence:
        assert value < then
    if "lies above the upper limit" in said.evidence:
        assert value > then
    if "in a row below the mean" in said.evidence:
        assert _longest_run(since, month, lambda each: Decimal(each) / 10 < then) >= 7
    if "in a row above the mean" in said.evidence:
        assert _longest_run(since, month, lambda each: Decimal(each) / 10 > then) >= 7


def _longest_run(values: Tenths, around: int, holds: object) -> int:
    """How many neighbouring months with the one in the middle hold, without a break."""

    def ok(place: int) -> bool:
        return 0 <= place < len(values) and values[place] is not None and holds(values[place])  # type: ignore[operator]

    if not ok(around):
        return 0
    first = last = around
    while ok(first - 1):
        first -= 1
    while ok(last + 1):
        last += 1
    return last - first + 1


@given(befores, sinces)
def test_not_changed_is_said_of_seven_months_none_of_which_stands_out(before: Tenths, since: Tenths) -> None:
    said = evidence(before, since)
    if not said.evidence.startswith("None of the "):
        return
    assert said.verdict == "not changed since"
    figures = [value for value in since if value is not None]
    counted = re.match(r"None of the (\d+) months? since", said.evidence)
    assert counted
    assert int(counted[1]) == len(figures) >= 7
    usual = [value for value in before[-24:] if value is not None]
    mean = Decimal(sum(usual)) / len(usual)
    low, high = (limit * 10 for limit in _percents(said.evidence)[:2])
    # Limits are written rounded, to half a unit of their last place.
    room = Decimal("0.05")
    assert all(low - room <= value <= high + room for value in figures)
    for place in range(len(since)):
        assert _longest_run(since, place, lambda each: each < mean) < 7
        assert _longest_run(since, place, lambda each: each > mean) < 7
    steps = [
        None if earlier is None or later is None else (later > earlier) - (later < earlier)
        for earlier, later in pairwise(since)
    ]
    assert not any(steps[at : at + 6] in ([1] * 6, [-1] * 6) for at in range(len(steps)))


@given(befores, sinces)
def test_too_early_is_said_of_fewer_than_seven_and_counts_them(before: Tenths, since: Tenths) -> None:
    said = evidence(before, since)
    if said.verdict != "too early to say":
        return
    figures = sum(value is not None for value in since)
    assert figures < 7
    expected = "No month since" if figures == 0 else f"{figures} month{'s' if figures > 1 else ''} since"
    assert said.evidence.startswith(expected)


@given(befores, sinces)
def test_every_month_without_a_figure_is_named_or_counted(before: Tenths, since: Tenths) -> None:
    said = evidence(before, since).evidence
    blanks = [place for place, value in enumerate([*before, *since], -len(before)) if value is None]
    if not blanks:
        assert "There is no figure for" not in said
    elif len(blanks) <= 3:
        assert all(write_month(FIRST_SINCE.plus(place).first_day) in said for place in blanks)
    else:
        assert f"There is no figure for {len(blanks)} of the {len(before) + len(since)} months." in said


@given(befores, sinces, trajectories)
def test_what_was_expected_is_true_as_it_is_read(
    before: Tenths, since: Tenths, trajectory: list[tuple[int, int]]
) -> None:
    said = say(series(before, since, trajectory))
    found = re.search(
        r"For (\w+ \d{4}) the plan expected ([\d.]+)% or less, and it was ([\d.]+)%(, short of it)?", said.evidence
    )
    everything = {place: value for place, value in enumerate([*before, *since], -len(before)) if value is not None}
    if not trajectory or not everything:
        assert found is None
        return
    latest = max(everything)
    if latest < trajectory[0][0]:
        assert found is None
        assert "expected nothing yet" in said.evidence
        return
    assert found
    assert found[1] == write_month(FIRST_SINCE.plus(latest).first_day)
    assert Decimal(found[3]) == Decimal(everything[latest]) / 10
    # Read as it stands there: short of it just where the number is the larger one, and so in the headline.
    assert (Decimal(found[3]) > Decimal(found[2])) == bool(found[4])
    assert said.headline.endswith("short of what the plan expected") == bool(found[4])
    low, high = min(value for _, value in trajectory), max(value for _, value in trajectory)
    assert Decimal(low) / 10 <= Decimal(found[2]) <= Decimal(high) / 10
    if latest >= trajectory[-1][0]:
        assert Decimal(found[2]) == Decimal(trajectory[-1][1]) / 10
    counted = re.search(
        r"Of (\d+) months with a figure for which something was expected, (\d+|none) came", said.evidence
    )
    compared = [place for place in everything if place >= trajectory[0][0]]
    assert (int(counted[1]) if counted else 1) == len(compared)
