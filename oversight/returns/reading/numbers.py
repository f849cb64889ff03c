"""The number that a cell holds, whether typed as a number or as text."""

from __future__ import annotations

import math
import re
from enum import StrEnum

from oversight.returns.reading.cells import ErrorCell, UncalculatedCell, Value

_SPACES = "\u00a0\u202f\u2009\u2007\u2002\u2003\u200a\ufeff\u200b"
_SPACE_FOR_ODD = str.maketrans(dict.fromkeys(_SPACES, " "))
_MINUS_FOR_DASH = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"))
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_USUAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_IN_BRACKETS = re.compile(r"\(([^()+-]+)\)")
_ERRORS = frozenset(("#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#####"))


class NotNumber(StrEnum):
    """Why a cell that should hold a number holds none."""

    BLANK = "blank"
    TEXT = "text"
    ERROR = "error"
    UNCALCULATED = "uncalculated"
    TIME = "time"


def number_in(value: Value) -> float | NotNumber:
    """The finite number that a cell holds, or why it holds none. A dash alone is a blank.

    Text may carry a sign, thousands apart by commas or spaces in groups of three, and spaces of any
    kind around; brackets mean a negative number, as in accounts.
    """
    if isinstance(value, str):
        if _USUAL.fullmatch(value):
            return float(value)
        return _number_in_text(value)
    if value is None:
        return NotNumber.BLANK
    if isinstance(value, float):
        return value if math.isfinite(value) else NotNumber.TEXT
    if isinstance(value, ErrorCell):
        return NotNumber.ERROR
    return NotNumber.UNCALCULATED if isinstance(value, UncalculatedCell) else NotNumber.TIME


def is_failed(value: Value) -> bool:
    """Whether a cell holds a formula that failed or was never worked out, also where only its text is left."""
    if isinstance(value, str):
        return value.startswith("#") and value.strip().lower() in _ERRORS
    return isinstance(value, ErrorCell | UncalculatedCell)


def is_dash(text: str) -> bool:
    """Whether text is dashes alone, which rota systems write for nothing."""
    stripped = text.translate(_SPACE_FOR_ODD).translate(_MINUS_FOR_DASH).strip()
    return bool(stripped) and not stripped.strip("-")


def _number_in_text(text: str) -> float | NotNumber:
    plain = text.translate(_SPACE_FOR_ODD).translate(_MINUS_FOR_DASH).strip()
    if not plain.strip("-"):
        return NotNumber.BLANK
    if not plain.isascii():
        return NotNumber.TEXT
    bracketed = _IN_BRACKETS.fullmatch(plain)
    if bracketed is not None:
        plain = "-" + bracketed[1].strip()
    if _PLAIN.fullmatch(plain):
        number = float(plain)
        return number if math.isfinite(number) else NotNumber.TEXT
    if _GROUPED.fullmatch(plain):
        return float(plain.replace(",", "").replace(" ", ""))
    return NotNumber.ERROR if plain.lower() in _ERRORS else NotNumber.TEXT
