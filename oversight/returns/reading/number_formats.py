"""Which cell styles of a workbook show a number as a date, a time of day or a duration."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from oversight.returns.reading.archives import Archive
from oversight.returns.reading.limits import SMALL_PART_BYTES


class Shown(StrEnum):
    """What a number stands for under its style."""

    DATE = "date"
    DURATION = "duration"


_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))  # ECMA-376 part 1, 18.8.30
_DURATIONS = frozenset((46,))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_DURATION_CODE = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\]]*\]")
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_LAST_SERIAL = 2_958_466  # 31 December 9999 and a day


def styles_shown(archive: Archive, name: str) -> dict[str, Shown]:
    """For each cell style (its index as text) that shows dates or durations, which of the two."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            formats.append(_number(attributes.get("numFmtId")))

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    archive.parse(name, start=start, end=end, at_most=SMALL_PART_BYTES)
    shown = ((str(index), _shown(number, codes)) for index, number in enumerate(formats))
    return {style: kind for style, kind in shown if kind is not None}


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _shown(number: int, codes: Mapping[int, str]) -> Shown | None:
    code = codes.get(number)
    if code is None:
        if number in _DURATIONS:
            return Shown.DURATION
        return Shown.DATE if number in _DATES else None
    code = _LITERAL.sub("", code.partition(";")[0])
    if _DURATION_CODE.search(code):
        return Shown.DURATION
    return Shown.DATE if _DATE_LETTER.search(_BRACKETED.sub("", code)) else None


def dated(number: float, shown: Shown, *, from_1904: bool) -> float | datetime | time | timedelta:
    """The date, time of day or duration that a serial number shows; the number itself out of their range."""
    if not math.isfinite(number) or not -_LAST_SERIAL < number < _LAST_SERIAL:
        return number
    if shown is Shown.DURATION:
        return timedelta(seconds=round(number * 86_400))
    return serial_date(number, from_1904=from_1904)


def serial_date(number: float, *, from_1904: bool) -> float | datetime | time:
    """The day that a serial number counts to, to the second; the number itself where there is none.

    Serial 60 is the 29 February 1900 that never was; days before it count from one day later.
    """
    if number < 0 or number >= _LAST_SERIAL:
        return number
    seconds = timedelta(seconds=round(number * 86_400))
    if from_1904:
        return datetime(1904, 1, 1) + seconds  # noqa: DTZ001 - a spreadsheet's dates have no zone
    if number < 1:
        return (datetime(1900, 1, 1) + seconds).time()  # noqa: DTZ001
    base = date(1899, 12, 30) if number >= 60 else date(1899, 12, 31)
    return datetime.combine(base, time()) + seconds
