"""The score written out, why it gives a band, and what would change it: true of the numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.band_settings import band_settings_held
from ratings.rules.bands import Score, band_of
from workspaces.inspector.monitoring.score_arithmetic import steps, write_score, write_why

CUT_OFFS = band_settings_held()[-1].cut_offs


def test_the_score_of_bristol_is_written_out() -> None:
    """University Hospitals Bristol, October 2013: 3 out of a possible 162, band 6."""
    bristol = Score(risks=1, elevated=1, applicable=81)
    assert write_score(bristol) == (
        "1 × 1 risk + 2 × 1 elevated risk = 3, of 2 × 81 applicable indicators = 162 at most: 3 ÷ 162 = 1.85%."
    )
    assert write_why(bristol, "banded", CUT_OFFS) == "Band 6, because the proportion is below 2.5%."
    assert [step.text for step in steps(bristol, CUT_OFFS)] == [
        "Band 5 from a score of 5: 2 points more, such as 2 new risks or 1 new elevated risk."
    ]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("banded", "Band 3, because the proportion is at least 4.5% and below 5.5%."),
        ("special_measures", "Band 1, because the trust is in special measures, whatever its score. By its score"),
        ("recently_inspected", "No band, because the trust was inspected recently. By its score it would be in band 3"),
        ("not_enough", "No band, because too few indicators apply to it."),
    ],
)
def test_why_is_said_of_each_standing(standing: str, said: str) -> None:
    assert write_why(Score(10, 0, 100), standing, CUT_OFFS).startswith(said)


def test_the_highest_band_is_explained_and_can_only_be_left() -> None:
    worst = Score(risks=2, elevated=3, applicable=20)
    assert write_why(worst, "banded", CUT_OFFS) == "Band 1, because the proportion is 7% or more."
    # With so few indicators no score is 5.5% and below 7%: 3 of 40 is 7.5%, and 2 of 40 are 5%.
    assert [(step.band, step.score) for step in steps(worst, CUT_OFFS)] == [(3, 2)]


def test_without_an_applicable_indicator_there_is_nothing_to_change() -> None:
    none = Score(0, 0, 0)
    assert "there is no proportion" in write_score(none)
    assert write_why(none, "not_enough", CUT_OFFS) == "Without an applicable indicator there is no band."
    assert steps(none, CUT_OFFS) == []


scores = st.integers(1, 200).flatmap(
    lambda applicable: st.tuples(st.integers(0, applicable), st.integers(0, applicable)).map(
        lambda flags: Score(flags[0], min(flags[1], applicable - flags[0]), applicable)
    )
)


@given(scores)
def test_a_step_is_the_least_change_that_leads_to_its_band(score: Score) -> None:
    band = band_of(score, CUT_OFFS)
    assert band is not None
    for step in steps(score, CUT_OFFS):
        assert step.band != band
        assert band_of(Score(step.score, 0, score.applicable), CUT_OFFS) == step.band
        assert step.score == score.score + step.change
        # One point less of a change, and the band would be as it is.
        nearer = step.score - (1 if step.change > 0 else -1)
        assert band_of(Score(nearer, 0, score.applicable), CUT_OFFS) == band


@given(scores)
def test_so_many_flags_have_to_end_and_no_fewer(score: Score) -> None:
    for step in steps(score, CUT_OFFS):
        if step.change > 0:
            continue
        flags = int(re.search(r"at least (\d+) flag", step.text)[1])
        weights = sorted([2] * score.elevated + [1] * score.risks, reverse=True)
        assert sum(weights[:flags]) >= -step.change > sum(weights[: flags - 1])
