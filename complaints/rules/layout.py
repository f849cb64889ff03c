"""Whether the file is a return of the trust and the period: its headings, its rows, its period."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.columns import BY_CODE, COLUMNS_OF, ORGANISATION, QUARTER, SITE, SITE_NAME, YEAR
from complaints.rows_read import CountsRow, Heading
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from oversight.returns.reading.cells import as_shown, column_letters, is_blank
from oversight.returns.reading.numbers import is_failed
from oversight.wording import write_count

_MORE = 80


def _heading_missing(survey: Survey) -> Iterator[Fault]:
    for heading in survey.file.headings:
        for column in COLUMNS_OF[heading.part]:
            is_needed = column.required or (column == SITE and SITE_NAME.code in heading.places)
            if column == YEAR and QUARTER.code in heading.places:
                continue
            if is_needed and column.code not in heading.places:
                yield Fault(
                    f"There is no column “{column.heading}”.{_perhaps(heading)}", None, column.code, heading=heading
                )


def _perhaps(heading: Heading) -> str:
    """Name the headings that say nothing known: one of them may be the one that is missing, misspelt."""
    unknown = [f"{column_letters(place)} “{heading.texts[place][:_MORE]}”" for place in heading.unknown[:3]]
    return f" Not known: column {', '.join(unknown)}." if unknown else ""


def _heading_repeated(survey: Survey) -> Iterator[Fault]:
    for heading in survey.file.headings:
        for code, place in heading.repeated:
            yield Fault(
                f"Columns {column_letters(heading.places[code])} and {column_letters(place)} both say "
                f"“{BY_CODE[code].heading}”, so it is not clear which holds it.",
                None,
                code,
                heading=heading,
                place=place,
            )


def _not_closed(survey: Survey) -> Iterator[Fault]:
    period = survey.context.period
    if period.last_day >= survey.context.today:
        yield Fault(f"{period.label} is not over, so nothing of it can be complete.")


def _no_row(survey: Survey) -> Iterator[Fault]:
    file = survey.file
    if file.counts or file.unreadable_periods or file.whose:
        return
    read, why = write_count(file.rows_read, "row"), "there was nothing to read"
    if file.unfilled:
        why = f"{read} read, and nothing is filled in"
    elif file.rows_other_periods and file.rows_other_trusts:
        why = f"{read} read, all of other periods or of other trusts"
    elif file.rows_other_periods:
        why = f"{read} read, all of other periods"
    elif file.rows_other_trusts:
        why = f"{read} read, all of other trusts"
    yield Fault(f"The file has no numbers of {survey.context.trust_code} for {file.period.label}: {why}.")


def _period_unreadable(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.unreadable_periods:
        code = YEAR.code if not is_blank(row.cells.get(YEAR.code)) else QUARTER.code
        named = " ".join(_shown(row, one) for one in (YEAR.code, QUARTER.code) if not is_blank(row.cells.get(one)))
        yield Fault(f"“{named[:_MORE]}” names no quarter and no financial year.", row, code)


def _shown(row: CountsRow, code: str) -> str:
    return as_shown(row.cells.get(code)) or ""


def _year_for_quarter(survey: Survey) -> Iterator[Fault]:
    rows = survey.file.year_for_quarter
    if rows:
        period = survey.context.period
        yield Fault(
            f"The file names {period.financial_year} and no quarter; its numbers were taken as those of {period}.",
            rows[0],
            YEAR.code,
        )


def _other_trusts(survey: Survey) -> Iterator[Fault]:
    """Speak where most of the file is the trust's own: the published file is of all trusts."""
    file = survey.file
    own = len(file.counts) + file.rows_other_periods
    if 0 < file.rows_other_trusts <= own:
        rows = "1 row is" if file.rows_other_trusts == 1 else f"{file.rows_other_trusts:,} rows are"
        yield Fault(f"{rows} of another trust than {survey.context.trust_code} by the code, and was left aside.")


def _organisation_blank(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.whose:
        if not is_failed(row.cells.get(ORGANISATION.code)):
            yield Fault(
                "The row names no organisation, and the file holds rows of others. It was left aside.",
                row,
                ORGANISATION.code,
            )


def _organisation_failed(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.whose:
        if is_failed(row.cells.get(ORGANISATION.code)):
            yield Fault("The formula in this cell failed, so it is not known whose row it is.", row, ORGANISATION.code)


def _too_long(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows():
        if row.beyond:
            yield Fault(
                f"The row has more cells than there are headings; left over: {', '.join(row.beyond)[:_MORE]}. "
                "Its values may stand under the wrong headings.",
                row,
            )


HEADING_MISSING = Rule(
    id="complaints.heading_missing",
    severity=Severity.MUST_FIX,
    text="The headings are those of KO41a as published: the year, the organisation's code and all 78 numbers, and the "
    "site's code in rows of sites.",
    mend="Add the column, or name it as the template does. The order does not matter.",
    check=_heading_missing,
    trips=Example(headings={"age_total": "Age_Totl"}),
    silent=Example(
        without_headings=("nhs_england_region_code", "nhs_england_region_name", "ics_code", "ics_name"),
        headings={"age_0_5": "age 0-5", "organisation_code": "Org code"},
    ),
    source="NHS England, Data on Written Complaints in the NHS, 2024-25: 86 columns for organisations, 88 for sites.",
)
HEADING_REPEATED = Rule(
    id="complaints.heading_repeated",
    severity=Severity.MUST_FIX,
    text="No two headings name the same column.",
    mend="Take one of the columns out.",
    check=_heading_repeated,
    trips=Example(repeated_headings=("complaints_total_new",)),
    silent=Example(),
)
NOT_CLOSED = Rule(
    id="complaints.period_not_closed",
    severity=Severity.MUST_FIX,
    text="A quarter or a year is returned after its last day.",
    mend="Send the return when the period is over; check the period that you chose.",
    check=_not_closed,
    trips=Example(on_record={"today": "2025-03-31"}),
    silent=Example(on_record={"today": "2025-04-01"}),
)
NO_ROW = Rule(
    id="complaints.no_row_for_period",
    severity=Severity.MUST_FIX,
    text="The file has at least one row of the trust for the period.",
    mend="Check the trust, the period that you chose, and the file.",
    check=_no_row,
    trips=Example(period="2024-Q3"),
    silent=Example(without=("general", "infirmary")),
)
PERIOD_UNREADABLE = Rule(
    id="complaints.period_not_readable",
    severity=Severity.MUST_FIX,
    text="Where a row names its period, it is a quarter or a financial year.",
    mend="Enter the quarter as 2024-Q4 or the financial year as 2024-25.",
    check=_period_unreadable,
    trips=Example({"general": {"year": "2024"}, "infirmary": {"year": "2024-26"}}),
    silent=Example({"general": {"year": "Q4 2024/25"}, "infirmary": {"year": "January to March 2025"}}),
)
YEAR_FOR_QUARTER = Rule(
    id="complaints.year_for_quarter",
    severity=Severity.EXPLAIN,
    text="Where a quarter's file names the financial year alone, we ask whether its numbers are the quarter's.",
    mend="If the numbers are the whole year's, send them for the year. Else say that they are the quarter's alone.",
    check=_year_for_quarter,
    trips=Example({name: {"year": "2024-25"} for name in ("whole", "general", "infirmary")}),
    silent=Example({name: {"year": "2024-25 Q4"} for name in ("whole", "general", "infirmary")}),
)
OTHER_TRUSTS = Rule(
    id="complaints.rows_of_other_trusts",
    severity=Severity.EXPLAIN,
    text="Rows of other trusts are left aside; where they are few among the trust's own, they are asked about.",
    mend="Check whether the organisation's code is mistyped. If the rows are another trust's, say so or take them out.",
    check=_other_trusts,
    trips=Example({"infirmary": {"organisation_code": "RX2"}}),
    silent=Example({f"other {n}": {"organisation_code": f"RY{n}", "complaints_total_new": "1"} for n in range(4)}),
)
ORGANISATION_FAILED = Rule(
    id="complaints.organisation_failed",
    severity=Severity.MUST_FIX,
    text="The organisation's code is a code, and not the error of a formula.",
    mend="Write the organisation's ODS code into the cell.",
    check=_organisation_failed,
    trips=Example({"general": {"organisation_code": "#N/A"}}),
    silent=Example({"general": {"organisation_code": ""}}),
)
ORGANISATION_BLANK = Rule(
    id="complaints.organisation_blank",
    severity=Severity.EXPLAIN,
    text="In a file of several organisations, a row without an organisation's code is left aside and asked about.",
    mend="If the row is yours, enter your ODS code. If it is the sum of all, say so or take it out.",
    check=_organisation_blank,
    trips=Example({"whole": {"organisation_code": ""}, "other": {"organisation_code": "RY1", "age_0_5": "0"}}),
    silent=Example({"whole": {"organisation_code": ""}}),
)
TOO_LONG = Rule(
    id="complaints.row_too_long",
    severity=Severity.MUST_FIX,
    text="A row has no more cells than there are headings.",
    mend="Put a text with a comma in quotation marks.",
    check=_too_long,
    trips=Example({"general": {"beyond": "00"}}),
    silent=Example({"general": {"beyond": " "}}),
)
RULES = (
    NOT_CLOSED, NO_ROW, HEADING_MISSING, HEADING_REPEATED, PERIOD_UNREADABLE, YEAR_FOR_QUARTER, OTHER_TRUSTS,
    ORGANISATION_FAILED, ORGANISATION_BLANK, TOO_LONG,
)  # fmt: skip
