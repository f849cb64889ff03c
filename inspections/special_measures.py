"""Since when trusts are in special measures, for the order of the programme: asked of the part above that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class SpecialMeasuresSource(Protocol):
    """Says since when each trust in special measures on a day has been in them, by its code."""

    def __call__(self, on: date) -> Mapping[str, date]: ...


_sources: list[SpecialMeasuresSource] = []


def register_special_measures(source: SpecialMeasuresSource) -> None:
    """Let the programme ask the source; the floor above says so once, when it is ready."""
    if source not in _sources:
        _sources.append(source)


def special_measures_since(on: date) -> dict[str, date]:
    """Return since when each trust in special measures on the day has been in them, by its code."""
    return {code: day for source in _sources for code, day in source(on).items()}
