"""Reading released complaints: a trust's or hospital's rows by period, with the marks that stand in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from complaints.items import ITEM_BY_CODE
from complaints.periods import ComplaintsPeriod
from complaints.worked import Worked
from publication.complaints.figures import HospitalFigures, TrustFigures
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.complaints.series import QuarterFigure
from publication.complaints.told import NoNumber, Told
from publication.models import Release
from publication.record import Mark, Marks, Releases


@dataclass(frozen=True)
class ShownLesson:
    """A lesson as a page shows it, or the mark that stands in its place."""

    row: ReleasedLesson
    mark: Mark | None

    @property
    def theme(self) -> str:
        """What the lesson is about, by the national list of subjects."""
        item = ITEM_BY_CODE.get(self.row.theme)
        return item.label if item else self.row.theme

    @property
    def worked(self) -> str:
        """Whether it worked, as the trust says."""
        return Worked(self.row.worked).label if self.row.worked else ""


@dataclass(frozen=True)
class TrustPeriod:
    """What one release tells of a trust."""

    release: Release
    row: ReleasedComplaintsTrust
    mark: Mark | None

    @property
    def period(self) -> ComplaintsPeriod:
        """The quarter or year."""
        return ComplaintsPeriod.parse(self.release.period)

    @property
    def absent(self) -> NoNumber | None:
        """Why it holds no figures at all, if it does not."""
        if self.mark is not None:
            return NoNumber.WITHDRAWN
        submitted = self.row.status == ReleasedComplaintsTrust.Status.SUBMITTED
        return None if submitted else NoNumber.NOT_SUBMITTED

    @cached_property
    def figures(self) -> TrustFigures:
        """The figures; asked for only where there are any."""
        if self.absent is not None:
            raise ValueError("there are no figures to show")
        return TrustFigures(self.row)


@dataclass(frozen=True)
class HospitalPeriod:
    """What one release tells of a hospital."""

    release: Release
    row: ReleasedComplaintsHospital
    mark: Mark | None

    @property
    def has_figures(self) -> bool:
        """Whether the return named it, and it stands."""
        return self.mark is None and self.row.status == ReleasedComplaintsHospital.Status.SUBMITTED

    @cached_property
    def figures(self) -> HospitalFigures:
        """The figures; asked for only where there are any."""
        if not self.has_figures:
            raise ValueError("there are no figures to show")
        return HospitalFigures(self.row)


class TrustComplaints:
    """All that current releases tell of a trust, by period."""

    def __init__(self, code: str, releases: Releases) -> None:
        self._releases = releases
        current = {release.pk: release for release in releases.current}
        rows = ReleasedComplaintsTrust.objects.filter(code=code, release__in=current)
        found = [trust_period(current[row.release_id], row, releases) for row in rows]
        self.by_period: Mapping[ComplaintsPeriod, TrustPeriod] = {
            each.period: each for each in sorted(found, key=lambda each: each.period)
        }

    @property
    def quarters(self) -> list[TrustPeriod]:
        """The quarters, the oldest first."""
        return [each for period, each in self.by_period.items() if period.is_quarter]

    @property
    def newest(self) -> TrustPeriod | None:
        """The newest quarter; where there is none, the newest year."""
        listed = self.quarters or list(self.by_period.values())
        return listed[-1] if listed else None

    @property
    def years(self) -> list[ComplaintsPeriod]:
        """The financial years of which something was published, the newest first."""
        return sorted({period.financial_year for period in self.by_period}, reverse=True)

    def of_year(self, year: ComplaintsPeriod) -> list[TrustPeriod]:
        """Return the quarters of a year that were published, the oldest first."""
        return [each for each in self.quarters if each.period.financial_year == year]

    def series(self, up_to: ComplaintsPeriod, figure_of: str) -> list[QuarterFigure]:
        """Return a figure of the trust quarter by quarter: a property of its figures, or the code of a measure."""
        return [
            QuarterFigure(each.period, _figure(each, figure_of), revised=each.release.number > 1 and each.row.revised)
            for each in self.quarters
            if each.period.last_day <= up_to.last_day
        ]


def _figure(period: TrustPeriod, figure_of: str) -> Told:
    if period.absent is not None:
        return Told(None, period.absent)
    for share in period.figures.shares:
        if share.made.code == figure_of:
            return share.figure
    figure: Told = getattr(period.figures, figure_of)
    return figure


def trust_period(release: Release, row: ReleasedComplaintsTrust, releases: Releases) -> TrustPeriod:
    """Return a row with the mark on it, if there is one."""
    return TrustPeriod(release, row, releases.marks(release).trust(row.code))


def lessons_of(row: ReleasedComplaintsTrust, marks: Marks) -> list[ShownLesson]:
    """Return the lessons of a trust's row in their order, each withdrawn one with its mark."""
    rows = ReleasedLesson.objects.filter(trust=row).order_by("number")
    return [ShownLesson(each, marks.lesson(each.key)) for each in rows]


def lessons_of_all(periods: Sequence[TrustPeriod], releases: Releases) -> list[ShownLesson]:
    """Return the lessons of several periods in the order of these; a withdrawn one with its mark."""
    return [
        lesson
        for each in periods
        if each.absent is None
        for lesson in lessons_of(each.row, releases.marks(each.release))
    ]


def hospitals_of(row: ReleasedComplaintsTrust, release: Release, marks: Marks) -> list[HospitalPeriod]:
    """Return the hospitals of a trust's row by name."""
    rows = ReleasedComplaintsHospital.objects.filter(trust=row).order_by("name", "code")
    return [HospitalPeriod(release, each, marks.hospital(each.code, row.code)) for each in rows]
