"""The settings of mortality alerts: what is in force, with its source, and what no file of them may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.mortality_settings import (
    FILE,
    load_mortality_settings,
    mortality_settings_called,
    mortality_settings_held,
    mortality_settings_in_force,
)
from ratings.rules.settings_files import BadSettings


def test_every_number_has_its_source_and_says_how_certain_it_is() -> None:
    found = mortality_settings_in_force()
    assert (found.version, found.rate_ratio.value, found.threshold.value) == ("mortality-1", 2, 5.3)
    assert (found.false_alarm_rate.value, found.most_periods.value, found.answer_working_days.value) == (0.001, 24, 20)
    # The threshold was never read, and must not be shown as if it had been.
    assert found.threshold.certainty is found.false_alarm_rate.certainty is Certainty.OURS
    numbers = (found.rate_ratio, found.threshold, found.false_alarm_rate, found.most_periods, found.answer_working_days)
    assert all(setting.source for setting in (*numbers, found.rolling))
    assert found.rolling.measures == {"shmi"}


def test_the_period_and_the_version_decide() -> None:
    assert mortality_settings_in_force(date(2013, 10, 1)) is mortality_settings_held()[0]
    with pytest.raises(LookupError, match="2013-09-30"):
        mortality_settings_in_force(date(2013, 9, 30))
    assert mortality_settings_called("mortality-1") is mortality_settings_held()[0]
    with pytest.raises(LookupError, match="mortality-0"):
        mortality_settings_called("mortality-0")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("value = 2.0", "value = 1.0", "rate_ratio is above 1", id="a ratio that looks for nothing"),
        pytest.param("value = 5.3", "value = 0", "threshold is above 0", id="no threshold"),
        pytest.param("value = 0.001", "value = 1.0", "false_alarm_rate lies", id="always false"),
        pytest.param("value = 24", "value = 1", "most_periods is a whole number from 2", id="one period"),
        pytest.param("value = 20", "value = 2.5", "answer_working_days is a whole", id="half a day"),
        pytest.param("[rule_set.rolling]", "[rule_set.rolled]", "unknown: rolled", id="unknown"),
        pytest.param('certainty = "ours"', 'certainty = "sure"', "sure", id="another certainty"),
        pytest.param("in_force_from", "in_force_to = 2020-01-01\nin_force_from", "no set is in force", id="ended"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mortality.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadSettings, match=told):
        load_mortality_settings(path)


def test_sets_follow_each_other_day_by_day(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    later = text.replace("2013-10-01", "2020-01-02").replace("mortality-1", "mortality-2")
    path = tmp_path / "mortality.toml"
    for end, fits in (("2020-01-01", True), ("2019-12-31", False), ("2020-01-02", False)):
        ended = text.replace("in_force_from", f"in_force_to = {end}\nin_force_from")
        path.write_text(ended + later, encoding="utf-8")
        if fits:
            assert [each.version for each in load_mortality_settings(path)] == ["mortality-1", "mortality-2"]
        else:
            with pytest.raises(BadSettings, match="does not begin the day after"):
                load_mortality_settings(path)
