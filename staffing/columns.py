"""The columns of the ward staffing return: what each holds and what the template calls it.

Guidance, template, messages and tests are made from this declaration. The order is that of the
national collection (UNIFY2, later SDCS NStfFil): planned and actual hours for two staff groups by
day and night since 2014, the count of patients since May 2016, nursing associates and allied health
professionals since 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oversight.returns.periods import Month


class Shift(StrEnum):
    DAY = "day"
    NIGHT = "night"

    @property
    def label(self) -> str:
        return "Day" if self is Shift.DAY else "Night"


class StaffGroup(StrEnum):
    """The groups of staff whose hours are returned; fill rates are worked out for the first two."""

    REGISTERED = "registered"
    CARE = "care"
    NURSING_ASSOCIATE = "nursing_associate"
    TRAINEE_ASSOCIATE = "trainee_associate"
    ALLIED = "allied"
    ALLIED_SUPPORT = "allied_support"

    @property
    def label(self) -> str:
        """The national collection's name of the group."""
        return _GROUP_LABELS[self][0]

    @property
    def template_label(self) -> str:
        return _GROUP_LABELS[self][1]


_GROUP_LABELS = {
    StaffGroup.REGISTERED: ("Registered midwives/nurses", "registered nurses and midwives"),
    StaffGroup.CARE: ("Care staff", "care staff"),
    StaffGroup.NURSING_ASSOCIATE: ("Registered nursing associates", "registered nursing associates"),
    StaffGroup.TRAINEE_ASSOCIATE: ("Non-registered nursing associates", "trainee nursing associates"),
    StaffGroup.ALLIED: ("Registered allied health professionals", "registered allied health professionals"),
    StaffGroup.ALLIED_SUPPORT: ("Non-registered allied health professionals", "allied health support workers"),
}


class Side(StrEnum):
    """The two halves of a pair of hours."""

    PLANNED = "planned"
    ACTUAL = "actual"


class Kind(StrEnum):
    """What a column holds."""

    CODE = "code"
    TEXT = "text"
    MONTH = "month"
    ADDRESS = "web address"
    SPECIALTY = "specialty"
    HOURS = "hours"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the return.

    heading: what our template calls it; worded apart from the national one, so that a file tells which it is.
    national: what the national collection calls it. since: the first period that asks for it.
    required: whether a file must have it.
    """

    code: str
    heading: str
    national: str
    kind: Kind
    guidance: str
    required: bool = False
    in_template: bool = True
    since: Month | None = None
    shift: Shift | None = None
    group: StaffGroup | None = None
    side: Side | None = None


def hours_code(shift: Shift, group: StaffGroup, side: Side) -> str:
    """The code of an hours column, such as day_registered_planned."""
    return f"{shift}_{group}_{side}"


def _hours(shift: Shift, group: StaffGroup, side: Side, *, required: bool, since: Month | None) -> Column:
    kept_out = "Students and staff beyond the establishment are left out."
    counted = (
        "Hours that the ward planned to have worked, over all its shifts of the month."
        if side is Side.PLANNED
        else "Hours worked, with bank, agency and overtime, over all shifts of the month."
    )
    return Column(
        hours_code(shift, group, side),
        f"{shift.label}, {group.template_label}: {side} hours",
        f"{shift.label} - {group.label} - Total monthly {side} staff hours",
        Kind.HOURS,
        f"{counted} {kept_out}",
        required=required,
        since=since,
        shift=shift,
        group=group,
        side=side,
    )


MAIN_GROUPS = (StaffGroup.REGISTERED, StaffGroup.CARE)
FURTHER_GROUPS = (
    StaffGroup.NURSING_ASSOCIATE,
    StaffGroup.TRAINEE_ASSOCIATE,
    StaffGroup.ALLIED,
    StaffGroup.ALLIED_SUPPORT,
)
PATIENTS_SINCE = Month(2016, 5)
FURTHER_GROUPS_SINCE = Month(2018, 9)

MAIN_HOURS = tuple(
    _hours(shift, group, side, required=True, since=None) for shift in Shift for group in MAIN_GROUPS for side in Side
)
FURTHER_HOURS = tuple(
    _hours(shift, group, side, required=False, since=FURTHER_GROUPS_SINCE)
    for group in FURTHER_GROUPS
    for shift in Shift
    for side in Side
)
HOURS = MAIN_HOURS + FURTHER_HOURS

ORG_CODE = Column("org_code", "Trust code", "Org code", Kind.CODE, "The ODS code of the trust.")
ORG_NAME = Column("org_name", "Trust name", "Org name", Kind.TEXT, "For the reader; not checked.", in_template=False)
PERIOD = Column("period", "Month", "Period", Kind.MONTH, "The month that the row describes, such as 2026-10.")
URL = Column(
    "url",
    "Web address of the staffing page",
    "URL of trust page holding the staffing information",
    Kind.ADDRESS,
    "The full address of the trust's own page, beginning with http:// or https://.",
)
SITE_CODE = Column("site_code", "Site code", "Hospital Site code", Kind.CODE, "The ODS code of the hospital site.")
SITE_NAME = Column("site_name", "Site name", "Hospital Site name", Kind.TEXT, "For the reader where there is a code.")
WARD = Column(
    "ward",
    "Ward",
    "Ward name",
    Kind.TEXT,
    "The ward's name, always written alike. Inpatient wards only.",
    required=True,
)
SPECIALTY_1 = Column(
    "specialty_1",
    "Main specialty",
    "Specialty 1",
    Kind.SPECIALTY,
    "By treatment function, such as 300 - General medicine.",
)
SPECIALTY_2 = Column(
    "specialty_2", "Second specialty", "Specialty 2", Kind.SPECIALTY, "Where there is one; blank or - for none."
)
PATIENTS = Column(
    "patients",
    "Patients at 23:59, added up over the month",
    "Cumulative count over the month of patients at 23:59 each day",
    Kind.COUNT,
    "The patients on the ward at 23:59, counted each day and added up over the month; a whole number.",
    required=True,
    since=PATIENTS_SINCE,
)
DIVISION = Column(
    "division", "Division", "Division", Kind.TEXT, "A rota system's division; not used.", in_template=False
)
MISSING_CENSUS = Column(
    "missing_census",
    "Missing census count",
    "Missing census count",
    Kind.COUNT,
    "A rota system's count of nights without a census; not used.",
    in_template=False,
)

COLUMNS = (
    ORG_CODE,
    ORG_NAME,
    PERIOD,
    URL,
    SITE_CODE,
    SITE_NAME,
    WARD,
    SPECIALTY_1,
    SPECIALTY_2,
    *MAIN_HOURS,
    PATIENTS,
    *FURTHER_HOURS,
    DIVISION,
    MISSING_CENSUS,
)
BY_CODE = {column.code: column for column in COLUMNS}
TEMPLATE_COLUMNS = tuple(column for column in COLUMNS if column.in_template)


def is_asked_for(column: Column, period: Month) -> bool:
    """Whether a return for the period must have the column."""
    return column.required and (column.since is None or period >= column.since)
