"""The demonstration's cases of special measures: each where its story ends, and with plans that say what is so."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from inspections.models import PublishedRating
from oversight.clock import london_date
from oversight.demonstration.cases import tell_cases
from oversight.demonstration.crew import Crew
from oversight.demonstration.following import work_out_ratings
from oversight.demonstration.inspections import tell_inspections
from oversight.demonstration.special_measures import tell_criteria
from oversight.organisations.models import Body, Trust
from oversight.records.models import Delivery
from oversight.returns.periods import Month
from ratings.cases.models import (
    AutonomySuspension,
    BoardDemonstration,
    Case,
    FoundationApplication,
    PartnerPromise,
    Partnership,
    Recommendation,
)
from ratings.cases.standing import case_of, waiting
from ratings.cases.states import CaseState
from ratings.models import CriterionChange, CriterionFlag, SpecialMeasuresSpell
from ratings.plans.content import from_json
from ratings.plans.models import Plan, PlanReport
from ratings.plans.states import ActionStatus, ReportState
from ratings.plans.updates import UpdateState, updates_of_case
from ratings.rebuilding import verify
from ratings.special_measures.standing import in_special_measures
from tests.demonstration.test_inspections import NOW, enter
from workspaces.demonstration.case_stories import CASES
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.plan_stories import FALLS, PLANS, PromisedConcern, said

RECOVERING, FAILING = "DEMO010", "DEMO008"
JUST_IN, SILENT, OUT, ADMINISTERED, EXTENDED, CLAIMING = (
    "DEMO013",
    "DEMO014",
    "DEMO015",
    "DEMO016",
    "DEMO017",
    "DEMO002",
)
MERGED, FOLLOWER, DECLINED = "DEMO003", "DEMO004", "DEMO011"
LATEST = Month(2026, 10)
TODAY = london_date(NOW)


def flags(code: str) -> dict[str, str]:
    return dict(CriterionFlag.objects.filter(trust_code=code).values_list("criterion", "state"))


def picture() -> list[tuple[object, ...]]:
    """What is on record of the cases, without the ids that fall by chance."""
    rows: list[tuple[object, ...]] = []
    rows += Case.objects.values_list("reference", "trust__code", "state", "opened_on", "spell__entered_on")
    rows += Recommendation.objects.values_list(
        "case__reference",
        "kind",
        "made_on",
        "criteria_met",
        "state",
        "decided_on",
        "made_by__email",
        "decided_by__email",
    )
    rows += PartnerPromise.objects.values_list("partnership__case__reference", "what", "due_on", "done_on")
    rows += BoardDemonstration.objects.values_list("case__reference", "asked_on", "shown_on", "accepted")
    rows += PlanReport.objects.values_list("plan__case__reference", "month", "state", "signed_at", "publish_at")
    for report in PlanReport.objects.exclude(content=None).select_related("plan__case"):
        content = from_json(report.content or {})
        for action in content.actions():
            rows.append((report.plan.case.reference, report.month, action.what, action.status, action.due_on))
        for concern in content.concerns:
            rows += [(report.month, each.code, each.baseline, each.trajectory) for each in concern.measures]
    return sorted(rows, key=repr)


def tell_all() -> None:
    trusts = [trust for trust in country(Size.SMALL) if trust.code in {story.trust_code for story in CASES}]
    with Crew(1) as crew:
        tell_inspections(trusts, crew=crew, now=NOW)
        rows = {trust.code: trust for trust in Trust.objects.filter(is_demonstration=True)}
        assert tell_cases(country(Size.SMALL), rows, latest=LATEST, crew=crew, now=NOW) == len(CASES)
        earlier = picture()
        assert tell_cases(country(Size.SMALL), rows, latest=LATEST, crew=crew, now=NOW) == 0
        assert picture() == earlier


@pytest.mark.django_db
def test_eleven_cases_stand_where_their_stories_end_and_their_plans_are_reported_on() -> None:
    enter()
    tell_all()
    cases_stand_where_their_stories_end()
    plans_are_reported_on_month_by_month_and_one_trust_has_stopped()


def cases_stand_where_their_stories_end() -> None:
    cases = {case.trust.code: case for case in Case.objects.select_related("trust", "spell")}
    assert Counter(case.state for case in cases.values()) == {
        CaseState.IN_MEASURES: 9,
        CaseState.IN_ADMINISTRATION: 1,
        CaseState.LEFT: 1,
        CaseState.NOT_ENTERED: 1,
    }
    assert cases[ADMINISTERED].state == CaseState.IN_ADMINISTRATION
    assert (cases[OUT].state, cases[DECLINED].state) == (CaseState.LEFT, CaseState.NOT_ENTERED)
    assert sorted(case.reference[8:] for case in cases.values() if case.opened_on.year == 2025)[0] == "0001"
    extended = cases[EXTENDED].spell
    assert extended is not None
    assert extended.extended_to is not None
    assert extended.extended_to > TODAY
    assert MERGED not in in_special_measures(TODAY)
    follower = Trust.objects.get(code=FOLLOWER)
    assert case_of(follower, TODAY) == cases[MERGED]
    assert len(in_special_measures(TODAY)) == 10

    # Foundation trusts are not free to act for as long as they are in special measures.
    suspended = AutonomySuspension.objects.filter(to_on=None).values_list("case__trust__code", flat=True)
    assert sorted(suspended) == ["DEMO010", JUST_IN, ADMINISTERED, "DEMO019"]

    # Whoever decided was of the body of the trust's kind, and something waits for each of the two bodies.
    for made in Recommendation.objects.exclude(body=None).select_related("body", "case__trust", "decided_by"):
        assert made.decided_by is not None
        assert made.decided_by.memberships.get().body == made.body
    waits = {body.code: waiting([body], TODAY) for body in Body.objects.filter(role=Body.Role.OVERSIGHT)}
    assert {code: len(found) for code, found in waits.items() if found} == {"DEMO-FT": 1, "DEMO-NT": 1}
    directed = Recommendation.objects.get(kind=Recommendation.Kind.ADMINISTRATION)
    assert (directed.route, directed.trust_kind) == ("directed", "foundation_trust")
    # One was entered without its criteria met, on what was attached.
    entered = Recommendation.objects.filter(kind="entry", state="agreed")
    assert [row.case.trust.code for row in entered.filter(criteria_met=False)] == [CLAIMING]
    assert FoundationApplication.objects.get().trust.code == OUT
    helped = Partnership.objects.filter(partner__code="DEMO009", to_on=None).values_list("case__trust__code", flat=True)
    assert {RECOVERING, CLAIMING, JUST_IN} <= set(helped)
    assert not Delivery.objects.exists()


def plans_are_reported_on_month_by_month_and_one_trust_has_stopped() -> None:
    assert {plan.case.trust.code for plan in Plan.objects.select_related("case__trust")} == {
        story.trust_code for story in PLANS
    }
    signed = PlanReport.objects.filter(state=ReportState.SIGNED)
    assert not signed.filter(announced_at=None).exists()
    assert not signed.filter(publish_at__gt=NOW).exists()
    assert not PlanReport.objects.filter(plan__case__trust__code=JUST_IN, state=ReportState.SIGNED).exists()
    assert Plan.objects.get(case__trust__code=JUST_IN).concerns.count() == 2
    for case in Case.objects.exclude(spell=None).select_related("trust", "spell"):
        states = {update.state for update in updates_of_case(case, TODAY)}
        expected = (
            {UpdateState.PUBLISHED, UpdateState.OVERDUE} if case.trust.code == SILENT else {UpdateState.PUBLISHED}
        )
        if case.trust.code == JUST_IN:
            expected = set()
        assert states == expected, case.trust.code

    # All is delivered where the measures do not bear it out; elsewhere something is late, with another day.
    newest = {code: statuses(code) for code in (CLAIMING, ADMINISTERED, OUT)}
    assert set(newest[CLAIMING]) == {ActionStatus.DELIVERED} == set(newest[OUT])
    assert ActionStatus.LATE in newest[ADMINISTERED]
    # After the merger the people of the trust that followed prepare and sign.
    merged = PlanReport.objects.filter(plan__case__trust__code=MERGED).order_by("month")
    preparers = {row.prepared_by.email.split("@")[1] for row in merged}
    assert preparers == {"thistlecombe.example", "elderhaven.example"}


def statuses(code: str) -> list[ActionStatus]:
    newest = PlanReport.objects.filter(plan__case__trust__code=code, state=ReportState.SIGNED).order_by("-month")[0]
    return [action.status for action in from_json(newest.content or {}).actions()]


@pytest.mark.django_db
def test_one_trust_recovers_in_special_measures_and_another_has_just_become_a_case_for_them() -> None:
    enter()
    told = {RECOVERING, FAILING}
    trusts = [trust for trust in country(Size.SMALL) if trust.code in told]
    rows = {trust.code: trust for trust in Trust.objects.filter(code__in=told)}
    with Crew(1) as crew:
        tell_inspections(trusts, crew=crew, now=NOW)
        assert tell_cases(country(Size.SMALL), rows, latest=LATEST, crew=crew, now=NOW) == 1
        assert tell_criteria(now=NOW) > 0
        work_out_ratings(sorted(told), crew=crew, now=NOW)
        changes = CriterionChange.objects.count()
        # Loaded again, the history is told already.
        assert tell_criteria(now=NOW) == 0
        work_out_ratings(sorted(told), crew=crew, now=NOW)
    assert CriterionChange.objects.count() == changes

    spell = SpecialMeasuresSpell.objects.get()
    assert spell.trust.code == RECOVERING
    well_led = PublishedRating.objects.filter(
        provider_code=RECOVERING, level="trust_key_question", key_question="well_led"
    ).order_by("published_on")
    before, after = list(well_led)[-2:]
    assert before.rating == "inadequate"
    assert before.published_on < spell.entered_on < after.inspected_on
    found = flags(RECOVERING)
    assert {
        "entry": "not_applicable",
        "exit": "met",
        "extension": "not_met",
        "reinspection": "met",
    }.items() <= found.items()
    changed = CriterionChange.objects.filter(trust_code=RECOVERING).order_by("at", "pk")
    assert list(changed.filter(criterion="entry").values_list("old", "new")) == [
        ("not_met", "met"),
        ("met", "not_applicable"),
    ]
    assert list(changed.filter(criterion="exit").values_list("new", flat=True)) == ["not_met", "met"]

    assert flags(FAILING)["entry"] == "met"
    newly = CriterionFlag.objects.get(trust_code=FAILING, criterion="entry")
    assert newly.since is not None
    assert timedelta(0) < NOW.date() - newly.since < timedelta(days=31)
    differences = [str(each) for each in verify().first if "criterion" in str(each)]
    assert differences == []


@pytest.mark.parametrize(
    ("month", "status", "new_due_on"),
    [
        (Month(2026, 2), ActionStatus.ON_TRACK, None),
        (Month(2026, 3), ActionStatus.LATE, date(2026, 6, 30)),
        (Month(2026, 5), ActionStatus.LATE, date(2026, 6, 30)),
        (Month(2026, 6), ActionStatus.LATE, date(2026, 9, 30)),
        (Month(2026, 7), ActionStatus.DELIVERED, None),
    ],
)
def test_what_a_report_says_of_a_step_follows_from_its_month(
    month: Month, status: ActionStatus, new_due_on: date | None
) -> None:
    entered = date(2026, 1, 20)
    promised = PromisedConcern(FALLS, (2, 2), (6, None))
    found = said(promised, 0, entered=entered, month=month)
    assert (found.status, found.new_due_on) == (status, new_due_on)
    assert found.delivered_on == (date(2026, 7, 6) if status is ActionStatus.DELIVERED else None)


def test_each_case_has_a_plan_but_the_one_that_was_declined_and_nobody_helps_who_is_in_one() -> None:
    in_measures = {story.trust for story in CASES if not story.is_declined}
    assert {story.trust for story in PLANS} == in_measures
    assert len(in_measures) == 11
    assert not in_measures & {partner.trust for story in CASES for partner in story.partners}
