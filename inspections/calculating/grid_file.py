"""Reading grids of ratings from JSON, as anyone can write them: every unknown word is found in one pass.

The file is a list of ``{"location": "...", "services": {"Surgery": {"Safe": "Good", ...}}, "well_led": "Good"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ratings.rules.aggregation import Judged
from ratings.rules.ratings_words import KeyQuestion, UnknownWord, folded, read_key_question, read_rating


class NotGrids(ValueError):
    """The file is no JSON, or not in the shape of grids; the message says where and what is wanted."""


@dataclass(frozen=True, slots=True)
class WrongWord:
    """One place whose word is unknown, or that is given twice and not alike; ``value`` as it stands in the file."""

    location: str
    service: str | None
    key_question: str | None
    value: object
    reason: str


class WrongWords(ValueError):
    """The file has unknown words; all of them are named."""

    def __init__(self, places: Iterable[WrongWord]) -> None:
        self.places = tuple(places)
        super().__init__(f"{len(self.places)} unknown")


@dataclass(frozen=True, slots=True)
class LocationGrid:
    """One location's grid, with the well-led of its trust where the file gives one."""

    location: str
    services: dict[str, dict[KeyQuestion, Judged]] = field(default_factory=dict)
    well_led: Judged = None


class _Pairs(tuple[tuple[str, Any], ...]):
    """A JSON object with every name as it stands, repeated ones too."""

    __slots__ = ()


def read_grids(content: bytes) -> tuple[LocationGrid, ...]:
    """Read every grid of a file, in its order.

    Ratings and key questions are read whatever their case, spaces, hyphens and underscores; an ``Overall`` among them
    is left aside, since it is worked out. Raises ``NotGrids``, or ``WrongWords`` naming every unknown word.
    """
    read = _json(content)
    if not isinstance(read, list):
        raise NotGrids(f"A list of locations is wanted, not {_said(read)}.")
    wrong: list[WrongWord] = []
    grids = tuple(_entry(place, entry, wrong).grid() for place, entry in enumerate(read, start=1))
    if wrong:
        raise WrongWords(wrong)
    return grids


@dataclass(slots=True)
class _Entry:
    """One entry of the list while it is read; what is wrong with its words is added to ``wrong``."""

    place: int
    pairs: _Pairs
    wrong: list[WrongWord]
    location: str = ""

    def grid(self) -> LocationGrid:
        location = self._only("location")
        if not isinstance(location, str):
            self._refuse(f"location is a text, not {_said(location)}")
        self.location = location
        services = self._only("services")
        if not isinstance(services, _Pairs):
            self._refuse(f"services is an object, not {_said(services)}")
        return LocationGrid(location, self._services(services), self._well_led())

    def _only(self, name: str) -> object:
        given = [value for key, value in self.pairs if key == name]
        if not given:
            self._refuse(f"it has no {name}")
        if any(value != given[0] for value in given):
            self._refuse(f"{name} is given twice, and not alike")
        return given[0]

    def _services(self, services: _Pairs) -> dict[str, dict[KeyQuestion, Judged]]:
        made: dict[str, dict[KeyQuestion, Judged]] = {}
        for service, judged in services:
            if not isinstance(judged, _Pairs):
                self._refuse(f"the ratings of {service} are an object, not {_said(judged)}")
            words = self._words(service, judged)
            if made.setdefault(service, words) != words:
                self._add(service, None, _plain(judged), "the service is given twice, and not alike")
        return made

    def _words(self, service: str, judged: _Pairs) -> dict[KeyQuestion, Judged]:
        made: dict[KeyQuestion, Judged] = {}
        for name, value in judged:
            if folded(name) == "overall":
                continue
            try:
                question = read_key_question(name)
            except UnknownWord as unknown:
                self._add(service, name, _plain(value), str(unknown))
                continue
            try:
                word = read_rating(value)
            except UnknownWord as unknown:
                self._add(service, name, _plain(value), str(unknown))
                continue
            if made.setdefault(question, word) != word:
                self._add(service, name, value, "the key question is given twice, and not alike")
        return made

    def _well_led(self) -> Judged:
        words: list[Judged] = []
        for name, value in self.pairs:
            if folded(name) != folded(KeyQuestion.WELL_LED):
                continue
            try:
                words.append(read_rating(value))
            except UnknownWord as unknown:
                self._add(None, name, _plain(value), str(unknown))
                continue
            if words[-1] != words[0]:
                self._add(None, name, value, "the well-led of the trust is given twice, and not alike")
        return words[0] if words else None

    def _add(self, service: str | None, key_question: str | None, value: object, reason: str) -> None:
        self.wrong.append(WrongWord(self.location, service, key_question, value, reason))

    def _refuse(self, reason: str) -> NoReturn:
        raise NotGrids(f"Entry {self.place}: {reason}.")


def _entry(place: int, entry: object, wrong: list[WrongWord]) -> _Entry:
    if not isinstance(entry, _Pairs):
        raise NotGrids(f"Entry {place}: an object with a location and its services is wanted, not {_said(entry)}.")
    return _Entry(place, entry, wrong)


def _json(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_Pairs, parse_constant=_no_constant)
    except UnicodeDecodeError as fault:
        raise NotGrids(f"The file is not in UTF-8 (byte {fault.start + 1}).") from fault
    except json.JSONDecodeError as fault:
        raise NotGrids(f"The file is no JSON: {fault}.") from fault
    except RecursionError as fault:
        raise NotGrids("The file is nested too deep.") from fault
    except ValueError as fault:
        raise NotGrids(f"The file is no JSON that can be read: {fault}.") from fault


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _plain(value: object) -> object:
    """The value as JSON writes it again."""
    if isinstance(value, _Pairs):
        return {name: _plain(each) for name, each in value}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def _said(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, _Pairs):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "a text" if isinstance(value, str) else "a number"
