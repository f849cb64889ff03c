"""The settings of indicators: what is in force, with its source, and what no file of them may say."""

from datetime import date
from pathlib import Path

import pytest

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.indicator_settings import FILE, load_settings, settings_held, settings_in_force
from ratings.rules.settings_files import BadSettings


def test_every_number_has_its_source_and_says_how_certain_it_is() -> None:
    found = settings_in_force()
    assert found.version == "indicators-1"
    assert (found.risk_z.value, found.elevated_risk_z.value, found.share_treated.value) == (2, 3, 0.1)
    assert (found.fewest_groups.value, found.false_discovery_rate.value) == (3, 0.05)
    assert (found.cusum_allowance.value, found.cusum_threshold.value, found.odds_ratio.value) == (0.5, 5, 2)
    # The thresholds were never read for acute trusts, and must not be shown as if they had been.
    assert found.risk_z.certainty is found.elevated_risk_z.certainty is Certainty.BELIEVED_MEDIUM
    assert found.fewest_groups.certainty is found.false_discovery_rate.certainty is Certainty.OURS
    assert all(
        setting.source
        for setting in (found.risk_z, found.share_treated, found.cusum_threshold, found.odds_ratio, found.fewest_groups)
    )


def test_the_period_decides() -> None:
    assert settings_in_force(date(2013, 10, 1)) is settings_held()[0]
    with pytest.raises(LookupError, match="2013-09-30"):
        settings_in_force(date(2013, 9, 30))


def changed(folder: Path, old: str, new: str, again: str = "") -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "settings.toml"
    path.write_text(text.replace(old, new) + again, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('value = 2.0\ncertainty = "believed_medium"', 'value = 4.0\ncertainty = "believed_medium"', "risk_z"),
        ("value = 0.1", "value = 0.5", "share_treated"),
        ("value = 3\n", "value = 2.5\n", "fewest_groups"),
        ("value = 0.05", "value = 1.0", "false_discovery_rate"),
        ("value = 0.5\n", "value = -0.5\n", "cusum_allowance"),
        ("[rule_set.odds_ratio]\nvalue = 2.0", "[rule_set.odds_ratio]\nvalue = 1.0", "odds_ratio"),
        ('certainty = "published"', 'certainty = "sure"', "sure"),
        ("[rule_set.odds_ratio]", "[rule_set.odds]", "unknown: odds"),
        ("in_force_from = 2013-10-01", "in_force_from = 2013-10-01\nin_force_to = 2014-01-01", "at present"),
        ('version = "indicators-1"\n', "", "version"),
    ],
)
def test_refuses_what_cannot_be(tmp_path: Path, old: str, new: str, why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        load_settings(changed(tmp_path, old, new))


def test_sets_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    second = text[text.index("[[rule_set]]") :].replace("indicators-1", "indicators-2")
    ended = "in_force_from = 2013-10-01\nin_force_to = 2014-12-31"
    right = changed(tmp_path, "in_force_from = 2013-10-01", ended, second.replace("2013-10-01", "2015-01-01"))
    assert [each.version for each in load_settings(right)] == ["indicators-1", "indicators-2"]
    with pytest.raises(BadSettings, match="the day after"):
        load_settings(
            changed(tmp_path, "in_force_from = 2013-10-01", ended, second.replace("2013-10-01", "2015-02-01"))
        )
    again = second.replace("2013-10-01", "2015-01-01").replace("indicators-2", "indicators-1")
    with pytest.raises(BadSettings, match="twice"):
        load_settings(changed(tmp_path, "in_force_from = 2013-10-01", ended, again))
