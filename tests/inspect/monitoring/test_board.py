"""The national board: every trust with its band, where to look first and why, and what changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from oversight.accounts.models import Person
from oversight.organisations.models import Trust, TrustKind
from ratings.models import MonitoringRelease, ReleasedBand, TrustBand
from ratings.rules.judging import Word
from tests.inspect.monitoring.making import (
    AT,
    REAL,
    SEPTEMBER,
    Change,
    Figures,
    band,
    band_change,
    bands_by,
    comparison,
    make_trusts,
)
from tests.inspect.reading import rows_of, table_of, text_of

pytestmark = pytest.mark.django_db
BOARD = "/inspect/monitoring/"


def trusts_shown(answer) -> list[str]:
    return [row[0].split("Trust ")[1].split(" NHS")[0] for row in table_of(answer, "board")]


def release(quarter: str = "2026-Q1", *, demonstration: bool = False) -> MonitoringRelease:
    made = MonitoringRelease.objects.create(
        quarter=quarter,
        is_demonstration=demonstration,
        released_at=datetime(2026, 7, 20, 9, 30, tzinfo=UTC),
        released_by=Person.objects.create_user(f"chief-{quarter}-{demonstration}@example.invalid", name="Chief"),
    )
    columns = (
        "trust_code",
        "standing",
        "band",
        "risks",
        "elevated",
        "applicable",
        "score",
        "maximum",
        "proportion",
        "counted",
        "cut_offs",
    )
    for one in TrustBand.objects.filter(is_demonstration=demonstration):
        ReleasedBand.objects.create(release=made, **{name: getattr(one, name) for name in columns})
    return made


def test_the_farthest_out_stands_first_with_its_flags_in_the_order_in_which_to_look(nation, inspector):
    answer = inspector.get(BOARD)
    rows = table_of(answer, "board")
    assert trusts_shown(answer)[:2] == ["RB0", "RB1"]
    assert rows[0][1] == "Band 1 37.50% score 6 of 16"
    assert rows[0][2] == "3 elevated risks 0 risks of 8 indicators"
    # By z-score the deaths lie farthest out; a count without one comes after.
    said = rows[0][3]
    assert said.startswith("Elevated risks: Summary hospital-level mortality indicator (SHMI) (z 12.5), ")
    assert said.index("more than four hours") < said.index("C. difficile")
    assert rows[1][3].startswith("Risk: Patient safety alerts past their deadline")
    assert rows[2][3] == "None of 8 indicators raises a question."


def test_the_caution_and_the_setting_stand_on_the_board_and_chance_is_explained(nation, inspector):
    said = text_of(inspector.get(BOARD))
    assert "These raise questions, they are not judgements." in said
    assert "a demonstration setting (“Demonstration setting 1”, version bands-1, in force from 24 October 2013)" in said
    assert "band 1 from 7%, band 2 from 5.5%" in said
    # Seven of the eight that count are compared by number, of ten trusts; the alerts go by a rule.
    assert "Of 70 comparisons, about 2 lie at z = 2 or beyond by chance alone" in said
    assert "Here 3 are flagged. 3 of them remain when no more than 5%" in said


def test_what_chance_may_have_brought_is_told_apart_from_what_remains(on_a_day, inspector):
    """Of 1,200 comparisons one at z = 2.1 may be chance, and one at z = 9 is not."""
    codes = [f"RC{place:02d}" for place in range(60)]
    make_trusts(*codes)
    measures = ("ae_over_four_hours", "shmi", "hsmr", "sickness_all", "cdifficile", *["mrsa_bacteraemia"] * 0)
    rows = []
    for measure in measures:
        far = {"ae_over_four_hours": 2.1, "shmi": 9.0}.get(measure, 0.5)
        rows.append(
            comparison(
                measure,
                {
                    code: Figures(
                        1,
                        10,
                        0.1,
                        Word.NO_EVIDENCE if place or far < 2 else Word.RISK if far < 3 else Word.ELEVATED_RISK,
                        adjusted_z=far if place == 0 else -0.5,
                    )
                    for place, code in enumerate(codes)
                },
            )
        )
    bands_by(rows)
    answer = inspector.get(BOARD)
    assert "Of 300 comparisons, about 7 lie at z = 2 or beyond" in text_of(answer)
    assert "Here 2 are flagged. 1 of them remain" in text_of(answer)
    assert "1 of 2 by number remain when chance is allowed for." in table_of(answer, "board")[0][3]


def test_real_and_invented_trusts_never_stand_together(nation, inspector, settings):
    assert set(trusts_shown(inspector.get(BOARD))) == set(REAL)
    invented = inspector.get(f"{BOARD}?trusts=demonstration")
    assert set(trusts_shown(invented)) == {"XA0", "XA1", "XA2", "XA3"}
    assert "RB0" not in text_of(invented)
    settings.DEMONSTRATION = True
    assert set(trusts_shown(inspector.get(BOARD))) == {"XA0", "XA1", "XA2", "XA3"}
    assert {row["Trust code"] for row in rows_of(inspector.get("/inspect/monitoring.csv?trusts=real"))} == set(REAL)


ASKED = {
    "band=1": {"RB0"},
    "band=2": {"RB1"},
    "band=special_measures": set(),
    "trust=rb3": {"RB3"},
    "trust=TRUST+RB4": {"RB4"},
    "region=Y62": set(REAL[:5]),
    "kind=foundation_trust": {"RB2"},
    "kind=nhs_trust": set(),
    "theme=mortality": {"RB0"},
    "theme=alerts": {"RB1"},
    "theme=staffing": set(),
    "key_question=effective": {"RB0"},
    "tier=1": {"RB0", "RB1"},
    "tier=2": set(),
    "theme=mortality&key_question=caring": set(),
    # What is not understood is as if it had not been asked.
    "band=9": set(REAL),
    "theme=nothing&region=nowhere&page=99&sort=nonsense": set(REAL),
}


def test_the_board_answers_what_is_asked_and_its_file_holds_the_same(nation, inspector):
    TrustKind.objects.create(
        trust=Trust.objects.get(code="RB2"), kind="foundation_trust", from_on=date(2005, 1, 1), source="register"
    )
    for asked, wanted in ASKED.items():
        answer = inspector.get(f"{BOARD}?{asked}")
        assert set(trusts_shown(answer)) == wanted, asked
        if not wanted:
            assert "No trust answers to this" in text_of(answer)
        assert {row["Trust code"] for row in rows_of(inspector.get(f"/inspect/monitoring.csv?{asked}"))} == wanted, (
            asked
        )


def test_the_order_is_chosen_by_a_link_and_carries_the_filters(nation, inspector):
    answer = inspector.get(f"{BOARD}?region=Y62&sort=name")
    assert trusts_shown(answer) == list(REAL[:5])
    page = answer.content.decode()
    assert 'href="?region=Y62&amp;sort=risks"' in page
    assert '<strong aria-current="true">name</strong>' in page
    assert trusts_shown(inspector.get(f"{BOARD}?sort=risks"))[0] == "RB1"
    assert trusts_shown(inspector.get(f"{BOARD}?sort=elevated"))[0] == "RB0"


def test_what_stands_in_place_of_a_band_is_named_and_special_measures_head_band_1(on_a_day, inspector):
    make_trusts("RD1", "RD2", "RD3", "RD4", "RD5")
    quiet = [("hsmr", SEPTEMBER, Word.NO_EVIDENCE)]
    band("RD1", [("hsmr", SEPTEMBER, Word.ELEVATED_RISK)] * 3, applicable=12)
    band("RD2", quiet, applicable=83, standing="special_measures")
    band("RD3", quiet, applicable=40, standing="recently_inspected")
    band("RD4", quiet, standing="not_enough")
    answer = inspector.get(BOARD)
    assert [(row[0].split()[1], row[1].split(" 0.00%")[0]) for row in table_of(answer, "board")] == [
        ("RD2", "In special measures (band 1)"),
        ("RD1", "Band 1 25.00% score 6 of 24"),
        ("RD3", "Recently inspected"),
        ("RD4", "Too few indicators"),
        ("RD5", "Not worked out"),
    ]
    assert "1 recently inspected" in text_of(answer)
    assert trusts_shown(inspector.get(f"{BOARD}?band=1")) == ["RD2", "RD1"]
    assert trusts_shown(inspector.get(f"{BOARD}?band=recently_inspected")) == ["RD3"]


def test_changes_since_the_last_release_are_said_and_can_be_asked_for(nation, inspector):
    # Released: RB0 in a lower band, RB1 in a higher one, RB2 with another score, and RB3 not at all.
    TrustBand.objects.filter(trust_code="RB0").update(band=3, score=1)
    TrustBand.objects.filter(trust_code="RB1").update(band=1)
    TrustBand.objects.filter(trust_code="RB2").update(maximum=20)
    gone = TrustBand.objects.get(trust_code="RB3")
    TrustBand.objects.filter(trust_code="RB3").delete()
    release("2026-Q1")
    gone.save(force_insert=True)
    TrustBand.objects.filter(trust_code="RB0").update(band=1, score=6)
    TrustBand.objects.filter(trust_code="RB1").update(band=2)
    TrustBand.objects.filter(trust_code="RB2").update(maximum=16)
    answer = inspector.get(f"{BOARD}?sort=name")
    assert "Changes are since the release of April to June 2026 on 20 July 2026." in text_of(answer)
    since = {row[0].split()[1]: row[4] for row in table_of(answer, "board")}
    assert since["RB0"] == "Higher priority: was band 3"
    assert since["RB1"] == "Lower priority: was band 1"
    assert since["RB2"] == "Same band; score was 0 of 20"
    assert since["RB3"] == "Not in the last release"
    assert since["RB4"] == "No change"
    for asked, wanted in {
        "up": {"RB0"},
        "down": {"RB1"},
        "score": {"RB2"},
        "new": {"RB3"},
        "any": {"RB0", "RB1", "RB2", "RB3"},
        "same": set(REAL[4:]),
    }.items():
        assert set(trusts_shown(inspector.get(f"{BOARD}?changed={asked}"))) == wanted, asked
    row = rows_of(inspector.get("/inspect/monitoring.csv?trust=RB0"))[0]
    assert (row["Changed since the last release"], row["Band in the last release"]) == ("up", "3")


def test_the_newest_changes_are_told_with_their_reasons(nation, inspector):
    band_change("RB0", 4, 1, gained=[["shmi", "2026-04-01", "quarter", "risk", "elevated risk"]])
    Change("shmi", "RB0", "risk", "elevated risk", reason="More deaths than expected.").store()
    Change("hsmr", "RB5", "no evidence of risk", "too small", at=AT + timedelta(days=1)).store()
    Change("shmi", "XA0", "", "risk", demonstration=True).store()
    said = text_of(inspector.get(BOARD))
    assert "Band 1, score 9 (5.56%) ; before: Band 4, score 3 (1.85%). Three more indicators raise a question." in said
    assert "April to June 2026: risk, now elevated risk" in said
    assert "elevated risk , before: risk. More deaths than expected." in said
    # What neither raises nor settles a question is on the trust's own page alone, and invented trusts on theirs.
    assert "too small" not in said
    assert "XA0" not in said


def test_a_board_of_nothing_says_so(on_a_day, inspector):
    said = text_of(inspector.get(BOARD))
    assert "No band was worked out of these trusts yet" in said
    assert "There is no trust yet" in said
    make_trusts("RE1")
    answer = inspector.get(BOARD)
    assert table_of(answer, "board")[0][1:] == [
        "Not worked out",
        "none",
        "Nothing was worked out yet",
        "Not worked out",
    ]
    row = rows_of(inspector.get("/inspect/monitoring.csv"))[0]
    assert (row["Standing"], row["Band"], row["Where to look first"]) == ("not worked out", "", "")


def test_a_closed_trust_without_a_band_is_left_out(on_a_day, inspector):
    make_trusts("RE1", "RE2")
    Trust.objects.filter(code="RE2").update(closed_on=date(2020, 3, 31))
    assert trusts_shown(inspector.get(BOARD)) == ["RE1"]


def test_a_measure_that_has_no_definition_any_more_breaks_nothing(on_a_day, inspector):
    make_trusts("RE1")
    band("RE1", [("hsmr", SEPTEMBER, Word.RISK)], applicable=20)
    TrustBand.objects.update(counted=[["long_gone", "2026-09-01", "month", "risk"]])
    assert inspector.get(BOARD).status_code == 200
    assert inspector.get("/inspect/trusts/RE1/indicators/").status_code == 200


def test_the_file_keeps_its_columns_and_all_digits(nation, inspector):
    row = next(row for row in rows_of(inspector.get("/inspect/monitoring.csv")) if row["Trust code"] == "RB1")
    assert list(row) == [
        "Trust code",
        "Trust",
        "Region",
        "Kind",
        "Standing",
        "Band",
        "Risks",
        "Elevated risks",
        "Score",
        "Maximum",
        "Proportion, per cent",
        "Applicable indicators",
        "Cut-offs",
        "Worked out for",
        "Changed since the last release",
        "Standing in the last release",
        "Band in the last release",
        "Score in the last release",
        "Where to look first",
        "Note",
    ]
    assert (row["Band"], row["Proportion, per cent"], row["Cut-offs"]) == ("2", "6.2500", "bands-1")
    assert row["Note"] == "These raise questions, they are not judgements"
