"""What a hospital's or a trust's page says of complaints: the newest quarter in a few numbers, and what was learned."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from complaints.periods import ComplaintsPeriod
from oversight.measures.defining import definition
from publication.complaints.models import ReleasedComplaintsHospital
from publication.complaints.record import ShownLesson, TrustComplaints, TrustPeriod, lessons_of
from publication.complaints.series import months_of
from publication.complaints.told import told
from publication.models import Release
from publication.place_pages.numbers import PageNumber, of_complaints
from publication.record import Mark, Releases

# The other lessons stand on the page of complaints.
_LESSONS_SHOWN = 2


@dataclass(frozen=True)
class ComplaintsTold:
    """The newest period of complaints: the numbers, or why there are none (``mark``, or ``silent``: none was sent)."""

    release: Release
    months: str
    address: str
    numbers: tuple[PageNumber, ...]
    mark: Mark | None
    silent: bool
    lessons: tuple[ShownLesson, ...]
    further_lessons: int
    corrected: bool


def complaints_of_trust(code: str, releases: Releases) -> ComplaintsTold | None:
    """Return what the newest period tells of a trust; None where nothing was released of it."""
    found = TrustComplaints(code, releases).newest
    if found is None:
        return None
    lessons = [] if found.absent else lessons_of(found.row, releases.marks(found.release))
    return ComplaintsTold(
        release=found.release,
        months=months_of(found.period),
        address=reverse("public:trust_complaints", args=[code]),
        numbers=() if found.absent else _numbers_of_trust(found, releases),
        mark=found.mark,
        silent=found.mark is None and found.absent is not None,
        lessons=tuple(lessons[:_LESSONS_SHOWN]),
        further_lessons=max(0, len(lessons) - _LESSONS_SHOWN),
        corrected=found.release.number > 1 and found.row.revised,
    )


def complaints_of_hospital(code: str, releases: Releases) -> ComplaintsTold | None:
    """Return what the newest quarter tells of a hospital by itself; None where no return named it in one."""
    current = {each.pk: each for each in releases.current}
    rows = ReleasedComplaintsHospital.objects.filter(code=code, release__in=current).select_related("trust")
    quarters = [row for row in rows if "Q" in current[row.release_id].period]
    if not quarters:
        return None
    row = max(quarters, key=lambda each: current[each.release_id].period)
    release = current[row.release_id]
    mark = releases.marks(release).hospital(row.code, row.trust.code)
    if mark is None and row.status != ReleasedComplaintsHospital.Status.SUBMITTED:
        return None
    numbers: tuple[PageNumber, ...] = ()
    revised = release.number > 1 and row.revised
    if mark is None and "new" in row.overall:
        new = of_complaints(
            told(row.overall["new"]),
            name="New complaints about this hospital",
            made=definition("complaints_new"),
            what="Complaints made in writing, rounded to the nearest 5. Numbers from 1 to 7 are held back.",
            release=release,
            releases=releases,
            revised=revised,
        )
        numbers = (new,)
    return ComplaintsTold(
        release=release,
        months=months_of(ComplaintsPeriod.parse(release.period)),
        address=reverse("public:hospital_complaints", args=[code]),
        numbers=numbers,
        mark=mark,
        silent=False,
        lessons=(),
        further_lessons=0,
        corrected=revised,
    )


def _numbers_of_trust(found: TrustPeriod, releases: Releases) -> tuple[PageNumber, ...]:
    figures, revised = found.figures, found.release.number > 1 and found.row.revised
    shares = {share.made.code: share for share in figures.shares}
    in_time = shares["complaints_answered_as_agreed"]
    upheld = next(line for line in figures.outcomes if line.code == "upheld")
    wanted = (
        (figures.overall["new"], "New complaints", "complaints_new", "Complaints made in writing to the trust."),
        (
            figures.per_thousand,
            "New complaints for every 1,000 times a patient was seen",
            "complaints_new",
            "New complaints set beside how much care the trust gave, as the trust counts it.",
        ),
        (
            upheld.share or upheld.figure,
            "Complaints that the trust upheld",
            "complaints_upheld",
            "Of the complaints decided, the share where the trust said that the person was right.",
        ),
        (
            in_time.figure,
            in_time.made.short_name,
            in_time.made.code,
            "Of the answers due, the share sent within the time agreed with the person.",
        ),
    )
    return tuple(
        of_complaints(
            figure,
            name=name,
            made=definition(code),
            what=what,
            release=found.release,
            releases=releases,
            revised=revised,
        )
        for figure, name, code, what in wanted
    )
