"""The declaration that is signed with a return."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """The declaration that is signed, word for word. ``fomi_specified``: the law on false information names it."""

    version: str
    paragraphs: tuple[str, ...]
    fomi_specified: bool

    @property
    def text(self) -> str:
        """The whole of it, as it is kept with the signature."""
        return "\n\n".join(self.paragraphs)
