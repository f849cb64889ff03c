"""Reading: days and numbers however they are written, and the same rows in CSV and in a workbook."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from oversight.returns.reading.days import NotDay, day_in
from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Unreadable
from safety.canonical_rows import content_sha256, rows_once, said_by
from safety.columns import LINES, Section
from safety.reading import amount_in, read_return, reference_key
from safety.rows_read import Given
from safety.rules.examples import PERIOD, csv_of
from safety.rules.rule import Example

FAULTLESS = csv_of(Example())


def read(content: bytes, filename: str = "return.csv"):
    return read_return(read_file(content, filename), PERIOD)


def as_workbook(content: bytes) -> bytes:
    """Return a CSV file's rows as a workbook, its numbers as numbers and its days as days."""
    workbook = Workbook()
    sheet = workbook.active
    for row in csv.reader(io.StringIO(content.decode())):
        cells: list[object] = []
        for text in row:
            if text.isdigit():
                cells.append(int(text))
            elif len(text) == 10 and text[2] == text[5] == "/":
                cells.append(date(int(text[6:]), int(text[3:5]), int(text[:2])))
            else:
                cells.append(text or None)
        sheet.append(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    ["05/10/2026", "5/10/26", "5.10.2026", "2026-10-05", "2026-10-05T00:00:00", "5 October 2026", "5th Oct 26",
     "05-Oct-2026", " 5 oct 2026 ", "46300"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_in(text) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "value",
    [
        "31/09/2026",
        "soon",
        "10/2026",
        "2026",
        "05/10/1926",
        "05/10/2026 14:30",
        "10/05/2026/1",
        46300.5,
        12.0,
        "１0/10/2026",
    ],
    ids=ascii,
)
def test_what_is_no_day_is_none(value: object) -> None:
    with pytest.raises(NotDay):
        day_in(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, "", "  ", "-", " – "], ids=repr)
def test_a_blank_is_no_day_and_no_fault(value: object) -> None:
    assert day_in(value) is None  # type: ignore[arg-type]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_any_day_is_read_back_from_each_way_of_writing_it(day: date) -> None:
    ways = (f"{day:%d/%m/%Y}", day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%d-%b-%y}")
    assert {day_in(way) for way in ways} == {day}
    assert day_in(datetime.combine(day, time())) == day_in(day) == day


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0", 0), ("12", 12), ("1,234", 1234), (3.0, 3), ("", Given.BLANK), (None, Given.BLANK), ("-", Given.BLANK),
        ("n/a", Given.NOT_APPLICABLE), ("N/A", Given.NOT_APPLICABLE), ("Not applicable", Given.NOT_APPLICABLE),
        ("#N/A", Given.FAULTY), ("nil", Given.FAULTY), ("-1", Given.FAULTY), ("0.5", Given.FAULTY),
        ("none", Given.FAULTY),
    ],
    ids=repr,
)  # fmt: skip
def test_blank_zero_and_not_applicable_are_told_apart(value: object, amount: object) -> None:
    found = amount_in(value)  # type: ignore[arg-type]
    assert found == amount
    assert type(found) is type(amount)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_whole_number_is_read_as_itself(number: int) -> None:
    assert amount_in(str(number)) == amount_in(f"{number:,}") == amount_in(float(number)) == number


def test_csv_and_workbook_come_to_the_same_rows_and_the_same_hash() -> None:
    one, other = read(FAULTLESS), read(as_workbook(FAULTLESS), "return.xlsx")
    assert [said_by(row) for row in rows_once(one)] == [said_by(row) for row in rows_once(other)]
    assert content_sha256(rows_once(one)) == content_sha256(rows_once(other))


@given(st.permutations(FAULTLESS.decode().splitlines()[1:]))
def test_the_order_of_rows_and_the_delimiter_change_nothing(lines: list[str]) -> None:
    heading = FAULTLESS.decode().splitlines()[0]
    shuffled = "\r\n".join([heading, *lines]).encode()
    assert content_sha256(rows_once(read(shuffled))) == content_sha256(rows_once(read(FAULTLESS)))


def test_lines_above_the_headings_and_spare_rows_are_passed_over() -> None:
    heading, *rows = FAULTLESS.decode().splitlines()
    spare = "RX1,2026-10,Never events,,,,,,,,,,,,"
    content = "\r\n".join(["Safety measures", "", heading, spare, *rows, ",,,,,", spare]).encode()
    found = read(content)
    assert len(found.rows) == 21
    assert found.rows_blank == 2
    assert found.rows[0].row == 5


def test_rows_of_other_months_are_left_aside() -> None:
    other = FAULTLESS.replace(b"2026-10", b"2026-09")
    found = read(FAULTLESS + other.split(b"\r\n", 1)[1])
    assert (len(found.rows), found.rows_other_periods, found.rows_read) == (21, 21, 42)


def test_a_file_of_another_kind_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="No row of headings of a safety measures return"):
        read(b"Ward,Day Reg Planned Hrs\nRowan,1\n")


def test_a_reference_is_the_same_however_it_is_spelt() -> None:
    assert reference_key("PSA/2026/004") == reference_key("psa 2026-004") == "psa2026004"


def test_no_two_lines_of_a_section_are_called_alike() -> None:
    assert len({(line.section, line.code) for line in LINES}) == len({(line.section, line.label) for line in LINES})
    assert {line.section for line in LINES} == set(Section)


def test_a_hidden_sheet_is_not_read_beside_a_visible_one() -> None:
    workbook = load_workbook(io.BytesIO(as_workbook(FAULTLESS)))
    hidden = workbook.copy_worksheet(workbook.active)
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    assert len(read(out.getvalue(), "return.xlsx").rows) == 21


def test_a_sheet_of_choices_is_no_return() -> None:
    with pytest.raises(Unreadable):
        read(b"Section,Status,Item\nActivity,Acknowledged,Number in all\n")
