"""The duty to display ratings, as it stands on a day: whose address must be shown beside them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("display_duty.toml")


@dataclass(frozen=True)
class DisplayDutyRule:
    """One edition of the duty."""

    from_on: date
    regulator_name: str
    regulator_address: str


def display_duty_on(day: date) -> DisplayDutyRule | None:
    """Return the duty in force on a day; None before there was one."""
    return next((each for each in _duties() if each.from_on <= day), None)


@cache
def _duties() -> list[DisplayDutyRule]:
    """Every edition, the newest first."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["duty"]
    return sorted((DisplayDutyRule(**each) for each in read), key=lambda each: each.from_on, reverse=True)
