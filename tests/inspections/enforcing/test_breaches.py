"""Breaches of fundamental standards: recorded, changed, ended, and who sees which."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.enforcing.areas import Place
from inspections.enforcing.breach_register import breaches_visible_to, open_breaches, public_breaches
from inspections.enforcing.breaches import change_breach, end_breach
from inspections.enforcing.issuing import (
    set_public,
)
from inspections.enforcing.limiting import linked_actions
from inspections.models import Breach
from inspections.states.inspection import InspectionState
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.enforcing.notice_steps import a_breach, a_warning, code, issued, place
from tests.inspections.making import NOW, a_scene, an_inspection, another_site, bring_to

pytestmark = pytest.mark.django_db


def test_a_breach_is_recorded_changed_and_ended_with_its_reason() -> None:
    scene = a_scene()
    breach = a_breach(scene)
    assert linked_actions(scene.trust)[scene.site.pk] == {("surgery", KeyQuestion.SAFE): {Action.BREACH}}
    changed = change_breach(
        breach=breach, extent=Breach.Extent.SYSTEMIC, response=Breach.Response.SLOW, by=scene.second, now=NOW
    )
    assert (changed.extent, changed.response) == ("systemic", "slow")
    end_breach(breach=breach, ended_on=date(2026, 11, 4), reason="Locked since.", by=scene.lead, now=NOW)
    assert linked_actions(scene.trust) == {}
    with pytest.raises(Refused) as refused:
        end_breach(breach=breach, ended_on=date(2026, 11, 4), reason="Again.", by=scene.lead, now=NOW)
    assert code(refused) == "ended"


def test_a_breach_names_a_standard_in_force_and_places_of_the_trust() -> None:
    scene, other = a_scene(), a_scene("RX2")
    for changes, why in (
        ({"regulation": "99"}, "regulation"),
        ({"found_on": date(2015, 3, 31)}, "regulation"),
        ({"found_on": date(2026, 11, 6)}, "future"),
        ({"what_was_found": " "}, "no_text"),
        ({"areas": [Place(other.site, "surgery", KeyQuestion.SAFE)]}, "area"),
        ({"areas": [Place(scene.site, "gardening", KeyQuestion.SAFE)]}, "area"),
        ({"areas": [place(scene), place(scene)]}, "area"),
        ({"by": scene.signatory}, "not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            a_breach(scene, **changes)
        assert code(refused) == why
    assert not Breach.objects.exists()
    assert a_breach(scene, areas=[Place(another_site(scene), "surgery", KeyQuestion.SAFE)]).areas.count() == 1


def test_a_breach_of_an_inspection_is_its_teams_to_record_while_the_report_is_open() -> None:
    scene = a_scene()
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    assert a_breach(scene, inspection=inspection).inspection == inspection
    with pytest.raises(Refused) as refused:
        a_breach(scene, inspection=inspection, by=scene.manager)
    assert code(refused) == "not_in_team"
    with pytest.raises(Refused) as refused:
        a_breach(scene, inspection=an_inspection(scene, InspectionState.ANNOUNCED))
    assert code(refused) == "moved_on"


def test_who_sees_which_breach_and_how_long_it_has_stood() -> None:
    scene, other = a_scene(), a_scene("RX2")
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    drafted = a_breach(scene, inspection=inspection)
    old = a_breach(scene, found_on=date(2026, 1, 5))
    systemic = a_breach(scene, extent=Breach.Extent.SYSTEMIC, areas=[])
    today = NOW.date()
    steps = open_breaches(person=scene.lead, on=today)
    assert [(step.breach, step.days_open) for step in steps] == [(systemic, 30), (old, 304), (drafted, 30)]
    assert steps[0].standard is not None
    assert steps[0].standard.label == "Regulation 12: Safe care and treatment"
    assert set(breaches_visible_to(scene.signatory, today)) == set()
    notice = issued(scene, a_warning(scene, breaches=(old,)))
    assert set(breaches_visible_to(scene.signatory, today)) == {old}
    assert set(public_breaches(scene.trust)) == set()
    set_public(notice=notice, is_public=True, by=scene.lead, now=NOW)
    assert set(public_breaches(scene.trust)) == {old}
    bring_to(inspection, InspectionState.PUBLISHED)
    assert set(breaches_visible_to(scene.signatory, today)) == {old, drafted}
    assert set(public_breaches(scene.trust)) == {old, drafted}
    assert set(breaches_visible_to(other.signatory, today)) == set()
