"""The list of releases with its calendar, one release's contents, the data to download, and the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import Definition, by_theme, public_definitions
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from publication import rating_csv
from publication.announcing import KIND
from publication.csv_columns import FORMAT_VERSION, columns_of
from publication.csv_lines import Level
from publication.figures import Missing
from publication.models import Release, ReleasedHospital, ReleasedTrust
from publication.pages import answer
from publication.record import Mark, Releases
from ratings.rule_sets import in_force, often_short_rules
from staffing.thresholds import thresholds_for

KINDS_OF_FILE = (Level.WARD, Level.HOSPITAL, Level.TRUST)


@dataclass(frozen=True)
class World:
    """The real hospitals or the invented ones: their releases, never shown as one."""

    demonstration: bool
    releases: Releases


@dataclass(frozen=True)
class ListedTrust:
    """A trust in a release's list of contents."""

    row: ReleasedTrust
    hospitals: int
    mark: Mark | None


def worlds() -> list[World]:
    """Return the worlds that have organisations; the real one first."""
    found = set(Trust.objects.order_by().values_list("is_demonstration", flat=True).distinct()) or {False}
    return [World(demonstration, Releases(demonstration=demonstration)) for demonstration in sorted(found)]


@access(PUBLIC)
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """List what was published and what is announced."""
    shown = worlds()
    now = clock.now()
    return answer(
        request,
        shown[0].releases,
        title="Releases",
        description="What has been published, and when the next figures come.",
        trail=[],
        fragment="releases.html.jinja",
        told=lambda: {"worlds": _with_date_changes(shown), "now": now},
        # An announced release whose time has passed is shown as late: that changes with the minute.
        key=("releases", [world.releases.stamp for world in shown], now.strftime("%Y-%m-%dT%H:%M")),
    )


@access(PUBLIC)
@require_safe
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what one release holds, and its files."""
    found = Release.objects.filter(reference=reference).first()
    if found is None:
        raise Http404("There is no such release.")
    listed = Releases(demonstration=found.demonstration)
    month = Month.parse(found.period)
    found = next(each for each in listed.every if each.pk == found.pk)

    def told() -> Mapping[str, Any]:
        return {
            "release": found,
            "releases": listed,
            "marks": listed.marks(found),
            "withdrawals": list(found.withdrawals.all()),
            "superseding": listed.superseding(found),
            "earlier": listed.earlier(found),
            "trusts": _contents(found, listed),
            "levels": KINDS_OF_FILE,
        }

    revision = f", revision {found.number - 1}" if found.number > 1 else ""
    return answer(
        request,
        listed,
        title=f"Ward staffing, {month.label}{revision}",
        description=f"What the release of ward staffing figures for {month.label} holds.",
        trail=[("Releases", reverse("public:releases"))],
        fragment="release.html.jinja",
        told=told,
        key=("release",),
    )


@access(PUBLIC)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Offer the files of every release, and say what their columns hold."""
    shown = worlds()
    return answer(
        request,
        shown[0].releases,
        title="Data to download",
        description="Ward staffing figures as CSV files, with a dictionary of their columns.",
        trail=[],
        fragment="data.html.jinja",
        told=lambda: {
            "worlds": shown,
            "levels": KINDS_OF_FILE,
            "columns": columns_of(Level.WARD),
            "added": [column for column in columns_of(Level.HOSPITAL) if Level.WARD not in column.levels],
            "missing": list(Missing),
            "format_version": FORMAT_VERSION,
            "rating_columns": rating_csv.COLUMNS,
            "rating_format_version": rating_csv.FORMAT_VERSION,
        },
        key=("data", [world.releases.stamp for world in shown]),
    )


@access(PUBLIC)
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Say how each figure is worked out, with the settings in force."""
    shown = worlds()
    latest = next((world.releases.latest for world in shown if world.releases.latest), None)
    month = Month.parse(latest.period) if latest else Month.of(clock.today()).plus(-1)
    bounds = thresholds_for(month)
    reviewed = public_definitions()
    return answer(
        request,
        shown[0].releases,
        title="How it is worked out",
        description="How fill rates, care hours per patient day and the wards often short are worked out.",
        trail=[("About this site", "/about/")],
        fragment="method.html.jinja",
        told=lambda: {
            "month": month,
            # Those that a release holds, from the return that it freezes; then what else is defined. No draft is in it.
            "measures": sorted((each for each in reviewed if _is_released(each)), key=lambda each: each.unit != "%"),
            "others": by_theme(each for each in reviewed if not _is_released(each)),
            "invented": any(world.demonstration for world in shown),
            "short": often_short_rules(month.first_day),
            "bounds": [bounds.short_below, bounds.often_short_months, bounds.often_short_window],
            "rule_set": in_force(month.first_day),
            "missing": list(Missing),
        },
        key=("method", str(month), [world.demonstration for world in shown]),
    )


def _is_released(made: Definition) -> bool:
    """Say whether releases hold the figures of a measure: they freeze one kind of return alone."""
    return made.return_kind == KIND


def _with_date_changes(shown: list[World]) -> list[World]:
    """Read the changes of dates of all releases at once."""
    prefetch_related_objects([release for world in shown for release in world.releases.every], "date_changes")
    return shown


def _contents(release: Release, releases: Releases) -> list[ListedTrust]:
    """Return the trusts of a release by name, with the number of their hospitals in it."""
    if release.published_at is None:
        return []
    counts: dict[int, int] = {}
    for trust_id in ReleasedHospital.objects.filter(release=release, wards__gt=0).values_list("trust_id", flat=True):
        counts[trust_id] = counts.get(trust_id, 0) + 1
    marks = releases.marks(release)
    return [
        ListedTrust(row, counts.get(row.pk, 0), marks.trust(row.code))
        for row in ReleasedTrust.objects.filter(release=release).order_by("name", "code")
    ]
