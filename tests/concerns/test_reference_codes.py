"""References: 128 bits, read as they are read aloud, and on record by a keyed hash alone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.concerns.reference_codes import (
    form_hash,
    is_form,
    is_reference,
    new_form,
    possible_hashes,
    read,
    reference_hash,
    reference_of,
    regrouped,
    words_hash,
    write,
)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0000-0000-0000-0000-0000-0000-00"),
        (31, "0000-0000-0000-0000-0000-0000-0Z"),
        (2**128 - 1, "7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ"),
    ],
)
def test_written_by_fours_in_crockfords_letters(number: int, written: str) -> None:
    assert write(number) == written


@given(st.integers(0, 2**128 - 1))
def test_written_and_read_is_the_same_however_it_is_typed(number: int) -> None:
    written = write(number)
    typed = [written, written.lower(), written.replace("-", " "), written.replace("0", "o").replace("1", "l")]
    assert {read(each) for each in typed} == {written.replace("-", "")}
    assert all(is_reference(each) for each in typed)
    assert len({reference_hash(each) for each in typed}) == 1
    assert regrouped(typed[2]) == written


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**128 - 1))
def test_two_numbers_are_two_references(one: int, other: int) -> None:
    assert (write(one) == write(other)) is (one == other)


@pytest.mark.parametrize("typed", ["", "8" + "Z" * 25, "0" * 25, "0" * 27, "0" * 25 + "U", "0" * 25 + "é"])
def test_what_is_no_reference(typed: str) -> None:
    assert not is_reference(typed)


def test_it_follows_from_the_form_and_another_key_makes_another(settings) -> None:
    form = new_form()
    first = reference_of(form)
    assert is_form(form)
    assert reference_of(form) == first
    settings.SECRET_KEY = "another"
    assert reference_of(form) != first


def test_the_hash_is_keyed_and_an_older_key_still_finds(settings) -> None:
    reference = reference_of(new_form())
    kept = reference_hash(reference)
    assert kept != hashlib.sha256(read(reference).encode()).hexdigest()
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert kept not in possible_hashes(reference)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert kept in possible_hashes(reference)


def test_forms_do_not_repeat_and_a_made_up_one_is_none() -> None:
    assert len({new_form() for _ in range(100)}) == 100
    assert not any(is_form(text) for text in ("", "1", "g" * 32, "A" * 32, "0" * 31))
    assert form_hash("0" * 32) != reference_hash("0" * 32)


def test_the_same_words_are_seen_whatever_their_spaces_and_capitals() -> None:
    assert words_hash("Nobody  came.\n", "hospital:RX101") == words_hash("nobody came.", "HOSPITAL:RX101")
    assert words_hash("Nobody came.", "hospital:RX101") != words_hash("Nobody came.", "hospital:RX102")
