"""CSV files as they come: their encoding, their delimiter, their records.

A record's number counts the file's records from the top, blank ones too and a quoted line break
not, so that it is the row that a spreadsheet shows for the same file.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from oversight.returns.reading.limits import COLUMNS
from oversight.returns.reading.tables import Record
from oversight.returns.reading.unreadable import Cause, Unreadable

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 40
_SAMPLE_BYTES = 64 * 1024
_UTF_16_SHARE = 0.4
_CONTROL_SHARE = 0.02
_SAVE_CSV = "Open it in your spreadsheet program, save it as “CSV UTF-8”, and send that copy."


class TextTable:
    """A CSV file's one table."""

    sheet = None
    hidden = False

    def __init__(self, content: bytes) -> None:
        self._content, self._encoding = _decodable(content)
        self._source = io.BytesIO(self._content)
        self.plain_digits = self._content.isascii() and b"_" not in self._content
        first_line = self._text().readline(64)
        self._names_delimiter = first_line.lower().startswith("sep=") and len(first_line.strip()) == 5
        self.delimiter = first_line.strip()[4] if self._names_delimiter else _delimiter(self._text())

    @property
    def bytes_read(self) -> int:
        return self.bytes_total if self._source.closed else self._source.tell()

    @property
    def bytes_total(self) -> int:
        return len(self._content)

    def records(self) -> Iterator[Record]:
        number = 0
        text = self._text()
        if self._names_delimiter:  # a line for the spreadsheet program, which does not show it
            text.readline()
        try:
            for number, cells in enumerate(csv.reader(text, delimiter=self.delimiter, strict=True), start=1):
                if len(cells) > COLUMNS:
                    raise _too_wide(number)
                yield number, cells
        except csv.Error as error:
            raise _damaged_quotes(number + 1) from error

    def _text(self) -> io.TextIOWrapper:
        self._source = io.BytesIO(self._content)
        return io.TextIOWrapper(self._source, encoding=self._encoding, errors="replace", newline="")


def _too_wide(number: int) -> Unreadable:
    return Unreadable(
        Cause.DAMAGED, f"Row {number} has more than {COLUMNS:,} cells, more than any spreadsheet can hold.", _SAVE_CSV
    )


def _damaged_quotes(number: int) -> Unreadable:
    return Unreadable(
        Cause.DAMAGED,
        f"The quotation marks in row {number} do not match, so the rest of the file cannot be told apart.",
        "A text in quotation marks needs one at both ends, and two for each inside it. " + _SAVE_CSV,
    )


def _decodable(content: bytes) -> tuple[bytes, str]:
    """The content with the name of its encoding; UTF-16 and UTF-32 are turned into UTF-8."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _as_utf_8(content, encoding), "utf-8"
    if b"\x00" in content:
        encoding_without_mark = _utf_16_without_mark(content[:_SAMPLE_BYTES])
        if encoding_without_mark is not None:
            return _as_utf_8(content, encoding_without_mark), "utf-8"
        _refuse_binary(content)
        raise _nul_bytes(content.count(b"\n", 0, content.index(b"\x00")) + 1)
    _refuse_binary(content)
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    return content, "utf-8" if _is_utf_8(content) else "cp1252"


def _as_utf_8(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding)
        if "\x00" in text:
            raise _nul_bytes(text.count("\n", 0, text.index("\x00")) + 1)
        return text.removeprefix("\ufeff").encode()
    except UnicodeError as error:
        raise Unreadable(
            Cause.DAMAGED, "The file's characters are damaged, so its text cannot be read.", _SAVE_CSV
        ) from error


def _nul_bytes(line: int) -> Unreadable:
    return Unreadable(
        Cause.NUL_BYTES,
        f"The file is damaged: line {line} holds NUL bytes, which no spreadsheet program writes into text.",
        _SAVE_CSV,
    )


def _utf_16_without_mark(sample: bytes) -> str | None:
    pairs = len(sample) // 2
    if pairs == 0:
        return None
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd >= _UTF_16_SHARE and even < _UTF_16_SHARE / 4:
        return "utf-16-le"
    if even >= _UTF_16_SHARE and odd < _UTF_16_SHARE / 4:
        return "utf-16-be"
    return None


def _refuse_binary(content: bytes) -> None:
    sample = content[:_SAMPLE_BYTES]
    printable = sample.translate(None, bytes(set(range(1, 32)) - set(b"\t\r\n\x0c\x1a")))
    if len(sample) - len(printable) > _CONTROL_SHARE * len(sample):
        raise Unreadable(
            Cause.WRONG_TYPE,
            "The file is neither a workbook nor text.",
            "Save it as an Excel workbook (.xlsx) or as CSV, and send it again.",
        )


def _is_utf_8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _SAMPLE_BYTES):
            decoder.decode(content[start : start + _SAMPLE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: io.TextIOWrapper) -> str:
    """The delimiter that parts the first records into the most columns; a comma when none is evident."""
    sample = text.read(_SAMPLE_BYTES)
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            columns = max((len(cells) for cells in islice(reader, _SAMPLE_RECORDS)), default=0)
        except csv.Error:
            continue
        if columns > most:
            best, most = delimiter, columns
    return best
