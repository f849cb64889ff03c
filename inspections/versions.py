"""Which versions of a text stand, when people save on the same version at the same time: none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Version(Protocol):
    """A save: its number, the number of the version that the writer had before them, and those that it settles."""

    @property
    def number(self) -> int: ...
    @property
    def based_on(self) -> int: ...
    @property
    def settles(self) -> Sequence[int]: ...


Kept = TypeVar("Kept", bound=Version)


def heads(versions: Sequence[Kept]) -> list[Kept]:
    """Return the versions that stand, the oldest first: those that no later one was written on or settles.

    One is the rule. Two or more stand side by side where people wrote on the same version, until somebody settles them.
    """
    followed = {each.based_on for each in versions} | {number for each in versions for number in each.settles}
    return sorted((each for each in versions if each.number not in followed), key=lambda each: each.number)
