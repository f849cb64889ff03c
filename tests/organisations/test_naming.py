"""Which spellings of a ward are one name, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oversight.organisations.naming import name_key


@pytest.mark.parametrize(
    "spelling",
    [
        "Coronary Care - Level 4",
        "CORONARY CARE - LEVEL 4",
        "  Coronary  Care\u00a0-\u00a0Level 4 ",
        "Coronary Care \u2013 Level 4",
        "Coronary Care\u2014Level 4",
        "Coronary-Care (Level 4)",
        "Coronary Care, Level 4.",
        "coronary_care level\t4",
        "Coronary Care\u200a- Level \uff14",
    ],
)
def test_case_spaces_dashes_and_punctuation_make_no_difference(spelling: str) -> None:
    assert name_key(spelling) == "coronary care level 4"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St Mary's", "St. Marys"),
        ("St Mary\u2019s", "ST MARY'S"),
        ("Nurse & Go", "nurse and go"),
        ("Caf\u00e9 Ward", "CAFE WARD"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ward 1 2", "Ward 12"),
        ("Ward 4.5", "Ward 45"),
        ("Ward 4-5", "Ward 45"),
        ("Wakeley", "Wakeley Ward"),
        ("Wakeley Ward", "Wakeley Esc"),
        ("Ward A", "Ward B"),
    ],
)
def test_these_are_two_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0", "\t\n"])
def test_blank_text_has_no_key(blank: str) -> None:
    assert name_key(blank) == ""


def test_a_name_of_marks_alone_is_its_own_key() -> None:
    assert name_key(" ** ") == "**"
    assert name_key("**") != name_key("--")


def test_control_characters_stand_between_words() -> None:
    assert name_key("Ward\x004\x85B") == "ward 4 b"


@given(st.text(max_size=60))
@example("0_ 0\u00d8")
def test_folding_again_changes_nothing_and_only_blank_text_has_no_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert (key == "") == (not text.strip())
