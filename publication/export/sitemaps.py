"""What crawlers are told: the sitemap of the public pages with the day of their last change, and robots.txt.

Source: the sitemap protocol 0.9 (sitemaps.org): at most 50,000 addresses a file, an index over several; RFC 9309.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.front import kept_in_front
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.place_pages.followed import that_lead_on

MOST_IN_A_FILE = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# Search results, answers for programs, forms, pages for people who are signed in: nothing there to be found by words.
_NOT_FOR_CRAWLERS = (
    "/account/",
    "/api/",
    "/demonstration/",
    "/follow/",
    "/inspect/",
    "/oversee/",
    "/public/v1/",
    "/releases/approve/",
    "/survey/",
    "/tell-us/",
    "/workspace/",
    "/*?*release=",
    "/*?*q=",
    # A page for each day that there was.
    "/*?*known-on=",
    # Comparisons that readers put together, and choices of peers: there are millions.
    "/*?*place=",
    "/*?*peers=",
)
Dated = tuple[str, datetime | None]


def _pages() -> Iterator[Dated]:
    newest = Release.objects.filter(demonstration=False).aggregate(newest=Max("published_at"))["newest"]
    for name in ("public:home", "public:releases", "public:data", "public:every_special_measures"):
        yield reverse(name), newest
    for name in ("public:method", "about:site", "about:accessibility", "about:cookies", "about:special_measures"):
        yield reverse(name), None


def _releases() -> Iterator[Dated]:
    told = Release.objects.filter(demonstration=False, published_at__isnull=False)
    changed = told.annotate(withdrawn=Max("withdrawals__withdrawn_at")).order_by("pk")
    for reference, published, withdrawn in changed.values_list("reference", "published_at", "withdrawn"):
        yield reverse("public:release", args=[reference]), max(filter(None, (published, withdrawn)))


def _trusts() -> Iterator[Dated]:
    changed = _last_changes(ReleasedTrust, "code")
    # An address that leads on to another trust is no page of its own.
    own = Trust.objects.filter(is_demonstration=False).exclude(pk__in=that_lead_on(on=clock.today()))
    for code in own.order_by("code").values_list("code", flat=True):
        yield reverse("public:trust", args=[code]), changed.get(code)


def _hospitals() -> Iterator[Dated]:
    for code, changed in sorted(_last_changes(ReleasedHospital, "code").items()):
        if code:
            yield reverse("public:hospital", args=[code]), changed


def _wards() -> Iterator[Dated]:
    for ward_id, changed in sorted(_last_changes(ReleasedWard, "ward_id").items()):
        yield reverse("public:ward", args=[ward_id]), changed


def _last_changes(rows: type[ReleasedTrust | ReleasedHospital | ReleasedWard], name: str) -> dict[str, datetime]:
    """Return when the public last saw something new of each: the newest release that holds it and is a first one
    of its period, or one that changed it."""
    told = rows.objects.filter(Q(release__number=1) | Q(revised=True), release__demonstration=False)
    return dict(told.order_by().values_list(name).annotate(Max("release__published_at")))


_PARTS = {"pages": _pages, "releases": _releases, "trusts": _trusts, "hospitals": _hospitals, "wards": _wards}


def as_sitemap(addresses: Iterable[Dated]) -> bytes:
    """Return a sitemap of whole addresses with the days of their last change, where these are known."""
    lines = [
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day(changed)}</lastmod>' if changed else ''}</url>"
        for address, changed in addresses
    ]
    return (f"{_HEAD}<urlset {_SPACE}>\n" + "\n".join(lines) + "\n</urlset>\n").encode()


def day(changed: datetime) -> str:
    """Return the day of a moment, in London."""
    return clock.london_date(changed).isoformat()


@access(PUBLIC)
@require_safe
@kept_in_front
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps, one for each kind of page that there is."""
    lines = []
    for part, told in _PARTS.items():
        found = list(told())
        newest = max((changed for _, changed in found if changed), default=None)
        for number in range(-(-len(found) // MOST_IN_A_FILE)):
            address = request.build_absolute_uri(reverse("public:sitemap", args=[part, number + 1]))
            lastmod = f"<lastmod>{day(newest)}</lastmod>" if newest else ""
            lines.append(f"<sitemap><loc>{escape(address)}</loc>{lastmod}</sitemap>")
    return _xml(f"{_HEAD}<sitemapindex {_SPACE}>\n" + "\n".join(lines) + "\n</sitemapindex>\n")


@access(PUBLIC)
@require_safe
@kept_in_front
def sitemap(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """List the real pages of one kind; what is invented is not for search engines."""
    told = _PARTS.get(part)
    found = list(told())[(number - 1) * MOST_IN_A_FILE : number * MOST_IN_A_FILE] if told and number > 0 else []
    if not found:
        raise Http404("There is no such sitemap.")
    return _xml(as_sitemap((request.build_absolute_uri(address), changed) for address, changed in found).decode())


@access(PUBLIC)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what crawlers may read: all public pages as they are at present, and neither forms nor other editions."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('public:sitemap_index'))}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _xml(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    return response
