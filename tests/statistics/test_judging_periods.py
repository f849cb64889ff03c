"""One indicator of one period: every method, every word in place of a number, and nothing that hangs on the order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratings.rules.indicator_results import Harm
from ratings.rules.judging import Word
from ratings.rules.judging_asked import Asked, Figure, Histories, How, Judgement, Terms
from ratings.rules.judging_periods import judge_period, judge_series
from ratings.rules.special_causes import Direction, PointType
from ratings.rules.watched_series import SeriesWord, watch

TERMS = Terms(share_treated=0.1, fewest_groups=3)
SHARE = Asked(How.PROPORTION, Harm.HIGHER_IS_WORSE, False, 100, Decimal(0), share=True, risk_z=2, elevated_z=3)
STANDARD = replace(SHARE, how=How.RULES_BASED, risk_below=Decimal(95), elevated_below=Decimal(90), risk_z=None)
OVERDUE = Asked(How.RULES_BASED, Harm.HIGHER_IS_WORSE, True, 1, Decimal(0), risk_at=Decimal(1), elevated_at=Decimal(3))
RARE = replace(SHARE, how=How.POISSON_COUNT, share=False, factor=100_000)
SERIES = replace(SHARE, how=How.XMR, harm=None)
EXAMPLE = list(zip((45, 60, 30, 80, 20, 55), (500, 520, 410, 600, 380, 450), strict=True))


def figure(numerator: object, denominator: object = None) -> Figure:
    return Figure(*(None if one is None else Decimal(str(one)) for one in (numerator, denominator)))


def figures(*pairs: tuple[object, object]) -> list[Figure]:
    return [figure(*pair) for pair in pairs]


def words(judged: Judgement) -> list[Word]:
    return [one.word for one in judged.said]


def histories(*series: list[Figure | None], joined_at: tuple[int, ...] = ()) -> Histories:
    """Series of the same length, each ending with a figure; where another organisation joined, in all of them."""

    def numbers(name: str) -> list[list[float | None]]:
        told = [[None if one is None else getattr(one, name) for one in each] for each in series]
        return [[None if one is None else float(one) for one in period] for period in zip(*told, strict=True)]

    lasts = [last for each in series if (last := each[-1]) is not None]
    return Histories(lasts, numbers("numerator"), numbers("denominator"), [joined_at] * len(series))


def test_proportions_come_to_the_worked_example():
    judged = judge_period(figures(*EXAMPLE), SHARE, TERMS)
    adjusted = [one.adjusted_z for one in judged.said]
    assert adjusted == pytest.approx([-0.429911, 0.501581, -1.083758, 1.126131, -1.978504, 0.723774], abs=5e-7)
    assert (judged.phi, judged.tau_squared) == pytest.approx((3.256807, 0.00153249), abs=5e-7)
    assert judged.said[0].value == 9.0


def test_which_way_is_worse_decides_what_is_a_risk():
    far = figures(*[(100 + place, 1000) for place in range(9)], (300, 1000))
    assert words(judge_period(far, SHARE, TERMS))[-1] is Word.ELEVATED_RISK
    lower = judge_period(far, replace(SHARE, harm=Harm.LOWER_IS_WORSE), TERMS)
    assert words(lower)[-1] is Word.NO_EVIDENCE
    neither = judge_period(far, replace(SHARE, harm=None), TERMS)
    assert words(neither) == [Word.NOTHING_UNUSUAL] * 9 + [Word.UNUSUAL]


@pytest.mark.parametrize(
    ("given_", "word", "shown"),
    [
        ((None, None), Word.NO_VALUE, None),
        ((None, 500), Word.NO_VALUE, None),
        ((3, None), Word.NO_DENOMINATOR, None),
        ((3, 0), Word.NO_DENOMINATOR, None),
        ((0, 0), Word.NO_DENOMINATOR, None),
        ((-1, 500), Word.INVALID, None),
        ((1, -500), Word.INVALID, None),
        (("NaN", 500), Word.INVALID, None),
        ((1, "Infinity"), Word.INVALID, None),
        ((501, 500), Word.INVALID, None),
        ((5, 99), Word.TOO_SMALL, pytest.approx(100 * 5 / 99)),
        ((0, 500), Word.NO_EVIDENCE, 0.0),
        ((500, 500), Word.ELEVATED_RISK, 100.0),
    ],
)
def test_each_figure_that_cannot_be_judged_has_its_word_and_the_others_are_judged_without_it(given_, word, shown):
    asked = replace(SHARE, minimum=Decimal(100))
    alone = judge_period(figures(*EXAMPLE), asked, TERMS)
    judged = judge_period([*figures(*EXAMPLE), figure(*given_)], asked, TERMS)
    said = judged.said[-1]
    assert (said.word, said.value) == (word, shown)
    if not word.is_judged:
        assert (said.z, said.adjusted_z) == (None, None)
        assert judged.said[:-1] == alone.said
        assert (judged.target, judged.phi, judged.tau_squared) == (alone.target, alone.phi, alone.tau_squared)


def test_too_few_to_compare_and_all_alike():
    assert words(judge_period(figures((1, 10), (2, 10)), SHARE, TERMS)) == [Word.TOO_FEW_GROUPS] * 2
    alike = judge_period(figures(*[(1, 10)] * 3), SHARE, TERMS)
    assert words(alike) == [Word.NO_EVIDENCE] * 3
    assert [one.adjusted_z for one in alike.said] == pytest.approx([0, 0, 0], abs=1e-12)
    assert judge_period([], SHARE, TERMS) == Judgement(())


def test_the_logarithm_of_nothing_is_not_calculable():
    ratio = replace(SHARE, how=How.RATIO_LOG, share=False, denominator_is_expected=True)
    judged = judge_period(figures((100, 108), (150, 112), (180, 165), (0, 95)), ratio, TERMS)
    assert words(judged)[-1] is Word.NOT_CALCULABLE
    assert [one.expected for one in judged.said] == [108, 112, 165, 95]


def test_a_mean_of_scores_is_judged_by_its_own_standard_error():
    """Nine trusts near 8 of 10, of 400 answers each with a deviation of 2: the error of a mean is 0.1."""
    survey = replace(SHARE, how=How.SURVEY_MEAN, share=False, factor=1, harm=Harm.LOWER_IS_WORSE, deviation=Decimal(2))
    judged = judge_period(figures(*[(400 * 8 + 8 * place, 400) for place in range(9)], (400 * 7, 400)), survey, TERMS)
    assert judged.said[0].z == pytest.approx((8.0 - (sum(8 + 0.02 * place for place in range(9)) + 7) / 10) / 0.1)
    assert words(judged)[-1] is Word.ELEVATED_RISK
    assert judged.said[-1].value == 7.0
    with pytest.raises(ValueError, match="deviation"):
        judge_period(figures((1, 1), (1, 1), (1, 1)), replace(survey, deviation=None), TERMS)


def test_rare_counts_are_held_against_the_rate_of_all_by_the_exact_tail():
    """Four trusts of equal size and 13 events: 3.25 each; 9 or more come by chance once in 159 times."""
    judged = judge_period(figures((0, 1000), (1, 1000), (3, 1000), (9, 1000)), RARE, TERMS)
    assert words(judged) == [Word.NO_EVIDENCE] * 3 + [Word.RISK]
    assert [one.expected for one in judged.said] == [3.25] * 4
    assert judged.said[-1].reason == (
        "9 where 3.2 were to be expected; chance alone brings so many or more once in 159 times."
    )
    many = judge_period(figures((0, 1000), (1, 1000), (3, 1000), (19, 1000)), RARE, TERMS)
    assert words(many)[-1] is Word.ELEVATED_RISK
    assert words(judge_period(figures((0, 1000), (0, 1000), (0, 1000)), RARE, TERMS)) == [Word.NO_EVIDENCE] * 3
    assert words(judge_period(figures((0, 1000), (9, 1000)), RARE, TERMS)) == [Word.TOO_FEW_GROUPS] * 2
    assert words(judge_period(figures((1.5, 1000), (1, 1000), (1, 1000)), RARE, TERMS))[0] is Word.INVALID


def test_a_rare_count_beside_the_number_expected_of_it_needs_no_other():
    model = replace(RARE, denominator_is_expected=True)
    assert words(judge_period(figures((9, "3.25")), model, TERMS)) == [Word.RISK]


@pytest.mark.parametrize(
    ("numerator", "word"),
    [
        (950, Word.NO_EVIDENCE),
        (949, Word.RISK),
        (900, Word.RISK),
        (899, Word.ELEVATED_RISK),
        (0, Word.ELEVATED_RISK),
    ],
)
def test_a_standard_is_met_by_who_reaches_it(numerator: int, word: Word):
    assert words(judge_period([figure(numerator, 1000)], STANDARD, TERMS)) == [word]


def test_no_floating_point_decides_at_a_standard():
    """57 of 60 is exactly 95%, which as a binary fraction it is not."""
    assert words(judge_period([figure(57, 60), figure("0.57", "0.6")], STANDARD, TERMS)) == [Word.NO_EVIDENCE] * 2


@pytest.mark.parametrize(
    ("count", "word"), [(0, Word.NO_EVIDENCE), (1, Word.RISK), (2, Word.RISK), (3, Word.ELEVATED_RISK)]
)
def test_a_count_is_judged_from_its_bound_upwards(count: int, word: Word):
    assert words(judge_period([figure(count)], OVERDUE, TERMS)) == [word]


def test_a_series_is_judged_by_its_own_past():
    steady = [figure(10 + place % 2, 100) for place in range(23)]
    jump = [*steady, figure(40, 100)]
    flat = [figure(10, 100) for _ in range(24)]
    short = [*[None] * 20, *steady[:4]]
    gappy = [*steady[:12], None, *steady[:10], figure(40, 100)]
    judged = judge_series(histories(jump, [*steady, figure(11, 100)], flat, short, gappy), SERIES)
    assert words(judged) == [
        Word.UNUSUAL,
        Word.NOTHING_UNUSUAL,
        Word.NO_VARIATION,
        Word.TOO_FEW_POINTS,
        Word.UNUSUAL,
    ]
    assert judged.said[0].reason == "Special cause in the organisation's own series: Above UCL."
    worse = judge_series(histories(jump), replace(SERIES, harm=Harm.HIGHER_IS_WORSE))
    better = judge_series(histories(jump), replace(SERIES, harm=Harm.LOWER_IS_WORSE))
    assert (words(worse), words(better)) == ([Word.RISK], [Word.NO_EVIDENCE])


def test_a_series_begins_afresh_where_another_organisation_joined():
    """Twelve months at 10 and twelve at 40: no special cause where the limits start anew, only too short a stretch."""
    both = [figure(10 + place % 2, 100) for place in range(12)] + [figure(40 + place % 2, 100) for place in range(12)]
    joined = judge_series(histories(both, joined_at=(12,)), SERIES)
    assert words(joined) == [Word.TOO_FEW_POINTS]
    assert words(judge_series(histories(both), SERIES)) == [Word.UNUSUAL]


def test_no_organisation_is_no_judgement_and_bounds_are_needed():
    assert judge_series(histories(), SERIES) == Judgement(())
    with pytest.raises(ValueError, match="judge_series"):
        judge_period([], SERIES, TERMS)
    with pytest.raises(ValueError, match="bounds"):
        judge_period([figure(1, 2)], replace(SHARE, risk_z=None), TERMS)


ENTRY = st.one_of(
    st.none(),
    st.integers(-3, 3000).map(Decimal),
    st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal("0.5")]),
)
PAIRS = st.lists(st.builds(Figure, ENTRY, ENTRY), max_size=14)
METHODS = st.sampled_from(
    [
        SHARE,
        RARE,
        STANDARD,
        replace(SHARE, how=How.RATIO_SQRT, share=False, denominator_is_expected=True),
        replace(SHARE, how=How.RATIO_LOG, share=False, harm=Harm.LOWER_IS_WORSE),
        replace(SHARE, how=How.RATIO_OF_COUNTS, share=False, harm=None),
        replace(SHARE, how=How.SURVEY_MEAN, share=False, deviation=Decimal(2), minimum=Decimal(30)),
        replace(RARE, harm=None, denominator_is_expected=True),
    ]
)


@settings(max_examples=150)
@given(PAIRS, METHODS, st.randoms(use_true_random=False))
def test_whatever_comes_has_a_word_and_the_order_plays_no_part(given_, asked: Asked, random):
    judged = judge_period(given_, asked, TERMS)
    assert len(judged.said) == len(given_)
    for one in judged.said:
        assert one.word.is_judged or one.adjusted_z is None
        assert one.value is None or abs(one.value) < float("inf")
    places = list(range(len(given_)))
    random.shuffle(places)
    shuffled = judge_period([given_[place] for place in places], asked, TERMS)
    assert [repr(one) for one in shuffled.said] == [repr(judged.said[place]) for place in places]
    assert repr((shuffled.target, shuffled.phi, shuffled.tau_squared)) == repr(
        (judged.target, judged.phi, judged.tau_squared)
    )


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 12), st.just(300)), min_size=24, max_size=24),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([None, *Harm]),
)
def test_series_judged_together_come_to_what_each_comes_to_alone(rows: list[list[int | None]], harm: Harm | None):
    asked = replace(SERIES, share=False, harm=harm, factor=1)
    series = [[*(None if one is None else figure(one, 7) for one in row), figure(5, 7)] for row in rows]
    direction = {None: Direction.NEUTRAL, Harm.HIGHER_IS_WORSE: Direction.DECREASE}.get(harm, Direction.INCREASE)
    for row, said in zip(rows, judge_series(histories(*series), asked).said, strict=True):
        month = watch([*(None if one is None else one / 7 for one in row), 5 / 7], direction=direction)[-1]
        if month.word is SeriesWord.JUDGED:
            assert said.word.is_judged
            assert (f": {month.cause}." in said.reason) == (month.kind is not PointType.COMMON)
        else:
            assert said.word == str(month.word)


def test_each_word_says_what_it_means_and_what_it_weighs():
    assert {word: word.weight for word in Word if word.counts} == {
        Word.ELEVATED_RISK: 2,
        Word.RISK: 1,
        Word.NO_EVIDENCE: 0,
    }
    assert all(word.explanation.endswith(".") for word in Word)
    assert {word for word in Word if word.asks_for_attention} == {Word.ELEVATED_RISK, Word.RISK, Word.UNUSUAL}
