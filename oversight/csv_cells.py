"""Cells of CSV files that are given out: text never becomes a live formula, and numbers stay numbers."""

from __future__ import annotations

import re

# The last four are the full-width forms of the first four, which Excel takes for them.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def inert(text: str) -> str:
    """Return text that a spreadsheet program will show and not calculate.

    What could start a formula, white space before it or not, gets an apostrophe in front, as OWASP advises
    against CSV injection. A plain number such as -5.2 is returned as it is.
    """
    if _NUMBER.fullmatch(text) or not text.lstrip(" \u00a0\ufeff").startswith(_STARTS_A_FORMULA):
        return text
    return f"'{text}"
