"""What a program asks: the parameters that a resource knows, read and refused by their own description."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from publication.api.problems import Kind, Problem
from publication.api.shapes import Schema
from publication.periods import STAFFING
from publication.place_pages.known_on import NAME, KnownOn, NoSuchDay, known_on
from publication.record import Releases

_LONGEST = 100
_LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True)
class Parameter:
    """A query parameter: its name, what it asks for, and how its text is read (``ValueError`` says what it should be).

    ``otherwise`` is its value where it is not given.
    """

    name: str
    description: str
    schema: Schema
    read: Callable[[str], Any]
    otherwise: Any = None
    required: bool = False

    def described(self) -> dict[str, Any]:
        """Return its description (OpenAPI 3.1)."""
        schema = dict(self.schema)
        if self.otherwise is not None:
            schema["default"] = self.otherwise
        told = {"name": self.name, "in": "query", "required": self.required}
        # Forms send what was left blank: an empty value is none.
        empty = {} if self.required else {"allowEmptyValue": True}
        return {**told, **empty, "description": self.description, "schema": schema}


@dataclass(frozen=True)
class InPath:
    """A part of an address: its name, what it names, and one that is published in a world, for examples."""

    name: str
    description: str
    example: Callable[[bool], str | None]
    words: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """Return its description (OpenAPI 3.1)."""
        schema: Schema = {"type": "string", **({"enum": list(self.words)} if self.words else {})}
        return {"name": self.name, "in": "path", "required": True, "description": self.description, "schema": schema}


def whole(name: str, description: str, *, otherwise: int, most: int | None = None) -> Parameter:
    """Return a parameter that is a whole number from 1 on."""
    largest = most or _LARGEST_NUMBER
    bounds = f"from 1 to {largest:,}"

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST or not 1 <= int(text) <= largest:
            raise ValueError(f"It is a whole number {bounds}.")
        return int(text)

    schema: Schema = {"type": "integer", "minimum": 1, "maximum": largest}
    return Parameter(name, description, schema, read, otherwise)


def one_of(name: str, description: str, words: Iterable[str], *, otherwise: str | None = None) -> Parameter:
    """Return a parameter that is one of some words."""
    known = tuple(words)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"It is one of: {', '.join(known)}.")
        return text

    return Parameter(name, description, {"type": "string", "enum": list(known)}, read, otherwise)


def yes_no(name: str, description: str) -> Parameter:
    """Return a parameter that is true or false."""

    def read(text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError("It is true or false.")
        return text == "true"

    return Parameter(name, description, {"type": "boolean"}, read)


def code(name: str, description: str, *, longest: int = _LONGEST, upper: bool = False) -> Parameter:
    """Return a parameter that is a code of letters, digits, - and _; with ``upper`` one in any case is in capitals."""
    pattern = f"^[A-Za-z0-9_-]{{1,{longest}}}$"

    def read(given: str) -> str:
        if not re.fullmatch(pattern, given):
            raise ValueError(f"It is a code of at most {longest} letters, digits, hyphens and underscores.")
        return given.upper() if upper else given

    return Parameter(name, description, {"type": "string", "pattern": pattern}, read)


def parsed(name: str, description: str, read: Callable[[str], Any], example: str, *, pattern: str) -> Parameter:
    """Return a parameter of a pattern that a function reads, which raises ``ValueError`` for what it can't."""

    def checked(given: str) -> Any:
        if len(given) <= _LONGEST and given.isprintable():
            # What it should be is best said by what reads it.
            value = read(given)
            if re.fullmatch(pattern, given):
                return value
        raise ValueError(f"It is written like {example}.")

    return Parameter(name, description, {"type": "string", "pattern": pattern, "examples": [example]}, checked)


PAGE = whole("page", "Which page of the list. Beyond the last one, a page is empty.", otherwise=1)
PER_PAGE = whole("per_page", "How many on a page.", otherwise=100, most=1_000)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("It is a day such as 2026-03-01.") from None


KNOWN_ON = Parameter(
    NAME,
    "Answers as of the end of that day in London: with what had been published by then. What was withdrawn since stays"
    " withdrawn. Before the first publication there is nothing. A day that is to come is refused.",
    {"type": "string", "format": "date", "examples": ["2026-03-01"]},
    _day,
)


@dataclass(frozen=True)
class Asked:
    """A question that can be answered: in which world, at which moment, with which values.

    ``root`` is the site's own address, ``here`` the path that is asked and ``given`` its query as it was given.
    """

    root: str
    here: str
    given: Mapping[str, str]
    demonstration: bool
    now: datetime
    values: Mapping[str, Any]
    path: Mapping[str, Any]
    as_known: KnownOn
    _kept: dict[str, Releases] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def moment(self) -> datetime:
        """As of when it is answered: now, or the end of the day that is asked for."""
        return self.as_known.moment

    @property
    def code(self) -> str:
        """The code of the address, in capitals, as registers have it."""
        return str(self.path["code"]).upper()

    def releases(self, kind: str = STAFFING) -> Releases:
        """Return the releases of a kind as of then."""
        if kind not in self._kept:
            self._kept[kind] = Releases(demonstration=self.demonstration, kind=kind, at=self.as_known.at)
        return self._kept[kind]

    def address(self, name: str, **path: Any) -> str:
        """Return the whole address of a resource of the same world."""
        return self.root + path_of(name, demonstration=self.demonstration, **path)

    def page(self, name: str, **path: Any) -> str:
        """Return the whole address of a page for people."""
        return self.root + reverse(f"public:{name}", kwargs=path)


def path_of(name: str, *, demonstration: bool, **path: Any) -> str:
    """Return the address of a resource, real or invented, from the root of the site."""
    return reverse(f"public:{'invented:' if demonstration else ''}{name}", kwargs=path)


def read_question(
    request: HttpRequest,
    parameters: Iterable[Parameter],
    *,
    demonstration: bool,
    now: datetime,
    path: Mapping[str, Any],
) -> Asked:
    """Return what is asked. ``Problem``: a parameter that is unknown, given twice, or can't be read."""
    known = {parameter.name: parameter for parameter in parameters}
    values = {name: parameter.otherwise for name, parameter in known.items()}
    for name, given in request.GET.lists():
        parameter = known.get(name)
        if parameter is None:
            listed = ", ".join(sorted(known)) or "none"
            raise Problem(Kind.UNKNOWN_PARAMETER, f"The parameters of this resource are: {listed}.", name[:_LONGEST])
        if len(given) > 1:
            raise Problem(Kind.BAD_PARAMETER, f"{name} is given more than once.", name)
        if given[0] == "":
            continue
        try:
            values[name] = parameter.read(given[0])
        except ValueError as fault:
            raise Problem(Kind.BAD_PARAMETER, f"{name} can't be read. {fault}", name) from None
    for parameter in known.values():
        if parameter.required and not values[parameter.name]:
            raise Problem(Kind.BAD_PARAMETER, f"{parameter.name} is required. {parameter.description}", parameter.name)
    try:
        day = known_on(request) if NAME in known else None
    except NoSuchDay as fault:
        raise Problem(Kind.BAD_PARAMETER, fault.message, NAME) from None
    return Asked(
        root_of(request), request.path, request.GET.dict(), demonstration, now, values, path, KnownOn(day, now)
    )


def root_of(request: HttpRequest) -> str:
    """Return the site's own address as it was asked."""
    return request.build_absolute_uri("/").rstrip("/")
