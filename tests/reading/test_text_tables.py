"""CSV files as they come: encodings, delimiters, line ends, and the row numbers that people see."""

import codecs

import pytest

from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Cause, Unreadable

TEXT = "Ward name,Patients\r\nSt Anne’s – café,812\r\n"
RECORDS = [(1, ["Ward name", "Patients"]), (2, ["St Anne’s – café", "812"])]


def records(content):
    return list(read_file(content, "return.csv").tables[0].records())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode("utf-8"), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(TEXT.encode("cp1252"), id="windows-1252"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16 with a mark"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="utf-16 big endian with a mark"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="utf-16 big endian without a mark"),
        pytest.param(TEXT.encode("utf-32"), id="utf-32"),
    ],
)
def test_the_encoding_is_told(content):
    assert records(content) == RECORDS


def test_a_byte_of_windows_far_down_is_read():
    content = b"Ward name\n" + b"Rowan\n" * 100_000 + b"Anne\x92s\n"
    assert records(content)[-1] == (100_002, ["Anne’s"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told(delimiter):
    content = f"Ward name{delimiter}Patients{delimiter}Note\nRowan{delimiter}812{delimiter}one, two\n"
    assert records(content.encode()) == [(1, ["Ward name", "Patients", "Note"]), (2, ["Rowan", "812", "one, two"])] or (
        delimiter == ","
    )


def test_a_line_that_names_the_delimiter_is_no_record():
    assert records(b"sep=;\r\nWard;Patients\r\nRowan;812\r\n") == [(1, ["Ward", "Patients"]), (2, ["Rowan", "812"])]


def test_line_ends_may_be_mixed():
    assert [row for row, _ in records(b"Ward\r\nOne\nTwo\rThree\r\n")] == [1, 2, 3, 4]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    content = b'Ward,Patients\n"Row\nan",1\n\nOak,2\n,\nElm,3'
    assert records(content) == [
        (1, ["Ward", "Patients"]),
        (2, ["Row\nan", "1"]),
        (3, []),
        (4, ["Oak", "2"]),
        (5, ["", ""]),
        (6, ["Elm", "3"]),
    ]


@pytest.mark.parametrize(
    "content", [b"Ward,Patients\nRow\x00an,812\n", b"Ward,Patients\n" + b"Rowan,812\n" * 9 + bytes(40)]
)
def test_nul_bytes_are_damage_and_said_where(content):
    with pytest.raises(Unreadable, match="NUL bytes") as caught:
        records(content)
    assert caught.value.code is Cause.NUL_BYTES


def test_a_quotation_mark_that_never_closes_loses_no_row_silently():
    with pytest.raises(Unreadable, match="row 3") as caught:
        records(b'Ward,Patients\nRowan,1\n"Oak,2\nElm,3\n')
    assert caught.value.code is Cause.DAMAGED


def test_two_quotation_marks_far_apart_lose_no_row_silently():
    with pytest.raises(Unreadable, match="do not match"):
        records(b'Ward,Patients\n"Oak,2\nElm,3\nAsh" ,4\n')


def test_a_table_can_be_read_twice():
    table = read_file(TEXT.encode(), "return.csv").tables[0]
    assert list(table.records()) == list(table.records()) == RECORDS
    assert table.bytes_read == table.bytes_total


def test_a_record_wider_than_any_sheet_is_damage():
    with pytest.raises(Unreadable, match="Row 2 has more than 16,384 cells"):
        records(b"Ward,Patients\n" + b"," * 20_000 + b"\n")
