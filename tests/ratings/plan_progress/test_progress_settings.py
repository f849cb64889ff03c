"""The settings of progress: what is in force, with its source, and what no file of them may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.plan_progress_settings import (
    FILE,
    load_progress_settings,
    progress_settings_held,
    progress_settings_in_force,
)
from ratings.rules.settings_files import BadSettings


def test_every_number_has_its_source_and_says_how_certain_it_is() -> None:
    found = progress_settings_in_force(date(2026, 11, 22))
    numbers = (
        found.most_before,
        found.fewest_before,
        found.fewest_since,
        found.fewest_for_no_change,
        found.latest_compared,
        found.most_zeros_before,
    )
    assert [number.value for number in numbers] == [24, 12, 3, 7, 3, 0.5]
    assert all(number.source for number in numbers)
    assert found.fewest_since.certainty is found.latest_compared.certainty is Certainty.OURS


def test_before_special_measures_there_are_none() -> None:
    assert progress_settings_in_force(date(2013, 7, 16)) is progress_settings_held()[0]
    with pytest.raises(LookupError, match="2013-07-15"):
        progress_settings_in_force(date(2013, 7, 15))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 12\n", "value = 11\n", "fewest_before"),
        ("value = 24\n", "value = 11\n", "fewest_before"),
        ("value = 7\n", "value = 2\n", "fewest_for_no_change"),
        ("value = 7\n", "value = 7.5\n", "whole number"),
        ("value = 0.5\n", "value = 1.0\n", "most_zeros_before"),
        ("[rule_set.overlapping]", "[rule_set.rolling]", "unknown: rolling"),
        ('certainty = "published"', 'certainty = "sure"', "sure"),
        ("in_force_from = 2013-07-16", "in_force_from = 2013-07-16\nin_force_to = 2020-01-01", "no set is in force"),
    ],
    ids=["too-few", "window", "no-change", "half", "all-zeros", "unknown", "certainty", "ends"],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "settings.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadSettings, match=said):
        load_progress_settings(path)
