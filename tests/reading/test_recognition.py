"""A file that cannot be read is refused with a message that says what it is and what to do."""

import gzip
import io
import zipfile

import pytest

from oversight.returns.reading.files import read_file
from oversight.returns.reading.limits import FILE_BYTES
from oversight.returns.reading.unreadable import Cause, Unreadable
from tests.reading.workbook_making import by_hand, rows_xml, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XLSX = workbook({"Return": [["Ward name"], ["Rowan"]]})


def all_records(content, filename):
    return [list(table.records()) for table in read_file(content, filename).tables]


def refused(content, filename="return.xlsx"):
    with pytest.raises(Unreadable) as caught:
        all_records(content, filename)
    assert caught.value.message.endswith(".")
    assert caught.value.mend.endswith(".")
    return caught.value


def zipped(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"  \t\n", b"\xff\xfe", b"\xff\xfe \x00"])
def test_an_empty_file(content):
    assert refused(content, "return.csv").code is Cause.EMPTY


def test_a_file_over_25_mb():
    error = refused(b"a,b\n" * (FILE_BYTES // 4 + 1), "return.csv")
    assert error.code is Cause.TOO_LARGE
    assert "25 MB" in error.message


def test_a_file_of_25_mb_is_taken():
    content = b"a,b\n" * (FILE_BYTES // 4)
    assert read_file(content, "return.csv").tables


def test_a_password_protected_workbook():
    assert refused(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)).code is Cause.PASSWORD


def test_an_old_workbook():
    error = refused(OLE + "Workbook".encode("utf-16-le") + bytes(100), "return.xls")
    assert error.code is Cause.OLD_WORKBOOK
    assert ".xls" in error.message


def test_a_workbook_with_macros():
    parts = {"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/vbaProject.bin": "x"}
    assert refused(zipped(parts), "return.xlsm").code is Cause.MACRO
    assert refused(zipped(parts), "return.xlsx").code is Cause.MACRO


def test_a_binary_workbook():
    assert refused(zipped({"xl/workbook.bin": "x"}), "return.xlsb").code is Cause.BINARY_WORKBOOK


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "gzip"),
        (b"<!DOCTYPE html><html><body><table><tr><td>Ward", "web page"),
        (b"\xef\xbb\xbf  <html><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (b"{\\rtf1\\ansi Ward name, hours}", "rich text"),
        (zipped({"word/document.xml": "x"}), "Word"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}), "OpenDocument"),
        (zipped({"readme.txt": "x"}), "zip archive"),
        (bytes(range(256)) * 20, "neither a workbook nor text"),
    ],
)
def test_a_file_of_another_type_is_named(content, what):
    error = refused(content, "return.csv")
    assert error.code is Cause.WRONG_TYPE
    assert what in error.message


def test_text_that_only_begins_like_a_picture_is_text():
    records = list(read_file(b"BMI,MZ\n1,2\n", "return.csv").tables[0].records())
    assert records == [(1, ["BMI", "MZ"]), (2, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "filename", "what"),
    [
        (b"Ward name,Patients\nRowan,812\n", "return.xlsx", "plain text"),
        (b"Ward name,Patients\nRowan,812\n", "return.xls", "plain text"),
        (XLSX, "return.csv", "Excel workbook"),
        (XLSX, "return.xls", "another kind"),
        (b"Ward name,Patients\nRowan,812\n", "return.pdf", "plain text"),
    ],
)
def test_a_renamed_file_is_told_for_what_it_is(content, filename, what):
    error = refused(content, filename)
    assert error.code is Cause.RENAMED
    assert what in error.message


@pytest.mark.parametrize("filename", ["RETURN.XLSX", "return", "October.2026 return", "return (2).xlsx"])
def test_a_workbook_is_known_by_its_content(filename):
    assert read_file(XLSX, filename).kind == "xlsx"


# Named by hand: the same workbook made twice differs by a byte or two, and the processes of one run of the
# tests must name them alike.
@pytest.mark.parametrize(
    "kept", [slice(4), slice(30), slice(len(XLSX) // 2), slice(-4)], ids=["4", "30", "half", "all but 4"]
)
def test_a_workbook_cut_short(kept):
    assert refused(XLSX[kept]).code is Cause.DAMAGED


def test_a_workbook_without_its_parts():
    assert refused(zipped({"[Content_Types].xml": "", "xl/styles.xml": ""})).code is Cause.DAMAGED


def test_a_bomb_by_its_declared_size():
    bomb = by_hand(rows_xml(""), extra={"xl/media/large.bin": bytes(64 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert refused(bomb).code is Cause.EXPANDS_TOO_FAR


def test_a_bomb_of_one_text_without_end():
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "A" * (9 * 1024 * 1024)
    assert refused(by_hand(rows_xml(cell + "</t></is></c></row>"))).code is Cause.EXPANDS_TOO_FAR


def test_a_bomb_of_one_tag_without_end():
    assert refused(by_hand(rows_xml("<row " + " " * (9 * 1024 * 1024) + "/>"))).code is Cause.EXPANDS_TOO_FAR


def test_entities_are_not_expanded():
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    assert refused(by_hand(laughs)).code is Cause.DAMAGED
