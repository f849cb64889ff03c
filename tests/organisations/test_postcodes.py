"""Postcodes as people type them, and where they lie by the hospitals that share them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.postcodes import Position, Postcode, PostcodeMap, split_postcode


@pytest.mark.parametrize(
    ("typed", "words", "postcode"),
    [
        ("SE1 7EH", "", Postcode("SE1", "7EH")),
        ("se17eh", "", Postcode("SE1", "7EH")),
        ("  m13   9wl ", "", Postcode("M13", "9WL")),
        ("ec1a 7be", "", Postcode("EC1A", "7BE")),
        ("M13", "", Postcode("M13")),
        ("M13 9", "", Postcode("M13")),
        ("M13 9W", "", Postcode("M13")),
        ("W1A", "", Postcode("W1A")),
        ("royal infirmary M13 9WL", "ROYAL INFIRMARY", Postcode("M13", "9WL")),
        ("hospitals near se1", "HOSPITALS NEAR", Postcode("SE1")),
    ],
)
def test_a_postcode_at_the_end_is_understood(typed: str, words: str, postcode: Postcode) -> None:
    assert split_postcode(typed) == (words, postcode)


@pytest.mark.parametrize("typed", ["", "Manchester", "ward 12", "St Thomas'", "m13 hospital", "2gether", "ABC1 2DE"])
def test_other_text_comes_back_as_it_is(typed: str) -> None:
    assert split_postcode(typed) == (typed, None)


LONDON, LEEDS = Position(51.5074, -0.1278), Position(53.8008, -1.5491)


def test_distances_are_those_of_the_crow() -> None:
    assert LONDON.miles_to(LEEDS) == pytest.approx(169.5, abs=1)
    assert LONDON.miles_to(LONDON) == 0


POSITIONS = st.builds(Position, st.floats(49, 61), st.floats(-9, 2))


@given(POSITIONS, POSITIONS, POSITIONS)
def test_distances_are_the_same_there_and_back_and_no_detour_is_shorter(a: Position, b: Position, c: Position) -> None:
    assert a.miles_to(b) == pytest.approx(b.miles_to(a), abs=1e-6)
    assert a.miles_to(c) <= a.miles_to(b) + b.miles_to(c) + 1e-6


def test_a_postcode_lies_where_the_hospitals_of_its_smallest_known_part_do() -> None:
    known = PostcodeMap(
        [
            ("LS1 3EX", Position(53.80, -1.55)),
            ("LS1 3AA", Position(53.82, -1.57)),
            ("LS9 7TF", Position(53.81, -1.52)),
            ("not one", Position(0, 0)),
        ]
    )

    def lies(typed: str) -> tuple[float, float] | None:
        _words, postcode = split_postcode(typed)
        position = known.position_of(postcode) if postcode else None
        return (round(position.latitude, 4), round(position.longitude, 4)) if position else None

    assert lies("LS1 3EX") == (53.80, -1.55)
    assert lies("LS1 3ZZ") == (53.81, -1.56)  # its sector
    assert lies("LS1 9ZZ") == (53.81, -1.56)  # its first half
    assert lies("LS9") == (53.81, -1.52)
    assert lies("LS28 5AA") == (53.81, -1.5467)  # its area
    assert lies("BD1 1AA") is None
