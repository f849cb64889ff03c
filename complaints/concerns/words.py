"""What people write, made fit to keep: the same letters written one way, and nothing in it but letters and lines."""

from __future__ import annotations

import unicodedata

LONGEST = 20_000
"""Letters of what happened, or of what is added: some seven pages."""

# Word's own bullets, its line break within a paragraph, and the breaks of other systems.
_WRITTEN_AS = {
    "\r\n": "\n",
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n\n",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
}
# They turn the direction of what follows, so that a text reads otherwise than it is; languages written from right to
# left need none of them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\t")


def tidy(text: str) -> str:
    """Return the text in Unicode's normal form C, with line breaks of one kind and without control characters.

    Letters, marks, emoji and quotation marks of any language stay, and so does what looks like a script or a formula:
    it is shown as text. ``tidy`` of what was tidied is the same.
    """
    for other, ours in _WRITTEN_AS.items():
        text = text.replace(other, ours)
    kept = "".join(letter for letter in text if _is_kept(letter))
    return unicodedata.normalize("NFC", kept).strip()


def tidy_line(text: str) -> str:
    """Return the text as one line: each run of spaces and breaks is one space."""
    return " ".join(tidy(text).split())


def _is_kept(letter: str) -> bool:
    if letter in _KEPT_CONTROLS:
        return True
    # Control characters, halves of letters, letters that one program has for itself, and places that hold no letter.
    if unicodedata.category(letter) in {"Cc", "Cs", "Co"} or letter in _TURNING or letter == "\ufeff":
        return False
    return not (0xFDD0 <= ord(letter) <= 0xFDEF or ord(letter) & 0xFFFE == 0xFFFE)
