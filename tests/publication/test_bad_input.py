"""Rubbish at every public address: it is answered, and never with a failure of ours.

The addresses are those of the walk in ``tests/accounts/test_every_address.py``, so that a new one is tried without a
change here. The names of questions are read from the source of the part that an address belongs to, and those of a
form from its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache as once
from inspect import getsourcefile, unwrap
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from oversight import clock
from oversight.accounts.access import PUBLIC, rule_of
from tests.access_samples import World, make_world
from tests.accounts.test_every_address import EVERY, Address, fill_in, in_batches

LONG = "x" * 10_000
# Each as bytes of an address, percent-encoded where a browser would; what is no UTF-8 is among them.
RUBBISH = {
    "nothing": "",
    "a NUL": "A%00B",
    "long": LONG,
    "huge number": "9" * 400,
    "more digits than Python reads": "9" * 5_000,
    "beyond 64 bits": str(2**63),
    "negative": "-1",
    "not a number": "NaN",
    "infinite": "1e999",
    "no UTF-8": "%ff%fe%c0%80",
    "half a surrogate pair": "%ed%a0%80",
    "sign of another script": "%E0%B2%A0%F0%9F%8F%A5%CC%81%E2%80%AE",
    "other digits": "%D9%A2%D9%A0%D9%A2%D9%A6-%D9%A1%D9%A0",
    "markup": quote('"><script>alert(1)</script>'),
    "a query of the database": quote("' OR 1=1; DROP TABLE x; -- %s %(a)s {0}"),
    "another folder": "..%2f..%2f..%2fetc%2fpasswd",
    "line ends": "a%0d%0aSet-Cookie:%20a=b",
    "before the beginning": "0001-01",
    "day before the beginning": "0001-01-01",
    "day that is none": "2026-02-30",
    "month that is none": "2026-99",
    "last day of all": "9999-12-31",
    "last month of all": "9999-12",
    "year nought": "0000-00-00",
    "quarter that is none": "2026-Q9",
    "unknown postcode": quote("ZZ99 9ZZ"),
    "half a postcode": quote("ZZ9"),
    "double encoding": "%2500%252e%252e",
    "broken encoding": "%zz%",
    "list": "a,b,,,a;b|c",
    "cursor": "eyJhIjogMX0=",
}
# What is asked under each name by itself; all of the rubbish is asked under all names at once.
SHARP = ("a NUL", "beyond 64 bits", "no UTF-8", "last day of all")
# Asked of every address, whether its part knows them or not.
ALWAYS = ("q", "page", "format", "known-on", "release", "nobody-knows-this")
_ASKED = re.compile(
    r"""(?:GET|query_params|QUERY|POST|data)(?:\.get|\.getlist|\.pop)?[(\[]\s*["']([\w.-]+)["']"""
    r"""|["']([\w.-]+)["'] (?:not )?in \w+\.(?:GET|query_params)"""
)
_FIELD = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="([^"]+)"')
PUBLIC_ADDRESSES = [
    address for address in EVERY if (found := rule_of(address.pattern.callback)) and PUBLIC in found.read
]


@once
def names_asked_for(folder: Path) -> tuple[str, ...]:
    """Return the names that the code in a folder takes from a question or a form."""
    found = {name for path in folder.glob("*.py") for pair in _ASKED.findall(path.read_text()) for name in pair if name}
    return tuple(sorted(found))


def _names(address: Address) -> tuple[str, ...]:
    callback = address.pattern.callback
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or unwrap(callback)
    source = getsourcefile(view)
    asked = names_asked_for(Path(source).parent) if source and "site-packages" not in source else ()
    return tuple(dict.fromkeys((*ALWAYS, *asked)))


@pytest.fixture
def world(db: None) -> World:
    return make_world(clock.now())


class Asking:
    """Asks as a stranger would, undoes what was written, and holds each answer to what every answer must be."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.asked = 0
        self.status = 0

    def __call__(self, method: str, path: str, told: str, *, body: bytes = b"", kind: str = "") -> str:
        """Return the text of the answer; what is wrong with it is noted."""
        self.asked += 1
        try:
            answer, content = self._answer(method, path, body, kind)
            if answer.status_code == 429:
                cache.clear()
                answer, content = self._answer(method, path, body, kind)
        except Exception as failure:  # whatever it is, it is a failure of ours
            self.faults.append(f"{method} {path[:120]} ({told}): {type(failure).__name__}: {str(failure)[:200]}")
            return ""
        self.status = answer.status_code
        if answer.status_code >= 500:
            self.faults.append(f"{method} {path[:120]} ({told}): {answer.status_code}")
        if "\n" in answer.get("Location", "") or "a" in answer.cookies:
            self.faults.append(f"{method} {path[:120]} ({told}): a line of its own among the headers")
        text = content.decode("utf-8", "replace")
        if answer.get("Content-Type", "").startswith("text/html") and "<script>alert" in text:
            self.faults.append(f"{method} {path[:120]} ({told}): its words are on the page as markup")
        return text

    def _answer(self, method: str, path: str, body: bytes, kind: str) -> tuple[HttpResponseBase, bytes]:
        with transaction.atomic():
            answer = Client().generic(method, path, body, content_type=kind or "application/octet-stream")
            # Read a streamed file too: what it raises, it raises while it is sent.
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
            transaction.set_rollback(True)
        return answer, content


@pytest.mark.parametrize("batch", in_batches(PUBLIC_ADDRESSES), ids=lambda batch: f"{batch[0]} to {batch[-1]}")
def test_no_rubbish_is_answered_with_a_failure(batch: list[Address], world: World, subtests: pytest.Subtests) -> None:
    for address in batch:
        with subtests.test(str(address)):
            cache.clear()
            ask = Asking()
            path, _ = fill_in(address, world)
            _ask_in_its_place(ask, address, world)
            _ask_with_questions(ask, address, path)
            _send(ask, path)
            assert not ask.faults, f"{len(ask.faults)} of {ask.asked}:\n" + "\n".join(ask.faults)


def _ask_in_its_place(ask: Asking, address: Address, world: World) -> None:
    """Put rubbish in the place of each part of the address that may be anything."""
    for keyword in address.keywords:
        for told, rubbish in RUBBISH.items():
            path = _with_rubbish(address, world, keyword, rubbish)
            ask("GET", path, f"{keyword}: {told}")


def _with_rubbish(address: Address, world: World, keyword: str, rubbish: str) -> str:
    """Return the address with rubbish for one keyword and what is right for the others."""
    marks = {name: f"<{converter}:{name}>" for converter, name in re.findall(r"<(\w+):(\w+)>", address.route)}
    path, _ = fill_in(address, world)
    values = resolve(path).kwargs
    route = address.route
    for name, mark in marks.items():
        route = route.replace(mark, rubbish if name == keyword else quote(str(values[name]), safe=""))
    return f"/{route}"


def _ask_with_questions(ask: Asking, address: Address, path: str) -> None:
    names = _names(address)
    for name in names:
        for told in SHARP:
            ask("GET", f"{path}?{name}={RUBBISH[told]}", f"{name}: {told}")
    for told, rubbish in RUBBISH.items():
        ask("GET", f"{path}?{'&'.join(f'{name}={rubbish}' for name in names)}&{rubbish}", f"all questions: {told}")
    everything = "&".join(f"{name}={value}" for name, value in zip(names, cycle(RUBBISH.values()), strict=False))
    ask("GET", f"{path}?{everything}", "every question at once")
    ask("HEAD", f"{path}?{everything}", "every question at once")
    ask("GET", f"{path}?{'&'.join(f'a{n}=1' for n in range(1_500))}", "1,500 questions")
    ask("GET", f"{path}?{'&'.join(islice(cycle(f'{name}=1' for name in names), 900))}", "the same questions many times")


def _send(ask: Asking, path: str) -> None:
    """Send what no form of ours would, by every method."""
    fields = tuple(dict.fromkeys(_FIELD.findall(ask("GET", path, "its form")))) or ("name",)
    form = "application/x-www-form-urlencoded"
    bodies = [
        *((told, "&".join(f"{quote(name)}={rubbish}" for name in fields).encode(), form) for told, rubbish in _short()),
        ("no form", b"\x00\xff\xfe", form),
        ("broken parts", b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        ("parts without a boundary", b"--x", "multipart/form-data"),
        ("broken JSON", b'{"a": [', "application/json"),
        ("JSON of another shape", b"[[[1e999]]]", "application/json"),
        ("no known kind", b"\x00", "text/\xff"),
        ("many fields", urlencode([(f"a{n}", "1") for n in range(1_500)]).encode(), form),
    ]
    for told, body, kind in bodies:
        ask("POST", path, f"sent {told}", body=body, kind=kind)
        if ask.status == 405:
            # It takes nothing, whatever it is.
            break
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 100):
        ask(method, path, "method", body=b"\x00")


def _short() -> Iterator[tuple[str, str]]:
    return ((told, rubbish) for told, rubbish in RUBBISH.items() if "." not in told)


def test_it_walks_the_public_addresses() -> None:
    names = {str(address) for address in PUBLIC_ADDRESSES}
    assert {"public:home", "public:hospital", "public:ward_csv", "cqc_shape:providers", "public:data"} <= names
    assert "q" in names_asked_for(Path(getsourcefile(resolve("/").func.__wrapped__)).parent)


def test_what_is_nowhere_is_not_there(world: World) -> None:
    ask = Asking()
    for told, rubbish in RUBBISH.items():
        for before in (
            "",
            "no-such/",
            "hospitals/",
            "trusts/",
            "wards/",
            "releases/",
            "api/v1/",
            "public/v1/",
            "static/",
        ):
            path = f"/{before}{rubbish}"
            ask("GET", path, told)
            ask("GET", f"{path}/", told)
    assert not ask.faults, "\n".join(ask.faults)
