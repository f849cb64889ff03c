"""A national quarter of complaints: what the attack before its release takes beside the withholding of small numbers.

    .venv/bin/python -m bench.attacked_release [--organisations 160] [--sites 480]

The quarter is made as in ``complaints_quarter``: every identity of KO41a holds, and small numbers are many. Each trust
is withheld and then attacked, as when a release is frozen, without a database; seconds are processor seconds of a core.
What is asserted: no number is given away, and both end within the half minute before a release's time, in which it is
put together. Ends with 1 where that is broken.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime

WITHIN_SECONDS = 30.0
PERIOD = "2026-Q2"


def main() -> int:
    """Measure, print what was found, and return 1 where a bound is broken."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--organisations", type=int, default=160)
    asked.add_argument("--sites", type=int, default=480)
    given = asked.parse_args()
    os.environ.setdefault("OVERSIGHT_TEST", "1")
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")

    import django

    django.setup()
    withholding, attack, withheld, cells = measured(given.organisations, given.sites)
    print(
        f"{given.organisations:,} trusts with {given.sites:,} sites; {withheld:,} numbers withheld; load {_load():.1f}"
    )
    print(f"  withholding {withholding:6.2f} s   attack {attack:6.2f} s")
    broken = [f"given away: {cell}" for cell in cells]
    if attack + withholding > WITHIN_SECONDS:
        broken.append(f"both take {attack + withholding:.0f} s, not at most {WITHIN_SECONDS:.0f}")
    for sentence in broken:
        print(f"BROKEN: {sentence}", file=sys.stderr)
    return 1 if broken else 0


def measured(organisations: int, sites: int) -> tuple[float, float, int, list[str]]:
    """Return the seconds of the withholding and of the attack, the numbers withheld, and the cells given away."""
    from bench.complaints_quarter import made_quarter
    from oversight.measures.disclosure import rule_set
    from publication.complaints.disclosing import disclose
    from publication.orderly.bounding import given_away

    _, quarter = made_quarter(organisations, sites)
    rules = rule_set("hes_2018")
    # The solver is loaded once in the life of a worker.
    import highspy  # noqa: F401

    withholding = attack = 0.0
    withheld, cells = 0, []
    for code, rows in quarter.items():
        said = _said(code, rows)
        began = time.process_time()
        told = disclose(said, rules)
        between = time.process_time()
        known = _known(code, said, told, rules)
        found = given_away(known.known, known.withheld, 2)
        attack += time.process_time() - between
        withholding += between - began
        withheld += len(known.withheld)
        cells += [known.names[one.cell] for one in found]
    return withholding, attack, withheld, cells


def _said(code, rows):  # type: ignore[no-untyped-def]
    from complaints.items import ITEMS, Section
    from complaints.periods import ComplaintsPeriod
    from complaints.said import CountsSaid, PeriodSaid

    items = [item.code for item in ITEMS if item.section is not Section.SUMMARY]

    def counted(row: list[str]) -> CountsSaid:
        numbers = [int(cell) for cell in row[10:]]
        return CountsSaid(row[7], row[8], *numbers[:7], detail=dict(zip(items, numbers[7:], strict=True)))

    whole, *sites = [counted(row) for row in rows]
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return PeriodSaid(ComplaintsPeriod.parse(PERIOD), 1, code, False, 1, "", 1, at, whole, tuple(sites))


def _known(code, said, told, rules):  # type: ignore[no-untyped-def]
    """What a reader knows of the rows that a release would freeze of the trust."""
    from publication.complaints.freezing import _written
    from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust
    from publication.models import Release
    from publication.orderly.complaints_known import _Edition, _known

    whole = told[""]
    trust = ReleasedComplaintsTrust(
        release=Release(reference=f"complaints-{PERIOD}-1"),
        code=code,
        **whole.overall,
        breakdown={name: _written(each) for name, each in whole.breakdown.items()},
    )
    hospitals = [
        ReleasedComplaintsHospital(
            code=place,
            overall={name: _written(each) for name, each in of.overall.items()},
            breakdown={name: _written(each) for name, each in of.breakdown.items()},
        )
        for place, of in sorted(told.items())
        if place
    ]
    return _known(code, [_Edition(trust, hospitals, rules, said)])


def _load() -> float:
    return os.getloadavg()[0]


if __name__ == "__main__":
    sys.exit(main())
