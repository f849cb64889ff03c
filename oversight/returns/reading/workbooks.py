"""XLSX workbooks, read sheet by sheet as a stream of rows in bounded memory.

The sheets' XML is read directly: the readers at hand either hold the whole sheet in memory, lose
the row numbers, or show a failed formula as a blank cell. docs/adr says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from oversight.returns.reading.archives import (
    UNFINISHED_TOKEN,
    Archive,
    damaged,
    expands_too_far,
    fed,
    local,
    safe_parser,
    told_as_unreadable,
)
from oversight.returns.reading.cells import ErrorCell, UncalculatedCell, Value, column_index
from oversight.returns.reading.limits import (
    CELL_CHARACTERS,
    COLUMNS,
    COLUMNS_READ,
    SHARED_TEXT_BYTES,
    SMALL_PART_BYTES,
    UNPACKED_BYTES,
)
from oversight.returns.reading.number_formats import Shown, dated, styles_shown
from oversight.returns.reading.tables import Record

_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]++"(?: s="[0-9]++")?+(?: t="[a-z]++")?+\s*+/>')
_BLANK_ROW = re.compile(
    rb'<row r="[0-9]++"(?:[^<>/]*+/>|[^<>/]*+>(?:<c r="[A-Z]{1,3}[0-9]++"(?: s="[0-9]++")?+\s*+/>)*+</row>)'
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"


class Workbook:
    """A workbook's sheets, in its own order."""

    def __init__(self, content: bytes) -> None:
        self._archive = Archive(content)
        roots = dict(self._archive.related("").values())
        self._path = roots.get("officeDocument", "xl/workbook.xml")
        self._relations = self._archive.related(self._path)
        self.from_1904 = False
        self.sheets: list[Sheet] = []
        self._archive.parse(self._path, start=self._take, at_most=SMALL_PART_BYTES)

    def _take(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, path = self._relations.get(relation, ("", ""))
            if kind == "worksheet" and path in self._archive:
                hidden = attributes.get("state", "visible") != "visible"
                self.sheets.append(Sheet(self, attributes.get("name", ""), path, hidden=hidden))

    @property
    def archive(self) -> Archive:
        return self._archive

    @cached_property
    def styles(self) -> dict[str, Shown]:
        path = self._related("styles")
        return styles_shown(self._archive, path) if path else {}

    @cached_property
    def texts(self) -> list[str]:
        """The workbook's shared texts, which cells name by their place."""
        path = self._related("sharedStrings")
        texts: list[str] = []
        pieces: list[str] = []
        wanted = phonetic = False

        def start(tag: str, _: Mapping[str, str]) -> None:
            nonlocal wanted, phonetic
            if tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic = True
            elif tag == "t":
                wanted = not phonetic

        def end(tag: str) -> None:
            nonlocal wanted, phonetic
            if tag == "si":
                texts.append(_unescaped("".join(pieces)))
            elif tag == "rPh":
                phonetic = False
            elif tag == "t":
                wanted = False

        def take(text: str) -> None:
            if wanted:
                pieces.append(text)

        if path:
            self._archive.parse(path, start=start, end=end, text=take, at_most=SHARED_TEXT_BYTES)
        return texts

    def _related(self, kind: str) -> str | None:
        path = next((path for related, path in self._relations.values() if related == kind), None)
        return path if path is not None and path in self._archive else None


class Sheet:
    """One sheet, read as a table. Rows without a value are passed over; the others keep their numbers."""

    def __init__(self, workbook: Workbook, name: str, path: str, *, hidden: bool) -> None:
        self._workbook = workbook
        self._path = path
        self.sheet = name
        self.hidden = hidden
        self.plain_digits = False
        self.bytes_read = 0

    @property
    def bytes_total(self) -> int:
        return self._workbook.archive.size(self._path)

    def records(self) -> Iterator[Record]:
        if self.bytes_total > UNPACKED_BYTES:
            raise expands_too_far()
        rows = _Rows(self._workbook)
        with told_as_unreadable(), self._workbook.archive.open(self._path) as source:
            for self.bytes_read in fed(rows.parser, source, _BlankCells()):
                if rows.ready:
                    yield from rows.ready
                    rows.ready.clear()


class _BlankCells:
    """Takes formatted cells without a value out of a sheet's XML, before it is parsed.

    A sheet formatted to its last row holds millions of them; they take no part in anything.
    """

    def __init__(self) -> None:
        self._rest = b""

    def __call__(self, chunk: bytes) -> bytes:
        whole = self._rest + chunk
        if not chunk:
            self._rest = b""
            return whole
        end = whole.rfind(b">") + 1
        whole, self._rest = whole[:end], whole[end:]
        if len(self._rest) > UNFINISHED_TOKEN:
            raise expands_too_far()
        if b"<!" in whole:  # a comment or literal text may hold what only looks like a cell
            return whole
        return _BLANK_CELL.sub(b"", _BLANK_ROW.sub(b"", whole))


class _Rows:
    """Collects the rows of a sheet from the parser's calls; `ready` holds those that are complete."""

    def __init__(self, workbook: Workbook) -> None:
        self.ready: list[Record] = []
        self._workbook = workbook
        self._styles = workbook.styles
        self._places: dict[str, int] = {}
        self._number = 0
        self._cells: list[Value] = []
        self._type = self._style = self._reference = ""
        self._pieces: list[str] = []
        self._formula: list[str] | None = None
        self._text: list[str] | None = None
        self.parser = safe_parser()
        self.parser.StartElementHandler = self._first

    def _first(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Learns the prefix of the sheet's elements from its root, then hands over to the plain handlers."""
        prefix = tag[: len(tag) - len(local(tag))]
        self._c, self._v, self._t = prefix + "c", prefix + "v", prefix + "t"
        self._row, self._f, self._phonetic = prefix + "row", prefix + "f", prefix + "rPh"
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == self._c:
            self._reference = attributes.get("r", "")
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._pieces = []
            self._formula = None
        elif tag == self._v or tag == self._t:
            self._text = self._pieces
        elif tag == self._row:
            number = attributes.get("r")
            try:
                self._number = self._number + 1 if number is None else int(number)
            except ValueError as error:
                raise damaged(f"a row is numbered {number!r}") from error
            self._cells = []
        elif tag == self._f:
            self._text = self._formula = []
        elif tag == self._phonetic:
            self._text = None

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
            if len(self._text) > 1 and sum(map(len, self._text)) > 4 * CELL_CHARACTERS:
                raise expands_too_far()

    def _end(self, tag: str) -> None:
        if tag == self._c:
            if self._pieces or self._formula is not None:
                self._place(self._value())
            elif not self._reference:
                self._cells.append(None)
        elif tag == self._v or tag == self._t or tag == self._f:
            self._text = None
        elif tag == self._row and self._cells:
            self.ready.append((self._number, self._cells))

    def _place(self, value: Value) -> None:
        if self._reference:
            letters = self._reference.rstrip(_DIGITS)
            place = self._places.get(letters)
            if place is None:
                if not (letters.isascii() and letters.isupper() and letters.isalpha() and len(letters) <= 3):
                    raise damaged(f"a cell is named {self._reference!r}")
                place = self._places[letters] = column_index(letters)
                if place >= COLUMNS:
                    raise damaged(f"a cell is named {self._reference!r}")
            if place >= COLUMNS_READ:
                return
        else:
            place = min(len(self._cells), COLUMNS_READ)
        missing = place - len(self._cells)
        if missing < 0:
            self._cells[place] = value
            return
        if missing:
            self._cells.extend([None] * missing)
        self._cells.append(value)

    def _value(self) -> Value:
        text = "".join(self._pieces)
        kind = self._type
        if not text and self._formula is not None and kind != "str":
            return UncalculatedCell("=" + "".join(self._formula))
        try:
            if kind == "n":
                number = float(text)
                shown = self._styles.get(self._style)
                return number if shown is None else dated(number, shown, from_1904=self._workbook.from_1904)
            if kind == "s":
                return self._workbook.texts[int(text) if text.strip().isdigit() else len(self._workbook.texts)]
            if kind == "b":
                return "FALSE" if text.strip() in {"0", "false"} else "TRUE"
            if kind == "e":
                return ErrorCell(text.strip())
            if kind == "d":
                return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        except (ValueError, IndexError, OverflowError) as error:
            raise damaged(f"cell {self._reference} holds {text[:40]!r}, which its type does not allow") from error
        return _unescaped(text)


def _unescaped(text: str) -> str:
    """Text with the format's escapes undone, such as _x000D_; those that no text may hold become U+FFFD."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return "\ufffd" if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
