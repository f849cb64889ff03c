"""A deadline storm: every trust sends its monthly return at once, the whole way to the receipt, by HTTP.

    .venv/bin/python -m bench.storm [--trusts 160] [--wards 50] [--over 20]

The servers, the web, the worker and the scheduler are those of ./run, in a state folder of their own that is taken
away afterwards. Each trust has its wards and a month before on record. For each, a preparer opens the desk, uploads
the CSV file, waits for a worker's check as the page does, explains what is asked, reads the return and sends it; a
signatory then reads it, signs with password and code, and reads the receipt. One further trust goes first, alone.

Everything goes through HTTP, since the load of a deadline is pages and forms as much as it is checks. The sessions
alone are made beforehand: people are signed in when a deadline comes, and one machine may not sign in 320 people a
minute.

Asserted: every trust has its receipt, every file stands as version 1 and no other does, nothing was set aside or waits,
`rebuild --verify` finds results equal, and, at 160 trusts of 50 wards or more, all of it took two minutes at most.
Ends with 1 when that is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING

from bench.visiting import Unexpected, Visitor
from bench.whole_site import Site, own_folder, say, session_of, set_up_django, told, whole_site
from oversight.launch.postgresql import end_of
from oversight.launch.services import cores

if TYPE_CHECKING:
    from workspaces.demonstration.country import DemonstrationTrust

WITHIN_SECONDS = 120
FULL = 160 * 50
MOST_TRUSTS = 500
# The page looks this often while a file is checked.
SECONDS_BETWEEN_LOOKS = 2
SETTLED_WITHIN_SECONDS = 120
_PAGES_TO_WARM = 8
SEED = 20_261_113


@dataclass
class Way:
    """One trust's return, and when each step of it was done, in seconds since the storm began."""

    code: str
    content: bytes
    preparer: str
    signatory: str
    begins: float
    done: dict[str, float] = field(default_factory=dict)
    requests: list[float] = field(default_factory=list)
    receipt: str = ""
    failure: str = ""


STEPS = ("received", "checked", "sent", "accepted")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--trusts", type=int, default=160, help=f"up to {MOST_TRUSTS}")
    arguments.add_argument("--wards", type=int, default=50, help="of each trust; 2 or more")
    arguments.add_argument("--over", type=float, default=20, help="seconds over which the trusts begin")
    given = arguments.parse_args()
    if not 1 <= given.trusts <= MOST_TRUSTS or given.wards < 2:
        arguments.error(f"give 1 to {MOST_TRUSTS} trusts of 2 wards or more")
    with own_folder() as folder, whole_site(folder, say=say) as site:
        broken = storm(site, trusts=given.trusts, wards=given.wards, over=given.over)
        if broken:
            say(f"The end of the web's log:\n{end_of(site.application.state.log('web'), 60)}")
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def storm(site: Site, *, trusts: int, wards: int, over: float) -> list[str]:
    """Seed, let the storm come, report it, and return what does not hold."""
    say(f"Seeding {trusts} trusts of {wards} wards")
    set_up_django(site)
    ways, period = seed(trusts + 1, wards, over, processes=cores())
    first, *ways = ways
    with site.running():
        # Nobody's first page is the first of the day; and one trust alone is what the many stand beside.
        for _ in range(_PAGES_TO_WARM):
            Visitor(site.port, first.preparer).get("/workspace/")
        first.begins = 0
        go(first, site.port, time.monotonic(), period)
        used = site.processor_seconds()
        say("The storm begins")
        began, own = time.monotonic(), time.process_time()
        with ThreadPoolExecutor(len(ways)) as people:
            for way in ways:
                people.submit(go, way, site.port, began, period)
        took = time.monotonic() - began
        say("Waiting until the results follow")
        settled = settled_after(began)
        after = site.processor_seconds()
        clients = time.process_time() - own
    spent = {part: after[part] - used.get(part, 0) for part in after} | {"visitors": clients}
    _report(first, ways, took, settled, spent)
    broken = lost([first, *ways], period)
    if settled is None:
        broken.append(f"work still waited {SETTLED_WITHIN_SECONDS} s after the last receipt")
    verified = site.manage("rebuild", "--verify")
    print(f"  rebuild --verify: exit {verified.returncode} {verified.stdout.strip()}")
    if verified.returncode != 0:
        broken.append(f"rebuild --verify: exit {verified.returncode} {verified.stderr.strip()[-2000:]}")
    if trusts * wards >= FULL and took > WITHIN_SECONDS:
        broken.append(f"the storm took {took:.0f} s, more than {WITHIN_SECONDS} s")
    return broken


def seed(trusts: int, wards: int, over: float, *, processes: int) -> tuple[list[Way], str]:
    """Enter trusts, wards, people with their sessions, and the month before; return the ways to go and their month."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    from oversight.accounts.models import Person, Role
    from oversight.accounts.second_factor import give_demonstration_authenticator
    from oversight.clock import now
    from oversight.demonstration.crew import Crew
    from oversight.demonstration.loading import latest_month
    from oversight.demonstration.past import Sending, send_all
    from oversight.demonstration.people import enter_people
    from oversight.demonstration.places import enter_places
    from oversight.returns.calendar import window
    from ratings.rebuilding import rebuild
    from workspaces.demonstration.files import national_file

    at = now()
    month = latest_month(at)
    country = country_of(trusts, wards)
    rows = enter_places(trusts=country, latest=month, now=at)
    people = enter_people(trusts=country, rows=rows, now=at)
    password = make_password(settings.DEMONSTRATION_PASSWORD)
    Person.objects.update(password=password)
    for trust in country:
        give_demonstration_authenticator(people[trust.code, Role.SIGNATORY])
    before = month.plus(-1)
    sent = [
        Sending(
            trust=trust,
            row=rows[trust.code],
            preparer=people[trust.code, Role.PREPARER],
            signatory=people[trust.code, Role.SIGNATORY],
            month=before,
            latest=month,
            at=window("staffing", str(before)).opens_at + timedelta(hours=2),
        )
        for trust in country
    ]
    with Crew(processes) as crew:
        crew.each(send_all, [(one,) for one in sent])
    rebuild(now=at)
    # The people were read before their passwords were set, and a session knows the password by its hash.
    fresh = {person.pk: person for person in Person.objects.all()}
    chance = random.Random(SEED)
    ways = [
        Way(
            code=trust.code,
            content=_with_something_unusual(national_file(trust, month, latest=month)),
            preparer=session_of(fresh[people[trust.code, Role.PREPARER].pk]),
            signatory=session_of(fresh[people[trust.code, Role.SIGNATORY].pk]),
            begins=chance.uniform(0, over),
        )
        for trust in country
    ]
    return ways, str(month)


def country_of(trusts: int, wards: int) -> Sequence[DemonstrationTrust]:
    """Return trusts like the national demonstration's, with so many wards each on their two sites, and no stories."""
    from workspaces.demonstration.country import Size, country, trust_code

    made = []
    for number, trust in enumerate(islice(cycle(country(Size.NATIONAL)), trusts), start=1):
        code = trust_code(number)
        town = trust.town if code == trust.code else f"{trust.town}{number}"
        sites = []
        for site, letter, count in zip(trust.sites, "AB", (wards - wards // 2, wards // 2), strict=True):
            own = tuple(
                replace(ward, key=f"{code}{letter}-{turn:02d}", name=f"Ward {turn}", story=None)
                for turn, ward in enumerate(islice(cycle(site.wards), count), start=1)
            )
            sites.append(replace(site, code=f"{code}{letter}", wards=own))
        made.append(replace(trust, code=code, town=town, sites=tuple(sites), story=None, merged_into=None))
    return made


def _with_something_unusual(content: bytes) -> bytes:
    """Return the file with one ward far below its plan by day, which has to be explained."""
    from staffing.columns import BY_CODE

    lines = content.decode().split("\r\n")
    column = lines[0].split(",").index(BY_CODE["day_registered_actual"].national)
    cells = lines[1].split(",")
    cells[column] = f"{float(cells[column]) * 0.2:.2f}"
    lines[1] = ",".join(cells)
    return "\r\n".join(lines).encode()


def go(way: Way, port: int, began: float, period: str) -> None:
    """Go the whole way of one trust, beginning when its people do."""
    time.sleep(max(0.0, began + way.begins - time.monotonic()))
    preparer, signatory = Visitor(port, way.preparer), Visitor(port, way.signatory)
    try:
        _prepare_and_sign(way, preparer, signatory, began, period)
    except (Unexpected, OSError) as failure:
        way.failure = f"{type(failure).__name__}: {failure}"
    finally:
        preparer.close()
        signatory.close()


def _prepare_and_sign(way: Way, preparer: Visitor, signatory: Visitor, began: float, period: str) -> None:
    from django.conf import settings

    def read(visitor: Visitor, address: str) -> str:
        answer = visitor.read(address)
        way.requests.append(answer.seconds)
        return answer.text

    read(preparer, "/workspace/")
    desk = f"/workspace/returns/staffing/{way.code}/{period}/"
    read(preparer, desk)
    submission = preparer.post_file(desk, f"{way.code}.csv", way.content)
    way.done["received"] = time.monotonic() - began
    read(preparer, submission)
    while preparer.get(f"{submission}progress/").status != 204:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    way.done["checked"] = time.monotonic() - began
    read(preparer, submission)
    groups = read(preparer, f"{submission}explain/")
    for address in _addresses_in(groups, f"{submission}explain/?"):
        page = read(preparer, address)
        # What was explained for longer than its own month is not asked again.
        if 'value="all"' in page or "app-said" not in page:
            words = {"text": "Two wards worked as one while a roof was mended.", "action": "", "stands_for_months": "0"}
            preparer.post(address, {**words, "which": "all"})
    read(preparer, f"{submission}send/")
    preparer.post(f"{submission}send/", {})
    way.done["sent"] = time.monotonic() - began
    read(signatory, "/workspace/")
    read(signatory, f"{submission}sign/")
    secrets = {"password": settings.DEMONSTRATION_PASSWORD, "code": settings.DEMONSTRATION_CODE}
    receipt = signatory.post(f"{submission}sign/", secrets)
    way.done["accepted"] = time.monotonic() - began
    way.receipt = receipt.rstrip("/").rsplit("/", 1)[-1]
    if way.receipt not in read(signatory, receipt):
        raise Unexpected(f"the receipt {receipt} does not show its number")


def _addresses_in(page: str, beginning: str) -> list[str]:
    """Return the addresses of a page's links that begin so, or are the query of such a one, each once."""
    import html
    import re

    links = (html.unescape(link) for link in re.findall(r'href="([^"]+)"', page))
    whole = (beginning.rstrip("?") + link if link.startswith("?") else link for link in links)
    return list(dict.fromkeys(link for link in whole if link.startswith(beginning) and "rule=" in link))


def settled_after(began: float) -> float | None:
    """Return how many seconds after its beginning nothing of the storm waited any more; None if that did not come."""
    from django.db.models import F

    from oversight.records.models import Delivery
    from ratings.models import RecomputeRequest

    until = time.monotonic() + SETTLED_WITHIN_SECONDS
    while time.monotonic() < until:
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING).exists()
        if not waiting and not RecomputeRequest.objects.filter(wanted__gt=F("done")).exists():
            return time.monotonic() - began
        time.sleep(0.1)
    return None


def _report(first: Way, ways: list[Way], took: float, settled: float | None, used: dict[str, float]) -> None:
    print(f"{len(ways)} trusts: the last receipt came after {took:.1f} s; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"  results followed to the last after {settled:.1f} s" if settled else "  results did not follow")
    alone = first.done.get("accepted", 0.0)
    print(f"  one trust alone, before: {alone:.1f} s; in the storm a receipt every {took / len(ways):.2f} s")
    for step in STEPS:
        times = [way.done[step] - way.begins for way in ways if step in way.done]
        if times:
            print(told(f"from a trust's beginning until {step}", times))
    pages = [seconds for way in ways for seconds in way.requests]
    if pages:
        print(told("opening a page", pages))
    spent = ", ".join(f"{part} {seconds:.0f}" for part, seconds in sorted(used.items(), key=lambda item: -item[1]))
    print(f"  processor seconds: {sum(used.values()):.0f} in all ({spent})")


def lost(ways: list[Way], period: str) -> list[str]:
    """Return what is not as it should be: no receipt, another content, work set aside."""
    import hashlib

    from oversight.records.models import Delivery
    from oversight.returns.models import ReturnVersion, Submission
    from ratings.models import RecomputeRequest

    broken = [f"{way.code} came to no receipt: {way.failure}" for way in ways if not way.receipt]
    kept = {
        code: (receipt, file, number, stands)
        for code, receipt, file, number, stands in ReturnVersion.objects.filter(period=period).values_list(
            "trust__code", "receipt", "file_sha256", "number", "stands"
        )
    }
    for way in ways:
        wanted = (way.receipt, hashlib.sha256(way.content).hexdigest(), 1, True)
        if way.receipt and kept.get(way.code) != wanted:
            broken.append(f"{way.code}: on record {kept.get(way.code)}, in hand {wanted}")
    left = Submission.objects.filter(period=period).exclude(state=Submission.State.ACCEPTED).count()
    if left and all(way.receipt for way in ways):
        broken.append(f"{left} submissions beyond those accepted")
    if set_aside := Delivery.objects.filter(state=Delivery.State.SET_ASIDE).count():
        broken.append(f"{set_aside} deliveries were set aside")
    if set_aside := RecomputeRequest.objects.filter(set_aside=True).count():
        broken.append(f"{set_aside} recomputations were set aside")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
