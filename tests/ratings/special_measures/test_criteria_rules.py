"""The criteria of special measures: each shown firing and silent on its edge, and the clocks on real days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from ratings.rules.special_measures import (
    Criterion,
    CriterionFacts,
    CriterionState,
    JudgedCriterion,
    Outcome,
    Spell,
    TrustRating,
    judge,
)
from ratings.rules.special_measures_files import special_measures_sets

SETS = special_measures_sets()
RULES = SETS.dated[1]
ON = date(2015, 3, 20)
PUBLISHED = date(2015, 3, 2)
MET, NOT_MET = CriterionState.MET, CriterionState.NOT_MET
NOT_APPLICABLE, DUE_SOON, OVERDUE = CriterionState.NOT_APPLICABLE, CriterionState.DUE_SOON, CriterionState.OVERDUE
S, E, C, R, W = KeyQuestion
LETTERS: Mapping[str, Rating | NonRating] = {
    "O": Rating.OUTSTANDING,
    "G": Rating.GOOD,
    "R": Rating.REQUIRES_IMPROVEMENT,
    "I": Rating.INADEQUATE,
    "x": NonRating.NOT_RATED,
}


def rated(letters: str, *, overall: str = "", published: date = PUBLISHED, inspected: date | None = None):
    """Return ratings by letter: safe, effective, caring, responsive, well-led; "-" where nothing is published."""
    words = dict(zip([*KeyQuestion, None], letters + overall, strict=False))
    return {
        question: TrustRating(question, LETTERS[letter], published, inspected)
        for question, letter in words.items()
        if letter != "-"
    }


def in_since(entered_on: date, **changes: object) -> Spell:
    return replace(Spell("RX1", entered_on, RULES.reinspect_by(entered_on)), **changes)  # type: ignore[arg-type]


def judged(criterion: Criterion, ratings=None, spell: Spell | None = None, on: date = ON, rules=RULES):
    made = {each.criterion: each for each in judge(CriterionFacts("RX1", on, ratings or {}, spell), rules)}
    assert list(made) == list(Criterion)
    return made[criterion]


def outcomes(made: JudgedCriterion) -> list[str]:
    return [str(part.outcome) for part in made.parts]


@pytest.mark.parametrize(
    ("letters", "state", "parts"),
    [
        # Wye Valley, October 2014: safe, caring and well-led.
        ("IRIRI", MET, ["met", "met"]),
        ("IGGGI", MET, ["met", "met"]),
        ("OOOII", MET, ["met", "met"]),
        # Well-led alone, and two others without it.
        ("RRRRI", NOT_MET, ["met", "not_met"]),
        ("IIGGR", NOT_MET, ["not_met", "met"]),
        ("GGGGG", NOT_MET, ["not_met", "not_met"]),
        ("IIIIx", NOT_MET, ["not_known", "met"]),
        ("I----", NOT_MET, ["not_known", "met"]),
        ("----I", NOT_MET, ["met", "not_known"]),
        ("xxxxI", NOT_MET, ["met", "not_known"]),
        ("GxxxI", NOT_MET, ["met", "not_met"]),
        ("-----", NOT_MET, ["not_known", "not_known"]),
    ],
)
def test_entry_is_well_led_and_one_other(letters: str, state: CriterionState, parts: list[str]) -> None:
    made = judged(Criterion.ENTRY, rated(letters))
    assert made.state is state
    assert outcomes(made) == [*parts, "for_people"]
    assert made.since == (PUBLISHED if state is MET else None)


def test_entry_is_not_asked_of_a_trust_in_special_measures_nor_of_one_that_was_followed() -> None:
    assert judged(Criterion.ENTRY, rated("IGGGI"), in_since(date(2015, 3, 1))).state is NOT_APPLICABLE
    facts = CriterionFacts("RX1", ON, rated("IGGGI"), followed_by=("RX2",))
    assert {each.state for each in judge(facts, RULES)} == {NOT_APPLICABLE}


def test_entry_stands_since_the_day_on_which_the_last_rating_that_it_needs_was_published() -> None:
    ratings = rated("IGGII")
    ratings[S] = replace(ratings[S], published_on=date(2015, 1, 5))
    ratings[R] = replace(ratings[R], published_on=date(2015, 3, 9))
    ratings[W] = replace(ratings[W], published_on=date(2015, 2, 3))
    assert judged(Criterion.ENTRY, ratings).since == date(2015, 2, 3)
    del ratings[S]
    assert judged(Criterion.ENTRY, ratings).since == date(2015, 3, 9)


@pytest.mark.parametrize(
    ("well_led", "overall", "inspected", "state", "parts"),
    [
        ("R", "R", date(2015, 1, 20), MET, ["met", "met", "met"]),
        ("G", "G", date(2015, 1, 20), MET, ["met", "met", "met"]),
        ("I", "R", date(2015, 1, 20), NOT_MET, ["met", "not_met", "met"]),
        ("R", "I", date(2015, 1, 20), NOT_MET, ["met", "met", "not_met"]),
        # What was seen before the trust entered, or on that day, shows no improvement.
        ("G", "G", date(2014, 7, 16), NOT_MET, ["not_met", "met", "met"]),
        ("G", "G", date(2014, 7, 17), MET, ["met", "met", "met"]),
        # Where the day of the inspection is not known, that of publication counts.
        ("G", "G", None, MET, ["met", "met", "met"]),
        ("G", "x", date(2015, 1, 20), NOT_MET, ["met", "met", "not_known"]),
        ("-", "G", date(2015, 1, 20), NOT_MET, ["not_met", "not_known", "met"]),
    ],
)
def test_exit_is_an_inspection_since_and_neither_well_led_nor_overall_inadequate(
    well_led: str, overall: str, inspected: date | None, state: CriterionState, parts: list[str]
) -> None:
    ratings = rated(f"RRGR{well_led}", overall=overall, inspected=inspected)
    made = judged(Criterion.EXIT, ratings, in_since(date(2014, 7, 16)))
    assert made.state is state
    assert outcomes(made) == [*parts, "for_people", "for_people"]


def test_exit_extension_and_reinspection_are_asked_of_those_in_special_measures_alone() -> None:
    made = judge(CriterionFacts("RX1", ON, rated("GGGGG", overall="G")), RULES)
    assert [each.state for each in made] == [NOT_MET, *[NOT_APPLICABLE] * 4]


@pytest.mark.parametrize(
    ("entered", "reinspect_by", "longest"),
    [
        # The clock test: entered after the Keogh review.
        (date(2013, 7, 16), date(2014, 7, 16), date(2015, 1, 16)),
        (date(2016, 2, 29), date(2017, 2, 28), date(2017, 8, 28)),
        (date(2015, 2, 28), date(2016, 2, 28), date(2016, 8, 28)),
        (date(2014, 8, 31), date(2015, 8, 31), date(2016, 2, 29)),
        (date(2015, 8, 31), date(2016, 8, 31), date(2017, 2, 28)),
        (date(2014, 12, 31), date(2015, 12, 31), date(2016, 6, 30)),
    ],
)
def test_the_clocks_on_real_days(entered: date, reinspect_by: date, longest: date) -> None:
    assert RULES.reinspect_by(entered) == reinspect_by
    assert RULES.extend_at_most_to(entered) == longest


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2013, 7, 16), NOT_MET),
        (date(2014, 4, 16), NOT_MET),
        # Ninety days before the last day, and the last day itself, which still counts.
        (date(2014, 4, 17), DUE_SOON),
        (date(2014, 7, 16), DUE_SOON),
        (date(2014, 7, 17), OVERDUE),
        (date(2016, 1, 1), OVERDUE),
    ],
)
def test_reinspection_is_due_within_twelve_months(on: date, state: CriterionState) -> None:
    spell = in_since(date(2013, 7, 16))
    made = judged(Criterion.REINSPECTION, spell=spell, on=on)
    assert (made.state, made.due_on) == (state, date(2014, 7, 16))
    since = {DUE_SOON: date(2014, 4, 17), OVERDUE: date(2014, 7, 17)}
    assert made.since == since.get(state)


def test_a_reinspection_counts_once_it_is_published_and_an_extension_asks_for_another() -> None:
    on = date(2014, 8, 1)
    seen = rated("RRRRR", overall="R", published=date(2014, 7, 16), inspected=date(2014, 5, 9))
    spell = in_since(date(2013, 7, 16))
    assert judged(Criterion.REINSPECTION, seen, spell, on).state is MET
    extended = replace(spell, extended_on=date(2014, 7, 20), extended_to=date(2015, 1, 16))
    assert judged(Criterion.REINSPECTION, seen, extended, on).state is NOT_MET
    assert judged(Criterion.REINSPECTION, seen, extended, date(2015, 1, 17)).state is OVERDUE
    again = rated("RRRRR", overall="R", published=date(2015, 1, 10), inspected=date(2014, 11, 3))
    assert judged(Criterion.REINSPECTION, again, extended, date(2015, 1, 17)).state is MET
    # The improvement that leaving asks for is any since entry.
    assert judged(Criterion.EXIT, seen, extended, on).state is MET


def test_a_sooner_reinspection_keeps_its_own_day() -> None:
    spell = in_since(date(2014, 7, 16), reinspect_by=date(2014, 12, 31))
    assert judged(Criterion.REINSPECTION, spell=spell, on=date(2015, 1, 1)).state is OVERDUE
    # The usual time is as long as ever.
    assert judged(Criterion.EXTENSION, spell=spell, on=date(2015, 1, 1)).state is NOT_MET


@pytest.mark.parametrize(
    ("on", "state", "due_on"),
    [
        (date(2014, 4, 16), NOT_MET, date(2015, 1, 16)),
        (date(2014, 4, 17), MET, date(2015, 1, 16)),
        (date(2014, 12, 1), MET, date(2015, 1, 16)),
        (date(2015, 1, 16), MET, date(2015, 1, 16)),
        (date(2015, 1, 17), OVERDUE, date(2015, 1, 16)),
    ],
)
def test_an_extension_may_be_recommended_near_the_end_of_the_usual_time(
    on: date, state: CriterionState, due_on: date
) -> None:
    made = judged(Criterion.EXTENSION, rated("IRRRI", overall="I"), in_since(date(2013, 7, 16)), on)
    assert (made.state, made.due_on) == (state, due_on)


def test_an_extension_is_not_called_for_where_the_trust_may_leave_nor_twice() -> None:
    on = date(2014, 7, 1)
    better = rated("RRRRR", overall="R", published=date(2014, 6, 20), inspected=date(2014, 5, 9))
    assert judged(Criterion.EXTENSION, better, in_since(date(2013, 7, 16)), on).state is NOT_MET
    extended = in_since(date(2013, 7, 16), extended_on=on, extended_to=date(2014, 12, 31))
    assert judged(Criterion.EXTENSION, rated("IRRRI", overall="I"), extended, on).state is NOT_MET
    assert judged(Criterion.EXTENSION, spell=extended, on=date(2014, 10, 2)).state is DUE_SOON
    late = judged(Criterion.EXTENSION, spell=extended, on=date(2015, 1, 1))
    assert (late.state, late.due_on, late.since) == (OVERDUE, date(2014, 12, 31), date(2015, 1, 1))


def test_nothing_is_called_for_by_ratings_where_the_rules_know_of_nothing() -> None:
    keogh, _, later, support = SETS.dated
    facts = CriterionFacts("RX1", ON, rated("IIIII", overall="I"))
    assert {each.state for each in judge(facts, keogh)} == {NOT_APPLICABLE}
    assert judge(facts, later) == judge(facts, RULES)
    spell = in_since(date(2020, 1, 1))
    inside = CriterionFacts("RX1", date(2022, 1, 1), rated("IIIII", overall="I"), spell)
    assert {each.state for each in judge(inside, support)} == {NOT_APPLICABLE}
    assert support.reinspect_by(date(2022, 1, 1)) is None
    assert support.extend_at_most_to(date(2022, 1, 1)) is None


days = st.dates(date(2013, 7, 16), date(2035, 12, 31))
words = st.sampled_from([*Rating, *NonRating])
ratings_of_a_trust = st.dictionaries(
    st.sampled_from([*KeyQuestion, None]),
    st.tuples(words, days, st.none() | days),
).map(lambda given: {key: TrustRating(key, *each) for key, each in given.items()})


@given(days)
def test_the_clocks_keep_their_order_and_their_day_of_the_month(entered: date) -> None:
    due, longest = RULES.reinspect_by(entered), RULES.extend_at_most_to(entered)
    assert due is not None
    assert longest is not None
    assert entered < due < longest
    assert (due.year, due.month) == (entered.year + 1, entered.month)
    assert due.day == entered.day or (entered.month, entered.day, due.day) == (2, 29, 28)
    assert timedelta(days=181 - 3) <= longest - due <= timedelta(days=184)
    assert longest.day <= entered.day
    # Twelve months from a day later are never earlier.
    later = RULES.reinspect_by(entered + timedelta(days=1))
    assert later is not None
    assert later >= due


@given(ratings_of_a_trust, days)
def test_entry_is_met_exactly_where_well_led_and_another_are_inadequate(ratings, on: date) -> None:
    made = judged(Criterion.ENTRY, ratings, on=on)
    inadequate = {key for key, each in ratings.items() if each.word is Rating.INADEQUATE} - {None}
    assert (made.state is MET) == (W in inadequate and len(inadequate) >= 2)
    assert (made.since is None) == (made.state is not MET)


@given(ratings_of_a_trust, days, st.integers(0, 900), st.none() | st.integers(1, 183))
def test_a_better_rating_never_calls_for_entry_nor_takes_an_exit_back(ratings, entered, later, extended) -> None:
    spell = in_since(entered)
    if extended is not None:
        end = RULES.reinspect_by(entered) or entered
        spell = replace(spell, extended_on=end, extended_to=end + timedelta(days=extended))
    on = entered + timedelta(days=later)
    better = {key: replace(each, word=Rating.GOOD) for key, each in ratings.items() if isinstance(each.word, Rating)}
    assert judged(Criterion.ENTRY, better, on=on).state is NOT_MET
    if judged(Criterion.EXIT, ratings, spell, on).state is MET:
        assert judged(Criterion.EXIT, {**ratings, **better}, spell, on).state is MET


@given(ratings_of_a_trust, days, st.integers(0, 1500))
def test_what_asks_says_since_when_and_that_day_has_come(ratings, entered, later) -> None:
    on = entered + timedelta(days=later)
    known = {key: each for key, each in ratings.items() if each.published_on <= on}
    for spell in (None, in_since(entered)):
        for made in judge(CriterionFacts("RX1", on, known, spell), RULES):
            if made.state in (MET, DUE_SOON, OVERDUE):
                assert made.since is not None
                assert made.since <= on
            else:
                assert made.since is None
            if made.state is MET:
                assert all(part.outcome in (Outcome.MET, Outcome.FOR_PEOPLE) for part in made.parts)


@given(ratings_of_a_trust, days, st.integers(0, 900))
def test_exit_and_extension_are_never_both_called_for(ratings, entered, later) -> None:
    spell = in_since(entered)
    on = entered + timedelta(days=later)
    leaves, stays = (judged(each, ratings, spell, on).state for each in (Criterion.EXIT, Criterion.EXTENSION))
    assert not (leaves is MET and stays is MET)
