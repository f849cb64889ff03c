"""Rules for small numbers, by the worked examples of their sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.disclosure import SETTINGS, Held, in_force, parse, rule_set

NAMES = ("hes_2018", "hes_pre2018", "model_hospital", "friends_and_family", "staff_survey")


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, 0),
        (1, "*"),
        (7, "*"),
        (8, 10),
        (9, 10),
        (10, 10),
        (12, 10),
        (13, 15),
        (17, 15),
        (18, 20),
        (22, 20),
        (23, 25),
    ],
)
def test_hospital_episode_statistics_since_2018(count: int, told: int | str) -> None:
    shown = rule_set("hes_2018").shown(count)
    assert (shown.sign if isinstance(shown, Held) else shown) == told


@pytest.mark.parametrize(
    ("name", "withheld", "first_shown"),
    [
        ("hes_2018", range(1, 8), 8),
        ("hes_pre2018", range(1, 6), 6),
        ("model_hospital", range(7), 7),
        ("friends_and_family", range(5), 5),
        ("staff_survey", range(11), 11),
    ],
)
def test_where_each_rule_begins_and_ends(name: str, withheld: range, first_shown: int) -> None:
    rules = rule_set(name)
    assert all(rules.shown(count) is Held.SUPPRESSED for count in withheld)
    assert not isinstance(rules.shown(first_shown), Held)
    if withheld.start:
        assert rules.shown(0) == 0


def test_the_nation_is_told_as_it_is() -> None:
    assert [rule_set("hes_2018").shown(count, national=True) for count in (0, 1, 7, 8, 13)] == [0, 1, 7, 8, 13]


@given(name=st.sampled_from(NAMES), count=st.integers(0, 10_000))
def test_what_is_told_says_within_which_limits_the_count_lies(name: str, count: int) -> None:
    rules = rule_set(name)
    shown = rules.shown(count)
    if isinstance(shown, Held):
        assert rules.hides(count)
        return
    low, high = rules.could_be(shown)
    assert low <= count <= high
    assert {rules.shown(each) for each in range(low, high + 1)} == {shown}
    assert rules.shown(high + 1) != shown
    assert not low or rules.shown(low - 1) != shown


def test_a_share_is_made_of_what_is_told() -> None:
    rules = rule_set("hes_2018")
    # 8 of 23 are told as 10 of 25.
    assert rules.share(rules.shown(8), rules.shown(23)) == Decimal(40)
    assert rules.share(Held.SUPPRESSED, 20) is Held.SUPPRESSED
    assert rules.share(10, Held.SUPPRESSED) is Held.SUPPRESSED
    assert rules.share(0, 0) is None
    # From a rounded denominator of 4,000 on a decimal is within a tenth of the truth.
    assert rules.share(1235, 3995) == Decimal(31)
    assert rules.share(1235, 4000) == Decimal("30.9")
    assert rule_set("hes_pre2018").share(6, 19) == Decimal("31.6")


def test_complaints_keep_the_rule_of_their_day() -> None:
    assert in_force("complaints", date(2015, 6, 30)).name == "complaints 1: hes_pre2018"
    assert in_force("complaints", date(2018, 9, 12)).rules.name == "hes_pre2018"
    assert in_force("complaints", date(2018, 9, 13)).rules.name == "hes_2018"
    assert in_force("complaints", date(2026, 9, 30)).certainty == "ours"
    with pytest.raises(LookupError):
        in_force("beds", date(2026, 9, 30))


def test_settings_that_leave_a_day_out_are_refused() -> None:
    text = SETTINGS.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="follow each other"):
        parse(text.replace("in_force_from = 2018-09-13", "in_force_from = 2018-09-20"))
    assert parse(text)
