"""The calendar of releases, a release's package, the data dictionary, and figures seen before their time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, SIGNED_IN, access, person_of
from oversight.measures.defining import by_theme, public_definitions
from publication import page_cache
from publication.csv_answers import file_answer
from publication.csv_writing import ToldColumn
from publication.models import Release
from publication.orderly.before_release import access_of, before_release, see_before
from publication.orderly.calendar_rules import ahead
from publication.orderly.dictionary import measures_told, way
from publication.orderly.final_rules import final_rule
from publication.orderly.holding_back import why_held_back
from publication.orderly.icalendar import calendar_file
from publication.orderly.models import PreReleaseAccess
from publication.orderly.packaging import package_of
from publication.orderly.release_tables import codes_of, columns_of_kind
from publication.pages import answer
from publication.periods import KINDS
from publication.refusals import ReleaseRefused
from publication.release_kinds import release_kind
from publication.release_pages import World, worlds


@dataclass(frozen=True)
class DescribedFile:
    """A file of a kind of release, and its columns."""

    name: str
    columns: tuple[ToldColumn, ...]


@access(PUBLIC)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what comes in the next twelve months, by month."""
    shown = worlds()
    now = clock.now()
    held_back = {each.pk for world in shown for each in world.announced if why_held_back(each)}

    def told() -> Mapping[str, Any]:
        for world in shown:
            prefetch_related_objects(world.announced, "date_changes")
        return {
            "worlds": [(world, _by_month(world)) for world in shown],
            "now": now,
            "ahead": ahead(),
            "finals": [(release_kind(kind).name, final_rule(kind, clock.london_date(now))) for kind in KINDS],
            "held_back": held_back,
        }

    return answer(
        request,
        shown[0].releases,
        title="When figures come",
        description="The day and time of every release of the next twelve months.",
        trail=[("Releases", reverse("public:releases"))],
        fragment="orderly/calendar.html.jinja",
        told=told,
        key=(
            "calendar",
            [world.stamp for world in shown],
            sorted(held_back),
            now.strftime("%Y-%m-%dT%H:%M"),
        ),
    )


@access(PUBLIC)
@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """Give out the calendar for calendar programs: what is to come, what was cancelled, and what came."""
    every = [each for world in worlds() for of in world.every_kind for each in of.every]
    prefetch_related_objects(every, "date_changes")
    content = calendar_file(
        sorted(every, key=lambda each: (each.scheduled_for, each.reference)),
        name="Releases of hospital figures",
        host=request.get_host().partition(":")[0],
        address_of=lambda each: request.build_absolute_uri(
            reverse("public:release", kwargs={"reference": each.reference})
        ),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="releases.ics"'
    response["Cache-Control"] = "public, max-age=600"
    return response


@access(PUBLIC)
@require_safe
def package(request: HttpRequest, reference: str) -> HttpResponse:
    """Give out a release as one file, with its hash."""
    release = Release.objects.filter(reference=reference, published_at__isnull=False).first()
    found = package_of(release) if release is not None else None
    if release is None or found is None:
        raise Http404("There is no such package.")
    response = HttpResponse(found.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{release.reference}.zip"'
    response["ETag"] = f'"{found.sha256}"'
    response["Repr-Digest"] = f"sha-256=:{_base64(found.sha256)}:"
    response["Cache-Control"] = "public, no-cache"
    if release.demonstration:
        response["X-Robots-Tag"] = "noindex"
    if page_cache.holds(request, response["ETag"]):
        response = HttpResponse(status=304, headers={"ETag": response["ETag"], "Cache-Control": "public, no-cache"})
    return response


@access(PUBLIC)
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """Lead to what every measure and every column means, and say what each code means."""
    return _of_dictionary(
        request,
        "Data dictionary",
        "What each measure, each column of the files and each code means.",
        "orderly/dictionary.html.jinja",
        {
            "themes": by_theme(public_definitions()),
            "kinds": {kind: release_kind(kind).name for kind in KINDS},
            "codes": list({each.value: each for kind in KINDS for each in codes_of(kind)}.values()),
        },
    )


@access(PUBLIC)
@require_safe
def dictionary_measures(request: HttpRequest, theme: str) -> HttpResponse:
    """Say what the measures of a theme ask, mean and do not mean."""
    found = next(((of, made) for of, made in by_theme(public_definitions()).items() if of.value == theme), None)
    if found is None:
        raise Http404("There are no measures of this theme.")
    return _of_dictionary(
        request,
        f"Measures: {found[0].label.lower()}",
        f"What each measure of {found[0].label.lower()} asks, means and does not mean.",
        "orderly/dictionary_measures.html.jinja",
        {"measures": found[1], "way": way},
        within=True,
    )


@access(PUBLIC)
@require_safe
def dictionary_files(request: HttpRequest, kind: str) -> HttpResponse:
    """Say what the columns of a kind's files hold."""
    if kind not in KINDS:
        raise Http404("There are no such files.")
    name = release_kind(kind).name
    return _of_dictionary(
        request,
        f"Files: {name.lower()}",
        f"What each column of the files of {name.lower()} holds.",
        "orderly/dictionary_files.html.jinja",
        {
            "files": [DescribedFile(file, tuple(columns)) for file, columns in columns_of_kind(kind)],
            "codes": codes_of(kind),
        },
        within=True,
    )


def _of_dictionary(
    request: HttpRequest, title: str, description: str, fragment: str, told: Mapping[str, Any], *, within: bool = False
) -> HttpResponse:
    trail = [("Data to download", reverse("public:data"))]
    if within:
        trail.append(("Data dictionary", reverse("public:dictionary")))
    return answer(
        request,
        worlds()[0].releases,
        title=title,
        description=description,
        trail=trail,
        fragment=fragment,
        told=lambda: told,
        key=("dictionary",),
    )


@access(PUBLIC)
@require_safe
def dictionary_csv(request: HttpRequest, described_only: bool = False) -> HttpResponse:
    """Give out the reviewed measures as a file."""
    table = measures_told()
    if described_only:
        content = {**table.described, "url": request.build_absolute_uri(reverse("public:dictionary_csv"))}
        return JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return file_answer(request, table.text, name="measures", demonstration=False)


@access(SIGNED_IN)
@require_safe
def seen_before(request: HttpRequest) -> HttpResponse:
    """List the releases that the person may see before their time."""
    rows = PreReleaseAccess.objects.filter(
        person=person_of(request), ended_at__isnull=True, release__state=Release.State.PLANNED
    ).select_related("release")
    return render(
        request,
        "publication/orderly/seen_before.html.jinja",
        {
            "title": "Figures that you may see before their time",
            "rows": sorted(rows, key=lambda each: each.release.scheduled_for),
            "before": before_release(),
            "now": clock.now(),
        },
    )


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def seen_before_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Give out a release's package to somebody on its list; each look is noted."""
    release = Release.objects.filter(reference=reference).first()
    granted = access_of(person_of(request), release) if release is not None else None
    if release is None or granted is None:
        raise Http404("There is no such release.")
    now = clock.now()
    if request.method == "POST":
        try:
            content = see_before(reference=reference, by=person_of(request), now=now)
        except ReleaseRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("public:seen_before_one", reference=reference)
        response = HttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{release.reference}-before-its-time.zip"'
        response["Cache-Control"] = "no-store"
        return response
    return render(
        request,
        "publication/orderly/seen_before_one.html.jinja",
        {
            "title": release.title,
            "release": release,
            "granted": granted,
            "looks": list(granted.looks.all()),
            "before": before_release(),
            "is_open": before_release().is_open(release, now),
        },
    )


def _by_month(world: World) -> list[tuple[str, list[Release]]]:
    """Return the announced releases by the month in which they come, with its name."""
    return [
        (month, list(releases))
        for month, releases in groupby(
            world.announced, key=lambda each: each.scheduled_for.astimezone(clock.LONDON).strftime("%B %Y")
        )
    ]


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
