"""Text as people mean it, whatever program it was pasted from: the same words are the same characters.

Nothing is read into it: script, formulas and mark-up stay the text that they are.
"""

from __future__ import annotations

import re
import unicodedata

# Word's bullets from its symbol fonts, and the breaks that its lines and pages end with.
_AS_MEANT = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "•",
        "\uf0d8": "•",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x85": "\n",
        "\u00ad": None,
        "\ufeff": None,
        "\u200b": None,
    }
)
_DROPPED = frozenset(("Cc", "Cs"))
# What turns the direction of text around beyond its own line: it could make a text read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK_LINES = re.compile(r"\n{3,}")


def lines_of(text: str) -> str:
    """Return a text of one or more lines: one Unicode form, no control characters, each line without odd spaces.

    Letters of every language, their joiners and marks, and typographic quotation marks stay as they are.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_AS_MEANT)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    if not text.isprintable():
        text = "".join(
            one for one in text if one in "\n\t" or (one not in _TURNING and unicodedata.category(one) not in _DROPPED)
        )
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def line_of(text: str) -> str:
    """Return a text as one line."""
    return " ".join(lines_of(text).split())
