"""Which rules an inspection's ratings go by: proposed by the day, chosen with a reason, fixed once it judged."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from inspections.judging.computing import (
    InspectedPlace,
    InspectedSiteInputs,
    Place,
    TrustInputs,
    TrustRatings,
    compute_ratings,
)
from inspections.models import Breach, BreachArea, Inspection
from inspections.pages.rating_places import reached
from inspections.programme import Days, Scope, plan_inspection
from inspections.programme_settings import settings_on
from inspections.rating_rules import choose_rules, proposed_rules, rules_to_choose
from inspections.risk import TrustStanding, risk_of
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.rules.aggregation_files import (
    ACUTE_HANDBOOK,
    SINGLE_ASSESSMENT_FRAMEWORK,
    SINGLE_LOCATION,
    USE_OF_RESOURCES,
    rule_set,
)
from ratings.rules.aggregation_rule_sets import Action, Certainty
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.core.refusing import refused
from tests.inspections.judging_making import RI, TODAY, G, I, O, Q, S, grid, judge, judge_all
from tests.inspections.making import NOW, Scene, a_scene, an_inspection


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def chosen(scene: Scene, inspection: Inspection, rules: str = SINGLE_LOCATION, reason: str = "One ward.") -> Inspection:
    return choose_rules(inspection=inspection, rule_set=rules, reason=reason, by=scene.lead, now=NOW)


def planned(scene: Scene, **given: object) -> Inspection:
    wanted: dict[str, object] = {
        "trust": scene.trust,
        "kind": Inspection.Kind.COMPREHENSIVE,
        "is_announced": True,
        "scope": [Scope(scene.site, ("surgery",))],
        "risk": risk_of(TrustStanding(code="RX1"), on=TODAY, settings=settings_on(TODAY)),
        "days": Days(date(2026, 12, 1), date(2026, 12, 3)),
        "by": scene.lead,
        "now": NOW,
    }
    return plan_inspection(**{**wanted, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "from_on", "certainty"),
    [
        (date(2013, 9, 1), date(2014, 10, 1), Certainty.PUBLISHED),
        (date(2023, 11, 20), date(2014, 10, 1), Certainty.PUBLISHED),
        (date(2023, 11, 21), date(2023, 11, 21), Certainty.OURS),
    ],
)
def test_the_proposal_goes_by_the_day_and_says_how_sure_it_is(day: date, from_on: date, certainty: Certainty) -> None:
    proposal = proposed_rules(day)
    assert (proposal.rules.version, proposal.from_on, proposal.certainty) == (ACUTE_HANDBOOK, from_on, certainty)
    assert proposal.source


def test_what_can_be_chosen_aggregates_five_key_questions() -> None:
    assert set(rules_to_choose()) == {ACUTE_HANDBOOK, SINGLE_ASSESSMENT_FRAMEWORK, SINGLE_LOCATION}
    assert USE_OF_RESOURCES not in rules_to_choose()
    assert all(choice.note for choice in rules_to_choose().values())


def test_an_inspection_is_planned_by_the_proposed_rules_or_by_others_with_a_reason(scene: Scene) -> None:
    usual = planned(scene, rule_set_reason="Needs none")
    assert (usual.rule_set, usual.rule_set_reason) == (ACUTE_HANDBOOK, "")
    other = planned(scene, rule_set=SINGLE_LOCATION, rule_set_reason=" One ward. ")
    assert (other.rule_set, other.rule_set_reason) == (SINGLE_LOCATION, "One ward.")
    with refused("no_reason"):
        planned(scene, rule_set=SINGLE_LOCATION, rule_set_reason=" ")
    with refused("rules"):
        planned(scene, rule_set=USE_OF_RESOURCES, rule_set_reason="Money")


def test_other_rules_are_chosen_until_something_is_judged(scene: Scene) -> None:
    inspection = an_inspection(scene)
    chosen(scene, inspection)
    chosen(scene, inspection)
    inspection.refresh_from_db()
    assert (inspection.rule_set, inspection.rule_set_reason) == (SINGLE_LOCATION, "One ward.")
    assert AuditEntry.objects.filter(action="inspection.rules_chosen", person=scene.lead).count() == 1
    told = OutboxEvent.objects.get(name="inspection.changed")
    assert told.payload["change"] == "inspection.rules_chosen"
    chosen(scene, inspection, ACUTE_HANDBOOK)
    assert inspection.rule_set_reason == ""
    judge(scene, inspection, G)
    with refused("judged"):
        chosen(scene, inspection)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.filter(pk=inspection.pk).update(rule_set=SINGLE_LOCATION)
    Inspection.objects.filter(pk=inspection.pk).update(team_size=3)


def test_choices_that_cannot_be_are_refused(scene: Scene) -> None:
    inspection = an_inspection(scene)
    with refused("no_reason"):
        chosen(scene, inspection, reason="")
    with refused("rules"):
        chosen(scene, inspection, "acute-handbook-1948")
    with refused("not_allowed"):
        choose_rules(inspection=inspection, rule_set=SINGLE_LOCATION, reason="Why", by=scene.signatory, now=NOW)
    with refused("moved_on"):
        chosen(scene, an_inspection(scene, S.PUBLISHED))


def test_the_grid_goes_by_the_inspections_own_rules(scene: Scene) -> None:
    """A breach that stands limits the overall rating of a single location, and by the handbook limits nothing."""
    inspection, usual = an_inspection(scene, services=("surgery",)), an_inspection(scene, services=("surgery",))
    chosen(scene, inspection)
    for each in (inspection, usual):
        judge_all(scene, each, surgery=[G] * 5)
    breach = Breach.objects.create(
        trust=scene.trust,
        regulation="12",
        extent="isolated",
        response="slow",
        what_was_found="Unlocked drugs.",
        found_on=TODAY,
        recorded_by=scene.lead,
        recorded_at=NOW,
    )
    BreachArea.objects.create(breach=breach, site=scene.site, service="surgery", key_question="safe")
    made = grid(inspection)
    overall = made.at("RX101", "", None)
    assert overall is not None
    assert made.rule_set == overall.rule_set == SINGLE_LOCATION
    assert (overall.awarded, overall.rule, overall.limited) == (RI, "breach", "breach")
    assert "because a regulation is breached" in reached(overall)
    by_handbook = grid(usual).at("RX101", "", None)
    assert by_handbook is not None
    assert (by_handbook.awarded, by_handbook.rule_set) == (G, ACUTE_HANDBOOK)


def computed(version: str, services: int, *words: Rating, actions: object = None) -> TrustRatings:
    cells = {
        f"service_{n}": {
            question: InspectedPlace(judged=word) for question, word in zip(KeyQuestion, words, strict=True)
        }
        for n in range(services)
    }
    site = InspectedSiteInputs("RX101", cells, actions=actions or {})  # type: ignore[arg-type]
    given = TrustInputs(sites=(site,), well_led=InspectedPlace(judged=G))
    return compute_ratings(given, on=TODAY, rules=rule_set(version))


def test_where_a_version_decides_nothing_there_is_no_rating_and_the_inputs_stand(scene: Scene) -> None:
    made = computed(SINGLE_ASSESSMENT_FRAMEWORK, 6, G, G, G, G, G).sites["RX101"]
    assert {each.overall.awarded for each in made.services.values()} == {G}
    safe = made.key_questions[Q.SAFE]
    assert (safe.awarded, safe.rule, len(safe.inputs)) == (None, "", 6)
    assert made.overall.awarded is None
    assert computed(SINGLE_ASSESSMENT_FRAMEWORK, 5, G, G, G, G, G).sites["RX101"].overall.awarded is G
    inspection = an_inspection(scene, services=("surgery", "critical_care", "maternity", "medical_care", "outpatients"))
    chosen(scene, inspection, SINGLE_ASSESSMENT_FRAMEWORK)
    judge_all(scene, inspection, surgery=[G] * 5)
    row = grid(inspection).at("RX101", "", Q.SAFE)
    assert row is not None
    assert row.awarded is G


def test_the_sentence_names_the_rules_that_decide_nothing(scene: Scene) -> None:
    six = ("surgery", "critical_care", "maternity", "medical_care", "outpatients", "end_of_life_care")
    inspection = an_inspection(scene, services=six)
    chosen(scene, inspection, SINGLE_ASSESSMENT_FRAMEWORK)
    judge_all(scene, inspection, **{service: [O, G, G, I, G] for service in six})
    row = grid(inspection).at("RX101", "", Q.SAFE)
    assert row is not None
    assert reached(row) == "These rules decide nothing for 6 ratings: Single assessment framework."


def test_the_framework_rates_a_trust_for_well_led_alone() -> None:
    made = computed(SINGLE_ASSESSMENT_FRAMEWORK, 1, G, G, G, G, G)
    assert made.key_questions[Q.WELL_LED].awarded is G
    assert made.key_questions[Q.SAFE].awarded is None
    assert made.overall.awarded is None
    assert computed(ACUTE_HANDBOOK, 1, G, G, G, G, G).overall.awarded is G


def test_a_breach_limits_the_overall_rating_of_a_single_location_alone() -> None:
    actions = {("service_0", Q.SAFE): {Action.BREACH}}
    made = computed(SINGLE_LOCATION, 1, O, O, G, G, G, actions=actions).sites["RX101"]
    assert (made.overall.computed, made.overall.limited) == (RI, "breach")
    assert made.services["service_0"].cells[Q.SAFE].awarded is O
    assert made.key_questions[Q.SAFE].awarded is O
    assert computed(SINGLE_LOCATION, 1, O, O, G, G, G).sites["RX101"].overall.awarded is O
    worse = computed(SINGLE_LOCATION, 1, I, I, G, G, G, actions=actions).sites["RX101"].overall
    assert (worse.awarded, worse.limited) == (I, "")
    handbook = computed(ACUTE_HANDBOOK, 1, O, O, G, G, G, actions=actions).sites["RX101"]
    assert handbook.overall.awarded is O


def test_an_approved_departure_goes_beyond_the_limit_of_a_location() -> None:
    cells = {"surgery": {question: InspectedPlace(judged=G) for question in KeyQuestion}}
    site = InspectedSiteInputs("RX101", cells, actions={("surgery", Q.SAFE): {Action.BREACH}})
    given = TrustInputs(sites=(site,), awards={Place("RX101"): G})
    overall = compute_ratings(given, on=TODAY, rules=rule_set(SINGLE_LOCATION)).sites["RX101"].overall
    assert (overall.computed, overall.awarded, overall.departs) == (RI, G, True)
