"""The examples of the rules as what they stand for: a small CSV file, and what is on record for it."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from staffing.checking import CheckResult, check_staffing
from staffing.columns import BY_CODE, FURTHER_HOURS, MAIN_HOURS, TEMPLATE_COLUMNS
from staffing.context import CheckContext, SiteOnRecord, WardOnRecord
from staffing.layouts import Layout
from staffing.rules.rule import Example

PERIOD = Month(2026, 10)
FAULTLESS = {
    "org_code": "RX1",
    "period": "2026-10",
    "url": "https://www.example.nhs.uk/safe-staffing",
    "site_code": "RX101",
    "site_name": "General Hospital",
    "ward": "Rowan",
    "specialty_1": "300 - GENERAL MEDICINE",
    "specialty_2": "-",
    "day_registered_planned": "1710",
    "day_registered_actual": "1602.5",
    "day_care_planned": "1080",
    "day_care_actual": "1105",
    "night_registered_planned": "1023",
    "night_registered_actual": "990",
    "night_care_planned": "682",
    "night_care_actual": "713",
    "patients": "812",
}
"""The worked ward: fill rates 93.7, 102.3, 96.8 and 104.5%, care hours per patient day 3.2, 2.2 and 5.4."""

_FURTHER = frozenset(column.code for column in FURTHER_HOURS)
_SITES = {
    "RX101": SiteOnRecord("RX101", "General Hospital", "RX1"),
    "RX102": SiteOnRecord("RX102", "Riverside Hospital", "RX1"),
}
_OTHER_SITES = {"RY201": SiteOnRecord("RY201", "Elsewhere Hospital", "RY2")}
_WARDS = (
    WardOnRecord("w-rowan", "RX101", "Rowan", ("Rowan Ward",)),
    WardOnRecord("w-oak", "RX101", "Oak"),
    WardOnRecord("w-children-1", "RX101", "Children's"),
    WardOnRecord("w-children-2", "RX102", "Childrens"),
    WardOnRecord("w-long", "RX101", "R" * 100),
)


def csv_of(example: Example) -> bytes:
    """The example as a CSV file in its layout."""
    changed = {code for row in example.rows for code in row}
    codes = [
        column.code
        for column in TEMPLATE_COLUMNS
        if column.code not in example.without
        and (column.code not in _FURTHER or column.code in changed or example.layout is Layout.TEMPLATE)
    ]
    codes += example.repeated
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    named = [BY_CODE[code] for code in codes]
    is_template = example.layout is Layout.TEMPLATE
    writer.writerow(column.heading if is_template else column.national for column in named)
    for changes in example.rows:
        row: dict[str, str] = dict(FAULTLESS)
        if "hours" in changes:
            row |= {column.code: changes["hours"] for column in MAIN_HOURS}
        row |= changes
        writer.writerow([*(row.get(code, "") for code in codes), *([changes["beyond"]] if "beyond" in changes else [])])
    return text.getvalue().encode()


def context_of(example: Example) -> CheckContext:
    """What is on record for the example."""
    on_record = dict(example.on_record)
    today = date.fromisoformat(str(on_record.pop("today", "2026-11-05")))
    earlier: Any = on_record.pop("previous_wards", ())
    fields: dict[str, Any] = {"sites": _SITES, "other_sites": _OTHER_SITES, "wards": _WARDS, **on_record}
    context = CheckContext("RX1", PERIOD, today, **fields)
    if not earlier:
        return context
    last = CheckContext("RX1", PERIOD.plus(-1), today, **fields)
    rows = tuple({"ward": name, "period": str(last.period)} for name in earlier)
    read = check_staffing(read_file(csv_of(Example(rows=rows)), "earlier.csv"), last)
    previous = {ward.ward_id: ward for ward in read.wards if ward.ward_id}
    return CheckContext("RX1", PERIOD, today, previous=previous, **fields)


def checked(example: Example) -> CheckResult:
    """The result of checking the example."""
    return check_staffing(read_file(csv_of(example), "example.csv"), context_of(example))
