"""The examples of the rules as what they stand for: a small CSV file, and what is on record for it.

The file has three tables one below the other: the counts, what the policy asks for, and the lessons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from complaints.checking import CheckResult, check_complaints
from complaints.columns import BY_CODE, COLUMNS_OF, Part
from complaints.context import WHOLE, CheckContext, SiteOnRecord, Standing
from complaints.items import ASKED, CLINICAL, ITEMS, SUBJECTS, Item
from complaints.periods import ComplaintsPeriod
from complaints.rules.rule import Example
from oversight.returns.reading.files import read_file

PERIOD = ComplaintsPeriod.parse("2024-Q4")
TODAY = date(2025, 4, 20)
_ROW = {
    "year": "2024-Q4", "nhs_england_region_code": "Y58", "nhs_england_region_name": "South West", "ics_code": "QVV",
    "ics_name": "Dorset", "organisation_code": "RX1", "organisation_name": "Example NHS Trust",
    "organisation_type": "Acute",
}  # fmt: skip
_GENERAL = {
    "complaints_total_brought_forward": 4, "complaints_total_new": 10, "complaints_total_resolved": 8,
    "complaints_number_upheld": 3, "complaints_number_partially_upheld": 3, "complaints_number_not_upheld": 2,
    "complaints_total_carried_forward": 6,
    "age_26_55": 4, "age_75_and_over": 4, "age_unknown": 2, "age_total": 10,
    "status_patient": 6, "status_parent": 1, "status_other": 3, "status_total": 10,
    "service_inpatient": 7, "service_emergency": 4, "service_total": 11,
    "clinical_treatment_general_medicine_group": 4, "clinical_treatment_surgical_group": 2,
    "clinical_treatment_sub_total": 6,
    "subject_area_communications": 3, "subject_area_values_and_behaviours": 2,
    "subject_area_admissions_discharge_and_transfers": 1, "subject_area_sub_total": 6, "subject_area_total": 12,
    "profession_medical": 6, "profession_nursing": 5, "profession_total": 11,
}  # fmt: skip
_INFIRMARY = {
    "complaints_total_brought_forward": 1, "complaints_total_new": 4, "complaints_total_resolved": 3,
    "complaints_number_upheld": 1, "complaints_number_partially_upheld": 1, "complaints_number_not_upheld": 1,
    "complaints_total_carried_forward": 2,
    "age_56_64": 4, "age_total": 4, "status_patient": 4, "status_total": 4, "service_outpatient": 4,
    "service_total": 4, "subject_area_appointments": 4, "subject_area_sub_total": 4, "subject_area_total": 4,
    "profession_other": 4, "profession_total": 4,
}  # fmt: skip
_BLANK = frozenset(item.code for item in (*CLINICAL, *SUBJECTS))
_NUMBERS = (48_000, 13, 14, 9, 12, 10, 11, 11, 1, 2, 0, 1, 1, 2, 1, 0, 0, 1, 0)


def _counts(numbers: Mapping[str, int], **more: str) -> dict[str, str]:
    return {**_ROW, **{item.code: _written(item, numbers) for item in ITEMS}, **more}


def _written(item: Item, numbers: Mapping[str, int]) -> str:
    return str(numbers.get(item.code, 0)) if item.code in numbers or item.code not in _BLANK else ""


WHOLE_COUNTS = {item.code: _GENERAL.get(item.code, 0) + _INFIRMARY.get(item.code, 0) for item in ITEMS}
FAULTLESS: Mapping[str, Mapping[str, str]] = {
    "whole": _counts(WHOLE_COUNTS),
    "general": _counts(_GENERAL, site_code="RX101", site_name="General Hospital"),
    "infirmary": _counts(_INFIRMARY, site_code="RX102", site_name="Infirmary"),
    **{
        asked.code: {"item": asked.label, "number": str(number)}
        for asked, number in zip(ASKED, _NUMBERS, strict=True)
    },
    "lesson": {
        "theme": "Communications",
        "place": "Medical wards",
        "lesson": "Families were not told before a transfer.",
        "action": "A nurse rings the family before every transfer.",
        "owner": "Matron for medicine",
        "due": "31/01/2025",
        "done": "20/01/2025",
        "worked": "Yes",
        "known_by": "50 transfers looked at in March: 48 families were told.",
    },
}  # fmt: skip
"""A quarter of a trust with two sites in which nothing is to be mended or explained."""

_CODES = {part: frozenset(column.code for column in columns) for part, columns in COLUMNS_OF.items()}
_SITES = {code: SiteOnRecord(code, name, "RX1") for code, name in (("RX101", "General"), ("RX102", "Infirmary"))}


def csv_of(example: Example) -> bytes:
    """The example as a CSV file."""
    rows = {name: row for name, row in FAULTLESS.items() if name not in example.without}
    for name, changes in example.changes.items():
        rows[name] = {**(rows.get(name) or _new_row(changes)), **changes}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for part in Part:
        of_part = [row for row in rows.values() if _part_of(row) is part]
        # A table without rows is left out, but for the lessons': an empty one says that there are none.
        if of_part or part is Part.LESSONS:
            _write_table(writer, part, of_part, example)
    return text.getvalue().encode()


def _new_row(changes: Mapping[str, str]) -> Mapping[str, str]:
    return _ROW if _part_of(changes) is Part.COUNTS else {}


def _part_of(row: Mapping[str, str]) -> Part:
    return next(part for part in (Part.LESSONS, Part.HANDLING, Part.COUNTS) if not _CODES[part].isdisjoint(row))


def _write_table(writer: Any, part: Part, rows: Sequence[Mapping[str, str]], example: Example) -> None:
    codes = [column.code for column in COLUMNS_OF[part] if column.code not in example.without_headings]
    codes += [code for code in example.repeated_headings if code in _CODES[part]]
    writer.writerow(example.headings.get(code, BY_CODE[code].heading) for code in codes)
    for row in rows:
        writer.writerow([*(row.get(code, "") for code in codes), *([row["beyond"]] if "beyond" in row else [])])


def context_of(example: Example) -> CheckContext:
    """What is on record for the example."""
    given: dict[str, Any] = dict(example.on_record)
    counts = given.get("counts", {})
    if counts == "as in the file":
        counts = {WHOLE: WHOLE_COUNTS}
    last = None
    if "last" in given:
        last = Standing(ComplaintsPeriod.parse(given["last"]), counts, given.get("interventions"))
    return CheckContext(
        trust_code="RX1",
        period=ComplaintsPeriod.parse(example.period),
        today=date.fromisoformat(given.get("today", TODAY.isoformat())),
        sites=_SITES,
        other_sites={"RX201": SiteOnRecord("RX201", "Elsewhere", "RX2")},
        other_trusts={"RX2": "Another NHS Trust"},
        last=last,
        standing=Standing(PERIOD, {WHOLE: WHOLE_COUNTS}) if "standing" in given else None,
        quarters=[
            Standing(ComplaintsPeriod.parse(f"2024-Q{number}"), {WHOLE: {"complaints_total_new": new}})
            for number, new in enumerate(given.get("quarters_new", ()), start=1)
        ],
    )


def checked(example: Example) -> CheckResult:
    """The result of checking the example."""
    return check_complaints(read_file(csv_of(example), "example.csv"), context_of(example))
