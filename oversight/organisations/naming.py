"""Text folded so that what people take for one name compares as one: for wards, units, sites and headings."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u201b\u02bc`\u00b4")
# In plain text, by far the most of it, every mark and control character is replaced at once.
_PLAIN_SEPARATORS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return the text without case, accents, width and apostrophes, and with every run of other marks as one space.

    "N - ICU", "n\u2013icu" and "N  ICU" fold alike, and "&" reads as "and"; words stay apart, so that "Ward 1 2" and
    "Ward 12" are two names. Folding twice changes nothing.
    """
    text = text.translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_APOSTROPHES)
    text = text.casefold().replace("&", " and ")
    if text.isascii():
        return " ".join(text.translate(_PLAIN_SEPARATORS).split())
    return _NOT_A_WORD.sub(" ", text).strip()


def name_key(name: str) -> str:
    """Return the key under which a name is filed: the name folded, or a name of marks alone, such as "**", as it is.

    Empty for blank text alone.
    """
    return folded(name) or "".join(name.split())
