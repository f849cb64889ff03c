"""The wards that a file came to, kept small: a hundred thousand rows are some twenty megabytes.

A number is kept as the double that a spreadsheet holds for it, and given back as the decimal that
it stands for.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import overload

from oversight.returns.periods import Month
from oversight.returns.reading.cells import exact
from staffing.care_hours import care_hours_per_patient_day
from staffing.columns import FURTHER_HOURS, MAIN_HOURS, Shift, Side, StaffGroup, hours_code
from staffing.fill_rates import fill_rate
from staffing.register import SiteRead
from staffing.wards import FILL_RATES, PLACE_OF_HOURS, Figures, WardHours, pooled_figures

_MAIN = len(MAIN_HOURS)
_FURTHER = len(FURTHER_HOURS)
_NO_FURTHER = (None,) * _FURTHER
_NO_FURTHER_NUMBERS = array("d", [math.nan] * _FURTHER)
_MILLIONTHS = 1_000_000.0
_HALF_A_LAST_BIT = 2.0**-53
_SMALLEST_DOUBT = 0.5 / _MILLIONTHS


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside a ward's name and numbers; one for all rows of which it holds."""

    site: SiteRead
    site_code: str | None
    specialty_1: str | None
    specialty_2: str | None
    url: str | None
    sheet: str | None


class WardRows(Sequence[WardHours]):
    """The rows of wards with hours, in the file's order; each is built when asked for."""

    def __init__(self, period: Month) -> None:
        self.period = period
        self._hours = array("d")
        self._patients = array("d")
        self._numbers = array("l")
        self._names: list[str] = []
        self._ward_ids: list[str | None] = []
        self._labels: list[Labels] = []
        self._further = array("d")  # empty as long as no row has any
        self._unusable: dict[int, frozenset[str]] = {}
        self._has_gaps = False

    def add(
        self,
        row: int,
        name: str,
        ward_id: str | None,
        labels: Labels,
        hours: Sequence[float],
        further: Sequence[float] | None,
        patients: float,
    ) -> int:
        """Keeps a row, and gives back its place. hours: those of the main groups; NaN stands for a blank."""
        place = len(self._names)
        if further is not None or self._further:
            if not self._further:
                self._further.extend(_NO_FURTHER_NUMBERS * place)
            self._further.extend(_NO_FURTHER_NUMBERS if further is None else further)
        self._numbers.append(row)
        self._hours.extend(hours)
        self._patients.append(patients)
        self._names.append(name)
        self._ward_ids.append(ward_id)
        self._labels.append(labels)
        return place

    def mark_gaps(self, unusable: frozenset[str]) -> None:
        """Says of the row added last that some of its main cells are blank, or must be fixed."""
        self._has_gaps = True
        if unusable:
            self._unusable[len(self._names) - 1] = unusable

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> WardHours: ...
    @overload
    def __getitem__(self, index: slice) -> list[WardHours]: ...
    def __getitem__(self, index: int | slice) -> WardHours | list[WardHours]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = index if index >= 0 else len(self) + index
        if not 0 <= place < len(self):
            raise IndexError(index)
        further = self._further[place * _FURTHER : (place + 1) * _FURTHER]
        patients = self._patients[place]
        labels = self._labels[place]
        return WardHours(
            period=self.period,
            site_code=labels.site_code,
            site_as_read=labels.site.as_read,
            ward_name=self._names[place],
            ward_id=self._ward_ids[place],
            specialty_1=labels.specialty_1,
            specialty_2=labels.specialty_2,
            url=labels.url,
            hours=(
                *map(_decimal, self._hours[place * _MAIN : (place + 1) * _MAIN]),
                *(map(_decimal, further) if further else _NO_FURTHER),
            ),
            patients=None if patients != patients else int(patients),
            sheet=labels.sheet,
            row=self._numbers[place],
            unusable=self._unusable.get(place, frozenset()),
        )

    def __iter__(self) -> Iterator[WardHours]:
        return (self[place] for place in range(len(self)))

    @property
    def ward_ids(self) -> frozenset[str]:
        """The wards on record that were read."""
        return frozenset(ward_id for ward_id in self._ward_ids if ward_id is not None)

    def all_alike(self) -> bool:
        """Whether every row has the same numbers."""
        if not self._names:
            return False
        return all(
            bytes(numbers) == bytes(numbers[:width]) * len(self)
            for numbers, width in ((self._patients, 1), (self._hours, _MAIN), (self._further, _FURTHER))
        )

    def pooled(self) -> Figures:
        """The figures of all rows together; the same as `pooled_figures` gives, and quicker."""
        if self._has_gaps:
            return pooled_figures(self)
        sums = [self.column_sum(place) for place in range(_MAIN)]
        nursed = [patients > 0 for patients in self._patients]
        patients = int(sum(compress(self._patients, nursed)))
        worked = {group: self._worked(group, sums if all(nursed) else None, nursed) for group in StaffGroup}
        day_registered, day_care, night_registered, night_care = (
            fill_rate(*(sums[PLACE_OF_HOURS[hours_code(*pair, side)]] for side in Side)) for pair in FILL_RATES
        )
        return Figures(
            day_registered=day_registered,
            day_care=day_care,
            night_registered=night_registered,
            night_care=night_care,
            chppd_registered=care_hours_per_patient_day(worked[StaffGroup.REGISTERED], patients),
            chppd_care=care_hours_per_patient_day(worked[StaffGroup.CARE], patients),
            chppd_overall=care_hours_per_patient_day(sum(worked.values(), Decimal(0)), patients),
        )

    def column_sum(self, place: int) -> Decimal:
        """The sum of a column of hours over all rows, by its place in `columns.HOURS`; blanks are left out."""
        return _sum(self._column(place))

    def _worked(self, group: StaffGroup, sums: Sequence[Decimal] | None, nursed: Sequence[bool]) -> Decimal:
        """The actual hours of a group on wards with patients; `sums` are those of all wards, where all have some."""
        places = [PLACE_OF_HOURS[hours_code(shift, group, Side.ACTUAL)] for shift in Shift]
        if sums is not None and places[-1] < _MAIN:
            return sum((sums[place] for place in places), Decimal(0))
        return sum((_sum(list(compress(self._column(place), nursed))) for place in places), Decimal(0))

    def _column(self, place: int) -> array[float]:
        return self._hours[place::_MAIN] if place < _MAIN else self._further[place - _MAIN :: _FURTHER]


def _decimal(number: float) -> Decimal | None:
    return None if number != number else exact(number)


def _sum(numbers: Sequence[float]) -> Decimal:
    """The sum of the decimals that doubles of 0 or more stand for; blanks are left out.

    It is exact for numbers of up to six decimals that add up to less than 4,000 million, and else
    right to the fifteen digits that a spreadsheet holds: the sum of the doubles is exact, each of
    them is within half of its last bit of its decimal, and where the sum lies that close to a whole
    number of millionths, it stands for that.
    """
    total = math.fsum(numbers)
    if total != total:
        total = math.fsum(number for number in numbers if number == number)
    millionths = round(total * _MILLIONTHS)
    within = total * _HALF_A_LAST_BIT * 2
    if within < _SMALLEST_DOUBT and abs(total - millionths / _MILLIONTHS) <= within:
        return Decimal(millionths) / 1_000_000
    return exact(total)
