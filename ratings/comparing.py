"""What a comparison of the stored results with those worked out from nothing tells."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what the facts give; None where there is nothing on that side."""

    what: str
    stored: str | None
    worked_out: str | None

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored or 'nothing'}, worked out {self.worked_out or 'nothing'}"


@dataclass(slots=True)
class Comparison:
    """How much was compared, how much of it differs, and the first differences."""

    keep: int = 10
    trusts: int = 0
    observations: int = 0
    signals: int = 0
    ratings: int = 0
    indicators: int = 0
    bands: int = 0
    criteria: int = 0
    different: int = 0
    first: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        """Count a difference, and keep it if it is among the first."""
        self.different += 1
        if len(self.first) < self.keep:
            self.first.append(difference)
