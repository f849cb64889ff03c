"""A postcode directory: read, taken onto the record whole or not at all, and used to find what is nearest."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.finding import find, postcode_asked
from oversight.organisations.models import PostcodePlace
from oversight.organisations.postcode_directory import NotADirectory, Reading, read_directory
from oversight.organisations.postcodes import Position, Postcode
from oversight.records.models import AuditEntry
from tests.organisations.making import made_site
from tests.organisations.test_finding import TODAY

# Columns of the directory of May 2025, of which three are read; the fourth postcode has no place on the mainland.
DIRECTORY = """pcd7,pcd8,PCDS,dointr,doterm,lat,LONG
WR1 1AA,WR1  1AA,WR1 1AA,198001,,52.19,-2.22
WR1 2ZZ,WR1  2ZZ,WR1 2ZZ,198001,,52.20,-2.20
WR9 9AA,WR9  9AA,WR9 9AA,198001,201001,52.30,-2.10
JE2 3AB,JE2  3AB,JE2 3AB,199806,,99.999999,0.000000
"""


def read(text: str) -> tuple[list[tuple[str, Position]], Reading]:
    reading = Reading()
    return list(read_directory(StringIO(text), reading)), reading


def imported(folder: Path, text: str | bytes, code: int = 0) -> dict:  # type: ignore[type-arg]
    file = folder / "directory.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, err = StringIO(), StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_postcodes", str(file), stdout=out, stderr=err)
        assert ended.value.code == code
        assert err.getvalue()
    else:
        call_command("import_postcodes", str(file), stdout=out, stderr=err)
        assert not err.getvalue()
    return dict(json.loads(out.getvalue()))


def test_a_directory_is_read_by_the_names_of_its_columns() -> None:
    found, reading = read(DIRECTORY)
    assert found[0] == ("WR1 1AA", Position(52.19, -2.22))
    assert [code for code, _ in found] == ["WR1 1AA", "WR1 2ZZ", "WR9 9AA"]
    assert (reading.rows, reading.placed, reading.without_place, reading.rejected) == (4, 3, 1, 0)


def test_what_is_no_postcode_or_no_place_is_rejected_with_its_line() -> None:
    rows = [
        "pcds,lat,long",
        "SE1 7EH,51.5,-0.12",
        "NOWHERE,51,0",
        "SE1,51,0",
        "SE1 7EG,x,0",
        "SE1 7EJ,nan,0",
        "SE1 7EK",
    ]
    found, reading = read("\n".join(rows))
    assert [code for code, _ in found] == ["SE1 7EH"]
    assert (reading.rows, reading.rejected) == (6, 5)
    assert reading.told == [
        (3, "'NOWHERE' is no postcode."),
        (4, "'SE1' is no postcode."),
        (5, "'x', '0' is no place."),
        (6, "'nan', '0' is no place."),
        (7, "It has fewer columns than the first row."),
    ]


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "pcds,lat\nSE1 7EH,51\n"])
def test_a_file_without_the_columns_is_no_directory(text: str) -> None:
    with pytest.raises(NotADirectory, match="names no column"):
        read(text)


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_whatever_stands_in_it_every_row_is_counted_once(rows: list[list[str]]) -> None:
    text = "pcds,lat,long\n" + "\n".join(",".join(row) for row in rows)
    try:
        found, reading = read(text)
    except NotADirectory:
        return
    assert len(found) == reading.placed
    assert reading.rows == reading.placed + reading.without_place + reading.rejected


@pytest.mark.django_db
class TestOnRecord:
    def test_it_is_taken_and_a_newer_one_takes_its_place(self, tmp_path: Path) -> None:
        told = imported(tmp_path, DIRECTORY)
        assert (told["rows"], told["postcodes"], told["without_place"], told["rejected"]) == (4, 3, 1, 0)
        newer = "pcds,lat,long\nSE1 7EH,51.1,-0.1\nSE1 7EH,51.5,-0.12\n"
        assert imported(tmp_path, newer)["postcodes"] == 1
        assert list(PostcodePlace.objects.values_list()) == [("SE1 7EH", 51.5, -0.12)]
        assert AuditEntry.objects.filter(action="postcodes.imported").count() == 2

    def test_where_it_cannot_be_read_the_one_before_stays(self, tmp_path: Path) -> None:
        imported(tmp_path, DIRECTORY)
        for text in ("a,b\n1,2\n", "pcds,lat,long\nJE2 3AB,99.999999,0\n", b"pcds,lat,long\nSE1 7EH,51,0\n\xff\n"):
            assert "error" in imported(tmp_path, text, code=2)
        assert PostcodePlace.objects.count() == 3
        assert "error" in imported(tmp_path, "pcds,lat,long\n", code=2)

    def test_a_quotation_mark_that_nothing_closes_swallows_no_rows(self, tmp_path: Path) -> None:
        imported(tmp_path, DIRECTORY)
        torn = 'pcds,lat,long\nSE1 7EH,51.5,-0.12\n"SE1 7EJ,51.5,-0.12\nSE1 7EG,51.5,-0.12\n'
        assert "cannot be read as CSV" in imported(tmp_path, torn, code=2)["error"]
        assert PostcodePlace.objects.count() == 3

    def test_as_its_publisher_packs_it_it_says_what_to_do(self, tmp_path: Path) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("Data/ONSPD_MAY_2025_UK.csv", DIRECTORY)
        assert "It is a ZIP file. Unpack it" in imported(tmp_path, packed.getvalue(), code=2)["error"]

    def test_with_rows_rejected_the_rest_is_taken(self, tmp_path: Path) -> None:
        told = imported(tmp_path, DIRECTORY + "NOWHERE,,NOWHERE,,,1,1\n", code=1)
        assert told["first_rejected"] == [{"line": 6, "reason": "'NOWHERE' is no postcode."}]
        assert PostcodePlace.objects.count() == 3

    def test_the_nearest_hospitals_come_first_by_the_directory(self, tmp_path: Path) -> None:
        # The postcode asked for lies by the far one, though it begins like the near one's.
        made_site("RX101", name="NEAR HOSPITAL", is_hospital=True, postcode="WR9 1AB", latitude=52.19, longitude=-2.23)
        made_site("RX102", name="FAR HOSPITAL", is_hospital=True, postcode="WR1 1AB", latitude=52.30, longitude=-2.11)
        before = find("WR9 9AA", demonstration=False, on=TODAY)
        assert [found.code for found in before] == ["RX101", "RX102"]
        assert before[0].distance == "less than a mile"
        imported(tmp_path, DIRECTORY)
        after = find("wr99aa", demonstration=False, on=TODAY)
        assert [found.code for found in after] == ["RX102", "RX101"]
        assert [found.distance for found in after] == ["0.4 miles", "9.4 miles"]
        # A first half has a middle, and a distance from there is approximate.
        assert [found.distance for found in find("WR9", demonstration=False, on=TODAY)] == [
            "less than a mile",
            "about 9 miles",
        ]

    def test_a_postcode_that_does_not_exist_is_said_to_be_unknown(self, tmp_path: Path, client: Client) -> None:
        made_site("RX101", name="NEAR HOSPITAL", is_hospital=True, postcode="WR1 1AB", latitude=52.19, longitude=-2.23)
        words = "We do not know the postcode WR1 9ZZ"
        asked = postcode_asked("WR1 9ZZ")
        assert asked is not None
        assert asked.is_known is None
        assert words not in client.get("/?q=WR1+9ZZ").content.decode()
        imported(tmp_path, DIRECTORY)
        page = client.get("/?q=wr19zz").content.decode()
        assert words in page
        assert "Near Hospital" in page
        assert words not in client.get("/?q=WR1+1AA").content.decode()
        assert postcode_asked("near hospital") is None
        middle = postcode_asked("WR1")
        assert middle is not None
        assert middle.postcode == Postcode("WR1")
        assert middle.position is not None
        assert (middle.position.latitude, middle.position.longitude) == pytest.approx((52.195, -2.21))
