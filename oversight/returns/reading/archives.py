"""A workbook's archive, opened within bounds: its parts, and small parts as trees of elements."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any
from xml.parsers import expat

from oversight.returns.reading.limits import PARTS, RATIO, RATIO_FROM_BYTES, SMALL_PART_BYTES, UNPACKED_BYTES
from oversight.returns.reading.unreadable import Cause, Unreadable

_CHUNK = 256 * 1024
UNFINISHED_TOKEN = 4 * 1024 * 1024
_SAVE_AGAIN = "Open it in your spreadsheet program, save it again as .xlsx, and send that copy."


def damaged(what: str) -> Unreadable:
    return Unreadable(Cause.DAMAGED, f"The workbook is damaged: {what}.", _SAVE_AGAIN)


def expands_too_far() -> Unreadable:
    return Unreadable(
        Cause.EXPANDS_TOO_FAR,
        "The workbook unpacks to far more than a return holds, so it was not opened.",
        "Copy the rows of this return into a new workbook, and send that.",
    )


@contextmanager
def told_as_unreadable() -> Iterator[None]:
    """Turns what the archive and the parser raise on damage into Unreadable."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise damaged("a part of it cannot be unpacked") from error
    except expat.ExpatError as error:
        raise damaged(f"a part of it is not well formed ({error})") from error
    except RuntimeError as error:  # what zipfile raises for a part under a password
        raise Unreadable(
            Cause.PASSWORD, "The workbook is protected by a password, so it cannot be opened.", "Take the password off."
        ) from error


class Archive:
    """The parts of a workbook by their names, which are compared without case, as Excel does."""

    def __init__(self, content: bytes) -> None:
        with told_as_unreadable():
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        parts = self._archive.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
            raise expands_too_far()
        for part in parts:
            if part.file_size > RATIO_FROM_BYTES and part.file_size > RATIO * max(part.compress_size, 1):
                raise expands_too_far()
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def size(self, name: str) -> int:
        """The unpacked size of a part, as the archive declares it; reading stops there."""
        return self._part(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._part(name))

    def _part(self, name: str) -> zipfile.ZipInfo:
        part = self._parts.get(name.lower())
        if part is None:
            raise damaged(f"its part {name} is missing")
        return part

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part (of the whole for an empty name): id to (type's last word, part name)."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        if relations not in self:
            return found

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

        self.parse(relations, start=start, at_most=SMALL_PART_BYTES)
        return found

    def parse(
        self,
        name: str,
        *,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
        at_most: int,
    ) -> None:
        """Walks a part's elements by their local names; Unreadable for more than `at_most` bytes."""
        if self.size(name) > at_most:
            raise expands_too_far()
        parser = safe_parser()
        parser.StartElementHandler = lambda tag, attributes: start(local(tag), attributes)
        if end is not None:
            ended = end
            parser.EndElementHandler = lambda tag: ended(local(tag))
        if text is not None:
            parser.CharacterDataHandler = text
        with told_as_unreadable(), self.open(name) as source:
            for _ in fed(parser, source):
                pass


def local(tag: str) -> str:
    """An element's name without its namespace prefix."""
    return tag.rpartition(":")[2]


def safe_parser() -> Any:
    """A parser that refuses a document type, and with it every entity that could be made to grow."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_: object) -> None:
        raise damaged("it declares a document type, which no spreadsheet program writes")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def fed(
    parser: Any,
    source: IO[bytes],
    prepare: Callable[[bytes], bytes] | None = None,
) -> Iterator[int]:
    """Feeds the parser chunk by chunk, giving back the number of bytes read so far after each."""
    read, given = 0, 0
    while chunk := source.read(_CHUNK):
        read += len(chunk)
        if prepare is not None:
            chunk = prepare(chunk)
        given += len(chunk)
        parser.Parse(chunk, False)
        if given - parser.CurrentByteIndex > UNFINISHED_TOKEN:
            raise expands_too_far()
        yield read
    rest = prepare(b"") if prepare is not None else b""
    parser.Parse(rest, True)
    yield read
