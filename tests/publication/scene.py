"""A trust with enough history to show all that a public page can hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from oversight.organisations.models import Site, Trust, Ward
from oversight.records.audit import System
from oversight.returns.periods import Month
from publication.models import Release
from publication.releasing import publish_month
from tests.publication.making import (
    NOW,
    OCTOBER,
    SHORT,
    USUAL,
    Row,
    accept,
    explain_ward,
    make_hospital,
    make_trust,
    make_ward,
)

ONE_TO_ONE = ("1710", "1702.5", "1080", "1905.3", "1023", "990", "682", "1713")
NOTHING_PLANNED = ("1710", "1602.5", "1080", "1105", "1023", "990", "0", "36")


@dataclass(frozen=True)
class Scene:
    """What was made, and the release of October 2026."""

    trust: Trust
    site: Site
    often_short: Ward
    steady: Ward
    release: Release


def _varied(period: Month, factor: Decimal) -> tuple[str, ...]:
    """The usual hours, actual hours moved a little by a fixed pattern of the months."""
    shift = Decimal((period.month * 7 + period.year) % 11 - 5) / 100
    return tuple(
        hours if place % 2 == 0 else str((Decimal(hours) * (factor + shift)).quantize(Decimal("0.5")))
        for place, hours in enumerate(USUAL)
    )


def make_scene(*, months: int = 15, demonstration: bool = False) -> Scene:
    """Publish so many months up to October 2026 for two trusts, one of them silent in the last."""
    last = Month.parse(OCTOBER)
    prefix = "DEMO001" if demonstration else "RX1"
    trust = make_trust(prefix, "WREN VALE UNIVERSITY HOSPITALS NHS TRUST", demonstration=demonstration)
    site = make_hospital(trust, f"{prefix}A" if demonstration else "RX101")
    make_hospital(trust, f"{prefix}B" if demonstration else "RX102", "COTTAGE HOSPITAL")
    silent = make_trust("DEMO002" if demonstration else "RX2", "SILENT NHS TRUST", demonstration=demonstration)
    make_hospital(silent, "DEMO002A" if demonstration else "RX201", "QUIET HOSPITAL")
    short, steady = make_ward(site, "Ash Ward"), make_ward(site, "Birch Ward")
    one_to_one, unit = make_ward(site, "Cedar Ward (older people's care)"), make_ward(site, "Day Assessment Unit")
    release = None
    for back in reversed(range(months)):
        month = last.plus(-back)
        now = datetime(month.plus(1).year, month.plus(1).month, 20, 9, 30, tzinfo=UTC)
        version = accept(
            trust,
            [
                Row(short, SHORT if back < 2 else _varied(month, Decimal("0.96"))),
                Row(steady, _varied(month, Decimal("0.98"))),
                Row(one_to_one, ONE_TO_ONE, other_groups={"day_allied_planned": "75", "day_allied_actual": "64.5"}),
                Row(unit, NOTHING_PLANNED, patients=0),
            ],
            period=str(month),
            now=now,
            late=back == 0,
        )
        if back == 0:
            explain_ward(
                version,
                short,
                "Four of eighteen registered nurses left in the summer, and two are on maternity leave.",
                "Three nurses start in December. Until then beds 21 to 24 are closed.",
            )
        release = publish_month(period=str(month), demonstration=demonstration, by=System("test"), now=now).release
    assert release is not None
    return Scene(trust, site, short, steady, release)


def publish_hospital() -> str:
    """Publish one hospital's October, and return the address of its page."""
    trust = make_trust()
    hospital = make_hospital(trust)
    accept(trust, [Row(make_ward(hospital))])
    publish_month(period=OCTOBER, demonstration=False, by=System("test"), now=NOW)
    return f"/hospitals/{hospital.code}/"
