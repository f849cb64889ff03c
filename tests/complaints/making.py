"""Files of complaints returns, quarters of them accepted one after another, and what is observed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from complaints.items import ITEMS
from complaints.periods import ComplaintsPeriod
from complaints.rules.examples import csv_of
from complaints.rules.rule import Example
from oversight.measures.defining import measures_of
from oversight.measures.models import Observation
from oversight.organisations.models import Site, SiteTrust
from oversight.returns.models import ReturnVersion
from tests.returns.making import NOW, Place, accepted, make_place

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples" / "complaints"
Q4 = ComplaintsPeriod.parse("2024-Q4")
COUNTS = ("whole", "general", "infirmary")


def make_trust(code: str = "RX1", *, demonstration: bool = False) -> Place:
    """Make a trust with the two sites of the rules' examples, its wards and its people."""
    place = make_place(code, demonstration=demonstration)
    second = Site.objects.create(code=f"{code}02", name="Infirmary", is_demonstration=demonstration)
    SiteTrust.objects.create(site=second, trust=place.trust)
    return place


def quarter_file(
    period: ComplaintsPeriod = Q4,
    changes: Mapping[str, Mapping[str, str]] | None = None,
    *,
    without: tuple[str, ...] = (),
) -> bytes:
    """Return the faultless file of the rules for a period, with changes laid over its rows."""
    changes = changes or {}
    laid = {name: {"year": str(period), **changes.get(name, {})} for name in COUNTS if name not in without}
    return csv_of(Example({**changes, **laid}, without=without))


def accept_quarter(
    place: Place,
    period: ComplaintsPeriod = Q4,
    changes: Mapping[str, Mapping[str, str]] | None = None,
    *,
    now: datetime = NOW,
    reason: str = "",
    without: tuple[str, ...] = (),
) -> ReturnVersion:
    """Send a period's file the whole way; what asks for an explanation is explained."""
    content = quarter_file(period, changes, without=without)
    return accepted(place, content, kind="complaints", period=str(period), now=now, reason=reason)


def accept_year_of_quarters(
    place: Place, changes: Mapping[int, Mapping[str, Mapping[str, str]]] | None = None
) -> list[ReturnVersion]:
    """Send the four quarters of 2024-25, each with its own changes by its number."""
    first = ComplaintsPeriod.parse("2024-Q1")
    return [accept_quarter(place, first.plus(back), (changes or {}).get(back + 1)) for back in range(4)]


def observed(period: ComplaintsPeriod = Q4, subject: str = "RX1") -> dict[str, tuple[int | None, int | None]]:
    """Return what is observed of a trust or a site at present, by measure, as whole numbers."""
    rows = Observation.objects.filter(
        measure__in=measures_of("complaints"),
        subject=subject,
        period=period.first_day,
        grain=period.grain,
        known_to__isnull=True,
    )
    return {
        measure: (None if above is None else int(above), None if below is None else int(below))
        for measure, above, below in rows.values_list("measure", "numerator", "denominator")
    }


def sample(level: str) -> bytes:
    """Return KO41a of 2024-25 as it was published for one trust, of the organisation or of its sites."""
    return (SAMPLES / f"ko41a_2024-25_{level}_level_RDY.csv").read_bytes()


def make_rdy() -> Place:
    """Make the trust of the samples, with those of its sites that a register has."""
    place = make_place("RDY", wards=())
    for code, name in (("RDY10", "St Ann's Hospital"), ("RDY22", "Alderney Hospital"), ("RDYEW", "Forston Clinic")):
        SiteTrust.objects.create(site=Site.objects.create(code=code, name=name), trust=place.trust)
    return place


def as_zero(numbers: Mapping[str, int]) -> dict[str, str]:
    """Return every number of a row of counts: 0 but for those that are given."""
    return {item.code: str(numbers.get(item.code, 0)) for item in ITEMS}
