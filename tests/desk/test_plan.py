"""Writing the improvement plan at the trust's desk: what waits, concerns from the record, actions, and measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from oversight.accounts.models import Role
from ratings.cases.models import Case
from ratings.plans.models import Plan, PlanAction, PlanConcern, PlanMeasure
from tests.desk.pages import links_of, page, text_of
from tests.desk.plan_making import MARCH_5, Desk, SignIn, can_sign_in, let_it_be, make_desk, value_in
from tests.ratings.cases.casting import agreed, make_cast, recommended
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import FEBRUARY, at
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db

FALLS = "thermometer_falls_with_harm"
USUAL = [25, 30, 25, 20, 25, 20, 25, 30, 25, 20, 30, 25, 25]


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    let_it_be(monkeypatch, MARCH_5)
    return make_desk()


@pytest.fixture
def writer(desk: Desk, signed_in: SignIn) -> Client:
    return signed_in(desk.planned.preparer)


def test_the_home_says_what_is_due_and_in_which_state(
    desk: Desk, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = page(writer, desk.home)
    assert "In special measures since 14 January 2015; the oversight body is Monitor." in told
    assert "You are inspected again by 14 January 2016 at the latest." in told
    assert "Write the report for February 2015 To be published by 10 March 2015 To do" in told
    assert "Overdue" not in told.split("The plan")[0]
    # The tenth is the last day; on the eleventh it is overdue.
    let_it_be(monkeypatch, at(date(2015, 3, 10)))
    assert "To be published by 10 March 2015 To do" in page(writer, desk.home)
    let_it_be(monkeypatch, at(date(2015, 3, 11)))
    assert "Write the report for February 2015 To be published by 10 March 2015 Overdue" in page(writer, desk.home)


def test_what_waits_stands_on_the_desk_with_the_returns(desk: Desk, writer: Client, signed_in: SignIn) -> None:
    told = page(writer, "/workspace/")
    assert "Improvement plan Write the report for February 2015 To be published by 10 March 2015 To do" in told
    assert "Write the report" not in page(signed_in(desk.planned.signatory), "/workspace/")


def test_an_action_whose_day_is_over_is_overdue_whatever_nobody_says(
    desk: Desk, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1.1 Rounds each hour. Overdue Was to be done by 27 February 2015" in page(writer, desk.home)
    assert "1.2 Beds that can be lowered. Not reported on yet By 30 September 2015" in page(writer, desk.home)
    let_it_be(monkeypatch, at(date(2015, 2, 27)))
    assert "1.1 Rounds each hour. Not reported on yet By 27 February 2015" in page(writer, desk.home)


def test_one_case_is_gone_to_at_once(desk: Desk, writer: Client) -> None:
    answer = writer.get("/workspace/plan/")
    assert (answer.status_code, answer["Location"]) == (302, desk.home)


def test_a_trust_outside_special_measures_has_no_plan(desk: Desk, signed_in: SignIn) -> None:
    cast = make_cast("RX2")
    other = make_person("preparer@rx2.example", Role.PREPARER, trust=cast.trust)
    can_sign_in(other)
    assert "Your trust is not in special measures." in page(signed_in(other), "/workspace/plan/")
    for address in (desk.home, desk.concern, desk.month(), f"{desk.concern}actions/new/"):
        assert signed_in(other).get(address).status_code == 404


def test_what_is_only_recommended_is_not_told_to_the_trust(desk: Desk, signed_in: SignIn) -> None:
    cast = make_cast("RX2")
    waiting = recommended(cast, date(2015, 3, 2), now=MARCH_5).case
    person = make_person("preparer@rx2.example", Role.PREPARER, trust=cast.trust)
    can_sign_in(person)
    assert "Your trust is not in special measures." in page(signed_in(person), "/workspace/plan/")
    assert signed_in(person).get(f"/workspace/plan/{waiting.reference}/").status_code == 404


def test_a_signatory_reads_the_plan_and_does_not_write_it(desk: Desk, signed_in: SignIn) -> None:
    reads = signed_in(desk.planned.signatory)
    told = page(reads, desk.home)
    assert "Add a concern" not in told
    assert "Change the concern" not in page(reads, desk.concern)
    assert reads.post(desk.concern, {"title": "Other", "what": "Other"}).status_code == 404
    assert reads.get(f"{desk.home}concerns/new/").status_code == 404


def tokens(answer: object) -> dict[str, str]:
    """Return what the page offers as sources: each by its words."""
    html = answer.content.decode()  # type: ignore[attr-defined]
    found = {}
    for part in html.split('name="source"')[1:]:
        value = part.split('value="')[1].split('"')[0]
        words = unescape(part.split("<label")[1].split(">", 1)[1].split("<")[0]).strip()
        found[words] = value
    return found


def test_a_concern_comes_from_what_is_on_record(desk: Desk, writer: Client) -> None:
    address = f"{desk.home}concerns/new/"
    offered = tokens(writer.get(address))
    words = "Special measures since 14 January 2015: Wards were unsafe at night, and the Board did not know."
    assert words in offered
    given = {"source": offered[words], "title": "The Board", "what": "The Board must know."}
    answer = writer.post(address, given)
    made = PlanConcern.objects.get(plan=desk.planned.plan, number=2)
    assert answer["Location"] == f"{desk.home}concerns/{made.public_id}/"
    assert (made.source_kind, made.source_id, made.source_said) == ("case", desk.planned.case.reference, words)
    assert "Concern 2, The Board Add an action and a measure that should move To do" in page(writer, desk.home)


def test_what_was_typed_stays_beside_its_message(desk: Desk, writer: Client) -> None:
    answer = writer.post(f"{desk.home}concerns/new/", {"source": "gone", "title": "", "what": "The Board must know."})
    told = text_of(answer)
    assert "The record has changed since you opened this page. Choose again what it comes from" in told
    assert "Name the concern in a few words" in told
    assert "The Board must know." in told
    assert 'href="#id_source"' in answer.content.decode()
    assert PlanConcern.objects.count() == 1


def test_two_who_change_one_concern_the_second_is_told(desk: Desk, writer: Client, signed_in: SignIn) -> None:
    seen = value_in(writer.get(desk.concern), "seen")
    first = {"title": "Falls", "what": "Patients fall.", "seen": seen}
    assert signed_in(desk.both).post(desk.concern, first).status_code == 302
    second = {"title": "Falls at night", "what": "Nobody goes round.", "seen": seen}
    answer = writer.post(desk.concern, second)
    told = text_of(answer)
    assert "Both changed this concern on 5 March 2015 at 10am, while you were writing." in told
    assert "Nobody goes round." in told
    assert "Patients fall." in told
    assert PlanConcern.objects.get().title == "Falls"
    # Sent again from that page it goes on from what stands.
    again = {**second, "seen": value_in(answer, "seen")}
    assert writer.post(desk.concern, again).status_code == 302
    assert PlanConcern.objects.get().what == "Nobody goes round."


def test_an_action_needs_a_day_that_there_is(desk: Desk, writer: Client) -> None:
    address = f"{desk.concern}actions/new/"
    told = text_of(writer.post(address, {"what": "Train.", "owner": "Chief nurse", "due_on": "31 2 2015"}))
    assert "Write a day that there is, such as 31 3 2027" in told
    assert "Train." in told
    early = {"what": "Train.", "owner": "Chief nurse", "due_on": "13/1/2015"}
    assert "The day lies before the trust entered special measures." in text_of(writer.post(address, early))
    for written in ("31 3 2015", "31/3/2015", "31 March 2015"):
        assert writer.post(address, {**early, "due_on": written}).status_code == 302
    assert set(PlanAction.objects.filter(number__gt=2).values_list("due_on", flat=True)) == {date(2015, 3, 31)}


def test_an_action_is_changed_and_taken_out_until_it_is_promised(desk: Desk, writer: Client) -> None:
    planned = desk.planned
    address = f"{desk.home}actions/{planned.rounds.public_id}/"
    answer = writer.get(address)
    given = {name: value_in(answer, name) for name in ("what", "owner", "due_on", "seen")}
    assert given["due_on"] == "27 2 2015"
    assert writer.post(address, {**given, "owner": "Director of nursing", "due_on": "31 3 2015"}).status_code == 302
    assert PlanAction.objects.get(pk=planned.rounds.pk).owner == "Director of nursing"
    assert writer.post(f"{desk.home}actions/{planned.falls.public_id}/take-out/").status_code == 302
    assert not PlanAction.objects.filter(pk=planned.falls.pk).exists()
    planned.signed(FEBRUARY, MARCH_5)
    assert "stays as it is" in page(writer, address)
    refused = writer.post(f"{address}take-out/", follow=True)
    assert "This action was signed for and promised in public: it stays as it is." in text_of(refused)


@pytest.fixture
def figures(desk: Desk) -> str:
    """Figures of another measure than the plan's: the address at which it is chosen."""
    brought(desk.planned.trust, USUAL, measure="thermometer_pressure_ulcers", last="2015-02")
    brought(desk.planned.trust, USUAL, last="2015-02")
    return f"{desk.concern}measures/new/"


def test_a_measure_is_chosen_from_those_with_figures(desk: Desk, writer: Client, figures: str) -> None:
    html = writer.get(figures).content.decode()
    assert 'value="thermometer_pressure_ulcers"' in html
    # The concern has this one already.
    assert f'value="{FALLS}"' not in html
    assert "Choose a measure" in text_of(writer.get(f"{figures}?measure="))
    assert "This concern has this measure already. Choose another" in page(writer, f"{figures}?measure={FALLS}")
    no_figures = "There are no figures of your trust for this measure."
    assert no_figures in page(writer, f"{figures}?measure=thermometer_vte")


def test_what_is_expected_is_said_beside_the_measures_own_chart(desk: Desk, writer: Client, figures: str) -> None:
    address = f"{figures}?measure=thermometer_pressure_ulcers"
    answer = writer.get(address)
    assert "It starts from 2.5" in text_of(answer)
    assert answer.content.decode().count("<svg") >= 1
    given = {"words": "Fewer, once patients are turned.", "period_1": "2015-06", "expected_1": "2.0"}
    told = text_of(writer.post(address, given))
    assert "Say what you expect in two periods or more: the last is your target" in told
    assert "Fewer, once patients are turned." in told
    wrong = {**given, "period_2": "2015-05", "expected_2": "1.5", "period_3": "2015-12", "expected_4": "1"}
    told = text_of(writer.post(address, wrong))
    assert "Choose a period after the one above" in told
    assert "Write what you expect in this period" in told
    assert "Choose the period in which you expect it" in told
    assert PlanMeasure.objects.count() == 1
    assert writer.post(address, {**given, "period_2": "2015-12", "expected_2": "1.5"}).status_code == 302
    made = PlanMeasure.objects.get(code="thermometer_pressure_ulcers")
    assert (made.baseline_period, made.baseline_value) == ("2015-02", Decimal("2.5"))
    expected = [(point.period, point.expected) for point in made.trajectory.all()]
    assert expected == [("2015-06", Decimal("2.0")), ("2015-12", Decimal("1.5"))]
    told = page(writer, desk.concern)
    assert "December 2015: 1.50% (the target)" in told
    assert writer.post(f"{desk.home}measures/{made.public_id}/take-out/").status_code == 302
    assert not PlanMeasure.objects.filter(pk=made.pk).exists()


def test_a_plan_is_begun_once(desk: Desk, signed_in: SignIn) -> None:
    cast = make_cast("RX2")
    case: Case = agreed(recommended(cast, date(2015, 3, 2), now=MARCH_5), cast, now=MARCH_5).case
    person = make_person("preparer@rx2.example", Role.PREPARER, trust=cast.trust)
    can_sign_in(person)
    home = f"/workspace/plan/{case.reference}/"
    assert "Begin the improvement plan Nothing is written yet To do" in page(signed_in(person), home)
    for _ in range(2):
        answer = signed_in(person).post(f"{home}begin/")
        assert answer["Location"] == f"{home}concerns/new/"
    assert Plan.objects.filter(case=case).count() == 1
    assert f"{home}concerns/new/" in links_of(signed_in(person).get(home))
