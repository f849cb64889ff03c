"""Freezing a release of complaints: each trust's row, its hospitals and its lessons, from the returns of one moment.

A trust whose return is the one of the release before is told of with the very same words and numbers; another return is
disclosed together with all that was told before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from complaints.periods import ComplaintsPeriod
from complaints.said import LessonSaid, PeriodSaid, said_by_versions
from oversight.measures.disclosure import Chosen, Held, Shown, in_force, rule_set
from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from publication.complaints.disclosing import BLANK, EarlierRelease, PlaceTold, disclose
from publication.complaints.models import (
    OVERALL,
    OVERALL_OF_HOSPITAL,
    ReleasedComplaintsHospital,
    ReleasedComplaintsTrust,
    ReleasedLesson,
)
from publication.complaints.shown_items import SHOWN_CODES
from publication.models import Release, Withdrawal
from publication.periods import COMPLAINTS
from publication.refusals import ReleaseRefused

NOT_APPLICABLE = "not applicable"
_QUARTERS_OF_A_YEAR = 4


def freeze(release: Release, *, previous: Release | None, now: datetime) -> None:
    """Write the rows of a release of complaints and what they add up to; refused where no return has come."""
    period = ComplaintsPeriod.parse(release.period)
    chosen = in_force(COMPLAINTS, period.last_day)
    versions = {version.trust_id: version for version in _standing(release, now)}
    if not versions:
        raise ReleaseRefused("nothing_to_release", f"No trust has an accepted return for {period.label}.")
    owing = kind_of(COMPLAINTS).owing_trusts(release.period).filter(is_demonstration=release.demonstration)
    trusts = {trust.pk: trust for trust in owing} | Trust.objects.in_bulk(list(versions))
    earlier_rows = _earlier_rows(release, period, [trust.code for trust in trusts.values()])
    told_of = [row.version for rows in earlier_rows.values() for row in rows if row.version is not None]
    said = said_by_versions([*versions.values(), *told_of])
    hospitals_on_record = _hospitals_on_record(list(trusts), period)
    content = []
    for trust in sorted(trusts.values(), key=lambda each: each.code):
        version = versions.get(trust.pk)
        before = [row for row in earlier_rows.get(trust.code, ()) if row.release_id == (previous and previous.pk)]
        row = _trust_row(release, trust, version, said.get(version.pk) if version else None, chosen)
        row.revised = bool(previous and version and (not before or before[0].version_id != version.pk))
        places: Mapping[str, PlaceTold] = {}
        if version is not None:
            if before and before[0].version_id == version.pk:
                places, row.small_numbers = _places_of(before[0]), before[0].small_numbers
            else:
                places = disclose(
                    said[version.pk],
                    chosen.rules,
                    [_as_earlier(each, said) for each in earlier_rows.get(trust.code, ()) if each.version_id],
                )
            row.breakdown = _with_blanks(places[""].breakdown)
        row.save()
        hospitals = _hospital_rows(
            row, places, said.get(version.pk) if version else None, hospitals_on_record.get(trust.pk, {})
        )
        _mark_revised(hospitals, before[0] if before else None, compared=previous is not None)
        lessons = _lesson_rows(row, said[version.pk].lessons if version else ())
        ReleasedComplaintsHospital.objects.bulk_create(hospitals)
        ReleasedLesson.objects.bulk_create(lessons)
        release.hospitals += sum(each.status == each.Status.SUBMITTED for each in hospitals)
        content.append(_content(row, hospitals, lessons))
    _withdraw_again(release, now)
    release.trusts, release.trusts_submitted = len(trusts), len(versions)
    release.provisional = release.trusts_submitted < release.trusts
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    release.content_sha256 = hashlib.sha256(told.encode()).hexdigest()


def lesson_key(trust_code: str, period: str, lesson: LessonSaid) -> str:
    """Return what a lesson is called in every release that holds it: the trust's code and a hash of its words."""
    words = json.dumps([period, lesson.theme, lesson.place, lesson.lesson, lesson.action, lesson.known_by])
    return f"{trust_code}-{hashlib.sha256(words.encode()).hexdigest()[:16].upper()}"


def _standing(release: Release, now: datetime) -> Iterable[ReturnVersion]:
    return ReturnVersion.objects.filter(
        Q(replaced_at__isnull=True) | Q(replaced_at__gt=now),
        kind=COMPLAINTS,
        period=release.period,
        trust__is_demonstration=release.demonstration,
        accepted_at__lte=now,
    ).select_related("trust")


def _earlier_rows(
    release: Release, period: ComplaintsPeriod, codes: Sequence[str]
) -> dict[str, list[ReleasedComplaintsTrust]]:
    """Return what the public holds of each trust for the period, and for the quarters or the year that it adds up with.

    Of other periods the newest release; in the order of periods and numbers.
    """
    beside = (
        [period.financial_year]
        if period.is_quarter
        else [ComplaintsPeriod.quarter_of(period.first_day).plus(count) for count in range(_QUARTERS_OF_A_YEAR)]
    )
    if period.is_quarter:
        first = ComplaintsPeriod.quarter_of(period.financial_year.first_day)
        beside += [quarter for count in range(_QUARTERS_OF_A_YEAR) if (quarter := first.plus(count)) != period]
    rows = (
        ReleasedComplaintsTrust.objects.filter(
            release__kind=COMPLAINTS,
            release__demonstration=release.demonstration,
            release__period__in=[release.period, *(str(each) for each in beside)],
            release__published_at__isnull=False,
            code__in=codes,
            version__isnull=False,
        )
        .select_related("release", "version__trust")
        .prefetch_related("hospitals")
        .order_by("code", "release__period", "release__number")
    )
    newest: dict[tuple[str, str], int] = {(row.code, row.release.period): row.release.number for row in rows}
    found: dict[str, list[ReleasedComplaintsTrust]] = {}
    for row in rows:
        if row.release.period == release.period or newest[row.code, row.release.period] == row.release.number:
            found.setdefault(row.code, []).append(row)
    return found


def _as_earlier(row: ReleasedComplaintsTrust, said: Mapping[int, PeriodSaid]) -> EarlierRelease:
    if row.version_id is None:
        raise ValueError("a row without a return tells of no counts")
    return EarlierRelease(said[row.version_id], _places_of(row), rule_set(row.small_numbers.rpartition(" ")[2]))


def _places_of(row: ReleasedComplaintsTrust) -> dict[str, PlaceTold]:
    """Return what a released row and its hospitals tell, by place."""
    places = {"": PlaceTold({name: getattr(row, name) for name in OVERALL}, _told(row.breakdown))}
    for hospital in row.hospitals.all():
        if hospital.status == hospital.Status.SUBMITTED:
            places[hospital.code] = PlaceTold(_told(hospital.overall), _told(hospital.breakdown))
    return places


def _told(cells: Mapping[str, Any]) -> dict[str, Shown]:
    return {name: cell if isinstance(cell, int) else Held(cell) for name, cell in cells.items() if cell != BLANK}


def _with_blanks(breakdown: Mapping[str, Shown]) -> dict[str, int | str]:
    return {code: _written(breakdown[code]) if code in breakdown else BLANK for code in SHOWN_CODES}


def _written(shown: Shown) -> int | str:
    return str(shown) if isinstance(shown, Held) else shown


def _trust_row(
    release: Release, trust: Trust, version: ReturnVersion | None, said: PeriodSaid | None, chosen: Chosen
) -> ReleasedComplaintsTrust:
    status = ReleasedComplaintsTrust.Status
    row = ReleasedComplaintsTrust(release=release, code=trust.code, name=trust.name, status=status.NOT_SUBMITTED)
    if version is None or said is None:
        return row
    if said.whole is None:
        raise ReleaseRefused("no_counts", f"The return of {trust.code} for {release.period} holds no counts.")
    row.status, row.version, row.version_number = status.SUBMITTED, version, version.number
    row.receipt, row.accepted_at, row.late = version.receipt, version.accepted_at, version.late
    for name in OVERALL:
        setattr(row, name, getattr(said.whole, name))
    row.handling = {
        item: NOT_APPLICABLE if each.not_applicable else BLANK if each.number is None else each.number
        for item, each in sorted(said.handling.items())
    }
    interventions = said.handling.get("interventions")
    row.interventions_definition = interventions.definition if interventions else ""
    row.small_numbers = chosen.name
    return row


def _hospitals_on_record(trust_ids: list[int], period: ComplaintsPeriod) -> dict[int, dict[str, Site]]:
    """Return each trust's hospitals on the last day of the period, by code."""
    day = period.last_day
    belongs = SiteTrust.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=day),
        Q(to_on__isnull=True) | Q(to_on__gte=day),
        Q(site__opened_on__isnull=True) | Q(site__opened_on__lte=day),
        Q(site__closed_on__isnull=True) | Q(site__closed_on__gte=day),
        trust__in=trust_ids,
        site__is_hospital=True,
    ).select_related("site")
    found: dict[int, dict[str, Site]] = {}
    for each in belongs:
        found.setdefault(each.trust_id, {})[each.site.code] = each.site
    return found


def _hospital_rows(
    trust: ReleasedComplaintsTrust,
    places: Mapping[str, PlaceTold],
    said: PeriodSaid | None,
    on_record: Mapping[str, Site],
) -> list[ReleasedComplaintsHospital]:
    """Return a row for each site that the return names, and for each hospital on record that it does not."""
    status = ReleasedComplaintsHospital.Status
    names = {site.site_code: site.site_name for site in said.sites} if said else {}
    rows = []
    for code in sorted({*on_record, *names}):
        row = ReleasedComplaintsHospital(release=trust.release, trust=trust, code=code)
        row.name = on_record[code].name if code in on_record else names[code]
        row.status = status.NOT_NAMED if said else status.NOT_SUBMITTED
        if code in places:
            row.status = status.SUBMITTED
            row.overall = {name: _written(places[code].overall[name]) for name in OVERALL_OF_HOSPITAL}
            row.breakdown = _with_blanks(places[code].breakdown)
        rows.append(row)
    return rows


def _mark_revised(
    hospitals: Iterable[ReleasedComplaintsHospital], before: ReleasedComplaintsTrust | None, *, compared: bool
) -> None:
    if not compared:
        return
    told = {each.code: (each.status, each.overall, each.breakdown) for each in before.hospitals.all()} if before else {}
    for row in hospitals:
        if row.status == row.Status.SUBMITTED:
            row.revised = told.get(row.code) != (row.status, row.overall, row.breakdown)


def _lesson_rows(trust: ReleasedComplaintsTrust, lessons: Iterable[LessonSaid]) -> list[ReleasedLesson]:
    return [
        ReleasedLesson(
            release=trust.release,
            trust=trust,
            key=lesson_key(trust.code, trust.release.period, each),
            number=each.number,
            theme=each.theme,
            place=each.ward_name or each.place,
            lesson=each.lesson,
            action=each.action,
            owner=each.owner,
            due_on=each.due_on,
            done_on=each.done_on,
            worked=each.worked,
            known_by=each.known_by,
        )
        for each in lessons
    ]


def _withdraw_again(release: Release, now: datetime) -> None:
    """A lesson that was withdrawn from an earlier release of the period stays withdrawn in this one."""
    keys = set(ReleasedLesson.objects.filter(release=release).values_list("key", flat=True))
    before = Withdrawal.objects.filter(
        release__kind=COMPLAINTS,
        release__period=release.period,
        release__demonstration=release.demonstration,
        item=Withdrawal.Item.LESSON,
        subject__in=keys,
    ).exclude(release=release)
    reasons = {mark.subject: mark for mark in before.order_by("-withdrawn_at")}
    Withdrawal.objects.bulk_create(
        Withdrawal(
            release=release,
            item=Withdrawal.Item.LESSON,
            subject=key,
            reason=mark.reason,
            withdrawn_by=mark.withdrawn_by,
            withdrawn_at=mark.withdrawn_at,
        )
        for key, mark in sorted(reasons.items())
    )


def _content(
    trust: ReleasedComplaintsTrust,
    hospitals: Iterable[ReleasedComplaintsHospital],
    lessons: Iterable[ReleasedLesson],
) -> list[object]:
    """Return what the release's hash is made of for a trust: all that it tells."""
    return [
        [trust.code, trust.status, trust.receipt, *(getattr(trust, name) for name in OVERALL)],
        [trust.handling, trust.interventions_definition, trust.breakdown, trust.small_numbers],
        [[each.code, each.status, each.overall, each.breakdown] for each in hospitals],
        [[each.key, each.number, each.owner, each.due_on, each.done_on, each.worked] for each in lessons],
    ]
