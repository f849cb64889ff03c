"""Chance that falls the same way at every making, on every machine and version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """A stream of numbers that follows from its name alone."""

    def __init__(self, *name: object) -> None:
        self._name = "/".join(str(part) for part in name).encode()
        self._round = 0
        self._left = b""

    def share(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        if len(self._left) < 4:
            self._left += hashlib.sha256(self._name + b"#%d" % self._round).digest()
            self._round += 1
        taken, self._left = self._left[:4], self._left[4:]
        return int.from_bytes(taken, "big") / 2**32

    def near(self, middle: float, spread: float) -> float:
        """Return a number around the middle: bell-shaped, and the spread is its standard deviation."""
        # Four even shares have a standard deviation of the square root of a third.
        return middle + spread * (sum(self.share() for _ in range(4)) - 2) * 3**0.5

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from least to most, both included."""
        return least + int(self.share() * (most - least + 1))

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[int(self.share() * len(items))]
