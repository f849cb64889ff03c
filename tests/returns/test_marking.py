"""The person's own file back: marks where the findings say, the look kept, and no live formula made."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from oversight.records.models import OutboxEvent
from oversight.records.outbox import deliver_waiting
from oversight.returns import checking, marked_copies, marking
from oversight.returns.kinds import kind_of
from oversight.returns.models import MarkedCopy, Submission
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused
from oversight.returns.replacing import replace_stored_file
from staffing.columns import BY_CODE
from tests.returns.making import (
    NOW,
    OAK,
    ROW,
    Place,
    checked,
    explained,
    make_administrator,
    make_place,
    national_csv,
)

pytestmark = pytest.mark.django_db
COLUMN_OF_DAY = "J"  # day, registered, actual


@pytest.fixture
def place() -> Place:
    return make_place()


def marked(submission: object) -> Workbook:
    return load_workbook(io.BytesIO(kind_of("staffing").marked_workbook(submission)))  # type: ignore[arg-type]


def national_xlsx(*rows: dict[str, object]) -> bytes:
    """Return rows as a workbook that a person made: a title above, a font of its own, a second sheet."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "October's hours"
    sheet["A1"] = "Our return"
    sheet["A1"].font = Font(bold=True, size=18)
    for place, code in enumerate(ROW, start=1):
        sheet.cell(3, place).value = BY_CODE[code].national
    for number, row in enumerate(rows, start=4):
        for place, code in enumerate(ROW, start=1):
            value = row.get(code, ROW[code])
            numeric = code.endswith(("planned", "actual")) or code == "patients"
            sheet.cell(number, place).value = float(value) if numeric and code not in row else value
    notes = workbook.create_sheet("Findings")
    notes["A1"] = "=1+1"
    notes["A2"] = "text"
    notes["A3"] = "=2+2"
    notes["A3"].data_type = "s"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def test_a_workbook_comes_back_with_its_faulty_cells_marked_and_its_look_kept(place: Place) -> None:
    submission = checked(
        place,
        national_xlsx({"day_registered_actual": -5}, {**OAK, "day_registered_actual": 700.0}),
        filename="ours.xlsx",
    )
    assert submission.must_fix == 1
    workbook = marked(submission)
    assert workbook.sheetnames == ["Findings 2", "October's hours", "Findings"]
    sheet = workbook["October's hours"]
    faulty, unusual, good = sheet["J4"], sheet["J5"], sheet["K4"]
    assert (faulty.value, unusual.value, good.value) == (-5, 700, 1080)
    assert faulty.fill.start_color.rgb != unusual.fill.start_color.rgb != good.fill.start_color.rgb
    assert faulty.comment is not None
    assert faulty.comment.text.startswith("Must fix: ")
    assert unusual.comment is not None
    assert unusual.comment.text.startswith("Explain: ")
    assert good.comment is None
    assert sheet["A1"].font.size == 18
    assert workbook["Findings"]["A1"].value == "=1+1"


def test_every_finding_is_listed_with_a_way_to_its_cell(place: Place) -> None:
    submission = checked(place, national_xlsx({"day_registered_actual": -5}, OAK), filename="ours.xlsx")
    sheet = marked(submission)["Findings 2"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == submission.findings.count()
    first = next(row for row in rows if row[0] == "Must fix")
    assert first[1:5] == ("October's hours", "J4", "Rowan (RX101)", "-5")
    cell = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "Must fix")[2]
    assert cell.hyperlink.location == "'October''s hours'!J4"


def test_texts_of_the_persons_workbook_stay_texts(place: Place) -> None:
    submission = checked(place, national_xlsx({"ward": "Rowan"}, OAK), filename="ours.xlsx")
    content = kind_of("staffing").marked_workbook(submission)
    sheet = load_workbook(io.BytesIO(content))["Findings"]
    assert (sheet["A1"].data_type, sheet["A3"].data_type, sheet["A3"].value) == ("f", "s", "=2+2")


def test_a_csv_comes_back_as_a_workbook_with_its_rows_where_they_were(place: Place) -> None:
    rows = (
        {"day_registered_actual": "1,602.50", "ward": "=cmd|' /C calc'!A0"},
        {**OAK, "night_care_actual": "#N/A", "day_care_actual": "-"},
        {"ward": "007", "day_registered_actual": "@SUM(1)", "specialty_2": "+1", "org_code": "RX1"},
    )
    submission = checked(place, national_csv(*rows))
    assert submission.must_fix >= 2
    content = kind_of("staffing").marked_workbook(submission)
    sheet = load_workbook(io.BytesIO(content))["Return"]
    assert [cell.value for cell in sheet[1]] == [BY_CODE[code].national for code in ROW]
    assert (sheet["J2"].value, sheet["I2"].value) == (1602.5, 1710)
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert (sheet["F4"].value, sheet["F4"].data_type) == ("007", "s")
    assert (sheet["H4"].value, sheet["H4"].data_type) == ("+1", "s")
    assert (sheet["P3"].value, sheet["P3"].data_type) == ("#N/A", "s")
    assert sheet["P3"].comment.text.startswith("Must fix: ")
    assert sheet["J4"].comment.text.startswith("Must fix: ")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_a_marked_file_can_be_mended_and_sent_again(place: Place) -> None:
    submission = checked(place, national_csv({"day_registered_actual": "-5"}, OAK))
    workbook = marked(submission)
    workbook["Return"]["J2"].value = 1602.5
    mended = io.BytesIO()
    workbook.save(mended)
    again = checked(place, mended.getvalue(), filename="mended.xlsx")
    assert (again.state, again.rows_read, again.must_fix) == ("ready", 2, 0)
    assert again.content_sha256 == checked(place, national_csv({}, OAK)).content_sha256


def test_a_large_workbook_is_written_anew_with_the_same_addresses(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_LARGEST_KEPT_BYTES", 10)
    submission = checked(place, national_xlsx({"day_registered_actual": -5}, OAK), filename="ours.xlsx")
    sheet = marked(submission)["October's hours"]
    assert (sheet["A1"].value, sheet["A3"].value, sheet["J4"].value) == ("Our return", "Org code", -5)
    assert sheet["J4"].comment.text.startswith("Must fix: ")


def test_more_faults_than_a_spreadsheet_bears_notes_are_coloured_and_listed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_MOST_NOTES", 3)
    rows = [{"ward": f"Ward {number}", "day_registered_actual": "x"} for number in range(6)]
    submission = checked(place, national_csv(*rows))
    workbook = marked(submission)
    cells = [workbook["Return"][f"J{row}"] for row in range(2, 8)]
    assert len({cell.fill.start_color.rgb for cell in cells}) == 1
    assert sum(cell.comment is not None for cell in cells) <= 3
    assert workbook["Findings"].max_row == submission.findings.count() + 1


def test_dates_and_explanations_are_told(place: Place) -> None:
    submission = explained(place, checked(place, national_csv({"day_registered_actual": "800"}, OAK)), "Bays closed.")
    rows = list(marked(submission)["Findings"].iter_rows(min_row=2, values_only=True))
    assert {row[7] for row in rows} == {"Bays closed."}
    dated = checked(place, national_xlsx({"period": date(2026, 10, 1)}, OAK), filename="ours.xlsx")
    assert dated.rows_other_periods == 0


def test_what_cannot_be_marked_is_said(place: Place) -> None:
    with pytest.raises(Unreadable):
        kind_of("staffing").marked_workbook(checked(place, b"%PDF-1.7", filename="x.pdf"))
    submission = checked(place, national_csv({}, OAK))
    replace_stored_file(sha256=submission.file_id, reason="x", by=make_administrator(), now=NOW)
    submission.file.refresh_from_db()
    with pytest.raises(Refused, match="taken out"):
        kind_of("staffing").marked_workbook(submission)


class TestLargeFiles:
    """A large file is marked by a worker, ahead of anybody's wish."""

    @pytest.fixture
    def large(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> Submission:
        monkeypatch.setattr(marked_copies, "ROWS_MARKED_AT_ONCE", 1)
        return checked(place, national_csv({"day_registered_actual": "about 9"}, OAK))

    def test_it_is_being_marked_until_a_worker_has_done_it(self, large: Submission) -> None:
        with pytest.raises(Refused, match="still being marked") as refused:
            marked_copies.marked_copy(large)
        assert refused.value.code == "being_marked"
        deliver_waiting(now=NOW)
        assert marked_copies.marked_copy(large) == bytes(MarkedCopy.objects.get().content)
        sheet = load_workbook(io.BytesIO(marked_copies.marked_copy(large)))
        assert "Findings" in sheet.sheetnames

    def test_marking_again_changes_nothing_and_a_check_again_makes_it_anew(self, large: Submission) -> None:
        deliver_waiting(now=NOW)
        event = OutboxEvent.objects.filter(name="return.checked").latest("pk")
        marked_copies.mark_when_checked(event, NOW + timedelta(hours=1))
        assert MarkedCopy.objects.get().made_at == NOW
        checking.check_again(submission=large, by=large.prepared_by, now=NOW)
        checking.check_submission(submission_id=large.pk, now=NOW)
        assert not MarkedCopy.objects.exists()

    def test_a_small_one_is_not_kept(self, place: Place) -> None:
        small = checked(place, national_csv({"day_registered_actual": "about 9"}))
        deliver_waiting(now=NOW)
        assert not MarkedCopy.objects.exists()
        assert marked_copies.marked_copy(small)

    def test_the_copy_goes_with_the_file(self, large: Submission) -> None:
        deliver_waiting(now=NOW)
        replace_stored_file(sha256=large.file_id, reason="It named patients.", by=make_administrator(), now=NOW)
        assert not MarkedCopy.objects.exists()
