"""The past of a measure that returns feed: a file tells of it where no return does, and never in a return's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from oversight.measures.defining import definition
from oversight.measures.importing import Imported, import_observations
from oversight.measures.models import Observation
from oversight.records.audit import System
from ratings.rebuilding import rebuild, verify
from ratings.settling import settle
from tests.ratings.making import accept, make_trust, registered_day

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
MEASURE = "fill_day_registered"


def file_tells(*lines: str) -> Imported:
    return import_observations(
        content="\n".join(["organisation,period,numerator,denominator", *lines]).encode(),
        file_name="past.csv",
        made=definition(MEASURE),
        by=System("test"),
        now=NOW,
    )


def present() -> list[tuple[str, Decimal | None, bool]]:
    """What is known of the trust, by month, and whether a return said so."""
    rows = Observation.objects.filter(measure=MEASURE, subject="RX1", known_to__isnull=True).order_by("period")
    return [(f"{row.period:%Y-%m}", row.numerator, row.version_id is not None) for row in rows]


def test_a_file_tells_of_the_months_before_the_first_return() -> None:
    accept(make_trust("RX1"), "2026-10", {"Ward 1": registered_day(90)})
    told = file_tells("RX1,2026-09,850,1000", "RX1,2026-10,1,1000")
    assert (told.new, told.changed) == (1, 0)
    assert [(each.row, each.reason) for each in told.rejected] == [
        (3, "A return of RX1 tells of 2026-10: correct that.")
    ]
    assert present() == [("2026-09", Decimal(850), False), ("2026-10", Decimal(900), True)]


def test_a_return_that_comes_later_takes_its_place() -> None:
    trust = make_trust("RX1")
    file_tells("RX1,2026-10,850,1000")
    accept(trust, "2026-10", {"Ward 1": registered_day(90)}, now=NOW + timedelta(days=1))
    assert present() == [("2026-10", Decimal(900), True)]
    assert file_tells("RX1,2026-10,850,1000").new == 0
    assert present() == [("2026-10", Decimal(900), True)]


def test_a_rebuild_leaves_what_files_told_as_it_is() -> None:
    accept(make_trust("RX1"), "2026-10", {"Ward 1": registered_day(90)}, tell=True)
    make_trust("RX2")
    file_tells("RX1,2026-09,850,1000", "RX2,2026-09,850,1000")
    assert not settle(clock=lambda: NOW, timer=lambda: 0.0, sleep=lambda seconds: None)
    assert (verify().different, verify().first) == (0, [])
    rebuild(now=NOW)
    assert Observation.objects.filter(imported__isnull=False, known_to__isnull=True).count() == 2
