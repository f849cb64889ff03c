"""What a reader knows of one part of a release, in which nothing adds up with anything outside of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from publication.orderly.bounding import Cell, Known, Watched


@dataclass(slots=True)
class PartKnown:
    """What is known of a trust; which of its cells are withheld, and what they are called."""

    trust_code: str
    name: str
    known: Known = field(default_factory=Known)
    withheld: dict[Cell, Watched] = field(default_factory=dict)
    names: dict[Cell, str] = field(default_factory=dict)
