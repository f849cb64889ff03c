"""Taking a postcode directory onto the record: the whole of the one before is replaced, or nothing is."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from oversight.organisations.models import PostcodePlace
from oversight.organisations.postcode_directory import NotADirectory, Reading, read_directory
from oversight.organisations.postcodes import Position
from oversight.records.audit import audit
from oversight.records.references import Reference

_AT_ONCE = 50_000
_TABLE = PostcodePlace._meta.db_table
# A directory can name a postcode twice, once for each time that it was in use: the last one named is the newer.
_TAKEN = f"""
    INSERT INTO {_TABLE} (postcode, latitude, longitude)
    SELECT DISTINCT ON (postcode) postcode, latitude, longitude FROM postcodes_read ORDER BY postcode, line DESC
"""  # noqa: S608


@transaction.atomic
def import_postcodes(path: Path, *, by: Any, now: datetime) -> tuple[Reading, int]:
    """Read a directory and let it stand in the place of the one before; return the reading and how many postcodes.

    Raises ``NotADirectory``, also where not one postcode of it has a place, and ``OSError``; nothing is changed then.
    """
    reading = Reading()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE postcodes_read (line bigserial, postcode text, latitude float8, longitude float8)"
            " ON COMMIT DROP"
        )
        _refuse_zip(path)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            batch: list[tuple[str, Position]] = []
            for one in read_directory(lines, reading):
                batch.append(one)
                if len(batch) == _AT_ONCE:
                    _copy(cursor, batch)
                    batch = []
            _copy(cursor, batch)
        if not reading.placed:
            raise NotADirectory("Not one postcode of it has a place.")
        cursor.execute(f"DELETE FROM {_TABLE}")  # noqa: S608
        cursor.execute(_TAKEN)
        taken = int(cursor.rowcount)
        cursor.execute("DROP TABLE postcodes_read")
    audit("postcodes.imported", by=by, subject=Reference("register", "postcodes"), hashes=[_hash(path)], now=now)
    return reading, taken


def _copy(cursor: Any, batch: Iterable[tuple[str, Position]]) -> None:
    text = StringIO("".join(f"{code}\t{place.latitude!r}\t{place.longitude!r}\n" for code, place in batch))
    cursor.copy_from(text, "postcodes_read", columns=("postcode", "latitude", "longitude"))


def _refuse_zip(path: Path) -> None:
    """Say what to do with a directory as its publisher packs it: it holds many files, of which one is wanted."""
    if zipfile.is_zipfile(path):
        raise NotADirectory("It is a ZIP file. Unpack it, and name the CSV file of all postcodes that is in it.")


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
