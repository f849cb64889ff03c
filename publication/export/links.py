"""The links of an exported page: to the files beside it, to the live service, or words that say what is missing."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from publication.export.places import INDEX, Place, Scope

# What the pages take for the site's own address while they are rendered; replaced before a file is written.
OWN = "http://exported.invalid"
NEEDS_IT = "needs the live service"
_ANCHOR = re.compile(r'<a\b([^>]*?)\shref="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_LINK = re.compile(r'<link\b[^>]*?\shref="([^"]*)"[^>]*>')
_SOURCE = re.compile(r'(<(?:script|img|iframe|source|object|image|use)\b[^>]*?\s(?:src|href|data)=")([^"]*)(")')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_PICTURE = re.compile(r'<meta\b[^>]*?"(?:og|twitter):image[^>]*>')
_ACTION = re.compile(r'\saction="([^"]*)"')


@dataclass(frozen=True)
class Addressing:
    """How links are written: from ``base`` on, or relative where it is blank; ``live`` is the live service, or blank.

    Both without a stroke at their end.
    """

    base: str = ""
    live: str = ""

    def to_file(self, file: str, *, fragment: str = "", of: str) -> str:
        """Return the link from the file ``of`` to another; a relative one works without a host, too."""
        if self.base:
            written = file.removesuffix(INDEX) if file == INDEX or file.endswith(f"/{INDEX}") else file
            target = f"{self.base}/{quote(written)}"
        else:
            target = quote(posixpath.relpath(file, posixpath.dirname(of) or "."))
        return f"{target}#{fragment}" if fragment else target


@dataclass
class Rewritten:
    """A page or file as it is written, the places that its links lead to, and the static files that it needs."""

    content: str
    places: list[Place] = field(default_factory=list)
    static: set[str] = field(default_factory=set)


def rewritten(
    content: str, place: Place, scope: Scope, addressing: Addressing, *, static_url: str, also: frozenset[str]
) -> Rewritten:
    """Return a page of HTML with its links led to files; ``also`` names files that no view of the site makes."""
    made = Rewritten("")
    on = place.asked

    def target(link: str) -> str | None:
        """Return the link to a file or elsewhere; None where it needs the live service."""
        given = html.unescape(link)
        own = given.removeprefix(OWN) or "/"
        parts = urlsplit(urljoin(on, own))
        if not given.startswith(OWN) and (urlsplit(given).scheme or given.startswith("//")):
            return link
        if given.startswith("#") or not given:
            return link
        if parts.path.startswith(static_url):
            made.static.add(parts.path.removeprefix(static_url))
            return html.escape(addressing.to_file(parts.path.lstrip("/"), of=place.file))
        if parts.path.lstrip("/") in also and not parts.query:
            return html.escape(addressing.to_file(parts.path.lstrip("/"), fragment=parts.fragment, of=place.file))
        if parts.path == "/" and not parts.query:
            return html.escape(addressing.to_file(INDEX, fragment=parts.fragment, of=place.file))
        found = scope.place(own, on=on)
        if found is not None:
            made.places.append(found)
            return html.escape(addressing.to_file(found.file, fragment=parts.fragment, of=place.file))
        if addressing.live:
            return html.escape(addressing.live + parts.path + (f"?{parts.query}" if parts.query else ""))
        return None

    content = _FORM.sub(lambda form: _form(form, on, addressing), content)
    content = _ANCHOR.sub(lambda anchor: _anchor(anchor, target), content)
    content = _LINK.sub(lambda link: _head_link(link, target), content)
    content = _SOURCE.sub(lambda source: source[1] + (target(source[2]) or source[2]) + source[3], content)
    # The picture of a page is drawn by the live service, and other sites want its whole address.
    content = _PICTURE.sub(lambda meta: meta[0].replace(OWN, addressing.live) if addressing.live else "", content)
    made.content = content.replace(OWN, addressing.base or addressing.live)
    return made


def _anchor(anchor: re.Match[str], target: Callable[[str], str | None]) -> str:
    before, link, after, words = anchor.groups()
    found = target(link)
    if found is not None:
        return f'<a{before} href="{found}"{after}>{words}</a>'
    return f"<span>{words}</span> ({NEEDS_IT})"


def _head_link(link: re.Match[str], target: Callable[[str], str | None]) -> str:
    """Return a link of the head; one that leads nowhere from here is left out."""
    found = target(link[1])
    return link[0].replace(f'href="{link[1]}"', f'href="{found}"') if found is not None else ""


def _form(form: re.Match[str], on: str, addressing: Addressing) -> str:
    """Let a form send to the live service; without one it stands for nothing, and that is said."""
    if not addressing.live:
        return f"<p>The form that stands here {NEEDS_IT}.</p>"
    given = _ACTION.search(form[1])
    address = urlsplit(urljoin(on, html.unescape(given[1]) if given else on))
    action = html.escape(addressing.live + address.path)
    return f'<form action="{action}"{_ACTION.sub("", form[1])}>{form[2]}</form>'
