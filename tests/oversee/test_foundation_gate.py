"""The gate to foundation status: part by part, by the rules of the day, and how it stood day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import PublishedRating
from oversight.organisations.models import Trust, TrustKind
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.cases.foundation_gate import TrustPast, gate_of, gate_times
from ratings.rules.aggregation_rule_sets import BadRuleSet
from ratings.rules.foundation_gate import (
    GateFacts,
    GateRating,
    GateState,
    Outcome,
    gate_history,
    judge_gate,
)
from ratings.rules.foundation_gate_files import FOUNDATION_GATE, gate_in_force, load_gate
from ratings.rules.ratings_words import NonRating, Rating
from ratings.special_measures.recording import record_exit
from ratings.special_measures.standing import spell_of
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, BY, FAILING, enter, publish

ON = date(2015, 6, 1)
RULES = gate_in_force(ON)
SINCE = date(2015, 3, 2)
GOOD = {**BETTER, None: Rating.GOOD}


def facts(
    word: Rating | NonRating | None = Rating.GOOD, *, foundation: bool | None = False, inside: date | None = None
) -> GateFacts:
    return GateFacts(ON, foundation, GateRating(word, SINCE) if word else None, inside)


@pytest.mark.parametrize(
    ("given_facts", "state"),
    [
        (facts(Rating.OUTSTANDING), GateState.OPEN),
        (facts(Rating.GOOD), GateState.OPEN),
        (facts(Rating.REQUIRES_IMPROVEMENT), GateState.CLOSED),
        (facts(Rating.INADEQUATE), GateState.CLOSED),
        (facts(NonRating.NOT_RATED), GateState.NOT_KNOWN),
        (facts(None), GateState.NOT_KNOWN),
        (facts(Rating.GOOD, inside=ON), GateState.CLOSED),
        (facts(None, inside=ON), GateState.CLOSED),
        (facts(Rating.GOOD, foundation=None), GateState.NOT_KNOWN),
        (facts(Rating.INADEQUATE, foundation=None), GateState.CLOSED),
        (facts(Rating.GOOD, foundation=True), GateState.NOT_APPLICABLE),
    ],
    ids=[
        "outstanding", "good", "requires improvement", "inadequate", "not rated", "nothing published", "good inside",
        "unknown inside", "kind unknown", "kind unknown and inadequate", "a foundation trust already",
    ],
)  # fmt: skip
def test_the_gate_by_its_parts(given_facts: GateFacts, state: GateState) -> None:
    assert judge_gate(given_facts, RULES).state is state


def test_each_part_says_what_came_of_it_and_since_when() -> None:
    judged = judge_gate(facts(Rating.REQUIRES_IMPROVEMENT, inside=date(2015, 4, 1)), RULES)
    assert [(each.part.id, each.outcome, each.since, each.word) for each in judged.parts] == [
        ("nhs_trust", Outcome.MET, None, None),
        ("rated", Outcome.NOT_MET, SINCE, Rating.REQUIRES_IMPROVEMENT),
        ("not_in_special_measures", Outcome.NOT_MET, date(2015, 4, 1), None),
    ]


@pytest.mark.parametrize(
    ("on", "demonstration", "version"),
    [
        (date(2013, 11, 18), False, None),
        (date(2013, 11, 19), False, "foundation-gate-2013"),
        (date(2022, 6, 30), False, "foundation-gate-2013"),
        (date(2022, 7, 1), False, "foundation-gate-none"),
        (date(2026, 11, 20), True, "foundation-gate-2013"),
    ],
    ids=["before", "first day", "last day", "after", "demonstration"],
)
def test_the_rules_of_the_day(on: date, demonstration: bool, version: str | None) -> None:
    rules = gate_in_force(on, demonstration=demonstration)
    assert (rules.version if rules else None) == version


def test_where_no_rules_ask_anything_the_gate_does_not_apply() -> None:
    assert judge_gate(facts(), None).state is GateState.NOT_APPLICABLE
    assert judge_gate(facts(), gate_in_force(date(2026, 11, 20))).state is GateState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('rating = "good"\n', ""),
        ('id = "rated"', 'id = "nhs_trust"'),
        ("in_force_from = 2022-07-01", "in_force_from = 2022-07-02"),
        ('looks_at = "nhs_trust"', 'looks_at = "size"'),
        ("not_known =", "reason ="),
        ('demonstration = "foundation-gate-2013"', 'demonstration = "another"'),
    ],
    ids=["no rating", "a part twice", "a gap", "unknown fact", "unknown word", "unknown demonstration"],
)
def test_a_file_that_is_not_whole_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = FOUNDATION_GATE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "gate.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadRuleSet):
        load_gate(broken)


DAYS = st.integers(0, 40).map(lambda n: ON + timedelta(days=n))
WORDS = st.sampled_from([*Rating, NonRating.NOT_RATED, None])


@given(st.dictionaries(DAYS, st.tuples(WORDS, st.booleans()), min_size=1, max_size=8))
def test_the_history_says_of_each_day_what_that_day_is_judged(changes: dict[date, tuple]) -> None:
    def on(day: date) -> GateFacts:
        word, inside = changes[max(each for each in changes if each <= day)]
        return GateFacts(day, False, GateRating(word, ON) if word else None, ON if inside else None)

    times = gate_history(changes, facts_on=on, rules_on=lambda day: RULES)
    assert times[-1].from_on == min(changes)
    assert times[0].to_on is None
    for later, earlier in pairwise(times):
        assert earlier.to_on == later.from_on - timedelta(days=1)
        assert earlier.gate != later.gate
    for n in range(41):
        day = ON + timedelta(days=n)
        if day >= min(changes):
            (standing,) = [one for one in times if one.from_on <= day and (one.to_on is None or day <= one.to_on)]
            assert standing.gate == judge_gate(on(day), RULES)


@pytest.fixture
def trust(db: None) -> Trust:
    """An NHS trust that was failing, entered, came out, and is Good since 2016."""
    made = make_trust("RX1", wards=0)
    TrustKind.objects.create(trust=made, kind=TrustKind.Kind.NHS_TRUST, from_on=date(2000, 4, 1), source="test")
    publish(made, FAILING, date(2015, 3, 2), reference="R1")
    enter(made, date(2015, 3, 20))
    later = datetime(2016, 6, 1, 10, 0, tzinfo=UTC)
    publish(made, GOOD, date(2016, 2, 1), reference="R2", now=later)
    record_exit(trust=made, on=date(2016, 2, 20), reason="It is Good.", by=BY, now=later)
    return made


def test_the_history_of_a_trust_names_each_day_on_which_it_turned(trust: Trust) -> None:
    times = gate_times(trust, date(2016, 6, 1))
    assert [(one.from_on, one.to_on, one.gate.state) for one in times] == [
        (date(2016, 2, 20), None, GateState.OPEN),
        (date(2016, 2, 1), date(2016, 2, 19), GateState.CLOSED),
        (date(2015, 3, 20), date(2016, 1, 31), GateState.CLOSED),
        (date(2015, 3, 2), date(2015, 3, 19), GateState.CLOSED),
    ]
    assert gate_of(trust, date(2016, 2, 19)).state is GateState.CLOSED
    assert gate_of(trust, date(2016, 2, 20)).state is GateState.OPEN


def test_it_is_as_the_record_has_it_on_every_day(trust: Trust) -> None:
    """What is read at once says of each day what the record, asked for that day, says."""
    followed = make_trust("RX2", wards=0)
    enter(followed, date(2015, 1, 5))
    record_succession(from_code="RX2", to_code="RX1", on=date(2015, 2, 1), by=System("test"), now=datetime.now(UTC))
    # One that ceased, and one of an inspection that left the earlier rating standing.
    row = PublishedRating.objects.get(provider_code="RX1", level="trust", published_on=date(2015, 3, 2))
    for day, ended, leaves in ((date(2015, 6, 1), date(2015, 9, 1), False), (date(2015, 10, 1), None, True)):
        row.pk, row.published_on, row.ended_on, row.leaves_earlier_standing = None, day, ended, leaves
        row.save(force_insert=True)
    past = TrustPast.of(trust, date(2016, 6, 1))
    for n in range(0, 560):
        day = date(2014, 12, 20) + timedelta(days=n)
        spell = spell_of(trust, day)
        rows = PublishedRating.objects.filter(provider_code="RX1", level="trust").standing(day)
        row = rows.first()
        told = past.on(day)
        assert told.in_special_measures_since == (spell.entered_on if spell else None), day
        assert (told.rating.published_on if told.rating else None) == (row.published_on if row else None), day


def test_what_becomes_a_foundation_trust_is_asked_no_more(trust: Trust) -> None:
    trust.kinds.update(to_on=date(2016, 3, 31))
    TrustKind.objects.create(trust=trust, kind=TrustKind.Kind.FOUNDATION_TRUST, from_on=date(2016, 4, 1), source="t")
    newest = gate_times(trust, date(2016, 6, 1))[0]
    assert (newest.from_on, newest.gate.state) == (date(2016, 4, 1), GateState.NOT_APPLICABLE)


def test_of_a_trust_of_which_nothing_is_known_there_is_no_history(db: None) -> None:
    assert gate_times(make_trust("RX3", wards=0), ON) == []
