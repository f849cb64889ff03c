"""Where an address of the site lies in a folder of files, and which addresses have no place there.

A static host answers no question (``?q=``) and takes no form, so what needs either stays with the live service.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.urls import Resolver404, resolve

from oversight.accounts.access import PUBLIC, rule_of
from publication.models import Release
from publication.own_releases import superseded_subjects
from publication.periods import KINDS
from publication.record import Releases

INDEX = "index.html"
# Search, alerts, comparison, signing in, telling us, and the interfaces for programs.
_LIVE = (
    "/account/",
    "/alerts/",
    "/api/",
    "/compare",
    "/demonstration/",
    "/follow/",
    "/health/",
    "/metrics",
    "/public/v1/",
    "/releases/approve/",
    "/survey/",
    "/tell-us/",
)
# Code to paste elsewhere names the live service; a download of no type has no name that a host would know; summaries
# on paper are typeset when they are asked for, each in the time of many pages; calendars are subscribed to.
_LIVE_NAMES = frozenset(
    {
        "hospital_badge_page",
        "trust_badge_page",
        "special_measures_evidence",
        "hospital_summary",
        "trust_summary",
        "calendar_ics",
    }
)
_OF_A_PERIOD = frozenset({"hospital_month", "trust_month", "hospital_complaints_period", "trust_complaints_period"})
_OF_A_RELEASE = "release"
# Pages share most of their links; so many addresses are remembered.
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Place:
    """An address that is exported: the path to ask for, with its question, and the file that it becomes."""

    path: str
    release: str
    file: str

    @property
    def asked(self) -> str:
        """The address as it is asked of the site."""
        return f"{self.path}?release={self.release}" if self.release else self.path


@dataclass(frozen=True)
class Scope:
    """What an export takes in: the releases by reference, whether newer ones stand in their place, and the past.

    ``newest`` holds the periods that the pages show at first; other months, quarters and years belong to the past.
    ``editions`` holds the trusts, hospitals and wards, each with a superseded release, of which a newer one told
    something else: they alone have a page of that release apart from the page of its period.
    """

    current: frozenset[str]
    superseded: frozenset[str]
    newest: frozenset[str]
    past: bool = False
    editions: frozenset[tuple[str, str]] = frozenset()
    _known: dict[str, Place | None] = field(default_factory=dict, compare=False, repr=False)

    def place(self, address: str, *, on: str = "/") -> Place | None:
        """Return the place of an address as it is written on a page; None where it stays with the live service."""
        whole = address if address.startswith("/") and not address.startswith("//") else urljoin(on, address)
        whole = whole.partition("#")[0]
        if whole in self._known:
            return self._known[whole]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        found = self._known[whole] = self._place(whole)
        return found

    def _place(self, address: str) -> Place | None:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(_LIVE):
            return None
        asked = parse_qsl(parts.query, keep_blank_values=True)
        if any(name != "release" for name, _ in asked) or len(asked) > 1:
            return None
        path = unquote(parts.path)
        try:
            found = resolve(path)
        except Resolver404:
            return None
        rule = rule_of(found.func)
        if rule is None or PUBLIC not in rule.read or found.url_name in _LIVE_NAMES:
            return None
        release = asked[0][1] if asked else ""
        if release and release not in self.current | self.superseded:
            return None
        subject = found.kwargs.get("code") or found.kwargs.get("ward_id")
        asks_for = release
        if release and (release in self.current or (subject and (release, str(subject)) not in self.editions)):
            if "period" in found.kwargs or "reference" in found.kwargs:
                # What stands of a period is what its address shows without being asked. A file is asked for by the
                # release of the page that it lies below, which later releases may have repeated.
                is_page = path.endswith("/")
                asks_for = "" if release in self.current or is_page else release
                release = ""
            elif not self.past:
                return None
        of_the_past = found.url_name in _OF_A_PERIOD and found.kwargs.get("period") not in self.newest
        if of_the_past and not (self.past or release):
            return None
        file = _file(path, release)
        return Place(path, asks_for, file) if file else None


def scope_now(*, past: bool) -> Scope:
    """Return the scope of an export of what is public now."""
    published = Release.objects.filter(published_at__isnull=False).order_by("-period", "-number")
    current: dict[tuple[str, bool, str], str] = {}
    newest: dict[tuple[str, bool, int], str] = {}
    superseded = set()
    for each in published:
        if current.setdefault((each.kind, each.demonstration, each.period), each.reference) != each.reference:
            superseded.add(each.reference)
        # A quarter and a year of one kind are told apart by how long they are written.
        newest.setdefault((each.kind, each.demonstration, len(each.period)), each.period)
    editions = frozenset[tuple[str, str]]().union(
        *(superseded_subjects(Releases(demonstration=world, kind=kind)) for kind in KINDS for world in (False, True))
    )
    return Scope(frozenset(current.values()), frozenset(superseded), frozenset(newest.values()), past, editions)


def _file(path: str, release: str) -> str | None:
    """Return the file of an address, relative to the folder; None where no host would serve it as what it is."""
    folder, name = posixpath.split(path)
    if name and "." not in name:
        return None
    parts = [part for part in folder.split("/") if part]
    if any(part in {".", ".."} or part.startswith(".") for part in (*parts, name)) or "\\" in path:
        return None
    return "/".join([*parts, *([_OF_A_RELEASE, release] if release else []), name or INDEX])
