"""Which subjects of complaints are the top ones, which recur, and which stand out in an area."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.periods import ComplaintsPeriod
from complaints.theme_settings import NAMES, read_versions, theme_settings, versions
from complaints.themes import THEMES, added_numbers, area_themes, ranked, recurring, top_subjects

LAST = ComplaintsPeriod.parse("2026-Q2")
SETTINGS = theme_settings(LAST.first_day)
TALK, WAIT, CARE, FOOD, OTHER = (
    "subject_area_communications",
    "subject_area_waiting_times",
    "subject_area_patient_care_including_nutrition_hydration",
    "subject_area_facilities_services",
    "subject_area_other",
)


def said(**numbers: int | None) -> dict[str, int | None]:
    by_name = {"talk": TALK, "wait": WAIT, "care": CARE, "food": FOOD, "other": OTHER}
    return {item.code: 0 for item in THEMES} | {by_name[name]: number for name, number in numbers.items()}


def quarters(*oldest_first: Mapping[str, int | None] | None) -> dict[ComplaintsPeriod, Mapping[str, int | None]]:
    """Quarters that end with the last; None leaves one out."""
    first = 1 - len(oldest_first)
    return {LAST.plus(first + at): one for at, one in enumerate(oldest_first) if one is not None}


def codes(themes: object) -> list[str]:
    return [theme.count.code for theme in themes]  # type: ignore[attr-defined]


def test_the_settings_are_those_of_the_day() -> None:
    assert theme_settings(LAST.first_day).version == "2015-1"
    assert [getattr(SETTINGS, name).value for name in NAMES] == [3, 3, 2, 4, 5, 2, 2, 2]
    assert theme_settings(ComplaintsPeriod.parse("2010-Q1").first_day) is versions()[0]


def test_a_file_of_settings_that_lacks_one_is_refused() -> None:
    with pytest.raises(ValueError, match="must name exactly"):
        read_versions('[[version]]\nversion = "1"\nin_force_from = 2015-04-01\n[version.top]\nvalue = 3\n')


def test_subjects_named_equally_often_share_a_rank() -> None:
    top = top_subjects(said(talk=9, wait=7, care=4, food=4, other=3), SETTINGS)
    assert [(one.code, one.rank) for one in top] == [(TALK, 1), (WAIT, 2), (FOOD, 3), (CARE, 3)]
    assert top[0].share * 27 == 9


def test_what_hardly_anybody_named_is_no_theme() -> None:
    assert [one.code for one in top_subjects(said(talk=3, wait=2, care=1), SETTINGS)] == [TALK]
    assert top_subjects(said(), SETTINGS) == []


def test_a_blank_subject_is_not_known_and_counts_in_no_share() -> None:
    counts = ranked(said(talk=5, wait=None, care=5))
    assert WAIT not in [one.code for one in counts]
    assert {one.out_of for one in counts} == {10}


def test_a_subject_among_the_top_two_quarters_running_recurs() -> None:
    themes = recurring(quarters(said(talk=4, wait=5), said(talk=4, care=6)), LAST, SETTINGS)
    assert [(theme.count.code, theme.running, theme.above) for theme in themes] == [(TALK, 2, None)]


def test_a_quarter_without_a_return_ends_the_run() -> None:
    assert recurring(quarters(said(talk=4), None, said(talk=4)), LAST, SETTINGS) == []
    assert recurring(quarters(said(talk=4), said(talk=4), None), LAST, SETTINGS) == []


def test_once_among_the_top_is_no_run() -> None:
    assert recurring(quarters(said(wait=9), said(talk=4)), LAST, SETTINGS) == []


def test_a_share_clearly_above_the_earlier_quarters_together_recurs() -> None:
    # 10 of 40 against 16 of 160: pooled 26 of 200, se = sqrt(.13 * .87 * (1/40 + 1/160)) = .059450; z = 2.5231.
    usual = said(talk=4, wait=12, care=12, food=12)
    history = quarters(usual, usual, usual, usual, said(talk=10, wait=10, care=10, food=10))
    talk = next(theme for theme in recurring(history, LAST, SETTINGS) if theme.count.code == TALK)
    assert talk.above is not None
    assert (talk.above.number, talk.above.out_of) == (16, 160)
    assert talk.above.z == pytest.approx(2.5231, abs=1e-4)


def test_a_share_is_not_called_above_with_few_quarters_or_few_complaints() -> None:
    usual = said(talk=4, wait=12, care=12, food=12)
    much = said(talk=10, wait=10, care=10, food=10)
    few_quarters = recurring(quarters(usual, usual, usual, much), LAST, SETTINGS)
    assert all(theme.above is None for theme in few_quarters)
    rare = said(talk=0, wait=14, care=13, food=13)
    few_complaints = recurring(
        quarters(rare, rare, rare, rare, said(talk=4, wait=12, care=12, food=12)), LAST, SETTINGS
    )
    assert TALK not in codes(few_complaints)


def test_a_share_below_or_as_before_is_silent() -> None:
    usual = said(talk=10, wait=10, care=10, food=10)
    for now in (said(talk=10, wait=10, care=10, food=10), said(talk=5, wait=30, care=30, food=30)):
        themes = recurring(quarters(usual, usual, usual, usual, now), LAST, SETTINGS)
        assert all(theme.above is None for theme in themes if theme.count.code == TALK)


def test_a_subject_stands_out_where_the_area_is_clearly_above_the_nation() -> None:
    # 30 of 100 against a national fifth: z = .1 / sqrt(.2 * .8 / 100) = 2.5.
    area = {"RX1": quarters(said(talk=30, wait=70))}
    nation = said(talk=2_000, wait=8_000)
    (theme,) = area_themes(area, nation, LAST, SETTINGS)
    assert (theme.count.code, theme.trusts) == (TALK, ())
    assert theme.above is not None
    assert theme.above.z == pytest.approx(2.5)
    assert area_themes({"RX1": quarters(said(talk=28, wait=72))}, nation, LAST, SETTINGS) == []


def test_a_subject_stands_out_that_is_among_the_top_of_two_trusts_twice_running() -> None:
    both = quarters(said(talk=4, wait=5), said(talk=4, care=6))
    once = quarters(said(food=4), said(talk=4))
    nation = said(talk=5_000, wait=1_000, care=5_000, food=1_000)
    (theme,) = area_themes({"RX2": both, "RX1": both, "RX3": once}, nation, LAST, SETTINGS)
    assert (theme.count.code, theme.above, theme.trusts) == (TALK, None, ("RX1", "RX2"))
    assert area_themes({"RX1": both, "RX3": once}, nation, LAST, SETTINGS) == []


def test_added_up_a_blank_is_not_known() -> None:
    added = added_numbers([said(talk=1, wait=None), said(talk=2, wait=4)])
    assert (added[TALK], added[WAIT], added[CARE]) == (3, None, 0)


@given(st.lists(st.integers(0, 50), min_size=len(THEMES), max_size=len(THEMES)))
def test_ranks_and_shares_hold_together(numbers: list[int]) -> None:
    counts = ranked(dict(zip((item.code for item in THEMES), numbers, strict=True)))
    assert sum(one.number for one in counts) == sum(numbers)
    assert [one.number for one in counts] == sorted(numbers, reverse=True)
    assert counts[0].rank == 1
    if any(numbers):
        assert sum(one.share for one in counts) == 1


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_the_order_of_the_numbers_plays_no_part(before: list[int], now: list[int]) -> None:
    names = [TALK, WAIT, CARE, FOOD, OTHER]
    straight = quarters(dict(zip(names, before, strict=True)), dict(zip(names, now, strict=True)))
    turned = {period: dict(reversed(list(numbers.items()))) for period, numbers in reversed(list(straight.items()))}
    assert recurring(straight, LAST, SETTINGS) == recurring(turned, LAST, SETTINGS)
