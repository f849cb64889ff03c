"""Standing versions of complaints returns with the facts that a test states, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from complaints.items import (
    AGE_TOTAL,
    CLINICAL,
    CLINICAL_TOTAL,
    ITEMS,
    PROFESSION_TOTAL,
    SERVICE_TOTAL,
    STATUS_TOTAL,
    SUBJECT_SUB_TOTAL,
    SUBJECT_TOTAL,
    SUBJECTS,
    Section,
)
from complaints.models import ComplaintCounts, HandlingNumber, Lesson
from complaints.periods import ComplaintsPeriod
from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion
from tests.returns.standing import standing_version

NOT_APPLICABLE = "not applicable"


def counts(
    *,
    site: str = "",
    brought_forward: int = 0,
    upheld: int = 0,
    partially_upheld: int = 0,
    not_upheld: int = 0,
    subjects: Mapping[str, int] | None = None,
    new: int | None = None,
    blank: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a row of counts in which the identities hold: ``new`` is the sum of the subjects where it is not given."""
    subjects = subjects or {}
    all_subjects = sum(subjects.values())
    new = all_subjects if new is None else new
    clinical = sum(subjects.get(item.code, 0) for item in CLINICAL)
    other = sum(subjects.get(item.code, 0) for item in SUBJECTS)
    assert clinical + other == all_subjects, "a subject that no list holds"
    detail: dict[str, int | None] = {item.code: 0 for item in ITEMS if item.section is not Section.SUMMARY}
    detail |= subjects
    detail |= {"age_unknown": new, AGE_TOTAL.code: new, "status_patient": new, STATUS_TOTAL.code: new}
    detail |= {"service_inpatient": new, SERVICE_TOTAL.code: new}
    detail |= {"profession_nursing": new, PROFESSION_TOTAL.code: new}
    detail |= {CLINICAL_TOTAL.code: clinical, SUBJECT_SUB_TOTAL.code: other, SUBJECT_TOTAL.code: all_subjects}
    detail |= dict.fromkeys(blank)
    resolved = upheld + partially_upheld + not_upheld
    return {
        "site_code": site,
        "site_name": f"Site {site}" if site else "",
        "brought_forward": brought_forward,
        "new": new,
        "resolved": resolved,
        "upheld": upheld,
        "partially_upheld": partially_upheld,
        "not_upheld": not_upheld,
        "carried_forward": brought_forward + new - resolved,
        "detail": detail,
    }


def standing_return(
    trust: Trust,
    period: str,
    *rows: Mapping[str, Any],
    handling: Mapping[str, int | str | None] | None = None,
    lessons: Sequence[Mapping[str, Any]] = (),
    now: datetime | None = None,
) -> ReturnVersion:
    """Put a version on record that stands, in place of the one that stood before."""
    said = ComplaintsPeriod.parse(period)
    now = now or datetime.combine(said.last_day, datetime.min.time(), UTC).replace(hour=9)
    with transaction.atomic():
        version = standing_version(
            trust,
            kind="complaints",
            period=period,
            now=now,
            prepared_by=_person("prepares-complaints@example.invalid"),
            signed_by=_person("signs-complaints@example.invalid"),
        )
        shared = {"version": version, "trust": trust, "period": said.first_day, "grain": str(said.grain), "row": 2}
        ComplaintCounts.objects.bulk_create(ComplaintCounts(**shared, **row) for row in rows)
        HandlingNumber.objects.bulk_create(
            HandlingNumber(
                **shared,
                item=item,
                number=None if number == NOT_APPLICABLE else number,
                not_applicable=number == NOT_APPLICABLE,
            )
            for item, number in (handling or {}).items()
        )
        Lesson.objects.bulk_create(
            Lesson(**shared, number=number, **lesson) for number, lesson in enumerate(lessons, start=1)
        )
    return version


def _person(email: str) -> Person:
    return Person.objects.filter(email=email).first() or Person.objects.create_user(email)
