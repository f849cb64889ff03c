"""Releases the bands of a quarter: a copy that stays as it is, whatever is worked out later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from oversight.clock import london_date
from oversight.measures.periods import Grain, Period
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.indicators.band_writing import COLUMNS
from ratings.models import MonitoringRelease, ReleasedBand, TrustBand

_RELEASED = tuple(name for name in COLUMNS if name not in ("reason", "inputs_digest"))


@transaction.atomic
def release_bands(*, quarter: str, demonstration: bool, by: Any, note: str = "", now: datetime) -> MonitoringRelease:
    """Freeze the bands as they stand, as the release of a quarter of the financial year ("2026-Q2"), and return it.

    Each quarter is released once, and not before it has begun. Refused: "quarter" for what is no quarter or one to
    come, "released" for one that was released, "nothing" where no band has been worked out.
    """
    try:
        period = Period.parse(quarter)
    except ValueError as fault:
        raise Refused("quarter", str(fault)) from fault
    if period.grain is not Grain.QUARTER:
        raise Refused("quarter", f"{quarter} is not a quarter: write it as 2026-Q2, of the financial year.")
    if period.first_day > london_date(now):
        raise Refused("quarter", f"{quarter} has not begun.")
    bands = TrustBand.objects.filter(is_demonstration=demonstration).order_by("trust_code")
    rows = list(bands)
    if not rows:
        raise Refused("nothing", "No band has been worked out, so there is nothing to release.")
    try:
        with transaction.atomic():
            made = MonitoringRelease.objects.create(
                quarter=quarter, is_demonstration=demonstration, released_at=now, released_by=by, note=note
            )
    except IntegrityError as failure:
        raise Refused("released", f"{quarter} has been released already; a release stays as it is.") from failure
    ReleasedBand.objects.bulk_create(
        ReleasedBand(release=made, **{name: getattr(row, name) for name in _RELEASED}) for row in rows
    )
    audit("bands.released", by=by, subject=Reference("monitoring_release", str(made.pk)), fields=[quarter], now=now)
    return made
