"""The wards that a file came to, kept small: a hundred thousand rows are some twenty megabytes.

A number is kept as the double that a spreadsheet holds for it, and given back as the decimal that
it stands for.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, compress
from typing import overload

from oversight.returns.periods import Month
from oversight.returns.reading.cells import exact
from staffing.care_hours import care_hours_per_patient_day
from staffing.columns import FURTHER_HOURS, HOURS, MAIN_GROUPS, MAIN_HOURS, Side, StaffGroup, hours_code
from staffing.fill_rates import fill_rate
from staffing.register import SiteRead
from staffing.wards import FILL_RATES, PLACE_OF_HOURS, Figures, WardHours, pooled_figures

_MAIN = len(MAIN_HOURS)
_FURTHER = len(FURTHER_HOURS)
_BLANK = math.nan
_NO_FURTHER = (None,) * _FURTHER
_MILLIONTHS = 1_000_000
_WHOLE_DOUBLES = 2.0**49


class WardRows(Sequence[WardHours]):
    """The rows of wards with hours, in the file's order; each is built when asked for."""

    def __init__(self, period: Month) -> None:
        self.period = period
        self._hours = array("d")
        self._patients = array("d")
        self._numbers = array("l")
        self._sites: list[SiteRead] = []
        self._site_codes: list[str | None] = []
        self._names: list[str] = []
        self._ward_ids: list[str | None] = []
        self._specialties: list[tuple[str | None, str | None]] = []
        self._urls: list[str | None] = []
        self._sheets: list[str | None] = []
        self._further: dict[int, tuple[float, ...]] = {}
        self._unusable: dict[int, frozenset[str]] = {}
        self._has_gaps = False

    def add(
        self,
        hours: Sequence[float],
        patients: float,
        *,
        site: SiteRead,
        site_code: str | None,
        ward_name: str,
        ward_id: str | None,
        specialties: tuple[str | None, str | None],
        url: str | None,
        sheet: str | None,
        row: int,
        further: tuple[float, ...] | None = None,
    ) -> None:
        """Keeps one row. hours: those of the main groups; NaN stands for a blank, in `further` too."""
        if further is not None:
            self._further[len(self._names)] = further
        self._hours.extend(hours)
        self._patients.append(patients)
        self._numbers.append(row)
        self._sites.append(site)
        self._site_codes.append(site_code)
        self._names.append(ward_name)
        self._ward_ids.append(ward_id)
        self._specialties.append(specialties)
        self._urls.append(url)
        self._sheets.append(sheet)

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
        further = self._further.get(place)
        patients = self._patients[place]
        first, second = self._specialties[place]
        return WardHours(
            period=self.period,
            site_code=self._site_codes[place],
            site_as_read=self._sites[place].as_read,
            ward_name=self._names[place],
            ward_id=self._ward_ids[place],
            specialty_1=first,
            specialty_2=second,
            url=self._urls[place],
            hours=(
                *map(_decimal, self._hours[place * _MAIN : (place + 1) * _MAIN]),
                *(_NO_FURTHER if further is None else map(_decimal, further)),
            ),
            patients=None if patients != patients else int(patients),
            sheet=self._sheets[place],
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
        kinds_of_further = set(map(str, self._further.values()))  # as text, where a blank equals a blank
        if len(kinds_of_further) > 1 or (kinds_of_further and len(self._further) < len(self)):
            return False
        hours, patients = bytes(self._hours[:_MAIN]), bytes(self._patients[:1])
        return bytes(self._hours) == hours * len(self) and bytes(self._patients) == patients * len(self)

    def pooled(self) -> Figures:
        """The figures of all rows together; the same as `pooled_figures` gives, and quicker."""
        if self._has_gaps:
            return pooled_figures(self)
        with_patients = [patients > 0 for patients in self._patients]
        patients = int(sum(compress(self._patients, with_patients)))
        worked = {
            group: _sum(
                chain.from_iterable(compress(self._column(place), with_patients) for place in _actual_places(group))
            )
            for group in MAIN_GROUPS
        }
        further = _sum(
            hours
            for row, numbers in self._further.items()
            if with_patients[row]
            for column, hours in zip(FURTHER_HOURS, numbers, strict=True)
            if column.side is Side.ACTUAL and hours == hours
        )
        day_registered, day_care, night_registered, night_care = (
            self._fill_rate(hours_code(*pair, Side.PLANNED), hours_code(*pair, Side.ACTUAL)) for pair in FILL_RATES
        )
        return Figures(
            day_registered=day_registered,
            day_care=day_care,
            night_registered=night_registered,
            night_care=night_care,
            chppd_registered=care_hours_per_patient_day(worked[StaffGroup.REGISTERED], patients),
            chppd_care=care_hours_per_patient_day(worked[StaffGroup.CARE], patients),
            chppd_overall=care_hours_per_patient_day(sum(worked.values(), further), patients),
        )

    def _fill_rate(self, planned: str, actual: str) -> Fraction | None:
        return fill_rate(_sum(self._column(PLACE_OF_HOURS[planned])), _sum(self._column(PLACE_OF_HOURS[actual])))

    def _column(self, place: int) -> array[float]:
        return self._hours[place::_MAIN]


def _actual_places(group: StaffGroup) -> list[int]:
    return [place for place, column in enumerate(HOURS) if column.group is group and column.side is Side.ACTUAL]


def _decimal(number: float) -> Decimal | None:
    return None if number != number else exact(number)


def _sum(numbers: Iterable[float]) -> Decimal:
    """The exact decimal sum of the decimals that doubles stand for.

    A double that is the nearest to a whole number of millionths stands for that number, as long as
    it has no more than fifteen digits; such numbers, which are nearly all, are added as integers.
    """
    millionths, others = 0, Decimal(0)
    for number in numbers:
        whole = round(number * _MILLIONTHS)
        if whole / _MILLIONTHS == number and -_WHOLE_DOUBLES < whole < _WHOLE_DOUBLES:
            millionths += whole
        else:
            others += exact(number)
    return Decimal(millionths) / _MILLIONTHS + others
