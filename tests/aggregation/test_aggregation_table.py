"""The table of acute hospitals: every documented example, every rule firing and silent, every threshold exact."""

import pytest

from ratings.rules.aggregation import ASSESSED, aggregate, assessed, because
from ratings.rules.aggregation_files import ACUTE_HANDBOOK, USE_OF_RESOURCES, rule_set, rule_sets
from ratings.rules.aggregation_rule_sets import NotCovered
from ratings.rules.ratings_words import NonRating, Rating
from tests.aggregation.short import SHORT, ratings

DOCUMENTED = [
    ("G G G G G", "G", "E"),
    ("O G G G G", "G", "E"),
    ("O O G G G", "O", "A"),
    ("O O O RI G", "G", "E"),
    ("RI G G G G", "G", "E"),
    ("RI RI O O O", "RI", "B"),
    ("O O G G -", "O", "A"),
    ("RI RI G G G G G G G", "G", "E"),
    ("I I G G G G G G G", "RI", "C"),
    ("I G G G G", "RI", "C"),
    ("I I G G G", "I", "D"),
    ("I I O O O", "I", "D"),
    ("I G", "I", "D"),
    ("O G", "O", "A"),
    ("RI O", "RI", "B"),
    ("O O G G G G G G", "O", "A"),
    ("O O G G G G G G G", "G", "E"),
    ("RI RI RI G G G G G G", "RI", "B"),
    ("I I I G G G G G G", "I", "D"),
]

# Published ratings, with the ratings that they were published over.
PUBLISHED = [
    ("Northumbria, November 2015", "G O O O O", "O"),
    ("Salford Royal, August 2018", "G G O O O", "O"),
    ("Harrogate, November 2018", "RI G O G G", "G"),
    ("Sheffield Health and Social Care, October 2018", "RI G G G RI", "RI"),
    ("St George's, July to September 2019", "RI RI G RI RI", "RI"),
    ("Hinchingbrooke, January 2015, services", "I I RI G G RI G", "I"),
    ("Oxleas, services", "G G G G G G G G G G RI RI RI I", "RI"),
    ("Sheffield Health and Social Care, services", "G G G G G G RI RI RI O", "RI"),
]

# For each number of ratings and each rule: the fewest that make it apply, with good all around, and one fewer.
EDGES = [
    (n, letter, word, at_least)
    for first, last, at_least in ((1, 3, 1), (4, 8, 2), (9, 12, 3))
    for n in range(first, last + 1)
    for letter, word in (("A", "O"), ("B", "RI"), ("D", "I"))
]


@pytest.mark.parametrize(("given", "expected", "letter"), DOCUMENTED)
def test_the_documented_examples(given: str, expected: str, letter: str) -> None:
    made = aggregate(ratings(given))
    assert (made.rating, made.rule) == (SHORT[expected], letter)


@pytest.mark.parametrize(("case", "given", "expected"), PUBLISHED)
def test_the_published_ratings(case: str, given: str, expected: str) -> None:
    assert aggregate(ratings(given)).rating is SHORT[expected], case


@pytest.mark.parametrize(("n", "letter", "word", "at_least"), EDGES)
def test_a_rule_fires_from_its_threshold_on_and_not_below(n: int, letter: str, word: str, at_least: int) -> None:
    enough = aggregate(ratings(" ".join([word] * at_least + ["G"] * (n - at_least))))
    assert (enough.rule, enough.rating, enough.n) == (letter, SHORT[word], n)
    too_few = aggregate(ratings(" ".join([word] * (at_least - 1) + ["G"] * (n - at_least + 1))))
    assert too_few.rule == ("C" if letter == "D" and at_least > 1 else "E")


@pytest.mark.parametrize("n", range(4, 13))
def test_one_inadequate_limits_to_requires_improvement_and_none_does_not(n: int) -> None:
    one = aggregate(ratings(" ".join(["I"] + ["O"] * (n - 1))))
    assert (one.rule, one.rating) == ("C", Rating.REQUIRES_IMPROVEMENT)
    assert aggregate(ratings(" ".join(["O"] * n))).rule == "A"


@pytest.mark.parametrize("n", range(4, 13))
def test_one_below_good_keeps_outstanding_away(n: int) -> None:
    assert aggregate(ratings(" ".join(["RI"] + ["O"] * (n - 1)))).rating is Rating.GOOD


def test_non_ratings_do_not_count() -> None:
    made = aggregate(
        {
            "Surgery": Rating.OUTSTANDING,
            "Critical care": Rating.GOOD,
            "Maternity": NonRating.NOT_RATED,
            "Outpatients": NonRating.INSUFFICIENT_EVIDENCE,
            "End of life care": NonRating.SUSPENDED,
            "Medical care": None,
        }
    )
    assert (made.rating, made.rule, made.n) == (Rating.OUTSTANDING, "A", 2)
    assert dict(made.inputs) == {"Surgery": Rating.OUTSTANDING, "Critical care": Rating.GOOD}


@pytest.mark.parametrize("judged", [{}, {"Safe": None}, {"Safe": NonRating.NOT_APPLICABLE, "Caring": None}])
def test_nothing_rated_gives_nothing(judged: dict[str, NonRating | None]) -> None:
    made = aggregate(judged)
    assert (made.rating, made.rule, made.n, dict(made.inputs)) == (None, None, 0, {})


def test_each_rule_says_why_in_the_numbers_of_the_case() -> None:
    assert because(aggregate(ratings("I I O O O"))) == (
        "Inadequate, with 2 of 5 ratings inadequate; the rule asks for 2 or more."
    )
    assert because(aggregate(ratings("I I G G G G G G G"))) == (
        "Limited to requires improvement, with 2 of 9 ratings inadequate: too few to make the whole inadequate."
    )
    assert because(aggregate(ratings("RI RI O O O"))) == (
        "Limited to requires improvement, with 2 of 5 ratings requires improvement; the rule asks for 2 or more."
    )
    assert because(aggregate(ratings("O G"))) == (
        "Outstanding, with 1 of 2 ratings outstanding and no other below good; the rule asks for 1 or more."
    )
    assert because(aggregate(ratings("G G G G G"))) == "Good, since no other rule applies; number of ratings: 5."
    assert because(aggregate({})).startswith("Not rated")
    assert "not aggregated" in because(assessed("well_led", Rating.GOOD))


@pytest.mark.parametrize("letter", list("ABCDE"))
def test_every_rule_can_be_read_with_its_sources(letter: str) -> None:
    rule = rule_set().rule(letter)
    assert rule.text.endswith(".")
    assert all(row.source for row in rule.rows)
    with pytest.raises(KeyError):
        rule_set().rule("Z")


def test_the_default_is_the_table_of_acute_hospitals_and_others_stand_beside_it() -> None:
    assert rule_set().version == ACUTE_HANDBOOK
    assert set(rule_sets()) > {ACUTE_HANDBOOK, USE_OF_RESOURCES}
    with pytest.raises(KeyError):
        rule_set("unknown")


def test_a_version_that_does_not_decide_for_a_number_says_so() -> None:
    with pytest.raises(NotCovered):
        aggregate(ratings("G G G G G"), rule_set(USE_OF_RESOURCES))


def test_what_was_assessed_is_marked_so() -> None:
    made = assessed("well_led", Rating.INADEQUATE)
    assert (made.rating, made.rule, made.n, dict(made.inputs)) == (
        Rating.INADEQUATE,
        ASSESSED,
        1,
        {"well_led": Rating.INADEQUATE},
    )
