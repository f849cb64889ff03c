"""How openly a trust reports, in one word made of several measures, by a dated rule (``open_and_honest.toml``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import in_force_on
from ratings.rules.judging import Word
from ratings.rules.settings_files import read_sets

FILE = Path(__file__).with_suffix(".toml")
HonestWord = Literal["good", "ok", "poor"]


class BadOpenAndHonest(ValueError):
    """The file of settings lacks something, or leaves a gap between its sets."""


@dataclass(frozen=True, slots=True)
class OpenAndHonest:
    """The rule for some days: its parts by code, and how many poor ones make which word."""

    version: str
    in_force_from: date
    in_force_to: date | None
    parts: tuple[str, ...]
    poor_from: int
    ok_from: int
    fewest: int
    source: str
    certainty: Certainty

    def told(self, word_of: Callable[[str], Word | None]) -> dict[str, Any]:
        """Return the version, the word and each part's word, as a release freezes them; empty where too few are known.

        ``word_of`` gives what a measure's comparison says of the trust, None where it says nothing.
        """
        found = {part: word_of(part) for part in self.parts}
        parts: dict[str, HonestWord] = {
            part: "good" if word is Word.NO_EVIDENCE else "poor"
            for part, word in found.items()
            if word is not None and word.counts
        }
        if len(parts) < self.fewest:
            return {}
        poor = sum(word == "poor" for word in parts.values())
        word: HonestWord = "poor" if poor >= self.poor_from else "ok" if poor >= self.ok_from else "good"
        return {"version": self.version, "word": word, "parts": parts}


def open_and_honest(day: date) -> OpenAndHonest | None:
    """Return the rule in force on a day; None before the first."""
    return in_force_on(day, _sets())


def rule_called(version: str) -> OpenAndHonest | None:
    """Return the rule of a version."""
    return next((each for each in _sets() if each.version == version), None)


def load(path: Path = FILE) -> tuple[OpenAndHonest, ...]:
    """Read the sets; ``BadOpenAndHonest``, naming the file, for anything missing, unknown or leaving a gap."""
    return read_sets(path, _made, wrong=BadOpenAndHonest)


@lru_cache(maxsize=1)
def _sets() -> tuple[OpenAndHonest, ...]:
    return load()


def _made(entry: Mapping[str, Any]) -> OpenAndHonest:
    given = {**entry, "parts": tuple(entry["parts"]), "certainty": Certainty(entry["certainty"])}
    return OpenAndHonest(**{"in_force_to": None, **given})
