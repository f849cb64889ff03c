"""One value of a return as a page or a file shows it."""

from __future__ import annotations

import re
from decimal import Decimal

from oversight.wording import write_number

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def is_number(value: str) -> bool:
    """Say whether a text is a plain number."""
    return _NUMBER.fullmatch(value) is not None


def number_or_text(value: str | None) -> Decimal | str | None:
    """Return a value as a number where it is one, so that a file holds a number and a page writes its commas."""
    return Decimal(value) if value is not None and is_number(value) else value


def as_shown(value: str | None) -> str:
    """Return a value for a page: numbers with commas and all their digits, a blank said in words."""
    shown = number_or_text(value)
    if shown is None:
        return "blank"
    return write_number(shown) if isinstance(shown, Decimal) else shown
