"""The list of indicators, one indicator with all trusts side by side, and one of one trust over time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from oversight.measures.models import Observation, ObservationImport
from oversight.measures.periods import Period
from oversight.organisations.models import Succession
from ratings.rules.judging import Word
from tests.inspect.monitoring.making import Figures, comparison, make_trusts
from tests.inspect.reading import rows_of, table_of, text_of

pytestmark = pytest.mark.django_db


def chart_table(answer, identity: str) -> list[list[str]]:
    return table_of(answer, f"{identity}-table")


def test_the_list_counts_what_the_newest_period_says(nation, inspector):
    comparison("shmi", {"RB0": Figures(1, 2.0, 0.5, Word.TOO_FEW_GROUPS)}, period=Period.parse("2025-Q4"))
    answer = inspector.get("/inspect/indicators/")
    deaths = next(row for row in table_of(answer, "theme-mortality") if "(SHMI)" in row[0])
    assert deaths[2:] == ["April to June 2026, 10 trusts", "1 elevated risk"]
    heart = next(row for row in table_of(answer, "theme-mortality") if "heart conditions" in row[0])
    assert "draft" in heart[0]
    assert heart[-1] == "No question raised; 10 without a result"
    assert next(row for row in table_of(answer, "theme-vte"))[2] == "Never compared"
    rows = rows_of(inspector.get("/inspect/indicators.csv?show=raised"))
    assert {row["Indicator"] for row in rows} == {
        "ae_over_four_hours",
        "shmi",
        "cdifficile",
        "alerts_overdue",
        "incidents_reported",
    }
    assert next(row for row in rows if row["Indicator"] == "incidents_reported")["Trusts: unusual"] == "1"


def test_the_list_can_be_narrowed_by_address(nation, inspector):
    for asked, wanted in {
        "name=shmi": {"shmi"},
        "name=clotted+nonsense": set(),
        "theme=sickness&status=draft&tier=1": set(),
        "theme=mortality&key_question=effective&tier=1&show=raised": {"shmi"},
    }.items():
        found = {row["Indicator"] for row in rows_of(inspector.get(f"/inspect/indicators.csv?{asked}"))}
        assert found == wanted, asked


def test_an_indicator_tells_what_it_means_and_puts_all_trusts_side_by_side(nation, inspector):
    answer = inspector.get("/inspect/indicators/shmi/?trust=rb0")
    said, page = text_of(answer), answer.content.decode()
    assert "It does not count avoidable deaths" in said
    assert "Adjusted" not in said.split("Thresholds")[0].split("What it is")[1]
    assert "(believed, not confirmed)" in said
    assert "April to June 2026: 1 at elevated risk of 10 trusts" in said
    assert "Trust RB0 NHS Trust at 1.45: elevated risk." in said
    assert page.count('<svg class="oversight-chart"') == 1
    rows = chart_table(answer, "comparison")
    assert len(rows) == 10
    assert rows[0] == ["Trust RB0 NHS Trust (RB0)", "1.45", "2,900", "2,000", "12.51", "Elevated risk"]
    assert 'href="/inspect/indicators/shmi/RB0/"' in page
    assert "These raise questions, they are not judgements." in said


def test_a_period_is_asked_for_and_one_that_is_not_there_is_the_newest(nation, inspector):
    comparison("shmi", {"RB0": Figures(1, 2.0, 0.5, Word.TOO_FEW_GROUPS)}, period=Period.parse("2025-Q4"))
    assert "January to March 2026: no trust could be judged" in text_of(
        inspector.get("/inspect/indicators/shmi/?period=2025-Q4")
    )
    for asked in ("2019-Q1", "nonsense", ""):
        assert "All trusts, April to June 2026" in text_of(inspector.get(f"/inspect/indicators/shmi/?period={asked}"))
    assert "There is no figure of “RZZ” in this period." in text_of(
        inspector.get("/inspect/indicators/shmi/?trust=RZZ")
    )


def test_invented_trusts_stand_apart(nation, inspector):
    rows = rows_of(inspector.get("/inspect/indicators/shmi/trusts.csv?trusts=demonstration"))
    assert [row["Trust code"] for row in rows] == ["XA0", "XA1", "XA2", "XA3"]
    assert len(rows_of(inspector.get("/inspect/indicators/shmi/trusts.csv"))) == 10


@pytest.mark.parametrize("measure", ["cdifficile", "alerts_overdue", "incidents_reported", "sickness_all"])
def test_every_method_has_its_picture(nation, inspector, measure):
    answer = inspector.get(f"/inspect/indicators/{measure}/")
    assert '<svg class="oversight-chart"' in answer.content.decode()
    assert len(chart_table(answer, "comparison")) == 10


def test_words_in_place_of_numbers_have_no_picture_and_keep_their_rows(nation, inspector):
    answer = inspector.get("/inspect/indicators/mortality_cardiological/")
    assert "no trust could be judged" in text_of(answer)
    assert '<svg class="oversight-chart"' not in answer.content.decode()
    assert chart_table(answer, "comparison")[0][1:] == ["none", "blank", "blank", "none", "No denominator"]


def test_nothing_compared_and_unknown_codes(on_a_day, inspector):
    make_trusts("RB0")
    assert "Nothing was compared by this indicator yet." in text_of(inspector.get("/inspect/indicators/shmi/"))
    assert "Nothing was compared by this indicator yet." in text_of(inspector.get("/inspect/indicators/shmi/RB0/"))
    assert rows_of(inspector.get("/inspect/indicators/shmi/RB0/periods.csv")) == []
    for path in (
        "/inspect/indicators/nothing/",
        "/inspect/indicators/nothing/RB0/",
        "/inspect/indicators/shmi/NONE/",
        "/inspect/indicators/shmi/trusts.csv",
        "/inspect/indicators/nothing/trusts.csv",
        "/inspect/indicators/shmi/NONE/periods.csv",
    ):
        assert inspector.get(path).status_code == 404, path


ARITHMETIC = {
    "ae_over_four_hours": ("y = arcsin √(2,500 ÷ 10,000) = 0.523599", "s = 1 ÷ (2 √10,000) = 0.005000"),
    "shmi": ("y = ln(2,900 ÷ 2,000) = 0.371564", "s = 1 ÷ √2,000 = 0.022361"),
    "hsmr": ("y = √(918 ÷ 900) = 1.009950", "s = 1 ÷ (2 √900) = 0.016667"),
    "sickness_all": ("y = ln((3,690 + 0.5) ÷ (90,000 + 0.5))", "s = √(3,690 ÷ (3,690 + 0.5)² + 90,000 ÷"),
    "inpatients_overall": ("y = 3,240 ÷ 400 = 8.100000", "s = 2 ÷ √400 = 0.100000"),
}


@pytest.mark.parametrize("measure", sorted(ARITHMETIC))
def test_the_z_score_is_written_out_and_comes_to_what_was_stored(nation, inspector, measure):
    said = text_of(inspector.get(f"/inspect/indicators/{measure}/RB0/"))
    for step in ARITHMETIC[measure]:
        assert step in said
    for kind in ("z = (y − t) ÷ s", "adjusted z = (y − t) ÷ √(s² + τ²)"):
        numbers = re.search(re.escape(kind) + r" = \((\S+) − \(?(−?[\d.]+)\)?\) ÷ (\S+) = (\S+)", said).groups()
        y, target, error, z = (float(number.replace("−", "-")) for number in numbers)
        assert (y - target) / error == pytest.approx(z, rel=2e-3, abs=2e-3)


def monthly(values: dict[str, float], *, code: str = "RB0", measure: str = "thermometer_pressure_ulcers") -> None:
    for month, value in values.items():
        comparison(
            measure,
            {
                code: Figures(value, 100.0, value, Word.NO_EVIDENCE),
                "RB9": Figures(5, 100.0, 5.0, Word.NO_EVIDENCE),
            },
            period=Period.parse(month),
        )


def months(first: int, count: int) -> list[str]:
    return [f"{2024 + (first + place) // 12}-{(first + place) % 12 + 1:02d}" for place in range(count)]


def observed(code: str, month: str, *told: tuple[str, datetime, datetime | None]) -> None:
    file = ObservationImport.objects.create(
        measure="thermometer_pressure_ulcers",
        file_name="a.csv",
        sha256="0" * 64,
        new=1,
        changed=0,
        unchanged=0,
        rejected=0,
        imported_at=told[0][1],
    )
    for numerator, known_from, known_to in told:
        Observation.objects.create(
            measure="thermometer_pressure_ulcers",
            level="trust",
            subject=code,
            trust_code=code,
            period=date.fromisoformat(f"{month}-01"),
            grain="month",
            numerator=Decimal(numerator),
            denominator=Decimal(100),
            imported=file,
            known_from=known_from,
            known_to=known_to,
        )


def test_a_series_has_limits_gaps_and_revisions(on_a_day, inspector):
    make_trusts("RB0", "RB9")
    every = months(12, 20)
    values = {month: 4.0 + place % 3 for place, month in enumerate(every)}
    values[every[-1]] = 20.0
    del values[every[5]]
    monthly(values)
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    observed("RB0", every[3], ("9", early, late), (str(int(values[every[3]])), late, None))
    observed("RB0", every[4], (str(int(values[every[4]])), early, None))
    answer = inspector.get("/inspect/indicators/thermometer_pressure_ulcers/RB0/")
    rows = chart_table(answer, "over-time")
    assert len(rows) == 20
    assert rows[-1][5] == "Above the upper limit, for the worse"
    assert rows[5][1] == "No figure"
    assert rows[5][-1] == "Not in a comparison"
    assert rows[3][5] == "Usual variation; revised since it was first known"
    assert "revised" not in rows[4][5]
    said = text_of(answer)
    assert "In the trust's own series, August 2026: above the upper limit, for the worse." in said
    assert "1 of the 20 periods has no figure to draw. 1 was revised since first known." in said
    assert "Revised since it was first known" in said


def test_a_trust_that_followed_one_other_goes_on_with_its_series_and_limits_afresh(on_a_day, inspector):
    old, new, _ = make_trusts("RA1", "RB0", "RB9")
    Succession.objects.create(predecessor=old, successor=new, on=date(2026, 4, 1))
    every = months(8, 24)
    monthly({month: 4.0 + place % 3 for place, month in enumerate(every) if month < "2026-04"}, code="RA1")
    monthly({month: 40.0 + place % 3 for place, month in enumerate(every) if month >= "2026-04"})
    answer = inspector.get("/inspect/indicators/thermometer_pressure_ulcers/RB0/")
    rows = chart_table(answer, "over-time")
    joined = next(row for row in rows if row[0] == "April 2026")
    assert joined[5] == "Limits start afresh here; too few periods to judge by"
    before = next(row for row in rows if row[0].startswith("March 2026"))
    assert before[0] == "March 2026 (RA1)"
    # The earlier stretch is judged on its own, and the rise at the merger is no special cause of either.
    assert before[2] != "None"
    assert joined[2] == "None"
    assert "Before 1 April 2026 it is the series of Trust RA1 NHS Trust, joined here and not added in." in text_of(
        answer
    )


def test_several_predecessors_are_never_added_up(on_a_day, inspector):
    one, two, new, _ = make_trusts("RA1", "RA2", "RB0", "RB9")
    for old in (one, two):
        Succession.objects.create(predecessor=old, successor=new, on=date(2026, 4, 1))
    every = months(8, 24)
    monthly(dict.fromkeys(every[:12], 4.0), code="RA1")
    monthly(dict.fromkeys(every[-5:], 6.0))
    answer = inspector.get("/inspect/indicators/thermometer_pressure_ulcers/RB0/")
    assert "This trust followed Trust RA1 NHS Trust , Trust RA2 NHS Trust : their series are not added up" in text_of(
        answer
    )
    assert [row[1] for row in chart_table(answer, "over-time")] == ["6.00%"] * 5


def test_a_series_of_one_period_and_one_trust_alone(on_a_day, inspector):
    make_trusts("RB0")
    comparison("shmi", {"RB0": Figures(10, 9.0, 1.11, Word.TOO_FEW_GROUPS)}, period=Period.parse("2026-Q1"))
    answer = inspector.get("/inspect/indicators/shmi/RB0/")
    said = text_of(answer)
    assert "too few periods to judge by" in said
    assert "there is no z-score to write out, and no result: too few groups" in said
    assert chart_table(answer, "over-time")[0][:2] == ["April to June 2026", "1.11"]
