"""The versions of the rules: every row says its source, and a file that cannot be is refused by name."""

from pathlib import Path

import pytest

from ratings.rules.aggregation_files import FOLDER, load_rule_sets, rule_set, rule_sets
from ratings.rules.aggregation_rule_sets import Action, BadRuleSet, Certainty

ACUTE = (FOLDER / "acute-handbook.toml").read_text(encoding="utf-8")
SCORES = (FOLDER / "single-assessment-framework.toml").read_text(encoding="utf-8")


def load(folder: Path, text: str) -> None:
    (folder / "changed.toml").write_text(text, encoding="utf-8")
    load_rule_sets(folder)


def test_every_row_of_every_version_says_where_it_comes_from_and_how_certain_it_is() -> None:
    assert len(rule_sets()) == len(list(FOLDER.glob("*.toml")))
    for version in rule_sets().values():
        for rule in version.rules:
            assert rule.text
            assert rule.because
            assert rule.rows
            assert all(row.source and isinstance(row.certainty, Certainty) for row in rule.rows)


def test_the_limiters_of_acute_hospitals_are_two() -> None:
    assert [limiter.action for limiter in rule_set().limiters] == [Action.REQUIREMENT_NOTICE, Action.ENFORCEMENT]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (ACUTE, 'version = "acute-handbook-2014"', 'version = ""'),
        (ACUTE, 'certainty = "published"', 'certainty = "certain"'),
        (ACUTE, 'gives = "good"', 'gives = "fair"'),
        (ACUTE, "n_from = 9\nat_least = 3", "n_from = 10\nat_least = 3"),
        (ACUTE, "n_from = 1\nn_to = 3\nat_least = 1", "n_from = 1\nn_to = 3\nat_least = 4"),
        (ACUTE, "n_from = 1\nat_least = 0", "n_from = 2\nat_least = 0"),
        (ACUTE, 'letter = "C"', 'letter = "D"'),
        (ACUTE, 'letter = "E"\ngives = "good"', 'letter = "E"\ngives = "good"\ncounts = "good"'),
        (ACUTE, 'source = "What the other rules leave"', 'source = " "'),
        (ACUTE, "in_use_from = 2014-10-01", 'in_use_from = "2014"'),
        (ACUTE, "left_out_for_months = 24", "left_out_for_months = 24.0"),
        (ACUTE, "[merger]", "[unheard_of]\n[merger]"),
        (SCORES, "from = 39", "from = 40"),
        (SCORES, "to = 100", "to = 99"),
        (SCORES, "from = 25", "from = 26"),
        (SCORES, "score = 4", "score = 5"),
        (ACUTE, "[[rule]]", "[[rule]"),
    ],
)
def test_a_file_that_cannot_be_is_refused_by_its_name(text: str, old: str, new: str, tmp_path: Path) -> None:
    assert old in text
    with pytest.raises(BadRuleSet, match=r"changed\.toml"):
        load(tmp_path, text.replace(old, new, 1))


def test_an_unchanged_file_is_read_and_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    load(tmp_path, ACUTE)
    (tmp_path / "again.toml").write_text(ACUTE, encoding="utf-8")
    with pytest.raises(BadRuleSet, match="given twice"):
        load_rule_sets(tmp_path)
