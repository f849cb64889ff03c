"""The columns of the safety measures return, and what each of its rows can be.

Guidance, template, messages and tests are made from this declaration. A file has one row for each number and one for
each never event, alert and notifiable incident; the section and the item say what a row is, and so which of its columns
are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oversight.organisations.naming import folded
from oversight.returns.periods import Month


class Section(StrEnum):
    """The parts of the return."""

    ACTIVITY = "activity"
    NEVER_EVENTS = "never_events"
    ALERTS = "alerts"
    INFECTIONS = "infections"
    THERMOMETER = "thermometer"
    CANDOUR = "candour"

    @property
    def label(self) -> str:
        """What the file calls it."""
        return _SECTION_LABELS[self]


_SECTION_LABELS = {
    Section.ACTIVITY: "Activity",
    Section.NEVER_EVENTS: "Never events",
    Section.ALERTS: "Patient safety alerts",
    Section.INFECTIONS: "Infections",
    Section.THERMOMETER: "Safety Thermometer",
    Section.CANDOUR: "Duty of candour",
}


class RowKind(StrEnum):
    """What one row tells: a number, or one event, alert or incident with its dates."""

    NUMBER = "number"
    NEVER_EVENT = "never_event"
    ALERT = "alert"
    INCIDENT = "incident"


class AlertKind(StrEnum):
    """The kinds of alert: the three stages since January 2014, their successor since November 2019, and two others."""

    WARNING = "warning"
    RESOURCE = "resource"
    DIRECTIVE = "directive"
    NATIONAL = "national"
    DEVICE = "device"
    ESTATES = "estates"

    @property
    def label(self) -> str:
        """What the file calls it."""
        return _ALERT_LABELS[self]

    @property
    def is_of_patient_safety(self) -> bool:
        """Whether it is a patient safety alert, and no alert on a device or a building."""
        return self not in (AlertKind.DEVICE, AlertKind.ESTATES)


_ALERT_LABELS = {
    AlertKind.WARNING: "Stage 1: warning",
    AlertKind.RESOURCE: "Stage 2: resource",
    AlertKind.DIRECTIVE: "Stage 3: directive",
    AlertKind.NATIONAL: "National Patient Safety Alert",
    AlertKind.DEVICE: "Medical device alert",
    AlertKind.ESTATES: "Estates and facilities alert",
}


class Harm(StrEnum):
    """The degrees of harm from which an incident is notifiable (SI 2014/2936, regulation 20)."""

    DEATH = "death"
    SEVERE = "severe"
    MODERATE = "moderate"
    PSYCHOLOGICAL = "psychological"

    @property
    def label(self) -> str:
        """What the file calls it."""
        return _HARM_LABELS[self]


_HARM_LABELS = {
    Harm.DEATH: "Death",
    Harm.SEVERE: "Severe harm",
    Harm.MODERATE: "Moderate harm",
    Harm.PSYCHOLOGICAL: "Prolonged psychological harm",
}

TOTAL = "total"
TOTAL_LABEL = "Number in all"


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the return, by section and item.

    out_of: what the second number is; blank where the line has one number alone. required: whether a file must have the
    line. since: the first month that asks for it. may_not_apply: whether "n/a" is an answer.
    """

    section: Section
    code: str
    label: str
    guidance: str
    out_of: str = ""
    required: bool = False
    since: Month | None = None
    may_not_apply: bool = False

    def is_asked_for(self, period: Month) -> bool:
        """Whether a file for the month must have the line."""
        return self.required and (self.since is None or period >= self.since)


def _infection(code: str, label: str, guidance: str, *, required: bool = False, since: Month | None = None) -> Line:
    return Line(Section.INFECTIONS, code, label, guidance, required=required, since=since, may_not_apply=True)


def _thermometer(code: str, label: str, guidance: str, out_of: str = "") -> Line:
    return Line(Section.THERMOMETER, code, label, guidance, out_of=out_of, may_not_apply=True)


BED_DAYS = Line(
    Section.ACTIVITY,
    "bed_days",
    "Occupied overnight bed days",
    "Patients in bed at midnight, added up over the month.",
    required=True,
    may_not_apply=True,
)
NEVER_EVENTS_TOTAL = Line(
    Section.NEVER_EVENTS, TOTAL, TOTAL_LABEL, "Never events in the rows below; 0 where there was none.", required=True
)
ALERTS_TOTAL = Line(Section.ALERTS, TOTAL, TOTAL_LABEL, "Alerts in the rows below; 0 for none.", required=True)
INCIDENTS_TOTAL = Line(
    Section.CANDOUR, TOTAL, TOTAL_LABEL, "Notifiable incidents in the rows below; 0 for none.", required=True
)
INFECTIONS = (
    _infection("mrsa_bacteraemia", "MRSA bacteraemia", "Cases assigned to the trust after review.", required=True),
    _infection("cdifficile", "C. difficile infection", "Trust-apportioned cases, aged two and over.", required=True),
    _infection("mssa_bacteraemia", "MSSA bacteraemia", "Trust-apportioned cases."),
    _infection("ecoli_bacteraemia", "E. coli bacteraemia", "Trust-apportioned cases."),
    _infection(
        "klebsiella_bacteraemia", "Klebsiella bacteraemia", "Hospital-onset cases; since April 2017.",
        since=Month(2017, 4),
    ),
    _infection(
        "pseudomonas_bacteraemia", "Pseudomonas aeruginosa bacteraemia", "Hospital-onset cases; since April 2017.",
        since=Month(2017, 4),
    ),
)  # fmt: skip
PATIENTS_SEEN = _thermometer(
    "surveyed", "Patients seen", "Patients seen on the survey day.", "beds occupied at the midnight before"
)
HARM_FREE = _thermometer("harm_free", "Patients free of the four harms", "None of the four harms, old or new.")
NEW_HARM_FREE = _thermometer("new_harm_free", "Patients free of new harms", "None of the four harms that is new.")
ULCERS = _thermometer("pressure_ulcers", "Pressure ulcers", "Patients with an ulcer of category 2 to 4.")
NEW_ULCERS = _thermometer("new_pressure_ulcers", "New pressure ulcers", "First noted 72 hours or more after admission.")
SEVERE_ULCERS = _thermometer("severe_pressure_ulcers", "Deep pressure ulcers", "Category 3 or 4, old or new.")
FALLS = _thermometer("falls_with_harm", "Falls with harm", "Patients hurt by a fall in a care setting within 72 hours.")
CATHETERS = _thermometer(
    "catheter_and_infection", "Catheter and urinary infection", "A catheter within 72 hours, and treated."
)
NEW_CATHETERS = _thermometer(
    "new_catheter_infection", "Catheter and new urinary infection", "Treatment that began after admission."
)
NEW_CLOTS = _thermometer("new_vte", "New blood clots", "Treated for a clot found after admission.")
CLOTS_ASSESSED = _thermometer(
    "vte_assessed",
    "Risk of blood clots assessed",
    "Patients with a completed assessment in their notes.",
    "patients seen to whom it applied",
)
THERMOMETER = (
    PATIENTS_SEEN, HARM_FREE, NEW_HARM_FREE, ULCERS, NEW_ULCERS, SEVERE_ULCERS, FALLS, CATHETERS, NEW_CATHETERS,
    NEW_CLOTS, CLOTS_ASSESSED,
)  # fmt: skip
LINES = (BED_DAYS, NEVER_EVENTS_TOTAL, ALERTS_TOTAL, *INFECTIONS, *THERMOMETER, INCIDENTS_TOTAL)
"""Every number of the return, in the order of the template."""

LISTED = {
    RowKind.NEVER_EVENT: Section.NEVER_EVENTS,
    RowKind.ALERT: Section.ALERTS,
    RowKind.INCIDENT: Section.CANDOUR,
}
"""The sections that list what they count, by the kind of their rows."""

KIND_OF_SECTION = {section: kind for kind, section in LISTED.items()}

_LINES = {(line.section, folded(line.label)): line for line in LINES}
_SECTIONS = {folded(section.label): section for section in Section} | {
    folded(str(section)): section for section in Section
}


def section_called(text: str) -> Section | None:
    """Return the section that a cell names, however it is spelt."""
    return _SECTIONS.get(folded(text))


def line_called(section: Section, text: str) -> Line | None:
    """Return the number of a section that a cell names, however it is spelt."""
    return _LINES.get((section, folded(text)))


class Holds(StrEnum):
    """What a column holds."""

    CODE = "code"
    MONTH = "month"
    CHOICE = "choice"
    TEXT = "text"
    DAY = "day"
    STATUS = "status"
    YES_NO = "yes or no"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what the template calls it, what it holds, and which kinds of rows use it (none: all)."""

    code: str
    heading: str
    holds: Holds
    guidance: str
    used_by: tuple[RowKind, ...] = ()
    required: bool = False
    also_called: tuple[str, ...] = ()

    def is_used_by(self, kind: RowKind) -> bool:
        """Whether a row of the kind may have something in it."""
        return not self.used_by or kind in self.used_by


_LISTED_KINDS = (RowKind.NEVER_EVENT, RowKind.ALERT, RowKind.INCIDENT)

TRUST = Column("trust", "Trust code", Holds.CODE, "The ODS code of the trust.", also_called=("Org code", "Trust"))
MONTH = Column(
    "month", "Month", Holds.MONTH, "The month that the row describes, such as 2026-10.", also_called=("Period",)
)
SECTION = Column("section", "Section", Holds.CHOICE, "The part of the return that the row belongs to.", required=True)
ITEM = Column(
    "item",
    "Item",
    Holds.CHOICE,
    "What is counted; or the type of a never event, the kind of an alert, the degree of harm of an incident.",
    required=True,
)
REFERENCE = Column(
    "reference",
    "Reference",
    Holds.TEXT,
    "The trust's own number of an incident, or the alert's reference. Never a patient's number or name.",
    _LISTED_KINDS,
    required=True,
)
DATE = Column(
    "date",
    "Date",
    Holds.DAY,
    "The day of a never event, the day on which an alert was issued, or on which an incident was reported.",
    _LISTED_KINDS,
    required=True,
)
DEADLINE = Column("deadline", "Deadline", Holds.DAY, "An alert's own deadline.", (RowKind.ALERT,), required=True)
STATUS = Column(
    "status", "Status", Holds.STATUS, "An alert's status on the last day of the month.", (RowKind.ALERT,), required=True
)
ACKNOWLEDGED = Column(
    "acknowledged", "Acknowledged on", Holds.DAY, "When the trust acknowledged the alert.", (RowKind.ALERT,)
)
CLOSED = Column(
    "closed", "Closed on", Holds.DAY, "When the trust signed the alert off.", (RowKind.ALERT,), required=True
)
TOLD = Column(
    "told",
    "Told in person on",
    Holds.DAY,
    "When the patient or family was told in person; blank while nobody was.",
    (RowKind.INCIDENT,),
    required=True,
)
APOLOGY = Column(
    "apology", "Apology given", Holds.YES_NO, "Whether they heard an apology; yes or no.", (RowKind.INCIDENT,)
)
WRITTEN = Column(
    "written", "Written notification on", Holds.DAY, "When the written notification followed.", (RowKind.INCIDENT,)
)
NUMBER = Column(
    "number",
    "Number",
    Holds.NUMBER,
    "A whole number. 0 for none; blank for no figure; n/a where it does not apply to the trust. Beside a never event "
    "without a date: how many of its type there were in the month.",
    (RowKind.NUMBER, RowKind.NEVER_EVENT),
    required=True,
)
OUT_OF = Column(
    "out_of", "Out of", Holds.NUMBER, "What the number is a part of, where the item says.", (RowKind.NUMBER,)
)

COLUMNS = (
    TRUST, MONTH, SECTION, ITEM, REFERENCE, DATE, DEADLINE, STATUS, ACKNOWLEDGED, CLOSED, TOLD, APOLOGY, WRITTEN,
    NUMBER, OUT_OF,
)  # fmt: skip
BY_CODE = {column.code: column for column in COLUMNS}
DAYS = tuple(column for column in COLUMNS if column.holds is Holds.DAY)
NUMBERS = (NUMBER, OUT_OF)
KEPT = tuple(column for column in COLUMNS if column not in (TRUST, MONTH))
"""The columns of a row in canonical form: every row is of the return's own trust and month."""

_HEADINGS = {
    folded(name): column.code for column in COLUMNS for name in (column.heading, column.code, *column.also_called)
}


def column_called(heading: str) -> str | None:
    """Return the code of the column that a heading names, however it is spelt."""
    return _HEADINGS.get(folded(heading))
