"""Find organisations by name, town, code or postcode, forgiving of spelling: a pure index over what it is given.

A word of the query counts the more the rarer it is in the register, so that "hospital" says little and "Addenbrooke's"
nearly all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from oversight.organisations.postcodes import Position, Postcode, PostcodeMap, split_postcode
from oversight.organisations.vocabulary import AS_GOOD_AS_THE_WORD, Vocabulary, words_of


class What(StrEnum):
    """What was found."""

    HOSPITAL = "hospital"
    TRUST = "trust"


class Reason(StrEnum):
    """Why it was found."""

    CODE = "code"
    POSTCODE = "same postcode"
    NEAR = "nearest"
    NAME = "name"
    TOWN = "place"
    TRUST = "trust"
    SPELLING = "similar spelling"


@dataclass(frozen=True)
class Entry:
    """A hospital or a trust as the index knows it; ``other_name`` is a second name that it is found by."""

    what: What
    code: str
    name: str
    other_name: str = ""
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    trust_name: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    position: Position | None = None


@dataclass(frozen=True)
class Found:
    """One answer: what it is, where it is, why it was found, and how far it lies from the postcode asked for.

    ``miles`` is as the crow flies, and None where no postcode was given or the place is not known; approximate unless
    ``is_exact``: then it goes from the postcode itself.
    """

    what: What
    code: str
    name: str
    town: str
    postcode: str
    trust_name: str
    closed_on: date | None
    miles: float | None
    reason: Reason
    is_exact: bool = False

    @property
    def distance(self) -> str:
        """The distance in words; blank where it is not known."""
        if self.miles is None:
            return ""
        if self.is_exact and self.miles < _TELL_TENTHS_BELOW:
            return f"{max(self.miles, 0.1):.1f} miles"
        if self.is_exact:
            return f"{round(self.miles):,} miles"
        if self.miles < 1:
            return "less than a mile"
        whole = round(self.miles)
        return "about 1 mile" if whole == 1 else f"about {whole:,} miles"


# Miles below which a distance that is exact is told to a tenth.
_TELL_TENTHS_BELOW = 9.95


class _Field(IntEnum):
    NAME = 0
    TOWN = 1
    ADDRESS = 2
    COUNTY = 3
    TRUST = 4


# How much a word counts by where it stands.
_COUNTS = {_Field.NAME: 1.0, _Field.TOWN: 0.9, _Field.ADDRESS: 0.7, _Field.COUNTY: 0.6, _Field.TRUST: 0.6}
_REASONS = {
    _Field.NAME: Reason.NAME,
    _Field.TOWN: Reason.TOWN,
    _Field.ADDRESS: Reason.TOWN,
    _Field.COUNTY: Reason.TOWN,
    _Field.TRUST: Reason.TRUST,
}
_ENOUGH_OF_THE_QUERY = 0.6
_GOOD = 0.75
_CLOSED_LESS = 0.25
_SQUASHED_ENOUGH_LIKE = 82
# The rarity of a word that one organisation in five has.
_TELLS_NOTHING = math.log(6)
_LONGEST_QUERY = 200
_MOST_WORDS = 12


class Index:
    """The organisations of one world, real or of the demonstration, and where each of their words stands."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: Sequence[Entry] = sorted(entries, key=lambda entry: (entry.what, entry.name, entry.code))
        self._by_code = {entry.code: at for at, entry in enumerate(self._entries)}
        self._places: dict[str, list[tuple[int, _Field]]] = defaultdict(list)
        self._name_words: list[frozenset[str]] = []
        for at, entry in enumerate(self._entries):
            texts = {
                _Field.NAME: f"{entry.name} {entry.other_name}",
                _Field.TOWN: entry.town,
                _Field.ADDRESS: entry.address,
                _Field.COUNTY: entry.county,
                _Field.TRUST: entry.trust_name,
            }
            for field, text in texts.items():
                for word in set(words_of(text)):
                    self._places[word].append((at, field))
            self._name_words.append(frozenset(words_of(entry.name)))
        self._words = Vocabulary(
            {word: len({at for at, _field in places}) for word, places in self._places.items()}, of=len(self._entries)
        )
        self._squashed = [self._as_one_word(words_of(entry.name)) for entry in self._entries]
        self._map = PostcodeMap(
            (entry.postcode, entry.position) for entry in self._entries if entry.postcode and entry.position
        )

    def find(self, query: str, *, on: date, limit: int, centre: Position | None = None) -> list[Found]:
        """Return the best answers in a stable order; nearest first where the query ends with a postcode.

        ``centre``: where that postcode lies, if that is known better than by the hospitals that share it. A closed
        organisation is found too, after open ones that fit nearly as well; one that opens later is not.
        """
        query = " ".join(query.split())[:_LONGEST_QUERY]
        if not query or limit < 1:
            return []
        if (at := self._by_code.get(query.upper())) is not None:
            return [self._found(at, Reason.CODE)]
        rest, postcode = split_postcode(query)
        is_exact = centre is not None and postcode is not None and bool(postcode.inward)
        if centre is None and postcode:
            centre = self._map.position_of(postcode)
        if postcode and (centre or any(entry.postcode == str(postcode) for entry in self._entries)):
            return self._near(rest, postcode, centre, on, limit, is_exact=is_exact)
        scored = self._scored(query)
        ranked = sorted(
            (at for at in scored if self._is_known(at, on)),
            key=lambda at: (-round(scored[at][0] - _CLOSED_LESS * self._is_closed(at, on), 3), at),
        )
        return [self._found(at, scored[at][1]) for at in ranked[:limit]]

    def _near(
        self, rest: str, postcode: Postcode, centre: Position | None, on: date, limit: int, *, is_exact: bool
    ) -> list[Found]:
        """Return hospitals by their distance; with words before the postcode, those that the words fit."""
        wanted = self._scored(rest).keys() if rest else range(len(self._entries))
        answers = []
        for at in wanted:
            entry = self._entries[at]
            if entry.what is not What.HOSPITAL or self._is_closed(at, on) or not self._is_known(at, on):
                continue
            if entry.postcode == str(postcode):
                answers.append((0.0, at, Reason.POSTCODE))
            elif centre and (position := self._positions[at]):
                answers.append((centre.miles_to(position), at, Reason.NEAR))
        answers.sort()
        return [
            self._found(
                at, reason, miles, is_exact=is_exact and reason is Reason.NEAR and bool(self._entries[at].position)
            )
            for miles, at, reason in answers[:limit]
        ]

    @cached_property
    def _positions(self) -> list[Position | None]:
        """Where each entry lies, by its postcode where its own position is not known."""
        return [entry.position or self._by_postcode(entry.postcode) for entry in self._entries]

    def _by_postcode(self, text: str) -> Position | None:
        _rest, postcode = split_postcode(text)
        return self._map.position_of(postcode) if postcode else None

    def _is_known(self, at: int, on: date) -> bool:
        opened_on = self._entries[at].opened_on
        return opened_on is None or opened_on <= on

    def _is_closed(self, at: int, on: date) -> bool:
        closed_on = self._entries[at].closed_on
        return closed_on is not None and closed_on < on

    def _found(self, at: int, reason: Reason, miles: float | None = None, *, is_exact: bool = False) -> Found:
        entry = self._entries[at]
        return Found(
            what=entry.what,
            code=entry.code,
            name=entry.name,
            town=entry.town,
            postcode=entry.postcode,
            trust_name=entry.trust_name,
            closed_on=entry.closed_on,
            miles=miles,
            reason=reason,
            is_exact=is_exact,
        )

    def _scored(self, query: str) -> dict[int, tuple[float, Reason]]:
        """Return the entries that the words fit well enough, each with how well, from 0, and why."""
        asked = words_of(query)[:_MOST_WORDS]
        if not asked:
            return {}
        met = [self._met(word) for word in dict.fromkeys(asked)]
        whole = sum(weight for weight, _fits in met)
        gained: dict[int, float] = defaultdict(float)
        by_field: dict[int, dict[_Field, float]] = defaultdict(lambda: defaultdict(float))
        exact: dict[int, float] = defaultdict(float)
        for weight, fits in met:
            for at, (likeness, field) in fits.items():
                gained[at] += weight * likeness * _COUNTS[field]
                by_field[at][field] += weight
                exact[at] += weight * (likeness >= AS_GOOD_AS_THE_WORD)
        scored = {}
        for at, score in gained.items():
            if score < _ENOUGH_OF_THE_QUERY * whole:
                continue
            field = max(by_field[at], key=lambda one: (by_field[at][one], -one))
            spelt = exact[at] >= sum(by_field[at].values()) / 2
            scored[at] = (
                score / whole + self._closeness(at, asked),
                _REASONS[field] if spelt else Reason.SPELLING,
            )
        if max((score for score, _reason in scored.values()), default=0.0) < _GOOD:
            for at, score in self._squashed_alike(asked):
                scored.setdefault(at, (score, Reason.SPELLING))
        return scored

    def _met(self, word: str) -> tuple[float, dict[int, tuple[float, _Field]]]:
        """Return how much a word of the query counts, and for each entry that it meets how well and where."""
        likenesses = self._words.like(word)
        fits: dict[int, tuple[float, _Field]] = {}
        for known, likeness in likenesses.items():
            for at, field in self._places[known]:
                before = fits.get(at)
                if before is None or likeness * _COUNTS[field] > before[0] * _COUNTS[before[1]]:
                    fits[at] = (likeness, field)
        nearest = max(likenesses, key=lambda known: (likenesses[known], known), default=word)
        return self._words.rarity(nearest), fits

    def _closeness(self, at: int, asked: Sequence[str]) -> float:
        """Return what sets apart those that fit alike: the whole name, and how little of it was not asked for."""
        name = self._name_words[at]
        share = len(name & set(asked)) / len(name) if name else 0.0
        return 0.2 * share + (0.1 if name == set(asked) else 0.0)

    def _squashed_alike(self, asked: Sequence[str]) -> list[tuple[int, float]]:
        """Return the entries whose name without spaces reads much like the query: "north wick park"."""
        likenesses: dict[int, float] = {}
        for written in {"".join(asked), self._as_one_word(asked)}:
            for _name, likeness, at in process.extract(
                written, self._squashed, scorer=fuzz.ratio, score_cutoff=_SQUASHED_ENOUGH_LIKE, limit=50
            ):
                likenesses[at] = max(likenesses.get(at, 0.0), likeness)
        return [(at, likeness / 100 * _GOOD) for at, likeness in likenesses.items()]

    def _as_one_word(self, words: Sequence[str]) -> str:
        """Return the words without spaces, and without those that so many names have that they tell nothing."""
        telling = [word for word in words if self._words.rarity(word) > _TELLS_NOTHING]
        return "".join(telling or words)
