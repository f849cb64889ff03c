"""The fundamental standards, by the number of their regulation, and whether breaking one is an offence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Prosecution(StrEnum):
    """Whether a breach can be prosecuted: in itself, where harm came of it, or not."""

    DIRECT = "direct"
    HARM = "harm"
    NONE = "none"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "direct": "An offence in itself",
            "harm": "An offence where avoidable harm, a significant risk of it, or theft resulted",
        }.get(self.value, "No offence: civil enforcement alone")


@dataclass(frozen=True, slots=True)
class FundamentalStandard:
    """One regulation; ``clauses`` are the parts to which an offence is tied, empty: the whole regulation."""

    regulation: str
    name: str
    from_on: date
    to_on: date | None
    prosecution: Prosecution
    clauses: tuple[str, ...]
    source: str
    certainty: str

    @property
    def label(self) -> str:
        """``Regulation 12: Safe care and treatment``."""
        return f"Regulation {self.regulation}: {self.name}"

    def in_force_on(self, day: date) -> bool:
        """Whether it bound trusts on the day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@cache
def fundamental_standards() -> Mapping[str, FundamentalStandard]:
    """Return every standard by the number of its regulation, in order. Source: SI 2014/2936, each row with its own."""
    text = files("inspections").joinpath("data", "fundamental_standards.toml").read_text(encoding="utf-8")
    read = [
        FundamentalStandard(
            regulation=each["regulation"],
            name=each["name"],
            from_on=each["from_on"],
            to_on=each.get("to_on"),
            prosecution=Prosecution(each["prosecution"]),
            clauses=tuple(each.get("clauses", ())),
            source=each["source"],
            certainty=each["certainty"],
        )
        for each in tomllib.loads(text)["standard"]
    ]
    listed = {each.regulation: each for each in read}
    if len(listed) != len(read):
        raise ValueError("fundamental_standards.toml: a regulation is given twice")
    return MappingProxyType(listed)


def standards_on(day: date) -> tuple[FundamentalStandard, ...]:
    """Return the standards that bound trusts on the day."""
    return tuple(each for each in fundamental_standards().values() if each.in_force_on(day))
