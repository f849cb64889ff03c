"""The list of releases with its calendar, one release's contents, the data to download, and the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import Definition, by_theme, public_definitions
from oversight.measures.disclosure import in_force as small_numbers_in_force
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from publication import rating_csv
from publication.announcing import KIND
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust
from publication.csv_columns import FORMAT_VERSION
from publication.figures import Missing
from publication.models import Release, ReleasedHospital, ReleasedTrust
from publication.orderly.before_release import before_release
from publication.orderly.holding_back import why_held_back
from publication.orderly.models import PreReleaseAccess, ReleasePackage
from publication.orderly.release_tables import columns_of_kind
from publication.pages import answer
from publication.periods import COMPLAINTS, KINDS, SAFETY, STAFFING
from publication.record import Mark, Releases
from publication.release_kinds import release_kind
from publication.safety_measures.models import ReleasedSafetyTrust
from publication.safety_measures.sections import is_on_pages
from publication.sharing.described import described_release
from publication.special_measures import csv_columns as special_measures_csv
from ratings.rule_sets import in_force, often_short_rules
from staffing.thresholds import thresholds_for

# The list of releases shows what comes this soon; all else is in the calendar.
SHOWN_AHEAD = timedelta(weeks=6)


@dataclass(frozen=True)
class World:
    """The real hospitals or the invented ones: their releases of each kind, never shown as one."""

    demonstration: bool
    of_kind: Mapping[str, Releases]

    @property
    def releases(self) -> Releases:
        """The releases of ward staffing."""
        return self.of_kind[STAFFING]

    @property
    def every_kind(self) -> list[Releases]:
        """The releases of each kind: of ward staffing, of complaints, of the safety measures."""
        return list(self.of_kind.values())

    @property
    def announced(self) -> list[Release]:
        """What is to come, of whichever kind, the next one first."""
        return sorted((each for of in self.every_kind for each in of.announced), key=lambda each: each.scheduled_for)

    @property
    def published(self) -> list[ListedRelease]:
        """What is out, of whichever kind, the newest first."""
        listed = [ListedRelease(each, of.superseding(each)) for of in self.every_kind for each in of.published]
        return sorted(listed, key=lambda one: (one.release.published_at, one.release.pk), reverse=True)

    @property
    def cancelled(self) -> list[Release]:
        """What was announced and then cancelled."""
        return [each for of in self.every_kind for each in of.every if each.state == Release.State.CANCELLED]

    @property
    def stamp(self) -> str:
        """Changes with anything that the public can see of any kind."""
        return "/".join(of.stamp for of in self.every_kind)


@dataclass(frozen=True)
class ListedRelease:
    """A published release in the list, and the newer one of its period."""

    release: Release
    superseded_by: Release | None

    @property
    def standing(self) -> str:
        """Withdrawn, superseded, provisional or final."""
        if self.release.state == Release.State.WITHDRAWN:
            return "withdrawn"
        if self.superseded_by is not None:
            return "superseded"
        return "provisional" if self.release.provisional else "final"


@dataclass(frozen=True)
class ListedTrust:
    """A trust in a release's list of contents; ``counted`` is its wards, its new complaints, or its measures."""

    row: ReleasedTrust | ReleasedComplaintsTrust | ReleasedSafetyTrust
    hospitals: int
    counted: int | None
    mark: Mark | None


def worlds() -> list[World]:
    """Return the worlds that have organisations; the real one first."""
    found = set(Trust.objects.order_by().values_list("is_demonstration", flat=True).distinct()) or {False}
    return [
        World(demonstration, {kind: Releases(demonstration=demonstration, kind=kind) for kind in KINDS})
        for demonstration in sorted(found)
    ]


@access(PUBLIC)
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """List what was published and what is announced."""
    shown = worlds()
    now = clock.now()
    held_back = {each.pk for world in shown for each in world.announced if why_held_back(each)}
    return answer(
        request,
        shown[0].releases,
        title="Releases",
        description="What has been published, and when the next figures come.",
        trail=[],
        fragment="releases.html.jinja",
        told=lambda: {
            "worlds": _with_date_changes(shown),
            "now": now,
            "soon": now + SHOWN_AHEAD,
            "held_back": held_back,
        },
        # An announced release whose time has passed is shown as late: that changes with the minute.
        key=("releases", [world.stamp for world in shown], sorted(held_back), now.strftime("%Y-%m-%dT%H:%M")),
    )


@access(PUBLIC)
@require_safe
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what one release holds, and its files."""
    found = Release.objects.filter(reference=reference).first()
    if found is None:
        raise Http404("There is no such release.")
    listed = Releases(demonstration=found.demonstration, kind=found.kind)
    found = next(each for each in listed.every if each.pk == found.pk)
    held_back = why_held_back(found) is not None
    packages = list(ReleasePackage.objects.filter(release=found).defer("content").order_by("-number"))
    seen_before_by = list(
        PreReleaseAccess.objects.filter(release=found)
        .annotate(times=Count("looks"))
        .order_by("organisation", "job_title")
    )

    def told() -> Mapping[str, Any]:
        return {
            "release": found,
            "releases": listed,
            "marks": listed.marks(found),
            "withdrawals": list(found.withdrawals.all()),
            "superseding": listed.superseding(found),
            "final": listed.final_of(found),
            "earlier": listed.earlier(found),
            "trusts": _contents(found, listed),
            "levels": _levels_of(found.kind),
            "packages": packages,
            "before": before_release(),
            "seen_before_by": seen_before_by,
            "held_back": held_back,
        }

    name = release_kind(found.kind).name
    return answer(
        request,
        listed,
        title=f"{name}, {found.period_label}{found.edition}",
        description=f"{name}: what the release for {found.period_label} holds.",
        trail=[("Releases", reverse("public:releases"))],
        fragment="release.html.jinja",
        told=told,
        social=lambda: described_release(found, levels=_levels_of(found.kind)),
        key=(
            "release",
            held_back,
            [each.sha256 for each in packages],
            [(each.pk, each.ended_at, each.times) for each in seen_before_by],
        ),
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
        description="Staffing, complaints, safety, ratings and special measures as files, with a dictionary.",
        trail=[],
        fragment="data.html.jinja",
        told=lambda: {
            "worlds": shown,
            "names": {kind: release_kind(kind).name for kind in KINDS},
            "levels": {kind: _levels_of(kind) for kind in KINDS},
            "packed": set(ReleasePackage.objects.values_list("release_id", flat=True)),
            "format_version": FORMAT_VERSION,
            "rating_columns": rating_csv.COLUMNS,
            "rating_format_version": rating_csv.FORMAT_VERSION,
            "special_measures_trusts": special_measures_csv.TRUST_COLUMNS,
            "special_measures_actions": special_measures_csv.ACTION_COLUMNS,
            "special_measures_format_version": special_measures_csv.FORMAT_VERSION,
        },
        key=("data", [world.stamp for world in shown]),
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
            "on_pages": {each.code for each in reviewed if is_on_pages(each.code)},
            "invented": any(world.demonstration for world in shown),
            "short": often_short_rules(month.first_day),
            "bounds": [bounds.short_below, bounds.often_short_months, bounds.often_short_window],
            "rule_set": in_force(month.first_day),
            "missing": list(Missing),
            "small_numbers": small_numbers_in_force(COMPLAINTS, month.last_day),
        },
        key=("method", str(month), [world.demonstration for world in shown]),
    )


def _is_released(made: Definition) -> bool:
    """Say whether releases hold the figures of a measure: they freeze one kind of return alone."""
    return made.return_kind == KIND


def _with_date_changes(shown: list[World]) -> list[World]:
    """Read the changes of dates of all releases at once."""
    every = [release for world in shown for of in world.every_kind for release in of.every]
    prefetch_related_objects(every, "date_changes")
    return shown


def _contents(release: Release, releases: Releases) -> list[ListedTrust]:
    """Return the trusts of a release by name, with the number of their hospitals in it."""
    if release.published_at is None:
        return []
    if release.kind == COMPLAINTS:
        return _contents_of_complaints(release, releases)
    if release.kind == SAFETY:
        return _contents_of_safety(release, releases)
    counts: dict[int, int] = {}
    for trust_id in ReleasedHospital.objects.filter(release=release, wards__gt=0).values_list("trust_id", flat=True):
        counts[trust_id] = counts.get(trust_id, 0) + 1
    marks = releases.marks(release)
    return [
        ListedTrust(row, counts.get(row.pk, 0), row.wards, marks.trust(row.code))
        for row in ReleasedTrust.objects.filter(release=release).order_by("name", "code")
    ]


def _contents_of_complaints(release: Release, releases: Releases) -> list[ListedTrust]:
    marks = releases.marks(release)
    named = Count("hospitals", filter=Q(hospitals__status=ReleasedComplaintsHospital.Status.SUBMITTED))
    rows = ReleasedComplaintsTrust.objects.filter(release=release).annotate(named=named).order_by("name", "code")
    return [ListedTrust(row, row.named, row.new, marks.trust(row.code)) for row in rows]


def _contents_of_safety(release: Release, releases: Releases) -> list[ListedTrust]:
    marks = releases.marks(release)
    rows = (
        ReleasedSafetyTrust.objects.filter(release=release)
        .annotate(named=Count("hospitals", distinct=True), told=Count("measures", distinct=True))
        .order_by("name", "code")
    )
    return [ListedTrust(row, row.named, row.told, marks.trust(row.code)) for row in rows]


def _levels_of(kind: str) -> list[str]:
    """Return what the rows of a kind's files are about: wards, hospitals, trusts, lessons."""
    return [name.removesuffix("s") for name, _ in columns_of_kind(kind)]
