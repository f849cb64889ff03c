"""What would change a criterion, and the sentences that say how it stands: true for every state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ratings.rules.special_measures import Criterion, CriterionFacts, Spell
from ratings.rules.special_measures_files import special_measures_sets
from ratings.special_measures.results import CriterionResult, criteria_of_trust
from ratings.special_measures.what_changes import what_would_change
from tests.ratings.special_measures.test_criteria_rules import ON, PUBLISHED, RULES, in_since, rated

ENTERED = date(2014, 7, 16)


def result(criterion: Criterion, ratings=None, spell: Spell | None = None, on: date = ON) -> CriterionResult:
    made = criteria_of_trust(CriterionFacts("RX1", on, ratings or {}, spell), RULES)
    return {each.criterion: each for each in made.results}[criterion]


def told(criterion: Criterion, *given: object, **also: object) -> tuple[str, ...] | None:
    found = what_would_change(result(criterion, *given, **also), RULES)  # type: ignore[arg-type]
    return (found.lead, *found.ends) if found else None


def test_entry_says_what_would_end_it_and_what_lacks_for_it() -> None:
    assert told(Criterion.ENTRY, rated("IGGGI")) == (
        "It would be met no longer if one of these came about",
        "well-led is rated better than Inadequate for the trust",
        "no other key question stays Inadequate",
    )
    assert told(Criterion.ENTRY, rated("GGGGI")) == (
        "It would be met once",
        "another key question is rated Inadequate for the trust",
    )
    assert told(Criterion.ENTRY, rated("IGGGI"), in_since(ENTERED)) is None


def test_exit_and_extension_say_what_lacks_for_them() -> None:
    failing = rated("IRRRI", overall="I", published=date(2014, 7, 1))
    assert told(Criterion.EXIT, failing, in_since(ENTERED)) == (
        "It would be met once",
        "a rating of well-led is published from an inspection in this time",
        "well-led is rated Requires improvement or better for the trust",
        "the trust is rated Requires improvement or better overall",
    )
    assert told(Criterion.EXTENSION, failing, in_since(ENTERED)) == ("It would be met once", "17 April 2015 has come")
    extended = in_since(date(2014, 3, 1), extended_on=date(2015, 3, 1), extended_to=date(2015, 9, 1))
    assert told(Criterion.EXTENSION, failing, extended) == ("Nothing changes it", "special measures are extended once")


def test_a_clock_says_what_is_waited_for() -> None:
    spell = in_since(ENTERED)
    lead, what = told(Criterion.REINSPECTION, {}, spell) or ("", "")
    assert lead == "It is done once"
    assert "well-led is published from an inspection" in what
    better = rated("RRRRR", overall="R", inspected=date(2015, 1, 1))
    assert told(Criterion.REINSPECTION, better, spell) is None
    late = date(2016, 3, 1)
    assert told(Criterion.EXTENSION, {}, spell, on=late) == (
        "It is asked no longer once",
        "the oversight body's decision is recorded",
    )


@pytest.mark.parametrize(
    ("letters", "days", "said"),
    [
        ("IGGGI", {}, "Safe was published as rated Inadequate on 2 March 2015."),
        ("IGIGI", {}, "Safe and caring were published as rated Inadequate on 2 March 2015."),
        ("IGIGI", {0: 9}, "Safe (11 March 2015) and caring (2 March 2015) were published as rated Inadequate."),
        ("GGGGI", {}, "No other key question of the trust is rated Inadequate."),
        ("----I", {}, "No other key question of the trust is rated."),
    ],
)
def test_what_is_said_of_the_other_key_questions(letters: str, days: dict[int, int], said: str) -> None:
    ratings = rated(letters)
    for place, later in days.items():
        question = list(ratings)[place]
        old = ratings[question]
        ratings[question] = type(old)(question, old.word, PUBLISHED + timedelta(days=later))
    parts = {part["id"]: part["because"] for part in result(Criterion.ENTRY, ratings).evidence["parts"]}
    assert parts["others"] == said


def test_a_sentence_names_days_and_never_counts_them_so_that_each_day_is_no_change() -> None:
    spell = in_since(ENTERED)
    for criterion in Criterion:
        made = {result(criterion, rated("IRRRI"), spell, ENTERED + timedelta(days=day)).digest() for day in range(900)}
        # As many as the states that it goes through, and no more.
        assert len(made) <= 3
    assert special_measures_sets().by_version("nothing of the name") is None
