"""When the final edition of provisional figures comes out: dated settings, read from ``final_rules.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from oversight.measures.defined import Certainty
from oversight.organisations.working_days import nth_working_day_after
from oversight.wording import write_count
from publication.orderly.calendar_rules import at_release_time, months_after

SETTINGS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class FinalRule:
    """How long after the first edition of a kind's figures the final one comes: so many months, or working days."""

    kind: str
    version: str
    in_force_from: date
    source: str
    certainty: Certainty
    months: int = 0
    working_days: int = 0

    def __post_init__(self) -> None:
        if (self.months > 0) == (self.working_days > 0):
            raise ValueError(f"final edition of {self.kind} {self.version}: give months or working days, and one alone")

    def final_time(self, first_day: date) -> datetime:
        """Return half past nine in London on the day of the final edition of figures that first came out on a day."""
        if self.months:
            return at_release_time(months_after(first_day, self.months))
        return at_release_time(nth_working_day_after(first_day, self.working_days))

    @property
    def words(self) -> str:
        """How long, for people."""
        return write_count(self.months, "month") if self.months else write_count(self.working_days, "working day")


def final_rule(kind: str, day: date) -> FinalRule:
    """Return the rule for figures of a kind that first came out on a day; ``LookupError`` where none is set."""
    found = [rule for rule in _read() if rule.kind == kind and rule.in_force_from <= day]
    if not found:
        raise LookupError(f"when the final edition of {kind!r} comes out is not set for {day}")
    return max(found, key=lambda rule: rule.in_force_from)


@lru_cache(maxsize=1)
def _read() -> tuple[FinalRule, ...]:
    read = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    return tuple(FinalRule(**{**each, "certainty": Certainty(each["certainty"])}) for each in read["rule_set"])
