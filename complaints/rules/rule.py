"""What a rule is: what it asks, how grave a finding is, its check, and two small returns that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from complaints.context import CheckContext
from complaints.rows_read import FileRead, Heading, RowRead


class Severity(StrEnum):
    """Whether the return can be accepted with an explanation, or not before it is mended."""

    MUST_FIX = "must fix"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check found: the row and the column that it is about, if any, and what is wrong."""

    message: str
    row: RowRead | None = None
    column: str | None = None
    # What it is about where that is in no row.
    about: str = ""
    # For headings: the table's heading and the place of the one at fault.
    heading: Heading | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A file and what is on record for it."""

    file: FileRead
    context: CheckContext


Check = Callable[[Survey], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Example:
    """A small return that trips a rule, or one like it that does not.

    changes: cells by column code, laid over a row of the faultless return by its name; a name that it does not have is
    a row more, of the table in whose columns its cells are. without: names of rows left out. without_headings: columns
    left out. headings: columns called otherwise. on_record: fields of the context.
    """

    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    without_headings: tuple[str, ...] = ()
    repeated_headings: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    on_record: Mapping[str, object] = field(default_factory=dict)
    period: str = "2024-Q4"


@dataclass(frozen=True)
class Rule:
    """One rule. text: what it asks, for guidance. mend: what the sender does about a finding."""

    id: str
    severity: Severity
    text: str
    mend: str
    check: Check
    trips: Example
    silent: Example
    source: str = "Ours."
