"""The demonstration's survey: the same at every making, told once, and with a quarter of seven that is not shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints.survey.closing import INDICATOR
from complaints.survey.models import ClosedQuarter, CodesMade, ComplaintsTeam, QuarterAnswers, SurveyCode
from complaints.survey.questions import quarter_of
from complaints.survey.results import closed_quarters, quarters_shown, spreads_of_peers
from oversight.demonstration.places import enter_places
from oversight.demonstration.survey import QUARTERS, tell_survey
from oversight.measures.models import Observation
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from oversight.records.outbox import history
from oversight.returns.periods import Month
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.survey_answers import told_of

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
TRUSTS = country(Size.SMALL)


def everything() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (SurveyCode, CodesMade, QuarterAnswers, ClosedQuarter, ComplaintsTeam)
    ] + [list(Observation.objects.filter(measure=INDICATOR).order_by("pk").values())]


@pytest.fixture
def rows(db) -> dict[str, Trust]:
    write_reference_rows()
    rows = enter_places(trusts=TRUSTS, latest=Month(2026, 10), now=NOW)
    with history():
        tell_survey(TRUSTS, rows, now=NOW)
    return rows


def test_telling_it_twice_comes_to_the_same(rows: dict[str, Trust]):
    earlier = everything()
    with history():
        tell_survey(TRUSTS, rows, now=NOW)
    assert everything() == earlier


def test_the_same_country_answers_the_same():
    quarter = quarter_of(NOW.date())
    assert told_of(TRUSTS[3], 3, quarter, quarters_ago=2) == told_of(TRUSTS[3], 3, quarter, quarters_ago=2)
    assert told_of(TRUSTS[3], 3, quarter, quarters_ago=2) != told_of(TRUSTS[4], 4, quarter, quarters_ago=2)


def test_one_trust_has_seven_answers_in_the_newest_quarter_and_others_have_more(rows: dict[str, Trust]):
    assert len(closed_quarters()) == QUARTERS
    newest = closed_quarters()[0]
    few, more = rows[TRUSTS[0].code], rows[TRUSTS[-1].code]
    assert QuarterAnswers.objects.get(trust=few, quarter=newest.first_day).answers == 7
    assert quarters_shown(few)[0].answers is None
    assert quarters_shown(few)[1].answers is not None
    assert (quarters_shown(more)[0].answers or 0) >= 8
    assert not Observation.objects.filter(measure=INDICATOR, subject=few.code, period=newest.first_day).exists()
    assert Observation.objects.filter(measure=INDICATOR, subject=more.code, period=newest.first_day).exists()


def test_there_are_trusts_to_set_it_beside(rows: dict[str, Trust]):
    newest = closed_quarters()[0]
    spreads = [spreads_of_peers(row, [newest])[newest]["reflecting"] for row in rows.values()]
    assert any(spread is not None for spread in spreads)


def test_the_merged_trust_asks_nobody_after_its_end(rows: dict[str, Trust]):
    (merged,) = [rows[trust.code] for trust in TRUSTS if trust.merged_into]
    assert QuarterAnswers.objects.filter(trust=merged).exists()
    assert not QuarterAnswers.objects.filter(trust=merged, quarter__gt=merged.closed_on).exists()
