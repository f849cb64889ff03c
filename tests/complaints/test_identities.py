"""The identities of KO41a: a file made to satisfy them has nothing to fix, and to break any one of them is found."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.checking import CheckResult, check_complaints
from complaints.columns import COUNTS_COLUMNS, ORGANISATION, SITE, YEAR
from complaints.context import WHOLE, CheckContext, Standing
from complaints.items import (
    AGE_TOTAL,
    AGES,
    CLINICAL,
    CLINICAL_TOTAL,
    ITEMS,
    PROFESSION_TOTAL,
    PROFESSIONS,
    SERVICE_TOTAL,
    SERVICES,
    STATUS_TOTAL,
    STATUSES,
    SUBJECT_SUB_TOTAL,
    SUBJECT_TOTAL,
    SUBJECTS,
    Item,
)
from complaints.periods import ComplaintsPeriod
from complaints.rules.examples import FAULTLESS, checked
from complaints.rules.rule import Example, Severity
from complaints.totals import CARRIED_FORWARD, NEW
from oversight.returns.reading.files import read_file

QUARTER = ComplaintsPeriod.parse("2024-Q4")
CONTEXT = CheckContext(trust_code="RX1", period=QUARTER, today=date(2025, 4, 20))
Row = dict[str, int]


def parted(draw: st.DrawFn, total: int, boxes: Sequence[Item]) -> Row:
    """Return a number parted among boxes."""
    row = dict.fromkeys((box.code for box in boxes), 0)
    left = total
    for box in boxes[:-1]:
        row[box.code] = draw(st.integers(0, left))
        left -= row[box.code]
    row[boxes[-1].code] = left
    return row


@st.composite
def counts(draw: st.DrawFn) -> Row:
    """A row of KO41a that satisfies every identity of its own."""
    brought, new = draw(st.integers(0, 60)), draw(st.integers(0, 60))
    resolved = draw(st.integers(0, brought + new))
    upheld = draw(st.integers(0, resolved))
    partly = draw(st.integers(0, resolved - upheld))
    summary = (brought, new, resolved, upheld, partly, resolved - upheld - partly, brought + new - resolved)
    row = {item.code: number for item, number in zip(ITEMS[:7], summary, strict=True)}
    for total, boxes, most in (
        (AGE_TOTAL, AGES, new),
        (STATUS_TOTAL, STATUSES, new),
        (SERVICE_TOTAL, SERVICES, 2 * new),
        (PROFESSION_TOTAL, PROFESSIONS, 3 * new),
    ):
        row[total.code] = draw(st.integers(new, most))
        row |= parted(draw, row[total.code], boxes)
    row[SUBJECT_TOTAL.code] = draw(st.integers(new, 2 * new))
    row[CLINICAL_TOTAL.code] = draw(st.integers(0, row[SUBJECT_TOTAL.code]))
    row[SUBJECT_SUB_TOTAL.code] = row[SUBJECT_TOTAL.code] - row[CLINICAL_TOTAL.code]
    row |= parted(draw, row[CLINICAL_TOTAL.code], CLINICAL)
    row |= parted(draw, row[SUBJECT_SUB_TOTAL.code], SUBJECTS)
    return row


@st.composite
def returns(draw: st.DrawFn) -> dict[str, Row]:
    """A return by site code, blank for the whole organisation: sites alone, the organisation alone, or both."""
    sites = {f"RX1{number:02d}": row for number, row in enumerate(draw(st.lists(counts(), max_size=4)))}
    if not sites:
        return {"": draw(counts())}
    if draw(st.booleans()):
        return sites
    return {"": {item.code: sum(row[item.code] for row in sites.values()) for item in ITEMS}, **sites}


def check(rows: Mapping[str, Mapping[str, int | str]], context: CheckContext = CONTEXT) -> CheckResult:
    """Check rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.heading for column in COUNTS_COLUMNS)
    for code, row in rows.items():
        about = {YEAR.code: "2024-Q4", ORGANISATION.code: "RX1", SITE.code: code}
        writer.writerow({**about, **row}.get(column.code, "") for column in COUNTS_COLUMNS)
    return check_complaints(read_file(text.getvalue().encode(), "return.csv"), context)


def to_fix(result: CheckResult) -> set[str]:
    return {one.rule.removeprefix("complaints.") for one in result.findings if one.severity is Severity.MUST_FIX}


@given(returns())
@settings(max_examples=40)
def test_what_satisfies_the_identities_has_nothing_to_fix(rows: dict[str, Row]) -> None:
    result = check(rows)
    assert not to_fix(result)
    summed = {"": rows[""]} if "" in rows else rows
    assert result.totals.new == _sum(summed, NEW)
    assert result.totals.carried_forward == _sum(summed, CARRIED_FORWARD)


def _sum(rows: Mapping[str, Row], item: Item) -> int:
    return sum(row[item.code] for row in rows.values())


@given(returns(), st.sampled_from(ITEMS), st.integers(1, 40), st.data())
@settings(max_examples=100)
def test_no_one_number_can_be_another(rows: dict[str, Row], item: Item, more: int, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(list(rows)))
    changed = rows[code][item.code] + more
    if data.draw(st.booleans()) and rows[code][item.code] >= more:
        changed = rows[code][item.code] - more
    assert to_fix(check({**rows, code: {**rows[code], item.code: changed}}))


@given(returns(), st.data())
@settings(max_examples=40)
def test_a_site_left_out_is_found(rows: dict[str, Row], data: st.DataObject) -> None:
    if "" not in rows:
        rows = {"": {item.code: _sum(rows, item) for item in ITEMS}, **rows}
    sites = [code for code in rows if code and any(rows[code].values())]
    if len(rows) < 3 or not sites:
        return
    gone = data.draw(st.sampled_from(sites))
    assert "sites_differ" in to_fix(check({code: row for code, row in rows.items() if code != gone}))


@given(returns())
@settings(max_examples=40)
def test_what_was_carried_forward_is_brought_forward_or_asked_about(rows: dict[str, Row]) -> None:
    before = {code: {CARRIED_FORWARD.code: row[ITEMS[0].code]} for code, row in rows.items()}
    before.setdefault(WHOLE, {CARRIED_FORWARD.code: _sum(rows, ITEMS[0])})
    last = Standing(QUARTER.plus(-1), before)
    found = {one.rule for one in check(rows, replace(CONTEXT, last=last)).findings}
    assert "complaints.brought_forward_differs" not in found
    for code in before:
        other = {**before, code: {CARRIED_FORWARD.code: before[code][CARRIED_FORWARD.code] + 1}}
        if code == WHOLE and WHOLE not in rows:
            # The sites are held against themselves, each by itself.
            continue
        result = check(rows, replace(CONTEXT, last=Standing(QUARTER.plus(-1), other)))
        assert "complaints.brought_forward_differs" in {one.rule for one in result.findings}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"complaints_total_resolved": "12", "complaints_total_carried_forward": "7"}, "resolved_differs"),
        ({"complaints_total_carried_forward": "9"}, "carried_forward_differs"),
        (
            {"complaints_total_brought_forward": "0", "complaints_total_resolved": "15",
             "complaints_number_upheld": "8", "complaints_total_carried_forward": "0"},
            "carried_forward_negative",
        ),
        ({"age_26_55": "5"}, "age_total_differs"),
        ({"age_26_55": "5", "age_total": "15"}, "age_not_new"),
        ({"status_patient": "9"}, "status_total_differs"),
        ({"status_patient": "9", "status_total": "13"}, "status_not_new"),
        ({"service_total": "20"}, "service_total_differs"),
        ({"service_inpatient": "5", "service_total": "13"}, "service_below_new"),
        ({"clinical_treatment_surgical_group": "3"}, "clinical_total_differs"),
        ({"subject_area_transport": "1"}, "subject_sub_total_differs"),
        ({"subject_area_total": "17"}, "subject_total_differs"),
        (
            {"subject_area_appointments": "1", "subject_area_sub_total": "7", "subject_area_total": "13"},
            "subject_below_new",
        ),
        ({"profession_dental": "1"}, "profession_total_differs"),
        ({"profession_medical": "4", "profession_total": "13"}, "profession_below_new"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_identity_alone_is_found_by_its_own_rule(changes: dict[str, str], rule: str) -> None:
    assert to_fix(checked(Example({"whole": changes}, without=("general", "infirmary")))) == {rule}


def test_subjects_may_be_blank_where_nothing_is_new_and_nowhere_else() -> None:
    blank = {item.code: "" for item in (*CLINICAL, CLINICAL_TOTAL, *SUBJECTS, SUBJECT_SUB_TOTAL, SUBJECT_TOTAL)}
    nothing = {item.code: 0 for item in ITEMS}
    assert not to_fix(check({"": {**nothing, **blank}}))
    whole = {item.code: FAULTLESS["whole"][item.code] for item in ITEMS}
    assert to_fix(check({"": {**whole, **blank}})) == {"subject_below_new"}
    for item in (AGE_TOTAL, SERVICES[0], PROFESSION_TOTAL, STATUSES[0], NEW):
        assert to_fix(check({"": {**nothing, **blank, item.code: ""}})) == {"blank"}


def test_a_negative_number_is_found_once_at_its_cell() -> None:
    changes = {"whole": {"complaints_total_carried_forward": "-2"}}
    (finding,) = checked(Example(changes, without=("general", "infirmary"))).findings
    assert (finding.rule, finding.row, finding.letters) == ("complaints.carried_forward_negative", 2, "Q")
    assert (finding.column, finding.value) == ("Complaints_Total_Carried_Forward", "-2")


def test_sites_and_organisation_are_held_together_column_by_column() -> None:
    changes = {"general": {"age_26_55": "3", "age_unknown": "3"}}
    findings = checked(Example(changes)).findings
    assert [(one.rule, one.row, one.column) for one in findings] == [
        ("complaints.sites_differ", 2, "Age_26_55"),
        ("complaints.sites_differ", 2, "Age_Unknown"),
    ]
    assert findings[0].message == "The whole organisation has 4, and its sites together 3."
