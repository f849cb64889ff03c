"""The sets of rules of special measures: dated, whole, each number with its source; and files that are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ratings.rules.aggregation_rule_sets import BadRuleSet, Certainty
from ratings.rules.special_measures import Criterion
from ratings.rules.special_measures_files import (
    SPECIAL_MEASURES,
    load_special_measures,
    special_measures_in_force,
    special_measures_sets,
)

TEXT = SPECIAL_MEASURES.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2013, 7, 15), None),
        (date(2013, 7, 16), "special-measures-2013"),
        (date(2014, 5, 5), "special-measures-2013"),
        (date(2014, 5, 6), "special-measures-2014"),
        (date(2017, 12, 31), "special-measures-2014"),
        (date(2018, 1, 1), "special-measures-2018"),
        (date(2021, 6, 30), "special-measures-2018"),
        (date(2021, 7, 1), "recovery-support-2021"),
        (date(2026, 11, 20), "recovery-support-2021"),
    ],
)
def test_the_day_decides_which_rules_are_in_force(on: date, version: str | None) -> None:
    found = special_measures_in_force(on)
    assert (found.version if found else None) == version
    demonstration = special_measures_in_force(on, demonstration=True)
    assert demonstration is not None
    assert demonstration.version == "special-measures-2014"


def test_every_number_and_part_has_its_source_and_certainty() -> None:
    for rules in special_measures_sets().dated:
        assert rules.source
        for number in (rules.reinspect_within, rules.extend_by_at_most, rules.warn_before):
            assert number is None or (number.source and isinstance(number.certainty, Certainty))
        for rule in rules.criteria.values():
            assert bool(rule.parts) != bool(rule.not_known)
            assert all(part.source and part.text.endswith(".") for part in rule.parts)
    known_in_part = special_measures_sets().dated[1].part(Criterion.EXIT, "well_led")
    assert known_in_part is not None
    assert known_in_part.certainty is Certainty.BELIEVED_MEDIUM


FAULTS = {
    "a gap": ("in_force_to = 2014-05-05", "in_force_to = 2014-05-01"),
    "an overlap": ("in_force_to = 2017-12-31", "in_force_to = 2018-03-31"),
    "no set in force": ("in_force_from = 2021-07-01", "in_force_from = 2021-07-01\nin_force_to = 2030-01-01"),
    "a version twice": ('version = "special-measures-2018"', 'version = "special-measures-2013"'),
    "another's rules that are not there": ('same_as = "special-measures-2014"', 'same_as = "special-measures-1999"'),
    "an unknown demonstration": ('demonstration = "special-measures-2014"', 'demonstration = "mine"'),
    "a number without a source": (
        'reinspect_within = { value = 12, source = "Hard Truths annex B: inspected again within 12 months", certainty',
        "reinspect_within = { value = 12, certainty",
    ),
    "a number that is none": ("reinspect_within = { value = 12,", "reinspect_within = { value = 0,"),
    "a word that is no certainty": ('certainty = "believed_medium"', 'certainty = "sure"'),
    "parts and no parts": ('[rule_set.entry]\nnot_known = "Trusts', '[rule_set.entry]\nparts = "Trusts'),
    "how many left out": ("least = 1\n", ""),
    "a rating left out": ('rating = "requires_improvement"\n', ""),
    "a part that looks at nothing known": ('looks_at = "not_extended"', 'looks_at = "the_moon"'),
    "a clock without its time": ("warn_before = ", "warns_before = "),
    "a part twice": ('id = "overall"', 'id = "well_led"'),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_file_that_is_not_whole_is_refused(fault: str, tmp_path: Path) -> None:
    right, wrong = FAULTS[fault]
    assert right in TEXT
    path = tmp_path / "special_measures.toml"
    path.write_text(TEXT.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(BadRuleSet, match=r"special_measures\.toml"):
        load_special_measures(path)


def test_the_files_as_they_are_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "special_measures.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_special_measures(path) == special_measures_sets()
