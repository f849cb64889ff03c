"""Reading the released safety measures: what one release tells of a trust or hospital, and of one measure of them all.

A figure that was withdrawn is told as withdrawn by every release that told just this of its period, in its place and in
the series.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from oversight.measures.covering import write_period_of
from oversight.measures.defined import Definition
from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from publication.figures import Missing
from publication.models import Release, Withdrawal
from publication.record import Mark, Releases
from publication.safety_measures.models import (
    ReleasedFigure,
    ReleasedHospitalMeasure,
    ReleasedMeasure,
    ReleasedSafetyHospital,
    ReleasedSafetyTrust,
    Standing,
)
from publication.safety_measures.open_and_honest import OpenAndHonest, rule_called
from publication.safety_measures.releases import figure_subject
from publication.safety_measures.sections import PlainWords, Section, is_on_pages, plain_words, sections
from publication.safety_measures.told_words import sentence_of, word_of

RowT = TypeVar("RowT", ReleasedSafetyTrust, ReleasedSafetyHospital)


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """One period of a series: its value in the unit of the measure, or the code that says why there is none."""

    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    told: Missing | None
    revised: bool


@dataclass(frozen=True, slots=True)
class _Series:
    """The series of a row as it is kept, and what of it may no longer be told."""

    row: ReleasedFigure
    code: str
    withdrawn: Mapping[str, Mark]
    is_withdrawn: bool

    def points(self) -> tuple[ShownPoint, ...]:
        """Return every period with what may be told of it."""
        made = []
        for written, value, numerator, denominator, told, revised in self.row.points:
            period = Period.parse(written)
            if self.is_withdrawn or figure_subject(self.code, self.row.measure, period) in self.withdrawn:
                made.append(ShownPoint(period, None, None, None, Missing.WITHDRAWN, bool(revised)))
                continue
            made.append(
                ShownPoint(
                    period=period,
                    value=_number(value),
                    numerator=_number(numerator),
                    denominator=_number(denominator),
                    told=Missing(told) if told else None,
                    revised=bool(revised),
                )
            )
        return tuple(made)


@dataclass(frozen=True, slots=True)
class ShownTrust:
    """Whose figure it is, by the name that the register had when it was released."""

    code: str
    name: str


@dataclass(frozen=True)
class ShownMeasure:
    """One measure of a trust or hospital as one release tells of it, with all that stands beside the number.

    ``told`` says why there is no figure, and is None where there is one. ``text`` is the figure or that reason as pages
    write it, without the unit but for a "%". ``word`` is a standard word ("better than expected", "as expected",
    "worse than expected", "not compared"; of deaths and of reports "higher" or "lower than expected"), ``standing`` the
    same for programs. ``target``, ``lower`` and ``upper`` are in the unit of the measure, None where nothing was
    compared. ``updated``: when the public was first told just this; ``next_update``: the next release announced.
    """

    code: str
    definition: Definition
    plain: PlainWords
    period: Period
    told: Missing | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    standing: Standing
    target: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    updated: datetime
    next_update: datetime | None
    known_from: datetime | None
    revised: bool
    trust: ShownTrust
    mark: Mark | None
    series: _Series = field(repr=False)

    @cached_property
    def points(self) -> tuple[ShownPoint, ...]:
        """Up to 36 periods in time order, this one last; made when they are asked for."""
        return self.series.points()

    @property
    def text(self) -> str:
        """The figure as pages write it, or why there is none."""
        return self.told.label if self.told is not None else self.definition.write(self.value)

    @property
    def unit(self) -> str:
        """What the number is of, such as "per 100,000 bed days"; blank for a share, whose text has its "%"."""
        return "" if self.definition.unit == "%" else self.definition.unit

    @property
    def period_words(self) -> str:
        """The time that the figure is of, for people."""
        return write_period_of(self.definition, self.period)

    @property
    def word(self) -> str:
        """The standard word for where it stands."""
        return word_of(self.definition, self.standing)

    @property
    def word_sentence(self) -> str:
        """What is said of where it stands; blank where there is no figure."""
        return sentence_of(self.definition, self.standing, self.value)

    @property
    def source(self) -> str:
        """Where the figure comes from."""
        return self.definition.source


@dataclass(frozen=True)
class Openness:
    """How openly a trust reports: "good", "ok" or "poor", each part with its "good" or "poor", and by which rule."""

    word: str
    parts: list[tuple[ShownMeasure, str]]
    rule: OpenAndHonest


@dataclass(frozen=True)
class SafetyFigures:
    """What one release tells of a trust or a hospital; ``mark`` where all of it was withdrawn."""

    release: Release
    row: ReleasedSafetyTrust | ReleasedSafetyHospital
    mark: Mark | None
    measures: Mapping[str, ShownMeasure] = field(repr=False)

    @cached_property
    def sections(self) -> list[tuple[Section, list[ShownMeasure]]]:
        """The questions in the order of pages, each with what there is to show; those without anything are left out."""
        found = [
            (section, [self.measures[code] for code in section.measures if code in self.measures])
            for section in sections()
        ]
        return [(section, shown) for section, shown in found if shown]

    def measure(self, code: str) -> ShownMeasure | None:
        """Return one measure; None where the release tells nothing by it."""
        return self.measures.get(code)

    @property
    def openness(self) -> Openness | None:
        """How openly the trust reports; None for a hospital, where too few parts are known, or one was withdrawn."""
        told = getattr(self.row, "open_and_honest", None)
        rule = rule_called(told["version"]) if told else None
        if not told or rule is None or self.mark is not None:
            return None
        parts = {code: word for code, word in told["parts"].items() if code in self.measures}
        if any(self.measures[code].mark is not None for code in parts):
            return None
        return Openness(told["word"], [(self.measures[code], word) for code, word in parts.items()], rule)


def safety_of(trust_code: str, releases: Releases, release: Release | None = None) -> SafetyFigures | None:
    """Return what a release tells of a trust, by default the newest that names it; None where none does.

    ``releases`` are those of the kind "safety" of the trust's world.
    """
    rows = ReleasedSafetyTrust.objects.filter(code=trust_code, release__in=_asked(releases, release))
    row = _newest(rows.select_related("release"), releases)
    if row is None:
        return None
    found = _released(releases, row.release)
    mark = releases.marks(found).trust(row.code)
    trust = ShownTrust(row.code, row.shown_name)
    shown = _shown(row.measures.all(), releases, withdrawn_figures(found), trust, row.code, mark)
    return SafetyFigures(found, row, mark, shown)


def safety_of_hospital(site_code: str, releases: Releases, release: Release | None = None) -> SafetyFigures | None:
    """Return what a release tells of a hospital, by default the newest that names it; None where none does."""
    rows = ReleasedSafetyHospital.objects.filter(code=site_code, release__in=_asked(releases, release))
    row = _newest(rows.select_related("release", "trust"), releases)
    if row is None:
        return None
    found = _released(releases, row.release)
    mark = releases.marks(found).hospital(row.code, row.trust.code)
    trust = ShownTrust(row.trust.code, row.trust.shown_name)
    shown = _shown(row.measures.all(), releases, withdrawn_figures(found), trust, row.code, mark)
    return SafetyFigures(found, row, mark, shown)


def all_of(release: Release, code: str) -> list[ShownMeasure]:
    """Return a measure of every trust that a release tells of, in the order of their names; never ranked."""
    if not is_on_pages(code):
        return []
    rows = ReleasedMeasure.objects.filter(release=release, measure=code).select_related("trust")
    releases = Releases(demonstration=release.demonstration, kind=release.kind)
    marks, withdrawn = releases.marks(release), withdrawn_figures(release)
    shown: list[ShownMeasure] = []
    for row in sorted(rows, key=lambda each: (each.trust.shown_name, each.trust.code)):
        trust = ShownTrust(row.trust.code, row.trust.shown_name)
        mark = marks.trust(row.trust.code)
        shown += _shown([row], releases, withdrawn, trust, row.trust.code, mark).values()
    return shown


def hospitals_of(release: Release, code: str) -> list[tuple[ReleasedSafetyHospital, ShownMeasure]]:
    """Return a measure of every hospital that a release tells of, in the order of their names."""
    if not is_on_pages(code):
        return []
    rows = ReleasedHospitalMeasure.objects.filter(release=release, measure=code).select_related("hospital__trust")
    releases = Releases(demonstration=release.demonstration, kind=release.kind)
    marks, withdrawn = releases.marks(release), withdrawn_figures(release)
    shown = []
    for row in sorted(rows, key=lambda each: (each.hospital.shown_name, each.hospital.code)):
        hospital = row.hospital
        trust = ShownTrust(hospital.trust.code, hospital.trust.shown_name)
        mark = marks.hospital(hospital.code, hospital.trust.code)
        told = _shown([row], releases, withdrawn, trust, hospital.code, mark)
        shown += [(hospital, each) for each in told.values()]
    return shown


def withdrawn_figures(release: Release) -> Mapping[str, Mark]:
    """Return the marks on single figures of a release by ``figure_subject``."""
    marks = (mark for mark in release.withdrawals.all() if mark.item == Withdrawal.Item.MEASURE)
    return {mark.subject: Mark(mark.withdrawn_at, mark.reason) for mark in marks}


def _asked(releases: Releases, release: Release | None) -> Sequence[Release]:
    return releases.current if release is None else [release]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _newest(rows: Iterable[RowT], releases: Releases) -> RowT | None:
    order = {each.pk: place for place, each in enumerate(releases.current)}
    return min(rows, key=lambda row: order.get(row.release_id, len(order)), default=None)


def _released(releases: Releases, release: Release) -> Release:
    """Return the release as ``releases`` has read it, with its withdrawals."""
    return next((each for each in releases.every if each.pk == release.pk), release)


def _shown(
    rows: Iterable[ReleasedFigure],
    releases: Releases,
    withdrawn: Mapping[str, Mark],
    trust: ShownTrust,
    code: str,
    mark: Mark | None,
) -> dict[str, ShownMeasure]:
    upcoming = releases.upcoming
    found = {}
    for row in rows:
        if not is_on_pages(row.measure):
            continue
        period = Period(row.period, Grain(row.grain))
        own = mark or withdrawn.get(figure_subject(code, row.measure, period))
        gone = own is not None
        found[row.measure] = ShownMeasure(
            code=row.measure,
            definition=definition(row.measure),
            plain=plain_words(row.measure),
            period=period,
            told=Missing.WITHDRAWN if gone else Missing(row.told) if row.told else None,
            value=None if gone else row.value,
            numerator=None if gone else row.numerator,
            denominator=None if gone else row.denominator,
            standing=Standing.NOT_COMPARED if gone else Standing(row.standing),
            target=None if gone else row.target,
            lower=None if gone else row.lower,
            upper=None if gone else row.upper,
            updated=row.told_since,
            next_update=upcoming.scheduled_for if upcoming else None,
            known_from=None if gone else row.known_from,
            revised=row.revised,
            trust=trust,
            mark=own,
            series=_Series(row, code, withdrawn, is_withdrawn=mark is not None),
        )
    return found
