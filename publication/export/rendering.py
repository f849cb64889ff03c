"""One address asked of its view within this process, and written as a file: the work that the processes share."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import resolve

from oversight.accounts.navigation import navigation_for
from oversight.accounts.permissions import NO_POWERS
from publication.export.links import OWN, Addressing, Rewriting
from publication.export.manifest import Entry, write_whole
from publication.export.places import INDEX, Place, Scope

log = logging.getLogger(__name__)

_TEXT = ("application/json", "application/csvm+json", "application/atom+xml", "image/svg+xml", "application/xml")
_NUMBERS = frozenset({"integer", "decimal", "number", "double"})


@dataclass(frozen=True)
class Work:
    """What every file of a run is made with."""

    folder: Path
    scope: Scope
    addressing: Addressing
    also: frozenset[str]

    @cached_property
    def rewriting(self) -> Rewriting:
        """How links of the pages are led to files."""
        return Rewriting(self.scope, self.addressing, static_url=settings.STATIC_URL, also=self.also)


@dataclass(frozen=True)
class Task:
    """A place to make, what was made of it before, and the key of the page that it lies below (blank: none)."""

    place: Place
    before: Entry | None
    owner_key: str = ""


@dataclass
class Done:
    """What came of a task: its files, their links, and whether it was made anew.

    ``missing`` where nothing is there, ``failed`` with what went wrong in the page: its file stays as it was.
    """

    place: Place
    entries: list[Entry] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    rendered: bool = False
    missing: bool = False
    failed: str = ""


class _Request(HttpRequest):
    """A stranger's question to a host that is no host: pages name it where they need a whole address."""

    def get_host(self) -> str:
        """Return the stand-in that is replaced before a file is written."""
        return urlsplit(OWN).netloc


def ask(place: Place, *, held: str = "") -> HttpResponseBase:
    """Ask the view of the address as a stranger who holds the page of the tag; 404 is raised."""
    request = _Request()
    request.method = "GET"
    request.path = request.path_info = place.path
    request.META = {"QUERY_STRING": f"release={place.release}" if place.release else "", "REMOTE_ADDR": "127.0.0.1"}
    if held:
        request.META["HTTP_IF_NONE_MATCH"] = held
    request.GET = QueryDict(request.META["QUERY_STRING"])
    request.user = AnonymousUser()
    request.powers = NO_POWERS  # type: ignore[attr-defined]
    request.navigation = navigation_for(request)  # type: ignore[attr-defined]
    request.resolver_match = resolve(place.path)
    answer: HttpResponseBase = request.resolver_match.func(
        request, *request.resolver_match.args, **request.resolver_match.kwargs
    )
    return answer.render() if hasattr(answer, "render") else answer


def make(task: Task, work: Work) -> Done:
    """Ask for one address and write its file, unless the one that is there is still good."""
    place, before = task.place, task.before
    done = Done(place)
    is_there = before is not None and (work.folder / place.file).is_file()
    try:
        answer = ask(place, held=before.key if is_there and before is not None else "")
    except Http404:
        done.missing = True
        return done
    except Exception as failure:  # one page that fails is no reason to leave out the others
        log.exception("the page %s could not be exported", place.asked)
        done.failed = f"{place.asked}: {type(failure).__name__}"
        done.entries = [before] if is_there and before is not None else []
        return done
    if answer.status_code == 304 and before is not None:
        done.entries.append(before)
        return done
    if answer.status_code in (301, 302):
        return _moved(done, answer.get("Location", "/"), task, work)
    if answer.status_code != 200:
        done.missing = True
        return done
    done.rendered = True
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    kind = answer.get("Content-Type", "").partition(";")[0]
    # A file without a tag of its own is as new as the page that it lies below.
    key = answer.get("ETag", "") or task.owner_key
    if kind == "text/html":
        return _page(done, content.decode(), key, task, work)
    if kind in _TEXT:
        content = _named(content.decode(), work.addressing).encode()
    done.entries.append(_write(work, before, place.file, content, key))
    if kind == "text/csv" and place.path.startswith("/releases/") and not place.release:
        file = place.file.removesuffix(".csv") + ".json"
        done.entries.append(_write(work, None, file, as_json(content.decode(), _described(place)), key))
    return done


def _named(content: str, addressing: Addressing) -> str:
    """Return a text with the address and the name of the host at which it will be read, as far as that is known."""
    outer = addressing.base or addressing.live
    return content.replace(OWN, outer).replace(urlsplit(OWN).netloc, urlsplit(outer).netloc)


def _page(done: Done, content: str, key: str, task: Task, work: Work) -> Done:
    made = work.rewriting.of(content, task.place)
    done.places = made.places
    links = tuple(sorted({f"{each.path}?{each.release}" for each in made.places}))
    done.entries.append(
        _write(work, task.before, task.place.file, made.content.encode(), key, links, tuple(sorted(made.static)))
    )
    return done


def _moved(done: Done, location: str, task: Task, work: Work) -> Done:
    """Write a page that leads on; a file that is elsewhere is not there."""
    if not task.place.file.endswith(INDEX):
        done.missing = True
        return done
    done.rendered = True
    link = html.escape(location)
    content = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>This page has moved</title>'
        f'<link rel="canonical" href="{link}"></head><body><h1>This page has moved</h1>'
        f'<p><a href="{link}">Go to the page that stands in its place</a></p></body></html>'
    )
    return _page(done, content, "", task, work)


def _write(
    work: Work,
    before: Entry | None,
    file: str,
    content: bytes,
    key: str,
    links: tuple[str, ...] = (),
    static: tuple[str, ...] = (),
) -> Entry:
    """Write the file, unless the same bytes are there."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = work.folder / file
    if before is None or before.sha256 != sha256 or not path.is_file():
        write_whole(path, content)
    return Entry(file, key, sha256, links, static)


def _described(place: Place) -> dict[str, str]:
    """Return the kind of each column of a file, as its description on the Web tells it."""
    answer = ask(Place(f"{place.path}-metadata.json", place.release, ""))
    told = json.loads(answer.content)  # type: ignore[attr-defined]
    return {column["name"]: column["datatype"] for column in told["tableSchema"]["columns"]}


def as_json(text: str, kinds: dict[str, str]) -> bytes:
    """Return the lines of a CSV file as objects: numbers as numbers, codes and words as text, what is blank as null."""

    def value(name: str, given: str) -> str | int | float | None:
        if given == "":
            return None
        if kinds.get(name) in _NUMBERS:
            try:
                return int(given) if given.lstrip("-").isdigit() else float(given)
            except ValueError:  # a code that says why there is no number
                return given
        return given

    lines = [
        json.dumps({name: value(name, given) for name, given in line.items()}, ensure_ascii=False)
        for line in csv.DictReader(io.StringIO(text, newline=""))
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()
