"""The columns of the complaints return: KO41a as published, what the policy asks for beside it, and lessons learned.

Guidance, template, messages and tests are made from this declaration. A file holds up to three kinds of tables: counts
of the organisation and of its sites (86 columns for an organisation, 88 for a site), one row for each number that the
policy asks for, and one row for each lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from complaints.items import ASKED, CLINICAL, ITEM_BY_CODE, ITEMS, SUBJECTS, Asked, Item, Section
from complaints.worked import Worked
from oversight.organisations.naming import folded


class Part(StrEnum):
    """The three kinds of tables, by what a canonical row's key begins with."""

    COUNTS = "counts"
    HANDLING = "handling"
    LESSONS = "lesson"

    @property
    def sheet(self) -> str:
        """What the template calls its sheet."""
        return _SHEETS[self]


_SHEETS = {Part.COUNTS: "KO41a", Part.HANDLING: "Handling", Part.LESSONS: "Lessons"}


class Holds(StrEnum):
    """What a column holds."""

    PERIOD = "period"
    CODE = "code"
    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its table, what the template calls it, and what it holds.

    required: whether a table of its kind must have it. also_called: other headings by which it is known.
    """

    code: str
    heading: str
    holds: Holds
    part: Part
    guidance: str
    required: bool = False
    also_called: tuple[str, ...] = ()


def _about(code: str, heading: str, holds: Holds, guidance: str, *also: str, required: bool = False) -> Column:
    return Column(code, heading, holds, Part.COUNTS, guidance, required, also)


YEAR = _about(
    "year",
    "Year",
    Holds.PERIOD,
    "The financial year, such as 2024-25, or the quarter, such as 2024-Q4 for January to March 2025.",
    "Period", "Financial year", "Reporting period", "Year and quarter",
    required=True,
)  # fmt: skip
QUARTER = _about(
    "quarter", "Quarter", Holds.PERIOD, "The quarter, 1 to 4, where the year stands alone in its own column.", "Qtr"
)
ORGANISATION = _about(
    "organisation_code",
    "Organisation_Code",
    Holds.CODE,
    "The ODS code of the trust.",
    "Org code", "Trust code", "Provider code",
    required=True,
)  # fmt: skip
ORGANISATION_NAME = _about(
    "organisation_name", "Organisation_Name", Holds.TEXT, "The trust's name.", "Org name", "Trust name"
)
SITE = _about(
    "site_code", "Site_Code", Holds.CODE, "The ODS code of the site; blank in the row of the whole organisation."
)
SITE_NAME = _about("site_name", "Site_Name", Holds.TEXT, "The site's name; blank in the row of the whole organisation.")
COUNTS_START = (
    YEAR,
    _about("nhs_england_region_code", "NHS_England_Region_Code", Holds.CODE, "As published."),
    _about("nhs_england_region_name", "NHS_England_Region_Name", Holds.TEXT, "As published."),
    _about("ics_code", "ICS_Code", Holds.CODE, "As published."),
    _about("ics_name", "ICS_Name", Holds.TEXT, "As published."),
    ORGANISATION,
    ORGANISATION_NAME,
    SITE,
    SITE_NAME,
    _about("organisation_type", "Organisation_Type", Holds.TEXT, "As published."),
)
"""The ten columns before the 78 numbers, in the order of the published file of sites; QUARTER is not among them."""

_SECTION_GUIDANCE = {
    Section.SUMMARY: "A whole number, 0 for none.",
    Section.AGE: "New complaints by the age of the patient; 0 for none. In all as many as are new.",
    Section.STATUS: "New complaints by who complained; 0 for none. In all as many as are new.",
    Section.SERVICE: "New complaints by service area, each that it touches; 0 for none.",
    Section.CLINICAL: "New complaints about clinical treatment; may be left blank where there is none.",
    Section.SUBJECT: "New complaints by subject, each that it touches; may be left blank where there is none.",
    Section.PROFESSION: "New complaints by profession, each that it touches; 0 for none.",
}
NUMBERS = tuple(
    Column(item.code, item.heading, Holds.NUMBER, Part.COUNTS, _SECTION_GUIDANCE[item.section], required=True)
    for item in ITEMS
)
"""A column for each number of KO41a, in the order of the published files."""

COUNTS_COLUMNS = (*COUNTS_START, *NUMBERS)
"""The 88 columns of the template's sheet of counts, as published for sites."""

ITEM = Column(
    "item",
    "Item",
    Holds.CHOICE,
    Part.HANDLING,
    "What is counted, as the template has it.",
    required=True,
    also_called=("What is asked", "Measure"),
)
NUMBER = Column(
    "number",
    "Number",
    Holds.NUMBER,
    Part.HANDLING,
    "A whole number. 0 for none; blank for no figure; n/a where it does not apply to the trust.",
    required=True,
)
DEFINITION = Column(
    "definition",
    "Definition used",
    Holds.LONG_TEXT,
    Part.HANDLING,
    "How it was counted, where that is not as the guidance says; for patient interventions, what was added up.",
    also_called=("Definition",),
)
HANDLING_COLUMNS = (ITEM, NUMBER, DEFINITION)

THEME = Column(
    "theme",
    "Theme",
    Holds.CHOICE,
    Part.LESSONS,
    "The subject of KO41a that the lesson is about.",
    required=True,
    also_called=("Subject",),
)
PLACE = Column(
    "place", "Ward or service", Holds.TEXT, Part.LESSONS, "Where it was learned; blank for the whole trust.",
    also_called=("Ward", "Service", "Place"),
)  # fmt: skip
LESSON = Column(
    "lesson",
    "Lesson",
    Holds.LONG_TEXT,
    Part.LESSONS,
    "What was learned from complaints. It is published in your words: name nobody.",
    required=True,
    also_called=("Lesson learned", "Lessons learned"),
)
ACTION = Column(
    "action", "Action", Holds.LONG_TEXT, Part.LESSONS, "What was or will be changed.", required=True,
    also_called=("Improvement", "Improvement made"),
)  # fmt: skip
OWNER = Column(
    "owner", "Owner", Holds.TEXT, Part.LESSONS, "Who sees to it: a role, such as matron for surgery, never a name."
)
DUE = Column("due", "Due", Holds.DAY, Part.LESSONS, "By when it is to be done.", also_called=("Due on", "Due date"))
DONE = Column("done", "Done", Holds.DAY, Part.LESSONS, "When it was done.", also_called=("Done on", "Date done"))
WORKED = Column(
    "worked", "Worked", Holds.CHOICE, Part.LESSONS, "Whether it did what it was meant to do.",
    also_called=("Did it work", "Whether it worked"),
)  # fmt: skip
KNOWN_BY = Column(
    "known_by", "Known by", Holds.LONG_TEXT, Part.LESSONS, "By what you know whether it worked.",
    also_called=("How it is known", "How you know"),
)  # fmt: skip
LESSON_COLUMNS = (THEME, PLACE, LESSON, ACTION, OWNER, DUE, DONE, WORKED, KNOWN_BY)

COLUMNS_OF: Mapping[Part, tuple[Column, ...]] = {
    Part.COUNTS: COUNTS_COLUMNS,
    Part.HANDLING: HANDLING_COLUMNS,
    Part.LESSONS: LESSON_COLUMNS,
}
"""The columns of each table, in the order of the template."""

BY_CODE = {column.code: column for column in (*COUNTS_COLUMNS, QUARTER, *HANDLING_COLUMNS, *LESSON_COLUMNS)}
KEPT_OF: Mapping[Part, tuple[Column, ...]] = {
    Part.COUNTS: (SITE, SITE_NAME, *NUMBERS),
    Part.HANDLING: HANDLING_COLUMNS,
    Part.LESSONS: LESSON_COLUMNS,
}
"""The columns of a row in canonical form: every row is of the return's own trust and period."""

_CALLED = {
    (column.part, folded(name)): column.code
    for column in BY_CODE.values()
    for name in (column.heading, column.code, *column.also_called)
}
_ASKED = {folded(name): asked for asked in ASKED for name in (asked.label, asked.code)}
THEMES = (*SUBJECTS, *CLINICAL)
"""What a lesson may be about: the subjects of KO41a, and clinical treatment by its sub-categories."""
_THEMES = {folded(name): item for item in THEMES for name in (item.label, item.heading)}
_WORKED = {folded(name): worked for worked in Worked for name in (worked.label, worked.value)}


def column_called(part: Part, heading: str) -> str | None:
    """Return the code of the column of a table that a heading names, however it is spelt."""
    return _CALLED.get((part, folded(heading)))


def asked_called(text: str) -> Asked | None:
    """Return the number beyond KO41a that a cell names, however it is spelt."""
    return _ASKED.get(folded(text))


def theme_called(text: str) -> Item | None:
    """Return the theme that a cell names, however it is spelt."""
    return _THEMES.get(folded(text))


def worked_called(text: str) -> Worked | None:
    """Return what a cell says of an improvement; None for what is neither."""
    return _WORKED.get(folded(text))


def theme_label(code: str) -> str:
    """Return what people call a theme by its code; the code itself where it is none."""
    item = ITEM_BY_CODE.get(code)
    return item.label if item else code
