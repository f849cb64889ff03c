"""The programme, planning, the task list, announcing and cancelling, as an inspector does them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from inspections.models import Inspection, TeamMember, Wave
from inspections.pages import trust_signals
from inspections.risk import SignalLevel, StandingSignal
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Role
from oversight.organisations.models import Body
from oversight.records.models import OutboxEvent
from tests.inspections.making import NOW, an_inspection, another_site
from tests.inspections.pages.conftest import Desk
from tests.returns.making import make_person

HOME = "/inspect/inspections/"


def plan(desk: Desk, **changed: object) -> Inspection | str:
    """Plan an inspection of surgery; return it, or the page that says why not."""
    sent = {
        "save_id": str(uuid4()),
        "kind": "comprehensive",
        "services_RX101": ["surgery"],
        "starts_on": "2026-12-07",
        "ends_on": "2026-12-09",
        "announced": "announced",
        "rule_set": "acute-handbook-2014",
        **changed,
    }
    answer = desk.post(desk.scene.lead, f"{HOME}plan/RX1/", **sent)
    return Inspection.objects.order_by("-pk").first() or answer.content.decode()


def test_an_inspection_is_planned_with_the_team_that_follows_from_the_risk(desk: Desk) -> None:
    page = desk.get(desk.scene.lead, f"{HOME}plan/RX1/")
    assert "Not rated yet" in page
    planned = plan(desk)
    assert isinstance(planned, Inspection)
    assert planned.team_size == 12
    assert list(planned.services.values_list("service", flat=True)) == ["surgery"]
    assert planned.shown_to_trust_at is None
    page = desk.get(desk.scene.lead, f"{HOME}{planned.reference}/")
    assert "The trust does not know of this inspection" in page
    assert "7 to 9 December 2026" in page
    assert "Announce it to the trust" in page


def test_a_form_sent_twice_plans_one_inspection(desk: Desk) -> None:
    save_id = str(uuid4())
    first = plan(desk, save_id=save_id)
    again = plan(desk, save_id=save_id, services_RX101=["critical_care"])
    assert again == first
    assert Inspection.objects.count() == 1
    assert OutboxEvent.objects.filter(name="inspection.planned").count() == 1
    plan(desk)
    assert Inspection.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"services_RX101": []}, "Choose at least one service to look at"),
        ({"ends_on": ""}, "Give the last day too, or leave both blank"),
        ({"ends_on": "2026-12-01"}, "The last day is the first day or a later one"),
        ({"starts_on": "2026-01-05", "ends_on": "2026-01-06"}, "These days are over"),
        ({"announced": ""}, "Say whether the trust is told before"),
    ],
)
def test_a_plan_that_cannot_be_is_told_why(desk: Desk, changed: dict[str, object], told: str) -> None:
    page = plan(desk, **changed)
    assert isinstance(page, str)
    assert told in page
    assert "There is a problem" in page


def test_a_re_inspection_says_which_it_follows(desk: Desk) -> None:
    earlier = an_inspection(desk.scene, InspectionState.PUBLISHED)
    page = desk.post(
        desk.scene.lead,
        f"{HOME}plan/RX1/",
        save_id=str(uuid4()),
        kind="re_inspection",
        services_RX101=["surgery"],
        announced="unannounced",
        rule_set="acute-handbook-2014",
    ).content.decode()
    assert "Say which inspection the re-inspection follows" in page
    assert Inspection.objects.count() == 1
    again = plan(desk, kind="re_inspection", follows=earlier.reference, announced="unannounced")
    assert isinstance(again, Inspection)
    assert again.follows == earlier
    assert not again.is_announced


def test_the_order_gives_the_reasons_and_the_signals_of_the_floor_above(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"RX1": (StandingSignal(SignalLevel.ELEVATED_RISK, "Staffing alarm in October 2026"),)}
    monkeypatch.setattr(trust_signals, "_sources", [lambda *, demonstration: {} if demonstration else told])
    page = desk.get(desk.scene.lead, f"{HOME}plan/")
    assert "Staffing alarm in October 2026" in page
    assert "Plan an inspection<span" in page
    assert "No trust answers to this" in desk.get(desk.scene.lead, f"{HOME}plan/?q=nowhere")


def test_the_programme_counts_what_is_planned_overdue_under_way_and_done(desk: Desk) -> None:
    overdue = an_inspection(desk.scene, InspectionState.PLANNED)
    Inspection.objects.filter(pk=overdue.pk).update(due_by=NOW.date() - timedelta(days=9))
    an_inspection(desk.scene, InspectionState.DRAFTING)
    an_inspection(desk.scene, InspectionState.PUBLISHED)
    page = desk.get(desk.scene.lead, HOME)
    assert "Overdue: 1" in page
    assert "Under way: 1" in page
    assert "Done: 1" in page
    assert "31 days late" in page
    assert "Overdue: 1" not in desk.get(desk.scene.lead, f"{HOME}?kind=focused")


def test_what_is_done_stands_newest_first_and_shortened_with_a_way_to_all_of_it(desk: Desk) -> None:
    for days in range(12):
        done = an_inspection(desk.scene, InspectionState.PUBLISHED)
        first = NOW.date() - timedelta(days=100 - days)
        Inspection.objects.filter(pk=done.pk).update(starts_on=first, ends_on=first)
    page = desk.get(desk.scene.lead, HOME)
    assert "Done: 12, the latest 10" in page
    assert page.index("8 August 2026") < page.index("5 August 2026")
    assert "28 July 2026" not in page
    address = f"{HOME}?trusts=real&amp;standing=done#list"
    assert page.count(f'href="{address}"') == 2
    page = desk.get(desk.scene.lead, f"{HOME}?standing=done")
    assert "28 July 2026" in page
    assert "the latest" not in page


def test_my_own_inspections_and_one_standing_can_be_asked_for(desk: Desk) -> None:
    mine = an_inspection(desk.scene, InspectionState.ON_SITE)
    planned = an_inspection(desk.scene, InspectionState.PLANNED)
    TeamMember.objects.filter(inspection=planned).update(left_on=NOW.date() - timedelta(days=1))
    page = desk.get(desk.scene.lead, f"{HOME}?whose=mine")
    assert mine.reference in page
    assert planned.reference not in page
    page = desk.get(desk.scene.lead, f"{HOME}?standing=under_way")
    assert mine.reference in page
    assert planned.reference not in page
    assert mine.reference not in desk.get(desk.scene.manager, f"{HOME}?whose=mine")


def test_a_wave_is_added_once_under_its_name(desk: Desk) -> None:
    sent = {"name": "Wave 1", "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    assert "Wave 1 is in the programme" in desk.post(desk.scene.lead, f"{HOME}waves/new/", **sent).content.decode()
    again = desk.post(desk.scene.lead, f"{HOME}waves/new/", **sent).content.decode()
    assert "There is a wave called Wave 1 already" in again
    assert Wave.objects.count() == 1
    early = desk.post(desk.scene.lead, f"{HOME}waves/new/", **{**sent, "ends_on": "2026-11-30"}).content.decode()
    assert "The last day is the first day or a later one" in early


def test_the_plan_is_changed_in_its_parts_until_the_team_is_on_site(desk: Desk) -> None:
    scene = desk.scene
    another_site(scene)
    inspection = an_inspection(scene, InspectionState.PLANNED)
    address = f"{HOME}{inspection.reference}/plan/"
    desk.post(scene.lead, address, change="days", starts_on="2026-12-07", ends_on="2026-12-08")
    desk.post(scene.lead, address, change="scope", services_RX101=["surgery"], services_RX102=["maternity"])
    desk.post(scene.lead, address, change="rest", announced="unannounced", team_size="7", length="2")
    inspection.refresh_from_db()
    assert (str(inspection.starts_on), inspection.team_size, inspection.days) == ("2026-12-07", 7, 2)
    assert not inspection.is_announced
    assert set(inspection.services.values_list("site__code", "service")) == {
        ("RX101", "surgery"),
        ("RX102", "maternity"),
    }
    missing = desk.post(scene.lead, address, change="rest", announced="announced", team_size="", length="2")
    assert "Give the number of people" in missing.content.decode()


def test_the_well_led_of_a_trust_alone_is_planned_and_judged(desk: Desk) -> None:
    page = plan(desk, well_led_alone="on")
    assert isinstance(page, str)
    assert "A comprehensive inspection looks at services" in page
    planned = plan(desk, kind="focused", well_led_alone="on")
    assert isinstance(planned, Inspection)
    assert not planned.services.exists()
    address = f"{HOME}{planned.reference}/"
    assert "Well-led of the trust as a whole" in desk.get(desk.scene.lead, address)
    assert "checked" in next(
        line for line in desk.get(desk.scene.lead, f"{address}plan/").splitlines() if 'name="well_led_alone"' in line
    )
    page = desk.get(desk.scene.lead, f"{address}ratings/")
    assert "The trust as a whole" in page
    assert f"{address}ratings/-/-/well_led/" in page
    desk.post(desk.scene.lead, f"{address}plan/", change="scope", services_RX101=["surgery"])
    assert planned.services.count() == 1


def test_other_rules_are_chosen_with_a_reason_and_shown(desk: Desk) -> None:
    page = desk.get(desk.scene.lead, f"{HOME}plan/RX1/")
    assert "Rules for its ratings: NHS acute hospitals" in page
    assert "a choice of this system&#39;s" in page
    refused = plan(desk, rule_set="single-location-2014")
    assert isinstance(refused, str)
    assert "Say why its ratings go by other rules than are proposed" in refused
    planned = plan(desk, rule_set="single-location-2014", rule_set_reason="One small unit")
    assert isinstance(planned, Inspection)
    address = f"{HOME}{planned.reference}/plan/"
    page = desk.get(desk.scene.lead, address)
    assert "version single-location-2014" in page
    assert "One small unit" in page
    desk.post(desk.scene.lead, address, change="rules", rule_set="acute-handbook-2014")
    planned.refresh_from_db()
    assert (planned.rule_set, planned.rule_set_reason) == ("acute-handbook-2014", "")
    assert "version acute-handbook-2014" in desk.get(desk.scene.lead, f"{HOME}{planned.reference}/ratings/")


def test_it_is_announced_and_cancelled_with_a_reason(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.PLANNED)
    address = f"{HOME}{inspection.reference}/"
    told = desk.post(desk.scene.lead, f"{address}move/announce/").content.decode()
    assert "The trust sees it from now on" in told
    again = desk.post(desk.scene.lead, f"{address}move/announce/").content.decode()
    assert "That cannot be done any more" in again
    assert "Say why it is cancelled" in desk.post(desk.scene.lead, f"{address}cancel/", reason=" ").content.decode()
    told = desk.post(desk.scene.lead, f"{address}cancel/", reason="Merged with another").content.decode()
    assert "Merged with another" in told
    inspection.refresh_from_db()
    assert inspection.state == InspectionState.CANCELLED


def test_the_report_is_begun_once_no_visit_is_open(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    desk.post(desk.scene.lead, f"{HOME}{inspection.reference}/move/draft/")
    inspection.refresh_from_db()
    assert inspection.state == InspectionState.DRAFTING
    assert desk.as_person(desk.scene.lead).post(f"{HOME}{inspection.reference}/move/away/").status_code == 404


def test_a_specialist_sees_the_inspections_of_their_teams_alone(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    adviser = make_person("adviser@x.example", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    assert "You are in no team at present" in desk.get(adviser, HOME)
    assert desk.as_person(adviser).get(f"{HOME}{inspection.reference}/").status_code == 404
    inspection.team.create(person=adviser, role="specialist", added_on=NOW.date(), added_by=desk.scene.lead)
    page = desk.get(adviser, HOME)
    assert inspection.reference in page
    assert "Plan an inspection" not in page
    page = desk.get(adviser, f"{HOME}{inspection.reference}/")
    assert "Evidence" in page
    assert "Judgements" not in page
    assert desk.as_person(adviser).get(f"{HOME}{inspection.reference}/ratings/").status_code in (403, 404)


def test_the_trusts_people_find_none_of_these_addresses(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    for path in ("", "plan/", f"{inspection.reference}/", f"{inspection.reference}/evidence/"):
        assert desk.as_person(desk.scene.preparer).get(HOME + path).status_code in (403, 404)
