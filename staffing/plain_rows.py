"""The quick way through a file: rows of which no rule has anything to say.

Most rows of a large file are of known wards with unremarkable numbers. They are told by a few
comparisons and kept at once; every other row is left to `RowReader.take`, which gives the same
result for the plain ones too, only slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from oversight.returns.reading.cells import Value
from oversight.returns.reading.tables import Table
from staffing.columns import FURTHER_HOURS, MAIN_HOURS, Side
from staffing.layouts import Heading
from staffing.register import text_in
from staffing.row_reading import RowReader
from staffing.rules.rule import SiteStanding
from staffing.rules.sites import organisation_in
from staffing.rules.web_addresses import is_well_formed
from staffing.screening import screen_for
from staffing.specialties import specialty_named

Taker = Callable[[int, Sequence[Value]], bool]
"""Takes a row if it is plain, and says whether it did."""

_ACTUAL_OF_FURTHER = tuple(place for place, column in enumerate(FURTHER_HOURS) if column.side is Side.ACTUAL)


class _Specialties(dict[Value, tuple[str | None, bool]]):
    """A specialty's text, and whether it needs no asking; worked out once for each spelling."""

    def __missing__(self, cell: Value) -> tuple[str | None, bool]:
        text = text_in(cell)
        self[cell] = known = (text or None, not text or specialty_named(text) is not None)
        return known


class _Addresses(dict[Value, tuple[str | None, bool]]):
    """A web address, and whether it is well formed."""

    def __missing__(self, cell: Value) -> tuple[str | None, bool]:
        text = text_in(cell)
        self[cell] = known = (text or None, not text or is_well_formed(text))
        return known


def plain_taker(reader: RowReader, heading: Heading) -> Taker | None:
    """The quick way for one table; None where its columns do not allow one."""
    places, table, context = heading.places, heading.table, reader.context
    main = [places.get(column.code) for column in MAIN_HOURS]
    further = [places[column.code] for column in FURTHER_HOURS if column.code in places]
    if None in main or not {"ward", "patients"} <= places.keys() or len(further) not in {0, len(FURTHER_HOURS)}:
        return None
    if not {"site_code", "site_name"} & places.keys():
        return None
    period_at, org_at, url_at = places.get("period"), places.get("org_code"), places.get("url")
    first_at, second_at = places.get("specialty_1"), places.get("specialty_2")
    site_code_at, site_name_at = places.get("site_code"), places.get("site_name")
    ward_at, patients_at = places["ward"], places["patients"]
    hours_in = itemgetter(*(place for place in main if place is not None))
    further_in = itemgetter(*further) if further else None
    blank = "" if table.sheet is None else None
    no_further = (blank,) * len(further)
    width, sheet, fewest = len(heading.texts), table.sheet, max(places.values()) + 1

    numbers, number = _numbers_of(table), _number_of(table)
    wants_a_look = screen_for(context.bounds)
    most, patients_most = float(context.bounds.hours_most.value), float(context.bounds.patients_most.value)
    period, previous, seen, months = context.period, context.previous, reader.seen, reader.months
    sites, add = reader.register.site, reader.wards.add
    specialties, addresses = _Specialties(), _Addresses()
    own_organisation = {"", context.trust_code.upper()}
    organisations: dict[Value, bool] = {}
    wards = reader.wards
    own = SiteStanding.OWN

    def take(row: int, cells: Sequence[Value]) -> bool:
        if len(cells) < fewest:
            cells = [*cells, *[blank] * (fewest - len(cells))]
        elif len(cells) > width:
            return False
        if period_at is not None:
            month = months[cells[period_at]]
            if month != period:
                if month is None:
                    return False
                reader.rows_read += 1
                reader.rows_other_periods += 1
                return True
        hours = numbers(hours_in(cells))
        if hours is None or min(hours) < 0 or not 0 < sum(hours) <= most:
            return False
        patients = number(cells[patients_at])
        if patients is None or not 0 < patients <= patients_most or patients % 1:
            return False
        worked = hours[1] + hours[3] + hours[5] + hours[7]
        further_hours = None
        if further_in is not None:
            further_cells = further_in(cells)
            if further_cells != no_further:
                further_hours = numbers(further_cells)
                if further_hours is None or min(further_hours) < 0 or not sum(further_hours) <= most:
                    return False
                worked += sum([further_hours[place] for place in _ACTUAL_OF_FURTHER])
        if wants_a_look(hours, worked, patients):
            return False
        site = sites(
            cells[site_code_at] if site_code_at is not None else None,
            cells[site_name_at] if site_name_at is not None else None,
        )
        if site.standing is not own:
            return False
        name = cells[ward_at]
        ward_id = site.ward_ids.get(name) if type(name) is str else None
        if ward_id is None or ward_id in seen or ward_id in previous:
            return False
        first, first_is_fine = specialties[cells[first_at]] if first_at is not None else (None, True)
        second, second_is_fine = specialties[cells[second_at]] if second_at is not None else (None, True)
        url, url_is_fine = addresses[cells[url_at]] if url_at is not None else (None, True)
        if not (first_is_fine and second_is_fine and url_is_fine):
            return False
        if org_at is not None:
            cell = cells[org_at]
            is_own = organisations.get(cell)
            if is_own is None:
                is_own = organisations[cell] = organisation_in(cell) in own_organisation
            if not is_own:
                return False
        seen[ward_id] = len(wards)
        reader.rows_read += 1
        site.rows += 1
        add(
            hours,
            patients,
            site=site,
            site_code=site.code,
            ward_name=name,  # type: ignore[arg-type]
            ward_id=ward_id,
            specialties=(first, second),
            url=url,
            sheet=sheet,
            row=row,
            further=further_hours,
        )
        return True

    return take


def _numbers_of(table: Table) -> Callable[[tuple[Any, ...]], tuple[float, ...] | None]:
    """Reads several cells at once: their numbers, or None unless each is plainly one."""

    def of_sheet(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        return cells if set(map(type, cells)) == {float} else None

    def of_text(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        try:
            return tuple(map(float, cells))
        except ValueError:
            return None

    def of_doubtful_text(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        together = "".join(cells)
        return of_text(cells) if together.isascii() and "_" not in together else None

    if table.sheet is not None:
        return of_sheet
    return of_text if table.plain_digits else of_doubtful_text


def _number_of(table: Table) -> Callable[[Value], float | None]:
    """Reads one cell: its number, or None unless it is plainly one."""
    several = _numbers_of(table)

    def one(cell: Value) -> float | None:
        numbers = several((cell,))
        return None if numbers is None else numbers[0]

    return one
