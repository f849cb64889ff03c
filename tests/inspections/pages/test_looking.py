"""The pages of inspections with something on them, wide and on a phone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.test import Client

from inspections.evidence import Found, save_evidence
from inspections.judging.computing import Place
from inspections.judging.departures import propose_departure
from inspections.judging.recording import JudgedPlace, Sign, record_judgement
from inspections.models import EvidenceVersion, Inspection, PoolMember, RatingDeparture, Wave
from inspections.states.inspection import InspectionState
from inspections.visiting import plan_visit
from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site
from tests.pages.looking import Looking
from tests.returns.making import make_person


@pytest.fixture
def scene(transactional_db, monkeypatch, settings) -> Scene:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return a_scene()


def sign_in(looking: Looking, person: Person) -> None:
    give_demonstration_authenticator(person)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": value, "url": looking.address}])


def judged(scene: Scene) -> Inspection:
    """Make an inspection with evidence, a judged service, and a departure that waits."""
    inspection = an_inspection(scene)
    for n, text in enumerate(("No sink in bay 2.", "Staff knew how to report, and why.", "Two of six rotas unsigned.")):
        piece = save_evidence(
            piece_id=uuid4(),
            save_id=uuid4(),
            inspection=inspection,
            found=Found(
                text,
                EvidenceVersion.Kind.OBSERVATION,
                NOW - timedelta(hours=n),
                source=EvidenceVersion.Source.STAFF,
                site=scene.site,
                service="surgery",
                key_question=KeyQuestion.SAFE if n else KeyQuestion.EFFECTIVE,
                place="Ward 4",
            ),
            by=scene.lead if n else scene.second,
            now=NOW,
        ).piece
    words = (Rating.INADEQUATE, Rating.GOOD, Rating.OUTSTANDING, Rating.GOOD, Rating.REQUIRES_IMPROVEMENT)
    for question, word in zip(KeyQuestion, words, strict=True):
        record_judgement(
            save_id=uuid4(),
            inspection=inspection,
            place=JudgedPlace(question, scene.site, "surgery"),
            verdict=word,
            by=scene.lead,
            now=NOW,
            rationale="Half of the rotas were not signed.",
            signs=[Sign(Rating.GOOD, "Staff know how to report.")],
            evidence=[piece],
        )
    propose_departure(
        departure_id=uuid4(),
        inspection=inspection,
        place=Place("RX101", "surgery"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="Every ward was concerned.",
        by=scene.lead,
        now=NOW,
    )
    return inspection


def test_the_programme(looking: Looking, scene: Scene) -> None:
    wave = Wave.objects.create(
        name="Wave 1", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31), planned_by=scene.lead, planned_at=NOW
    )
    for state in (InspectionState.PLANNED, InspectionState.ON_SITE, InspectionState.PUBLISHED):
        inspection = an_inspection(scene, state)
        Inspection.objects.filter(pk=inspection.pk).update(wave=wave, due_by=date(2026, 11, 1))
    sign_in(looking, scene.lead)
    looking.open("/inspect/inspections/")
    looking.is_sound("inspections-programme")
    looking.open("/inspect/inspections/plan/")
    looking.is_sound("inspections-order")


def test_the_task_list_and_the_team(looking: Looking, scene: Scene) -> None:
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    adviser = make_person("adviser@x.example", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    PoolMember.objects.create(person=adviser, kind="specialist_adviser", skills=["surgery"], joined_on=NOW.date())
    sign_in(looking, scene.lead)
    for name, rest in (("inspection", ""), ("team", "team/"), ("visits", "visits/"), ("plan", "plan/")):
        looking.open(f"/inspect/inspections/{inspection.reference}/{rest}")
        looking.is_sound(f"inspections-{name}")


def test_a_trust_with_two_hospitals_is_planned(looking: Looking, scene: Scene) -> None:
    another_site(scene)
    sign_in(looking, scene.lead)
    looking.open("/inspect/inspections/plan/RX1/")
    looking.page.get_by_role("button", name="Plan the inspection").click()
    looking.page.get_by_role("heading", level=1).wait_for()
    assert Inspection.objects.get().sites.count() == 2


def test_evidence_is_taken_down_on_a_phone_without_scripts(looking: Looking, scene: Scene, browser) -> None:
    inspection = judged(scene)
    sign_in(looking, scene.lead)
    looking.open(f"/inspect/inspections/{inspection.reference}/evidence/")
    looking.is_sound("inspections-evidence")
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    plain.add_cookies(looking.page.context.cookies())
    page = plain.new_page()
    page.goto(f"{looking.address}/inspect/inspections/{inspection.reference}/evidence/new/")
    for text in ("The first", "The second"):
        page.get_by_label("What did you find?").fill(text)
        page.get_by_role("button", name="Keep it").click()
    assert page.get_by_text("It is kept").is_visible()
    assert EvidenceVersion.objects.filter(text__startswith="The ").count() == 2


def test_the_grid_and_its_pages(looking: Looking, scene: Scene) -> None:
    inspection = judged(scene)
    sign_in(looking, scene.lead)
    departure = RatingDeparture.objects.get()
    for name, rest in (
        ("ratings", "ratings/"),
        ("judgement", "ratings/RX101/surgery/safe/"),
        ("computed", "ratings/RX101/-/safe/"),
        ("departing", "ratings/RX101/-/-/"),
        ("departure", f"departures/{departure.departure_id}/"),
    ):
        looking.open(f"/inspect/inspections/{inspection.reference}/{rest}")
        looking.is_sound(f"inspections-{name}")


def test_what_two_wrote_at_once_stands_side_by_side(looking: Looking, scene: Scene) -> None:
    inspection = judged(scene)
    piece = inspection.evidence.first()
    assert piece is not None
    for person, text in ((scene.lead, "The sink is broken."), (scene.second, "There is no sink at all.")):
        save_evidence(
            piece_id=piece.piece_id,
            save_id=uuid4(),
            inspection=inspection,
            found=Found(text, EvidenceVersion.Kind.OBSERVATION, NOW, service="surgery"),
            by=person,
            now=NOW,
            based_on=1,
        )
    sign_in(looking, scene.lead)
    looking.open(f"/inspect/inspections/{inspection.reference}/evidence/{piece.piece_id}/")
    looking.is_sound("inspections-side-by-side")
    looking.page.get_by_label("What did you find?").fill("The sink is broken and unused.")
    looking.page.get_by_role("button", name="Keep what is to stand").click()
    looking.page.get_by_text("The change is kept").wait_for()
    assert looking.page.get_by_text("Two people wrote at once").count() == 0


def test_a_visit_moved_and_corrected(looking: Looking, scene: Scene) -> None:
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    made = inspection.visits.get()
    coming = [
        plan_visit(
            visit_id=uuid4(),
            inspection=inspection,
            site=scene.site,
            starts_at=NOW + timedelta(days=days),
            ends_at=NOW + timedelta(days=days, hours=4),
            is_announced=False,
            by=scene.lead,
            now=NOW,
            people=[scene.second],
        )
        for days in (1, 2)
    ]
    sign_in(looking, scene.lead)
    visits = f"/inspect/inspections/{inspection.reference}/visits/"
    looking.open(f"{visits}{coming[0].visit_id}/move/")
    looking.page.get_by_label("Day").fill(f"{coming[1].starts_at:%Y-%m-%d}")
    looking.page.get_by_label("Why is it moved?").fill("The ward is closed that day.")
    looking.page.get_by_role("button", name="Move the visit").click()
    looking.page.get_by_text("These times do not fit everybody").wait_for()
    looking.is_sound("inspections-move-visit")
    looking.page.get_by_label("Move it all the same").check()
    looking.page.get_by_role("button", name="Move the visit").click()
    looking.page.get_by_text("is moved").wait_for()
    looking.open(f"{visits}{made.visit_id}/people/")
    looking.is_sound("inspections-who-came")
    looking.page.get_by_label(str(scene.second)).uncheck()
    looking.page.get_by_label("Why is the record corrected?").fill("She was ill.")
    looking.page.get_by_role("button", name="Correct the record").click()
    looking.page.get_by_text("Who came is corrected").wait_for()
    looking.is_sound("inspections-visits-with-their-history")


def test_the_plan_of_well_led_alone_by_other_rules(looking: Looking, scene: Scene) -> None:
    sign_in(looking, scene.lead)
    looking.open("/inspect/inspections/plan/RX1/")
    looking.page.get_by_label("Focused").check()
    looking.page.get_by_label("The well-led of the trust as a whole").check()
    looking.page.get_by_text("Rules for its ratings: ").click()
    looking.page.get_by_label("Single assessment framework").check()
    looking.is_sound("inspections-new-plan")
    looking.page.get_by_label("Why other rules?").fill("A pilot.")
    looking.page.get_by_role("button", name="Plan the inspection").click()
    looking.page.get_by_text("is planned").wait_for()
    inspection = Inspection.objects.get()
    for name, rest in (("changed-plan", "plan/"), ("ratings-of-well-led-alone", "ratings/")):
        looking.open(f"/inspect/inspections/{inspection.reference}/{rest}")
        looking.is_sound(f"inspections-{name}")


def test_the_forms_of_visits_and_breaches(looking: Looking, scene: Scene) -> None:
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    sign_in(looking, scene.lead)
    for name, rest in (
        ("new-visit", "visits/new/"),
        ("new-breach", "breaches/new/?site=RX101&service=surgery&key_question=safe"),
    ):
        looking.open(f"/inspect/inspections/{inspection.reference}/{rest}")
        looking.is_sound(f"inspections-{name}")
