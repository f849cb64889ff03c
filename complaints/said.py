"""What the standing versions of complaints returns say, by trust and period, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from complaints.items import ITEMS, Section
from complaints.models import ComplaintCounts, HandlingNumber, Lesson
from complaints.periods import ComplaintsPeriod
from oversight.returns.models import ReturnVersion

TWO_YEARS = 8
_DETAIL = tuple(item.code for item in ITEMS if item.section is not Section.SUMMARY)
_OVERALL = ("brought_forward", "new", "resolved", "upheld", "partially_upheld", "not_upheld", "carried_forward")


@dataclass(frozen=True, slots=True)
class CountsSaid:
    """KO41a of the whole organisation (no site code) or of one site; a number of ``detail`` that is None is blank."""

    site_code: str
    site_name: str
    brought_forward: int
    new: int
    resolved: int
    upheld: int
    partially_upheld: int
    not_upheld: int
    carried_forward: int
    detail: Mapping[str, int | None]

    def number(self, code: str) -> int | None:
        """Return the number of an item of sections 3 to 8 by its code; None where it is blank."""
        return self.detail.get(code)


@dataclass(frozen=True, slots=True)
class HandlingSaid:
    """One number that the policy asks for: None is blank, unless it does not apply."""

    number: int | None
    not_applicable: bool
    definition: str


@dataclass(frozen=True, slots=True)
class LessonSaid:
    """One lesson as a return tells of it; ``ward_id`` is the ward's public id, None where it names none on record."""

    number: int
    theme: str
    ward_id: str | None
    ward_name: str
    place: str
    lesson: str
    action: str
    owner: str
    due_on: date | None
    done_on: date | None
    worked: str
    known_by: str


@dataclass(frozen=True, slots=True)
class PeriodSaid:
    """All that one standing version says of its quarter or year."""

    period: ComplaintsPeriod
    trust_id: int
    trust_code: str
    is_demonstration: bool
    version_id: int
    receipt: str
    version_number: int
    accepted_at: datetime
    organisation: CountsSaid | None = None
    sites: Sequence[CountsSaid] = ()
    handling: Mapping[str, HandlingSaid] = field(default_factory=dict)
    lessons: Sequence[LessonSaid] = ()

    @property
    def whole(self) -> CountsSaid | None:
        """The counts of the whole trust: its own row, or else its sites added up; None where it has neither."""
        return self.organisation or (added_up(self.sites) if self.sites else None)

    def asked(self, code: str) -> int | None:
        """Return a number that the policy asks for; None where it is blank, does not apply or is not there."""
        said = self.handling.get(code)
        return said.number if said else None


def added_up(sites: Sequence[CountsSaid]) -> CountsSaid:
    """Return the sum of the sites; an item that is blank at one of them has no sum."""
    detail: dict[str, int | None] = {}
    for code in _DETAIL:
        numbers = [site.detail.get(code) for site in sites]
        known = [number for number in numbers if number is not None]
        detail[code] = sum(known) if len(known) == len(numbers) else None
    overall = {name: sum(getattr(site, name) for site in sites) for name in _OVERALL}
    return CountsSaid(site_code="", site_name="", detail=detail, **overall)


def quarters_to(last: ComplaintsPeriod, count: int = TWO_YEARS) -> list[ComplaintsPeriod]:
    """Return so many quarters in their order, the last included."""
    return [last.plus(back) for back in range(1 - count, 1)]


def quarters_of_trust(
    trust_id: int, last: ComplaintsPeriod, count: int = TWO_YEARS
) -> dict[ComplaintsPeriod, PeriodSaid]:
    """Return what a trust's standing returns say, by quarter in their order, two years back; five queries or fewer."""
    said = said_by_trusts([trust_id], quarters_to(last, count))
    return {period: one for (_, period), one in said.items()}


def said_by_trusts(
    trust_ids: Collection[int], periods: Iterable[ComplaintsPeriod], *, with_sites: bool = True
) -> dict[tuple[int, ComplaintsPeriod], PeriodSaid]:
    """Return what the standing returns of some trusts say, by trust and period; five queries or fewer.

    Without sites, those of a version are read only where it has no row of the organisation. In the order of trust code
    and first day.
    """
    return _said(Q(trust_id__in=trust_ids), periods, with_sites=with_sites)


def said_by_all(
    periods: Iterable[ComplaintsPeriod], *, is_demonstration: bool, with_sites: bool = False
) -> dict[tuple[int, ComplaintsPeriod], PeriodSaid]:
    """Return what the standing returns of every real trust say, or of every invented one: never of both together."""
    return _said(Q(trust__is_demonstration=is_demonstration), periods, with_sites=with_sites)


def _said(
    whose: Q, periods: Iterable[ComplaintsPeriod], *, with_sites: bool
) -> dict[tuple[int, ComplaintsPeriod], PeriodSaid]:
    texts = [str(period) for period in periods]
    versions = list(
        ReturnVersion.objects.filter(whose, kind="complaints", stands=True, period__in=texts).select_related("trust")
    )
    said = sorted(_said_of(versions, with_sites=with_sites), key=lambda one: (one.trust_code, one.period))
    return {(one.trust_id, one.period): one for one in said}


def said_by_versions(versions: Iterable[ReturnVersion]) -> dict[int, PeriodSaid]:
    """Return what some versions say, whether they stand or stood once, by the version's key; four queries or fewer."""
    return {one.version_id: one for one in _said_of(list(versions), with_sites=True)}


def _said_of(versions: list[ReturnVersion], *, with_sites: bool) -> Iterator[PeriodSaid]:
    ids = [version.pk for version in versions]
    whole, sites = _counts(ids, with_sites=with_sites)
    handling: dict[int, dict[str, HandlingSaid]] = {}
    for pk, item, number, not_applicable, definition in HandlingNumber.objects.filter(version__in=ids).values_list(
        "version_id", "item", "number", "not_applicable", "definition"
    ):
        handling.setdefault(pk, {})[item] = HandlingSaid(number, not_applicable, definition)
    lessons = _lessons(ids)
    for version in versions:
        yield PeriodSaid(
            period=ComplaintsPeriod.parse(version.period),
            trust_id=version.trust_id,
            trust_code=version.trust.code,
            is_demonstration=version.trust.is_demonstration,
            version_id=version.pk,
            receipt=version.receipt,
            version_number=version.number,
            accepted_at=version.accepted_at,
            organisation=whole.get(version.pk),
            sites=tuple(sites.get(version.pk, ())),
            handling=handling.get(version.pk, {}),
            lessons=tuple(lessons.get(version.pk, ())),
        )


def _counts(ids: list[int], *, with_sites: bool) -> tuple[dict[int, CountsSaid], dict[int, list[CountsSaid]]]:
    whole = {
        values[0]: _as_said(values)
        for values in ComplaintCounts.objects.filter(version__in=ids, site_code="").values_list(*_COUNTED)
    }
    wanted = ids if with_sites else [pk for pk in ids if pk not in whole]
    sites: dict[int, list[CountsSaid]] = {}
    rows = ComplaintCounts.objects.filter(version__in=wanted).exclude(site_code="")
    for values in rows.order_by("version_id", "site_code").values_list(*_COUNTED):
        sites.setdefault(values[0], []).append(_as_said(values))
    return whole, sites


_COUNTED = ("version_id", "site_code", "site_name", *_OVERALL, "detail")


def _as_said(values: tuple[Any, ...]) -> CountsSaid:
    return CountsSaid(**dict(zip(_COUNTED[1:], values[1:], strict=True)))


def _lessons(ids: list[int]) -> dict[int, list[LessonSaid]]:
    lessons: dict[int, list[LessonSaid]] = {}
    rows = Lesson.objects.filter(version__in=ids).order_by("version_id", "number")
    told: Iterable[tuple[Any, ...]] = rows.values_list("version_id", "ward__public_id", "ward__name", *_TOLD)
    for pk, ward_id, ward_name, *values in told:
        lessons.setdefault(pk, []).append(
            LessonSaid(
                ward_id=str(ward_id) if ward_id else None,
                ward_name=ward_name or "",
                **dict(zip(_TOLD, values, strict=True)),
            )
        )
    return lessons


_TOLD = (
    "number",
    "theme",
    "place",
    "lesson",
    "action",
    "owner",
    "due_on",
    "done_on",
    "worked",
    "known_by",
)
