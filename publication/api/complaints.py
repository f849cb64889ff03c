"""Complaints of a trust or a hospital by quarter and year, of all of them in a period, and lessons."""

from __future__ import annotations

from functools import partial

from complaints.periods import ComplaintsPeriod
from publication.api.asking import Asked, parsed
from publication.api.examples import HOSPITAL_CODE, TRUST_CODE
from publication.api.lines import Line as Shape
from publication.api.lines import line_of
from publication.api.organisations import OF_TRUST, hospital_of, trust_of
from publication.api.resources import Group, ListResource, Resource
from publication.api.staffing import NEXT_UPDATE, PROVISIONAL, UPDATED
from publication.complaints.csv_columns import Level, Line, columns_of
from publication.complaints.csv_files import LINES_OF
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedLesson
from publication.complaints.record import TrustComplaints
from publication.periods import COMPLAINTS

_MEANINGS = {
    Level.TRUST: "A trust's complaints in a quarter or a year.",
    Level.HOSPITAL: "Complaints about a hospital in a quarter or a year.",
    Level.LESSON: "What a trust learned from a complaint, what it did, and whether that worked.",
}
_NAMES = {Level.TRUST: "TrustComplaints", Level.HOSPITAL: "HospitalComplaints", Level.LESSON: "Lesson"}
_QUARTER = "2026-Q2"


def _period(text: str) -> str:
    try:
        return str(ComplaintsPeriod.parse(text))
    except ValueError:
        raise ValueError(
            f"It is a quarter of the financial year such as {_QUARTER}, or a year such as 2026-27."
        ) from None


PERIOD = parsed(
    "period",
    "The quarter or the financial year, such as 2026-Q2 or 2026-27; without it the newest that was released.",
    _period,
    _QUARTER,
    pattern="^[12][0-9]{3}-(Q[1-4]|[0-9]{2})$",
)


def _shape(level: Level) -> Shape:
    columns = columns_of(level)
    beside = (UPDATED, NEXT_UPDATE, PROVISIONAL)
    return line_of(
        _NAMES[level], _MEANINGS[level], columns, lambda told: [column.write(told) for column in columns], beside
    )


COMPLAINTS_LINES = {level: _shape(level) for level in Level}


def _of_trust(asked: Asked) -> list[Line]:
    told = TrustComplaints(trust_of(asked).code, asked.releases(COMPLAINTS)).by_period.values()
    return [
        Line(each.release, each.row, mark=each.mark) for each in sorted(told, key=lambda one: one.period, reverse=True)
    ]


def _lessons(asked: Asked) -> list[Line]:
    releases = asked.releases(COMPLAINTS)
    current = {release.pk: release for release in releases.current}
    rows = ReleasedLesson.objects.filter(trust__code=trust_of(asked).code, release__in=current).select_related("trust")
    told = [
        Line(
            current[row.release_id],
            row.trust,
            lesson=row,
            mark=(marks := releases.marks(current[row.release_id])).trust(row.trust.code) or marks.lesson(row.key),
        )
        for row in rows.order_by("number")
    ]
    return sorted(told, key=lambda line: ComplaintsPeriod.parse(line.release.period), reverse=True)


def _of_hospital(asked: Asked) -> list[Line]:
    releases = asked.releases(COMPLAINTS)
    current = {release.pk: release for release in releases.current}
    rows = ReleasedComplaintsHospital.objects.filter(code=hospital_of(asked).code, release__in=current)
    told = [
        Line(
            current[row.release_id],
            row.trust,
            row,
            mark=releases.marks(current[row.release_id]).hospital(row.code, row.trust.code),
        )
        for row in rows.select_related("trust").order_by("trust__code")
    ]
    return sorted(told, key=lambda line: ComplaintsPeriod.parse(line.release.period), reverse=True)


def _of_period(level: Level, asked: Asked) -> list[Line]:
    releases = asked.releases(COMPLAINTS)
    release = releases.latest if asked["period"] is None else releases.of_period(asked["period"])
    if release is None:
        return []
    trust = asked["trust"]
    found = LINES_OF[level](release, releases.marks(release))
    return [line for line in found if trust is None or line.trust.code == trust]


RESOURCES: tuple[Resource, ...] = (
    *(
        ListResource(
            f"api_complaints_of_{level.value}s" if level is not Level.LESSON else "api_every_lesson",
            f"complaints/{level.value}s/",
            Group.COMPLAINTS,
            {
                Level.TRUST: "Every trust's complaints in a period",
                Level.HOSPITAL: "Complaints about every hospital in a period",
                Level.LESSON: "Every lesson of a period",
            }[level],
            f"Each {level.value} in a quarter or year, as its present release has it, in the order of the files.",
            COMPLAINTS_LINES[level],
            partial(_of_period, level),
            filters=(PERIOD, OF_TRUST),
            known_on=True,
        )
        for level in Level
    ),
    ListResource(
        "api_trust_complaints",
        "trusts/<str:code>/complaints/",
        Group.COMPLAINTS,
        "A trust's complaints",
        "By quarter and year as the present releases have it, the newest first.",
        COMPLAINTS_LINES[Level.TRUST],
        _of_trust,
        in_path=(TRUST_CODE,),
        known_on=True,
    ),
    ListResource(
        "api_trust_lessons",
        "trusts/<str:code>/lessons/",
        Group.COMPLAINTS,
        "A trust's lessons from complaints",
        "What it learned, what it did, and whether that worked; those of the newest period first.",
        COMPLAINTS_LINES[Level.LESSON],
        _lessons,
        in_path=(TRUST_CODE,),
        known_on=True,
    ),
    ListResource(
        "api_hospital_complaints",
        "hospitals/<str:code>/complaints/",
        Group.COMPLAINTS,
        "Complaints about a hospital",
        "By quarter and year as the present releases have it, the newest first.",
        COMPLAINTS_LINES[Level.HOSPITAL],
        _of_hospital,
        in_path=(HOSPITAL_CODE,),
        known_on=True,
    ),
)
