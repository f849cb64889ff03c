"""The words of a register: how rare each is, and which of them a word with a slip in it may stand for."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from oversight.organisations.naming import folded

# A likeness from here on is the word itself or the beginning of one.
AS_GOOD_AS_THE_WORD = 0.9
_MISSPELT_AT_MOST = 0.89
_ENOUGH_LIKE = 0.72
_SHORTEST_MISSPELT = 4
# Jaro and Winkler's measure, kind to dropped letters ("Lester"), runs higher than the count of slips does.
_MEASURES = ((OSA.normalized_similarity, 0.0), (JaroWinkler.normalized_similarity, 0.12))
# Words that people and registers shorten.
_ALIKE = {"saint": "st", "hosp": "hospital", "hospitals": "hospital", "univ": "university", "center": "centre"}


def words_of(text: str) -> list[str]:
    """Return the words of a text as the vocabulary knows them."""
    return [_ALIKE.get(word, word) for word in folded(text).split()]


class Vocabulary:
    """The words of some texts, with the number of texts that each stands in."""

    def __init__(self, words: Mapping[str, int], *, of: int) -> None:
        self._words = sorted(words)
        self._rarity = {word: math.log(1 + of / number) for word, number in words.items()}
        self._rarest = math.log(1 + of)

    def rarity(self, word: str) -> float:
        """Return how much a word tells, from 0; one that is not known tells most."""
        return self._rarity.get(word, self._rarest)

    def like(self, word: str) -> dict[str, float]:
        """Return the known words that a word may stand for, each with its likeness from 0 to 1.

        They are the same word, longer ones that begin with it, and for a word that is not known those spelt much
        like it.
        """
        likenesses = {known: AS_GOOD_AS_THE_WORD + 0.1 * len(word) / len(known) for known in self._beginning_with(word)}
        if word in self._rarity or len(word) < _SHORTEST_MISSPELT:
            return likenesses
        for measure, less in _MEASURES:
            for known, likeness, _at in process.extract(
                word, self._words, scorer=measure, score_cutoff=_ENOUGH_LIKE + less, limit=None
            ):
                if len(known) >= _SHORTEST_MISSPELT:
                    likenesses[known] = max(likenesses.get(known, 0.0), min(likeness - less, _MISSPELT_AT_MOST))
        return likenesses

    def _beginning_with(self, word: str) -> list[str]:
        if len(word) < 2:  # one letter begins too much
            return [word] if word in self._rarity else []
        first = bisect_left(self._words, word)
        last = bisect_left(self._words, word + "\U0010ffff")
        return self._words[first:last]
