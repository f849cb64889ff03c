"""Drawing a sample: worked examples that a calculator of SHA-256 repeats, and what must hold of every draw."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.complaint_samples.drawing import (
    Drawn,
    OnTheList,
    Strata,
    draw,
    fingerprint,
    in_words,
    order_key,
    places_by_stratum,
)

SEED = "8f14e45fceea167a5a36dedd4bea2543"
FIVE = [OnTheList(f"C/2026/{n}", "subject_area_communications", "upheld") for n in range(1, 6)]


def test_a_key_is_the_sha256_of_seed_colon_number() -> None:
    # printf '8f14e45fceea167a5a36dedd4bea2543:C/2026/1' | sha256sum
    assert order_key(SEED, "C/2026/1") == hashlib.sha256(b"8f14e45fceea167a5a36dedd4bea2543:C/2026/1").hexdigest()
    assert order_key("a", "b") == "6783a31eabf68ccc0660f935c0826282bdd2241f3a80a9f2d10d59aea9ebb5d8"
    assert fingerprint("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_the_worked_example_of_the_decision_record() -> None:
    keys = {row.number: order_key(SEED, row.number) for row in FIVE}
    two = draw(FIVE, seed=SEED, size=2)
    assert [each.number for each in two] == sorted(keys, key=lambda number: keys[number])[:2]
    assert [(each.place, each.number) for each in two] == [(1, "C/2026/4"), (2, "C/2026/5")]


@pytest.mark.parametrize(
    ("sizes", "size", "places"),
    [
        pytest.param({"a": 100}, 12, {"a": 12}, id="as-a-whole"),
        pytest.param({"a": 6, "b": 3, "c": 1}, 10, {"a": 6, "b": 3, "c": 1}, id="all"),
        pytest.param({"a": 6, "b": 3, "c": 1}, 50, {"a": 6, "b": 3, "c": 1}, id="more-than-there-are"),
        pytest.param({"a": 6, "b": 3, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}, id="fewer-than-parts-largest-first"),
        pytest.param({"b": 5, "a": 5}, 1, {"b": 0, "a": 1}, id="equal-parts-by-name"),
        # After one each: 80/3 to a; then 80/5 = 16 against 15/3 = 5: a, and so on until 80/15 = 5.3; then b.
        pytest.param({"a": 80, "b": 15, "c": 5}, 10, {"a": 8, "b": 1, "c": 1}, id="in-proportion"),
        pytest.param({"a": 80, "b": 15, "c": 5}, 11, {"a": 8, "b": 2, "c": 1}, id="one-more"),
        pytest.param({"a": 2, "b": 1}, 0, {"a": 0, "b": 0}, id="none"),
    ],
)
def test_places_by_stratum(sizes: dict[str, int], size: int, places: dict[str, int]) -> None:
    assert places_by_stratum(sizes, size) == places


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 60), min_size=1),
    st.integers(0, 120),
)
def test_places_are_given_out_whole_and_none_is_taken_back(sizes: dict[str, int], size: int) -> None:
    places = places_by_stratum(sizes, size)
    assert sum(places.values()) == min(size, sum(sizes.values()))
    assert all(0 <= places[name] <= sizes[name] for name in sizes)
    if size >= len(sizes):
        assert all(places.values())
    more = places_by_stratum(sizes, size + 1)
    assert all(more[name] >= places[name] for name in sizes)
    # A part twice as large never has fewer places.
    assert all(places[a] >= places[b] for a in sizes for b in sizes if sizes[a] >= 2 * sizes[b])


_rows = st.lists(
    st.builds(
        OnTheList,
        st.from_regex(r"[A-Z]{1,2}/[0-9]{1,4}", fullmatch=True),
        st.sampled_from(["communications", "waiting_times", "transport"]),
        st.sampled_from(["upheld", "not_upheld"]),
    ),
    unique_by=lambda row: row.number,
    min_size=1,
    max_size=40,
)


@given(_rows, st.integers(1, 45), st.sampled_from(list(Strata)), st.randoms(use_true_random=False))
def test_a_draw_is_of_the_list_alone_whatever_its_order(rows, size, strata, chance) -> None:
    drawn = draw(rows, seed=SEED, size=size, strata=strata)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert draw(shuffled, seed=SEED, size=size, strata=strata) == drawn
    assert len(drawn) == min(size, len(rows))
    assert [each.place for each in drawn] == list(range(1, len(drawn) + 1))
    assert [each.key for each in drawn] == sorted(each.key for each in drawn)
    assert {each.number for each in drawn} <= {row.number for row in rows}
    counted = Counter(each.stratum for each in drawn)
    assert counted == Counter(
        {name: n for name, n in places_by_stratum(Counter(row.stratum(strata) for row in rows), size).items() if n}
    )


@given(_rows, st.integers(1, 20), st.integers(0, 20), st.sampled_from(list(Strata)))
def test_a_larger_sample_holds_the_smaller_one(rows, size, more, strata) -> None:
    def numbers(drawn: tuple[Drawn, ...]) -> set[str]:
        return {each.number for each in drawn}

    smaller = numbers(draw(rows, seed=SEED, size=size, strata=strata))
    assert smaller <= numbers(draw(rows, seed=SEED, size=size + more, strata=strata))


def test_another_seed_draws_others() -> None:
    rows = [OnTheList(f"C{n}", "transport", "upheld") for n in range(100)]
    one, other = ({each.number for each in draw(rows, seed=seed, size=10)} for seed in ("0" * 32, "1" * 32))
    assert one != other


def test_a_number_listed_twice_and_an_empty_sample_are_refused() -> None:
    with pytest.raises(ValueError, match="listed twice: C/2026/1"):
        draw([*FIVE, FIVE[0]], seed=SEED, size=2)
    with pytest.raises(ValueError, match="at least one"):
        draw(FIVE, seed=SEED, size=0)


@pytest.mark.parametrize("strata", list(Strata))
def test_the_rule_is_told_in_sentences(strata: Strata) -> None:
    sentences = in_words(size=12, strata=strata)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert any("divided" in sentence for sentence in sentences) == (strata is not Strata.NONE)
