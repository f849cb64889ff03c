"""What somebody knows who has read every release of a trust's complaints: told numbers, what adds up, and old editions.

Read from the frozen rows, as a reader reads the files; not from what withheld the numbers. The return itself is asked
for two things alone, both of which make the reader know more: whether what should add up does, and which numbers a
correction left as they were. So what really was counted is always among the worlds that the reader holds possible, and
an attack that finds none has found a number that was told wrongly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from complaints.items import CLINICAL_TOTAL, SERVICES, SUBJECTS, Item
from complaints.periods import ComplaintsPeriod
from complaints.said import PeriodSaid, said_by_versions
from oversight.measures.disclosure import SmallNumbers, rule_set
from publication.complaints.models import (
    OVERALL,
    OVERALL_OF_HOSPITAL,
    ReleasedComplaintsHospital,
    ReleasedComplaintsTrust,
)
from publication.models import Release
from publication.orderly.bounding import NO_LIMIT, Cell, Sum, Watched, beside
from publication.orderly.known import PartKnown
from publication.periods import COMPLAINTS

_BREAKDOWNS: tuple[tuple[Item, ...], ...] = ((CLINICAL_TOTAL, *SUBJECTS), SERVICES)
_ITEMS = {item.code: item for items in _BREAKDOWNS for item in items}
_WITHHELD = ("suppressed", "too small")
# What adds up over the quarters of a year; what was brought and carried forward does not.
_OVER_A_YEAR = (*OVERALL_OF_HOSPITAL, *_ITEMS)
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class _Edition:
    """A released row with its hospitals, the rule that was kept, and what the return said."""

    row: ReleasedComplaintsTrust
    hospitals: Sequence[ReleasedComplaintsHospital]
    rules: SmallNumbers
    said: PeriodSaid

    @property
    def period(self) -> str:
        return str(self.said.period)

    def told(self, place: str) -> Mapping[str, object]:
        """All that is told of a place, by name."""
        if not place:
            return {**{name: getattr(self.row, name) for name in OVERALL}, **self.row.breakdown}
        hospital = next(each for each in self.hospitals if each.code == place)
        return {**hospital.overall, **hospital.breakdown}

    @property
    def places(self) -> list[str]:
        return [_WHOLE, *(each.code for each in self.hospitals)]

    def counted(self, place: str, name: str) -> int | None:
        """What the return counted; None where it left it blank."""
        counts = self.said.whole if not place else next((s for s in self.said.sites if s.site_code == place), None)
        if counts is None:
            return None
        return getattr(counts, name) if name in OVERALL else counts.number(name)

    def cell(self, place: str, name: str) -> Cell:
        """The cell, which is one with that of another edition where a correction left the number as it was."""
        return self.period, place, name, self.counted(place, name)


def known_of_trusts(
    release: Release, *, codes: Collection[str] | None = None, without: bool = False
) -> Iterator[PartKnown]:
    """Yield by trust what a reader of this release and of all before it knows; of the trusts of these codes alone.

    ``without`` leaves the release out: what was known before it.
    """
    rows = {code: each for code, each in _rows(release).items() if codes is None or code in codes}
    said = said_by_versions([row.version for each in rows.values() for row in each if row.version is not None])
    for code in sorted(rows):
        editions = [
            _Edition(row, _submitted(row), rule_set(row.small_numbers.rpartition(" ")[2]), said[row.version_id])
            for row in rows[code]
            if row.version_id is not None and not (without and row.release_id == release.pk)
        ]
        if any(each.row.release_id == release.pk for each in editions) or without:
            yield _known(code, editions)


def _rows(release: Release) -> dict[str, list[ReleasedComplaintsTrust]]:
    """Return by trust the rows of this release, of the earlier ones of its period, and of its year and quarters."""
    year = ComplaintsPeriod.parse(release.period).financial_year
    first = ComplaintsPeriod.quarter_of(year.first_day)
    family = [str(year), *(str(first.plus(count)) for count in range(4))]
    found: dict[str, list[ReleasedComplaintsTrust]] = {}
    rows = (
        ReleasedComplaintsTrust.objects.filter(
            release__kind=COMPLAINTS,
            release__demonstration=release.demonstration,
            release__period__in=family,
            version__isnull=False,
        )
        .select_related("release", "version__trust")
        .prefetch_related("hospitals")
        .order_by("code", "release__period", "release__number")
    )
    for row in rows:
        if row.release_id == release.pk or row.release.published_at is not None:
            found.setdefault(row.code, []).append(row)
    return found


def _submitted(row: ReleasedComplaintsTrust) -> list[ReleasedComplaintsHospital]:
    hospitals = [each for each in row.hospitals.all() if each.status == each.Status.SUBMITTED]
    return sorted(hospitals, key=lambda each: each.code)


def _known(code: str, editions: Sequence[_Edition]) -> PartKnown:
    of = PartKnown(code, code)
    world: dict[Cell, int] = {}
    for edition in editions:
        for place in edition.places:
            for name, told in edition.told(place).items():
                counted = edition.counted(place, name)
                if counted is None:
                    continue
                cell = edition.cell(place, name)
                world[cell] = counted
                if isinstance(told, int):
                    # A trust's own counts in all are told as they are, all others as the rule rounds them.
                    exact = not place and name in OVERALL
                    of.known.tell(cell, *((told, told) if exact else _could_be(edition.rules, told)))
                elif told in _WITHHELD:
                    of.known.tell(cell, 0, NO_LIMIT)
                    of.withheld[cell] = Watched(edition.rules.hidden_from, edition.rules.hidden_to)
                    of.names[cell] = _named(code, edition, place, name)
    every = [one for edition in editions for one in _adds_up(edition)]
    every += [one for edition in editions for one in _over_a_year(edition, editions)]
    for one in dict.fromkeys(every):
        # What does not come out in the return is no knowledge.
        if all(cell in world for cell, _ in one.terms) and one.is_kept(world):
            of.known.sums.append(one)
    of.withheld = beside(of.withheld, of.known.sums)
    return of


def _adds_up(edition: _Edition) -> Iterator[Sum]:
    """What the form makes add up: sites to the trust, outcomes to the resolved, parts to no less than the new."""
    sites = [each.code for each in edition.hospitals]
    if sites:
        for name in (*OVERALL_OF_HOSPITAL, *_ITEMS):
            yield Sum.of(edition.cell(_WHOLE, name), [edition.cell(site, name) for site in sites])
    for place in edition.places:
        outcomes = [edition.cell(place, name) for name in ("upheld", "partially_upheld", "not_upheld")]
        yield Sum.of(edition.cell(place, "resolved"), outcomes)
        new = edition.cell(place, "new")
        for items in _BREAKDOWNS:
            cells = [edition.cell(place, item.code) for item in items if edition.counted(place, item.code) is not None]
            # One complaint has at least one subject and one service, so the parts make no less than the whole.
            if len(cells) == len(items):
                yield Sum.of(new, cells, exact=False)
            for cell in cells:
                yield Sum.of(cell, [new], exact=False)


def _over_a_year(edition: _Edition, editions: Iterable[_Edition]) -> Iterator[Sum]:
    """What joins the edition of a year to the newest of its four quarters."""
    if edition.said.period.is_quarter:
        return
    newest = {each.period: each for each in editions if each.said.period.is_quarter}
    if len(newest) < 4:
        return
    for place in edition.places:
        if all(place in quarter.places for quarter in newest.values()):
            for name in _OVER_A_YEAR:
                parts = [newest[period].cell(place, name) for period in sorted(newest)]
                yield Sum.of(edition.cell(place, name), parts)


@cache
def _could_be(rules: SmallNumbers, told: int) -> tuple[int, int]:
    """Return the least and the greatest count that is told as this number; one that no rounding gives is exact."""
    near = range(max(0, told - rules.rounded_to), told + rules.rounded_to + 1)
    counts = [count for count in near if rules.shown(count) == told]
    return (counts[0], counts[-1]) if counts else (told, told)


def _named(code: str, edition: _Edition, place: str, name: str) -> str:
    what = _ITEMS[name].label if name in _ITEMS else name.replace("_", " ").capitalize()
    return f"{what}, {place or code}, {edition.said.period.label} ({edition.row.release.reference})"
