"""What is on record when a return is checked: the trust, its sites and wards, its earlier months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from oversight.returns.periods import Month
from staffing.thresholds import Thresholds, thresholds_for
from staffing.wards import WardHours


@dataclass(frozen=True, slots=True)
class SiteOnRecord:
    """A hospital site in the register, with the trust that it belongs to in the period."""

    code: str
    name: str
    trust_code: str


@dataclass(frozen=True, slots=True)
class WardOnRecord:
    """A ward that is open in the period, with every name that it goes by.

    site_code: empty where the ward's site is known by its name alone, which is then in site_name.
    """

    ward_id: str
    site_code: str
    name: str
    aliases: tuple[str, ...] = ()
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """All that a check knows besides the file; nothing in it changes while it runs.

    sites: the trust's own, by code. other_sites: those of other trusts, by code. set_aside: names
    of units that the trust said are no wards. previous: by ward id, the ward's row of its last
    accepted month before the period. heading_map: the trust's own headings to column codes.
    """

    trust_code: str
    period: Month
    today: date
    sites: Mapping[str, SiteOnRecord] = field(default_factory=dict)
    other_sites: Mapping[str, SiteOnRecord] = field(default_factory=dict)
    wards: Sequence[WardOnRecord] = ()
    set_aside: frozenset[str] = frozenset()
    previous: Mapping[str, WardHours] = field(default_factory=dict)
    heading_map: Mapping[str, str] = field(default_factory=dict)
    thresholds: Thresholds | None = None

    @property
    def bounds(self) -> Thresholds:
        """The thresholds given, else those in force for the period."""
        return self.thresholds or thresholds_for(self.period)
