"""What only the site as files has: lists in the place of the search, a list of its files, and the first addresses."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from oversight.organisations.models import Site, Trust, Ward
from publication.export.links import Rewriting
from publication.export.places import INDEX, Place
from publication.export.rendering import Work
from publication.export.sitemaps import as_sitemap
from publication.models import Release, ReleasedWard

_LETTERS = (*string.ascii_uppercase, "other")
_FRONT = "publication/export/front.html.jinja"
_FIXED = ("releases", "data", "method", "every_special_measures")
_ABOUT = ("about:site", "about:accessibility", "about:cookies", "about:special_measures")


@dataclass(frozen=True)
class Listed:
    """A trust or a hospital in a list, with its address."""

    name: str
    address: str
    place: str = ""


def files() -> frozenset[str]:
    """Return the files that are made here, which pages may link to."""
    return frozenset({INDEX, f"files/{INDEX}", *(_letter_file(letter) for letter in _LETTERS)})


def first_addresses() -> Iterator[str]:
    """Yield the addresses from which all others are found: the fixed pages, releases, trusts, hospitals and wards."""
    yield from (reverse(name) for name in _ABOUT)
    yield from (reverse(f"public:{name}") for name in _FIXED)
    for reference in Release.objects.filter(published_at__isnull=False).values_list("reference", flat=True):
        yield reverse("public:release", args=[reference])
    for code in Trust.objects.order_by("code").values_list("code", flat=True):
        yield reverse("public:trust", args=[code])
    for code in _hospitals().order_by("code").values_list("code", flat=True):
        yield reverse("public:hospital", args=[code])
    for ward_id in ReleasedWard.objects.order_by("ward_id").values_list("ward_id", flat=True).distinct():
        yield reverse("public:ward", args=[ward_id])


def pages(work: Work, kept: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are made here, with what they hold; they list what is there, and nothing else."""
    hospitals: dict[str, list[Listed]] = {}
    for site in _hospitals().order_by("name", "code"):
        address = reverse("public:hospital", args=[site.code])
        if address.lstrip("/") + INDEX in kept:
            listed = Listed(site.shown_name, address, site.town.title())
            hospitals.setdefault(_letter(listed.name), []).append(listed)
    trusts = [
        Listed(trust.shown_name, address)
        for trust in Trust.objects.order_by("name", "code")
        for address in [reverse("public:trust", args=[trust.code])]
        if address.lstrip("/") + INDEX in kept
    ]
    letters = [(letter, f"/{_letter_file(letter)}") for letter in _LETTERS if letter in hospitals]
    releases = _files_of_releases(kept)
    common = {"letters": letters, "demonstration_only": not Trust.objects.filter(is_demonstration=False).exists()}
    yield INDEX, _page(work, INDEX, "Find a hospital", {**common, "trusts": trusts, "part": "first"})
    # A letter without hospitals has its page, too: a page that links to it may be older than the list.
    for letter in _LETTERS:
        title = f"Hospitals: {letter}" if letter != "other" else "Hospitals: other names"
        told = {**common, "hospitals": hospitals.get(letter, []), "part": "letter"}
        yield _letter_file(letter), _page(work, _letter_file(letter), title, told)
    file = f"files/{INDEX}"
    yield file, _page(work, file, "Files of all releases", {**common, "releases": releases, "part": "files"})
    base = work.addressing.base
    # A sitemap holds whole addresses or none, and what is invented is not for search engines.
    mapped = [] if not base or common["demonstration_only"] else sorted(kept)
    if mapped:
        addresses = [f"{base}/{each.removesuffix(INDEX)}" for each in mapped if each.endswith(INDEX)]
        yield "sitemap.xml", as_sitemap((address, None) for address in addresses)
    told_robots = ["User-agent: *", "Disallow: /" if common["demonstration_only"] else "Allow: /"]
    yield "robots.txt", "\n".join([*told_robots, *([f"Sitemap: {base}/sitemap.xml"] if mapped else []), ""]).encode()


def static_files() -> set[str]:
    """Return the static files that the pages made here name."""
    return set(_named)


_named: set[str] = set()


def _page(work: Work, file: str, title: str, told: dict[str, Any]) -> bytes:
    request = HttpRequest()
    request.path = request.path_info = f"/{file.removesuffix(INDEX)}"
    request.user = AnonymousUser()
    request.navigation = ()  # type: ignore[attr-defined]
    request.shows_real_organisations = not told["demonstration_only"]  # type: ignore[attr-defined]
    content = render_to_string(
        _FRONT, {"title": title, "live": work.addressing.live, **told}, request=request, using="jinja2"
    )
    also = work.also | {address.lstrip("/") for address in _json_files(told)}
    rewriting = Rewriting(work.scope, work.addressing, static_url=settings.STATIC_URL, also=also)
    made = rewriting.of(content, Place(request.path, "", file))
    _named.update(made.static)
    return made.content.encode()


def _hospitals() -> Any:
    """The sites that have a page worth finding: those that a list of hospitals names or that have a ward."""
    return Site.objects.filter(Q(is_hospital=True) | Exists(Ward.objects.filter(site=OuterRef("pk"))))


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first in string.ascii_uppercase else "other"


def _letter_file(letter: str) -> str:
    return f"find/{letter.lower()}/{INDEX}"


@dataclass(frozen=True)
class ReleaseFiles:
    """A release with the files that were written of it, by the level that they tell of."""

    release: Release
    files: tuple[tuple[str, str], ...]


def _files_of_releases(kept: set[str]) -> list[ReleaseFiles]:
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(kept):
        parts = file.split("/")
        if len(parts) == 3 and parts[0] == "releases" and parts[2].endswith((".csv", ".json", ".zip")):
            found.setdefault(parts[1], []).append((parts[2], f"/{file}"))
    releases = Release.objects.filter(reference__in=found).order_by("-period", "kind", "-number")
    return [ReleaseFiles(release, tuple(found[release.reference])) for release in releases]


def _json_files(told: dict[str, Any]) -> set[str]:
    return {address for one in told.get("releases", []) for _, address in one.files}
