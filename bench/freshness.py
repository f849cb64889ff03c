"""How soon a signature is seen by an inspector, and a release by the public, at national size.

    .venv/bin/python -m bench.freshness [--keep FOLDER] [--size national] [--months 24] [--times 20] [--releases 5]

The servers, the web, the worker and the scheduler are those of ./run; the demonstration country of the size is loaded
first (once, where the state folder is kept). Then, with nothing else to do:

- From signature to the inspector's page. A trust corrects its latest month, and what is corrected makes a signal
  change. The signatory's form with password and code is sent; at once an inspector opens "Where to look" again and
  again. Counted is the time from sending the form to the end of the first page that names the new receipt, so it holds
  the signing and the acceptance too.
- From a release's time to its pages. A further release of the newest month (some 8,000 wards) is announced for a
  moment half a minute ahead. From that moment on, eight readers open every hospital's and every trust's page, each
  again until it shows the new release. Counted are: how long after the moment each page had been served as the release
  has it; how long a page of the old release was still being served; how long each opening took; how long a reader who
  asked at that moment or later waited for the new page; and, told only, when all pages had been opened once.

Asserted: each 95th percentile is under two seconds. Ends with 1 when that is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.visiting import Visitor
from bench.whole_site import Site, own_folder, say, session_of, set_up_django, share_at, told, whole_site

if TYPE_CHECKING:
    from oversight.accounts.models import Person
    from oversight.returns.models import Submission
    from oversight.returns.periods import Month
    from workspaces.demonstration.country import DemonstrationTrust

WITHIN_SECONDS = 2.0
READERS = 8
SECONDS_BETWEEN_LOOKS = 0.05
GIVE_UP_SECONDS = 60
SEED = 20_261_114


@dataclass
class Opened:
    """One opening of a page: when it was asked for and answered, in seconds after the moment, and what it showed."""

    asked: float
    answered: float
    is_new: bool


@dataclass
class Measured:
    """What one run found, in seconds."""

    signatures: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)
    all_opened: list[float] = field(default_factory=list)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--keep", type=Path, help="a state folder to load into, or to use again where it is loaded")
    arguments.add_argument("--size", choices=["small", "national"], default="national")
    arguments.add_argument("--months", type=int, default=24, help="how much of its past to load")
    arguments.add_argument("--times", type=int, default=20, help="how many signatures")
    arguments.add_argument("--releases", type=int, default=5, help="how many releases")
    given = arguments.parse_args()
    with _folder(given.keep) as folder, whole_site(folder, say=say) as site:
        set_up_django(site)
        load(site, given.size, given.months)
        measured = Measured()
        with site.running():
            from_signatures(site, given.size, given.times, measured)
            from_releases(site, given.releases, measured)
    return report(measured)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept.absolute()
        return
    with own_folder() as folder:
        yield folder


def load(site: Site, size: str, months: int) -> None:
    """Load the demonstration country where that was not done, and say how long it took."""
    from oversight.demonstration.loading import is_loaded

    if is_loaded():
        return
    began, used, own = time.monotonic(), site.processor_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = site.application.manage("seed_demo", "--size", size, "--months", str(months))
    loaded = subprocess.run(command, env=site.application.environment(), stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.monotonic() - began
    returns = json.loads(loaded.stdout)["new_returns"]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    python = after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime
    database = site.processor_seconds()["PostgreSQL"] - used["PostgreSQL"]
    print(
        f"Loading: {returns} returns in {seconds:.0f} s, {returns / seconds:.1f} a second;"
        f" processor seconds: {python:.0f} of its own, {database:.0f} of PostgreSQL",
        flush=True,
    )


def from_signatures(site: Site, size: str, times: int, measured: Measured) -> None:
    """Measure how soon signatures are seen."""
    from django.conf import settings

    from oversight.accounts.models import Person
    from oversight.demonstration.loading import latest_month
    from workspaces.demonstration.country import Size, country

    month = latest_month(_now())
    inspector = Visitor(site.port, session_of(Person.objects.get(email="inspector@inspection.example")))
    quiet = [trust for trust in country(Size(size))[1:] if trust.story is None and not trust.merged_into]
    for turn in range(times + 1):
        trust = quiet[turn % len(quiet)]
        preparer, signatory = _people(trust)
        submission = _awaiting_signature(trust, month, preparer)
        signing = Visitor(site.port, session_of(signatory))
        address = f"/workspace/returns/{submission.reference}/sign/"
        signing.read(address)
        _wait_until_idle()
        began = time.monotonic()
        secrets = {"password": settings.DEMONSTRATION_PASSWORD, "code": settings.DEMONSTRATION_CODE}
        receipt = signing.post(address, secrets).rstrip("/").rsplit("/", 1)[-1]
        while receipt not in inspector.read("/inspect/").text:
            if time.monotonic() - began > GIVE_UP_SECONDS:
                raise TimeoutError(f"{receipt} of {trust.code} is not on the inspector's page")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        seconds = time.monotonic() - began
        if receipt not in inspector.read(f"/inspect/trusts/{trust.code}/").text:
            raise AssertionError(f"the page of {trust.code} does not show {receipt}")
        signing.close()
        # The first one finds processes that never did it before.
        if turn:
            measured.signatures.append(seconds)
        say(f"  signature {turn} of {times}: {seconds:.2f} s")
    inspector.close()


def _people(trust: DemonstrationTrust) -> tuple[Person, Person]:
    """Return the trust's preparer, and its signatory, who can sign from now on."""
    from django.conf import settings

    from oversight.accounts.models import Person, Role
    from oversight.accounts.second_factor import give_demonstration_authenticator
    from oversight.demonstration.people import address_of

    preparer = Person.objects.get(email=address_of(Role.PREPARER, trust))
    signatory = Person.objects.get(email=address_of(Role.SIGNATORY, trust))
    signatory.set_password(settings.DEMONSTRATION_PASSWORD)
    signatory.save(update_fields=["password"])
    give_demonstration_authenticator(signatory)
    return preparer, signatory


def _awaiting_signature(trust: DemonstrationTrust, month: Month, preparer: Person) -> Submission:
    """Send a correction as far as the signature: a ward falls far below its plan."""
    from oversight.organisations.models import Trust
    from oversight.returns.explaining import explain, waiting_findings
    from oversight.returns.models import Submission
    from oversight.returns.moving import standing_version
    from oversight.returns.receiving import receive_file
    from oversight.returns.signing import send_for_signature
    from oversight.returns.states import UNCHECKED

    row = Trust.objects.get(code=trust.code)
    before = standing_version("staffing", row.pk, str(month))
    submission = receive_file(
        kind="staffing",
        trust=row,
        period=str(month),
        filename=f"{trust.code}-corrected.csv",
        content=corrected(trust, month, before.number if before else 0),
        by=preparer,
        now=_now(),
        reason="Hours of a ward were counted twice.",
    )
    until = time.monotonic() + GIVE_UP_SECONDS
    while submission.state in UNCHECKED and time.monotonic() < until:
        time.sleep(0.1)
        submission = Submission.objects.select_related("trust").get(pk=submission.pk)
    if waiting := list(waiting_findings(submission).values_list("pk", flat=True)):
        explain(submission=submission, finding_ids=waiting, text="Two wards were one.", by=preparer, now=_now())
    return send_for_signature(submission=submission, by=preparer, now=_now())


def corrected(trust: DemonstrationTrust, month: Month, number: int) -> bytes:
    """Return the trust's file with one ward far below its plan; with each number it is another ward."""
    from staffing.columns import BY_CODE
    from workspaces.demonstration.files import national_rows, written

    rows = national_rows(trust, month, latest=month)
    column = rows[0].index(BY_CODE["day_registered_actual"].national)
    chosen = rows[1 + number % (len(rows) - 1)]
    chosen[column] = f"{float(chosen[column]) * 0.4:.2f}"
    return written(rows)


def _wait_until_idle() -> None:
    """Wait until nothing is left to do, so that one signature alone is measured."""
    from django.db.models import F

    from oversight.records.models import Delivery
    from ratings.models import RecomputeRequest

    until = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < until:
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING).exists()
        if not waiting and not RecomputeRequest.objects.filter(wanted__gt=F("done")).exists():
            return
        time.sleep(0.1)
    raise TimeoutError("there is always something left to do")


def from_releases(site: Site, times: int, measured: Measured) -> None:
    """Measure how soon releases are seen."""
    from oversight.organisations.models import Site as Hospital
    from oversight.organisations.models import Trust
    from oversight.records.audit import System
    from publication.announcing import announce_release
    from publication.models import Release

    newest = (
        Release.objects.filter(kind="staffing", demonstration=True, state=Release.State.PUBLISHED)
        .order_by("-period", "-number")
        .first()
    )
    assert newest is not None, "no month has been released"
    pages = [f"/hospitals/{code}/" for code in Hospital.objects.values_list("code", flat=True)]
    pages += [f"/trusts/{code}/" for code in Trust.objects.filter(closed_on=None).values_list("code", flat=True)]
    chance = random.Random(SEED)
    for turn in range(1, times + 1):
        _wait_until_idle()
        chance.shuffle(pages)
        # Not always at the same part of a second, at which the scheduler may look.
        at = _now() + timedelta(seconds=30 + chance.random())
        release = announce_release(
            period=newest.period, demonstration=True, by=System("bench"), now=_now(), scheduled_for=at
        )
        openings = _open_all(site, pages, f"/releases/{release.reference}/", at)
        every = [one for own in openings for one in own]
        measured.switches.append(max((one.asked for one in every if not one.is_new), default=0.0))
        measured.openings += [one.answered - one.asked for one in every]
        measured.waits += [own[-1].answered - own[0].asked for own in openings]
        measured.served += [own[-1].answered for own in openings]
        measured.all_opened.append(max(one.answered for one in every))
        say(
            f"  release {turn} of {times}: the old one served for {measured.switches[-1]:.2f} s,"
            f" all {len(pages)} pages opened after {measured.all_opened[-1]:.2f} s"
        )


def _open_all(site: Site, pages: list[str], sign: str, at: datetime) -> list[list[Opened]]:
    """Have the readers open every page from the moment on, each until it carries the sign of the new release."""
    moment = time.monotonic() + (at - _now()).total_seconds()

    def read(own: list[str]) -> list[list[Opened]]:
        reader = Visitor(site.port)
        time.sleep(max(0.0, moment - time.monotonic()))
        openings = []
        for page in own:
            opened: list[Opened] = []
            while not opened or not opened[-1].is_new:
                asked = time.monotonic() - moment
                text = reader.read(page).text
                opened.append(Opened(asked, time.monotonic() - moment, sign in text))
                if asked > GIVE_UP_SECONDS:
                    raise TimeoutError(f"{page} does not show {sign}")
            openings.append(opened)
        reader.close()
        return openings

    with ThreadPoolExecutor(READERS) as readers:
        shares = [pages[start::READERS] for start in range(READERS)]
        return [own for openings in readers.map(read, shares) for own in openings]


def report(measured: Measured) -> int:
    """Print what was measured, and return 1 where a bound is broken."""
    print(f"Load of the machine {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores")
    bounded = {
        "from sending the signature to the page": measured.signatures,
        "from a release's time to each page served": measured.served,
        "old release still served after its time": measured.switches,
        "opening a public page after the time": measured.openings,
        "waiting for the new page, whenever asked": measured.waits,
    }
    broken = 0
    for name, seconds in bounded.items():
        if not seconds:
            continue
        print(told(name, seconds))
        if share_at(sorted(seconds), 0.95) > WITHIN_SECONDS:
            broken = 1
            print(f"BROKEN: {name}: the 95th percentile is over {WITHIN_SECONDS:.0f} s")
    if measured.all_opened:
        print(told("all pages opened once, by eight readers", measured.all_opened))
    return broken


def _now() -> datetime:
    from oversight import clock

    return clock.now()


if __name__ == "__main__":
    raise SystemExit(main())
