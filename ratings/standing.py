"""What stands and goes into staffing signals: a trust's returns with their observations, or all trusts of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from oversight.measures.observations import Observed, SeriesKey

FILL_RATES = ("fill_day_registered", "fill_day_care", "fill_night_registered", "fill_night_care")
STAFFING_MEASURES = (*FILL_RATES, "fill_registered", "chppd_registered", "chppd_care", "chppd_overall")
ALARM_MEASURE = "fill_registered"


@dataclass(frozen=True, slots=True)
class StandingReturn:
    """The version of a trust's return that stands for a month; ``number`` is 1 for the first, more for a correction."""

    period: date
    version_id: int
    number: int
    receipt: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """A trust's standing returns in time order, and the series of its wards and of itself, each in time order."""

    trust_code: str
    returns: tuple[StandingReturn, ...]
    series: Mapping[SeriesKey, Sequence[Observed]]

    @property
    def latest_month(self) -> date | None:
        """The latest month for which a return was accepted: signals are of this month."""
        return self.returns[-1].period if self.returns else None


@dataclass(frozen=True, slots=True)
class TrustInMonth:
    """One trust's registered hours of a month, and how many of its known wards were in the return."""

    trust_code: str
    actual: Decimal | None
    planned: Decimal | None
    wards_reported: int
    wards_known: int
    standing: StandingReturn


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Every trust whose return for a month stands: the real ones, or the invented ones of a demonstration."""

    month: date
    demonstration: bool
    trusts: tuple[TrustInMonth, ...]
