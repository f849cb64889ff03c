"""The sentences at the top of a page are true of what they are made from, and say nothing more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.place_pages.first_words import Outlier, first_words, rating_words, safety_words, staffing_words

WORSE, BETTER, HIGHER = "worse than expected", "better than expected", "higher than expected"


def said(outliers: list[Outlier], compared: int, never_events: str = "") -> str:
    return safety_words(
        period="October 2026", compared=compared, outliers=outliers, never_events=never_events, of_hospital=True
    )


class TestSafety:
    def test_what_stands_out_is_named_with_the_word_published_of_it(self) -> None:
        outliers = [
            Outlier("Patients who fell and were hurt", WORSE),
            Outlier("Deaths", HIGHER),
            Outlier("MRSA", BETTER),
        ]
        assert said(outliers, 12) == (
            "Of its trust's 12 safety figures compared in the release for October 2026, 1 is worse than expected "
            "(patients who fell and were hurt), 1 is higher than expected (deaths) and 1 is better than expected "
            "(MRSA)."
        )

    def test_nothing_that_stands_out_and_nothing_compared_are_two_things(self) -> None:
        assert said([], 12) == "None of the 12 safety figures compared in the release for October 2026 stands out."
        assert said([], 1) == "The one safety figure compared in the release for October 2026 does not stand out."
        assert "could be compared" in said([], 0)

    def test_never_events_are_told_beside_whatever_else(self) -> None:
        assert said([], 3, "It reported 1 event that should never happen.").endswith("should never happen.")

    @given(words=st.lists(st.sampled_from([WORSE, BETTER, HIGHER]), max_size=9), calm=st.integers(0, 9))
    def test_the_counts_add_up_to_what_stands_out(self, words: list[str], calm: int) -> None:
        outliers = [Outlier(f"Figure {place}", word) for place, word in enumerate(words)]
        text = said(outliers, len(words) + calm)
        counted = {word: int(count) for count, word in re.findall(r"(\d+) (?:is|are) (\w+ than expected)", text)}
        assert counted == {word: words.count(word) for word in set(words)}
        assert all(text.count(f"figure {place})") + text.count(f"figure {place};") <= 1 for place in range(len(words)))


class TestStaffing:
    @pytest.mark.parametrize(
        ("short", "wards", "words"),
        [
            ([], 4, ""),
            (["Ash Ward"], 4, "1 of its 4 wards is often short of staff: Ash Ward."),
            (["Ash Ward", "Elm Ward"], 4, "2 of its 4 wards are often short of staff: Ash Ward and Elm Ward."),
            (["Ash Ward"], 1, "Its one ward is often short of staff."),
            (["A", "B", "C", "D", "E"], 9, "5 of its 9 wards are often short of staff."),
        ],
        ids=["none", "one", "two", "the only one", "many"],
    )
    def test_wards_often_short_are_named_while_they_are_few(self, short: list[str], wards: int, words: str) -> None:
        assert staffing_words(short, wards) == words


def test_no_rating_is_said_and_silence_adds_no_sentence() -> None:
    assert rating_words(None, "hospital", ()) == "No inspection rating of this hospital has been published here."
    assert first_words(("One.", "", "Two.")) == ("One.", "Two.")
