"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from oversight.returns.reading.limits import FILE_BYTES, MEGABYTE
from oversight.returns.reading.unreadable import Cause, Unreadable


class FileKind(StrEnum):
    """The two kinds of file that are read."""

    CSV = "csv"
    XLSX = "xlsx"


_SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV, and send it again."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"RIFF", "a sound or picture file"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "a database"),
)
_MARKUP = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<head", "a web page"),
    (b"<?xml", "an XML file"),
    (b"<workbook", "an XML file"),
)


def recognise(content: bytes, filename: str) -> FileKind:
    """The kind of a file by its content; Unreadable, saying what it really is, when it is neither kind.

    A file whose name promises the other kind is refused: the person has the wrong file in hand
    more often than the wrong name, and a spreadsheet would not open it either.
    """
    if len(content) > FILE_BYTES:
        raise Unreadable(
            Cause.TOO_LARGE,
            f"The file is {len(content) / MEGABYTE:.1f} MB; the most that can be sent is {FILE_BYTES // MEGABYTE} MB.",
            "Leave out the sheets and the months that are not part of this return, and send it again.",
        )
    if not content.strip(b"\x00\t\r\n\x0b\x0c \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(
            Cause.EMPTY, "The file is empty.", "Check that it was saved, and that you chose the right file."
        )
    kind = _kind_by_content(content)
    _check_name(kind, filename)
    return kind


def _kind_by_content(content: bytes) -> FileKind:
    if content.startswith(_ZIP):
        return _kind_of_archive(content)
    if content.startswith(_OLE):
        raise _old_or_protected(content)
    for start, name in _OTHERS:
        if content.startswith(start) and not _is_plain_text(content[:512]):
            raise _wrong_type(name)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, name in _MARKUP:
        if head.startswith(start):
            raise _wrong_type(name)
    if content.startswith((b"%PDF-", b"{\\rtf")):
        raise _wrong_type("a PDF document" if content.startswith(b"%PDF-") else "a rich text document")
    return FileKind.CSV


def _kind_of_archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(
            Cause.DAMAGED,
            "The file begins as a workbook does, but it is damaged: part of it is missing.",
            "Open it in your spreadsheet program, save it again as .xlsx, and send that copy.",
        ) from error
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable(
            Cause.MACRO,
            "The workbook contains macros. Workbooks with macros are not opened.",
            "Save it as an Excel workbook without macros (.xlsx), and send that copy.",
        )
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise Unreadable(Cause.BINARY_WORKBOOK, "The file is an Excel binary workbook (.xlsb).", _SAVE_AS)
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if any(name.startswith("word/") for name in names):
        raise _wrong_type("a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise _wrong_type("a PowerPoint presentation")
    if "content.xml" in names or "mimetype" in names:
        raise _wrong_type("an OpenDocument file")
    raise _wrong_type("a zip archive, which holds no workbook")


def _old_or_protected(content: bytes) -> Unreadable:
    if _ENCRYPTED_STREAM in content:
        return Unreadable(
            Cause.PASSWORD,
            "The workbook is protected by a password, so it cannot be opened.",
            "Open it with the password, take the password off (File, Info, Protect workbook), save it and send that.",
        )
    if "WordDocument".encode("utf-16-le") in content:
        return _wrong_type("a Word document")
    return Unreadable(
        Cause.OLD_WORKBOOK, "The file is a workbook of Excel 97 to 2003 (.xls), which is not read.", _SAVE_AS
    )


def _wrong_type(name: str) -> Unreadable:
    return Unreadable(Cause.WRONG_TYPE, f"The file is {name}, not a workbook or a CSV file.", _SAVE_AS)


def _is_plain_text(head: bytes) -> bool:
    """Whether bytes are plain text that merely begins as a binary format does, such as a column named BMI."""
    return all(byte >= 32 or byte in b"\t\r\n" for byte in head) and b"," in head


def _check_name(kind: FileKind, filename: str) -> None:
    ending = filename.lower().rpartition(".")[2] if "." in filename else ""
    workbook_names = {"xlsx", "xlsm", "xlsb", "xls", "xltx", "xltm"}
    if kind is FileKind.CSV and ending in workbook_names:
        raise Unreadable(
            Cause.RENAMED,
            f"The file is named .{ending}, but it is not a workbook: it is plain text.",
            "If it is a CSV file, name it .csv; if it should be a workbook, save it again as one.",
        )
    if kind is FileKind.XLSX and ending in {"csv", "txt", "tsv"}:
        raise Unreadable(
            Cause.RENAMED,
            f"The file is named .{ending}, but it is an Excel workbook.",
            "Name it .xlsx, or save it as CSV from your spreadsheet program, and send it again.",
        )
    if kind is FileKind.XLSX and ending in {"xls", "xlsb", "xlsm"}:
        raise Unreadable(
            Cause.RENAMED,
            f"The file is named .{ending}, but it is a workbook of another kind (.xlsx).",
            "Name it .xlsx, and send it again.",
        )
    if ending in {
        "pdf",
        "doc",
        "docx",
        "ods",
        "zip",
        "png",
        "jpg",
        "jpeg",
        "json",
        "xml",
        "html",
        "htm",
        "ppt",
        "pptx",
    }:
        raise Unreadable(
            Cause.RENAMED,
            f"The file is named .{ending}, but it is {'an Excel workbook' if kind is FileKind.XLSX else 'plain text'}.",
            "Name it by what it is, .xlsx or .csv, and check that it is the file that you meant.",
        )
