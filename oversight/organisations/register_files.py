"""Register files read into rows, each with its number and either what it lists or why it was left out.

Nothing here knows what is on record: a row is read or rejected for what stands in it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO

from oversight.organisations.register_layouts import Columns, Layout, NotARegister, columns_of, used_fields


@dataclass(frozen=True)
class Listed:
    """One organisation as a row of a register names it; blank text and None say that the row does not tell."""

    row: int
    code: str
    name: str
    region: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    parent: str = ""
    parent_name: str = ""
    joined_parent_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    website: str = ""
    # The register's fields after the closing date, the parent's code among them where the file gives it.
    further: tuple[str, ...] = ()


@dataclass(frozen=True)
class RejectedRow:
    """A row that was left out, by its number in the file (headings and blank rows counted), and why."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True)
class RegisterFile:
    """What a file lists, in its order, each code once, and what of it could not be taken."""

    layout: Layout
    rows: int
    listed: tuple[Listed, ...]
    rejected: tuple[RejectedRow, ...]
    sha256: str


class _Unfit(Exception):
    """A row cannot be taken, for the reason given."""


_LONGEST = {"town": 100, "county": 100, "postcode": 10, "website": 300, "region": 12}
_LONGEST_TEXT = 200
_DATES = ("opened_on", "closed_on", "joined_parent_on")
_BRITISH_ISLES = {"latitude": (49.0, 61.5), "longitude": (-11.0, 2.5)}
_CODE = re.compile(r"[A-Z0-9]{2,8}")
_DATE = re.compile(r"\d{8}|\d{4}-\d\d-\d\d")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_register(content: bytes, *, hospitals: bool = False) -> RegisterFile:
    """Read a register of trusts or sites, or with ``hospitals`` the list of hospitals.

    Text is UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1252. Row numbers count every record of the
    file from 1, as a spreadsheet shows them. ``NotARegister`` where the file is empty or has another layout.
    """
    records = [(row, fields) for row, fields in _records(_text(content)) if any(fields)]
    if not records:
        raise NotARegister("The file is empty.")
    ((usual_fields, _times),) = Counter(used_fields(fields) for _row, fields in records).most_common(1)
    columns = columns_of(records[0][1], usual_fields)
    if (columns.layout is Layout.HOSPITALS) != hospitals:
        raise NotARegister(
            "This is a register of trusts or sites, not a list of hospitals."
            if hospitals
            else "This is a list of hospitals, not a register of trusts or sites."
        )
    listed: dict[str, Listed] = {}
    rejected: list[RejectedRow] = []
    body = records[columns.has_headings :]
    for row, fields in body:
        try:
            found = _listed(row, fields, columns)
            earlier = listed.get(found.code)
            if earlier and replace(earlier, row=row) != found:
                raise _Unfit(f"The code stands already in row {earlier.row}, with other facts.")
            listed.setdefault(found.code, found)
        except _Unfit as unfit:
            rejected.append(RejectedRow(row, _code_as_read(fields, columns), str(unfit)))
    return RegisterFile(
        columns.layout, len(body), tuple(listed.values()), tuple(rejected), hashlib.sha256(content).hexdigest()
    )


def with_parents(file: RegisterFile, trust_codes: frozenset[str]) -> tuple[Listed, ...]:
    """Return the listed sites, each with the code of the trust that the file gives it, or none.

    A heading says which column holds it. Without headings it is the column of the 27 that holds codes of trusts, the
    fifteenth where several do. In the copy of 2018 alone, the first three characters of a site's code are its trust's;
    everywhere else codes are opaque.
    """
    if file.layout is Layout.REGISTER_OF_2018:
        return tuple(replace(site, parent=site.parent or _first_three(site.code, trust_codes)) for site in file.listed)
    column = _column_of_parents(file.listed, trust_codes)
    if column is None:
        return file.listed
    return tuple(
        replace(
            site,
            parent=site.parent or site.further[column].upper(),
            joined_parent_on=site.joined_parent_on or _date_or_none(site.further[column + 1 : column + 2]),
        )
        if site.further
        else site
        for site in file.listed
    )


def _first_three(code: str, trust_codes: frozenset[str]) -> str:
    return code[:3] if code[:3] in trust_codes else ""


def _column_of_parents(listed: Sequence[Listed], trust_codes: frozenset[str]) -> int | None:
    """Return which of the further fields holds codes of trusts; the usual place wins where as many stand there."""
    usual = 14 - 12  # the fifteenth field; the further ones follow the twelfth
    hits: dict[int, int] = {}
    for site in listed:
        for column, value in enumerate(site.further):
            if value.upper() in trust_codes:
                hits[column] = hits.get(column, 0) + 1
    return max(hits, key=lambda column: (hits[column], column == usual, -column)) if hits else None


def _date_or_none(fields: Sequence[str]) -> date | None:
    try:
        return _date(fields[0]) if fields else None
    except ValueError:
        return None


def _text(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as failure:
                raise NotARegister(f"The file says that it is {encoding} and is not.") from failure
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotARegister("The file is not text in UTF-8 or Windows-1252.")


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Return every record with its number; white space around and inside fields is tidied."""

    try:
        return [
            (row, [" ".join(field.split()) for field in fields])
            for row, fields in enumerate(csv.reader(StringIO(text, newline="")), start=1)
        ]
    except csv.Error as failure:
        raise NotARegister(f"The file is not CSV: {failure}.") from failure


def _code_as_read(fields: Sequence[str], columns: Columns) -> str:
    at = columns.facts.index("code")
    return fields[at][:20] if at < len(fields) else ""


def _listed(row: int, fields: Sequence[str], columns: Columns) -> Listed:
    """Read one record; ``_Unfit`` says why it cannot be taken."""
    wanted = columns.fields
    if len(fields) < wanted or any(fields[wanted:]):
        raise _Unfit(f"The row has {len(fields)} fields, not {wanted}.")
    if any(_CONTROL.search(field) for field in fields):
        raise _Unfit("The row holds a control character.")
    facts = {fact: fields[at] for at, fact in enumerate(columns.facts) if fact}
    code = facts["code"].upper()
    if not code:
        raise _Unfit("The code is blank.")
    if not _CODE.fullmatch(code):
        raise _Unfit("The code is not 2 to 8 letters and digits.")
    if not facts["name"]:
        raise _Unfit("The name is blank.")
    for fact, text in facts.items():
        if len(text) > _LONGEST.get(fact, _LONGEST_TEXT):
            raise _Unfit(f"The {fact.replace('_', ' ')} has more than {_LONGEST.get(fact, _LONGEST_TEXT)} characters.")
    dates = {fact: _date_of(fact, facts.pop(fact, "")) for fact in _DATES}
    if dates["opened_on"] and dates["closed_on"] and dates["closed_on"] < dates["opened_on"]:
        raise _Unfit("It closes before it opens.")
    position = {fact: _coordinate(fact, facts.pop(fact, "")) for fact in _BRITISH_ISLES}
    if (position["latitude"] is None) != (position["longitude"] is None):
        raise _Unfit("One coordinate stands without the other.")
    facts |= {"code": code, "postcode": facts["postcode"].upper() if "postcode" in facts else ""}
    facts["parent"] = facts.get("parent", "").upper()
    return Listed(row=row, further=tuple(fields[len(columns.facts) : wanted]), **facts, **dates, **position)  # type: ignore[arg-type]


def _date_of(fact: str, text: str) -> date | None:
    try:
        return _date(text)
    except ValueError:
        what = {"opened_on": "opening date", "closed_on": "closing date"}.get(fact, "date of joining the parent")
        raise _Unfit(f"The {what} “{text[:20]}” is not a date (yyyymmdd).") from None


def _date(text: str) -> date | None:
    """Read yyyymmdd, or yyyy-mm-dd; blank is None, anything else ``ValueError``."""
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _coordinate(fact: str, text: str) -> float | None:
    if not text:
        return None
    lowest, highest = _BRITISH_ISLES[fact]
    try:
        value = float(text)
    except ValueError:
        raise _Unfit(f"The {fact} “{text[:30]}” is not a number.") from None
    if not lowest <= value <= highest:
        raise _Unfit(f"The {fact} {text[:30]} lies outside the British Isles.")
    return value
