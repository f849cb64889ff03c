"""What releases tell of trusts by a measure, of either kind of release: the newest figure with all that belongs to it.

Safety measures are read as the safety releases froze them; the rates and hours of wards from the releases of ward
staffing, where a figure has no official word since trusts are not compared by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from oversight.returns.periods import Month
from publication.figures import Figure, Missing, StaffingFigures
from publication.measure_pages.catalogue import PublicMeasure, Question, questions
from publication.measure_pages.over_time import PeriodFigure
from publication.models import Hours, Release, ReleasedHospital, ReleasedTrust
from publication.periods import SAFETY, STAFFING
from publication.record import Mark, Releases
from publication.safety_measures.models import Standing
from publication.safety_measures.reading import (
    SafetyFigures,
    ShownMeasure,
    all_of,
    hospitals_of,
    safety_of,
    safety_of_hospital,
)
from publication.safety_measures.told_words import standard_of


@dataclass(frozen=True)
class Reading:
    """The newest public figure of a trust or hospital by a measure, with its context.

    ``figure`` says why where there is none. ``word`` is the official word, blank where the figure is not compared;
    ``numerator`` and ``denominator`` as far as they are told. ``updated``: when the public was first told just this.
    ``mark`` stands in the place of what was withdrawn. ``code`` and ``name`` are those of the trust or hospital.
    ``made_series`` makes the series: few of those who ask for a figure ask for its 36 periods.
    """

    measure: PublicMeasure
    code: str
    name: str
    release: Release
    period: Period
    period_label: str
    figure: Figure
    updated: datetime | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    word: str = ""
    word_sentence: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    target: Decimal | None = None
    source: str = ""
    revised: bool = False
    mark: Mark | None = None
    made_series: Callable[[], tuple[PeriodFigure, ...]] = field(default=tuple, repr=False, compare=False)
    joined_on: tuple[date, ...] = ()

    @cached_property
    def series(self) -> tuple[PeriodFigure, ...]:
        """Every period in time order, this one last; empty where only the newest figure was asked for."""
        return self.made_series()

    @property
    def value(self) -> Decimal | None:
        """The unrounded value."""
        return self.figure.value

    @property
    def text(self) -> str:
        """The figure with its unit, or the word that says why there is none."""
        return f"{self.figure} {self.unit}" if self.unit and self.is_present else str(self.figure)

    @property
    def unit(self) -> str:
        """What the number is of, for a heading; blank where the figure says it itself."""
        made = self.measure.definition
        return "" if made.unit in ("%", "", "ratio") else made.unit

    @property
    def is_present(self) -> bool:
        """Whether there is a figure."""
        return self.figure.value is not None


class PublicMeasures:
    """All that releases of one world tell by measures, as the public may know it at a moment (None: now)."""

    def __init__(self, *, demonstration: bool, at: datetime | None = None) -> None:
        self.demonstration = demonstration
        self.of_kind: Mapping[str, Releases] = {
            kind: Releases(demonstration=demonstration, kind=kind, at=at) for kind in (STAFFING, SAFETY)
        }

    @property
    def stamp(self) -> tuple[str, ...]:
        """What a kept page must change with."""
        return tuple(releases.stamp for releases in self.of_kind.values())

    def next_update(self, kind: str) -> datetime | None:
        """When the next release of a kind is announced for."""
        upcoming = self.of_kind[kind].upcoming
        return upcoming.scheduled_for if upcoming else None

    def of_trust(self, code: str) -> TrustMeasures:
        """Return everything that is told of a trust."""
        return TrustMeasures(code, self)

    def of_hospital(self, code: str) -> HospitalMeasures:
        """Return what is told of a hospital itself."""
        return HospitalMeasures(code, self)

    def of_measure(self, measure: PublicMeasure) -> list[Reading]:
        """Return what the newest release tells of every trust by a measure, in the order of their names."""
        releases = self.of_kind[measure.kind]
        release = releases.latest
        if release is None:
            return []
        if measure.kind == SAFETY:
            found = [
                _of_safety(measure, each, each.trust.code, each.trust.name, release)
                for each in all_of(release, measure.code)
            ]
        else:
            rows = ReleasedTrust.objects.filter(release=release)
            marks = releases.marks(release)
            found = [_of_staffing(measure, row, release, marks.trust(row.code)) for row in rows]
        return sorted(found, key=lambda each: (each.name, each.code))

    def of_hospitals(self, measure: PublicMeasure) -> list[Reading]:
        """Return what the newest safety release tells of every hospital by a measure of places, by their names."""
        release = self.of_kind[SAFETY].latest if measure.kind == SAFETY else None
        if release is None:
            return []
        return [
            _of_safety(measure, shown, row.code, row.shown_name, release)
            for row, shown in hospitals_of(release, measure.code)
        ]


class TrustMeasures:
    """Everything that releases tell of one trust: two queries for ward staffing, and those of the safety release."""

    def __init__(self, code: str, within: PublicMeasures) -> None:
        self.code = code
        self._within = within

    @cached_property
    def safety(self) -> SafetyFigures | None:
        """What the newest safety release that holds the trust tells of it."""
        return safety_of(self.code, self._within.of_kind[SAFETY])

    @cached_property
    def _staffing(self) -> list[tuple[Release, ReleasedTrust]]:
        """The trust's rows of ward staffing, the newest month first."""
        releases = self._within.of_kind[STAFFING]
        current = {release.pk: release for release in releases.current}
        rows = ReleasedTrust.objects.filter(code=self.code, release__in=current)
        return sorted(((current[row.release_id], row) for row in rows), key=lambda pair: pair[0].period, reverse=True)

    def by_question(self) -> list[tuple[Question, list[Reading]]]:
        """Return every measure by which something is told of the trust, under what people ask."""
        found = []
        for question in questions():
            readings = [each for each in map(self.reading, question.measures) if each is not None]
            if readings:
                found.append((question, readings))
        return found

    def reading(self, measure: PublicMeasure) -> Reading | None:
        """Return the newest figure by a measure with its series; None where releases hold nothing of it."""
        if measure.kind == SAFETY:
            if self.safety is None:
                return None
            shown = self.safety.measure(measure.code)
            if shown is None:
                return None
            found = self.safety.row
            joined = tuple(getattr(found, "joined_on", ()))
            return _of_safety(measure, shown, self.code, found.shown_name, self.safety.release, joined)
        if not self._staffing:
            return None
        marks = self._within.of_kind[STAFFING].marks
        release, row = self._staffing[0]

        def series() -> tuple[PeriodFigure, ...]:
            return tuple(
                PeriodFigure(_month(each), _staffing_figure(measure, held, marks(each).trust(self.code)), held.revised)
                for each, held in reversed(self._staffing)
            )

        return _of_staffing(measure, row, release, marks(release).trust(self.code), series)


class HospitalMeasures:
    """What the newest releases tell of a hospital itself: its wards, and safety measures that are of places."""

    def __init__(self, code: str, within: PublicMeasures) -> None:
        self.code = code
        self._within = within

    @cached_property
    def _safety(self) -> SafetyFigures | None:
        return safety_of_hospital(self.code, self._within.of_kind[SAFETY])

    @cached_property
    def _row(self) -> tuple[Release, ReleasedHospital] | None:
        releases = self._within.of_kind[STAFFING]
        current = {release.pk: release for release in releases.current}
        rows = ReleasedHospital.objects.filter(code=self.code, release__in=current).select_related("trust")
        held = sorted(((current[row.release_id], row) for row in rows), key=lambda pair: pair[0].period)
        return held[-1] if held else None

    def reading(self, measure: PublicMeasure) -> Reading | None:
        """Return the newest figure of the hospital itself; None where releases tell it of its trust alone, or not."""
        if measure.kind == SAFETY:
            shown = self._safety.measure(measure.code) if self._safety is not None else None
            if shown is None or self._safety is None:
                return None
            return _of_safety(measure, shown, self.code, self._safety.row.shown_name, self._safety.release)
        if self._row is None:
            return None
        release, row = self._row
        mark = self._within.of_kind[STAFFING].marks(release).hospital(row.code, row.trust.code)
        return _of_staffing(measure, row, release, mark)


def _of_safety(
    measure: PublicMeasure,
    shown: ShownMeasure,
    code: str,
    name: str,
    release: Release,
    joined_on: tuple[date, ...] = (),
) -> Reading:
    def series() -> tuple[PeriodFigure, ...]:
        return tuple(
            PeriodFigure(
                point.period, Figure(point.value, point.told, shown.definition.write(point.value)), point.revised
            )
            for point in shown.points
        )

    is_compared = shown.standing is not Standing.NOT_COMPARED
    return Reading(
        measure,
        code,
        name,
        release,
        shown.period,
        shown.period_words,
        Figure(shown.value, shown.told, shown.text),
        shown.updated,
        shown.numerator,
        shown.denominator,
        word=shown.word if is_compared else "",
        # A page that shows how figures spread does not say that nothing is set beside anything.
        word_sentence=shown.word_sentence if is_compared or standard_of(shown.definition) is not None else "",
        lower=shown.lower,
        upper=shown.upper,
        target=shown.target,
        source=shown.source,
        revised=shown.revised,
        mark=shown.mark,
        made_series=series,
        joined_on=joined_on,
    )


def _of_staffing(
    measure: PublicMeasure,
    row: ReleasedTrust | ReleasedHospital,
    release: Release,
    mark: Mark | None,
    series: Callable[[], tuple[PeriodFigure, ...]] = tuple,
) -> Reading:
    return Reading(
        measure,
        row.code,
        row.shown_name,
        release,
        _month(release),
        write_period(_month(release)),
        _staffing_figure(measure, row, mark),
        release.published_at,
        revised=row.revised,
        mark=mark,
        made_series=series,
        source=measure.definition.source,
    )


def _staffing_figure(measure: PublicMeasure, row: Hours, mark: Mark | None) -> Figure:
    """Return a rate or the hours per patient day of a frozen row, or why there is none."""
    if mark is not None:
        return Figure(None, Missing.WITHDRAWN, reason=mark.reason)
    status = getattr(row, "status", "")
    if status == ReleasedTrust.Status.NOT_SUBMITTED:
        return Figure(None, Missing.NOT_SUBMITTED)
    if status == ReleasedHospital.Status.NO_WARDS:
        return Figure(None, Missing.NOT_APPLICABLE, reason="no wards in the return")
    figures = StaffingFigures(row)
    kind, _, group = measure.code.partition("_")
    return figures.fill[group] if kind == "fill" else figures.care_hours[group]


def _month(release: Release) -> Period:
    return Period(Month.parse(release.period).first_day, Grain.MONTH)
