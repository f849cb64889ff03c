"""What pages say of a measure is short and common, stands beside every measure shown, and is of no draft."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from oversight.measures.defined import Level
from oversight.measures.defining import definition, definitions
from publication.safety_measures.models import Standing
from publication.safety_measures.sections import (
    BadSections,
    is_on_pages,
    parse,
    plain_words,
    section_of,
    sections,
    shown_measures,
)
from publication.safety_measures.told_words import meets_standard, sentence_of, standard_of, word_of

CODES = sorted(code for section in sections() for code in section.measures)
# Flesch-Kincaid grade 7 is an age of 12.
HARDEST = 7.0
# Names of things for which there is no shorter word; each is explained where it stands.
TERMS = {"difficile", "hospital", "infection", "infections", "patient", "patients"}


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: from words in a sentence and syllables in a word; terms count as two syllables."""
    sentences = [each for each in re.split(r"[.?!:]+\s*", text) if each.strip()]
    words = re.findall(r"[A-Za-z&0-9,']+", text)
    syllables = sum(2 if word.lower() in TERMS else _syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    letters = word.lower().strip("',")
    if not letters.isalpha():
        return 1
    found = len(re.findall(r"[aeiouy]+", letters))
    if letters.endswith("e") and not letters.endswith("le") and found > 1:
        found -= 1
    if letters.endswith("ed") and not letters.endswith(("ted", "ded")) and found > 1:
        found -= 1
    return max(found, 1)


@pytest.mark.parametrize("code", CODES)
def test_the_words_of_a_measure_can_be_read_at_twelve(code: str) -> None:
    words = plain_words(code)
    text = " ".join([words.what, words.means, words.does_not_mean])
    assert grade(text) <= HARDEST, text
    for sentence in re.split(r"(?<=[.])\s+", text):
        assert len(sentence.split()) <= 27, sentence


def test_the_measure_of_reading_tells_hard_from_easy() -> None:
    assert grade("The cat sat on the mat.") < 2
    assert grade("Indirectly standardised mortality incorporates comorbidity and socioeconomic deprivation.") > 12


def test_what_readers_ask_first_is_there() -> None:
    wanted = {
        "thermometer_new_pressure_ulcers",
        "thermometer_falls_with_harm",
        "thermometer_new_catheter_infection",
        "mrsa_bacteraemia",
        "cdifficile",
        "vte_risk_assessed",
        "never_events",
        "alerts_overdue",
        "alerts_answered_in_time",
        "incidents_reported",
        "incidents_share_no_harm",
        "shmi",
        "hsmr",
        "fft_inpatients_recommend",
        "fft_staff_recommend_care",
    }
    assert wanted <= set(CODES)
    assert [section.key for section in sections()][:2] == ["safe", "honest"]


def test_nothing_unreviewed_and_nothing_that_has_its_own_release_is_shown() -> None:
    for code, made in definitions().items():
        if not made.is_public or made.theme in {"staffing", "complaints"}:
            assert not is_on_pages(code)
    assert not is_on_pages("candour_told_in_time")
    assert {made.code for level in (Level.TRUST, Level.SITE) for made in shown_measures(level)} == set(CODES)


def test_reporting_more_is_never_called_worse_and_deaths_are_never_called_avoidable() -> None:
    for code in section_of("incidents_reported").measures:
        assert plain_words(code).higher_is != "worse"
    assert plain_words("incidents_reported").higher_is == "neither"
    assert plain_words("incidents_severe_under_reporting").higher_is == "neither"
    for code in section_of("shmi").measures:
        assert "avoid" not in plain_words(code).what + plain_words(code).means
        assert word_of(definition(code), Standing.WORSE) in {"higher than expected", "worse than expected"}


@pytest.mark.parametrize(
    ("code", "standing", "word"),
    [
        ("shmi", Standing.WORSE, "higher than expected"),
        ("shmi", Standing.BETTER, "lower than expected"),
        ("shmi", Standing.AS_EXPECTED, "as expected"),
        ("incidents_under_reporting", Standing.WORSE, "lower than expected"),
        ("ae_over_four_hours", Standing.WORSE, "worse than expected"),
        ("ae_over_four_hours", Standing.NOT_COMPARED, "not compared"),
    ],
)
def test_the_standard_words(code: str, standing: Standing, word: str) -> None:
    made = definition(code)
    assert word_of(made, standing) == word
    if standing is not Standing.NOT_COMPARED:
        assert word in sentence_of(made, standing, Decimal(1))


@pytest.mark.parametrize(
    ("code", "value", "meets"),
    [
        ("vte_risk_assessed", "95", True),
        ("vte_risk_assessed", "94.99", False),
        ("diagnostics_over_six_weeks", "0.99", True),
        ("diagnostics_over_six_weeks", "1", False),
    ],
)
def test_a_standard_is_met_at_its_very_bound(code: str, value: str, meets: bool) -> None:
    made = definition(code)
    assert meets_standard(made, Decimal(value)) is meets
    said = sentence_of(made, Standing.NOT_COMPARED, Decimal(value))
    assert said.endswith("meets it." if meets else "does not meet it.")


def test_a_bound_that_is_ours_is_no_standard() -> None:
    assert standard_of(definition("alerts_overdue")) is None
    assert "standard" not in sentence_of(definition("alerts_overdue"), Standing.NOT_COMPARED, Decimal(2))


def test_there_is_no_sentence_without_a_figure() -> None:
    assert sentence_of(definition("shmi"), Standing.NOT_COMPARED, None) == ""


_GOOD = """
[[section]]
key = "safe"
question = "Is it safe?"
measures = ["shmi"]
[words.shmi]
name = "a"
what = "b"
means = "c"
does_not_mean = "d"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["shmi"]', '["shmi", "shmi"]'),
        ('["shmi"]', '["shmi", "hsmr"]'),
        ("[words.shmi]", "[words.hsmr]"),
        ('means = "c"\n', ""),
        ('means = "c"', 'means = "c"\nmore = "e"'),
    ],
    ids=["twice", "no words", "words of another", "a word missing", "a word too many"],
)
def test_a_file_that_does_not_hold_together_is_refused(old: str, new: str) -> None:
    assert parse(_GOOD)
    with pytest.raises(BadSections):
        parse(_GOOD.replace(old, new))


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(BadSections, match="no such measure"):
        parse(_GOOD.replace("shmi", "shmu"))
