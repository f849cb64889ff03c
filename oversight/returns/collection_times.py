"""When a collection opens and closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CollectionTimes:
    """Opening and close, in UTC, and where they come from: a rule, or a notice that says otherwise."""

    opens_at: datetime
    closes_at: datetime
    source: str

    def __post_init__(self) -> None:
        if self.closes_at <= self.opens_at:
            raise ValueError("a collection closes after it opens")
