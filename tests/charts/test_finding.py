"""The words of a chart are true of its series: every statement is checked against the numbers."""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.charts import Chart, xmr_chart
from ratings.rules.monthly_series import XmrRuleSet, XmrSeries, months_between
from ratings.rules.special_causes import Direction, SpecialCause

MONTHS = months_between(date(2023, 1, 1), date(2026, 12, 1))
FIXED = XmrRuleSet("fixed", window_months=None, fix_after_n_points=12, screen_outliers=True)
WHOLE = XmrRuleSet("whole", window_months=None, fix_after_n_points=None, screen_outliers=True)
CALM = [95.0, 97.0] * 6
"""Twelve months about 96: near limits 92.4533 and 99.5467, limits 90.68 and 101.32."""

NUMBER = r"(−?[\d,]+(?:\.\d+)?)%"
MONTH = r"([A-Z][a-z]+ \d{4})"
PAIR = (
    rf"In (\d) of the 3 months to {MONTH} the fill rate was more than two thirds of the way "
    rf"from the mean of {NUMBER} to the (upper|lower) limit of {NUMBER}, and in all 3 it was (above|below) the mean\."
)


def laid_out(values: list[float | None], rule_set: XmrRuleSet, direction: Direction) -> XmrSeries:
    return XmrSeries.of(
        dict(zip(MONTHS, values, strict=False)), direction=direction, rule_set=rule_set, up_to=MONTHS[len(values) - 1]
    )


def chart(series: XmrSeries) -> Chart:
    return xmr_chart(series, title_subject="Ward 4", unit="%", decimals=1, noun="fill rate")


def said(values: list[float | None], direction: Direction = Direction.NEUTRAL) -> tuple[str, str]:
    drawn = chart(laid_out(values, FIXED, direction))
    return drawn.headline.removeprefix("Ward 4: "), drawn.sentence


class TestEachFinding:
    @pytest.mark.parametrize(
        ("latest", "headline", "sentence"),
        [
            (
                [96.0],
                "within its usual range in January 2024",
                "The fill rate for January 2024 is 96.0%, within the limits of 90.7% and 101.3%. "
                "None of the 13 months with a fill rate stands out from usual variation.",
            ),
            (
                [104.25],
                "higher than usual in January 2024",
                "The fill rate for January 2024 is 104.3%, above the upper limit of 101.3%. "
                "1 of the 13 months with a fill rate stands out from usual variation.",
            ),
            (
                [80.0],
                "lower than usual in January 2024",
                "The fill rate for January 2024 is 80.0%, below the lower limit of 90.7%. "
                "1 of the 13 months with a fill rate stands out from usual variation.",
            ),
            (
                [93.0, 94.0, 95.0, 96.5, 97.0, 98.0, 99.0],
                "rising over the 7 months to July 2024",
                "The fill rate has risen every month from January 2024 to July 2024, from 93.0% to 99.0%. "
                "7 of the 19 months with a fill rate stand out from usual variation.",
            ),
            (
                [99.0, 98.0, 97.0, 96.5, 95.0, 94.0, 93.0],
                "falling over the 7 months to July 2024",
                "The fill rate has fallen every month from January 2024 to July 2024, from 99.0% to 93.0%. "
                "7 of the 19 months with a fill rate stand out from usual variation.",
            ),
            (
                [95.0, 100.0, 97.0, 100.0],
                "near its upper limit in 2 of the 3 months to April 2024",
                "In 2 of the 3 months to April 2024 the fill rate was more than two thirds of the way from the mean of "
                "96.0% to the upper limit of 101.3%, and in all 3 it was above the mean. "
                "2 of the 16 months with a fill rate stand out from usual variation.",
            ),
            (
                [97.0, 92.0, 91.5, 92.0],
                "near its lower limit in 3 of the 3 months to April 2024",
                "In 3 of the 3 months to April 2024 the fill rate was more than two thirds of the way from the mean of "
                "96.0% to the lower limit of 90.7%, and in all 3 it was below the mean. "
                "3 of the 16 months with a fill rate stand out from usual variation.",
            ),
            (
                [98.0, 97.0, 98.0, 97.0, 98.0, 97.0, 98.0],
                "above its mean in each of the 8 months to July 2024",
                "In each of the 8 months to July 2024 the fill rate was above the mean of 96.0%; the latest is 98.0%. "
                "8 of the 19 months with a fill rate stand out from usual variation.",
            ),
            (
                [95.0, 94.0, 95.0, 94.0, 95.0, 94.0, 95.0],
                "below its mean in each of the 7 months to July 2024",
                "In each of the 7 months to July 2024 the fill rate was below the mean of 96.0%; the latest is 95.0%. "
                "7 of the 19 months with a fill rate stand out from usual variation.",
            ),
        ],
    )
    def test_is_said(self, latest: list[float | None], headline: str, sentence: str) -> None:
        assert said([*CALM, *latest]) == (headline, sentence)

    def test_numbers_that_differ_are_never_shown_as_the_same(self) -> None:
        _, sentence = said([*CALM, 90.6799])
        assert sentence.startswith("The fill rate for January 2024 is 90.6799%, below the lower limit of 90.6800%.")

    def test_limits_that_are_one(self) -> None:
        assert said([95.0] * 13)[1].startswith(
            "The fill rate for January 2024 is 95.0%, within limits that are both 95.0% when rounded."
        )

    def test_no_limits(self) -> None:
        headline, sentence = said([95.0, None] * 13)
        assert headline == "no limits can be drawn yet"
        assert sentence == (
            "The months that set the limits have no two in a row with a fill rate, so no limits can be drawn. "
            "The latest fill rate, for January 2025, is 95.0%. There is no fill rate for 13 of the 26 months shown."
        )

    def test_too_few_months(self) -> None:
        assert said([95.0, None, 96.25])[1] == (
            "2 months have a fill rate, and limits need at least 13. The latest fill rate, for March 2023, is 96.3%. "
            "There is no fill rate for February 2023."
        )
        assert said([95.0])[1].startswith("1 month has a fill rate, and limits need at least 13.")

    def test_months_without_a_figure_are_named_while_they_are_few(self) -> None:
        assert said([*CALM, None, 96.0, None])[1].endswith("There is no fill rate for January 2024 or March 2024.")
        assert said([*CALM, None, None, None, None, 96.0])[1].endswith(
            "There is no fill rate for 4 of the 17 months shown."
        )

    @pytest.mark.parametrize(
        ("direction", "high", "low"),
        [
            (Direction.INCREASE, ", an improvement", ", a concern"),
            (Direction.DECREASE, ", a concern", ", an improvement"),
            (Direction.NEUTRAL, "", ""),
        ],
    )
    def test_a_verdict_needs_a_direction(self, direction: Direction, high: str, low: str) -> None:
        assert said([*CALM, 104.0], direction)[0] == f"higher than usual in January 2024{high}"
        assert said([*CALM, 80.0], direction)[0] == f"lower than usual in January 2024{low}"
        assert said([*CALM, 96.0], direction)[0] == "within its usual range in January 2024"


def as_shown(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def shows(text: str, value: float) -> bool:
    """Whether the text is the value rounded half up to as many places as the text has."""
    shown = as_shown(text)
    return shown == Decimal(repr(value)).quantize(Decimal(1).scaleb(shown.as_tuple().exponent), ROUND_HALF_UP)  # type: ignore[arg-type]


class Told:
    """What a sentence says, found by pattern and checked against the series."""

    def __init__(self, series: XmrSeries) -> None:
        self.sentence = chart(series).sentence
        self.headline = chart(series).headline
        self.by_month = {f"{month:%B %Y}": place for place, month in enumerate(series.months)}
        self.values = [point.value for point in series.analysis.points]
        self.last = max(place for place, value in enumerate(self.values) if value is not None)
        point = series.analysis.points[self.last]
        assert point.value is not None
        assert point.limits is not None
        assert point.limits.spread is not None
        self.value, self.mean, self.spread = point.value, point.limits.mean, point.limits.spread

    def find(self, pattern: str) -> tuple[str, ...]:
        found = re.match(pattern, self.sentence)
        assert found, self.sentence
        return found.groups()

    def is_latest(self, month: str) -> bool:
        return self.by_month[month] == self.last and month in self.headline

    def stretch(self, count: int) -> list[float]:
        """The values of so many months up to the latest, none of them blank."""
        values = self.values[self.last + 1 - count : self.last + 1]
        assert len(values) == count
        assert None not in values
        return [value for value in values if value is not None]


def outside(told: Told) -> None:
    month, value, side, limit = told.find(
        rf"The fill rate for {MONTH} is {NUMBER}, (above the upper|below the lower) limit of {NUMBER}\."
    )
    edge = told.spread.upper if side == "above the upper" else told.spread.lower
    assert told.is_latest(month)
    assert shows(value, told.value)
    assert shows(limit, edge)
    assert (
        (told.value > edge and as_shown(value) > as_shown(limit))
        if side == "above the upper"
        else (told.value < edge and as_shown(value) < as_shown(limit))
    )
    assert ("higher" if side == "above the upper" else "lower") in told.headline


def trend(told: Told) -> None:
    moved, first, month, start, end = told.find(
        rf"The fill rate has (risen|fallen) every month from {MONTH} to {MONTH}, from {NUMBER} to {NUMBER}\."
    )
    run = told.stretch(told.last - told.by_month[first] + 1)
    assert told.is_latest(month)
    assert len(run) >= 7
    assert all(after > before if moved == "risen" else after < before for before, after in pairwise(run))
    assert shows(start, run[0])
    assert shows(end, told.value)
    assert f"{'rising' if moved == 'risen' else 'falling'} over the {len(run)} months" in told.headline


def pair(told: Told) -> None:
    near, month, mean, which, limit, side = told.find(PAIR)
    three = told.stretch(3)
    edge, way = (told.spread.upper, 1) if which == "upper" else (told.spread.lower, -1)
    assert told.is_latest(month)
    assert int(near) == sum((value - told.mean) * way > (edge - told.mean) * way * 2 / 3 for value in three) >= 2
    assert all((value - told.mean) * way > 0 for value in three)
    assert side == ("above" if way > 0 else "below")
    assert shows(mean, told.mean)
    assert shows(limit, edge)
    assert f"near its {which} limit in {near} of the 3 months" in told.headline


def shift(told: Told) -> None:
    count, month, side, mean, value = told.find(
        rf"In each of the (\d+) months to {MONTH} the fill rate was (above|below) the mean of {NUMBER}; "
        rf"the latest is {NUMBER}\."
    )
    run = told.stretch(int(count))
    assert told.is_latest(month)
    assert len(run) >= 7
    assert all(one > told.mean if side == "above" else one < told.mean for one in run)
    assert shows(mean, told.mean)
    assert shows(value, told.value)
    assert f"{side} its mean in each of the {count} months" in told.headline


def usual(told: Told) -> None:
    assert told.spread.lower <= told.value <= told.spread.upper
    if "when rounded" in told.sentence:
        month, value, limit = told.find(
            rf"The fill rate for {MONTH} is {NUMBER}, within limits that are both {NUMBER} when rounded\."
        )
        assert shows(limit, told.spread.lower)
        assert shows(limit, told.spread.upper)
    else:
        month, value, lower, upper = told.find(
            rf"The fill rate for {MONTH} is {NUMBER}, within the limits of {NUMBER} and {NUMBER}\."
        )
        assert shows(lower, told.spread.lower)
        assert shows(upper, told.spread.upper)
    assert told.is_latest(month)
    assert shows(value, told.value)
    assert "within its usual range" in told.headline


CHECKS: dict[SpecialCause, Callable[[Told], None]] = {
    SpecialCause.ABOVE_LIMIT: outside,
    SpecialCause.BELOW_LIMIT: outside,
    SpecialCause.TREND_UP: trend,
    SpecialCause.TREND_DOWN: trend,
    SpecialCause.TWO_IN_THREE_ABOVE: pair,
    SpecialCause.TWO_IN_THREE_BELOW: pair,
    SpecialCause.SHIFT_ABOVE: shift,
    SpecialCause.SHIFT_BELOW: shift,
    SpecialCause.COMMON: usual,
}

tenths = st.integers(850, 1100).map(lambda count: count / 10)
calm = st.lists(st.integers(930, 990).map(lambda count: count / 10), min_size=13, max_size=24)
climbs = st.builds(
    lambda start, steps: [start + sum(steps[: place + 1]) / 10 for place in range(len(steps))],
    st.integers(900, 1000).map(lambda count: count / 10),
    st.lists(st.integers(1, 5), min_size=6, max_size=10),
)
falls = climbs.map(lambda values: values[::-1])
sides = st.lists(st.integers(966, 989).map(lambda count: count / 10), min_size=5, max_size=10)
endings = (
    st.lists(tenths | st.none(), max_size=6)
    | climbs
    | falls
    | sides
    | sides.map(lambda values: [190 - v for v in values])
)
stories = st.builds(lambda first, last: [*first, *last], calm, endings)


@settings(max_examples=400)
@given(stories, st.sampled_from([FIXED, WHOLE]), st.sampled_from(list(Direction)))
def test_every_statement_is_true_of_the_series(
    values: list[float | None], rule_set: XmrRuleSet, direction: Direction
) -> None:
    series = laid_out(values, rule_set, direction)
    latest = series.analysis.latest
    assert latest is not None
    assert latest.special_cause is not None
    told = Told(series)
    CHECKS[latest.special_cause](told)

    counted = re.search(
        r"(None|\d+) of the (\d+) months with a fill rate stands? out from usual variation\.", told.sentence
    )
    assert counted
    marked = [point for point in series.analysis.points if point.special_cause not in (None, SpecialCause.COMMON)]
    assert (0 if counted[1] == "None" else int(counted[1])) == len(marked)
    assert int(counted[2]) == sum(value is not None for value in told.values)

    blank = [month for month, place in told.by_month.items() if told.values[place] is None]
    if len(blank) > 3:
        assert told.sentence.endswith(
            f"There is no fill rate for {len(blank)} of the {len(series.months)} months shown."
        )
    else:
        _, _, absent = told.sentence.partition("There is no fill rate for ")
        assert re.findall(MONTH, absent) == blank


@given(stories, st.sampled_from([FIXED, WHOLE]))
def test_a_neutral_measure_gets_no_verdict_anywhere(values: list[float | None], rule_set: XmrRuleSet) -> None:
    drawn = chart(laid_out(values, rule_set, Direction.NEUTRAL))
    words = " ".join([drawn.headline, drawn.sentence, drawn.svg, *(entry.text for entry in drawn.key)])
    words += " ".join(cell for row in drawn.table_rows for cell in row)
    assert not re.search(
        r"\b(improv\w+|concern\w*|good|bad|better|worse|poor|fail\w*|pass\w*|red|green|amber)\b", words, re.IGNORECASE
    )
