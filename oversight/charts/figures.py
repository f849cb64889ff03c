"""How a chart writes its numbers: in the unit of the measure, rounded half up."""

from __future__ import annotations

from dataclasses import dataclass

from oversight.wording import write_number

MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Figures:
    """The unit that follows a number ("%" without a space, any other word with one) and its decimals."""

    unit: str
    decimals: int

    def write(self, value: float, decimals: int | None = None) -> str:
        """Return ``93.4%``, ``5.4 hours`` or ``1,204``."""
        number = write_number(value, self.decimals if decimals is None else decimals)
        if not self.unit:
            return number
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}"

    def write_apart(self, one: float, other: float) -> tuple[str, str]:
        """Write two numbers with as many decimals as it takes to tell them apart, where they differ."""
        decimals = self.decimals
        texts = self.write(one), self.write(other)
        while texts[0] == texts[1] and one != other and decimals < MOST_DECIMALS:
            decimals += 1
            texts = self.write(one, decimals), self.write(other, decimals)
        return texts
