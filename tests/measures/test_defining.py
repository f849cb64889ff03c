"""The definitions of measures: whole, strict, and each value worked out as it says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import (
    DEFINITIONS,
    BadDefinition,
    Direction,
    Status,
    definition,
    definitions,
    load_definitions,
    measures_of,
)
from ratings.standing import ALARM_MEASURE, FILL_RATES, STAFFING_MEASURES

GOOD = (DEFINITIONS / "fill_registered.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str, name: str = "fill_registered") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_measure_of_the_staffing_return_has_a_reviewed_definition():
    assert set(definitions()) == set(STAFFING_MEASURES)
    assert measures_of("staffing") == frozenset(STAFFING_MEASURES)
    assert set(FILL_RATES) | {ALARM_MEASURE} < set(STAFFING_MEASURES)
    for made in definitions().values():
        assert made.status is Status.REVIEWED
        assert made.direction is Direction.NEUTRAL
        assert made.means != made.does_not_mean
        assert made.question.endswith("?")


def test_a_fill_rate_says_what_more_than_a_hundred_per_cent_means():
    for code in (*FILL_RATES, "fill_registered"):
        said = " ".join(definition(code).further)
        assert "above 100%" in said
        assert "neither good nor bad" in said


def test_the_worked_example_of_the_national_collection():
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


def test_blank_and_nothing_planned_are_no_value_and_zero_worked_is_zero():
    fill = definition("fill_night_care")
    assert fill.value(None, Decimal(100)) is None
    assert fill.value(Decimal(1), None) is None
    assert fill.value(Decimal(10), Decimal(0)) is None
    assert fill.value(Decimal(0), Decimal(0)) is None
    assert fill.value(Decimal(0), Decimal(100)) == 0
    assert fill.write(None) == "not applicable"
    assert fill.write(Decimal(0)) == "0.0%"


@given(
    st.decimals(min_value=0, max_value=100_000, places=4),
    st.decimals(min_value=Decimal("0.0001"), max_value=100_000, places=4),
)
def test_a_value_does_not_depend_on_how_its_parts_are_written(numerator, denominator):
    fill = definition("fill_registered")
    assert fill.value(numerator, denominator) == fill.value(
        numerator.quantize(Decimal(1).scaleb(-16)), denominator.normalize()
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('unit = "%"\n', ""), "does not say: unit"),
        (('unit = "%"\n', 'unit = "%"\nverdict = "good"\n'), "what no definition has: verdict"),
        (('code = "fill_registered"', 'code = "another"'), "the name of its file"),
        (("factor = 100", 'factor = "100"'), "factor is a int"),
        (("factor = 100", "factor = 0"), "factor is above zero"),
        (('direction = "neutral"', 'direction = "up"'), "'up' is not a valid Direction"),
        (('levels = ["ward", "site", "trust"]', 'levels = ["ward", "country"]'), "country"),
        (('levels = ["ward", "site", "trust"]', "levels = []"), "one level at least"),
        (('key_question = "safe"', 'key_question = "sound"'), "key question"),
        (("decimals = 1", "decimals = -1"), "decimals are not negative"),
        (("review_by = 2027", "review_by = 2025"), "reviewed again after"),
        (('owner = "Chief Inspector of Hospitals"', 'owner = " "'), "owner is empty"),
        (("further = [", "further = 1 # ["), "no TOML"),
    ],
)
def test_a_definition_that_says_too_little_or_too_much_is_refused_by_name(tmp_path, change, says):
    old, new = change
    assert old in GOOD
    with pytest.raises(BadDefinition, match=r"fill_registered\.toml") as refusal:
        load_definitions(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(refusal.value)


def test_a_good_file_is_read(tmp_path):
    assert list(load_definitions(written(tmp_path, GOOD))) == ["fill_registered"]
