"""The command spc, run as a person runs it: its CSV, its warnings and its ways of failing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratings.rules.special_causes import Direction
from ratings.rules.xmr import analyse
from tests.commands import Ran, run_as_process, run_here

ONE_SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
HEADING = "group,date,value,mean,lpl,upl,special_cause_type,point_type"


def run(*arguments: str | Path) -> Ran:
    return run_as_process("spc", *arguments)


def spc(path: Path, *more: str, direction: str = "increase") -> Ran:
    """The command in this process, by the same door."""
    from ratings.management.commands.spc import Command

    return run_here(Command, path, "--value", "v", "--date", "d", "--direction", direction, *more)


def months(count: int) -> list[str]:
    return [f"{2020 + place // 12}-{place % 12 + 1:02}-01" for place in range(count)]


@pytest.fixture
def spike(tmp_path: Path) -> Path:
    path = tmp_path / "spike.csv"
    lines = [f"{day},{value}" for day, value in zip(months(18), ONE_SPIKE, strict=True)]
    # From the latest to the earliest: the command puts them in order.
    path.write_text("\n".join(["d,v", *reversed(lines), ""]))
    return path


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "series.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestAsAProcess:
    def test_one_series(self, spike: Path) -> None:
        ran = run(spike, "--value", "v", "--date", "d", "--direction", "increase")
        assert (ran.code, ran.errors) == (0, "")
        assert ran.text.splitlines()[0] == HEADING
        assert [row["date"] for row in ran.rows] == months(18)
        assert [float(row["value"]) for row in ran.rows] == ONE_SPIKE
        first = ran.rows[0]
        assert first["group"] == ""
        assert float(first["mean"]) == pytest.approx(1.944444, abs=1e-6)
        assert float(first["lpl"]) == pytest.approx(-0.715556, abs=1e-6)
        assert float(first["upl"]) == pytest.approx(4.604444, abs=1e-6)
        assert [row["special_cause_type"] for row in ran.rows] == [
            "Above UCL" if value == 10 else "Common Cause" for value in ONE_SPIKE
        ]
        assert ran.rows[4]["point_type"] == "special_cause_improvement"

    def test_all_digits_are_written(self, spike: Path) -> None:
        ran = run(spike, "--value", "v", "--date", "d", "--direction", "neutral")
        limits = analyse(ONE_SPIKE, direction=Direction.NEUTRAL).groups[0].limits
        assert limits is not None
        assert limits.spread is not None
        for row in ran.rows:
            assert (float(row["mean"]), float(row["lpl"]), float(row["upl"])) == (
                limits.mean,
                limits.spread.lower,
                limits.spread.upper,
            )

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--value", "none", "--date", "d", "--direction", "increase"],
            ["--value", "v", "--date", "none", "--direction", "increase"],
            ["--value", "v", "--date", "d", "--group", "none", "--direction", "increase"],
            ["--value", "v", "--date", "d", "--direction", "sideways"],
            ["--value", "v", "--date", "d"],
        ],
    )
    def test_what_cannot_be_done_ends_with_2_and_says_why(self, spike: Path, arguments: list[str]) -> None:
        ran = run(spike, *arguments)
        assert (ran.code, ran.text) == (2, "")
        assert ("'none'" in ran.errors and "'d', 'v'" in ran.errors) or "--direction" in ran.errors

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        ran = run(tmp_path / "absent.csv", "--value", "v", "--date", "d", "--direction", "increase")
        assert (ran.code, ran.text) == (2, "")
        assert "absent.csv: No such file" in ran.errors


class TestGroups:
    def test_are_sorted_then_dates_and_each_has_its_own_limits(self, tmp_path: Path) -> None:
        lines = [
            f"{day},{group},{place + shift}"
            for group, shift in (("B", 0), ("A", 100))
            for place, day in enumerate(months(14))
        ]
        path = written(tmp_path, "d,g,v\n" + "\n".join(reversed(lines)))
        ran = spc(path, "--group", "g")
        assert ran.code == 0
        assert [(row["group"], row["date"]) for row in ran.rows] == [
            (group, day) for group in "AB" for day in months(14)
        ]
        assert {row["mean"] for row in ran.rows[:14]} == {"106.5"}
        assert {row["mean"] for row in ran.rows[14:]} == {"6.5"}

    def test_same_dates_in_two_groups_are_no_repetition(self, tmp_path: Path) -> None:
        path = written(tmp_path, "d,g,v\n2020-01-01,A,1\n2020-01-01,B,2\n")
        assert spc(path, "--group", "g").code == 0
        ran = spc(path)
        assert (ran.code, ran.text) == (2, "")
        assert "Row 3 repeats the date 2020-01-01" in ran.errors

    def test_text_never_becomes_a_formula_and_numbers_stay_numbers(self, tmp_path: Path) -> None:
        path = written(tmp_path, 'd,g,v\n2020-01-01,"=1+1",-1.50\n2020-01-01,-5,2\n2020-01-01,@SUM(A1),3\n')
        ran = spc(path, "--group", "g")
        assert [row["group"] for row in ran.rows] == ["-5", "'=1+1", "'@SUM(A1)"]
        assert [row["value"] for row in ran.rows] == ["2", "-1.50", "3"]


class TestBlanks:
    def test_keep_their_row_with_blank_results_and_leave_the_limits(self, tmp_path: Path) -> None:
        values = ["10", "12", "", "20", "21", "-"]
        path = written(tmp_path, "d,v\n" + "\n".join(map(",".join, zip(months(6), values, strict=True))))
        ran = spc(path)
        assert [row["value"] for row in ran.rows] == ["10", "12", "", "20", "21", ""]
        for blank in (ran.rows[2], ran.rows[5]):
            assert set(list(blank.values())[2:]) == {""}
        assert float(ran.rows[0]["mean"]) == 15.75
        assert float(ran.rows[0]["upl"]) == pytest.approx(15.75 + 2.66 * 1.5)

    def test_a_series_of_blanks(self, tmp_path: Path) -> None:
        ran = spc(written(tmp_path, "d,v\n2020-01-01,\n2020-02-01,\n"))
        assert (ran.code, len(ran.rows)) == (0, 2)
        assert "0 found" in ran.errors

    def test_a_value_alone_has_a_mean_and_no_limits(self, tmp_path: Path) -> None:
        (row,) = spc(written(tmp_path, "d,v\n2020-01-01,3\n")).rows
        assert list(row.values()) == ["", "2020-01-01", "3", "3.0", "", "", "Common Cause", "common_cause"]


class TestShortSeries:
    @pytest.mark.parametrize(("count", "warned"), [(12, True), (13, False)])
    def test_is_warned_of(self, tmp_path: Path, count: int, warned: bool) -> None:
        ran = spc(written(tmp_path, "d,v\n" + "\n".join(f"{day},1" for day in months(count))))
        assert ran.code == 0
        assert ("fewer than 13 points" in ran.errors) is warned
        assert len(ran.rows) == count

    def test_names_the_groups(self, tmp_path: Path) -> None:
        lines = [f"{day},long,1" for day in months(13)] + [f"2020-01-01,short {place:02},1" for place in range(12)]
        ran = spc(written(tmp_path, "d,g,v\n" + "\n".join(lines)), "--group", "g")
        assert "'short 00' 1" in ran.errors
        assert "long" not in ran.errors
        assert ran.errors.strip().endswith("and 2 groups more.")

    def test_no_rows_at_all(self, tmp_path: Path) -> None:
        ran = spc(written(tmp_path, "d,v\n"))
        assert (ran.code, ran.text) == (0, f"{HEADING}\n")
        assert "0 found" in ran.errors


class TestReading:
    @pytest.mark.parametrize(
        ("read", "given"),
        [
            ("2020-02-01", "2020-02-01"),
            ("2020-02", "2020-02"),
            ("01/02/2020", "2020-02-01"),
            ("1/2/2020", "2020-02-01"),
            ("01/02/2020 00:00", "2020-02-01"),
            ("2020-02-01 00:00:00", "2020-02-01 00:00:00"),
            ("01/02/2020 13:30", "2020-02-01T13:30:00"),
        ],
    )
    def test_dates(self, tmp_path: Path, read: str, given: str) -> None:
        (row,) = spc(written(tmp_path, f"d,v\n{read},1\n")).rows
        assert row["date"] == given

    def test_dates_of_any_form_are_in_order(self, tmp_path: Path) -> None:
        ran = spc(written(tmp_path, "d,v\n02/03/2020,3\n2020-02,2\n2020-01-15,1\n"))
        assert [row["value"] for row in ran.rows] == ["1", "2", "3"]

    @pytest.mark.parametrize("again", ["2020-02-01", "01/02/2020", "2020-02"])
    def test_one_date_in_two_forms_is_a_repetition(self, tmp_path: Path, again: str) -> None:
        ran = spc(written(tmp_path, f"d,v\n2020-02-01,1\n{again},\n"))
        assert (ran.code, ran.text) == (2, "")
        assert "repeats the date" in ran.errors

    @pytest.mark.parametrize(
        "date", ["", "2020-13-01", "31/02/2020", "2020", "spring", "02-01-2020", "2020-02-01T10:00Z"]
    )
    def test_what_is_no_date(self, tmp_path: Path, date: str) -> None:
        ran = spc(written(tmp_path, f"d,v\n2020-01-01,1\n{date},2\n"))
        assert (ran.code, ran.text) == (2, "")
        assert "Row 3, d: " in ran.errors

    @pytest.mark.parametrize(
        ("read", "given"),
        [
            ("1", "1"),
            ("1.50", "1.50"),
            (" 2 ", "2"),
            ('"1,234.5"', "1234.5"),
            ("+3", "3.0"),
            ("1e3", "1000.0"),
            ("-0.5", "-0.5"),
        ],
    )
    def test_numbers(self, tmp_path: Path, read: str, given: str) -> None:
        (row,) = spc(written(tmp_path, f"d,v\n2020-01-01,{read}\n")).rows
        assert row["value"] == given

    @pytest.mark.parametrize("value", ["n/a", "nan", "inf", "1_000", "12%", '"1,5"', "#DIV/0!", "1e400"])
    def test_what_is_no_number(self, tmp_path: Path, value: str) -> None:
        ran = spc(written(tmp_path, f"d,v\n2020-01-01,1\n2020-02-01,{value}\n"))
        assert (ran.code, ran.text) == (2, "")
        assert "Row 3, v: " in ran.errors
        assert "is not a number" in ran.errors

    def test_a_number_beyond_reckoning(self, tmp_path: Path) -> None:
        ran = spc(written(tmp_path, "d,v\n2020-01-01,1e300\n"))
        assert (ran.code, ran.text) == (2, "")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = "d,g,v\r\n2020-01-01,St Ives \u2013 caf\u00e9,1\r\n"
        (row,) = spc(written(tmp_path, text.encode(encoding)), "--group", "g").rows
        assert row["group"] == "St Ives \u2013 caf\u00e9"

    def test_blank_lines_and_trailing_columns_are_passed_over(self, tmp_path: Path) -> None:
        ran = spc(written(tmp_path, "d,v,,\n2020-01-01,1,,\n,,,\n\n2020-02-01,2\n"))
        assert [row["value"] for row in ran.rows] == ["1", "2"]

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "empty"),
            ("d,v,v\n2020-01-01,1,2\n", "'v' comes 2 times"),
            ("d,v\n2020-01-01,1,234\n", "Row 2 has 3 cells where the heading has 2"),
            (b"PK\x03\x04 no archive", "damaged"),
            ('d,v\n2020-01-01,"1\n', "quotation marks"),
        ],
    )
    def test_what_cannot_be_read(self, tmp_path: Path, text: str | bytes, why: str) -> None:
        ran = spc(written(tmp_path, text))
        assert (ran.code, ran.text) == (2, "")
        assert why in ran.errors

    def test_a_workbook_is_not_csv(self, tmp_path: Path) -> None:
        from openpyxl import Workbook

        path = tmp_path / "series.xlsx"
        Workbook().save(path)
        ran = spc(path)
        assert (ran.code, ran.text) == (2, "")
        assert "workbook" in ran.errors


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=40),
    st.sampled_from(list(Direction)),
)
def test_agrees_with_the_analysis_to_the_last_digit(
    tmp_path: Path, values: list[float | None], direction: Direction
) -> None:
    lines = [
        f"{day},{'' if value is None else repr(value)}" for day, value in zip(months(len(values)), values, strict=True)
    ]
    ran = spc(written(tmp_path, "d,v\n" + "\n".join(lines)), direction=direction.value)
    assert ran.code == 0
    for row, point in zip(ran.rows, analyse(values, direction=direction).points, strict=True):
        assert row["value"] == "" if point.value is None else float(row["value"]) == point.value
        assert row["special_cause_type"] == (point.special_cause or "")
        assert row["point_type"] == (point.point_type or "")
        if point.value is not None and point.limits is not None:
            assert float(row["mean"]) == point.limits.mean
            if point.limits.spread is not None:
                assert (float(row["lpl"]), float(row["upl"])) == (point.limits.spread.lower, point.limits.spread.upper)
