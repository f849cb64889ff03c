"""Trusts with safety returns and figures, and their releases, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from oversight.measures.defining import definition
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.records.audit import System
from oversight.returns.models import ReturnVersion
from publication.models import Release
from publication.periods import SAFETY
from publication.record import Releases
from publication.releasing import publish_period
from publication.safety_measures.models import ReleasedMeasure
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import facts_of_periods
from ratings.indicators.writing import write_comparison
from tests.publication.making import make_person
from tests.returns.standing import standing_version

BY = System("test")
OCTOBER = "2026-10"
KNOWN = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
FALLS = "thermometer_falls_with_harm"
FFT = "fft_inpatients_recommend"
MRSA = "mrsa_bacteraemia"
LOW_RISK = "mortality_low_risk"
SHMI = "shmi"
WAITS = "ae_over_four_hours"
Number = int | str | None


def returned(trust: Trust, period: str = OCTOBER, *, now: datetime = KNOWN, late: bool = False) -> ReturnVersion:
    """Put a safety return on record that stands, in place of the one before; it holds no rows."""
    return standing_version(
        trust,
        kind=SAFETY,
        period=period,
        now=now,
        late=late,
        prepared_by=make_person(),
        signed_by=make_person("signs@example.invalid"),
    )


def observed(
    subject: Trust | Site,
    measure: str,
    numerator: Number,
    denominator: Number = None,
    *,
    period: str = OCTOBER,
    now: datetime = KNOWN,
    version: ReturnVersion | None = None,
) -> Observation:
    """Record a figure as known from a moment, of a file unless a return is given; what stood before ends then."""
    of = Period.parse(period)
    is_trust = isinstance(subject, Trust)
    trust_code = subject.code if is_trust else SiteTrust.objects.get(site=subject).trust.code
    given = {
        "measure": measure,
        "level": "trust" if is_trust else "site",
        "subject": subject.code,
        "period": of.first_day,
        "grain": str(of.grain),
    }
    Observation.objects.filter(**given, known_to=None).update(known_to=now)
    imported = None
    if version is None:
        imported = ObservationImport.objects.create(
            measure=measure,
            file_name="figures.csv",
            sha256="0" * 64,
            new=1,
            changed=0,
            unchanged=0,
            rejected=0,
            imported_at=now,
        )
    return Observation.objects.create(
        **given,
        trust_code=trust_code,
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None or definition(measure).is_count else Decimal(denominator),
        imported=imported,
        version_id=version.pk if version else None,
        known_from=now,
    )


def series(
    subject: Trust | Site, measure: str, figures: Sequence[tuple[Number, Number] | None], *, last: str = OCTOBER
) -> None:
    """Record figures in time order up to a period; None leaves a period out."""
    end = Period.parse(last)
    for place, figure in enumerate(figures):
        if figure is not None:
            observed(subject, measure, *figure, period=str(end.plus(place + 1 - len(figures))))


def compare(measure: str, period: str = OCTOBER, *, now: datetime = KNOWN, demonstration: bool = False) -> None:
    """Work the comparison of all trusts out and write it, as the recomputation does."""
    for facts in facts_of_periods(measure, [Period.parse(period)], demonstration=demonstration):
        with transaction.atomic():
            write_comparison(facts.scope, compared(facts), now=now)


def publish(period: str = OCTOBER, *, now: datetime = NOW, demonstration: bool = False) -> Release:
    """Publish the safety measures of a month at once."""
    return publish_period(kind=SAFETY, period=period, demonstration=demonstration, by=BY, now=now).release


def figure(release: Release, code: str, measure: str = FALLS) -> ReleasedMeasure:
    """Return what a release holds of a trust by a measure."""
    return ReleasedMeasure.objects.get(release=release, trust__code=code, measure=measure)


def safety_releases(*, demonstration: bool = False) -> Releases:
    """Return all releases of the kind."""
    return Releases(demonstration=demonstration, kind=SAFETY)


def months_before(period: str, count: int) -> str:
    """Return the month so many months before."""
    return str(Period(Period.parse(period).first_day, Grain.MONTH).plus(-count))
