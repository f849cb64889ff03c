"""Text folded so that what people take for the same compares as the same."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_ASCII_SEPARATORS = str.maketrans({mark: " " for mark in "!\"#$%()*+,-./:;<=>?@[\\]^_{|}~\t\n\r\x0b\x0c\x00"})
_NOT_WORD = re.compile(r"[^\w]+|_+")


def folded(text: str) -> str:
    """Text without case, differences of width, apostrophes, and with every run of other marks as one space.

    “N – ICU”, “n-icu” and “N  ICU” fold alike; “&” reads as “and”. Folding twice changes nothing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold().translate(_APOSTROPHES).replace("&", " and ")
    if text.isascii():
        return " ".join(text.translate(_ASCII_SEPARATORS).split())
    return _NOT_WORD.sub(" ", text).strip()
