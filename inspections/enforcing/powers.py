"""The powers by which a step of enforcement is taken: basis, who holds it, and its times."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from inspections.deadlines import end_of_day
from oversight.london import LONDON
from oversight.organisations.working_days import nth_working_day_after


@dataclass(frozen=True, slots=True)
class Power:
    """One power, in force on its days (both included; None: on).

    ``report_days``: calendar days within which the trust reports its actions. ``representations``: working days for
    representations, None where it has none. ``harm``: for a prosecution, whether the offence needs harm.
    """

    code: str
    kind: str
    basis: str
    issuer: str
    from_on: date
    to_on: date | None
    report_days: int | None
    representations: int | None
    dated_requirements: bool
    urgent: bool
    harm: str
    source: str
    certainty: str

    def in_force_on(self, day: date) -> bool:
        """Whether a step could be taken by it on the day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def representations_until(self, issued_at: datetime) -> datetime | None:
        """Return the last moment for representations: the end of the last working day, on the clocks of London."""
        if self.representations is None:
            return None
        return end_of_day(nth_working_day_after(issued_at.astimezone(LONDON).date(), self.representations))

    def report_due_on(self, received_on: date) -> date | None:
        """Return the day by which the trust reports its actions: so many days beginning on the day after receipt."""
        return None if self.report_days is None else received_on + timedelta(days=self.report_days)


@cache
def powers() -> Mapping[str, Power]:
    """Return every power by its code. Each has its own source."""
    text = files("inspections").joinpath("data", "powers.toml").read_text(encoding="utf-8")
    read = [
        Power(
            code=each["code"],
            kind=each["kind"],
            basis=each["basis"],
            issuer=each["issuer"],
            from_on=each["from_on"],
            to_on=each.get("to_on"),
            report_days=each.get("report_days"),
            representations=each.get("representations"),
            dated_requirements=each.get("dated_requirements", False),
            urgent=each.get("urgent", False),
            harm=each.get("harm", ""),
            source=each["source"],
            certainty=each["certainty"],
        )
        for each in tomllib.loads(text)["power"]
    ]
    listed = {each.code: each for each in read}
    if len(listed) != len(read):
        raise ValueError("powers.toml: a code is given twice")
    return MappingProxyType(listed)


def powers_for(kind: str, day: date) -> tuple[Power, ...]:
    """Return the powers that are a basis of such a step on the day."""
    return tuple(each for each in powers().values() if each.kind == kind and each.in_force_on(day))
