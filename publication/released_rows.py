"""The rows of a release as pages show them: each with its figures, or with the mark that stands in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from publication.figures import StaffingFigures
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.record import Mark, Marks


@dataclass(frozen=True)
class ShownWard:
    """A ward of a release, with its figures; where it was withdrawn, with the mark instead."""

    row: ReleasedWard
    mark: Mark | None
    explanation_mark: Mark | None

    @property
    def name(self) -> str:
        """The ward's name in the return."""
        return self.row.name

    @cached_property
    def figures(self) -> StaffingFigures:
        """What may be shown; asked for only where there is no mark."""
        if self.mark is not None:
            raise ValueError("figures that were withdrawn are not shown")
        return StaffingFigures(self.row)

    @property
    def often_short(self) -> bool:
        """Whether the page highlights it."""
        return self.row.often_short and self.mark is None

    @property
    def specialties(self) -> list[str]:
        """Its one or two specialties, without their codes."""
        given = (self.row.specialty_1, self.row.specialty_2)
        return [text.partition(" - ")[2].strip().capitalize() or text for text in given if text]


@dataclass(frozen=True)
class ShownHospital:
    """A hospital of a release, with its wards in the order of their names."""

    row: ReleasedHospital
    trust: ReleasedTrust
    wards: Sequence[ShownWard]
    mark: Mark | None

    @cached_property
    def figures(self) -> StaffingFigures:
        """The wards' hours together; asked for only where there is no mark."""
        if self.mark is not None:
            raise ValueError("figures that were withdrawn are not shown")
        return StaffingFigures(self.row)

    @property
    def has_figures(self) -> bool:
        """Whether there is something to show: submitted, with wards, not withdrawn."""
        return self.mark is None and self.row.status == ReleasedHospital.Status.SUBMITTED

    @property
    def often_short(self) -> list[ShownWard]:
        """The wards that the page highlights."""
        return [ward for ward in self.wards if ward.often_short]

    @property
    def above_plan(self) -> bool:
        """Whether a rate on the page is above 100%."""
        shown = [ward.figures for ward in self.wards if ward.mark is None]
        return self.has_figures and any(figures.above_plan for figures in (self.figures, *shown))


def hospitals_called(release: Release, marks: Marks, code: str) -> list[ShownHospital]:
    """Return a release's rows for a hospital's code with their wards: one, or two where it changed its trust midway."""
    rows = ReleasedHospital.objects.filter(release=release, code=code).select_related("trust").order_by("trust__code")
    return _shown(rows, marks)


def hospitals_of(trust: ReleasedTrust, marks: Marks, *, wards: bool) -> list[ShownHospital]:
    """Return a trust's hospitals in a release by name, with or without their wards."""
    rows = ReleasedHospital.objects.filter(trust=trust).select_related("trust").order_by("name", "code")
    return _shown(rows, marks, wards=wards)


def hospitals_without_code(trust: ReleasedTrust, marks: Marks) -> list[ShownHospital]:
    """Return those that the trust's return names by words alone: they have no page of their own."""
    rows = ReleasedHospital.objects.filter(trust=trust, code="").select_related("trust").order_by("name")
    return _shown(rows, marks)


def wards_often_short_of(trust: ReleasedTrust, marks: Marks) -> list[ShownWard]:
    """Return a trust's wards that a release highlights, by name."""
    rows = ReleasedWard.objects.filter(hospital__trust=trust, often_short=True).select_related(
        "hospital", "hospital__trust"
    )
    return [ward for ward in (shown_ward(row, marks) for row in rows.order_by("name", "ward_id")) if ward.often_short]


def shown_ward(row: ReleasedWard, marks: Marks) -> ShownWard:
    """Return a ward with the mark on it; its hospital and trust are read with it."""
    hospital = row.hospital
    return ShownWard(row, marks.ward(row.ward_id, hospital.code, hospital.trust.code), marks.explanation(row.ward_id))


def _shown(rows: Iterable[ReleasedHospital], marks: Marks, *, wards: bool = True) -> list[ShownHospital]:
    hospitals = list(rows)
    by_hospital: dict[int, list[ShownWard]] = {hospital.pk: [] for hospital in hospitals}
    if wards:
        known = {hospital.pk: hospital for hospital in hospitals}
        for ward in ReleasedWard.objects.filter(hospital__in=known).order_by("name", "ward_id"):
            ward.hospital = known[ward.hospital_id]
            by_hospital[ward.hospital_id].append(shown_ward(ward, marks))
    return [
        ShownHospital(
            hospital, hospital.trust, by_hospital[hospital.pk], marks.hospital(hospital.code, hospital.trust.code)
        )
        for hospital in hospitals
    ]
