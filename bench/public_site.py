"""The public site under readers, searched, exported, and exported again after one trust's correction.

    .venv/bin/python -m bench.public_site [--trusts 230] [--hospitals 1300] [--wards 8000] [--seconds 6] [--keep FOLDER]

An invented country of that size sends returns of two months, which are released; the servers are those of ./run.
What is asserted:

- a hospital's page comes at least half as often a second as a static file of the same bytes from the same server;
- no page of the largest trust, with what it needs beside it, has over 150 KB, each packed as a browser is given it;
- after the correction of one trust, only its pages are rendered, and those that list or compare all;
- every link of the exported site leads to a file.

Told, with the load of the machine: the 95th percentile of pages at half the load that was reached, that of searches,
and how long the export took, the pages of each trust's measures apart (aims on two cores: 50 ms, 50 ms, and 5 minutes
for all other pages).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import itertools
import json
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.whole_site import Site, own_folder, say, set_up_django, share_at, told, whole_site

PAGE_TO_FILE = 0.5
MOST_BYTES = 150_000
READERS = 4
_PERIODS = ("2026-09", "2026-10")
_OUT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_TOWNS = ("Wrenfield", "Ashcombe", "Larkstow", "Millbeck", "Thornley", "Eastmere", "Hollin", "Carrow")


def main() -> int:
    """Measure it all once."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trusts", type=int, default=230)
    arguments.add_argument("--hospitals", type=int, default=1_300)
    arguments.add_argument("--wards", type=int, default=8_000)
    arguments.add_argument("--seconds", type=float, default=6.0, help="how long each round of reading lasts")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--keep", type=Path, help="a state folder that stays, with the country in it")
    given = arguments.parse_args()
    broken: list[str] = []
    if given.keep:
        measure(given.keep.resolve(), given, broken)
    else:
        with own_folder() as folder:
            measure(folder, given, broken)
    for sentence in broken:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    return 1 if broken else 0


def measure(folder: Path, given: argparse.Namespace, broken: list[str]) -> None:
    """Make the country, then read, search and export it."""
    with whole_site(folder, say=say) as site:
        set_up_django(site)
        codes = make_country(given.trusts, given.hospitals, given.wards)
        page = f"/hospitals/{codes[0]}H00/"
        with site.running():
            body = _read(site.port, page)
        static = folder / "static" / "bench.html"
        static.parent.mkdir(parents=True, exist_ok=True)
        static.write_bytes(body)
        with site.running():
            told_load()
            reading(site, page, "/static/bench.html", given, broken)
            searching(site, codes)
            weighing(site, codes[0], broken)
        exporting(site, folder, codes, broken)


def told_load() -> None:
    """Say how busy the machine is with other things."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


def reading(site: Site, page: str, static: str, given: argparse.Namespace, broken: list[str]) -> None:
    """Read the page and a static file of its bytes in turn; then the page at half of what it reached."""
    best = {page: 0.0, static: 0.0}
    used = {page: 0.0, static: 0.0}
    answers = {page: 0.0, static: 0.0}
    for _ in range(given.rounds):
        for address in (static, page):
            before = sum(site.processor_seconds().values())
            a_second = _as_often_as_can_be(site.port, address, given.seconds)
            used[address] += sum(site.processor_seconds().values()) - before
            answers[address] += a_second * given.seconds
            best[address] = max(best[address], a_second)
    share = best[page] / best[static]
    print(f"pages a second: {best[page]:.0f}; the same bytes as a static file: {best[static]:.0f}; {share:.2f} of it")
    # On a busy machine a page waits for the database's turn and a file does not: what each costs says more.
    cost = {address: used[address] / answers[address] * 1000 for address in used}
    print(f"  processor time of all servers: a page {cost[page]:.1f} ms, the file {cost[static]:.1f} ms")
    if share < PAGE_TO_FILE:
        broken.append(f"a page comes {share:.2f} times as often as a static file, not at least {PAGE_TO_FILE}")
    each = READERS / (best[page] / 2)
    seconds = _in_parallel(_reader_at_a_pace, site.port, page, given.seconds, each)
    print(told("a page at half load", seconds), f"  ({share_at(sorted(seconds), 0.95) * 1000:.0f} ms)")


def searching(site: Site, codes: list[str]) -> None:
    """Search by name, town, misspelt and by code, one after the other."""
    words = [*_TOWNS, "Wrenfeild", "hospital 12", "ashcomb general", codes[3], "WR1 2AB", "thornly hospitl"]
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    seconds = []
    for turn in range(10):
        for word in words:
            began = time.monotonic()
            line.request("GET", f"/?q={quote(word)}")
            line.getresponse().read()
            if turn:
                seconds.append(time.monotonic() - began)
    line.close()
    print(told("a search", seconds), f"  ({share_at(sorted(seconds), 0.95) * 1000:.0f} ms)")


def weighing(site: Site, code: str, broken: list[str]) -> None:
    """Weigh the pages of the largest trust with all that they need beside them."""
    from publication.models import ReleasedWard

    ward = ReleasedWard.objects.filter(hospital__code=f"{code}H00").values_list("ward_id", flat=True)[0]
    for address in (f"/trusts/{code}/", f"/hospitals/{code}H00/", f"/wards/{ward}/", "/releases/", "/data/"):
        body = _read(site.port, address)
        beside = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', body))
        # A production server sends what lies beside a page compressed; the page itself comes as it is.
        packed = len(gzip.compress(body, 6))
        weight = packed + sum(len(gzip.compress(_read(site.port, one.decode()), 6)) for one in beside)
        print(f"  {address:<50} {len(body) / 1000:6.1f} KB, {packed / 1000:6.1f} packed, {weight / 1000:6.1f} with all")
        if weight > MOST_BYTES:
            broken.append(f"{address} has {weight:,} bytes in all, not at most {MOST_BYTES:,}")


def exporting(site: Site, folder: Path, codes: list[str], broken: list[str]) -> None:
    """Export everything; again with nothing changed; and after the correction of one trust."""
    from tests.publication.export.test_exporting import broken_links

    out = folder / "exported"
    whole, seconds = _export(site, out)
    pages = sum(1 for _ in out.rglob("*.html"))
    weight = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"exported: {whole['files']} files ({pages} pages, {weight / 1e6:.0f} MB) in {seconds:.0f} s")
    for part in whole["parts"]:
        a_second = part["rendered"] / part["seconds"]
        print(f"  {part['name']}: {part['rendered']} made in {part['seconds']:.0f} s, {a_second:.0f} a second")
    told_load()
    nowhere = broken_links(out)
    print(f"links that lead to no file: {len(nowhere)}")
    if nowhere or whole["led_nowhere"] or whole["failed"]:
        broken.append(f"links lead nowhere: {(nowhere + whole['led_nowhere'] + whole['failed'])[:5]}")
    again, seconds = _export(site, out)
    print(f"again, with nothing changed: {again['rendered']} rendered in {seconds:.0f} s")
    release_again(codes[1])
    corrected, seconds = _export(site, out)
    pages, measures = (sum(p["rendered"] for p in corrected["parts"][n : n + 1]) for n in (0, 1))
    print(f"after one trust's correction: {pages} rendered and {measures} of measures of trusts in {seconds:.0f} s")
    from publication.models import ReleasedHospital, ReleasedWard

    of_trust = 1 + ReleasedHospital.objects.filter(trust__code=codes[1], release__number=2).count()
    wards = ReleasedWard.objects.filter(hospital__trust__code=codes[1], release__number=2).count()
    # Each page of the trust with what lies below it (months, ratings, complaints, files), what lists everything, and
    # the measures, each of which shows all trusts. So do the measures of each trust, which are told apart.
    showing_all = sum(1 for path in (out / "measures").rglob("*") if path.is_file())
    most = again["rendered"] + 30 * of_trust + 4 * wards + 60 + showing_all
    if pages > most:
        broken.append(f"after one trust's correction {pages} were rendered, not at most {most}")


def _export(site: Site, out: Path) -> tuple[dict[str, Any], float]:
    began = time.monotonic()
    done = site.manage("export_site", str(out))
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2_000:] or done.stdout[-2_000:])
    return json.loads(done.stdout), time.monotonic() - began


# The readers: processes of their own, each with a line that it keeps.


def _as_often_as_can_be(port: int, address: str, seconds: float) -> float:
    return len(_in_parallel(_reader_without_pause, port, address, seconds, 0.0)) / seconds


def _in_parallel(
    reader: Callable[[int, str, float, float], list[float]], port: int, address: str, seconds: float, pace: float
) -> list[float]:
    with multiprocessing.get_context("fork").Pool(READERS) as pool:
        found = pool.starmap(reader, [(port, address, seconds, pace)] * READERS)
    return [one for each in found for one in each]


def _reader_without_pause(port: int, address: str, seconds: float, _pace: float) -> list[float]:
    return _reader(port, address, seconds, 0.0)


def _reader_at_a_pace(port: int, address: str, seconds: float, pace: float) -> list[float]:
    return _reader(port, address, seconds, pace)


def _reader(port: int, address: str, seconds: float, pace: float) -> list[float]:
    """Ask again and again; at a pace, a question counts from when it was due, so that none is left out by waiting."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took: list[float] = []
    began = due = time.monotonic()
    while due < began + seconds and time.monotonic() < began + seconds * 2:
        time.sleep(max(0.0, due - time.monotonic()))
        start = due if pace else time.monotonic()
        try:
            line.request("GET", address)
            line.getresponse().read()
        except (http.client.HTTPException, ConnectionError):
            line.close()
            continue
        took.append(time.monotonic() - start)
        due = due + pace if pace else time.monotonic()
    line.close()
    return took


def _read(port: int, address: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", address)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return body


# The country: organisations, and accepted returns that are released in the real way.


def make_country(trusts: int, hospitals: int, wards: int) -> list[str]:
    """Write organisations, returns of two months and the releases; return the trusts' codes, the largest first.

    What is there already stays: a country whose making was broken off is gone on with.
    """
    from django.db import transaction

    from oversight.organisations.models import Trust, Ward
    from oversight.returns.models import ReturnVersion
    from publication.models import Release
    from tests.publication.making import Row, accept

    _count_on()
    codes = [f"Y{number:03d}" for number in range(trusts)]
    if not Trust.objects.filter(code=codes[-1]).exists():
        say("writing the country")
        with transaction.atomic():
            _make_organisations(codes, hospitals, wards)
    records = Trust.objects.filter(code__in=codes).order_by("code")
    by_trust: dict[int, list[Ward]] = {}
    for ward in Ward.objects.filter(trust__in=records).select_related("site").order_by("pk"):
        by_trust.setdefault(ward.trust_id, []).append(ward)
    for place, period in enumerate(_PERIODS):
        now = _OUT - timedelta(days=30 * (len(_PERIODS) - 1 - place))
        if not ReturnVersion.objects.filter(period=period, trust__in=records).exists():
            say(f"writing the returns of {period}")
            with transaction.atomic():
                for record in records:
                    accept(record, [Row(ward) for ward in by_trust[record.pk]], period=period, now=now)
        if not Release.objects.filter(period=period, demonstration=True, published_at__isnull=False).exists():
            _release(period, now)
    return codes


def _make_organisations(codes: list[str], hospitals: int, wards: int) -> None:
    """Write the trusts with their hospitals and wards, each kind at once."""
    from oversight.organisations.models import Site as Hospital
    from oversight.organisations.models import SiteTrust, Trust, Ward

    records = Trust.objects.bulk_create(
        Trust(code=code, name=f"{_town(number)} {number} NHS TRUST", town=_town(number), is_demonstration=True)
        for number, code in enumerate(codes)
    )
    of_trust = _shares(hospitals, len(codes))
    places = [(record, number) for record, count in zip(records, of_trust, strict=True) for number in range(count)]
    sites = Hospital.objects.bulk_create(
        Hospital(
            code=f"{record.code}H{number:02d}",
            name=f"{_town(place)} HOSPITAL {place}",
            town=_town(place),
            is_hospital=True,
            is_demonstration=True,
        )
        for place, (record, number) in enumerate(places)
    )
    SiteTrust.objects.bulk_create(
        SiteTrust(site=site, trust=record) for site, (record, _) in zip(sites, places, strict=True)
    )
    Ward.objects.bulk_create(
        Ward(trust=record, site=site, name=f"Ward {number + 1}", name_key=f"ward {number + 1} {site.code}")
        for site, (record, _), count in zip(sites, places, _shares(wards, len(sites)), strict=True)
        for number in range(count)
    )


def _count_on() -> None:
    """Number further returns after those that are there: another process may have made them, which counted from one."""
    from oversight.returns.models import StoredFile
    from tests.returns import standing

    standing._serial = itertools.count(StoredFile.objects.count() + 1)


def release_again(corrected: str) -> None:
    """Release the newest month once more, with other hours on the wards of one trust."""
    from oversight.organisations.models import Trust
    from tests.publication.making import SHORT, Row, accept

    _count_on()
    trust = Trust.objects.get(code=corrected)
    first, *others = trust.wards.order_by("pk")
    now = _OUT + timedelta(days=1)
    accept(trust, [Row(first, SHORT), *(Row(ward) for ward in others)], period=_PERIODS[-1], now=now)
    _release(_PERIODS[-1], now)


def _release(period: str, now: datetime) -> None:
    from oversight.records.audit import System
    from publication.releasing import publish_month

    say(f"releasing {period}")
    publish_month(period=period, demonstration=True, by=System("bench"), now=now)


def _shares(whole: int, parts: int) -> list[int]:
    """Share out unevenly, as hospitals and wards are: the first has eight times the usual share, each at least one."""
    usual = max(1, (whole - parts) // parts)
    first = min(whole - parts + 1, 8 * usual)
    rest = whole - first
    return [first, *(rest // (parts - 1) + (place < rest % (parts - 1)) for place in range(parts - 1))]


def _town(place: int) -> str:
    return _TOWNS[place % len(_TOWNS)].upper()


if __name__ == "__main__":
    sys.exit(main())
