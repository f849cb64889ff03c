"""The command on files of complaints returns, against what is on record: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from complaints.declaration import COMPLAINTS
from complaints.items import ASKED
from complaints.models import ComplaintCounts
from complaints.periods import ComplaintsPeriod
from complaints.rules.examples import FAULTLESS
from oversight.organisations.models import Site, SiteTrust
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.models import StoredFile, Submission
from tests.complaints.making import SAMPLES, accept_quarter, make_rdy, make_trust, quarter_file, sample
from tests.returns.making import NOW, Place, make_place

pytestmark = pytest.mark.django_db
NEXT = ComplaintsPeriod.parse("2025-Q1")
TODAY = NOW.date()
# What one site alone can have done of what was asked of two.
FEWER = {"acknowledged_in_time": {"number": "9"}, "offered_conversation": {"number": "9"}}


@pytest.fixture
def place() -> Place:
    """A trust with two sites and its people."""
    return make_trust()


def check(path: Path, content: bytes, period: str = "2024-Q4", trust: str = "RX1") -> tuple[int, dict[str, Any]]:
    """Return the exit code and the object for programs."""
    path.write_bytes(content)
    out, code = io.StringIO(), 0
    try:
        arguments = ("complaints", str(path), "--trust", trust, "--period", period, "--json")
        call_command("check_return", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


def found(report: Mapping[str, Any]) -> set[str]:
    return {one["rule"].removeprefix("complaints.") for one in report["findings"]}


def test_nothing_to_fix_ends_with_0_and_stores_nothing(place: Place, tmp_path: Path) -> None:
    before = (AuditEntry.objects.count(), OutboxEvent.objects.count())
    code, report = check(tmp_path / "quarter.csv", quarter_file())
    assert (code, report["must_fix"], report["explain"], report["findings"]) == (0, 0, 0, [])
    assert report["totals"]["per_1000_interventions"] == 14 / 48
    assert not Submission.objects.exists()
    assert not StoredFile.objects.exists()
    assert not ComplaintCounts.objects.exists()
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == before


def test_people_read_the_totals_first(place: Place, tmp_path: Path) -> None:
    other = {f"other {number}": {"organisation_code": "RY9", "age_0_5": str(number)} for number in range(4)}
    path, out = tmp_path / "quarter.csv", io.StringIO()
    path.write_bytes(quarter_file(changes={"interventions": {"number": "n/a"}, **other}))
    call_command("check_return", "complaints", str(path), "--trust", "RX1", "--period", "2024-Q4", stdout=out)
    assert out.getvalue().splitlines()[1:4] == [
        "27 rows read, 0 of other periods, 4 of other trusts.",
        "In all: new 14, resolved 11, upheld 4, partially upheld 4, not upheld 3, carried forward 8, "
        "per 1000 interventions -.",
        "0 to fix, 0 to explain.",
    ]


def test_something_to_fix_ends_with_1(place: Place, tmp_path: Path) -> None:
    changes = {"whole": {"complaints_total_new": "15"}}
    code, report = check(tmp_path / "quarter.csv", quarter_file(changes=changes))
    assert code == 1
    assert found(report) >= {"carried_forward_differs", "age_not_new", "status_not_new", "sites_differ"}
    assert report["must_fix"] == len(report["findings"])
    assert report["totals"]["new"] == 15


@pytest.mark.parametrize(
    ("content", "period", "trust", "told"),
    [
        (b"Ward,Hours\r\nRowan,3\r\n", "2024-Q4", "RX1", "No row of headings of a complaints return was found."),
        (b"", "2024-Q4", "RX1", "The file is empty."),
        (quarter_file(), "2024-Q4", "RZ9", "No trust has the code RZ9."),
        (quarter_file(), "2024-Q5", "RX1", "'2024-Q5' is not a period"),
        (quarter_file(), "2024-26", "RX1", "'2024-26' is not a period"),
    ],
    ids=["another kind", "empty", "unknown trust", "no quarter", "no year"],
)
def test_what_cannot_be_read_ends_with_2(
    place: Place, tmp_path: Path, content: bytes, period: str, trust: str, told: str
) -> None:
    code, report = check(tmp_path / "quarter.csv", content, period, trust)
    assert code == 2
    assert report["error"].startswith(told)
    assert "findings" not in report


def test_a_quarter_that_is_not_over_is_to_be_fixed(place: Place, tmp_path: Path) -> None:
    quarter = ComplaintsPeriod.quarter_of(TODAY)
    code, report = check(tmp_path / "quarter.csv", quarter_file(quarter), str(quarter))
    assert (code, found(report)) == (1, {"period_not_closed"})


def test_a_site_of_another_trust_is_to_be_fixed(place: Place, tmp_path: Path) -> None:
    other = make_place("RY2", wards=())
    SiteTrust.objects.create(site=Site.objects.create(code="RY207", name="Elsewhere"), trust=other.trust)
    code, report = check(tmp_path / "quarter.csv", quarter_file(changes={"general": {"site_code": "RY207"}}))
    assert (code, found(report)) == (1, {"site_of_another_trust"})
    assert report["findings"][0]["message"] == "Site RY207 (Elsewhere) belongs to another trust, RY2."
    code, report = check(tmp_path / "quarter.csv", quarter_file(changes={"general": {"site_code": "RY2"}}))
    assert (code, found(report)) == (1, {"site_of_another_trust"})


@pytest.mark.parametrize("without", [(), ("whole",), ("general", "infirmary")], ids=["both", "sites", "organisation"])
def test_brought_forward_is_held_against_the_last_quarter_however_it_was_sent(
    place: Place, tmp_path: Path, without: tuple[str, ...]
) -> None:
    accept_quarter(place, without=without)
    # 8 were carried forward: 6 at the one site, 2 at the other.
    code, report = check(tmp_path / "quarter.csv", quarter_file(NEXT), str(NEXT))
    differing = [one for one in report["findings"] if one["rule"] == "complaints.brought_forward_differs"]
    assert code == 0
    assert differing[0]["message"].startswith(
        "5 brought forward; 8 were carried forward at the end of January to March"
    )
    assert [one["row"] for one in differing] == ([2] if "general" in without else [2, 3, 4])
    assert "same_as_before" in found(report)


def test_a_site_that_carried_complaints_forward_is_missed(place: Place, tmp_path: Path) -> None:
    accept_quarter(place)
    _, report = check(tmp_path / "quarter.csv", quarter_file(NEXT, without=("whole", "infirmary")), str(NEXT))
    (finding,) = [one for one in report["findings"] if one["rule"] == "complaints.site_left_out"]
    assert finding["message"].startswith("Site RX102 carried 2 forward at the end of January to March 2025")


def test_sites_sent_after_their_organisation_are_held_against_it(place: Place, tmp_path: Path) -> None:
    accept_quarter(place, without=("general", "infirmary"))
    assert check(tmp_path / "sites.csv", quarter_file(without=("whole",)))[1]["findings"] == []
    code, report = check(tmp_path / "sites.csv", quarter_file(without=("whole", "infirmary"), changes=FEWER))
    (finding,) = report["findings"]
    assert (code, finding["rule"]) == (0, "complaints.apart_differ")
    assert finding["message"].startswith(
        "This file has the sites, and the whole organisation stood before it: “Brought forward” is 4 here and 5 there"
    )


def test_a_year_is_held_against_its_quarters(place: Place, tmp_path: Path) -> None:
    for number in range(4):
        accept_quarter(place, ComplaintsPeriod.parse("2024-Q1").plus(number))
    year = {name: {"year": "2024-25"} for name in ("whole", "general", "infirmary")}
    code, report = check(tmp_path / "year.csv", quarter_file(ComplaintsPeriod.parse("2024-25"), year), "2024-25")
    differing = [one for one in report["findings"] if one["rule"] == "complaints.quarters_differ"]
    assert code == 0
    assert differing[0]["message"] == "“New” is 14 in the year, and 56 in its four quarters together."


def test_the_template_filled_in_has_nothing_to_fix(place: Place, tmp_path: Path) -> None:
    content = COMPLAINTS.template_workbook(trust=place.trust, period="2024-Q4", today=TODAY)
    workbook = load_workbook(io.BytesIO(content))
    counts, handling = workbook["KO41a"], workbook["Handling"]
    codes = [str(cell.value).lower() for cell in counts[1]]
    rows = {"": "whole", "RX101": "general", "RX102": "infirmary"}
    for row in range(2, 5):
        name = rows[counts.cell(row, codes.index("site_code") + 1).value or ""]
        for place_of_code, code in enumerate(codes, start=1):
            if code.startswith(("complaints_", "age", "status", "service", "clinical", "subject", "profession")):
                text = FAULTLESS[name][code]
                counts.cell(row, place_of_code).value = int(text) if text else None
    for row, asked in enumerate(ASKED, start=2):
        handling.cell(row, 2).value = int(FAULTLESS[asked.code]["number"])
    out = io.BytesIO()
    workbook.save(out)
    code, report = check(tmp_path / "template.xlsx", out.getvalue())
    assert (code, report["layout"], found(report)) == (0, "template", {"lessons_missing"})
    assert report["totals"]["new"] == 14
    unfilled = check(tmp_path / "template.xlsx", content)[1]
    assert found(unfilled) == {"no_row_for_period"}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the folder of published files is not here")
@pytest.mark.parametrize("level", ["org", "site"])
def test_published_rows_pass_against_the_register(tmp_path: Path, level: str) -> None:
    make_rdy()
    code, report = check(tmp_path / f"{level}.csv", sample(level), "2024-25", "RDY")
    assert (code, report["must_fix"]) == (0, 0)
    assert report["totals"] == {
        "new": 403, "resolved": 354, "upheld": 98, "partially_upheld": 61, "not_upheld": 195, "carried_forward": 49,
        "per_1000_interventions": None,
    }  # fmt: skip
