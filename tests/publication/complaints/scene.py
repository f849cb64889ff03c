"""A trust with two years of complaints, so that its pages show all that they can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from complaints.periods import ComplaintsPeriod
from oversight.organisations.models import Trust
from publication.models import Release
from tests.complaints.said_making import counts
from tests.publication.complaints.making import HANDLING, LESSON, QUARTER, SECOND_LESSON, publish, send
from tests.publication.making import make_hospital, make_trust

# New complaints and interventions, quarter by quarter, the oldest first.
NEW = (96, 104, 118, 99, 120, 131, 127, 120)
INTERVENTIONS = (41_000, 42_000, 43_500, 40_500, 44_000, 46_000, 45_500, 45_000)


@dataclass(frozen=True)
class Scene:
    """What was made, and the release of the newest quarter."""

    trust: Trust
    release: Release


def _rows(new: int) -> list[dict[str, Any]]:
    """The whole trust and its two hospitals, which add up to it."""
    small = {"subject_area_communications": 4, "subject_area_facilities_services": 1}
    large = {
        "clinical_treatment_general_medicine_group": 40,
        "subject_area_communications": new - 75,
        "subject_area_values_and_behaviours": 20,
        "subject_area_end_of_life_care": 3,
        "subject_area_appointments": 7,
    }
    both = {name: small.get(name, 0) + large.get(name, 0) for name in small | large}
    of_large = counts(
        site="RX101", new=new - 5, upheld=33, partially_upheld=25, not_upheld=39, brought_forward=28, subjects=large
    )
    of_small = counts(site="RX102", new=5, upheld=2, not_upheld=1, brought_forward=2, subjects=small)
    of_both = counts(new=new, upheld=35, partially_upheld=25, not_upheld=40, brought_forward=30, subjects=both)
    return [of_both, of_large, of_small]


def make_complaints_scene(*, quarters: int = 8, demonstration: bool = False) -> Scene:
    """Publish so many quarters up to July to September 2026 for two trusts, one of them silent in the last."""
    prefix = "DEMO001" if demonstration else "RX1"
    trust = make_trust(prefix, "WREN VALE UNIVERSITY HOSPITALS NHS TRUST", demonstration=demonstration)
    make_hospital(trust, "RX101")
    make_hospital(trust, "RX102", "COTTAGE HOSPITAL")
    make_hospital(trust, "RX103", "DAY HOSPITAL")
    silent = make_trust("RX2", "SILENT NHS TRUST", demonstration=demonstration)
    make_hospital(silent, "RX201", "QUIET HOSPITAL")
    release = None
    for back in reversed(range(quarters)):
        period = ComplaintsPeriod.parse(QUARTER).plus(-back)
        after = period.plus(1).first_day
        now = datetime(after.year, after.month, 27, 9, 30, tzinfo=UTC)
        send(
            trust,
            *_rows(NEW[-1 - back]),
            period=str(period),
            handling=HANDLING | {"interventions": INTERVENTIONS[-1 - back], "answered_in_agreed_time": 56 + back},
            lessons=[LESSON, SECOND_LESSON] if back < 2 else [],
            now=now,
        )
        release = publish(str(period), demonstration=demonstration, now=now)
    assert release is not None
    return Scene(trust, release)
