"""What is asked is versioned data: five stages, five points, and numbers with their source."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from complaints.survey.questions import INDICATOR_QUESTION, SCALE, Point, read_versions, survey_of, versions
from oversight.measures.periods import Period

TEXT = files("complaints.survey").joinpath("survey.toml").read_text(encoding="utf-8")


def test_there_is_one_question_for_each_stage_of_my_expectations_with_five_points_and_does_not_apply():
    survey = survey_of(Period.parse("2026-Q3"))

    assert [question.code for question in survey.questions] == [
        "considering", "making", "informed", "outcomes", "reflecting",
    ]  # fmt: skip
    assert len(SCALE) == 5
    assert set(Point) - set(SCALE) == {Point.DOES_NOT_APPLY}
    assert [point for point in Point if point.agrees] == [Point.STRONGLY_AGREE, Point.AGREE]
    assert survey.question(INDICATOR_QUESTION)
    assert survey.least_answers.value == 8


def test_every_number_and_every_version_says_where_it_comes_from_and_how_sure_that_is():
    for survey in versions():
        assert survey.source
        assert survey.certainty in {"published", "believed", "ours"}
        for number in (survey.least_answers, survey.least_peers, survey.valid_quarters, survey.most_codes):
            assert number.source
            assert number.unit
            assert number.certainty in {"published", "believed", "ours"}


def test_a_later_version_holds_from_its_first_quarter_on():
    later = TEXT.replace("my-expectations-1", "my-expectations-2").replace("2014-11-20", "2027-01-01")
    ended = TEXT.replace("in_force_from = 2014-11-20", "in_force_from = 2014-11-20\nin_force_to = 2026-12-31")
    both = read_versions(ended + later)

    assert [version.in_force_from for version in both] == [date(2014, 11, 20), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("within a quarter", "2014-11-20", "2027-02-01"),
        ("in two ways", "2014-11-20", "2027-01-02"),
    ],
)
def test_a_version_within_a_quarter_is_refused(what, before, after):
    ended = TEXT.replace("in_force_from = 2014-11-20", "in_force_from = 2014-11-20\nin_force_to = 2027-01-01")
    later = TEXT.replace("my-expectations-1", "my-expectations-2").replace(before, after)

    with pytest.raises(ValueError, match=what):
        read_versions(ended + later)


def test_a_question_twice_a_number_too_few_and_no_question_of_the_indicator_are_refused():
    with pytest.raises(ValueError, match="one twice"):
        read_versions(TEXT.replace('code = "making"', 'code = "considering"'))
    with pytest.raises(ValueError, match="must name exactly"):
        read_versions(TEXT.replace("[version.least_peers]", "[version.most_peers]"))
    with pytest.raises(ValueError, match="of which the indicator is"):
        read_versions(TEXT.replace('code = "reflecting"', 'code = "after"'))
