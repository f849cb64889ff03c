"""The rule sets: dated, without gaps, each with its source; and the scopes of a recomputation as they are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ratings.rule_sets import STAFFING, BadRuleSet, in_force, load_rule_sets, often_short_rules, rule_sets
from ratings.scopes import MonthScope, RatingsScope, TrustScope, parse_scope

TEXT = STAFFING.read_text(encoding="utf-8")
SECOND = TEXT.replace("staffing-signals-1", "staffing-signals-2").replace("2014-04-01", "2020-01-01")


def test_the_settings_are_those_of_the_rules():
    rules = in_force(date(2026, 10, 1))
    assert rules.special_causes.window_months == 24
    assert rules.special_causes.fix_after_n_points == 12
    assert (rules.staffing_alarm.risk_z, rules.staffing_alarm.elevated_risk_z) == (-2, -3)
    assert rules.staffing_alarm.fewest_trusts == 10
    assert rules.staffing_alarm.least_wards_reported == Decimal("0.9")
    often = often_short_rules(date(2026, 10, 1))
    assert (often.settings.short_below, often.settings.short_months, often.settings.months_looked_at) == (80, 2, 3)
    assert set(rules.sources) == {"special_causes", "staffing_alarm"}
    assert all(rules.sources.values())
    assert all(often.sources)


def test_before_the_first_collection_no_rules_were_in_force():
    with pytest.raises(LookupError, match="2014-03"):
        in_force(date(2014, 3, 1))
    assert in_force(date(2014, 4, 1)) is rule_sets()[0]


def test_the_period_decides_which_set_is_in_force(tmp_path):
    path = tmp_path / "sets.toml"
    ended = TEXT.replace("in_force_from = 2014-04-01", "in_force_from = 2014-04-01\nin_force_to = 2019-12-31")
    path.write_text(SECOND + ended, encoding="utf-8")
    sets = load_rule_sets(path)
    assert [each.version for each in sets] == ["staffing-signals-1", "staffing-signals-2"]
    assert in_force(date(2019, 12, 1), sets).version == "staffing-signals-1"
    assert in_force(date(2020, 1, 1), sets).version == "staffing-signals-2"


@pytest.mark.parametrize(
    "text",
    [
        TEXT + SECOND,
        TEXT + TEXT,
        TEXT.replace("in_force_from = 2014-04-01", "in_force_from = 2014-04-01\nin_force_to = 2019-12-31"),
        TEXT.replace("fewest_trusts = 10\n", ""),
        TEXT.replace("elevated_risk_z = -3", "elevated_risk_z = -1"),
    ],
    ids=["overlapping", "twice", "ended", "lacking", "contradictory"],
)
def test_sets_that_do_not_follow_each_other_or_lack_something_are_refused(tmp_path, text):
    path = tmp_path / "sets.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRuleSet, match=r"sets\.toml"):
        load_rule_sets(path)


@pytest.mark.parametrize(
    "scope",
    [TrustScope("RX1"), RatingsScope("RX1"), MonthScope(date(2026, 10, 1), True), MonthScope(date(2026, 1, 1), False)],
)
def test_a_scope_is_read_as_it_is_written(scope):
    assert parse_scope(str(scope)) == scope


@pytest.mark.parametrize(
    "text", ["", "trust:", "ratings:", "month:2026-13:real", "month:2026-10", "month:2026-10:both", "ward:1"]
)
def test_what_is_no_scope_is_refused(text):
    with pytest.raises(ValueError, match="no scope"):
        parse_scope(text)
