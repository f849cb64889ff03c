"""What is on record when a return is checked: the trust, its last accepted month, its never events of other months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from oversight.returns.periods import Month
from safety.settings import SafetySettings, settings_for


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that was not signed off at the end of the last accepted month."""

    reference: str
    deadline: date


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident whose patient or family had not been told at the end of the last accepted month."""

    reference: str
    reported_on: date


@dataclass(frozen=True, slots=True)
class CheckContext:
    """All that a check knows besides the file; nothing in it changes while it runs.

    last_month: the last accepted month before the period, None where there is none; bed_days, alerts and incidents are
    what it gave, the latter two by the key of their reference. never_events: the month of each other standing return in
    which a never event with a reference stands, by the reference's key.
    """

    trust_code: str
    period: Month
    today: date
    last_month: Month | None = None
    bed_days: int | None = None
    alerts: Mapping[str, OpenAlert] = field(default_factory=dict)
    incidents: Mapping[str, OpenIncident] = field(default_factory=dict)
    never_events: Mapping[str, Month] = field(default_factory=dict)

    @property
    def settings(self) -> SafetySettings:
        """The settings in force for the period."""
        return settings_for(self.period)
