"""What acceptance writes: facts, what is observed of the period, and of the year that a quarter belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from complaints.canonical_rows import Said, said_by
from complaints.columns import Part
from complaints.items import ITEMS, SUMMARY, Section
from complaints.models import ComplaintCounts, HandlingNumber, Lesson
from complaints.observing import observations_of, tells_investigations, year_observations
from complaints.periods import ComplaintsPeriod
from complaints.places import wards_by_name
from complaints.rows_read import Given
from complaints.said import PeriodSaid, said_by_trusts
from oversight.measures.observing import observe_again, record_observations
from oversight.organisations.models import Site, Ward
from oversight.organisations.naming import name_key
from oversight.returns.checked import ReturnRow
from oversight.returns.models import ReturnVersion

_DETAIL = tuple(item for item in ITEMS if item.section is not Section.SUMMARY)
_FIELDS = ("brought_forward", "new", "resolved", "upheld", "partially_upheld", "not_upheld", "carried_forward")
_SUMMARY = dict(zip(_FIELDS, SUMMARY, strict=True))


def store_return(*, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
    """Write the facts and observations of an accepted version in the caller's transaction.

    A quarter's year is observed again, under the version of its last quarter: only what differs is written.
    """
    _hold_trust(version.trust_id)
    period = ComplaintsPeriod.parse(version.period)
    _store_facts(version, rows, period)
    year = period.financial_year
    quarters = quarters_of(year)
    said = {each: one for (_, each), one in said_by_trusts([version.trust_id], {period, year, *quarters}).items()}
    told = {each: said[each] for each in quarters if each in said}
    on_record = set(
        Site.objects.filter(code__in=[site.site_code for site in said[period].sites]).values_list("code", flat=True)
    )
    record_observations(
        version_id=version.pk,
        return_kind=version.kind,
        trust_code=version.trust.code,
        period=period.first_day,
        grain=period.grain,
        observations=observations_of(said[period], on_record, told),
        now=now,
    )
    if period.is_quarter:
        _observe_year(version.trust.code, year, said.get(year), told, now)


def quarters_of(year: ComplaintsPeriod) -> list[ComplaintsPeriod]:
    """Return the four quarters of a financial year, in their order."""
    first = ComplaintsPeriod.quarter_of(year.first_day)
    return [first.plus(count) for count in range(4)]


def _observe_year(
    trust_code: str,
    year: ComplaintsPeriod,
    own: PeriodSaid | None,
    quarters: Mapping[ComplaintsPeriod, PeriodSaid],
    now: datetime,
) -> None:
    # What the year's own return says of itself stands.
    if own is not None and tells_investigations(own):
        return
    observations = year_observations(trust_code, own, quarters)
    if observations:
        observe_again(
            version_id=quarters[max(quarters)].version_id,
            trust_code=trust_code,
            period=year.first_day,
            grain=year.grain,
            observations=observations,
            now=now,
        )


def _hold_trust(trust_id: int) -> None:
    """Wait until no other period of the trust is being accepted: each must see what the other stored."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"complaints facts {trust_id}"])


def _store_facts(version: ReturnVersion, rows: Sequence[ReturnRow], period: ComplaintsPeriod) -> None:
    counts: list[ComplaintCounts] = []
    handling: list[HandlingNumber] = []
    lessons: list[Lesson] = []
    wards = wards_by_name(version.trust_id, period) if any(_is_lesson(row) for row in rows) else {}
    for row in rows:
        said = said_by(row)
        shared = {
            "version": version,
            "trust_id": version.trust_id,
            "period": period.first_day,
            "grain": str(period.grain),
            "sheet": row.sheet,
            "row": row.row,
        }
        match said.part:
            case Part.COUNTS:
                counts.append(_counts(said, shared))
            case Part.HANDLING:
                handling.append(_handling(said, shared))
            case Part.LESSONS:
                lessons.append(_lesson(said, wards, shared))
    ComplaintCounts.objects.bulk_create(counts)
    HandlingNumber.objects.bulk_create(handling)
    Lesson.objects.bulk_create(lessons)


def _is_lesson(row: ReturnRow) -> bool:
    return said_by(row).part is Part.LESSONS


def _counts(said: Said, shared: dict[str, Any]) -> ComplaintCounts:
    return ComplaintCounts(
        site_code=said.subject,
        site_name=said.text("site_name"),
        **{field: said.number(item.code) for field, item in _SUMMARY.items()},
        detail={item.code: said.number(item.code) for item in _DETAIL},
        **shared,
    )


def _handling(said: Said, shared: dict[str, Any]) -> HandlingNumber:
    return HandlingNumber(
        item=said.subject,
        number=said.number("number"),
        not_applicable=said.amount("number") is Given.NOT_APPLICABLE,
        definition=said.text("definition"),
        **shared,
    )


def _lesson(said: Said, wards: Mapping[str, Ward], shared: dict[str, Any]) -> Lesson:
    theme, worked, place = said.theme, said.worked, said.text("place")
    if theme is None:
        raise ValueError(f"an accepted lesson has no theme: {said.text('theme')!r}")
    return Lesson(
        number=int(said.subject),
        theme=theme.code,
        ward=wards.get(name_key(place)),
        place=place,
        lesson=said.text("lesson"),
        action=said.text("action"),
        owner=said.text("owner"),
        due_on=said.day("due"),
        done_on=said.day("done"),
        worked=str(worked) if worked else "",
        known_by=said.text("known_by"),
        **shared,
    )
