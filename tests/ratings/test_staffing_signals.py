"""Signals from facts alone: every state with its sentence, and nothing but the facts in them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.observations import Observed, SeriesKey
from ratings.gathering import months_before
from ratings.rules.monthly_series import months_between
from ratings.signals import Result, SignalKind, State
from ratings.staffing_signals import month_results, trust_results
from ratings.standing import MonthFacts, StandingReturn, TrustFacts, TrustInMonth

LAST = date(2026, 10, 1)
AT = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
KEY = SeriesKey("ward", "w1", "fill_day_registered")
STEADY = (95, 96, 94, 95, 97, 94, 95, 93, 96, 95, 94, 96)


def returns(count: int) -> tuple[StandingReturn, ...]:
    months = months_between(months_before(LAST, count - 1), LAST)
    return tuple(
        StandingReturn(month, 100 + place, 1, f"ST-{month:%Y-%m}", AT - timedelta(days=30 * (count - 1 - place)))
        for place, month in enumerate(months)
    )


def of(values: Sequence[object], key: SeriesKey = KEY) -> TrustFacts:
    """Return facts of one series that ends in the last month; None is a month without an observation."""
    standing = returns(len(values))
    observed = [
        Observed(each.period, Decimal(str(value)) * 10, Decimal(1000), each.version_id)
        for each, value in zip(standing, values, strict=True)
        if value is not None
    ]
    return TrustFacts("RX1", standing, {key: observed})


def judged(values: Sequence[object]) -> Result:
    return next(one for one in trust_results(of(values)) if one.key.kind is SignalKind.SPECIAL_CAUSE)


@pytest.mark.parametrize(
    ("further", "state", "said"),
    [
        ([95], State.COMMON_CAUSE, "was 95.0% in October 2026, within its limits (between "),
        ([80], State.BELOW_LIMIT, "was 80.0% in October 2026, below its lower limit of "),
        ([110], State.ABOVE_LIMIT, "was 110.0% in October 2026, above its upper limit of "),
        (
            [94.1, 94, 93.9, 93.8, 93.7, 93.6, 93.5],
            State.TREND_DOWN,
            "was 93.5% in October 2026. It has fallen from month to month over 8 months.",
        ),
        (
            [94, 95.1, 95.2, 95.3, 95.4, 95.5, 95.6],
            State.TREND_UP,
            "was 95.6% in October 2026. It has risen from month to month over 7 months.",
        ),
        ([94, 94.5, 94, 94.5, 94, 94.5, 94.6], State.SHIFT_BELOW, "below its mean of 95.0% for 7 months in a row."),
        ([97, 95.5, 96, 95.5, 96, 95.5, 96], State.SHIFT_ABOVE, "above its mean of 95.0% for "),
        ([91.2, 94, 91.1], State.TWO_IN_THREE_BELOW, "two or more of them near its lower limit of "),
        ([98.8, 96, 98.9], State.TWO_IN_THREE_ABOVE, "two or more of them near its upper limit of "),
    ],
)
def test_every_special_cause_is_told_in_a_sentence(further, state, said):
    found = judged([*STEADY, *further])
    assert found.state is state, found.reason
    assert said in found.reason
    assert found.reason.startswith("The fill rate of registered nurses and midwives by day")


def test_a_value_is_written_so_that_it_looks_beyond_the_limit_that_it_is_beyond():
    """A value of 91.0491% under a limit of 91.0508% would both be written 91.0% and 91.1%, or alike."""
    limits = judged([*STEADY, 95]).figures
    just_below = limits["lower"] - 0.0004
    found = judged([*STEADY, just_below])
    assert found.state is State.BELOW_LIMIT
    value, limit = re.findall(r"(\d+\.\d+)%", found.reason)
    assert float(value) < float(limit)


def test_too_few_months_are_not_judged_whatever_their_values():
    found = judged([*STEADY[:11], 10])
    assert (found.state, found.reason) == (
        State.TOO_FEW_POINTS,
        "12 months have a value; limits are judged by from 13 on.",
    )


def test_a_ward_that_the_latest_return_leaves_out_has_no_value():
    found = judged([*STEADY, 95, None])
    assert found.state is State.NO_VALUE
    assert found.reason == "The trust's return for October 2026 says nothing of this ward."


def test_a_measure_that_does_not_apply_says_why():
    facts = of([*STEADY, 95])
    planned_nothing = facts.series[KEY][-1]._replace(denominator=Decimal(0))
    changed = TrustFacts("RX1", facts.returns, {KEY: [*facts.series[KEY][:-1], planned_nothing]})
    found = next(one for one in trust_results(changed) if one.key.kind is SignalKind.SPECIAL_CAUSE)
    assert found.state is State.NO_VALUE
    assert found.reason.endswith("does not apply in October 2026: no hours were planned.")


def test_the_window_is_the_latest_24_months_and_a_ward_of_none_of_them_has_no_signal():
    old = [*STEADY, *[None] * 24]
    assert trust_results(of(old)) == []
    found = judged([50] * 10 + [*STEADY, *STEADY])
    assert (found.figures["from"], found.figures["points"]) == ("2024-11-01", 24)
    assert found.inputs["fill_day_registered"][0][0] == "2024-11"


def test_nothing_is_worked_out_where_nothing_stands_or_no_rules_were_in_force():
    assert trust_results(TrustFacts("RX1", (), {})) == []
    early = StandingReturn(date(2013, 1, 1), 1, 1, "ST-1", AT)
    observed = [Observed(early.period, Decimal(1), Decimal(1), 1)]
    assert trust_results(TrustFacts("RX1", (early,), {KEY: observed})) == []
    assert month_results(MonthFacts(LAST, False, ())) == []
    assert month_results(MonthFacts(early.period, False, ())) == []


def test_as_of_is_when_the_newest_return_that_went_in_was_accepted():
    facts = of([*STEADY, 95])
    late = facts.returns[3]
    returned = tuple(
        StandingReturn(one.period, one.version_id, 2, one.receipt, AT + timedelta(days=5)) if one is late else one
        for one in facts.returns
    )
    found = trust_results(TrustFacts("RX1", returned, facts.series))[1]
    assert found.key.kind is SignalKind.SPECIAL_CAUSE
    assert found.as_of == AT + timedelta(days=5)
    # "Often short" looks at three months alone, and the late one is older.
    often = trust_results(TrustFacts("RX1", returned, facts.series))[0]
    assert often.as_of == AT


percent = st.none() | st.decimals(min_value=0, max_value=200, places=1)


@given(st.dictionaries(st.sampled_from(["w1", "w2", "w3"]), st.lists(percent, min_size=14, max_size=26)), st.randoms())
def test_the_order_of_facts_plays_no_part(wards: dict[str, list], shuffling: random.Random):
    count = max((len(values) for values in wards.values()), default=1)
    standing = returns(count)
    series = {}
    for ward, values in wards.items():
        observed = [
            Observed(each.period, value * 10, Decimal(1000), each.version_id)
            for each, value in zip(standing, values, strict=False)
            if value is not None
        ]
        if observed:
            series[SeriesKey("ward", ward, "fill_day_care")] = observed
    keys = list(series)
    shuffling.shuffle(keys)
    first = trust_results(TrustFacts("RX1", standing, series))
    second = trust_results(TrustFacts("RX1", standing, {key: series[key] for key in keys}))
    assert [one.digest() for one in first] == [one.digest() for one in second]
    assert len({one.key for one in first}) == len(first)


def trust_in_month(
    number: int, actual: str, planned: str = "1000", reported: int = 10, known: int = 10
) -> TrustInMonth:
    standing = StandingReturn(LAST, number, 1, f"ST-{number}", AT)
    return TrustInMonth(f"R{number:02}", Decimal(actual), Decimal(planned), reported, known, standing)


def everyone(*more: TrustInMonth, count: int = 12) -> MonthFacts:
    usual = [trust_in_month(number, str(940 + 5 * (number % 4))) for number in range(count)]
    return MonthFacts(LAST, False, (*usual, *more))


def alarm_of(facts: MonthFacts, code: str) -> Result:
    return next(one for one in month_results(facts) if one.trust_code == code)


@pytest.mark.parametrize(
    ("trust", "state", "said"),
    [
        (trust_in_month(99, "400"), State.ELEVATED_RISK, "elevated risk is −3 or lower."),
        (trust_in_month(99, "855"), State.RISK, "a risk is −2 or lower."),
        (trust_in_month(99, "945"), State.NO_EVIDENCE, "above the −2 at which a risk begins."),
        (trust_in_month(99, "1500"), State.NO_EVIDENCE, "above the −2 at which a risk begins."),
        (trust_in_month(99, "400", reported=8), State.NOT_ENOUGH_DATA, "8 of the trust's 10 known wards"),
        (
            trust_in_month(99, "0", planned="0"),
            State.NOT_ENOUGH_DATA,
            "no hours of registered nurses and midwives were",
        ),
        (trust_in_month(99, "400", reported=0, known=0), State.NOT_ENOUGH_DATA, "no wards on record"),
    ],
)
def test_every_level_of_the_alarm_is_told_in_a_sentence(trust, state, said):
    found = alarm_of(everyone(trust), "R99")
    assert found.state is state, found.reason
    assert said in found.reason


def test_nine_tenths_of_the_known_wards_are_enough():
    found = alarm_of(everyone(trust_in_month(99, "400", reported=9)), "R99")
    assert found.state is State.ELEVATED_RISK


def test_nine_trusts_are_too_few():
    for found in month_results(everyone(count=9)):
        assert found.state is State.NOT_ENOUGH_DATA
        assert "9 trusts have reported, and 10 are wanted to compare with" in found.reason


def test_the_alarm_carries_all_that_it_was_compared_with_in_a_change_and_a_hash_of_it_otherwise():
    found = alarm_of(everyone(trust_in_month(99, "400")), "R99")
    assert found.inputs["own"] == ["R99", "400", "1000", 10, 10, "ST-99"]
    assert len(found.inputs["all_trusts_sha256"]) == 64
    assert found.evidence is not None
    assert len(found.evidence["all_trusts"]) == 13
    other = alarm_of(everyone(trust_in_month(98, "941"), trust_in_month(99, "400")), "R99")
    assert other.inputs["all_trusts_sha256"] != found.inputs["all_trusts_sha256"]


@given(st.randoms())
def test_the_order_of_the_trusts_plays_no_part(shuffling: random.Random):
    trusts = list(everyone(trust_in_month(99, "400")).trusts)
    shuffling.shuffle(trusts)
    shuffled = month_results(MonthFacts(LAST, False, tuple(trusts)))
    assert [one.digest() for one in shuffled] == [
        one.digest() for one in month_results(everyone(trust_in_month(99, "400")))
    ]
