"""When two spellings are one name: the folding by which wards, units and sites are matched."""

from __future__ import annotations

import re
import unicodedata

# A point between digits is part of a number: ward 4.5 is not ward 45.
_POINT_OUTSIDE_A_NUMBER = re.compile(r"(?<!\d)\.|\.(?!\d)")
_APOSTROPHES = re.compile(r"['\u2018\u2019\u201b\u02bc`\u00b4]")
_BETWEEN_WORDS = re.compile(r"[^\w.]+|_")


def name_key(name: str) -> str:
    """Fold a name for comparison: case, accents, white space, dashes and punctuation make no difference.

    Words stay apart, so that "Ward 1 2" and "Ward 12" are two names. A name of marks alone, such as "**", is its own
    key; white space alone (no-break spaces too) gives the empty key.
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(mark for mark in text if not unicodedata.combining(mark))
    text = _APOSTROPHES.sub("", text)
    text = text.replace("&", " and ")
    text = _POINT_OUTSIDE_A_NUMBER.sub(" ", text)
    folded = " ".join(_BETWEEN_WORDS.sub(" ", text).split())
    return folded or "".join(name.split())
