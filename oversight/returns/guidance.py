"""What a preparer reads before filling in a return, made from the declaration that the checks are made from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GuidanceColumn:
    """One column as guidance, template and messages tell of it."""

    code: str
    heading: str
    required: bool
    explanation: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidanceRule:
    """One rule as guidance tells of it."""

    rule: str
    severity: str
    text: str
    mend: str


@dataclass(frozen=True)
class Guidance:
    """What a preparer reads before filling in: made from the same declaration as the checks."""

    title: str
    introduction: tuple[str, ...]
    columns: tuple[GuidanceColumn, ...]
    rules: tuple[GuidanceRule, ...]
