"""One ward's month as read, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from oversight.returns.periods import Month
from staffing.care_hours import care_hours_per_patient_day, pooled_care_hours
from staffing.columns import HOURS, MAIN_GROUPS, Shift, Side, StaffGroup, hours_code
from staffing.fill_rates import fill_rate, pooled_fill_rate

PLACE_OF_HOURS = {column.code: place for place, column in enumerate(HOURS)}
_PAIRS = {
    (shift, group): (
        PLACE_OF_HOURS[hours_code(shift, group, Side.PLANNED)],
        PLACE_OF_HOURS[hours_code(shift, group, Side.ACTUAL)],
    )
    for shift in Shift
    for group in StaffGroup
}
FILL_RATES = tuple((shift, group) for shift in Shift for group in MAIN_GROUPS)
"""The four fill rates, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class WardHours:
    """One ward's row of a return.

    site_code: None where the site is known by name alone. site_as_read: the code where the file has
    one, else the name, as it stands there. ward_id: the ward on record that it is;
    None for a new one. hours: planned and actual for each shift and group, in the order of
    `columns.HOURS`; None for a blank and for what must be fixed. A number has the 15 to 17
    significant digits that a spreadsheet holds, normalised. unusable: the codes of the cells that
    must be fixed. patients: the cumulative count at 23:59, None where blank or to be fixed.
    """

    period: Month
    site_code: str | None
    site_as_read: str
    ward_name: str
    ward_id: str | None
    specialty_1: str | None
    specialty_2: str | None
    url: str | None
    hours: tuple[Decimal | None, ...]
    patients: int | None
    sheet: str | None = None
    row: int | None = None
    unusable: frozenset[str] = frozenset()

    @property
    def site(self) -> str:
        """The site's code where it is known, else as read."""
        return self.site_code or self.site_as_read

    def planned(self, shift: Shift, group: StaffGroup) -> Decimal | None:
        return self.hours[_PAIRS[shift, group][0]]

    def actual(self, shift: Shift, group: StaffGroup) -> Decimal | None:
        return self.hours[_PAIRS[shift, group][1]]

    def fill_rate(self, shift: Shift, group: StaffGroup) -> Fraction | None:
        planned, actual = _PAIRS[shift, group]
        return fill_rate(self.hours[planned], self.hours[actual])

    def worked(self, groups: Iterable[StaffGroup]) -> Decimal | None:
        """Actual hours of some groups by day and night; None when all are blank or one must be fixed."""
        total: Decimal | None = None
        for group in groups:
            for shift in Shift:
                place = _PAIRS[shift, group][1]
                hours = self.hours[place]
                if hours is not None:
                    total = hours if total is None else total + hours
                elif self.unusable and HOURS[place].code in self.unusable:
                    return None
        return total

    def care_hours(self, groups: Iterable[StaffGroup]) -> Fraction | None:
        """Care hours per patient day of some groups."""
        return care_hours_per_patient_day(self.worked(groups), self.patients)


@dataclass(frozen=True, slots=True)
class Figures:
    """Fill rates in percent and care hours per patient day, exact; None where not applicable."""

    day_registered: Fraction | None
    day_care: Fraction | None
    night_registered: Fraction | None
    night_care: Fraction | None
    chppd_registered: Fraction | None
    chppd_care: Fraction | None
    chppd_overall: Fraction | None

    def as_json(self) -> dict[str, dict[str, float | None]]:
        """Numbers with all the digits that a double holds."""
        return {
            "fill_rate": {
                "day_registered": _number(self.day_registered),
                "day_care": _number(self.day_care),
                "night_registered": _number(self.night_registered),
                "night_care": _number(self.night_care),
            },
            "chppd": {
                "registered": _number(self.chppd_registered),
                "care": _number(self.chppd_care),
                "overall": _number(self.chppd_overall),
            },
        }


def figures(ward: WardHours) -> Figures:
    """One ward's figures."""
    day_registered, day_care, night_registered, night_care = (ward.fill_rate(*pair) for pair in FILL_RATES)
    return Figures(
        day_registered=day_registered,
        day_care=day_care,
        night_registered=night_registered,
        night_care=night_care,
        chppd_registered=ward.care_hours((StaffGroup.REGISTERED,)),
        chppd_care=ward.care_hours((StaffGroup.CARE,)),
        chppd_overall=ward.care_hours(StaffGroup),
    )


def pooled_figures(wards: Sequence[WardHours]) -> Figures:
    """The figures of several wards together: sums before ratios."""
    day_registered, day_care, night_registered, night_care = (
        pooled_fill_rate((ward.planned(*pair), ward.actual(*pair)) for ward in wards) for pair in FILL_RATES
    )
    return Figures(
        day_registered=day_registered,
        day_care=day_care,
        night_registered=night_registered,
        night_care=night_care,
        chppd_registered=pooled_care_hours((ward.worked((StaffGroup.REGISTERED,)), ward.patients) for ward in wards),
        chppd_care=pooled_care_hours((ward.worked((StaffGroup.CARE,)), ward.patients) for ward in wards),
        chppd_overall=pooled_care_hours((ward.worked(StaffGroup), ward.patients) for ward in wards),
    )


def _number(figure: Fraction | None) -> float | None:
    return None if figure is None else figure.numerator / figure.denominator
