"""The shape of what the regulator's interface for programs gives: JSON objects, read with a word for what is amiss."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn


class NotALocation(ValueError):
    """The file is no JSON, or not in the shape of a location or a provider; the message says why."""


def read_object(content: bytes) -> Mapping[str, Any]:
    """Return the object that a file holds. Raises ``NotALocation``."""
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise NotALocation(f"It is not in UTF-8 (byte {fault.start + 1}).") from fault
    except RecursionError as fault:
        raise NotALocation("It is nested too deep.") from fault
    except ValueError as fault:
        raise NotALocation(f"It is no JSON: {fault}.") from fault
    if not isinstance(given, dict):
        refuse("a location is an object")
    return given


def text_of(given: Mapping[str, Any], name: str) -> str:
    """Return the text of the name, blank where there is none."""
    return str(given.get(name) or "").strip()


def code_of(given: Mapping[str, Any], name: str) -> str:
    """Return the code of the name; one that is not there is refused."""
    code = given.get(name)
    if not isinstance(code, str) or not code.strip():
        refuse(f"it has no {name}")
    return code.strip()


def object_of(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object of the name, empty where there is none."""
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        refuse(f"{name} is an object")
    return value


def list_of(given: Mapping[str, Any], name: str) -> Iterator[Any]:
    """Return what the list of the name holds, nothing where there is none."""
    value = given.get(name)
    if value is None:
        return iter(())
    if not isinstance(value, list):
        refuse(f"{name} is a list")
    return iter(value)


def day_of(value: object) -> date | None:
    """Return the day of a date or a moment, None for what is neither."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def refuse(reason: str) -> NoReturn:
    """Refuse the file, saying why."""
    raise NotALocation(f"It is not in the shape of a location: {reason}.")
