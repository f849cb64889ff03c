"""Writing a plan: who may, what is refused, and what stays once it was promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from oversight.accounts.models import Role
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.records.references import Reference, resolve
from ratings.plans.content import PeriodValue
from ratings.plans.models import Plan, PlanAction, PlanConcern, PlanMeasure, TrajectoryPoint
from ratings.plans.references import plan_reference
from ratings.plans.writing import (
    add_action,
    add_concern,
    add_measure,
    change_action,
    change_concern,
    open_plan,
    remove_action,
    remove_concern,
    remove_measure,
)
from tests.ratings.cases.casting import agreed, make_cast, recommended, refused
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import ENTERED, FEBRUARY, Planned, at, make_planned
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db

NOW = at(date(2015, 1, 20))
FROM = Reference("trust", "RX1")


def test_a_plan_is_opened_once_for_a_trust_in_special_measures_by_its_own_people() -> None:
    cast = make_cast()
    preparer = make_person("preparer@rx1.example", Role.PREPARER, trust=cast.trust)
    stranger = make_person("preparer@rx2.example", Role.PREPARER, trust=make_trust("RX2"))
    waiting = recommended(cast, ENTERED, now=at(ENTERED))
    assert refused(lambda: open_plan(case=waiting.case, by=preparer, now=NOW)) == "not_in_measures"
    case = agreed(waiting, cast, now=at(ENTERED)).case
    for other in (stranger, cast.signatory, cast.chief, cast.decides):
        assert refused(lambda other=other: open_plan(case=case, by=other, now=NOW)) == "not_allowed"
    plan = open_plan(case=case, by=preparer, now=NOW)
    assert open_plan(case=case, by=preparer, now=NOW) == plan
    assert AuditEntry.objects.filter(action="plan.opened", person=preparer).count() == 1
    described = resolve(plan_reference(plan))
    assert described is not None
    assert described.title == f"Improvement plan of {cast.trust.shown_name}"


def test_a_trust_that_followed_writes_the_plan_of_the_one_that_it_followed() -> None:
    planned = make_planned()
    follower = make_trust("RX9")
    theirs = make_person("preparer@rx9.example", Role.PREPARER, trust=follower)

    def add() -> PlanAction:
        return add_action(
            concern=planned.concern, what="More", owner="Matron", due_on=date(2015, 6, 1), by=theirs, now=NOW
        )

    assert refused(add) == "not_allowed"
    record_succession(from_code="RX1", to_code="RX9", on=date(2015, 1, 18), by=System("test"), now=NOW)
    assert add().number == 3


def given(planned: Planned, **changes: Any) -> dict[str, Any]:
    return {"by": planned.preparer, "now": NOW, **changes}


CONCERNS: dict[str, tuple[str, dict[str, Any]]] = {
    "no title": ("no_title", {"title": "  "}),
    "a title that is too long": ("too_long", {"title": "x" * 201}),
    "no words": ("no_text", {"what": "\n"}),
    "from nowhere": ("no_source", {"source": Reference("", "")}),
    "a source that says nothing": ("no_source", {"source_said": " "}),
}


@pytest.mark.parametrize("fault", sorted(CONCERNS))
def test_a_concern_is_whole(fault: str) -> None:
    planned = make_planned()
    code, changes = CONCERNS[fault]
    told = {"title": "Staffing", "what": "Too few.", "source": FROM, "source_said": "Safe: Inadequate.", **changes}
    assert refused(lambda: add_concern(plan=planned.plan, **given(planned, **told))) == code
    assert PlanConcern.objects.count() == 1


ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "no words": ("no_text", {"what": " "}),
    "nobody": ("no_owner", {"owner": ""}),
    "a title that is too long": ("too_long", {"owner": "x" * 101}),
    "before the trust entered": ("due_before_entry", {"due_on": ENTERED - timedelta(days=1)}),
}


@pytest.mark.parametrize("fault", sorted(ACTIONS))
def test_an_action_says_what_who_and_by_when(fault: str) -> None:
    planned = make_planned()
    code, changes = ACTIONS[fault]
    told = {"what": "Recruit.", "owner": "Chief nurse", "due_on": ENTERED, **changes}
    assert refused(lambda: add_action(concern=planned.concern, **given(planned, **told))) == code
    assert refused(lambda: change_action(action=planned.falls, **given(planned, **told))) == code
    assert add_action(concern=planned.concern, **given(planned, **{**told, **whole(changes)})).number == 3


def whole(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: {"what": "Recruit.", "owner": "Matron", "due_on": ENTERED}[name] for name in changes}


def points(*figures: tuple[str, str]) -> list[PeriodValue]:
    return [PeriodValue(period, Decimal(value)) for period, value in figures]


OTHER = "thermometer_pressure_ulcers"
STEPS = points(("2015-03", "4"), ("2015-09", "3"))
MEASURES: dict[str, tuple[str, dict[str, Any]]] = {
    "a measure that nobody defined": ("unknown_measure", {"code": "made_up"}),
    "the same again": ("there_already", {"code": "thermometer_falls_with_harm"}),
    "nothing expected": ("no_trajectory", {"trajectory": []}),
    "a target alone": ("no_trajectory", {"trajectory": STEPS[:1]}),
    "what is no period": ("bad_period", {"baseline": PeriodValue("December", Decimal(5))}),
    "months and a quarter": ("bad_period", {"trajectory": points(("2015-03", "4"), ("2015-Q2", "3"))}),
    "backwards": ("bad_period", {"trajectory": list(reversed(STEPS))}),
    "a period twice": ("bad_period", {"trajectory": [STEPS[0], STEPS[0]]}),
    "not after the figure of today": ("bad_period", {"baseline": PeriodValue("2015-03", Decimal(5))}),
    "no figure": ("bad_figure", {"trajectory": [STEPS[0], PeriodValue("2015-09", Decimal("NaN"))]}),
    "more than a column holds": ("bad_figure", {"baseline": PeriodValue("2014-12", Decimal("1E+12"))}),
    "finer than a column holds": ("bad_figure", {"baseline": PeriodValue("2014-12", Decimal("0.0000001"))}),
}


@pytest.mark.parametrize("fault", sorted(MEASURES))
def test_a_measure_says_what_was_and_what_is_expected(fault: str) -> None:
    planned = make_planned()
    code, changes = MEASURES[fault]
    told: dict[str, Any] = {"code": OTHER, "baseline": PeriodValue("2014-12", Decimal("5.25")), "trajectory": STEPS}
    assert refused(lambda: add_measure(concern=planned.concern, **given(planned, **{**told, **changes}))) == code
    made = add_measure(concern=planned.concern, **given(planned, **told))
    assert [(point.period, point.expected) for point in made.trajectory.all()] == [
        ("2015-03", Decimal(4)),
        ("2015-09", Decimal(3)),
    ]


def test_the_database_keeps_no_measure_without_what_is_expected_of_it() -> None:
    planned = make_planned()

    def alone(steps: int) -> None:
        with transaction.atomic():
            made = PlanMeasure.objects.create(
                concern=planned.concern,
                number=2 + steps,
                code=f"m{steps}",
                baseline_period="2014-12",
                baseline_value=1,
                written_by=planned.preparer,
                written_at=NOW,
            )
            for step in range(steps):
                TrajectoryPoint.objects.create(measure=made, position=step, period=f"2015-0{step + 1}", expected=1)
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("set constraints all immediate")

    for steps in (0, 1):
        with pytest.raises(DatabaseError, match="two periods at least"):
            alone(steps)
    alone(2)


def test_before_it_is_promised_a_plan_is_written_freely() -> None:
    planned = make_planned()
    changed = change_concern(concern=planned.concern, title="Falls", what="At night.", **given(planned))
    assert (changed.title, changed.what) == ("Falls", "At night.")
    moved = change_action(
        action=planned.falls, what="New beds.", owner="Estates", due_on=date(2015, 12, 1), **given(planned)
    )
    assert (moved.what, moved.owner, moved.due_on) == ("New beds.", "Estates", date(2015, 12, 1))
    remove_measure(measure=planned.measure, **given(planned))
    remove_action(action=planned.rounds, **given(planned))
    remove_concern(concern=planned.concern, **given(planned))
    assert not PlanConcern.objects.exists()
    assert not PlanAction.objects.exists()
    assert not TrajectoryPoint.objects.exists()
    actions = AuditEntry.objects.filter(subject_kind="plan").order_by("pk").values_list("action", flat=True)
    assert list(actions)[-5:] == [
        "plan.concern_changed",
        "plan.action_changed",
        "plan.measure_removed",
        "plan.action_removed",
        "plan.concern_removed",
    ]


def promised_deeds(planned: Planned) -> dict[str, Callable[[], object]]:
    told = given(planned)
    action = {"what": "Less.", "owner": "Nobody", "due_on": date(2016, 1, 1)}
    return {
        "change the concern": lambda: change_concern(concern=planned.concern, title="A", what="B", **told),
        "change the action": lambda: change_action(action=planned.rounds, **action, **told),
        "remove the concern": lambda: remove_concern(concern=planned.concern, **told),
        "remove the action": lambda: remove_action(action=planned.rounds, **told),
        "remove the measure": lambda: remove_measure(measure=planned.measure, **told),
    }


def test_what_was_promised_stays_and_more_can_be_promised() -> None:
    planned = make_planned()
    report = planned.signed(FEBRUARY, at(date(2015, 2, 20)))
    for name, deed in promised_deeds(planned).items():
        assert (name, refused(deed)) == (name, "promised")
    for row in (planned.concern, planned.rounds, planned.measure):
        row.refresh_from_db()
        assert row.promised_at == report.signed_at
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(written_at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    for deed in (
        lambda: TrajectoryPoint.objects.filter(position=1).update(expected=9),
        lambda: TrajectoryPoint.objects.filter(position=1).delete(),
        lambda: TrajectoryPoint.objects.create(
            measure=planned.measure, position=3, period="2016-01", expected=Decimal(9)
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    more = add_action(concern=planned.concern, what="More.", owner="Matron", due_on=date(2015, 8, 1), **given(planned))
    assert more.promised_at is None
    remove_action(action=more, **given(planned))


def test_what_waits_to_be_signed_is_not_taken_out_from_under_it() -> None:
    planned = make_planned()
    now = at(date(2015, 2, 20))
    report = planned.ready(planned.written(FEBRUARY, now), now)
    told = {"by": planned.preparer, "now": now}
    assert refused(lambda: remove_action(action=planned.rounds, **told)) == "in_ready"
    assert refused(lambda: remove_concern(concern=planned.concern, **told)) == "in_ready"
    assert Plan.objects.get().reports.get() == report
