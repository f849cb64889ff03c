"""Many comparisons at once: worked examples, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.multiplicity import by_chance, false_discoveries, remaining
from ratings.rules.rare_counts import chance_beyond

# The fifteen ordered chances of Benjamini and Hochberg (1995), section 3.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0
]  # fmt: skip


def test_the_published_example_rejects_four() -> None:
    found = remaining(PUBLISHED, rate=0.05)
    assert [one.remains for one in found] == [True] * 4 + [False] * 11


def test_q_is_the_rate_at_which_a_flag_would_just_remain() -> None:
    found = remaining([0.01, 0.02, 0.03, 0.5], rate=0.05)
    assert [one.q for one in found] == pytest.approx([0.04, 0.04, 0.04, 0.5])


def test_what_was_not_compared_counts_for_nothing() -> None:
    with_blanks = remaining([0.01, None, 0.02, None], rate=0.05)
    assert with_blanks[1].chance is with_blanks[1].q is with_blanks[1].remains is None
    assert (with_blanks[0], with_blanks[2]) == remaining([0.01, 0.02], rate=0.05)
    assert remaining([], rate=0.05) == ()
    assert remaining([None], rate=0.05)[0].remains is None


def test_one_far_out_remains_among_a_country_in_control() -> None:
    # 24,000 comparisons spread as chance spreads them, and one at z = 6.
    spread = [(place + 0.5) / 24_000 for place in range(24_000)]
    found = remaining([chance_beyond(6.0), *spread], rate=0.05)
    assert [one.remains for one in found] == [True] + [False] * 24_000


def test_by_chance_alone() -> None:
    assert by_chance(24_000, 2.0).flags == pytest.approx(546, abs=0.5)
    assert by_chance(24_000, 3.0).flags == pytest.approx(32.4, abs=0.05)
    assert by_chance(24_000, 2.0).explanation == (
        "Of 24,000 comparisons, about 546 lie at z = 2 or beyond by chance alone (2.28% of them), "
        "even where nothing is wrong anywhere."
    )


@pytest.mark.parametrize("rate", [0, 1, -0.1, float("nan")])
def test_refuses_a_rate_that_is_none(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        remaining([0.5], rate=rate)


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_refuses_what_is_no_probability(chance: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        remaining([0.5, chance], rate=0.05)


def test_refuses_a_negative_number_of_comparisons() -> None:
    with pytest.raises(ValueError, match="comparisons"):
        by_chance(-1, 2.0)


chances = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(chances, st.floats(0.001, 0.5))
def test_it_is_the_step_up_rule(given_chances: list[float], rate: float) -> None:
    """The rule of the textbook, rank by rank: all up to the largest rank k within k / m of the rate."""
    ordered = sorted(given_chances)
    largest = max(
        (rank for rank, chance in enumerate(ordered, 1) if chance * (len(ordered) / rank) <= rate),
        default=0,
    )
    limit = ordered[largest - 1] if largest else -1.0
    assert [one.remains for one in remaining(given_chances, rate=rate)] == [c <= limit for c in given_chances]


@given(chances, st.randoms(use_true_random=False), st.floats(0.001, 0.5))
def test_order_never_matters(given_chances: list[float], random: object, rate: float) -> None:
    shuffled = given_chances[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    by_value = dict(zip(given_chances, remaining(given_chances, rate=rate), strict=True))
    assert all(one == by_value[c] for c, one in zip(shuffled, remaining(shuffled, rate=rate), strict=True))


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=60), st.floats(0.001, 0.4), st.floats(0.001, 0.4))
def test_a_higher_rate_keeps_all_that_a_lower_one_keeps(scores: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    for strict, lax in zip(false_discoveries(scores, rate=low), false_discoveries(scores, rate=high), strict=True):
        assert lax.remains or not strict.remains
        assert strict.q is not None
        assert strict.chance is not None
        assert strict.q >= strict.chance
