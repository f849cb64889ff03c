"""What an answer is made of: each part says how it is written and how it is described, so that neither can be alone.

``of`` reads a field from the thing that is told, with the question that is answered (``publication.api.asking.Asked``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from oversight.london import LONDON
from oversight.wording import write_iso

Schema = dict[str, Any]
Of = Callable[[Any, Any], Any]


class Shape(Protocol):
    """A part of an answer."""

    def write(self, value: Any, asked: Any) -> Any:
        """Return the value as JSON holds it."""

    def schema(self) -> Schema:
        """Return its description (JSON Schema 2020-12); named objects are referred to."""

    def objects(self) -> Sequence[Object]:
        """Return the named objects that it is made of."""


@dataclass(frozen=True)
class Scalar:
    """A text, a number, a yes or no. ``words``: the only values that it has; ``null``: there may be none."""

    type: str
    format: str = ""
    words: tuple[str, ...] = ()
    null: bool = False
    written: Callable[[Any], Any] = lambda value: value

    def or_null(self) -> Scalar:
        """Return the same where there may be no value."""
        return replace(self, null=True)

    def write(self, value: Any, asked: Any) -> Any:
        """Return the value; None stays null."""
        return None if value is None else self.written(value)

    def schema(self) -> Schema:
        """Return its type, and its words where it has no others."""
        made: Schema = {"type": [self.type, "null"] if self.null else self.type}
        if self.format:
            made["format"] = self.format
        if self.words:
            made["enum"] = [*self.words, *([None] if self.null else [])]
        return made

    def objects(self) -> Sequence[Object]:
        """Return none."""
        return ()


def _number(value: Decimal | float) -> int | float:
    whole = int(value)
    return whole if whole == value else float(value)


def _moment(value: datetime) -> str:
    """Return a moment with London's offset; before 1847 that had seconds, which RFC 3339 knows not: then in UTC."""
    offset = value.astimezone(LONDON).utcoffset()
    if offset is not None and offset.seconds % 60:
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return write_iso(value)


def _day(value: date) -> str:
    return value.isoformat()


TEXT = Scalar("string", written=str)
WHOLE = Scalar("integer", written=int)
NUMBER = Scalar("number", written=_number)
YES_NO = Scalar("boolean", written=bool)
DAY = Scalar("string", "date", written=_day)
MOMENT = Scalar("string", "date-time", written=_moment)
ADDRESS = Scalar("string", "uri", written=str)


def word_of(*words: str) -> Scalar:
    """Return a text that is one of these words."""
    return Scalar("string", words=words, written=str)


@dataclass(frozen=True)
class Listed:
    """Several of the same."""

    each: Shape

    def write(self, value: Any, asked: Any) -> Any:
        """Return each as JSON holds it."""
        return [self.each.write(one, asked) for one in value]

    def schema(self) -> Schema:
        """Return the description of a list."""
        return {"type": "array", "items": self.each.schema()}

    def objects(self) -> Sequence[Object]:
        """Return those of each."""
        return self.each.objects()


def _by_name(name: str) -> Of:
    return lambda thing, asked: getattr(thing, name)


@dataclass(frozen=True)
class Field:
    """One field: its name, what it means, its unit where it is a number that has one, and how it is read.

    Without ``of`` it is the thing's attribute of the same name.
    """

    name: str
    description: str
    shape: Shape
    of: Of | None = None
    unit: str = ""

    @property
    def read(self) -> Of:
        """How it is read from the thing that is told."""
        return self.of or _by_name(self.name)

    def schema(self) -> Schema:
        """Return the description of its value, with its meaning and its unit."""
        told = self.shape.schema()
        return {**told, "description": self.description, **({"x-unit": self.unit} if self.unit else {})}


@dataclass(frozen=True)
class Object:
    """Fields together under a name."""

    name: str
    description: str
    fields: tuple[Field, ...]

    def write(self, value: Any, asked: Any) -> Any:
        """Return the fields of the thing by their names."""
        return {field.name: field.shape.write(field.read(value, asked), asked) for field in self.fields}

    def schema(self) -> Schema:
        """Return where its description stands."""
        return {"$ref": f"#/components/schemas/{self.name}"}

    def described(self) -> Schema:
        """Return its description: every field is always there."""
        return {
            "type": "object",
            "description": self.description,
            "properties": {field.name: field.schema() for field in self.fields},
            "required": [field.name for field in self.fields],
        }

    def objects(self) -> Sequence[Object]:
        """Return itself, and what its fields are made of."""
        return [self, *(inner for field in self.fields for inner in field.shape.objects())]


@dataclass(frozen=True)
class OrNull:
    """An object, or nothing."""

    inner: Shape

    def write(self, value: Any, asked: Any) -> Any:
        """Return the object; None stays null."""
        return None if value is None else self.inner.write(value, asked)

    def schema(self) -> Schema:
        """Return the description of either."""
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}

    def objects(self) -> Sequence[Object]:
        """Return those of the object."""
        return self.inner.objects()


@dataclass(frozen=True)
class ByName:
    """Texts by names that differ from answer to answer."""

    words: tuple[str, ...]

    def write(self, value: Mapping[str, str], asked: Any) -> Any:
        """Return them as they are."""
        return dict(value)

    def schema(self) -> Schema:
        """Return the description of an object with any names."""
        return {"type": "object", "additionalProperties": {"type": "string", "enum": list(self.words)}}

    def objects(self) -> Sequence[Object]:
        """Return none."""
        return ()
