"""The measures that have pages: those of the safety releases by question, and those of ward staffing among them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oversight.measures.defining import Definition, definition
from publication.periods import SAFETY, STAFFING
from publication.safety_measures.sections import PlainWords, plain_words, sections

STAFFING_WORDS = Path(__file__).parent / "staffing_words.toml"
STAFFING_KEY = "staffing"
# What people ask: the wards come after what patients say, and before what staff say.
_BEFORE = "staff"


@dataclass(frozen=True, slots=True)
class PublicMeasure:
    """One measure: which kind of release tells it, its reviewed definition, and its plain words."""

    kind: str
    definition: Definition
    words: PlainWords

    @property
    def code(self) -> str:
        """The measure's code, which stands in addresses."""
        return self.definition.code

    @property
    def name(self) -> str:
        """What pages call it."""
        return self.words.name


@dataclass(frozen=True, slots=True)
class Question:
    """What people ask, and the measures that bear on it."""

    key: str
    question: str
    measures: tuple[PublicMeasure, ...]


@cache
def questions() -> tuple[Question, ...]:
    """Return every question with its measures, in the order of the pages."""
    found = [
        Question(
            section.key,
            section.question,
            tuple(PublicMeasure(SAFETY, definition(code), plain_words(code)) for code in section.measures),
        )
        for section in sections()
    ]
    at = next((place for place, each in enumerate(found) if each.key == _BEFORE), len(found))
    return (*found[:at], _of_wards(), *found[at:])


@cache
def measures() -> Mapping[str, PublicMeasure]:
    """Return every measure by its code."""
    return {each.code: each for question in questions() for each in question.measures}


def question_of(measure: PublicMeasure) -> Question:
    """Return the question that a measure bears on."""
    return next(each for each in questions() if measure in each.measures)


def _of_wards() -> Question:
    """Return what releases of ward staffing tell of a trust; drafts are never among it."""
    given = tomllib.loads(STAFFING_WORDS.read_text(encoding="utf-8"))
    made = (
        PublicMeasure(
            STAFFING,
            definition(each["code"]),
            PlainWords(each["name"], each["what"], each["means"], each["does_not_mean"], "neither"),
        )
        for each in given["measure"]
    )
    return Question(STAFFING_KEY, given["question"], tuple(each for each in made if each.definition.is_public))
