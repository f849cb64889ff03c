"""What is said of a ward, a site or a trust: a numerator and a denominator for a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from oversight.measures.periods import Grain


class NewObservation(NamedTuple):
    """What a return says of one subject; None is blank, and a denominator of zero makes it not applicable."""

    measure: str
    level: str
    subject: str
    numerator: Decimal | None
    denominator: Decimal | None


class Observed(NamedTuple):
    """One month's numerator and denominator, and the version of the return that gave them."""

    period: date
    numerator: Decimal | None
    denominator: Decimal | None
    version_id: int


class SeriesKey(NamedTuple):
    """Whose series of what."""

    level: str
    subject: str
    measure: str


@dataclass(frozen=True, slots=True)
class AcceptedObservations:
    """All that one version of a return says, from when to when it stood; ``replaced_at`` None while it stands.

    ``period`` is the first day of what it describes, and ``grain`` how long that is.
    """

    version_id: int
    trust_code: str
    period: date
    accepted_at: datetime
    replaced_at: datetime | None
    observations: Iterable[NewObservation]
    grain: Grain = Grain.MONTH
