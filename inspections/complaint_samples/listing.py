"""Reading a trust's list of its complaints: four columns, each fault with its line, nothing by which to know anybody.

A number is the trust's own: letters, digits and marks without a space, with a digit in it, so that no name fits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspections.complaint_samples.subjects import Outcome, outcome_called, subject_called
from oversight.organisations.naming import folded
from oversight.wording import write_date

MOST_ROWS = 20_000
MOST_BYTES = 2 * 1024 * 1024
COLUMNS = ("Number", "Received", "Subject", "Outcome")
_NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9/._-]{0,39}")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint of the list."""

    number: str
    received_on: date
    subject: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the list, at a line as an editor shows it; line 0: with the list as a whole."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """A list as it was read: its rows, and its faults, of which one is enough for the list not to be taken."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_list(text: str, *, from_on: date, to_on: date) -> Read:
    """Read a list as CSV, with or without a row of headings; every fault is found in one pass.

    from_on, to_on: the days, both included, on which listed complaints were received.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    if len(text.encode()) > MOST_BYTES:
        return Read((), (Fault(0, "The list is too large. Send the four columns alone"),))
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter="\t" if "\t" in text else ",")
    try:
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if not any(values) or _is_heading(values):
                continue
            if len(rows) + len(faults) >= MOST_ROWS:
                return Read((), (Fault(0, f"The list has more than {MOST_ROWS:,} lines"),))
            _read_row(values, reader.line_num, rows, faults, lines, from_on, to_on)
    except csv.Error:
        faults.append(Fault(reader.line_num, "This line cannot be read as CSV"))
    return Read(tuple(rows), tuple(faults))


def _is_heading(values: Sequence[str]) -> bool:
    return [folded(value).split(" ")[0] for value in values if value][:2] in (
        ["number", "received"],
        ["number", "date"],
    )


def _read_row(
    values: list[str],
    line: int,
    rows: list[Row],
    faults: list[Fault],
    lines: dict[str, int],
    from_on: date,
    to_on: date,
) -> None:
    while len(values) > len(COLUMNS) and not values[-1]:
        values.pop()
    if len(values) != len(COLUMNS):
        faults.append(Fault(line, "A line has four columns: number, received, subject, outcome"))
        return
    number, received, subject, outcome = values
    found: list[str] = []
    if not _NUMBER.fullmatch(number):
        found.append(
            "The number has letters, digits and the marks - / . _ alone, at least one digit, and no more than 40"
        )
    elif number.casefold() in lines:
        found.append(f"The number is on line {lines[number.casefold()]} too")
    else:
        lines[number.casefold()] = line
    day = _day(received)
    if day is None:
        found.append("Write the day received as 2026-10-31 or 31/10/2026")
    elif not from_on <= day <= to_on:
        found.append(f"The day received lies outside {write_date(from_on)} to {write_date(to_on)}")
    code, ended = subject_called(subject), outcome_called(outcome)
    if code is None:
        found.append("The subject is none of those of KO41a")
    if ended is None:
        found.append("The outcome is none of those on the list")
    faults.extend(Fault(line, text) for text in found)
    if not found and day is not None and code is not None and ended is not None:
        rows.append(Row(number, day, code, ended))


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day, not a moment)
        except ValueError:
            continue
    return None
