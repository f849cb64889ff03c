"""What is measured: definitions, one file for each theme, from which pages, exports and guidance are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from oversight.measures.defined import (
    Certainty,
    Definition,
    Direction,
    KeyQuestion,
    Level,
    Method,
    Status,
    Theme,
    Thresholds,
)
from oversight.measures.definition_files import BadDefinition
from oversight.measures.definition_files import load_definitions as _load_definitions

__all__ = [
    "DEFINITIONS",
    "BadDefinition",
    "Certainty",
    "Definition",
    "Direction",
    "KeyQuestion",
    "Level",
    "Method",
    "Status",
    "Theme",
    "Thresholds",
    "by_theme",
    "definition",
    "definitions",
    "load_definitions",
    "measures_of",
    "public_definitions",
]

DEFINITIONS = Path(__file__).parent / "definitions"


def load_definitions(folder: Path = DEFINITIONS) -> dict[str, Definition]:
    """Read every definition of the folder, by code; ``BadDefinition`` names the file and the field of a fault."""
    return _load_definitions(folder)


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, Definition]:
    """Return the definitions that this system holds, by code."""
    return load_definitions()


def definition(code: str) -> Definition:
    """Return one definition; an unknown code is ``KeyError``."""
    return definitions()[code]


def measures_of(return_kind: str) -> frozenset[str]:
    """Return the codes of the measures that a kind of return feeds."""
    return frozenset(code for code, made in definitions().items() if made.return_kind == return_kind)


def public_definitions() -> tuple[Definition, ...]:
    """Return the definitions that the public may see: the reviewed ones, in the order of their codes."""
    return tuple(made for _code, made in sorted(definitions().items()) if made.is_public)


def by_theme(wanted: Iterable[Definition]) -> dict[Theme, list[Definition]]:
    """Return definitions by theme, the themes in the order of their headings, each with its own in order of name."""
    themes: dict[Theme, list[Definition]] = {}
    for made in sorted(wanted, key=lambda each: (each.theme.label, each.name)):
        themes.setdefault(made.theme, []).append(made)
    return themes
