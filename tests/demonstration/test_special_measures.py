"""The demonstration has a trust that recovers in special measures, and one that has just become a case for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.models import PublishedRating
from oversight.demonstration.crew import Crew
from oversight.demonstration.following import work_out_ratings
from oversight.demonstration.inspections import tell_inspections
from oversight.demonstration.monitoring import enter_special_measures
from oversight.demonstration.special_measures import tell_criteria
from oversight.returns.periods import Month
from ratings.models import CriterionChange, CriterionFlag, SpecialMeasuresSpell
from ratings.rebuilding import verify
from tests.demonstration.test_inspections import NOW, enter
from workspaces.demonstration.country import Size, country

RECOVERING, FAILING = "DEMO010", "DEMO008"


def flags(code: str) -> dict[str, str]:
    return dict(CriterionFlag.objects.filter(trust_code=code).values_list("criterion", "state"))


@pytest.mark.django_db
def test_one_trust_recovers_in_special_measures_and_another_has_just_become_a_case_for_them() -> None:
    enter()
    trusts = [trust for trust in country(Size.SMALL) if trust.code in (RECOVERING, FAILING)]
    with Crew(1) as crew:
        tell_inspections(trusts, crew=crew, now=NOW)
        enter_special_measures(Month(2026, 10), now=NOW)
        assert tell_criteria(now=NOW) > 0
        work_out_ratings([trust.code for trust in trusts], crew=crew, now=NOW)
        changes = CriterionChange.objects.count()
        # Loaded again, the history is told already.
        assert tell_criteria(now=NOW) == 0
        work_out_ratings([trust.code for trust in trusts], crew=crew, now=NOW)
    assert CriterionChange.objects.count() == changes

    spell = SpecialMeasuresSpell.objects.get()
    assert spell.trust.code == RECOVERING
    well_led = PublishedRating.objects.filter(
        provider_code=RECOVERING, level="trust_key_question", key_question="well_led"
    ).order_by("published_on")
    before, after = list(well_led)[-2:]
    assert before.rating == "inadequate"
    assert before.published_on < spell.entered_on < after.inspected_on
    expected = {"entry": "not_applicable", "exit": "met", "extension": "not_met", "reinspection": "met"}
    assert flags(RECOVERING) == expected
    told = CriterionChange.objects.filter(trust_code=RECOVERING).order_by("at", "pk")
    assert list(told.filter(criterion="entry").values_list("old", "new")) == [
        ("not_met", "met"),
        ("met", "not_applicable"),
    ]
    assert list(told.filter(criterion="exit").values_list("new", flat=True)) == ["not_met", "met"]

    assert flags(FAILING)["entry"] == "met"
    newly = CriterionFlag.objects.get(trust_code=FAILING, criterion="entry")
    assert newly.since is not None
    assert timedelta(0) < NOW.date() - newly.since < timedelta(days=31)
    differences = [str(each) for each in verify().first if "criterion" in str(each)]
    assert differences == []
