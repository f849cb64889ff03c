"""The definitions of measures: whole, strict, written each for itself, and each value worked out as it says."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import (
    DEFINITIONS,
    BadDefinition,
    Direction,
    Method,
    Status,
    Theme,
    by_theme,
    definition,
    definitions,
    load_definitions,
    measures_of,
    public_definitions,
)
from oversight.measures.mappings import mappings
from ratings.standing import ALARM_MEASURE, FILL_RATES, STAFFING_MEASURES

GOOD = """
[shared]
owner = "Chief Inspector of Hospitals"
cadence = "monthly"
levels = ["trust"]
key_question = "safe"
suppression = "none"
factor = 100
unit = "%"
decimals = 1
source = "A collection"

[[indicator]]
code = "late_alerts"
name = "Late alerts"
question = "How many were late?"
means = "The share that was late."
does_not_mean = "It says nothing of harm."
numerator = "Late ones"
denominator = "All"
tier = 1
method = "proportion"
minimum = 10
direction = "decrease"
status = "reviewed"
reviewed_on = 2026-11-02
review_by = 2027-11-02

[indicator.thresholds]
z_risk = 2
z_elevated = 3
source = "Nobody"
certainty = "ours"
"""


def written(folder: Path, text: str, name: str = "alerts") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_there_are_at_least_150_and_every_theme_has_some() -> None:
    assert len(definitions()) >= 150
    assert {made.theme for made in definitions().values()} == set(Theme)
    assert {each.stem for each in DEFINITIONS.glob("*.toml")} == set(Theme)
    assert min(len(each) for each in by_theme(definitions().values()).values()) >= 3


# What the policy and the issue of indicators ask for, each by one code that answers it.
@pytest.mark.parametrize(
    "code",
    [
        "fill_registered",
        "complaints_new",
        "never_events",
        "incidents_no_harm",
        "incidents_low_harm",
        "incidents_moderate_harm",
        "incidents_severe_harm",
        "incidents_death",
        "thermometer_new_pressure_ulcers",
        "thermometer_falls_with_harm",
        "thermometer_new_catheter_infection",
        "thermometer_new_vte",
        "mrsa_bacteraemia",
        "cdifficile",
        "shmi",
        "hsmr",
        "vte_risk_assessed",
        "alerts_answered_in_time",
        "staff_happy_with_care",
        "inpatients_overall",
        "fft_inpatients_recommend",
        "ae_over_four_hours",
        "rtt_waiting_within_18_weeks",
        "cancer_62_days",
        "sickness_all",
        "beds_occupied_general",
        "whistleblowing_open",
        "ombudsman_upheld",
        "trainee_doctors_satisfaction",
    ],
)
def test_what_the_policy_asks_for_is_defined(code: str) -> None:
    assert definition(code).code == code


@pytest.mark.parametrize("field", ["name", "question", "means", "does_not_mean"])
def test_no_two_indicators_share_their_words(field: str) -> None:
    told = Counter(re.sub(r"\W+", " ", getattr(made, field)).casefold() for made in definitions().values())
    assert [text for text, times in told.items() if times > 1] == []


def test_every_definition_is_written_out() -> None:
    for made in definitions().values():
        assert len(made.does_not_mean.split()) >= 12, made.code
        assert len(made.means.split()) >= 12, made.code
        for text in (made.question, made.means, made.does_not_mean):
            assert "  " not in text, made.code
            assert "\n" not in text, made.code
        assert made.means.endswith("."), made.code
        assert made.does_not_mean.endswith("."), made.code


def test_more_reports_of_incidents_are_never_worse() -> None:
    of_incidents = by_theme(definitions().values())[Theme.INCIDENTS]
    reports = [made for made in of_incidents if "reported" in made.numerator or "declared" in made.numerator]
    assert len(reports) >= 10
    for made in reports:
        assert made.direction is not Direction.DECREASE, made.code
    by_harm = {f"incidents_{harm}" for harm in ("reported", "no_harm", "low_harm", "moderate_harm", "death")}
    for code in by_harm | {"incidents_severe_harm", "serious_incidents", "whistleblowing_received"}:
        assert definition(code).direction is Direction.NEUTRAL


def test_more_complaints_and_more_errors_seen_are_not_worse_by_themselves() -> None:
    assert definition("complaints_new").direction is Direction.NEUTRAL
    assert definition("staff_witnessed_errors").direction is Direction.NEUTRAL


def test_a_whistleblowing_concern_is_an_elevated_risk_by_itself() -> None:
    assert definition("whistleblowing_open").thresholds.elevated_at == 1


def test_only_reviewed_definitions_are_public() -> None:
    public = public_definitions()
    assert {made.status for made in public} == {Status.REVIEWED}
    drafts = {made.code for made in definitions().values() if made.status is Status.DRAFT}
    assert drafts
    assert drafts.isdisjoint(made.code for made in public)
    assert len(drafts) + len(public) == len(definitions())


def test_every_mapping_names_an_indicator_that_files_may_feed() -> None:
    for mapping in mappings().values():
        assert not definition(mapping.indicator).return_kind


def test_every_measure_of_the_staffing_return_has_a_reviewed_definition() -> None:
    assert measures_of("staffing") == frozenset(STAFFING_MEASURES)
    assert set(FILL_RATES) | {ALARM_MEASURE} < set(STAFFING_MEASURES)
    for code in STAFFING_MEASURES:
        made = definition(code)
        assert made.status is Status.REVIEWED
        assert made.direction is Direction.NEUTRAL


def test_a_fill_rate_says_what_more_than_a_hundred_per_cent_means() -> None:
    for code in (*FILL_RATES, "fill_registered"):
        said = " ".join(definition(code).further)
        assert "above 100%" in said
        assert "neither good nor bad" in said


def test_the_worked_example_of_the_national_collection() -> None:
    assert (
        definition("fill_day_registered").write(
            definition("fill_day_registered").value(Decimal("1602.5"), Decimal(1710))
        )
        == "93.7%"
    )
    overall = definition("chppd_overall").value(Decimal("1602.5") + 1105 + 990 + 713, Decimal(812))
    assert overall is not None
    assert round(overall, 5) == Decimal("5.43165")
    assert definition("chppd_overall").write(overall) == "5.4"


def test_blank_and_nothing_planned_are_no_value_and_zero_worked_is_zero() -> None:
    fill = definition("fill_night_care")
    assert fill.value(None, Decimal(100)) is None
    assert fill.value(Decimal(1), None) is None
    assert fill.value(Decimal(10), Decimal(0)) is None
    assert fill.value(Decimal(0), Decimal(0)) is None
    assert fill.value(Decimal(0), Decimal(100)) == 0
    assert fill.write(None) == "not applicable"
    assert fill.write(Decimal(0)) == "0.0%"


def test_a_count_is_its_numerator_and_blank_is_not_zero() -> None:
    count = definition("whistleblowing_open")
    assert count.is_count
    assert count.value(Decimal(2), None) == 2
    assert count.value(Decimal(0), None) == 0
    assert count.value(None, None) is None


def test_a_standardised_ratio_is_over_what_was_expected() -> None:
    shmi = definition("shmi")
    assert (shmi.denominator, shmi.over) == ("", shmi.expected)
    assert shmi.value(Decimal(130), Decimal(100)) == Decimal("1.3")


def test_a_definition_is_used_from_a_day_until_another() -> None:
    used = definition("rtt_admitted_within_18_weeks")
    assert used.used_to is not None
    assert used.is_used_on(used.used_to)
    assert not used.is_used_on(used.used_to.replace(year=used.used_to.year + 1))


@given(
    st.decimals(min_value=0, max_value=100_000, places=4),
    st.decimals(min_value=Decimal("0.0001"), max_value=100_000, places=4),
)
def test_a_value_does_not_depend_on_how_its_parts_are_written(numerator: Decimal, denominator: Decimal) -> None:
    fill = definition("fill_registered")
    assert fill.value(numerator, denominator) == fill.value(
        numerator.quantize(Decimal(1).scaleb(-16)), denominator.normalize()
    )


FAULTS = {
    "a field is missing": ('unit = "%"\n', "", "does not say: unit"),
    "a field is unknown": ('unit = "%"\n', 'unit = "%"\nverdict = "good"\n', "what no definition has: verdict"),
    "a table is unknown": ("[shared]", "[extra]\na = 1\n[shared]", "what no file of definitions has: extra"),
    "an indicator's own words are shared": ("[shared]\n", '[shared]\nname = "All"\n', "says for itself: name"),
    "a code has capitals": ('code = "late_alerts"', 'code = "LateAlerts"', "its code is lower case"),
    "a number is text": ("factor = 100", 'factor = "100"', "factor is a int"),
    "a factor is zero": ("factor = 100", "factor = 0", "factor is above zero"),
    "a direction is unknown": ('"decrease"', '"up"', "direction: 'up' is none of"),
    "a level is unknown": ('levels = ["trust"]', 'levels = ["country"]', "levels: 'country' is none of"),
    "no level is said": ('levels = ["trust"]', "levels = []", "one level at least"),
    "a key question is unknown": ('key_question = "safe"', 'key_question = "sound"', "key_question: 'sound'"),
    "a method is unknown": ('"proportion"', '"guess"', "method: 'guess' is none of"),
    "a tier is 4": ("tier = 1", "tier = 4", "tier is 1, 2 or 3"),
    "it covers one month": ("tier = 1", "tier = 1\ncovers_months = 1", "covers_months is more than the one month"),
    "decimals are negative": ("decimals = 1", "decimals = -1", "decimals are not negative"),
    "a minimum is negative": ("minimum = 10", "minimum = -1", "minimum is not negative"),
    "it is reviewed again before it was": ("review_by = 2027", "review_by = 2025", "reviewed again after"),
    "it is reviewed and says no day": ("reviewed_on = 2026-11-02\n", "", "says reviewed_on and review_by"),
    "an owner is blank": ('owner = "Chief Inspector of Hospitals"', 'owner = " "', "owner is empty"),
    "a question is none": ('"How many were late?"', '"Late"', "question mark"),
    "it is no TOML": ("[shared]", "[shared", "no TOML"),
    "thresholds have no source": ('source = "Nobody"\n', "", "thresholds does not say: source"),
    "thresholds say too much": ('certainty = "ours"', 'certainty = "ours"\nz = 1', "thresholds says what none has: z"),
    "a certainty is unknown": ('certainty = "ours"', 'certainty = "high"', "certainty: 'high' is none of"),
    "a z-score has no threshold": ("z_risk = 2\n", "", "z_risk and z_elevated"),
    "an elevated risk is below a risk": ("z_elevated = 3", "z_elevated = 1", "z_elevated is not below z_risk"),
    "a z-score has no harmful side": ('"decrease"', '"neutral"', "has a harmful direction"),
    "a rule has no words": ('"proportion"', '"xmr"', "for no other"),
    "both below the line": ('denominator = "All"', 'denominator = "All"\nexpected = "All"', "never both"),
    "a standardised ratio expects nothing": ('"proportion"', '"ratio_log"', "says what was expected"),
    "a proportion of nothing": ('denominator = "All"\n', "", "a count alone"),
    "a mean has no spread": ('"proportion"', '"survey_mean"', "standard deviation"),
    "a proportion is no share": ("tier = 1", "tier = 1\nshare = false", "a proportion is a part of a whole"),
    "a share is a number": ("tier = 1", "tier = 1\nshare = 1", "share is a bool"),
    "values belong to a rule": ('source = "Nobody"', 'source = "Nobody"\nrisk_at = 1', "belong to rules_based"),
    "it ends before it begins": (
        "minimum = 10",
        "minimum = 10\nused_from = 2016-01-01\nused_to = 2015-01-01",
        "until a later one",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_definition_that_says_too_little_or_too_much_is_refused_by_name(tmp_path: Path, fault: str) -> None:
    old, new, says = FAULTS[fault]
    assert old in GOOD
    with pytest.raises(BadDefinition, match=r"alerts\.toml") as refusal:
        load_definitions(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(refusal.value)


RULES = {
    "better when elevated": ('"decrease"', "risk_at = 2\nelevated_at = 1\n", "the elevated risk is no better"),
    "below, and better when elevated": ('"increase"', "risk_below = 2\nelevated_below = 3\n", "is no better"),
    "from a value upwards where more is better": ('"increase"', "risk_at = 2\n", "for the direction decrease"),
    "below a value where less is better": ('"decrease"', "risk_below = 2\n", "for the direction increase"),
    "no harmful direction": ('"neutral"', "risk_at = 2\n", "for the direction decrease"),
    "upwards": ('"decrease"', "risk_at = 2\nelevated_at = 2\n", ""),
    "below": ('"increase"', "risk_below = 95\nelevated_below = 90.5\n", ""),
    "words alone": ('"neutral"', "", ""),
}


@pytest.mark.parametrize("case", RULES)
def test_a_rule_speaks_at_values_that_lie_in_the_harmful_direction(tmp_path: Path, case: str) -> None:
    direction, values, says = RULES[case]
    text = GOOD.replace('"proportion"', '"rules_based"').replace('"decrease"', direction)
    text = text.replace("z_risk = 2\nz_elevated = 3\n", f'rule = "One."\n{values}')
    written(tmp_path, text)
    if says:
        with pytest.raises(BadDefinition, match=rf"late_alerts breaks a rule.*{says}"):
            load_definitions(tmp_path)
    else:
        assert load_definitions(tmp_path)["late_alerts"].thresholds.rule == "One."


def test_a_standard_is_met_by_who_reaches_it() -> None:
    bounds = definition("rtt_waiting_within_18_weeks").thresholds
    assert (bounds.risk_below, bounds.risk_at) == (92, None)


def test_a_fault_names_the_indicator(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match=r"alerts\.toml, late_alerts: factor"):
        load_definitions(written(tmp_path, GOOD.replace("factor = 100", 'factor = "100"')))


def test_a_code_stands_once_in_all_files(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(BadDefinition, match=r"beds\.toml, late_alerts: another definition has the code already"):
        load_definitions(written(tmp_path, GOOD, "beds"))


def test_a_file_is_named_after_a_theme(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match=r"weather\.toml is named after no theme"):
        load_definitions(written(tmp_path, GOOD, "weather"))


def test_a_good_file_is_read_and_an_indicator_says_otherwise_than_its_file(tmp_path: Path) -> None:
    made = load_definitions(written(tmp_path, GOOD.replace("tier = 1", 'tier = 1\nunit = "of 100"')))["late_alerts"]
    assert (made.unit, made.on_the_axis, made.method) == ("of 100", "Of 100", Method.PROPORTION)
    assert (made.theme, made.short_name, made.return_kind) == (Theme.ALERTS, "Late alerts", "")
