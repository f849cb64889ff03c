"""Tagged PDFs: the one place that makes them, from text that is never markup and fonts that come with typst.

Every file keeps PDF/UA-1 (ISO 14289-1): its headings, lists, tables and pictures are tagged in reading order, it has a
title and a language. The same words on the same day give the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

# Two marks without a shape of their own that Persian and Hindi are not spelt right without.
_JOINERS = "\u200c\u200d"
_NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading under the document's title, which is level 1; level: 2 to 4, none skipped."""

    words: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it stays a line break."""

    words: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list with bullets."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and one row of headings. numbers: columns, from 0, that stand to the right."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG that needs no style sheet. description: what it says, for those who do not see it."""

    svg: str
    description: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Part = Heading | Paragraph | Points | Table | Picture | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A plain document on A4. foot: stands at the foot of every page, beside its number. author: who gives it out."""

    title: str
    author: str
    dated: date
    parts: Sequence[Part]
    foot: str = ""


def typeset(document: Document) -> bytes:
    """Return a plain document as a tagged PDF. Errors: ValueError where a table is ragged or a level is skipped."""
    _check(document.parts)
    said = {
        "title": document.title,
        "author": document.author,
        "foot": document.foot,
        "parts": [_said_of(part) for part in document.parts],
    }
    return typeset_template("typesetting/document.typ", said, dated=document.dated)


def typeset_template(template: str, said: Mapping[str, Any], *, dated: date) -> bytes:
    """Return what a typst template of ours makes of what is said, as a tagged PDF.

    template: its path under ``templates/``; it reads ``json(bytes(sys.inputs.said))``, so that text stays text.
    said: text, numbers, truth values, lists and dictionaries of these. dated: the day that the file bears.
    A character that no font here has is shown as a question mark in a diamond; marks that show nothing, and those
    that turn the direction of what follows, are left out.
    """
    words = _without_marks(dict(said))
    try:
        return _compiled(template, words, dated)
    except typst.TypstError:
        # Standards forbid an empty box in a tagged file, and the compiler gives up: find the characters, and try again.
        return _compiled(template, _with_fonts_for(words), dated)


def picture_of_template(template: str, said: Mapping[str, Any], *, pixels_per_inch: int) -> bytes:
    """Return the first page of what ``typeset_template`` makes, as PNG: to be looked at, beside its words."""
    # One page alone comes as it is, several as a list, which the library's own types do not say.
    pages: Any = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        ignore_system_fonts=True,
        format="png",
        ppi=pixels_per_inch,
        sys_inputs={"said": _as_json(_without_marks(dict(said)))},
    )
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first


def _compiled(template: str, said: Any, dated: date) -> bytes:
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated, time(), UTC),
        sys_inputs={"said": _as_json(said)},
    )


def _as_json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _check(parts: Sequence[Part]) -> None:
    level = 1
    for part in parts:
        if isinstance(part, Heading):
            if not 2 <= part.level <= min(level + 1, 4):
                raise ValueError(f"a heading of level {part.level} cannot follow one of level {level}")
            level = part.level
        if isinstance(part, Table) and any(len(row) != len(part.headings) for row in part.rows):
            raise ValueError(f"the table {part.caption!r} has a row that is not as long as its headings")


def _said_of(part: Part) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "level": part.level, "words": part.words}
        case Paragraph():
            return {"kind": "paragraph", "words": part.words}
        case Points():
            return {"kind": "points", "items": list(part.items)}
        case Table():
            return {
                "kind": "table",
                "caption": part.caption,
                "headings": list(part.headings),
                "rows": [list(row) for row in part.rows],
                "numbers": list(part.numbers),
            }
        case Picture():
            return {"kind": "picture", "svg": part.svg, "description": part.description}
        case NewPage():
            return {"kind": "page"}


def _each_text(value: Any, change: Any) -> Any:
    """Return the value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(part, change) for part in value]
    return value


def _without_marks(said: Any) -> Any:
    def cleaned(text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
        return "".join(
            character
            for character in text
            if character in _JOINERS
            or character == "\n"
            or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        )

    return _each_text(said, cleaned)


def _with_fonts_for(said: Any) -> Any:
    def replaced(text: str) -> str:
        return "".join(character if _has_a_font(character) else _NOT_SHOWN for character in text)

    return _each_text(said, replaced)


@lru_cache(maxsize=20_000)
def _has_a_font(character: str) -> bool:
    if character == "\n" or " " <= character <= "~":
        return True
    try:
        _compiled("typesetting/one_character.typ", {"words": character}, date(2000, 1, 1))
    except typst.TypstError:
        return False
    return True
