"""Posters as tagged PDFs, one page each, and as a picture for the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from oversight.square_codes import square_code
from oversight.typesetting import picture_of_template, typeset_template
from workspaces.trust_desk.poster_words import Poster, Size

_TEMPLATE = "typesetting/posters.typ"
# Paper, and points of the text: as large as fits, and the least. Large print is 16 points and more (UK Association for
# Accessible Formats); from as far off as a poster is read, more: it takes two
# sheets.
_FORMATS = {Size.A4: ("a4", 16, 12), Size.A3: ("a3", 22, 16), Size.LARGE_PRINT: ("a3", 28, 28)}
_PREVIEW_PIXELS_PER_INCH = 72


def posters_pdf(posters: Sequence[Poster], size: Size, *, title: str, author: str, on: date) -> bytes:
    """Return posters as one file, in their order."""
    return typeset_template(_TEMPLATE, _said(posters, size, title, author), dated=on)


def poster_picture(poster: Poster, size: Size, *, author: str) -> bytes:
    """Return the first page of a poster as PNG."""
    said = _said([poster], size, poster.title, author)
    return picture_of_template(_TEMPLATE, said, pixels_per_inch=_PREVIEW_PIXELS_PER_INCH)


def _said(posters: Sequence[Poster], size: Size, title: str, author: str) -> dict[str, Any]:
    paper, points, least = _FORMATS[size]
    return {
        "title": title,
        "author": author,
        "paper": paper,
        "points": points,
        "least": least,
        "posters": [
            {
                "title": poster.title,
                "place": poster.place,
                "within": poster.within,
                "sections": [{"heading": each.heading, "lines": list(each.lines)} for each in poster.sections],
                "opens": poster.opens,
                "address": poster.address,
                "square": str(square_code(poster.address)),
            }
            for poster in posters
        ],
    }
