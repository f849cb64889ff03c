"""The interface for programs beside a static file of the same bytes, from the same server, in one run.

    .venv/bin/python -m bench.programs [--size small] [--months 3] [--rounds 6] [--seconds 1.5] [--keep FOLDER]

The servers and the web are those of ./run. One client on a connection that stays open asks in turn, for a moment each:
a file that the web serves from its folder, the same bytes as the interface answers them once they are kept, the same
question by who holds the answer already (304), and questions that were never asked before. What is told is each as
answers a second and as a share of the file's, the median over the rounds; rounds in turn, so that whatever else the
machine does falls on all alike. The client asks from one network address after another, since each may ask only so
often.

Asserted: every answer has the file's bytes, and a 304 none. The share of the file's is told and not asserted: an
answer asks the database and the broker a question each, which on a busy machine waits for its turn, and a file doesn't.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.freshness import _folder, load
from bench.whole_site import Site, say, set_up_django, whole_site

BASE = "/demonstration/api/v1"
# Below the limit of one network address a minute, whatever the round asks.
_ASKED_FROM_ONE = 1_500


@dataclass
class Asking:
    """One client: a connection that stays open, from another address of this machine when it is time."""

    port: int
    _from: Iterator[int] = field(default_factory=lambda: itertools.count(2))
    _asked: int = 0
    _line: http.client.HTTPConnection | None = None

    def ask(self, address: str, tag: str = "") -> tuple[int, bytes, str]:
        """Return the status, the body and the tag of an answer."""
        if self._line is None or self._asked >= _ASKED_FROM_ONE:
            if self._line is not None:
                self._line.close()
            number = next(self._from)
            source = f"127.0.{number // 250}.{number % 250 + 2}"
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(source, 0))
            self._asked = 0
        self._asked += 1
        headers = {"Accept": "application/json", **({"If-None-Match": tag} if tag else {})}
        try:
            self._line.request("GET", address, headers=headers)
            answer = self._line.getresponse()
            return answer.status, answer.read(), answer.headers.get("ETag", "")
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server ends a worker's line now and then.
            self._line.close()
            self._line = None
            return self.ask(address, tag)


def addresses() -> dict[str, str]:
    """Return the addresses that are measured, by what they are: a short answer, a long one, one with much in it."""
    from publication.models import ReleasedTrust
    from publication.record import Releases

    latest = Releases(demonstration=True).latest
    if latest is None:
        raise RuntimeError("nothing was published")
    code = ReleasedTrust.objects.filter(release=latest).order_by("code").values_list("code", flat=True)[0]
    return {
        "one trust": f"{BASE}/trusts/{code}/",
        "a trust's staffing": f"{BASE}/trusts/{code}/staffing/",
        "100 wards' staffing": f"{BASE}/staffing/wards/?per_page=100",
    }


def bytes_of(address: str, port: int) -> bytes:
    """Return an answer as the server on the port will give it."""
    from django.test import Client

    answer = Client().get(address, SERVER_NAME="127.0.0.1", SERVER_PORT=str(port))
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return bytes(answer.content)


def a_second(ask: Callable[[], None], seconds: float) -> float:
    """Return how many answers came a second."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        ask()
        count += 1
    return count / (time.perf_counter() - began)


def measure(client: Asking, address: str, file: str, content: bytes, rounds: int, seconds: float) -> dict[str, float]:
    """Return the medians of answers a second, by what was asked."""
    fresh = itertools.count(1)

    def expect(asked: str, status: int, tag: str = "", wanted: bytes | None = content) -> str:
        got, body, told = client.ask(asked, tag)
        if got != status or (wanted is not None and body != wanted):
            raise RuntimeError(f"{asked}: {got}, {len(body)} bytes, not the {status} that was wanted")
        return told

    tag = expect(address, 200)
    mark = "&" if "?" in address else "?"

    def never_asked() -> None:
        # An empty value asks for nothing, but is another address.
        day = f"{1900 + next(fresh) // 300}-{next(fresh) % 12 + 1:02}-{next(fresh) % 28 + 1:02}"
        expect(f"{address}{mark}known-on={day}", 200, wanted=None)

    ways: dict[str, Callable[[], object]] = {
        "file": lambda: expect(file, 200),
        "kept": lambda: expect(address, 200),
        "304": lambda: expect(address, 304, tag, b""),
    }
    if "trusts/" not in address or "staffing" in address:
        ways["never asked before"] = never_asked
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, ask in ways.items():
            found[name].append(a_second(lambda ask=ask: ask() and None, seconds))  # type: ignore[misc]
    return {name: statistics.median(rates) for name, rates in found.items()}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--keep", type=Path, help="a state folder to load into, or to use again where it is loaded")
    arguments.add_argument("--size", choices=["small", "national"], default="small")
    arguments.add_argument("--months", type=int, default=3, help="how much of its past to load")
    arguments.add_argument("--rounds", type=int, default=6)
    arguments.add_argument("--seconds", type=float, default=1.5, help="how long each is asked in a round")
    given = arguments.parse_args()
    with _folder(given.keep) as folder, whole_site(folder, say=say) as site:
        set_up_django(site)
        load(site, given.size, given.months)
        told = addresses()
        contents = {name: bytes_of(address, site.port) for name, address in told.items()}
        files = {name: beside(site, number, contents[name]) for number, name in enumerate(contents)}
        with site.running():
            client = Asking(site.port)
            print(f"Answers a second to one client, median of {given.rounds} rounds; load {os.getloadavg()[0]:.0f}")
            for name, address in told.items():
                rates = measure(client, address, files[name], contents[name], given.rounds, given.seconds)
                print(f"{name} ({len(contents[name]):,} bytes): file {rates['file']:.0f}")
                for way, rate in rates.items():
                    if way == "file":
                        continue
                    share = rate / rates["file"]
                    print(f"  {way:<20} {rate:7.0f}   {share:.2f} of the file's")
    return 0


def beside(site: Site, number: int, content: bytes) -> str:
    """Put a file of the same bytes where the web serves files from, and return its address."""
    from django.conf import settings

    folder = Path(settings.STATIC_ROOT) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.json").write_bytes(content)
    return f"/static/bench/{number}.json"


if __name__ == "__main__":
    raise SystemExit(main())
