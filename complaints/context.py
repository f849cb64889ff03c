"""What is on record when a return is checked: the trust, the sites, and what stands of periods before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from complaints.bounds import Bounds, bounds_for
from complaints.periods import ComplaintsPeriod

WHOLE = ""
"""The site code under which the counts of the whole organisation stand."""


@dataclass(frozen=True, slots=True)
class SiteOnRecord:
    """A hospital site in the register, with the trust that it belongs to in the period."""

    code: str
    name: str
    trust_code: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What an accepted return says of its period.

    counts: by site code, then by the item's code; the whole organisation stands under ``WHOLE``, also where the return
    gave its sites alone: then it is their sum. interventions: None where blank, not applicable or not given.
    """

    period: ComplaintsPeriod
    counts: Mapping[str, Mapping[str, int | None]]
    interventions: int | None = None

    def number(self, site_code: str, item_code: str) -> int | None:
        """Return a number of the organisation or of a site; None where it is blank or not given."""
        return self.counts.get(site_code, {}).get(item_code)

    @property
    def has_sites(self) -> bool:
        """Whether it gave sites."""
        return any(code != WHOLE for code in self.counts)


@dataclass(frozen=True, slots=True)
class CheckContext:
    """All that a check knows besides the file; nothing in it changes while it runs.

    sites: the trust's own, by code. other_sites: those of other trusts, by code. other_trusts: the names of other
    trusts, by code. last: what stands of the period that ended the day before this one begins, a quarter before a
    quarter and a year before a year where there is one. standing: what stands of the period itself. quarters: for a
    year, those of its quarters that stand, in their order.
    """

    trust_code: str
    period: ComplaintsPeriod
    today: date
    sites: Mapping[str, SiteOnRecord] = field(default_factory=dict)
    other_sites: Mapping[str, SiteOnRecord] = field(default_factory=dict)
    other_trusts: Mapping[str, str] = field(default_factory=dict)
    last: Standing | None = None
    standing: Standing | None = None
    quarters: Sequence[Standing] = ()

    @property
    def bounds(self) -> Bounds:
        """The bounds in force for the period."""
        return bounds_for(self.period)
