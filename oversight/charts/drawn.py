"""A chart as a page shows it, of whatever kind: picture, headline, sentence, key and table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of the key: its symbol as SVG, and what it means."""

    symbol: Markup
    text: str


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A column of the table beside the chart."""

    text: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart for a page.

    `svg` is safe to write as it is, and empty where there is nothing to draw; all else is plain text, to be escaped.
    """

    svg: Markup
    headline: str
    sentence: str
    key: tuple[KeyEntry, ...]
    columns: tuple[ChartColumn, ...]
    table_rows: tuple[tuple[str, ...], ...]


def key_of(entries: list[tuple[str, str]]) -> tuple[KeyEntry, ...]:
    """The key from symbols drawn here and their meanings."""
    return tuple(KeyEntry(Markup(drawn), meaning) for drawn, meaning in entries)  # noqa: S704
