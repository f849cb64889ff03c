"""What is read before sending and signing, without any verdict: totals by site, or a return's numbers one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight.organisations.models import Site
from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from oversight.wording import write_number
from safety.canonical_rows import line_of
from safety.columns import Section
from safety.settings import settings_for
from safety.summary import summary_of as safety_summary_of
from staffing.canonical_rows import is_new, ward_of
from staffing.wards import Figures, WardHours, pooled_figures
from workspaces.trust_desk.values import as_shown

_KIND = "staffing"
_SAFETY = "safety"


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


@dataclass(frozen=True)
class Figure:
    """One number of a return: its section, what it is called, and how it is written; a blank is said in words."""

    section: str
    name: str
    value: str


def figures_of(kind: str, rows: Sequence[ReturnRow], period: str) -> list[Figure]:
    """Return the numbers of a safety measures return in its order, with what is overdue; none for another kind."""
    if kind != _SAFETY:
        return []
    figures = [
        Figure(line.section.label, line.label, _written(row, line.out_of))
        for row in rows
        if (line := line_of(row)) is not None
    ]
    month = Month.parse(period)
    totals, days = safety_summary_of(rows, month), settings_for(month).candour_working_days.value
    alerts, candour = Section.ALERTS.label, Section.CANDOUR.label
    return [
        *figures,
        Figure(alerts, "Open at the end of the month", write_number(totals.alerts_open)),
        Figure(alerts, "Past their deadline at the end of the month", write_number(totals.alerts_overdue)),
        Figure(candour, "Nobody told at the end of the month", write_number(totals.not_told)),
        Figure(
            candour,
            f"Nobody told within the contract's {days} working days (the regulation: as soon as practicable)",
            write_number(totals.told_overdue),
        ),
    ]


def _written(row: ReturnRow, out_of: str) -> str:
    number = as_shown(row.values.get("number"))
    below = row.values.get("out_of")
    return f"{number} out of {as_shown(below)} {out_of}" if below is not None and out_of else number


def _totals(name: str, wards: Iterable[WardHours], new_wards: int) -> SiteTotals:
    held = list(wards)
    return SiteTotals(name, len(held), new_wards, pooled_figures(held))
