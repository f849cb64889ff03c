"""The examples of the rules as what they stand for: a small CSV file, and what is on record for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from safety.checking import CheckResult, check_safety
from safety.columns import BY_CODE, COLUMNS
from safety.context import CheckContext, OpenAlert, OpenIncident
from safety.reading import reference_key
from safety.rules.rule import Example

PERIOD = Month(2026, 10)
_ROW = {"trust": "RX1", "month": "2026-10"}


def _number(section: str, item: str, number: str, out_of: str = "") -> dict[str, str]:
    return {**_ROW, "section": section, "item": item, "number": number, "out_of": out_of}


_SURVEY = "Safety Thermometer"
FAULTLESS: Mapping[str, Mapping[str, str]] = {
    "bed days": _number("Activity", "Occupied overnight bed days", "21000"),
    "never events": _number("Never events", "Number in all", "1"),
    "never event": {
        **_ROW,
        "section": "Never events",
        "item": "Wrong site surgery",
        "reference": "W-0901",
        "date": "05/10/2026",
    },
    "alerts": _number("Patient safety alerts", "Number in all", "1"),
    "alert": {
        **_ROW,
        "section": "Patient safety alerts",
        "item": "Stage 3: directive",
        "reference": "PSA/2026/004",
        "date": "14/09/2026",
        "deadline": "30/11/2026",
        "status": "Action required: ongoing",
        "acknowledged": "15/09/2026",
    },
    "mrsa": _number("Infections", "MRSA bacteraemia", "0"),
    "cdifficile": _number("Infections", "C. difficile infection", "3"),
    "mssa": _number("Infections", "MSSA bacteraemia", "2"),
    "seen": _number(_SURVEY, "Patients seen", "612", "640"),
    "harm free": _number(_SURVEY, "Patients free of the four harms", "575"),
    "new harm free": _number(_SURVEY, "Patients free of new harms", "598"),
    "ulcers": _number(_SURVEY, "Pressure ulcers", "24"),
    "new ulcers": _number(_SURVEY, "New pressure ulcers", "7"),
    "deep ulcers": _number(_SURVEY, "Deep pressure ulcers", "5"),
    "falls": _number(_SURVEY, "Falls with harm", "4"),
    "catheters": _number(_SURVEY, "Catheter and urinary infection", "6"),
    "new catheters": _number(_SURVEY, "Catheter and new urinary infection", "2"),
    "clots": _number(_SURVEY, "New blood clots", "2"),
    "assessed": _number(_SURVEY, "Risk of blood clots assessed", "580", "600"),
    "incidents": _number("Duty of candour", "Number in all", "1"),
    "incident": {
        **_ROW,
        "section": "Duty of candour",
        "item": "Moderate harm",
        "reference": "W-1001",
        "date": "05/10/2026",
        "told": "12/10/2026",
        "apology": "yes",
        "written": "14/10/2026",
    },
}
"""A month in which nothing is to be mended or explained, with 14 patients who came to a new harm."""


def csv_of(example: Example) -> bytes:
    """The example as a CSV file."""
    codes = [column.code for column in COLUMNS if column.code not in example.without_headings]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(BY_CODE[code].heading for code in (*codes, *example.repeated_headings))
    rows = {name: row for name, row in FAULTLESS.items() if name not in example.without}
    for name, changes in example.changes.items():
        rows[name] = {**rows.get(name, _ROW), **changes}
    for row in rows.values():
        cells = [row.get(code, "") for code in (*codes, *example.repeated_headings)]
        writer.writerow([*cells, *([row["beyond"]] if "beyond" in row else [])])
    return text.getvalue().encode()


def context_of(example: Example) -> CheckContext:
    """What is on record for the example."""
    given: dict[str, Any] = dict(example.on_record)
    day = date.fromisoformat
    return CheckContext(
        trust_code="RX1",
        period=Month.parse(example.period),
        today=day(given.get("today", "2026-11-05")),
        last_month=Month.parse(given["last_month"]) if "last_month" in given else None,
        bed_days=given.get("bed_days"),
        alerts={reference_key(name): OpenAlert(name, day(one)) for name, one in given.get("alerts", {}).items()},
        incidents={
            reference_key(name): OpenIncident(name, day(one)) for name, one in given.get("incidents", {}).items()
        },
        never_events={reference_key(name): Month.parse(one) for name, one in given.get("never_events", {}).items()},
    )


def checked(example: Example) -> CheckResult:
    """The result of checking the example."""
    return check_safety(read_file(csv_of(example), "example.csv"), context_of(example))
