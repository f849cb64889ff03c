"""The command analyse_indicator, run as a person runs it: its CSV, its words and its ways of failing."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratings.management.commands.analyse_indicator import METHODS
from ratings.rules.indicator_results import Counts, Harm, Method, Thresholds, compare
from tests.commands import Ran, run_as_process, run_here

HEADING = "by,group,numerator,denominator,z,winsorised_z,phi,tau2,adjusted_z,result"
WORKED = "group,numerator,denominator\na,100,108\nb,150,112\nc,180,165\nd,80,95\ne,120,100\nf,225,220\n"
PARTS = "group,numerator,denominator\na,45,500\nb,60,520\nc,30,410\nd,80,600\ne,20,380\nf,55,450\n"
NUMBERS = ("z", "winsorised_z", "phi", "tau2", "adjusted_z")


@dataclass
class Judged(Ran):
    def result(self, group: str, by: str = "") -> str:
        (row,) = [row for row in self.rows if (row["by"], row["group"]) == (by, group)]
        judged = row["result"] in ("elevated risk", "risk", "no evidence of risk")
        assert all(bool(row[name]) == judged for name in NUMBERS if name != "winsorised_z")
        return row["result"]

    def column(self, name: str) -> list[float]:
        return [float(row[name]) for row in self.rows]


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "indicator.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run(*arguments: str | Path) -> Judged:
    return Judged(**vars(run_as_process("analyse_indicator", *arguments)))


def analyse(path: Path, *more: str, method: str = "ratio_sqrt") -> Judged:
    """The command in this process, by the same door."""
    from ratings.management.commands.analyse_indicator import Command

    return Judged(**vars(run_here(Command, path, "--method", method, *more)))


class TestInAProcessOfItsOwn:
    def test_worked_example(self, tmp_path: Path) -> None:
        ran = run(written(tmp_path, WORKED), "--method", "ratio_sqrt")
        assert (ran.code, ran.errors) == (0, "")
        assert ran.text.splitlines()[0] == HEADING
        assert ran.column("adjusted_z") == pytest.approx(
            [-0.497628, 2.088310, 0.631697, -1.056702, 1.238422, 0.167040], abs=1e-6
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("--method", "proportion", "--trim", "0.5"),
            ("--method", "proportion", "--by", "year"),
        ],
        ids=" ".join,
    )
    def test_a_bad_option_ends_with_2_and_says_why(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        ran = run(written(tmp_path, WORKED), *arguments)
        assert (ran.code, ran.text) == (2, "")
        assert "Traceback" not in ran.errors
        assert ran.errors

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        ran = run(tmp_path / "none.csv", "--method", "proportion")
        assert (ran.code, ran.text) == (2, "")
        assert "No such file" in ran.errors


class TestOptions:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("--method", "median"),
            ("--method", "survey_mean"),
            ("--direction", "sideways"),
            ("--trim", "0.5"),
            ("--trim", "-0.1"),
            ("--trim", "nan"),
            ("--trim", "10%"),
            ("--trim", ""),
        ],
        ids=" ".join,
    )
    def test_what_cannot_be_asked_is_refused(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        ran = analyse(written(tmp_path, WORKED), *arguments)
        assert (ran.code, ran.text) == (1, "")
        assert arguments[0] in ran.errors


class TestWorkedExamples:
    def test_square_root(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED))
        assert ran.column("z") == pytest.approx(
            [-0.784610, 3.328887, 1.142351, -1.605045, 1.908902, 0.335206], abs=1e-6
        )
        assert ran.column("winsorised_z") == pytest.approx(
            [-0.784610, 2.618895, 1.142351, -1.194827, 1.908902, 0.335206], abs=1e-6
        )
        assert ran.column("phi") == pytest.approx([2.327178] * 6, abs=1e-6)
        assert ran.column("tau2") == pytest.approx([0.00343978] * 6, abs=1e-8)
        assert [row["result"] for row in ran.rows] == ["no evidence of risk", "risk", *["no evidence of risk"] * 4]

    def test_a_twentieth_at_each_end(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED), "--trim", "0.05")
        assert ran.column("phi") == pytest.approx([2.746783] * 6, abs=1e-6)
        assert ran.column("tau2") == pytest.approx([0.00440598] * 6, abs=1e-8)

    def test_nothing_at_either_end(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED), "--trim", "0")
        assert ran.column("winsorised_z") == ran.column("z")

    def test_logarithm(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED), method="ratio_log")
        assert ran.column("z") == pytest.approx(
            [-0.799803, 3.091681, 1.117681, -1.674989, 1.823216, 0.333326], abs=1e-6
        )
        assert ran.column("phi") == pytest.approx([2.948033] * 6, abs=1e-6)
        assert ran.column("tau2") == pytest.approx([0.01947753] * 6, abs=1e-8)

    def test_proportion(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, PARTS), method="proportion")
        assert ran.column("phi") == pytest.approx([3.256807] * 6, abs=1e-6)
        assert ran.column("tau2") == pytest.approx([0.00153249] * 6, abs=1e-8)
        assert ran.column("adjusted_z") == pytest.approx(
            [-0.429911, 0.501581, -1.083758, 1.126131, -1.978504, 0.723774], abs=1e-6
        )

    def test_ratio_of_counts(self, tmp_path: Path) -> None:
        content = "group,numerator,denominator\na,12,100\nb,30,160\nc,18,150\nd,44,210\ne,9,110\nf,25,140\n"
        ran = analyse(written(tmp_path, content), method="ratio_of_counts")
        assert ran.column("phi") == pytest.approx([1.153368] * 6, abs=1e-6)
        assert ran.column("tau2") == pytest.approx([0.01961095] * 6, abs=1e-8)
        assert ran.column("adjusted_z") == pytest.approx(
            [-0.745855, 0.749739, -0.908079, 1.331061, -1.709658, 0.527770], abs=1e-6
        )

    def test_lower_is_worse(self, tmp_path: Path) -> None:
        upside_down = "".join(f"{g},{e},{o}\n" for g, o, e in (line.split(",") for line in WORKED.splitlines()[1:]))
        path = written(tmp_path, "group,numerator,denominator\n" + upside_down)
        ran = analyse(path, "--direction", "lower_is_worse", method="ratio_of_counts")
        # The signs stay as they are worked out; the judgement looks at the other side.
        assert min(ran.column("adjusted_z")) == ran.column("adjusted_z")[1] < 0
        assert ran.column("adjusted_z") == analyse(path, method="ratio_of_counts").column("adjusted_z")


class TestGroups:
    def test_rows_of_a_group_are_summed(self, tmp_path: Path) -> None:
        split = WORKED + "a,0.5,10\n".replace("0.5,10", "0,0")
        halves = "group,numerator,denominator\n" + "".join(
            f"{g},{float(n) / 2},{float(d) / 2}\n" * 2
            for g, n, d in (line.split(",") for line in WORKED.splitlines()[1:])
        )
        whole = analyse(written(tmp_path, WORKED)).text
        assert analyse(written(tmp_path, split)).text == whole
        assert analyse(written(tmp_path, halves)).text == whole

    def test_one_bad_row_spoils_its_group_and_no_other(self, tmp_path: Path) -> None:
        plain = analyse(written(tmp_path, WORKED.replace("c,180,165\n", "")))
        for row, word in [
            ("c,-1,5", "invalid"),
            ("c,1,-5", "invalid"),
            ("c,much,5", "invalid"),
            ("c,,5", "invalid"),
            ("c,1,", "no denominator"),
        ]:
            ran = analyse(written(tmp_path, WORKED + row + "\n"))
            assert ran.result("c") == word
            assert [row for row in ran.rows if row["group"] != "c"] == plain.rows

    def test_each_value_of_by_stands_on_its_own(self, tmp_path: Path) -> None:
        both = "year,group,numerator,denominator\n" + "".join(
            f"{year},{line}\n" for year, text in (("2025", WORKED), ("2024", PARTS)) for line in text.splitlines()[1:]
        )
        ran = analyse(written(tmp_path, both), "--by", "year", method="proportion")
        assert [(row["by"], row["group"]) for row in ran.rows] == sorted(
            (year, group) for year in ("2024", "2025") for group in "abcdef"
        )
        alone = analyse(written(tmp_path, PARTS), method="proportion").rows
        assert [{**row, "by": ""} for row in ran.rows if row["by"] == "2024"] == alone

    def test_many_comparisons_are_explained_beside_the_results(self, tmp_path: Path) -> None:
        # Twenty indicators of forty groups in control, and one group far out in one of them.
        counts = {
            (year, f"g{turn:02}"): 100 + (turn * 7 + year * 3) % 21 * 3 for year in range(20) for turn in range(40)
        } | {(7, "g11"): 400}
        rows = "".join(f"{year},{group},{count},1000\n" for (year, group), count in counts.items())
        path = written(tmp_path, "year,group,numerator,denominator\n" + rows)
        ran = analyse(path, "--by", "year", method="proportion")
        flagged = sum(row["result"] in ("risk", "elevated risk") for row in ran.rows)
        assert ran.errors.startswith("Of 800 comparisons, about 18 lie at z = 2 or beyond by chance alone")
        assert f"Here {flagged} do; 1 of them remain where no more than 5% of flags may be false" in ran.errors
        other = analyse(path, "--by", "year", "--direction", "lower_is_worse", method="proportion")
        assert "0 of them remain" in other.errors

    def test_of_one_indicator_nothing_is_told(self, tmp_path: Path) -> None:
        assert analyse(written(tmp_path, WORKED)).errors == ""

    def test_a_blank_by_is_a_value_of_its_own(self, tmp_path: Path) -> None:
        lines = [f"{line},{year}" for year in ("", "2025") for line in PARTS.splitlines()[1:]]
        ran = analyse(written(tmp_path, "group,numerator,denominator,year\n" + "\n".join(lines)), "--by", "year")
        assert [row["by"] for row in ran.rows] == [""] * 6 + ["2025"] * 6

    def test_a_blank_group_belongs_to_nobody(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED + ",900,1\n"))
        assert ran.result("") == "invalid"
        assert ran.rows[1:] == analyse(written(tmp_path, WORKED)).rows
        assert "without a group" in ran.errors

    def test_too_few_groups_of_one_by(self, tmp_path: Path) -> None:
        content = "by,group,numerator,denominator\nx,a,1,2\nx,b,1,2\nx,c,3,2\nx,d,1,0\n" + "".join(
            f"y,{line}\n" for line in PARTS.splitlines()[1:]
        )
        ran = analyse(written(tmp_path, content), "--by", "by", method="proportion")
        assert [ran.result(group, "x") for group in "abcd"] == [
            "too few groups", "too few groups", "invalid", "no denominator"
        ]  # fmt: skip
        assert {ran.result(group, "y") for group in "abcdef"} <= {"no evidence of risk", "risk"}

    def test_one_group_only(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, "group,numerator,denominator\na,1,2\n"))
        assert ran.text == f"{HEADING}\n,a,1,2,,,,,,too few groups\n"

    def test_all_equal(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, "group,numerator,denominator\na,1,4\nb,1,4\nc,1,4\n"), method="proportion")
        assert [row["z"] for row in ran.rows] == ["0.0"] * 3
        assert [row["result"] for row in ran.rows] == ["no evidence of risk"] * 3


class TestWords:
    @pytest.mark.parametrize(
        ("row", "method", "word", "kept"),
        [
            ("x,5,0", "proportion", "no denominator", ("5", "0")),
            ("x,0,0", "proportion", "no denominator", ("0", "0")),
            ("x,5,", "ratio_sqrt", "no denominator", ("5", "")),
            ("x,5,-", "ratio_sqrt", "no denominator", ("5", "")),
            ("x", "ratio_sqrt", "no denominator", ("", "")),
            ("x,5,0", "ratio_log", "no denominator", ("5", "0")),
            ("x,0,0", "ratio_of_counts", "no denominator", ("0", "0")),
            ("x,5,4", "proportion", "invalid", ("5", "4")),
            ("x,-5,4", "ratio_sqrt", "invalid", ("-5", "4")),
            ("x,5,-4", "ratio_sqrt", "invalid", ("5", "-4")),
            ("x,,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,nan,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,5,NaN", "ratio_sqrt", "invalid", ("5", "")),
            ("x,inf,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,five,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,1e400,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,1e300,4", "ratio_sqrt", "invalid", ("1e+300", "4")),
            ("x,#DIV/0!,4", "ratio_sqrt", "invalid", ("", "4")),
            ("x,0,4", "ratio_log", "not calculable", ("0", "4")),
        ],
    )
    def test_a_row_keeps_its_place_and_has_its_word(
        self, tmp_path: Path, row: str, method: str, word: str, kept: tuple[str, str]
    ) -> None:
        ran = analyse(written(tmp_path, PARTS + row + "\n"), method=method)
        assert ran.code == 0
        assert ran.result("x") == word
        assert (ran.rows[-1]["numerator"], ran.rows[-1]["denominator"]) == kept
        assert ran.rows[:-1] == analyse(written(tmp_path, PARTS), method=method).rows

    @pytest.mark.parametrize("method", ["proportion", "ratio_sqrt", "ratio_of_counts"])
    def test_a_numerator_of_0_is_judged(self, tmp_path: Path, method: str) -> None:
        assert analyse(written(tmp_path, PARTS + "x,0,400\n"), method=method).result("x") == "no evidence of risk"

    def test_no_numerators_at_all(self, tmp_path: Path) -> None:
        path = written(tmp_path, "group,numerator,denominator\na,0,5\nb,0,7\nc,0,9\n")
        assert {row["result"] for row in analyse(path, method="ratio_of_counts").rows} == {"not calculable"}
        assert {row["result"] for row in analyse(path, method="ratio_log").rows} == {"not calculable"}
        assert {row["result"] for row in analyse(path, method="proportion").rows} == {"no evidence of risk"}

    def test_elevated_risk_and_truncation(self, tmp_path: Path) -> None:
        rows = "".join(f"t{turn:02},{100 + turn % 5},100\n" for turn in range(30))
        path = written(tmp_path, f"group,numerator,denominator\n{rows}x,400,100\n")
        ran = analyse(path, method="ratio_log")
        assert ran.result("x") == "elevated risk"
        # It is left out of the estimate, so no score of its is used; it is judged by it all the same.
        assert ran.rows[-1]["winsorised_z"] == ""
        assert float(ran.rows[-1]["adjusted_z"]) > 3
        assert 0 < sum(row["winsorised_z"] == "" for row in ran.rows) < 31
        assert analyse(path, "--direction", "lower_is_worse", method="ratio_log").result("x") == "no evidence of risk"


class TestReading:
    @pytest.mark.parametrize(
        "content",
        [
            WORKED.encode("utf-8-sig"),
            WORKED.encode("utf-16"),
            WORKED.replace("\n", "\r\n").encode(),
            WORKED.replace("\n", "\n\n").encode(),
            b"\n" + WORKED.encode(),
            WORKED.replace(",", " , ").encode(),
            WORKED.replace("a,100", 'a,"100"').encode(),
            WORKED.replace(",", ";").encode(),
            WORKED.replace("\n", ",,\n").encode(),
            ("note,denominator,group,numerator\n" + "".join(
                f"n,{d},{g},{n}\n" for g, n, d in (line.split(",") for line in reversed(WORKED.splitlines()[1:]))
            )).encode(),
        ],
        ids=["mark", "utf-16", "crlf", "blank-lines", "blank-first", "spaces", "quotes", "semicolons", "wide", "order"],
    )  # fmt: skip
    def test_the_same_in_whatever_form(self, tmp_path: Path, content: bytes) -> None:
        assert analyse(written(tmp_path, content)).text == analyse(written(tmp_path, WORKED)).text

    def test_thousands(self, tmp_path: Path) -> None:
        rows = 'a,"1,200","10,000"\nb,"1 100",9000\nc,900,8000.5\n'
        ran = analyse(written(tmp_path, "group,numerator,denominator\n" + rows), method="proportion")
        assert [(row["numerator"], row["denominator"]) for row in ran.rows] == [
            ("1200", "10000"),
            ("1100", "9000"),
            ("900", "8000.5"),
        ]

    def test_heading_alone(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, "group,numerator,denominator\n"))
        assert (ran.code, ran.text) == (0, f"{HEADING}\n")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ("", "empty"),
            ("\n \n", "empty"),
            ("group,numerator\na,1\n", "no column 'denominator'"),
            ("group,numerator,denominator,numerator\na,1,2,3\n", "'numerator' comes 2 times"),
            ("group,numerator,denominator\na,1,234,5\n", "Row 2 has 4 cells"),
            (b"PK\x03\x04 no archive", "damaged"),
        ],
    )
    def test_what_cannot_be_read(self, tmp_path: Path, content: str | bytes, why: str) -> None:
        ran = analyse(written(tmp_path, content))
        assert (ran.code, ran.text) == (2, "")
        assert why in ran.errors

    def test_a_missing_column_of_by(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED), "--by", "year")
        assert (ran.code, ran.text) == (2, "")
        assert "no column 'year'" in ran.errors

    def test_names_become_no_formula(self, tmp_path: Path) -> None:
        ran = analyse(written(tmp_path, WORKED + "=1+1,5,5\n"))
        assert "'=1+1" in [row["group"] for row in ran.rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=3),
        st.tuples(st.integers(0, 900) | st.floats(0, 900), st.integers(1, 900) | st.floats(0.5, 900)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(METHODS),
    st.sampled_from(list(Harm)),
    st.randoms(use_true_random=False),
)
def test_writes_the_comparison_to_the_last_digit_in_whatever_order(
    tmp_path: Path, groups: dict[str, tuple[float, float]], method: Method, harm: Harm, random: object
) -> None:
    lines = [f"{group},{a!r},{b!r}" for group, (a, b) in groups.items()]
    random.shuffle(lines)  # type: ignore[attr-defined]
    path = written(tmp_path, "group,numerator,denominator\n" + "\n".join(lines))
    ran = analyse(path, "--direction", harm.value, method=method.value)
    assert ran.code == 0
    expected = compare(
        [Counts(float(a), float(b)) for _, (a, b) in sorted(groups.items())],
        method=method,
        harm=harm,
        thresholds=Thresholds(2, 3),
    )
    for row, one in zip(ran.rows, expected.groups, strict=True):
        assert row["result"] == one.result
        for name, number in (("z", one.z), ("winsorised_z", one.winsorised_z), ("adjusted_z", one.adjusted_z)):
            assert row[name] == "" if number is None else float(row[name]) == number
        assert float(row["numerator"]) == one.counts.numerator
        if one.z is not None:
            assert expected.dispersion is not None
            assert float(row["phi"]) == expected.dispersion.phi
            assert float(row["tau2"]) == expected.dispersion.tau_squared
