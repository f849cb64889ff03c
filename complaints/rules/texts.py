"""Texts that people write: kept as they are, within a length, and without what identifies a patient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.columns import BY_CODE, DEFINITION, LESSON_COLUMNS, SITE_NAME, Holds
from complaints.reading import long_text_in, text_in
from complaints.rows_read import CountsRow, RowRead
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from oversight.returns.reading.cells import ErrorCell, UncalculatedCell
from oversight.returns.reading.numbers import is_failed

_TEXTS = (Holds.TEXT, Holds.LONG_TEXT)
_OF_LESSONS = tuple(column for column in LESSON_COLUMNS if column.holds in _TEXTS)
# Three, three and four digits, as the number is written on letters; not within a longer number.
_TEN_DIGITS = re.compile(r"(?<![\d+])(\d{3})[ \u00a0-]?(\d{3})[ \u00a0-]?(\d{4})(?!\d)", re.ASCII)
_DIGITS = 10


def _texts(survey: Survey) -> Iterator[tuple[RowRead, str]]:
    """Give each cell of text that is kept."""
    for row in survey.file.counts:
        yield row, SITE_NAME.code
    for one in survey.file.handling:
        yield one, DEFINITION.code
    for lesson in survey.file.lessons:
        for column in _OF_LESSONS:
            yield lesson, column.code


def _too_long(survey: Survey) -> Iterator[Fault]:
    bounds = survey.context.bounds
    for row, code in _texts(survey):
        is_long = BY_CODE[code].holds is Holds.LONG_TEXT
        most = bounds.long_text.value if is_long else bounds.short_text.value
        text = (long_text_in if is_long else text_in)(row.cells.get(code))
        if len(text) > most:
            yield Fault(f"The text has {len(text):,} characters; there is room for {most:,}.", row, code)


def _failed(survey: Survey) -> Iterator[Fault]:
    for row, code in (*_texts(survey), *_chosen(survey)):
        cell = row.cells.get(code)
        if isinstance(cell, UncalculatedCell):
            yield Fault("This cell holds a formula whose result was not saved in the file.", row, code)
        elif isinstance(cell, ErrorCell) or is_failed(cell):
            yield Fault("The formula in this cell failed, so there is no text.", row, code)


def _chosen(survey: Survey) -> Iterator[tuple[RowRead, str]]:
    for row in survey.file.lessons:
        for code in ("theme", "worked", "due", "done"):
            yield row, code


def _names_a_patient(survey: Survey) -> Iterator[Fault]:
    for row, code in _texts(survey):
        if isinstance(row, CountsRow):
            continue
        if any(is_nhs_number("".join(match.groups())) for match in _TEN_DIGITS.finditer(_shown(row, code))):
            yield Fault("The text holds what reads as a patient's NHS number.", row, code)


def _shown(row: RowRead, code: str) -> str:
    return long_text_in(row.cells.get(code))


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number by their check digit, weights 10 to 2 modulo 11 (NHS Data Dictionary)."""
    if len(digits) != _DIGITS or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])


TOO_LONG = Rule(
    id="complaints.text_too_long",
    severity=Severity.MUST_FIX,
    text="A name, a ward or service and an owner have at most 200 characters; other texts at most 4,000.",
    mend="Say it in fewer words: the public reads it.",
    check=_too_long,
    trips=Example({"lesson": {"lesson": "Ask first. " * 400, "owner": "x" * 201}}),
    silent=Example({"lesson": {"lesson": "<script>alert('ask')</script>" + " \u200b" * 4000, "owner": "x" * 200}}),
)
FAILED = Rule(
    id="complaints.text_failed",
    severity=Severity.MUST_FIX,
    text="Texts are texts, and not the error of a formula.",
    mend="Write the text itself into the cell.",
    check=_failed,
    trips=Example({"lesson": {"action": "#REF!"}}),
    silent=Example({"lesson": {"action": "=HYPERLINK(\"x\")", "lesson": "# ask first"}}),
)  # fmt: skip
NAMES_A_PATIENT = Rule(
    id="complaints.patient_in_text",
    severity=Severity.MUST_FIX,
    text="No text holds a patient's number: lessons are published in the trust's words.",
    mend="Take out every name and number by which a patient or a relative could be known.",
    check=_names_a_patient,
    trips=Example({"lesson": {"lesson": "As patient 943 476 5919 told us, ask first."}}),
    silent=Example({"lesson": {"lesson": "Ring 0117 496 0123, or 943 476 5918 of our own book."}}),
    source="The check digit of the NHS number, NHS Data Dictionary.",
)
RULES = (TOO_LONG, FAILED, NAMES_A_PATIENT)
