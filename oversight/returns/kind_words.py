"""The words in which pages speak of a kind of return, where they differ from kind to kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KindWords:
    """What pages call the parts of a return.

    row: what one row is about. row_heading: the heading over what rows are about. template: what the template holds.
    or_else: what may be sent instead of it; blank for nothing. blank_rows: what is said of rows that give nothing.
    shows_public: whether the public may read an explanation beside what it is about, with the help that says where.
    period: what it is a return of; "period" where it may be of several lengths.
    """

    row: str
    row_heading: str
    template: str
    or_else: str
    blank_rows: str
    shows_public: bool
    public_help: str = ""
    behind_help: str = ""
    period: str = "month"

    @property
    def a_row(self) -> str:
        """One of them, with its article."""
        return f"an {self.row}" if self.row[:1] in "aeiou" else f"a {self.row}"
