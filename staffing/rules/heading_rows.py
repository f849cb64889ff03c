"""Whether the headings name each column once."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import column_letters
from staffing.findings import Severity
from staffing.rules.rule import Example, FileCheck, FileFault, Rule, Survey


def _missing(survey: Survey) -> Iterator[FileFault]:
    for heading in survey.headings:
        for column in heading.missing(survey.context.period):
            expected = heading.expected(column)
            yield FileFault(
                f"There is no column “{expected}”.", sheet=heading.table.sheet, row=heading.row, column=expected
            )


def _repeated(survey: Survey) -> Iterator[FileFault]:
    for heading in survey.headings:
        for code, place in heading.repeated:
            text = heading.texts[place]
            first = heading.letters(code)
            yield FileFault(
                f"Columns {first} and {column_letters(place)} both say “{heading.text(code)}” in one way or another, "
                "so it is not clear which holds it.",
                sheet=heading.table.sheet,
                row=heading.row,
                column=text,
                letters=column_letters(place),
                value=text,
            )


MISSING: Rule[FileCheck] = Rule(
    id="staffing.heading_missing",
    severity=Severity.MUST_FIX,
    text="The headings name the ward, the planned and actual hours of registered nurses and midwives and of care staff "
    "by day and night, and from May 2016 the count of patients.",
    mend="Add the column, or name it as the national layout does.",
    check=_missing,
    trips=Example(without=("night_care_actual",)),
    silent=Example(without=("specialty_2", "url", "org_code")),
)
REPEATED: Rule[FileCheck] = Rule(
    id="staffing.heading_repeated",
    severity=Severity.MUST_FIX,
    text="No two headings name the same column.",
    mend="Take one of the columns out, or name it for what it holds.",
    check=_repeated,
    trips=Example(repeated=("patients",)),
    silent=Example(),
)
FILE_RULES = (MISSING, REPEATED)
