"""What a rule is: an idea with an id, a severity, its words, and an example of each kind.

A rule is one pure function. Those of a cell see the cells of one row as read; those of a ward see
the ward's month beside what is on record; those of a file see what the whole file came to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from oversight.returns.reading.cells import Value
from oversight.returns.reading.numbers import NotNumber
from staffing.context import CheckContext
from staffing.findings import Severity
from staffing.layouts import Heading, Layout
from staffing.wards import WardHours


class Fault(NamedTuple):
    """What a rule says of one cell: the column's code and the message."""

    column: str
    message: str


class FileFault(NamedTuple):
    """What a rule says of the file: where, if anywhere, what stood there, and the message."""

    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    letters: str | None = None
    value: str | None = None
    ward: str | None = None
    ward_id: str | None = None
    site: str | None = None


SITE_COLUMNS = frozenset(("site_code", "site_name"))


class SiteStanding(StrEnum):
    """What a row's site is to the trust."""

    NONE = "none"
    OWN = "own"
    ANOTHER_TRUSTS = "another trust's"
    UNKNOWN = "unknown"
    NEW = "new"


class WardStanding(StrEnum):
    """What a row's ward is to the trust."""

    ON_RECORD = "on record"
    NEW = "new"
    AMBIGUOUS = "ambiguous"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of one row. `values` holds those of known columns by code, `numbers` what hours and
    counts came to, `beyond` the texts to the right of the last heading."""

    values: Mapping[str, Value]
    numbers: Mapping[str, float | NotNumber]
    beyond: tuple[str, ...]
    layout: Layout
    context: CheckContext


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward's month as read, beside what is on record.

    site_is_first: whether this is the file's first row of the site. earlier: the first row of the
    same ward in the file. same_name_at: other sites of the trust with a ward of this name. near:
    a ward on record with a name close to this one, which no row of the file has named before.
    """

    ward: WardHours
    values: Mapping[str, Value]
    layout: Layout
    context: CheckContext
    site: SiteStanding
    site_is_first: bool
    standing: WardStanding
    earlier: WardHours | None
    previous: WardHours | None
    near: str | None

    @property
    def site_must_be_fixed(self) -> bool:
        """Whether the site cannot stand as it is, so that nothing can be said of the ward at it."""
        if self.site is SiteStanding.ANOTHER_TRUSTS or self.layout is not Layout.NATIONAL:
            return self.site is SiteStanding.ANOTHER_TRUSTS
        says_nothing = self.site is SiteStanding.NONE and not SITE_COLUMNS.isdisjoint(self.values)
        return self.site is SiteStanding.UNKNOWN or (says_nothing and bool(self.context.sites))


@dataclass(frozen=True, slots=True)
class Survey:
    """What a whole file came to.

    wards_read: rows with hours, an identical duplicate once. unreadable_periods: rows whose month
    could not be told. all_alike: whether every ward has the same numbers. read_ids: the wards on
    record that were read, or named at a site that must be fixed.
    """

    context: CheckContext
    headings: tuple[Heading, ...]
    rows_read: int
    rows_other_periods: int
    rows_without_hours: int
    wards_read: int
    unreadable_periods: int
    all_alike: bool
    read_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A small return that trips a rule, or one like it that does not.

    rows: cells by column code, laid over a faultless row. without: headings left out. on_record:
    fields of the context, laid over one in which the faultless row is on record. layout: which.
    """

    rows: tuple[Mapping[str, str], ...] = ({},)
    without: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    on_record: Mapping[str, object] = field(default_factory=dict)
    layout: Layout = Layout.NATIONAL


CellCheck = Callable[[RowCells], Iterator[Fault]]
WardCheck = Callable[[WardRow], Iterator[Fault]]
FileCheck = Callable[[Survey], Iterator[FileFault]]


Check = TypeVar("Check", CellCheck, WardCheck, FileCheck)


@dataclass(frozen=True)
class Rule(Generic[Check]):
    """One rule. text: what it asks, for guidance. mend: what the sender does about a finding."""

    id: str
    severity: Severity
    text: str
    mend: str
    check: Check
    trips: Example
    silent: Example
    source: str = "Ours."
