"""Whether the file is a return of the trust and the month: its headings, its rows, its period."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import as_shown, column_letters, is_blank
from safety.columns import BY_CODE, COLUMNS, MONTH, SECTION, TRUST, RowKind, Section
from safety.reading import text_in
from safety.rules.rule import Example, Fault, Rule, Severity, Survey


def _heading_missing(survey: Survey) -> Iterator[Fault]:
    kinds = {row.kind for row in survey.file.rows}
    for heading in survey.file.headings:
        for column in COLUMNS:
            if not column.required or column.code in heading.places:
                continue
            if column.used_by and kinds.isdisjoint(column.used_by):
                continue
            yield Fault(
                f"There is no column “{column.heading}”.", None, column.code,
                sheet=heading.sheet, heading_row=heading.row,
            )  # fmt: skip


def _heading_repeated(survey: Survey) -> Iterator[Fault]:
    for heading in survey.file.headings:
        for code, place in heading.repeated:
            yield Fault(
                f"Columns {column_letters(heading.places[code])} and {column_letters(place)} both say "
                f"“{BY_CODE[code].heading}”, so it is not clear which holds it.",
                None,
                code,
                sheet=heading.sheet,
                heading_row=heading.row,
                heading_place=place,
            )


def _not_closed(survey: Survey) -> Iterator[Fault]:
    period = survey.context.period
    if not period.has_ended_on(survey.context.today):
        yield Fault(f"{period.label} is not over, so nothing of it can be complete.")


def _no_row(survey: Survey) -> Iterator[Fault]:
    file = survey.file
    if file.rows or file.unreadable_months:
        return
    if file.rows_other_periods:
        yield Fault(
            f"The file has no row for {file.period.label}: all its {file.rows_read:,} rows are of other months."
        )
    else:
        yield Fault(f"The file holds headings and nothing for {file.period.label}.")


def _month_unreadable(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.unreadable_months:
        yield Fault(f"“{as_shown(row.cells[MONTH.code])}” names no month.", row, MONTH.code)


def _another_trust(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        code = text_in(row.cells.get(TRUST.code))
        if code and code.upper() != survey.context.trust_code.upper():
            yield Fault(
                f"The row is of {code}, and this is the return of {survey.context.trust_code}.", row, TRUST.code
            )


def _section_unknown(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        if row.section is None:
            yield Fault("The row does not say which section of the return it belongs to.", row, SECTION.code)


def _item_unknown(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        if row.section is None or row.kind is not None:
            continue
        if not row.item_text:
            yield Fault(f"The row does not say what it is about in the section “{row.section.label}”.", row, "item")
        elif row.section is Section.NEVER_EVENTS:
            yield Fault(f"“{row.item_text}” is a type of never event on no national list.", row, "item")
        else:
            yield Fault(f"“{row.item_text}” is nothing that the section “{row.section.label}” asks for.", row, "item")


def _not_used(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        if row.kind is None:
            continue
        for code, cell in row.cells.items():
            column = BY_CODE[code]
            is_pair = row.kind is RowKind.NUMBER and code == "out_of" and row.line is not None and not row.line.out_of
            if (not column.is_used_by(row.kind) or is_pair) and not is_blank(cell) and text_in(cell):
                yield Fault(
                    f"“{column.heading}” is not used for this item; its value may stand in the wrong cell.", row, code
                )


def _too_long(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        if row.beyond:
            yield Fault(
                f"The row has more cells than there are headings; left over: {', '.join(row.beyond)[:80]}. "
                "Its values may stand under the wrong headings.",
                row,
            )


HEADING_MISSING = Rule(
    id="safety.heading_missing",
    severity=Severity.MUST_FIX,
    text="The headings name the section, the item and the number, and for rows of events, alerts and incidents what "
    "these need.",
    mend="Add the column, or name it as the template does.",
    check=_heading_missing,
    trips=Example(without_headings=("deadline",)),
    silent=Example(without_headings=("trust", "month", "written", "apology", "acknowledged")),
)
HEADING_REPEATED = Rule(
    id="safety.heading_repeated",
    severity=Severity.MUST_FIX,
    text="No two headings name the same column.",
    mend="Take one of the columns out.",
    check=_heading_repeated,
    trips=Example(repeated_headings=("number",)),
    silent=Example(),
)
NOT_CLOSED = Rule(
    id="safety.period_not_closed",
    severity=Severity.MUST_FIX,
    text="A month is returned after its last day.",
    mend="Send the return when the month is over; check the month that you chose.",
    check=_not_closed,
    trips=Example(on_record={"today": "2026-10-31"}),
    silent=Example(on_record={"today": "2026-11-01"}),
)
NO_ROW = Rule(
    id="safety.no_row_for_period",
    severity=Severity.MUST_FIX,
    text="The file has at least one row for the month.",
    mend="Check the month that you chose, and the file.",
    check=_no_row,
    trips=Example(period="2026-09"),
    silent=Example(),
)
MONTH_UNREADABLE = Rule(
    id="safety.period_not_a_month",
    severity=Severity.MUST_FIX,
    text="Where a row names its month, it is one.",
    mend="Enter the month as 2026-10 or 01/10/2026.",
    check=_month_unreadable,
    trips=Example({"bed days": {"month": "Quarter 3"}}),
    silent=Example({"bed days": {"month": "October 2026"}}),
)
ANOTHER_TRUST = Rule(
    id="safety.another_organisation",
    severity=Severity.MUST_FIX,
    text="Every row is of the trust that sends the return.",
    mend="Take the row out, or mend the trust's code.",
    check=_another_trust,
    trips=Example({"bed days": {"trust": "RY2"}}),
    silent=Example({"bed days": {"trust": " rx1 "}, "mrsa": {"trust": ""}}),
)
SECTION_UNKNOWN = Rule(
    id="safety.section_unknown",
    severity=Severity.MUST_FIX,
    text="Every row names a section of the return.",
    mend="Choose the section from the list of the template.",
    check=_section_unknown,
    trips=Example({"bed days": {"section": "Beds"}}),
    silent=Example({"bed days": {"section": "ACTIVITY "}}),
)
ITEM_UNKNOWN = Rule(
    id="safety.item_unknown",
    severity=Severity.MUST_FIX,
    text="Every row names an item that its section asks for.",
    mend="Choose the item from the list of the template.",
    check=_item_unknown,
    trips=Example({"never event": {"item": "Wrong tooth"}, "mrsa": {"item": ""}}),
    silent=Example({"never event": {"item": "wrong-site  surgery"}}),
)
NOT_USED = Rule(
    id="safety.cell_not_used",
    severity=Severity.MUST_FIX,
    text="A row has values only in the columns that its item uses.",
    mend="Take the value out, or move it to the column to which it belongs.",
    check=_not_used,
    trips=Example({"mrsa": {"deadline": "01/10/2026"}}),
    silent=Example({"mrsa": {"deadline": " - "}}),
)
TOO_LONG = Rule(
    id="safety.row_too_long",
    severity=Severity.MUST_FIX,
    text="A row has no more cells than there are headings.",
    mend="Put a text with a comma in quotation marks.",
    check=_too_long,
    trips=Example({"mrsa": {"beyond": "00"}}),
    silent=Example({"mrsa": {"beyond": " "}}),
)
RULES = (
    NOT_CLOSED, NO_ROW, HEADING_MISSING, HEADING_REPEATED, MONTH_UNREADABLE, ANOTHER_TRUST, SECTION_UNKNOWN,
    ITEM_UNKNOWN, NOT_USED, TOO_LONG,
)  # fmt: skip
