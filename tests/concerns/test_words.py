"""What people write: one way of writing the same letters, nothing hidden in it, and nothing of it lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.concerns.words import tidy, tidy_line


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("cafe\u0301", "café", id="two-letters-for-one"),
        pytest.param("one\r\ntwo\rthree\vfour\x85five\u2028six", "one\ntwo\nthree\nfour\nfive\nsix", id="breaks"),
        pytest.param("“Nurse” – she’s kind… \u00a0yes", "“Nurse” – she’s kind… \u00a0yes", id="words-own-marks"),
        pytest.param("\uf0b7 first\n\uf0a7 second", "• first\n• second", id="words-bullets"),
        pytest.param("a\x00b\x07c\x1bd\x7fe\x9df", "abcdef", id="controls"),
        pytest.param("safe\u202eevil\u2066x", "safeevilx", id="turned-round"),
        pytest.param("\ufeffstart\ufffe", "start", id="marks-of-bytes"),
        pytest.param("  \n text \n ", "text", id="blank-around"),
        pytest.param("<script>alert(1)</script>=HYPERLINK(1)", "<script>alert(1)</script>=HYPERLINK(1)", id="a-script"),
        pytest.param("مريضة नर्स 護士 медсестра 👩‍⚕️", "مريضة नर्स 護士 медсестра 👩‍⚕️", id="languages"),
    ],
)
def test_tidied(written: str, kept: str) -> None:
    assert tidy(written) == kept


def test_one_line_has_no_breaks() -> None:
    assert tidy_line(" Ward\n 4 \t north ") == "Ward 4 north"


@given(st.text())
def test_tidying_twice_changes_nothing_and_nothing_hidden_is_left(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [letter for letter in once if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t"]


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_no_letter_figure_or_mark_is_lost(text: str) -> None:
    assert tidy(text) == unicodedata.normalize("NFC", text)
