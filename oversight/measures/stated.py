"""Observations of any period, read as a comparison of one period or as series, with who said them: return or file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet

from oversight.measures.defined import Level
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Site, Trust


class Stated(NamedTuple):
    """What is known of a subject in a period; ``version_id`` of the return that said so, or the id of the import."""

    numerator: Decimal | None
    denominator: Decimal | None
    version_id: int | None
    import_id: int | None


def of_period(
    measure: str,
    period: Period,
    *,
    demonstration: bool,
    level: Level = Level.TRUST,
    as_known_at: datetime | None = None,
) -> dict[str, Stated]:
    """Return every trust's or site's observation of a period by its code, in the order of the codes.

    Invented organisations and real ones never come together. A ward has no code: ``ValueError``.
    """
    if level is Level.WARD:
        raise ValueError("wards have no codes; read them as the series of their trust")
    register = Trust if level is Level.TRUST else Site
    rows = _known(as_known_at).filter(
        measure=measure,
        level=level,
        period=period.first_day,
        grain=period.grain,
        subject__in=register.objects.filter(is_demonstration=demonstration).values("code"),
    )
    return {subject: Stated(*said) for subject, *said in _values(rows.order_by("subject"), "subject")}


def series_by_measure(
    subject: str, *, level: Level, measures: Collection[str], grain: Grain, as_known_at: datetime | None = None
) -> dict[str, dict[Period, Stated]]:
    """Return a subject's series of some measures in time order, by measure, as known now or on a moment."""
    rows = _known(as_known_at).filter(measure__in=measures, level=level, subject=subject, grain=grain)
    found: dict[str, dict[Period, Stated]] = {}
    for measure, day, *said in _values(rows.order_by("measure", "period"), "measure", "period"):
        found.setdefault(measure, {})[Period(day, grain)] = Stated(*said)
    return found


def periods_of(measure: str, *, grain: Grain, until: date | None = None) -> list[Period]:
    """Return the periods for which anything is known of a measure at present, the earliest first."""
    rows = _known(None).filter(measure=measure, grain=grain)
    if until is not None:
        rows = rows.filter(period__lte=until)
    return [Period(day, grain) for day in rows.order_by("period").values_list("period", flat=True).distinct()]


def _known(as_known_at: datetime | None) -> QuerySet[Observation]:
    if as_known_at is None:
        return Observation.objects.filter(known_to__isnull=True)
    return Observation.objects.filter(
        Q(known_to__isnull=True) | Q(known_to__gt=as_known_at), known_from__lte=as_known_at
    )


def _values(rows: QuerySet[Observation], *first: str) -> Any:
    return rows.values_list(*first, "numerator", "denominator", "version_id", "imported_id")


def series_of_all(
    measure: str, *, grain: Grain, since: date, demonstration: bool, only: str | None = None
) -> dict[str, dict[date, tuple[Decimal | None, Decimal | None]]]:
    """Return numerator and denominator by first day for every trust by its code, or for one, from a day on.

    What is known at present, in one query; invented trusts and real ones never come together.
    """
    rows = _of_trusts(measure, demonstration).filter(grain=grain, period__gte=since)
    if only is not None:
        rows = rows.filter(subject=only)
    found: dict[str, dict[date, tuple[Decimal | None, Decimal | None]]] = {}
    for subject, day, numerator, denominator in rows.order_by("subject", "period").values_list(
        "subject", "period", "numerator", "denominator"
    ):
        found.setdefault(subject, {})[day] = (numerator, denominator)
    return found


def latest_periods(measure: str, *, demonstration: bool, within: timedelta) -> list[Period]:
    """Return the newest period of each length in which anything is known of trusts, where it is no older than that.

    So that it costs the same however long the history is, lengths that ended before the newest day by more than
    ``within`` are left out.
    """
    rows = _of_trusts(measure, demonstration)
    newest = rows.order_by("-period").values_list("period", flat=True).first()
    if newest is None:
        return []
    latest = rows.filter(period__gte=newest - within).order_by("grain").values_list("grain").annotate(Max("period"))
    return [Period(day, Grain(grain)) for grain, day in latest]


def _of_trusts(measure: str, demonstration: bool) -> QuerySet[Observation]:
    return _known(None).filter(
        measure=measure,
        level=Level.TRUST,
        subject__in=Trust.objects.filter(is_demonstration=demonstration).values("code"),
    )
