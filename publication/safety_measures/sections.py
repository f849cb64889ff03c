"""Which measures stand on the public's pages, under which question, and what is said of them in plain words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from oversight.measures.defined import Definition, Direction, Level, Theme
from oversight.measures.defining import definition, definitions

Higher = Literal["better", "worse", "neither"]
# They have releases of their own.
_ELSEWHERE = frozenset({Theme.STAFFING, Theme.COMPLAINTS})
_HIGHER: Mapping[Direction, Higher] = {
    Direction.INCREASE: "better",
    Direction.DECREASE: "worse",
    Direction.NEUTRAL: "neither",
}
_SAYS = "higher or lower"
_WORDS = {"name", "what", "means", "does_not_mean"}


class BadSections(ValueError):
    """The file names a measure that is not defined, one twice, one without words, or words that nothing uses."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question of readers, and the codes of the measures that answer it, in their order.

    ``higher_or_lower``: who stands apart by them is higher or lower than expected, since neither is better by itself.
    """

    key: str
    question: str
    measures: tuple[str, ...]
    higher_or_lower: bool = False


@dataclass(frozen=True, slots=True)
class PlainWords:
    """What is said of a measure to everybody: its name, what is counted, how to read it and how not to."""

    name: str
    what: str
    means: str
    does_not_mean: str
    higher_is: Higher


@dataclass(frozen=True, slots=True)
class _Read:
    sections: tuple[Section, ...]
    words: Mapping[str, PlainWords]


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """Return the questions in the order of the pages, with those of their measures that the public may see."""
    shown = (replace(each, measures=tuple(filter(_is_shown, each.measures))) for each in _read().sections)
    return tuple(each for each in shown if each.measures)


def shown_measures(level: Level) -> tuple[Definition, ...]:
    """Return the definitions of the measures on pages that are of trusts, or of sites, in the order of the pages."""
    made = (definition(code) for section in sections() for code in section.measures)
    return tuple(each for each in made if level in each.levels)


def is_on_pages(code: str) -> bool:
    """Say whether a measure is one that releases of the safety measures tell of."""
    return code in _read().words and _is_shown(code)


def section_of(code: str) -> Section:
    """Return the section in which a measure stands; ``KeyError`` for one that is on no page."""
    for each in sections():
        if code in each.measures:
            return each
    raise KeyError(code)


def plain_words(code: str) -> PlainWords:
    """Return what is said of a measure in plain words; ``KeyError`` for one without."""
    return _read().words[code]


def parse(text: str) -> tuple[tuple[Section, ...], dict[str, PlainWords]]:
    """Read sections and words; ``BadSections`` for a measure unknown, twice, without words, or for words too many."""
    read = tomllib.loads(text)
    made = tuple(
        Section(each["key"], each["question"], tuple(each["measures"]), each.get("says") == _SAYS)
        for each in read["section"]
    )
    named = [code for each in made for code in each.measures]
    if len(set(named)) != len(named) or len({each.key for each in made}) != len(made):
        raise BadSections("a section or a measure stands there twice")
    if differing := set(named) ^ set(read["words"]):
        raise BadSections(f"sections and words do not go together: {', '.join(sorted(differing))}")
    if unknown := set(named) - set(definitions()):
        raise BadSections(f"no such measure: {', '.join(sorted(unknown))}")
    return made, {code: _words(code, given) for code, given in read["words"].items()}


def _words(code: str, given: Mapping[str, Any]) -> PlainWords:
    if _WORDS - given.keys() or given.keys() - _WORDS - {"higher_is"}:
        raise BadSections(f"{code}: the words are {', '.join(sorted(_WORDS))}")
    higher = given.get("higher_is", _HIGHER[definition(code).direction])
    return PlainWords(given["name"], given["what"], given["means"], given["does_not_mean"], higher)


@cache
def _is_shown(code: str) -> bool:
    made = definition(code)
    return made.is_public and made.theme not in _ELSEWHERE and bool({Level.TRUST, Level.SITE} & set(made.levels))


@lru_cache(maxsize=1)
def _read() -> _Read:
    text = files("publication.safety_measures").joinpath("sections.toml").read_text(encoding="utf-8")
    return _Read(*parse(text))
