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
            target = quote(_relative(file, posixpath.dirname(of)))
        return f"{target}#{fragment}" if fragment else target


@dataclass
class Rewritten:
    """A page or file as it is written, the places that its links lead to, and the static files that it needs."""

    content: str
    places: list[Place] = field(default_factory=list)
    static: set[str] = field(default_factory=set)


class Rewriting:
    """The links of the pages of one run: what each leads to is found out once, since pages share most of them."""

    def __init__(self, scope: Scope, addressing: Addressing, *, static_url: str, also: frozenset[str]) -> None:
        """Take ``also`` as the names of files that no view of the site makes."""
        self.scope, self.addressing, self.static_url, self.also = scope, addressing, static_url, also

    def of(self, content: str, place: Place) -> Rewritten:
        """Return a page of HTML with its links led to files."""
        made = Rewritten("")
        found: dict[str, str | None] = {}

        def target(link: str) -> str | None:
            """Return the link to a file or elsewhere; None where it needs the live service."""
            if link not in found:
                found[link] = self._target(link, place, made)
            return found[link]

        content = _FORM.sub(lambda form: _form(form, place.asked, self.addressing), content)
        content = _ANCHOR.sub(lambda anchor: _anchor(anchor, target), content)
        content = _LINK.sub(lambda link: _head_link(link, target), content)
        content = _SOURCE.sub(lambda source: source[1] + (target(source[2]) or source[2]) + source[3], content)
        # The picture of a page is drawn by the live service, and other sites want its whole address.
        live = self.addressing.live
        content = _PICTURE.sub(lambda meta: meta[0].replace(OWN, live) if live else "", content)
        made.content = content.replace(OWN, self.addressing.base or live)
        return made

    def _target(self, link: str, place: Place, made: Rewritten) -> str | None:
        given = html.unescape(link)
        if given.startswith("#") or not given:
            return link
        own = given.removeprefix(OWN) or "/"
        if not given.startswith(OWN) and (urlsplit(given).scheme or given.startswith("//")):
            return link
        whole = own if own.startswith("/") else urljoin(place.asked, own)
        path, _, question = whole.partition("#")[0].partition("?")
        fragment = whole.partition("#")[2]
        to_file = self.addressing.to_file
        if path.startswith(self.static_url):
            made.static.add(path.removeprefix(self.static_url))
            return html.escape(to_file(path.lstrip("/"), of=place.file))
        if path.lstrip("/") in self.also and not question:
            return html.escape(to_file(path.lstrip("/"), fragment=fragment, of=place.file))
        if path == "/" and not question:
            return html.escape(to_file(INDEX, fragment=fragment, of=place.file))
        found = self.scope.place(whole)
        if found is not None:
            made.places.append(found)
            return html.escape(to_file(found.file, fragment=fragment, of=place.file))
        if self.addressing.live:
            return html.escape(self.addressing.live + path + (f"?{question}" if question else ""))
        return None


def _relative(file: str, folder: str) -> str:
    """Return the way from a folder to a file, both from the same place on."""
    ups, downs = folder.split("/") if folder else [], file.split("/")
    shared = 0
    while shared < min(len(ups), len(downs) - 1) and ups[shared] == downs[shared]:
        shared += 1
    return "/".join([".."] * (len(ups) - shared) + downs[shared:])


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
