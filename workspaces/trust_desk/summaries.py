"""The totals that are read before sending and signing: each site's fill rates and care hours, without any verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight.organisations.models import Site
from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from staffing.canonical_rows import is_new, ward_of
from staffing.wards import Figures, WardHours, pooled_figures

_KIND = "staffing"


@dataclass(frozen=True)
class SiteTotals:
    """One site, or the whole trust: how many wards, how many of them new, and their figures taken together."""

    name: str
    wards: int
    new_wards: int
    figures: Figures


@dataclass(frozen=True)
class Summary:
    """What a return says in all: site by site, and together."""

    sites: Sequence[SiteTotals]
    together: SiteTotals


def summary_of(kind: str, rows: Sequence[ReturnRow], period: str) -> Summary | None:
    """Return the summary of a staffing return's rows, sites in the file's order; sums before ratios.

    None for another kind of return, and for one without rows.
    """
    if kind != _KIND or not rows:
        return None
    month = Month.parse(period)
    by_site: dict[str, list[WardHours]] = {}
    for row in rows:
        ward = ward_of(row, month)
        by_site.setdefault(ward.site, []).append(ward)
    names = {site.code: site.shown_name for site in Site.objects.filter(code__in=by_site)}
    new = {row.key for row in rows if is_new(row.key)}
    new_by_site: dict[str, int] = {}
    for row in rows:
        if row.key in new:
            site = ward_of(row, month).site
            new_by_site[site] = new_by_site.get(site, 0) + 1
    sites = [
        _totals(names.get(site, site) or "Site not named", wards, new_by_site.get(site, 0))
        for site, wards in by_site.items()
    ]
    everything = [ward for wards in by_site.values() for ward in wards]
    return Summary(sites, _totals("The whole return", everything, len(new)))


def _totals(name: str, wards: Iterable[WardHours], new_wards: int) -> SiteTotals:
    held = list(wards)
    return SiteTotals(name, len(held), new_wards, pooled_figures(held))
