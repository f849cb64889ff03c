"""A file's rows, one after another: which belong to the period, what they hold, what the rules say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from oversight.returns.periods import Month
from oversight.returns.reading.cells import Value, as_shown, exact, is_blank
from oversight.returns.reading.folding import folded
from oversight.returns.reading.months import month_named
from oversight.returns.reading.numbers import NotNumber, number_in
from staffing.columns import HOURS, MAIN_HOURS, PATIENTS
from staffing.context import CheckContext
from staffing.findings import Finding
from staffing.layouts import Heading
from staffing.register import Register, SiteRead, WardRead, text_in
from staffing.rules.duplicates import same_values
from staffing.rules.registry import CELL_RULES, PERIOD_RULE, WARD_RULES
from staffing.rules.rule import CellCheck, Fault, RowCells, Rule, WardCheck, WardRow
from staffing.ward_rows import Labels, WardRows
from staffing.wards import WardHours

WardKey = str | tuple[str, str]
"""What tells wards apart in one file: the id on record, else the site and the folded name."""

_NUMBER_CODES = (*(column.code for column in HOURS), PATIENTS.code)


class Months(dict[Value, Month | None]):
    """The month that a cell names, worked out once for each spelling."""

    def __missing__(self, cell: Value) -> Month | None:
        month = self[cell] = month_named(cell)
        return month


@dataclass(slots=True)
class RowReader:
    """Takes the rows of a file, and adds them up into wards, findings and counts."""

    context: CheckContext
    findings: list[Finding] = field(default_factory=list)
    rows_read: int = 0
    rows_other_periods: int = 0
    rows_without_hours: int = 0
    rows_set_aside: int = 0
    unreadable_periods: int = 0
    misplaced_ids: set[str] = field(default_factory=set)
    seen: dict[WardKey, int] = field(default_factory=dict)
    months: Months = field(default_factory=Months)
    wards: WardRows = field(init=False)
    register: Register = field(init=False)
    _set_aside: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.wards = WardRows(self.context.period)
        self.register = Register(self.context)
        self._set_aside = frozenset(map(folded, self.context.set_aside))

    def take(self, heading: Heading, row: int, cells: Sequence[Value]) -> None:
        """Reads one row below the heading."""
        if all(is_blank(cell) for cell in cells):
            return
        self.rows_read += 1
        values = {code: cells[place] if place < len(cells) else None for code, place in heading.places.items()}
        month = self._month(heading, values)
        if month is not None and month != self.context.period:
            self.rows_other_periods += 1
            return
        numbers = {code: number_in(values[code]) for code in _NUMBER_CODES if code in values}
        if not _has_hours(numbers):
            self.rows_without_hours += 1
            return
        name = text_in(values.get("ward"))
        if folded(name) in self._set_aside:
            self.rows_set_aside += 1
            return
        site = self.register.site(values.get("site_code"), values.get("site_name"))
        ward = self.register.ward(site, name)
        place = _Place(heading, row, name, ward.ward_id, site)
        beyond = _beyond(heading, cells)
        as_read = RowCells(values, numbers, beyond, heading.layout, self.context)
        if month is None:
            self.unreadable_periods += 1
            self._report(PERIOD_RULE, PERIOD_RULE.check(as_read), place, values)
            return
        unusable: set[str] = set()
        for rule in CELL_RULES:
            faults = list(rule.check(as_read))
            unusable.update(fault.column for fault in faults if fault.column in numbers)
            self._report(rule, faults, place, values)
        self._take_ward(place, ward, values, numbers, frozenset(unusable))

    def _month(self, heading: Heading, values: Mapping[str, Value]) -> Month | None:
        """The month of a row: its own, else that above the heading; where the file names none, the period."""
        if "period" not in values:
            return heading.month_above or self.context.period
        month = self.months[values["period"]]
        return heading.month_above if month is None and is_blank(values["period"]) else month

    def _take_ward(
        self,
        place: _Place,
        ward: WardRead,
        values: Mapping[str, Value],
        numbers: Mapping[str, float | NotNumber],
        unusable: frozenset[str],
    ) -> None:
        hours = tuple(_usable(numbers.get(column.code), column.code, unusable) for column in HOURS)
        patients = _usable(numbers.get(PATIENTS.code), PATIENTS.code, unusable)
        read = WardHours(
            period=self.context.period,
            site_code=ward.site_code,
            site_as_read=place.site.as_read,
            ward_name=place.name,
            ward_id=ward.ward_id,
            specialty_1=text_in(values.get("specialty_1")) or None,
            specialty_2=text_in(values.get("specialty_2")) or None,
            url=text_in(values.get("url")) or None,
            hours=tuple(None if math.isnan(number) else exact(number) for number in hours),
            patients=None if math.isnan(patients) else int(patients),
            sheet=place.heading.table.sheet,
            row=place.row,
            unusable=unusable,
        )
        key: WardKey = ward.ward_id or (place.site.key, folded(place.name) or place.name)
        earlier_place = self.seen.get(key) if place.name else None
        earlier = None if earlier_place is None else self.wards[earlier_place]
        as_ward = WardRow(
            ward=read,
            values=values,
            layout=place.heading.layout,
            context=self.context,
            site=place.site.standing,
            site_is_first=place.site.count() == 1,
            standing=ward.standing,
            earlier=earlier,
            previous=self.context.previous.get(ward.ward_id) if ward.ward_id else None,
            near=ward.near,
        )
        if as_ward.site_must_be_fixed:
            self.misplaced_ids.update(self.register.ids_of(place.name))
        for rule in WARD_RULES:
            self._report(rule, rule.check(as_ward), place, values)
        if earlier is not None and same_values(earlier, read):
            return
        main, further = hours[: len(MAIN_HOURS)], hours[len(MAIN_HOURS) :]
        kept = self.wards.add(
            place.row,
            read.ward_name,
            read.ward_id,
            Labels(place.site, read.site_code, read.specialty_1, read.specialty_2, read.url, read.sheet),
            main,
            None if all(map(math.isnan, further)) else further,
            patients,
        )
        self.seen.setdefault(key, kept)
        if unusable or any(map(math.isnan, main)):
            self.wards.mark_gaps(unusable)

    def _report(
        self,
        rule: Rule[CellCheck] | Rule[WardCheck],
        faults: Iterable[Fault],
        place: _Place,
        values: Mapping[str, Value],
    ) -> None:
        for fault in faults:
            self.findings.append(
                Finding(
                    rule=rule.id,
                    severity=rule.severity,
                    sheet=place.heading.table.sheet,
                    row=place.row,
                    column=place.heading.text(fault.column),
                    letters=place.heading.letters(fault.column),
                    value=as_shown(values.get(fault.column)),
                    message=fault.message,
                    mend=rule.mend,
                    ward=place.name or None,
                    ward_id=place.ward_id,
                    site=place.site.code or place.site.as_read or None,
                )
            )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands, and whose it is."""

    heading: Heading
    row: int
    name: str
    ward_id: str | None
    site: SiteRead


def _has_hours(numbers: Mapping[str, float | NotNumber]) -> bool:
    return any(
        number is not NotNumber.BLANK and number != 0 for code, number in numbers.items() if code != PATIENTS.code
    )


def _usable(number: float | NotNumber | None, code: str, unusable: frozenset[str]) -> float:
    return number if isinstance(number, float) and code not in unusable else math.nan


def _beyond(heading: Heading, cells: Sequence[Value]) -> tuple[str, ...]:
    """The texts to the right of the last heading of a CSV file; a sheet's cells have addresses, so nothing slips."""
    if heading.table.sheet is not None or len(cells) <= len(heading.texts):
        return ()
    return tuple(as_shown(cell) or "" for cell in cells[len(heading.texts) :] if not is_blank(cell))
