"""The national board: every trust's band, where to look first and why, and what changed since the last release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Func, JSONField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust, TrustKind
from ratings.models import MonitoringRelease, ReleasedBand, Standing, TrustBand
from workspaces.inspector.monitoring.board_filters import ANY_CHANGE, SORTS, BoardFilters
from workspaces.inspector.monitoring.flags import WhereToLook, where_to_look, z_of
from workspaces.inspector.monitoring.many_comparisons import ManyComparisons, many_comparisons
from workspaces.inspector.monitoring.newest_changes import newest_changes
from workspaces.inspector.monitoring.period_words import write_period, write_quarter
from workspaces.inspector.monitoring.settings_shown import band_settings_named, write_cut_offs
from workspaces.inspector.monitoring.standings import (
    Moved,
    SinceRelease,
    since_release,
    write_proportion,
    write_standing,
)
from workspaces.inspector.monitoring.stored import Counted, read_counted
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 40
# Only what raises a question is read of the hundred and more indicators that a band counted. A path that is not
# strict would unwrap each of them before it looks at its fourth item.
_FLAGGED = Func(
    F("counted"),
    function="jsonb_path_query_array",
    template="""%(function)s(%(expressions)s, 'strict $[*] ? (@[3] == "risk" || @[3] == "elevated risk")')""",
    output_field=JSONField(),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A trust on the board. ``band`` is None where nothing was worked out of it yet."""

    trust: Trust
    kind: str
    band: TrustBand | None
    flagged: Sequence[Counted]
    since: SinceRelease | None

    @property
    def standing(self) -> str:
        """Its band, or what stands in its place."""
        return write_standing(self.band.standing, self.band.band) if self.band else "Not worked out"


@require_safe
@access(Action.INSPECT)
def board(request: HttpRequest) -> HttpResponse:
    """Show every trust with its band, the ones to look at first at the top, with the reasons."""
    world = world_of(request)
    filters = BoardFilters(request.GET, world=world, sort=request.GET.get("sort", ""))
    released = _last_release(world)
    rows = all_rows(world, released)
    page = Paginator(answering(rows, filters), _ON_A_PAGE).get_page(request.GET.get("page"))
    together = many_comparisons(demonstration=world.demonstration)
    settings = band_settings_named({row.band.cut_offs for row in rows if row.band})
    return render(
        request,
        "workspaces/inspect/monitoring/board.html.jinja",
        {
            "world": world,
            "filters": filters,
            "page": page,
            "looks": looks(list(page.object_list), world, together),
            "released": released,
            "counts": _counts(rows),
            "all": len(rows),
            "together": together,
            "settings": settings,
            "changes": newest_changes(demonstration=world.demonstration),
            "computed_at": max((row.band.computed_at for row in rows if row.band), default=None),
            "sorted_by": SORTS[filters.sort],
            "write_cut_offs": write_cut_offs,
            "write_period": write_period,
            "write_proportion": write_proportion,
            "write_quarter": write_quarter,
        },
    )


@require_safe
@access(Action.INSPECT)
def board_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the trusts that the board shows, all pages of them, as CSV."""
    world = world_of(request)
    filters = BoardFilters(request.GET, world=world, sort=request.GET.get("sort", ""))
    rows = answering(all_rows(world, _last_release(world)), filters)
    together = many_comparisons(demonstration=world.demonstration)
    return csv_attachment(_csv(rows, looks(rows, world, together)), "bands.csv")


def all_rows(world: World, released: MonitoringRelease | None) -> list[Row]:
    """Return every trust that is open or has a band, of one world, by name: four queries."""
    today = clock.today()
    bands = {
        band.trust_code: band
        for band in TrustBand.objects.filter(is_demonstration=world.demonstration)
        .defer("counted")
        .annotate(flagged=_FLAGGED)
    }
    before: Mapping[str, ReleasedBand] = {}
    if released is not None:
        before = {one.trust_code: one for one in ReleasedBand.objects.filter(release=released).defer("counted")}
    kinds = dict(
        TrustKind.objects.on(today)
        .filter(trust__is_demonstration=world.demonstration)
        .order_by("trust", "from_on")
        .values_list("trust_id", "kind")
    )
    rows = []
    for trust in Trust.objects.filter(is_demonstration=world.demonstration).select_related("region"):
        band = bands.get(trust.code)
        if band is None and not trust.is_open(today):
            continue
        rows.append(
            Row(
                trust,
                kinds.get(trust.pk, ""),
                band,
                read_counted(getattr(band, "flagged", ())),
                since_release(band, before.get(trust.code), released=released is not None) if band else None,
            )
        )
    return rows


def answering(rows: Iterable[Row], filters: BoardFilters) -> list[Row]:
    """Return the rows that answer to what was asked, in the order asked for."""
    return sorted((row for row in rows if _answers(row, filters)), key=lambda row: _order(row, filters.sort))


def looks(rows: Sequence[Row], world: World, together: ManyComparisons) -> dict[str, WhereToLook]:
    """Return by trust where to look first and why, in one query for all of them."""
    z = z_of({row.trust.code: [one.stored for one in row.flagged] for row in rows}, demonstration=world.demonstration)
    return {
        row.trust.code: where_to_look(
            row.flagged,
            applicable=row.band.applicable,
            z=z.get(row.trust.code, {}),
            remaining=together.measures_remaining(row.trust.code),
            compared=together.measures_flagged(row.trust.code),
        )
        for row in rows
        if row.band
    }


def _answers(row: Row, filters: BoardFilters) -> bool:
    if (name := filters.asked("trust").lower()) and not (
        name == row.trust.code.lower() or name in row.trust.name.lower() or name in row.trust.shown_name.lower()
    ):
        return False
    if (region := filters.asked("region")) and row.trust.region_id != region:
        return False
    if (kind := filters.asked("kind")) and row.kind != kind:
        return False
    if (band := filters.asked("band")) and not _is_in(row.band, band):
        return False
    if (changed := filters.asked("changed")) and not _changed(row.since, changed):
        return False
    theme, question, tier = (filters.asked(name) for name in ("theme", "key_question", "tier"))
    if not (theme or question or tier):
        return True
    return any(
        (not theme or one.definition.theme == theme)
        and (not question or one.definition.key_question == question)
        and (not tier or str(one.definition.tier) == tier)
        for one in row.flagged
    )


def _is_in(band: TrustBand | None, asked: str) -> bool:
    if band is None:
        return False
    # Band 1 holds those in special measures too, as the number says.
    return str(band.band) == asked if asked.isdigit() else band.standing == asked


def _changed(since: SinceRelease | None, asked: str) -> bool:
    if since is None:
        return False
    if asked == ANY_CHANGE:
        return since.moved not in (Moved.SAME, Moved.NO_RELEASE)
    return since.moved == asked


def _order(row: Row, sort: str) -> tuple[Any, ...]:
    name = (row.trust.shown_name, row.trust.code)
    if sort == "name":
        return name
    band = row.band
    if band is None:
        return (1, 0, 0, *name)
    proportion = -(band.proportion if band.proportion is not None else -1)
    if sort:
        return (0, proportion if sort == "proportion" else -getattr(band, sort), proportion, *name)
    # Where there is no band, the proportion says the same; special measures stand at the head of band 1.
    place = band.band if band.band is not None else 7 if band.standing == Standing.RECENTLY_INSPECTED else 8
    return (0, (place, band.standing != Standing.SPECIAL_MEASURES), proportion, *name)


def _last_release(world: World) -> MonitoringRelease | None:
    releases = MonitoringRelease.objects.filter(is_demonstration=world.demonstration)
    return releases.order_by("-quarter").first()


def _counts(rows: Iterable[Row]) -> list[tuple[str, int, str]]:
    """How many trusts are in each band: words, number, and how the address asks for them."""
    bands = [row.band for row in rows if row.band]
    found = [(f"in band {band}", sum(one.band == band for one in bands), str(band)) for band in range(1, 7)]
    in_place = (Standing.SPECIAL_MEASURES, Standing.RECENTLY_INSPECTED, Standing.NOT_ENOUGH)
    found += [
        (one.label[:1].lower() + one.label[1:], sum(band.standing == one for band in bands), str(one))
        for one in in_place
    ]
    return [each for each in found if each[1]]


def _csv(rows: Sequence[Row], shown: Mapping[str, WhereToLook]) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Trust",
        "Region",
        "Kind",
        "Standing",
        "Band",
        "Risks",
        "Elevated risks",
        "Score",
        "Maximum",
        "Proportion, per cent",
        "Applicable indicators",
        "Cut-offs",
        "Worked out for",
        "Changed since the last release",
        "Standing in the last release",
        "Band in the last release",
        "Score in the last release",
        "Where to look first",
        "Note",
    ]
    for row in rows:
        band, before = row.band, row.since.before if row.since else None
        yield [
            row.trust.code,
            row.trust.shown_name,
            str(row.trust.region) if row.trust.region else None,
            row.kind or None,
            band.standing if band else "not worked out",
            band.band if band else None,
            band.risks if band else None,
            band.elevated if band else None,
            band.score if band else None,
            band.maximum if band else None,
            band.proportion if band else None,
            band.applicable if band else None,
            band.cut_offs if band else None,
            band.on.isoformat() if band else None,
            str(row.since.moved) if row.since else None,
            before.standing if before else None,
            before.band if before else None,
            before.score if before else None,
            shown[row.trust.code].text if row.trust.code in shown else None,
            NOT_JUDGEMENTS,
        ]


NOT_JUDGEMENTS = "These raise questions, they are not judgements"
