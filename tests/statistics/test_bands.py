"""Scores, proportions and bands: the published example, every cut-off from both sides, what stands in its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.band_settings import (
    FILE,
    BadBandSettings,
    band_settings_held,
    band_settings_in_force,
    load_band_settings,
)
from ratings.rules.bands import BandStanding, Score, band_of, banded, score_needed, scored
from ratings.rules.judging import Word

CUT_OFFS = tuple(map(Decimal, ("7.0", "5.5", "4.5", "3.5", "2.5")))
WORDS = st.lists(st.sampled_from(list(Word)), max_size=60)


def test_the_score_of_bristol_in_october_2013():
    """One risk and one elevated risk of 81 indicators: 3 out of a possible 162, and band 6."""
    score = scored([Word.RISK, Word.ELEVATED_RISK, *[Word.NO_EVIDENCE] * 79])
    assert (score.score, score.maximum, score.shown_proportion) == (3, 162, Decimal("1.8519"))
    assert band_of(score, CUT_OFFS) == 6


def test_kings_lynn_in_special_measures_was_in_band_1_with_one_elevated_risk_of_83():
    made = banded(Score(0, 1, 83), CUT_OFFS, fewest_applicable=10, special_measures=True)
    assert (made.standing, made.band, made.score.score, made.score.maximum) == ("special_measures", 1, 2, 166)


@pytest.mark.parametrize(
    ("score", "band"),
    [(14, 1), (13, 2), (11, 2), (10, 3), (9, 3), (8, 4), (7, 4), (6, 5), (5, 5), (4, 6), (0, 6)],
)
def test_a_proportion_at_a_cut_off_reaches_it(score: int, band: int):
    """Of 100 indicators the score is half a per cent each."""
    assert band_of(Score(score, 0, 100), CUT_OFFS) == band


def test_no_rounding_decides():
    """A score of 7 out of 200 is exactly 3.5%; 3 out of 86 is 3.488...%, and would be 3.5% when rounded."""
    assert band_of(Score(7, 0, 100), CUT_OFFS) == 4
    assert band_of(Score(3, 0, 43), CUT_OFFS) == 5


def test_what_does_not_apply_counts_neither_for_nor_against():
    words = [Word.RISK, Word.NO_EVIDENCE]
    silent = [word for word in Word if not word.counts]
    assert {Word.UNUSUAL, Word.NOTHING_UNUSUAL, Word.TOO_SMALL, Word.NO_VALUE} <= set(silent)
    assert scored([*words, *silent]) == scored(words) == Score(1, 0, 2)
    assert scored(silent).proportion is None
    assert band_of(scored(silent), CUT_OFFS) is None


def test_what_stands_in_place_of_a_band():
    few, enough = Score(5, 0, 9), Score(5, 0, 10)
    assert banded(few, CUT_OFFS, fewest_applicable=10).standing is BandStanding.NOT_ENOUGH
    assert banded(enough, CUT_OFFS, fewest_applicable=10).standing is BandStanding.BANDED
    inspected = banded(enough, CUT_OFFS, fewest_applicable=10, recently_inspected=True)
    assert (inspected.standing, inspected.band, inspected.score) == ("recently_inspected", None, enough)
    both = banded(few, CUT_OFFS, fewest_applicable=10, recently_inspected=True, special_measures=True)
    assert (both.standing, both.band) == ("special_measures", 1)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_indicators_plays_no_part(words: list[Word], random):
    shuffled = list(words)
    random.shuffle(shuffled)
    assert scored(shuffled) == scored(words)


@given(WORDS)
def test_a_worse_word_never_leads_to_a_later_band(words: list[Word]):
    before = band_of(scored(words), CUT_OFFS)
    for place, word in enumerate(words):
        if word in (Word.NO_EVIDENCE, Word.RISK):
            worse = list(words)
            worse[place] = Word.RISK if word is Word.NO_EVIDENCE else Word.ELEVATED_RISK
            after = band_of(scored(worse), CUT_OFFS)
            assert after is not None
            assert before is not None
            assert after <= before


@given(st.integers(1, 300), st.sampled_from(CUT_OFFS))
def test_the_score_that_is_needed_reaches_the_cut_off_and_one_less_does_not(applicable: int, cut_off: Decimal):
    needed = score_needed(applicable, cut_off)
    place = CUT_OFFS.index(cut_off) + 1
    # With few indicators one more may leap over several cut-offs at once.
    assert (band_of(Score(needed, 0, applicable), CUT_OFFS) or 9) <= place
    assert needed == 0 or (band_of(Score(needed - 1, 0, applicable), CUT_OFFS) or 0) > place


def test_the_settings_say_that_they_are_ours_and_name_every_source():
    held = band_settings_in_force(date(2026, 11, 1))
    assert held.cut_offs == CUT_OFFS
    assert (held.name, held.told["cut_offs"].certainty) == ("Demonstration setting 1", "ours")
    assert (held.counted_tiers, held.fewest_applicable) == (frozenset({1}), 10)
    assert all(told.source for told in held.told.values())
    assert band_settings_in_force(date(2013, 10, 24)) is band_settings_held()[0]
    with pytest.raises(LookupError):
        band_settings_in_force(date(2013, 10, 23))


FAULTS = {
    "cut-offs that do not fall": ("[7.0, 5.5, 4.5, 3.5, 2.5]", "[7.0, 5.5, 5.5, 3.5, 2.5]", "falling"),
    "four cut-offs": ("[7.0, 5.5, 4.5, 3.5, 2.5]", "[7.0, 5.5, 4.5, 3.5]", "five"),
    "a cut-off above all": ("[7.0,", "[107.0,", "up to 100"),
    "a tier that there is not": ("values = [1]", "values = [4]", "counted_tiers"),
    "a cadence left out": ("quarterly = 9\n", "", "counts_for_months"),
    "no source": ('source = "Ours: of fewer', 'from = "Ours: of fewer', "source"),
    "something unknown": ("[rule_set.fewest_applicable]", "[rule_set.fewest]", "unknown"),
    "an end and nothing after": (
        "in_force_from = 2013-10-24",
        "in_force_from = 2013-10-24\nin_force_to = 2020-01-01",
        "no set",
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_file_with_a_fault_is_refused_by_name(fault: str, tmp_path: Path):
    old, new, told = FAULTS[fault]
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bands.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadBandSettings, match=told):
        load_band_settings(path)


def test_a_later_set_begins_the_day_after_the_one_before(tmp_path: Path):
    text = FILE.read_text(encoding="utf-8")
    ended = text.replace("in_force_from = 2013-10-24", "in_force_from = 2013-10-24\nin_force_to = 2015-03-31")
    later = text[text.index("[[rule_set]]") :].replace("bands-1", "bands-2")
    path = tmp_path / "bands.toml"
    path.write_text(ended + later.replace("2013-10-24", "2015-04-01"), encoding="utf-8")
    assert [each.version for each in load_band_settings(path)] == ["bands-1", "bands-2"]
    path.write_text(ended + later.replace("2013-10-24", "2015-04-02"), encoding="utf-8")
    with pytest.raises(BadBandSettings, match="does not begin the day after"):
        load_band_settings(path)
