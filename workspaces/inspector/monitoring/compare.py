"""Two to four trusts side by side, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import Definition, Theme
from oversight.organisations.models import Trust
from oversight.wording import write_list
from ratings.models import TrustBand
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.board import NOT_JUDGEMENTS
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.results_shown import Told
from workspaces.inspector.monitoring.settings_shown import band_settings_named, write_cut_offs
from workspaces.inspector.monitoring.standings import NOT_WORKED_OUT, write_proportion, write_standing
from workspaces.inspector.monitoring.stored import Peers, Shown, peers_of, results_of
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

FEWEST, MOST = 2, 4
RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The trusts that an address asks for, and what is wrong with it, in a sentence for each fault."""

    trusts: Sequence[Trust]
    faults: Sequence[str]

    @property
    def codes(self) -> list[str]:
        """Their codes, in the order asked for."""
        return [trust.code for trust in self.trusts]

    @property
    def may_be_shown(self) -> bool:
        """Whether there are enough of them, and nothing is wrong."""
        return not self.faults and len(self.trusts) >= FEWEST


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator with what it says of each trust, in order; ``others``: all trusts of the first one's period."""

    definition: Definition
    results: Sequence[Told]
    others: Peers

    @property
    def differs(self) -> bool:
        """Whether a question is raised of some of them."""
        return any(one.shown.word.asks_for_attention for one in self.results)


@require_safe
@access(Action.INSPECT)
def compare(request: HttpRequest) -> HttpResponse:
    """Show trusts side by side: ``?trusts=RX1,RX2``; those chosen in the form lead to that address."""
    if picked := [code for code in request.GET.getlist("trust") if code]:
        asked = {"trusts": ",".join(dict.fromkeys(picked))}
        if request.GET.get("show") == RAISED:
            asked["show"] = RAISED
        return redirect(f"{reverse('inspect:compare')}?{urlencode(asked, safe=',')}")
    chosen = chosen_trusts(request.GET.get("trusts", ""))
    world = _world(request, chosen)
    only_raised = request.GET.get("show") == RAISED
    bands = _bands(chosen)
    rows = compared(chosen.trusts, bands) if chosen.may_be_shown else []
    shown = [row for row in rows if row.differs or not only_raised]
    return render(
        request,
        "workspaces/inspect/monitoring/compare.html.jinja",
        {
            "world": world,
            "chosen": chosen,
            "places": range(MOST),
            "all_trusts": _all_trusts(world),
            "bands": bands,
            "settings": band_settings_named({band.cut_offs for band in bands.values()}),
            "themes": _by_theme(shown),
            "count": len(shown),
            "all": len(rows),
            "only_raised": only_raised,
            "not_worked_out": NOT_WORKED_OUT,
            "write_standing": write_standing,
            "write_proportion": write_proportion,
            "write_cut_offs": write_cut_offs,
            "write_period": write_period,
        },
    )


@require_safe
@access(Action.INSPECT)
def compare_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the comparison of the page as CSV: one row for each indicator and trust."""
    chosen = chosen_trusts(request.GET.get("trusts", ""))
    rows = compared(chosen.trusts, _bands(chosen)) if chosen.may_be_shown else []
    if request.GET.get("show") == RAISED:
        rows = [row for row in rows if row.differs]
    return csv_attachment(_csv(rows, {trust.code: trust for trust in chosen.trusts}), "compared-trusts.csv")


def chosen_trusts(asked: str) -> Chosen:
    """Return the trusts of codes that commas part, in their order, each once."""
    codes = list(dict.fromkeys(code.strip().upper() for code in asked.split(",") if code.strip()))
    if codes in (["REAL"], ["DEMONSTRATION"]):
        # Elsewhere this question of an address means which world is shown.
        codes = []
    found = {trust.code: trust for trust in Trust.objects.filter(code__in=codes[: MOST * 4]).select_related("region")}
    trusts = [found[code] for code in codes if code in found]
    faults = []
    if unknown := [code for code in codes if code not in found]:
        faults.append(f"There is no trust with the code {write_list(unknown[:MOST], 'or')}.")
    if len(trusts) > MOST:
        faults.append(f"Choose no more than {MOST} trusts.")
    if len({trust.is_demonstration for trust in trusts}) > 1:
        faults.append("Real trusts and invented ones are never compared.")
    if codes and not faults and len(trusts) < FEWEST:
        faults.append(f"Choose at least {FEWEST} trusts.")
    return Chosen(trusts[:MOST], faults)


def compared(trusts: Sequence[Trust], bands: Mapping[str, TrustBand]) -> list[Compared]:
    """Return every indicator that was ever compared, with what it says of each of the trusts: two queries."""
    codes = [trust.code for trust in trusts]
    demonstration = trusts[0].is_demonstration
    results = results_of(
        codes, demonstration=demonstration, counted={code: band.counted for code, band in bands.items()}
    )
    peers = peers_of([one.comparison for one in results], demonstration=demonstration)
    by_measure: dict[str, list[Shown]] = {}
    for one in results:
        by_measure.setdefault(one.definition.code, []).append(one)
    return [
        Compared(own[0].definition, [Told(one, peers[one.comparison], None) for one in own], peers[own[0].comparison])
        for own in by_measure.values()
    ]


def _world(request: HttpRequest, chosen: Chosen) -> World:
    """The world of the trusts chosen; without any, of ``?world=`` or else the usual one."""
    usual = world_of(request)
    if chosen.trusts:
        return World(chosen.trusts[0].is_demonstration, has_other=usual.has_other)
    if request.GET.get("world") in ("real", "demonstration"):
        return World(request.GET["world"] == "demonstration", has_other=usual.has_other)
    return usual


def _bands(chosen: Chosen) -> dict[str, TrustBand]:
    return {band.trust_code: band for band in TrustBand.objects.filter(trust_code__in=chosen.codes)}


def _all_trusts(world: World) -> list[tuple[str, str]]:
    trusts = Trust.objects.filter(is_demonstration=world.demonstration).open_on(clock.today())
    return [(trust.code, f"{trust.shown_name} ({trust.code})") for trust in trusts.only("code", "name")]


def _by_theme(rows: Sequence[Compared]) -> list[tuple[Theme, list[Compared]]]:
    themes: dict[Theme, list[Compared]] = {}
    for row in rows:
        themes.setdefault(row.definition.theme, []).append(row)
    return sorted(themes.items(), key=lambda item: item[0].label)


def _csv(rows: Sequence[Compared], trusts: Mapping[str, Trust]) -> Iterator[Sequence[object]]:
    yield [
        "Indicator",
        "Name",
        "Theme",
        "Tier",
        "Trust code",
        "Trust",
        "Period",
        "Value",
        "Unit",
        "Adjusted z",
        "Result",
        "Counts for the band",
        "Trusts judged",
        "Median of trusts",
        "Lower quartile",
        "Upper quartile",
        "Note",
    ]
    for row in rows:
        made = row.definition
        for one in row.results:
            result = one.shown
            yield [
                made.code,
                made.name,
                str(made.theme),
                made.tier,
                result.trust_code,
                trusts[result.trust_code].shown_name,
                str(result.period),
                result.value,
                made.unit,
                result.adjusted_z,
                str(result.word if result.in_comparison else Word.NO_VALUE),
                "yes" if result.counted else "no",
                one.peers.count,
                one.peers.median,
                one.peers.lower,
                one.peers.upper,
                NOT_JUDGEMENTS,
            ]
