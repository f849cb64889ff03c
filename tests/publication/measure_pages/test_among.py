"""What is said of a trust among all is true of the numbers, for any country."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from oversight.charts.figures import Figures
from publication.measure_pages.among import FEWEST_FOR_A_MIDDLE, Among, Compared, Middle, Official

PERCENT = Figures("%", 1)
NUMBER = r"(−?[\d,]+(?:\.\d+)?)%"
VALUES = st.one_of(st.none(), st.decimals(min_value=-500, max_value=500, places=3).map(float))
WORDS = st.sampled_from(["", "not compared", *Official])


@st.composite
def countries(draw: st.DrawFn) -> list[Compared]:
    """Any number of trusts, some without a figure; a word only where there is a figure."""
    values = draw(st.lists(VALUES, max_size=40))
    judged = draw(st.booleans())
    return [
        Compared(f"R{place}", f"Trust {place}", value, draw(WORDS) if judged and value is not None else "")
        for place, value in enumerate(values)
    ]


def among(trusts: list[Compared]) -> Among:
    return Among("Falls", "October 2026", PERCENT, trusts)


def read(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def rounds_to(value: float, shown: Decimal) -> bool:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(shown.as_tuple().exponent), ROUND_HALF_UP) == shown


@given(st.lists(st.floats(min_value=-1e9, max_value=1e9), max_size=200))
def test_at_least_half_lie_within_the_middle_and_its_ends_are_values(values: list[float]) -> None:
    middle = Middle.of(values)
    if len(values) < FEWEST_FOR_A_MIDDLE:
        assert middle is None
        return
    within = [value for value in values if middle.side(value) == 0]
    assert 2 * len(within) >= len(values)
    assert {middle.lower, middle.upper} <= set(values)
    # Neither end could be drawn in: that would be fewer than half.
    assert sum(value < middle.lower for value in values) <= len(values) // 4
    assert sum(value > middle.upper for value in values) <= len(values) // 4


@given(countries())
def test_the_counts_of_words_are_those_of_the_trusts(trusts: list[Compared]) -> None:
    said = among(trusts)
    for text in (said.sentence(), said.sentence_of("R0")):
        found = {word: int(count) for count, word in re.findall(rf"(\d+) (?:is|are) ({'|'.join(Official)})", text)}
        counted = {word: sum(one.word == word for one in trusts) for word in Official}
        assert found == {str(word): count for word, count in counted.items() if count}
        compared = re.search(r"Of (\d+) trusts? compared", text)
        assert (int(compared[1]) if compared else 0) == sum(counted.values())
    if counted := said.counts:
        assert said.headline() == (
            f"Falls, October 2026: {counted[Official.AS_EXPECTED]} of {counted.total()} "
            f"trust{'' if counted.total() == 1 else 's'} as expected"
        )


@given(countries())
def test_what_has_no_figure_and_what_is_not_compared_is_counted(trusts: list[Compared]) -> None:
    text = among(trusts).sentence()
    none = re.search(r"(\d+) trusts? (?:has|have) no figure", text)
    missing = sum(one.value is None for one in trusts)
    assert (int(none[1]) if none else 0) == (missing if missing else 0) or text.endswith("No trust has a figure.")
    left = re.search(r"(\d+) trusts? (?:has|have) a figure that is not compared", text)
    alone = sum(one.value is not None and one.official is None for one in trusts)
    judged = any(one.official for one in trusts)
    assert (int(left[1]) if left else 0) == (alone if judged else 0)


@given(countries())
def test_the_spread_is_that_of_the_values(trusts: list[Compared]) -> None:
    values = [one.value for one in trusts if one.value is not None]
    text = among(trusts).sentence()
    if not values:
        assert "No trust has a figure." in text
        return
    assert text.find(f"{len(values)} trust{' has' if len(values) == 1 else 's have'} a figure.") >= 0
    ends = re.search(rf"All lie from {NUMBER} to {NUMBER}", text) or re.search(rf"All lie at {NUMBER}()", text)
    assert rounds_to(min(values), read(ends[1]))
    assert rounds_to(max(values), read(ends[2] or ends[1]))


@given(countries())
def test_where_one_trust_lies_is_true_of_the_unrounded_values(trusts: list[Compared]) -> None:
    said = among(trusts)
    for one in trusts:
        headline, text = said.headline_of(one.code), said.sentence_of(one.code)
        if one.value is None:
            assert "no figure to compare" in headline
            assert "no figure to compare" in text
            continue
        own = read(re.search(rf"{one.name} has {NUMBER}", text)[1])
        assert rounds_to(one.value, own)
        assert (f"That is {one.word}." in text) == (one.official is not None)
        if one.official:
            assert headline.endswith(f", {one.word}")
        middle = said.middle
        if middle is None:
            assert "middle half" not in text
            continue
        side = middle.side(one.value)
        assert ("it is within that" in text) == (side == 0)
        for sign, where, end in ((1, "above", middle.upper), (-1, "below", middle.lower)):
            found = re.search(rf"it is {where} that: {where} {NUMBER}", text)
            assert (found is not None) == (side == sign)
            if found:
                # Two numbers that differ are never shown as one.
                assert (own > read(found[1])) if sign > 0 else (own < read(found[1]))
                assert rounds_to(end, read(found[1]))
        if one.official is None:
            assert {0: "within", 1: "above", -1: "below"}[side] in headline


def test_a_country_in_words() -> None:
    trusts = [
        *(Compared(f"R{place}", f"Trust {place}", 90.0 + place, "as expected") for place in range(8)),
        Compared("RX1", "Wren Vale", 99.04, "worse than expected"),
        Compared("RX2", "Silent", None),
    ]
    said = among(trusts)
    assert said.headline() == "Falls, October 2026: 8 of 9 trusts as expected"
    assert said.headline_of("RX1") == "Falls: 99.0% in October 2026, worse than expected"
    assert said.sentence_of("RX1") == (
        "Wren Vale has 99.0%. The middle half of 9 trusts lies from 92.0% to 96.0%, and it is above that: above 96.0%. "
        "That is worse than expected. Of 9 trusts compared, 8 are as expected and 1 is worse than expected. "
        "1 trust has no figure for that time; the table says why."
    )


def test_nobody_is_put_first_or_last() -> None:
    trusts = [Compared(f"R{place}", f"Trust {place}", float(place)) for place in range(30)]
    text = among(trusts).sentence() + among(trusts).sentence_of("R29") + among(trusts).headline_of("R29")
    assert not re.search(r"\b(rank|best|worst|first|last|top|bottom|\d+(st|nd|rd|th))\b", text)
