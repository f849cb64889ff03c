"""What stands side by side: rows of cells under what people ask, each with its official word and its period.

A hospital has its own ratings, ward staffing and complaints; what is known of its trust alone says so.
Nobody is put first or last, and no cell says that one place is better than another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from oversight.measures.defining import definition
from oversight.organisations.models import Site, Trust
from oversight.organisations.search_index import What
from oversight.wording import write_date
from publication.compare.places import Place
from publication.complaints.models import ReleasedComplaintsHospital
from publication.complaints.record import HospitalPeriod, TrustComplaints, TrustPeriod
from publication.complaints.series import months_of
from publication.complaints.told import Told
from publication.figures import Missing
from publication.measure_pages.catalogue import PublicMeasure, questions
from publication.measure_pages.csv_columns import FigureLine, day_of, line_of
from publication.measure_pages.readings import HospitalMeasures, PublicMeasures, Reading, TrustMeasures
from publication.models import Release
from publication.place_pages.belonging import hospitals_on
from publication.rating_grids import QUESTIONS, RatingGrid, ShownRating, hospital_grid, trust_grid
from publication.rating_record import RatingRecord
from publication.record import Releases
from publication.special_measures.answers import answer_of
from publication.special_measures.record import PublicSpecialMeasures

RATED, DONE, PATIENTS = "rated", "done", "patients"
_RATED = "How is it rated, and how old is that?"
_DONE = "What is being done?"
_PATIENTS = "What do patients say?"
_COMPLAINTS = "complaints"


@dataclass(frozen=True)
class Cell:
    """What is said of one place: words or a number, what stands below it, and the line of the file.

    ``is_missing``: the words say why there is no figure. ``rating`` is drawn with its symbol.
    """

    text: str
    line: FigureLine
    word: str = ""
    below: tuple[str, ...] = ()
    is_missing: bool = False
    rating: ShownRating | None = None
    address: str = ""


@dataclass(frozen=True)
class Row:
    """One thing of all places, in their order. ``address`` leads to what it means; ``unit`` is what numbers are of."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    address: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Part:
    """What people ask, and the rows that answer it."""

    key: str
    question: str
    rows: tuple[Row, ...]


class Compared:
    """One place with everything that is told of it, read when it is asked for."""

    def __init__(self, place: Place, public: PublicMeasures, complaints: Releases, now: datetime) -> None:
        self.place = place
        self._public = public
        self._complaints = complaints
        self._now = now

    @cached_property
    def special_measures(self) -> PublicSpecialMeasures | None:
        """What is public of its trust's special measures; None where it belongs to no trust."""
        return PublicSpecialMeasures(self.place.trust, self._now) if self.place.trust else None

    @cached_property
    def _hospitals(self) -> list[Site]:
        return hospitals_on(self.place.record, None) if isinstance(self.place.record, Trust) else []

    @cached_property
    def _record(self) -> RatingRecord:
        if isinstance(self.place.record, Trust):
            codes = [site.code for site in self._hospitals]
            return RatingRecord(locations=codes, provider=self.place.code, now=self._now)
        return RatingRecord(locations=[self.place.code], now=self._now)

    @cached_property
    def grid(self) -> RatingGrid | None:
        """Its ratings as they stand; None where nothing was published."""
        if self._record.is_empty:
            return None
        if isinstance(self.place.record, Trust):
            return trust_grid(self._record, self._hospitals)
        return hospital_grid(self._record, self.place.record)

    @cached_property
    def _of_trust(self) -> TrustMeasures | None:
        return self._public.of_trust(self.place.trust.code) if self.place.trust else None

    @cached_property
    def _of_hospital(self) -> HospitalMeasures | None:
        return self._public.of_hospital(self.place.code) if self.place.what is What.HOSPITAL else None

    def reading(self, measure: PublicMeasure) -> Reading | None:
        """Return its newest figure by a measure: a hospital's own, or else its trust's."""
        own = self._of_hospital.reading(measure) if self._of_hospital else None
        return own or (self._of_trust.reading(measure) if self._of_trust else None)

    @cached_property
    def complaints(self) -> TrustPeriod | None:
        """The newest that is told of its trust's complaints."""
        if self.place.trust is None:
            return None
        return TrustComplaints(self.place.trust.code, self._complaints).newest

    @cached_property
    def complaints_of_hospital(self) -> HospitalPeriod | None:
        """The newest that is told of the hospital's own complaints."""
        current = {release.pk: release for release in self._complaints.current}
        rows = ReleasedComplaintsHospital.objects.filter(code=self.place.code, release__in=current)
        held = sorted(
            rows.select_related("trust"),
            key=lambda row: ("Q" in current[row.release_id].period, current[row.release_id].period),
        )
        if not held:
            return None
        row, release = held[-1], current[held[-1].release_id]
        mark = self._complaints.marks(release).hospital(row.code, row.trust.code)
        return HospitalPeriod(release, row, mark)


def parts_of(places: Sequence[Place], public: PublicMeasures, complaints: Releases, now: datetime) -> list[Part]:
    """Return everything that stands side by side of the places, in the order of what people ask."""
    compared = [Compared(place, public, complaints, now) for place in places]
    parts = [
        Part(each.key, each.question, tuple(_measured(each.measures, each.question, compared))) for each in questions()
    ]
    found = {each.key: each for each in parts}
    if PATIENTS in found:
        patients = found[PATIENTS]
        found[PATIENTS] = replace(patients, rows=(*patients.rows, *_complaints(patients.question, compared)))
    else:
        found[_COMPLAINTS] = Part(_COMPLAINTS, _PATIENTS, tuple(_complaints(_PATIENTS, compared)))
    first, *rest = found.values()
    ordered = [first, Part(RATED, _RATED, _rated(compared)), Part(DONE, _DONE, _done(compared)), *rest]
    return [part for part in ordered if part.rows]


def _measured(measures: Sequence[PublicMeasure], question: str, compared: Sequence[Compared]) -> Iterator[Row]:
    """Yield a row for each measure by which something is told of one of the places."""
    for measure in measures:
        readings = [each.reading(measure) for each in compared]
        if any(readings):
            cells = (_of_reading(each, one, measure, question) for each, one in zip(compared, readings, strict=True))
            unit = next(each.unit for each in readings if each is not None)
            yield Row(measure.code, measure.name, tuple(cells), reverse("public:measure", args=[measure.code]), unit)


def _of_reading(compared: Compared, reading: Reading | None, measure: PublicMeasure, question: str) -> Cell:
    place = compared.place
    if reading is None:
        return _nothing(place, question, measure.code, measure.name, "nothing published")
    below = [reading.period_label]
    if reading.code != place.code:
        below.append("the whole trust")
    if reading.revised:
        below.append("corrected")
    line = line_of(reading, question, place_kind=place.kind_word, place_code=place.code, place_name=place.name)
    address = ""
    if place.trust is not None and reading.code == place.trust.code:
        address = reverse("public:trust_measure", args=[reading.code, measure.code])
    return Cell(
        str(reading.figure), line, reading.word, tuple(below), is_missing=not reading.is_present, address=address
    )


def _rated(compared: Sequence[Compared]) -> tuple[Row, ...]:
    """Return the overall rating and those of the key questions; none where no place was ever rated."""
    if all(each.grid is None for each in compared):
        return ()
    rows = (
        Row(f"rating_{name.lower().replace('-', '_')}", name, tuple(_of_rating(each, name) for each in compared))
        for name in (QUESTIONS[-1], *QUESTIONS[:-1])
    )
    return tuple(row for row in rows if any(cell.rating for cell in row.cells))


def _of_rating(compared: Compared, name: str) -> Cell:
    place, code = compared.place, f"rating_{name.lower().replace('-', '_')}"
    label = f"Rating: {name}"
    rating = compared.grid.last.cells[QUESTIONS.index(name)] if compared.grid else None
    if rating is None:
        return _nothing(place, _RATED, code, label, "no rating published")
    line = FigureLine(
        place.code,
        place.name,
        place.kind_word,
        place.code,
        _RATED,
        code,
        label,
        rating.row.published_on.isoformat(),
        None,
        Missing.NOT_APPLICABLE,
        "",
        word=rating.label,
        published_on=rating.row.published_on,
        source="Published inspection ratings",
    )
    below = (f"Rated {write_date(rating.row.published_on)}", rating.age)
    return Cell(
        rating.label,
        line,
        below=below,
        rating=rating,
        address=reverse(f"public:{place.kind_word}_ratings", args=[place.code]),
    )


def _done(compared: Sequence[Compared]) -> tuple[Row, ...]:
    return (Row("special_measures", "Special measures", tuple(map(_of_special_measures, compared))),)


def _of_special_measures(compared: Compared) -> Cell:
    place, public, name = compared.place, compared.special_measures, "Special measures"
    if public is None:
        return _nothing(place, _DONE, "special_measures", name, "belongs to no trust")
    main = public.main
    answer = answer_of(public) if main is not None else None
    word = "In special measures" if answer is not None and answer.is_in else "Not in special measures"
    below = (
        (f"Since {write_date(main.told.since)}",) if main is not None and answer is not None and answer.is_in else ()
    )
    line = FigureLine(
        place.code,
        place.name,
        place.kind_word,
        public.trust.code,
        _DONE,
        "special_measures",
        name,
        public.today.isoformat(),
        None,
        Missing.NOT_APPLICABLE,
        "",
        word=word,
        source="Decisions of the oversight bodies, as they are public",
    )
    if place.what is What.HOSPITAL:
        below = (*below, "the whole trust")
    return Cell(word, line, below=below, address=reverse("public:special_measures", args=[public.trust.code]))


# Code, what the row is called, its unit, and how the figure is taken from a trust's figures.
_OF_COMPLAINTS: tuple[tuple[str, str, str, Callable[[TrustPeriod], Told]], ...] = (
    (
        "complaints_new",
        "Complaints for every 1,000 contacts with patients",
        "per 1,000 contacts",
        lambda period: period.figures.per_thousand,
    ),
    (
        "complaints_answered_as_agreed",
        "Complaints answered in the time that was agreed",
        "%",
        lambda period: next(
            each.figure for each in period.figures.shares if each.made.code == "complaints_answered_as_agreed"
        ),
    ),
    (
        "complaints_upheld",
        "Complaints that the trust found to be right",
        "%",
        lambda period: period.figures.outcomes[0].share or period.figures.outcomes[0].figure,
    ),
)


def _complaints(question: str, compared: Sequence[Compared]) -> Iterator[Row]:
    """Yield the rows of complaints; none where nothing was ever published of any of the places."""
    if any(each.complaints for each in compared):
        for code, name, unit, take in _OF_COMPLAINTS:
            cells = (_of_complaints(each, question, code, name, unit, take) for each in compared)
            yield Row(code, name, tuple(cells))
    own = [each.complaints_of_hospital if each.place.what is What.HOSPITAL else None for each in compared]
    if any(own):
        name = "New complaints about this hospital"
        cells = (_of_hospital(each, question, name, period) for each, period in zip(compared, own, strict=True))
        yield Row("complaints_of_hospital", name, tuple(cells))


def _of_complaints(
    compared: Compared, question: str, code: str, name: str, unit: str, take: Callable[[TrustPeriod], Told]
) -> Cell:
    place, period = compared.place, compared.complaints
    if period is None or place.trust is None:
        return _nothing(place, question, code, name, "nothing published")
    figure = Told(None, period.absent) if period.absent is not None else take(period)
    below = [months_of(period.period)]
    if place.what is What.HOSPITAL:
        below.append("the whole trust")
    line = _line_of_told(place, place.trust.code, question, code, name, period.release, figure, unit)
    address = reverse("public:trust_complaints", args=[place.trust.code])
    return Cell(str(figure), line, below=tuple(below), is_missing=figure.value is None, address=address)


def _of_hospital(compared: Compared, question: str, name: str, period: HospitalPeriod | None) -> Cell:
    place, code = compared.place, "complaints_of_hospital"
    if period is None or not period.has_figures:
        return _nothing(place, question, code, name, "nothing published")
    figure = next(line.figure for line in period.figures.overall_lines if line.code == "new")
    line = _line_of_told(place, place.code, question, code, name, period.release, figure, "complaints")
    address = reverse("public:hospital_complaints", args=[place.code])
    return Cell(
        str(figure), line, below=(period.release.period_label,), is_missing=figure.value is None, address=address
    )


def _line_of_told(
    place: Place, of: str, question: str, code: str, name: str, release: Release, figure: Told, unit: str
) -> FigureLine:
    value: Decimal | None = figure.value
    return FigureLine(
        place.code,
        place.name,
        place.kind_word,
        of,
        question,
        code,
        name,
        release.period,
        value,
        Missing(figure.missing.value) if figure.missing else None,
        unit,
        release=release.reference,
        published_on=day_of(release.published_at),
        source=definition("complaints_new").source,
    )


def _nothing(place: Place, question: str, code: str, name: str, why: str) -> Cell:
    line = FigureLine(
        place.code,
        place.name,
        place.kind_word,
        "",
        question,
        code,
        name,
        "",
        None,
        Missing.NOT_APPLICABLE,
        "",
        note=why,
    )
    return Cell(why, line, is_missing=True)
