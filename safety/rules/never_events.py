"""Never events: the list in force on the day of the incident, and each event once."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.wording import write_date
from safety.columns import RowKind
from safety.never_event_lists import list_in_force
from safety.reading import reference_key
from safety.rows_read import Given
from safety.rules.listed import is_counted_by_type
from safety.rules.rule import Example, Fault, Rule, Severity, Survey


def _not_on_list(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        if "date" not in row.days:
            continue
        # A number by type is of the month, in which no list has ever changed but on its first day.
        day = row.day("date") or survey.context.period.first_day
        in_force = list_in_force(day)
        if in_force is None:
            yield Fault(f"No list of never events is on record for {write_date(day)}.", row, "date")
        elif in_force.type_on(row.item, day) is None:
            yield Fault(
                f"“{row.item_text}” is not on the list in force on {write_date(day)}: {in_force.title}.", row, "item"
            )


def _undated(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        if "date" in row.days and row.day("date") is None and row.amount("number") is Given.BLANK:
            yield Fault("The row gives neither the day of the incident nor a number of its type.", row, "date")
        elif row.reference and "date" in row.days and row.day("date") is None:
            yield Fault("The row has a reference, and not the day of the incident.", row, "date")


def _one_and_many(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        number = row.number("number")
        if row.day("date") is not None and number is not None and number != 1:
            yield Fault(f"The row is of one incident with its day, and says {number:,}.", row, "number")


def _type_twice(survey: Survey) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        if is_counted_by_type(row) and row.number("number") is not None:
            before = first.setdefault(row.item, row.row)
            if before != row.row:
                yield Fault(f"The number of this type is already in row {before}.", row, "item")


def _earlier(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        day = row.day("date")
        if day is not None and day < survey.context.period.first_day:
            yield Fault(
                f"The incident was on {write_date(day)}, before the month. It is counted by its own day.", row, "date"
            )


def _reported_before(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.of_kind(RowKind.NEVER_EVENT):
        month = survey.context.never_events.get(reference_key(row.reference)) if row.reference else None
        if month is not None:
            yield Fault(
                f"{row.reference} stands in the return of {month.label} already, and is counted there.",
                row,
                "reference",
            )


NOT_ON_LIST = Rule(
    id="safety.not_on_list",
    severity=Severity.MUST_FIX,
    text="A never event is of a type that was on the national list in force on the day of the incident.",
    mend="Choose the type as the list of that day has it. If no type fits, it is no never event: take the row out.",
    check=_not_on_list,
    trips=Example({"never event": {"item": "Air embolism"}}),
    silent=Example({"never event": {"item": "Air embolism", "date": "14/02/2015"}}),
    source="The lists of 2012/13, 2015/16 and 2018, each for incidents of its own time.",
)
UNDATED = Rule(
    id="safety.never_event_undated",
    severity=Severity.MUST_FIX,
    text="A never event has its day; or a row without reference and day says how many of the type there were.",
    mend="Enter the day of the incident.",
    check=_undated,
    trips=Example({"never event": {"date": ""}}),
    silent=Example({"never event": {"date": "", "reference": "", "number": "1"}}),
)
ONE_AND_MANY = Rule(
    id="safety.never_event_one_or_many",
    severity=Severity.MUST_FIX,
    text="A row is one never event with its day, or a number of one type without.",
    mend="Give each never event a row, or take the day and the reference out.",
    check=_one_and_many,
    trips=Example({"never event": {"number": "2"}}),
    silent=Example({"never event": {"number": "1"}}),
)
TYPE_TWICE = Rule(
    id="safety.never_event_type_twice",
    severity=Severity.MUST_FIX,
    text="The number of one type is given once.",
    mend="Keep the right row.",
    check=_type_twice,
    trips=Example(
        {
            "never event": {"reference": "", "date": "", "number": "1"},
            "another": {"section": "Never events", "item": "Wrong site surgery", "number": "1"},
        }
    ),
    silent=Example(
        {
            "never event": {"reference": "", "date": "", "number": "1"},
            "another": {"section": "Never events", "item": "Scalding of patients", "number": "1"},
        }
    ),
)
EARLIER = Rule(
    id="safety.never_event_earlier",
    severity=Severity.EXPLAIN,
    text="A never event of an earlier month is asked about; it is counted in the twelve months by its own day.",
    mend="Check the day. If it was found later, say how it was found.",
    check=_earlier,
    trips=Example({"never event": {"date": "30/09/2026"}}),
    silent=Example({"never event": {"date": "01/10/2026"}}),
)
REPORTED_BEFORE = Rule(
    id="safety.never_event_reported_before",
    severity=Severity.MUST_FIX,
    text="A never event is in one month's return.",
    mend="Take the row out here, or correct the other month first.",
    check=_reported_before,
    trips=Example(on_record={"never_events": {"W-0901": "2026-08"}}),
    silent=Example(on_record={"never_events": {"W-0902": "2026-08"}}),
)
RULES = (NOT_ON_LIST, UNDATED, ONE_AND_MANY, TYPE_TWICE, EARLIER, REPORTED_BEFORE)
