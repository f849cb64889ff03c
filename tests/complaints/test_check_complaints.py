"""Checking whole files: KO41a as it is published, what people get wrong, and the object that programs read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from complaints.bounds import NAMES, bounds_for, versions
from complaints.canonical_rows import rows_once
from complaints.checking import as_json, check_complaints
from complaints.context import CheckContext, SiteOnRecord
from complaints.items import ITEMS
from complaints.periods import ComplaintsPeriod
from complaints.rules.examples import FAULTLESS, checked, csv_of
from complaints.rules.rule import Example
from complaints.totals import totals_said
from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Unreadable

YEAR = ComplaintsPeriod.parse("2024-25")
SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples" / "complaints"
TODAY = date(2025, 10, 1)
TOTALS = {
    "new": 403,
    "resolved": 354,
    "upheld": 98,
    "partially_upheld": 61,
    "not_upheld": 195,
    "carried_forward": 49,
    "per_1000_interventions": None,
}
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the folder of published files is not here")


def sample(level: str) -> bytes:
    return (SAMPLES / f"ko41a_2024-25_{level}_level_RDY.csv").read_bytes()


def report(content: bytes, filename: str = "return.csv", trust: str = "RDY", **on_record: object) -> dict[str, object]:
    context = CheckContext(trust_code=trust, period=YEAR, today=TODAY, **on_record)  # type: ignore[arg-type]
    return as_json(check_complaints(read_file(content, filename), context), trust)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(*rows: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_workbook(*sheets: list[list[str]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append([int(text) if text.isdigit() else text for text in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def beside() -> list[list[str]]:
    """Return the organisation's row in the 88 columns of its sites."""
    whole, sites = rows_of(sample("org")), rows_of(sample("site"))
    return [sites[0], [*whole[1][:7], "", "", *whole[1][7:]], *sites[1:]]


FILES: dict[str, tuple[Callable[[], bytes], int]] = {
    "organisation.csv": (lambda: sample("org"), 1),
    "sites.csv": (lambda: sample("site"), 12),
    "below each other.csv": (lambda: sample("org") + sample("site"), 13),
    "beside each other.csv": (lambda: as_csv(*beside()), 13),
    "organisation.xlsx": (lambda: as_workbook(rows_of(sample("org"))), 1),
    "sites.xlsx": (lambda: as_workbook(rows_of(sample("site"))), 12),
    "two sheets.xlsx": (lambda: as_workbook(rows_of(sample("site")), rows_of(sample("org"))), 13),
    "one sheet.xlsx": (lambda: as_workbook(beside()), 13),
}


@needs_samples
@pytest.mark.parametrize("name", FILES)
def test_published_rows_have_nothing_to_fix_and_come_to_their_own_totals(name: str) -> None:
    make, rows = FILES[name]
    found = report(make(), name)
    assert found["must_fix"] == 0
    assert {one["rule"] for one in found["findings"]} <= {"complaints.site_unknown"}  # type: ignore[index,attr-defined]
    assert (found["layout"], found["rows_read"], found["totals"]) == ("national", rows, TOTALS)


@needs_samples
def test_published_sites_on_record_leave_nothing_to_explain() -> None:
    codes = {row[7] for row in rows_of(sample("site"))[1:]} - {"RDY"}
    sites = {code: SiteOnRecord(code, code, "RDY") for code in codes}
    assert report(sample("site"), sites=sites)["findings"] == []


@needs_samples
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_no_published_number_can_be_another(item: object) -> None:
    heading, whole = rows_of(sample("org"))
    place = heading.index(item.heading)  # type: ignore[attr-defined]
    changed = [*whole[:place], str(int(whole[place]) + 1), *whole[place + 1 :]]
    assert report(as_csv(heading, changed))["must_fix"]


@needs_samples
def test_the_file_of_all_trusts_is_read_for_one() -> None:
    heading, whole = rows_of(sample("org"))
    others = [[*whole[:5], f"R{number:02d}", *whole[6:]] for number in range(50)]
    found = report(as_csv(heading, *others, whole, *others))
    assert (found["must_fix"], found["explain"], found["rows_read"], found["rows_other_trusts"]) == (0, 0, 101, 100)
    assert found["totals"] == TOTALS


def test_the_object_for_programs() -> None:
    result = checked(Example({"whole": {"age_0_5": "some"}}))
    said = as_json(result, "RX1")
    assert list(said) == [
        "return", "trust", "period", "layout", "rows_read", "rows_other_periods", "rows_other_trusts", "must_fix",
        "explain", "findings", "totals",
    ]  # fmt: skip
    assert (said["return"], said["trust"], said["period"], said["layout"]) == (
        "complaints", "RX1", "2024-Q4", "template",
    )  # fmt: skip
    assert said["findings"] == [
        {
            "rule": "complaints.not_a_number",
            "severity": "must fix",
            "sheet": None,
            "row": 2,
            "column": "Age_0_5",
            "value": "some",
            "message": "This is text, not a number.",
        }
    ]
    assert (said["must_fix"], said["explain"]) == (1, 0)
    # 14 new complaints, and 48,000 interventions.
    assert said["totals"] == {
        "new": 14, "resolved": 11, "upheld": 4, "partially_upheld": 4, "not_upheld": 3, "carried_forward": 8,
        "per_1000_interventions": 14 * 1000 / 48000,
    }  # fmt: skip


@pytest.mark.parametrize("number", ["", "0", "n/a", "many"])
def test_there_is_no_rate_without_interventions(number: str) -> None:
    assert checked(Example({"interventions": {"number": number}})).totals.per_1000_interventions is None


def test_totals_are_the_organisations_own_where_it_has_a_row() -> None:
    result = checked(Example({"whole": {"complaints_total_new": "15"}}))
    assert result.totals.new == 15
    assert "complaints.sites_differ" in {one.rule for one in result.findings}


@pytest.mark.parametrize(
    ("changes", "new"),
    [({"general": {"complaints_total_new": "ten"}}, None), ({"general": {"complaints_total_new": "11"}}, 15)],
    ids=["text", "another"],
)
def test_a_sum_of_sites_in_part_is_none(changes: dict[str, dict[str, str]], new: int | None) -> None:
    assert checked(Example(changes, without=("whole",))).totals.new == new


def test_a_row_twice_counts_once() -> None:
    lines = csv_of(Example(without=("whole",))).split(b"\r\n")
    again = b"\r\n".join([*lines[:3], lines[2], *lines[3:]])
    context = CheckContext("RX1", ComplaintsPeriod.parse("2024-Q4"), date(2025, 4, 20))
    result = check_complaints(read_file(again, "twice.csv"), context)
    twice = [one for one in result.findings if one.rule == "complaints.duplicate_identical"]
    assert [(one.row, one.message) for one in twice] == [
        (4, "Site RX102 Infirmary is already in row 3, with the same values. It is counted once.")
    ]
    assert (result.totals.new, result.must_fix) == (14, 0)


def test_findings_are_in_the_order_of_the_file() -> None:
    changes = {
        "lesson": {"theme": "Parking"},
        "infirmary": {"age_0_5": "-1"},
        "general": {"age_0_5": "", "status_total": "x"},
        "answers_due": {"number": "1.5"},
    }
    result = checked(Example(changes, without=("whole",), on_record={"today": "2025-03-01"}))
    rows = [one.row for one in result.findings if one.rule != "complaints.part_above_whole"]
    assert rows[0] is None
    assert rows[1:] == sorted(rows[1:], key=lambda row: row or 0)
    assert result.findings[0].rule == "complaints.period_not_closed"


def test_a_misspelt_heading_is_named_beside_what_is_missing() -> None:
    (finding,) = checked(Example(headings={"age_0_5": "Age_nought_to_5"})).findings
    assert finding.message == "There is no column “Age_0_5”. Not known: column R “Age_nought_to_5”."
    assert (finding.row, finding.column) == (1, "Age_0_5")


def test_text_pasted_from_anywhere_is_kept_and_only_its_length_is_judged() -> None:
    words = "<script>alert('x')</script>\n“Ask first” – \uf0b7 спросите сначала"
    assert checked(Example({"lesson": {"lesson": words}})).findings == ()
    (finding,) = checked(Example({"lesson": {"lesson": "é" * 4001}})).findings
    assert finding.message == "The text has 4,001 characters; there is room for 4,000."


ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["#REF!", "-", "n/a", "1e999", "9" * 400, "1,2,3", "(4)", "٣", "=1+1", "TRUE", "2024-25", "\u202e", "Item"]
    ),
)


@given(st.data())
def test_no_cell_can_hold_what_stops_the_check(data: st.DataObject) -> None:
    rows = rows_of(csv_of(Example()))
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(ODD)
    content = as_csv(*rows)
    if "\x00" in content.decode(errors="replace"):
        return
    context = CheckContext("RX1", ComplaintsPeriod.parse("2024-Q4"), date(2025, 4, 20))
    try:
        result = check_complaints(read_file(content, "odd.csv"), context)
    except Unreadable:
        return
    json.dumps(as_json(result, "RX1"))
    assert totals_said(rows_once(result.file)) == result.totals or result.must_fix
    assert all(one.values for one in rows_once(result.file))


def test_a_lesson_told_twice_is_kept_once() -> None:
    lesson = dict(FAULTLESS["lesson"])
    result = checked(Example({"again": lesson, "another": {**lesson, "lesson": "Another."}}))
    assert [one.rule for one in result.findings] == ["complaints.duplicate_identical"]
    assert [row.key for row in rows_once(result.file) if row.key.startswith("lesson")] == ["lesson:1", "lesson:3"]
    differing = checked(Example({"again": {**lesson, "done": "21/01/2025"}}))
    assert [one.rule for one in differing.findings] == ["complaints.duplicate_differs"]


def test_a_site_whose_code_failed_is_never_the_whole_organisation() -> None:
    result = checked(Example({"general": {"site_code": "#N/A", "site_name": ""}}, without=("infirmary", "whole")))
    assert [one.rule for one in result.findings] == ["complaints.site_code_not_a_code"]
    assert result.file.organisation is None


def test_every_version_of_the_bounds_names_all_with_their_source() -> None:
    assert [one.version for one in versions()] == sorted(one.version for one in versions())
    for version in versions():
        for name in NAMES:
            bound = getattr(version, name)
            assert bound.value > 0
            assert bound.source.endswith(".")
            assert bound.certainty in {"published", "practice", "believed", "ours"}
    assert bounds_for(YEAR).version == bounds_for(ComplaintsPeriod.parse("2010-Q1")).version == "2013-1"
