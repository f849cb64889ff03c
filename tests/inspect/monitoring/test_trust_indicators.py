"""Every indicator of a trust, its score written out, and the history of both."""

from __future__ import annotations

import pytest

from oversight.measures.periods import Period
from ratings.rules.judging import Word
from tests.inspect.monitoring.making import (
    Change,
    Figures,
    band,
    band_change,
    comparison,
    make_trusts,
)
from tests.inspect.reading import rows_of, table_of, text_of

pytestmark = pytest.mark.django_db
PAGE = "/inspect/trusts/RB0/indicators/"


def test_the_arithmetic_the_reason_and_what_would_change_the_band_are_written_out(nation, inspector):
    said = text_of(inspector.get(PAGE))
    assert (
        "1 × 0 risks + 2 × 3 elevated risks = 6, of 2 × 8 applicable indicators = 16 at most: 6 ÷ 16 = 37.50%." in said
    )
    assert "Band 1, because the proportion is 7% or more." in said
    # With 8 indicators a score of 1 is 6.25%.
    assert "Band 2 at a score of 1 or less: 5 points fewer, for which at least 3 flags would have to end." in said
    assert "a demonstration setting" in said
    assert "These raise questions, they are not judgements." in said


def test_each_indicator_has_value_period_peers_result_and_a_plain_sentence(nation, inspector):
    deaths = next(row for row in table_of(inspector.get(PAGE), "theme-mortality") if "(SHMI)" in row[0])
    assert deaths[0].endswith("Tier 1, counts for the band")
    assert deaths[1:3] == ["April to June 2026", "1.45"]
    assert deaths[3] == "1.02 1.01 to 1.04, 10 trusts"
    assert deaths[4].startswith("Elevated risk since the period April to June 2026 Remains when chance is allowed for")
    assert deaths[5].startswith("1.45: 2,900 of 2,000 expected. It lies above the middle half of 10 trusts.")
    assert "adjusted z-score is 12.51 on the worse side; a risk is 2 or more, an elevated risk 3 or more" in deaths[5]


def test_a_low_share_is_worse_where_more_is_better(nation, inspector):
    row = table_of(inspector.get(PAGE), "theme-friends_and_family")[0]
    assert row[2] == "93.0%"
    assert "below the middle half of 10 trusts" in row[5]
    assert "on the worse side" in row[5]


def test_a_draft_is_marked_and_a_word_stands_in_place_of_a_number(nation, inspector):
    answer = inspector.get(PAGE)
    heart = next(row for row in table_of(answer, "theme-mortality") if "heart" in row[0])
    assert heart[0].endswith("Tier 1, draft")
    assert heart[2] == "no denominator"
    assert heart[5] == "There was nothing to divide by: the denominator is missing or zero."
    assert "of which 1 is a draft and never counts" in text_of(answer)


ASKED = {
    "theme=mortality": 3,
    "key_question=caring": 2,
    "tier=1": 10,
    "tier=2": 0,
    "result=asks": 3,
    "result=elevated_risk": 3,
    "result=risk": 0,
    "result=none": 1,
    "result=no_evidence": 5,
    "theme=nothing&tier=9": 10,
}


def test_the_list_answers_what_is_asked_and_its_file_holds_the_same(nation, inspector):
    for asked, count in ASKED.items():
        answer = inspector.get(f"{PAGE}?{asked}")
        shown = sum(len(table_of(answer, f"theme-{theme}")) for theme in THEMES)
        assert shown == count, asked
        assert len(rows_of(inspector.get(f"/inspect/trusts/RB0/indicators.csv?{asked}"))) == count, asked


THEMES = (
    "alerts",
    "friends_and_family",
    "incidents",
    "infections",
    "mortality",
    "patient_surveys",
    "sickness",
    "waiting",
)


def test_since_when_a_flag_stands_is_counted_without_a_break(on_a_day, inspector):
    make_trusts("RB0", "RB1")
    words = {
        "2026-04": Word.ELEVATED_RISK,
        "2026-05": Word.NO_EVIDENCE,
        "2026-06": Word.RISK,
        "2026-07": Word.RISK,
        "2026-08": Word.RISK,
        "2026-09": Word.RISK,
    }
    for month, word in words.items():
        if month != "2026-06":
            comparison(
                "cdifficile",
                {"RB0": Figures(9, 10.0, 0.9, word), "RB1": Figures(1, 10.0, 0.1, Word.NO_EVIDENCE)},
                period=Period.parse(month),
            )
    # June was never compared: the run begins after it.
    row = table_of(inspector.get(PAGE), "theme-infections")[0]
    assert row[4].startswith("Risk since July 2026")
    other = table_of(inspector.get("/inspect/trusts/RB1/indicators/"), "theme-infections")[0]
    assert "since" not in other[4]


def test_what_counted_is_of_the_period_that_counted_and_the_rest_of_the_newest(on_a_day, inspector):
    make_trusts("RB0", "RB1")
    august = Period.parse("2026-08")
    comparison("cdifficile", {"RB0": Figures(9, 10.0, 0.9, Word.RISK)}, period=august)
    comparison("cdifficile", {"RB1": Figures(1, 10.0, 0.1, Word.NO_EVIDENCE)})
    comparison("alerts_overdue", {"RB1": Figures(0, None, 0.0, Word.NO_EVIDENCE)}, period=august)
    comparison("alerts_overdue", {"RB0": Figures(2, None, 2.0, Word.RISK)}, period=Period.parse("2026-05"))
    band("RB0", [("cdifficile", august, Word.RISK)], applicable=20)
    answer = inspector.get(PAGE)
    assert table_of(answer, "theme-infections")[0][1:3] == ["August 2026", "0.9 per 100,000 bed days"]
    # The alerts of May are old and count no longer, but are the newest that is known of this trust.
    alerts = table_of(answer, "theme-alerts")[0]
    assert alerts[0].endswith("Tier 1")
    assert alerts[1] == "May 2026"


def test_a_trust_of_which_no_period_knows_anything_has_words_and_no_zero(on_a_day, inspector):
    make_trusts("RB0", "RB1")
    comparison("cdifficile", {"RB1": Figures(1, 10.0, 0.1, Word.TOO_FEW_GROUPS)})
    row = table_of(inspector.get(PAGE), "theme-infections")[0]
    assert row[2] == "no value"
    assert row[3] == "none no trust was judged"
    assert row[5] == "Nothing is known of this trust for September 2026."
    one = table_of(inspector.get("/inspect/trusts/RB1/indicators/"), "theme-infections")[0]
    assert one[5] == "Too few organisations have a figure to compare with."


def test_the_history_of_the_band_and_of_results_has_its_reasons(nation, inspector):
    band_change("RB0", None, 1)
    Change("shmi", "RB0", "", "elevated risk", reason="The first figure.").store()
    Change("gone_measure", "RB0", "risk", "", reason="No figure stands any more.").store()
    Change("shmi", "RB1", "", "risk", reason="Another trust.").store()
    said = text_of(inspector.get(PAGE))
    assert "Band 1, score 9 (5.56%) ; before: not worked out before. Three more indicators raise a question." in said
    assert "elevated risk , before: not worked out before. The first figure." in said
    assert "gone_measure , September 2026: not worked out any more , before: risk." in said
    assert "Another trust." not in said


def test_nothing_computed_an_unknown_code_and_small_letters(on_a_day, inspector):
    make_trusts("RB0")
    said = text_of(inspector.get(PAGE))
    assert "No band was worked out yet" in said
    assert "No indicator was compared yet." in said
    assert "The band has not changed yet." in said
    assert inspector.get("/inspect/trusts/rb0/indicators/").status_code == 200
    for path in ("/inspect/trusts/NONE/indicators/", "/inspect/trusts/NONE/indicators.csv"):
        assert inspector.get(path).status_code == 404


def test_the_page_of_the_trust_leads_here_with_its_band(nation, inspector):
    answer = inspector.get("/inspect/trusts/RB0/")
    said = text_of(answer)
    assert "Band 1 These raise questions, they are not judgements." in said
    assert "Elevated risks: Summary hospital-level mortality indicator (SHMI) (z 12.5)" in said
    assert f'href="{PAGE}"' in answer.content.decode()
    make_trusts("RC1")
    assert "No band was worked out of this trust yet." in text_of(inspector.get("/inspect/trusts/RC1/"))


def test_the_file_has_all_digits(nation, inspector):
    row = next(
        row for row in rows_of(inspector.get("/inspect/trusts/RB0/indicators.csv")) if row["Indicator"] == "hsmr"
    )
    assert row["Period"] == "2026-Q1"
    assert (row["Numerator"], row["Denominator"], row["Value"]) == ("918.0", "900.0", "1.02")
    assert len(row["Adjusted z"]) > 12
    assert (row["Result"], row["Counts for the band"], row["Trusts judged"]) == ("no evidence of risk", "yes", "10")


def test_a_page_takes_the_same_few_queries_however_many_indicators_there_are(
    nation, inspector, django_assert_max_num_queries
):
    inspector.get(PAGE)
    with django_assert_max_num_queries(18):
        inspector.get(PAGE)
    inspector.get("/inspect/monitoring/")
    with django_assert_max_num_queries(20):
        inspector.get("/inspect/monitoring/")
