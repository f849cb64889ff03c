"""The figures of a released row as pages and files give them: a number, or the reason why there is none.

Formulas: domain rules 3.3. A rate is actual over planned hours, and care hours per patient day are hours worked over
the month's count of patients at 23:59; sums come before ratios. Blank, zero, not applicable, suppressed, not submitted
and withdrawn are told apart everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from oversight.measures.defining import definition
from oversight.wording import write_number
from publication.models import AddedHours, Hours
from staffing.columns import FURTHER_GROUPS, MAIN_GROUPS, Shift, Side, StaffGroup, hours_code


class Missing(StrEnum):
    """Why a cell holds no number; the value is the code that files carry in its place."""

    BLANK = "[x]"
    NOT_APPLICABLE = "[z]"
    NOT_SUBMITTED = "[n]"
    SUPPRESSED = "[c]"
    TOO_SMALL = "[t]"
    WITHDRAWN = "[w]"

    @property
    def label(self) -> str:
        """The words that pages show."""
        return _MISSING[self][0]

    @property
    def meaning(self) -> str:
        """What it means, for notes and dictionaries."""
        return _MISSING[self][1]


_MISSING = {
    Missing.BLANK: ("left blank", "The return left the cell blank. Blank is not zero."),
    Missing.NOT_APPLICABLE: (
        "not applicable",
        "There is nothing to work out. No hours were planned for a fill rate, no patients were counted for care hours"
        " per patient day, or nobody was there to whom a measure applies.",
    ),
    Missing.NOT_SUBMITTED: ("not submitted", "No return had been accepted when the figures were released."),
    Missing.SUPPRESSED: ("suppressed", "Held back so that nobody can be recognised. Ward staffing never needs it."),
    Missing.TOO_SMALL: ("too few", "Too few were counted for the figure to mean anything."),
    Missing.WITHDRAWN: ("withdrawn", "Was published and has been withdrawn; the reason is given with it."),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all its digits, or why there is none; ``text`` is the number as pages show it."""

    value: Decimal | None
    missing: Missing | None = None
    text: str = ""
    reason: str = ""

    def __str__(self) -> str:
        return self.text if self.missing is None else self.missing.label

    def __html__(self) -> str:
        """The same for a page, where a reason in place of a number is set apart; it holds nothing to escape."""
        return self.text if self.missing is None else f'<span class="app-missing">{self.missing.label}</span>'


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """One shift and staff group: planned and actual hours, and the rate where one is worked out."""

    shift: Shift
    group: StaffGroup
    planned: Figure
    actual: Figure
    fill: Figure | None

    @property
    def label(self) -> str:
        """Such as "Day, registered"; short, since it heads a row on a phone."""
        return f"{self.shift.label}, {_GROUPS_IN_ROWS[self.group][0]}"

    @property
    def label_goes_on(self) -> str:
        """What the short label leaves out, for those who hear the page: "nurses and midwives"."""
        return _GROUPS_IN_ROWS[self.group][1]


_GROUPS_IN_ROWS = {
    StaffGroup.REGISTERED: ("registered", "nurses and midwives"),
    StaffGroup.CARE: ("care staff", ""),
    StaffGroup.NURSING_ASSOCIATE: ("nursing associates", ""),
    StaffGroup.TRAINEE_ASSOCIATE: ("trainee nursing associates", ""),
    StaffGroup.ALLIED: ("allied health professionals", ""),
    StaffGroup.ALLIED_SUPPORT: ("allied health support staff", ""),
}
_GROUPS = ("registered", "care", "overall")
_NO_HOURS_PLANNED = "no hours were planned"
_NO_PATIENTS = "no patients were counted"


class StaffingFigures:
    """All figures of a ward, or of the wards of a hospital or trust together."""

    def __init__(self, row: Hours) -> None:
        self._row = row

    @cached_property
    def shifts(self) -> list[ShiftFigures]:
        """Day then night, registered then care."""
        return [self._shift(shift, group) for shift in Shift for group in MAIN_GROUPS]

    @cached_property
    def other_shifts(self) -> list[ShiftFigures]:
        """Nursing associates and allied health professionals, where the return has hours of theirs."""
        given: Mapping[str, str | None] = getattr(self._row, "other_groups", None) or {}
        made = []
        for group in FURTHER_GROUPS:
            for shift in Shift:
                hours = [given.get(hours_code(shift, group, side)) for side in Side]
                if any(text is not None and Decimal(text) for text in hours):
                    planned, actual = (hours_figure(None if text is None else Decimal(text)) for text in hours)
                    made.append(ShiftFigures(shift, group, planned, actual, None))
        return made

    @cached_property
    def fill(self) -> dict[str, Figure]:
        """The four fill rates by shift and group, such as ``day_registered``."""
        return {f"{each.shift}_{each.group}": each.fill for each in self.shifts if each.fill is not None}

    @cached_property
    def all_planned(self) -> Figure:
        """Planned hours of the four together."""
        return hours_figure(_added([each.planned.value for each in self.shifts]))

    @cached_property
    def all_actual(self) -> Figure:
        """Actual hours of the four together."""
        return hours_figure(_added([each.actual.value for each in self.shifts]))

    @cached_property
    def all_fill(self) -> Figure:
        """The hours of the four together: sums before the ratio."""
        return rate_figure(self.all_planned.value, self.all_actual.value)

    @cached_property
    def public_average(self) -> Figure:
        """The plain mean of the four rates, the figure that NHS Choices showed; not applicable where one of them is."""
        rates = [figure.value for figure in self.fill.values()]
        if any(rate is None for rate in rates):
            return Figure(None, Missing.NOT_APPLICABLE, reason="one of the four rates is missing")
        mean = sum((rate for rate in rates if rate is not None), Decimal(0)) / len(rates)
        return Figure(mean, text=_FILL.write(mean))

    @cached_property
    def patients(self) -> Figure:
        """Patients at 23:59, added up over the month."""
        count = self._row.patients
        if count is None:
            return Figure(None, Missing.BLANK)
        return Figure(Decimal(count), text=write_number(Decimal(count)))

    @cached_property
    def care_hours(self) -> dict[str, Figure]:
        """Care hours per patient day: ``registered``, ``care``, ``overall``."""
        row = self._row
        if isinstance(row, AddedHours):
            worked = {group: (getattr(row, f"{group}_worked"), getattr(row, f"{group}_patients")) for group in _GROUPS}
        else:
            registered = _added([row.day_registered_actual, row.night_registered_actual])
            care = _added([row.day_care_actual, row.night_care_actual])
            overall = _added([registered, care, row.other_actual])
            worked = dict(zip(_GROUPS, ((hours, row.patients) for hours in (registered, care, overall)), strict=True))
        return {group: _per_patient_day(f"chppd_{group}", *worked[group]) for group in _GROUPS}

    @cached_property
    def above_plan(self) -> bool:
        """Whether one of the four rates is above 100%, which pages explain."""
        return any(figure.value is not None and figure.value > 100 for figure in self.fill.values())

    def _shift(self, shift: Shift, group: StaffGroup) -> ShiftFigures:
        planned, actual = (getattr(self._row, hours_code(shift, group, side)) for side in Side)
        return ShiftFigures(shift, group, hours_figure(planned), hours_figure(actual), rate_figure(planned, actual))


_FILL = definition("fill_registered")


def hours_figure(hours: Decimal | None) -> Figure:
    """Return hours, shown with one decimal; None was left blank."""
    return Figure(None, Missing.BLANK) if hours is None else Figure(hours, text=write_number(hours, 1))


def rate_figure(planned: Decimal | None, actual: Decimal | None) -> Figure:
    """Return the fill rate in per cent; with no hours planned it is not applicable, never 0%."""
    if planned is None or actual is None:
        return Figure(None, Missing.NOT_APPLICABLE, reason="hours were left blank")
    rate = _FILL.value(actual, planned)
    if rate is None:
        return Figure(None, Missing.NOT_APPLICABLE, reason=_NO_HOURS_PLANNED)
    return Figure(rate, text=_FILL.write(rate))


def _per_patient_day(measure: str, hours: Decimal | None, patients: int | None) -> Figure:
    made = definition(measure)
    value = made.value(hours, None if patients is None else Decimal(patients))
    if value is None:
        reason = "hours were left blank" if hours is None and patients else _NO_PATIENTS
        return Figure(None, Missing.NOT_APPLICABLE, reason=reason)
    return Figure(value, text=made.write(value))


def _added(hours: list[Decimal | None]) -> Decimal | None:
    """Add up what is given; None where all was left blank."""
    given = [each for each in hours if each is not None]
    return sum(given, Decimal(0)) if given else None
