"""How openly a trust reports, in one word: two poor parts make poor, one makes ok, none makes good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import definition
from publication.models import Withdrawal
from publication.safety_measures.open_and_honest import FILE, BadOpenAndHonest, load, open_and_honest, rule_called
from publication.safety_measures.reading import safety_of
from publication.safety_measures.sections import is_on_pages
from publication.withdrawing import withdraw_item
from ratings.rules.judging import Word
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import BY, NOW, compare, observed, publish, returned, safety_releases

RULE = open_and_honest(date(2026, 10, 31))
assert RULE is not None
WORDS = [Word.NO_EVIDENCE, Word.RISK, Word.ELEVATED_RISK, Word.TOO_SMALL, None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([Word.NO_EVIDENCE] * 5, "good"),
        ([Word.RISK] + [Word.NO_EVIDENCE] * 4, "ok"),
        ([Word.RISK, Word.ELEVATED_RISK] + [Word.NO_EVIDENCE] * 3, "poor"),
        ([Word.RISK] * 5, "poor"),
        ([Word.NO_EVIDENCE] * 4 + [None], "good"),
        ([Word.NO_EVIDENCE] * 3 + [None, Word.TOO_SMALL], None),
    ],
)
def test_the_rule(words: list[Word | None], said: str | None) -> None:
    assert RULE is not None
    told = RULE.told(dict(zip(RULE.parts, words, strict=True)).get)
    assert told.get("word") == said


@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=5), st.integers(0, 4))
def test_a_part_that_becomes_poor_never_makes_the_word_better(words: list[Word | None], place: int) -> None:
    assert RULE is not None
    order = ["good", "ok", "poor"]
    before = RULE.told(dict(zip(RULE.parts, words, strict=True)).get)
    worse = [Word.RISK if index == place and word is Word.NO_EVIDENCE else word for index, word in enumerate(words)]
    after = RULE.told(dict(zip(RULE.parts, worse, strict=True)).get)
    assert before.keys() == after.keys()
    if before:
        assert order.index(after["word"]) >= order.index(before["word"])
        assert rule_called(after["version"]) is RULE


def test_its_parts_are_measures_on_pages() -> None:
    assert RULE is not None
    assert all(is_on_pages(part) and definition(part).is_public for part in RULE.parts)
    assert open_and_honest(date(2014, 6, 23)) is None


@pytest.mark.parametrize("line", ["poor_from = 2\n", "fewest = 4\n", 'certainty = "ours"\n'])
def test_a_file_that_lacks_something_is_refused(tmp_path: Path, line: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert line in text
    path = tmp_path / "open_and_honest.toml"
    path.write_text(text.replace(line, ""), encoding="utf-8")
    with pytest.raises(BadOpenAndHonest, match=r"open_and_honest\.toml"):
        load(path)


@pytest.mark.django_db
def test_a_release_tells_it_with_its_parts_and_not_once_a_part_is_withdrawn() -> None:
    for place in range(12):
        trust = make_trust(f"RX{place}", f"TRUST {place} NHS TRUST")
        returned(trust)
        few = place == 0
        for measure, numerator, denominator in (
            ("incidents_under_reporting", 300 if few else 3_000, 60_000),
            ("incidents_severe_under_reporting", 20, 60_000),
            ("incidents_share_no_harm", 700, 1_000),
            ("incidents_consistent_reporting", 3 if few else 6, None),
        ):
            observed(trust, measure, numerator, denominator, period="2026-Q2")
    for measure in RULE.parts if RULE else ():
        compare(measure, "2026-Q2")
    release = publish()
    poor, good = (safety_of(code, safety_releases()) for code in ("RX0", "RX1"))
    assert poor is not None
    assert good is not None
    assert poor.openness is not None
    assert (poor.openness.word, good.openness and good.openness.word) == ("poor", "good")
    assert {each.code for each, word in poor.openness.parts if word == "poor"} == {
        "incidents_under_reporting",
        "incidents_consistent_reporting",
    }
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.MEASURE,
        subject="RX0/incidents_under_reporting/2026-Q2",
        reason="A file was read twice.",
        by=BY,
        now=NOW,
    )
    again = safety_of("RX0", safety_releases())
    assert again is not None
    assert again.openness is None
