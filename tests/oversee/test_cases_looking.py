"""The pages of a case and of foundation status, looked at wide and narrow by all who have them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings as project

from oversight.accounts.models import Person, Role
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body
from oversight.records.audit import System
from ratings.cases.board import ask_board, show_board
from ratings.cases.foundation_applications import put_forward
from ratings.cases.models import Case
from ratings.cases.recommending import recommend_exit, recommend_further_action
from ratings.cases.supporting import add_partner, appoint_director, ask_review, promise
from tests.inspect.case_making import TODAY, Cast, decided, inside, make_cast, of_body, recommended
from tests.inspect.conftest import NOW, client_of
from tests.pages.looking import Looking, looking
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import enter
from tests.returns.making import make_person

__all__ = ["looking"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def today(monkeypatch, settings):
    """Let it be the twentieth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def cast(transactional_db) -> Cast:
    return make_cast()


def sign_in(looking: Looking, person: Person) -> None:
    cookie = client_of(person).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.clear_cookies()
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])


def arranged(cast: Cast) -> Case:
    """Return a case with everything that comes with it, and a recommendation that waits."""
    case = inside(cast, cast.founded)
    mona = cast.bodies.mona
    appoint_director(case=case, name="Dr A. Smith", on=TODAY, by=mona, now=NOW, words="Leads the work of the plan.")
    partner = make_trust("X09", wards=0, demonstration=True)
    contract = add_partner(case=case, partner=partner, words="Theatres at night.", on=TODAY, by=mona, now=NOW)
    promise(partnership=contract, what="Train forty nurses.", due_on=date(2027, 1, 1), by=mona, now=NOW)
    ask_review(
        case=case, reviewer="The Good Governance Office", words="The Board.", on=TODAY, by=mona, now=NOW,
        due_on=date(2027, 1, 10),
    )  # fmt: skip
    asked = ask_board(case=case, asked="How nights are staffed.", on=TODAY, by=mona, now=NOW, due_on=TODAY)
    signatory = make_person("board@x03.example", Role.SIGNATORY, trust=cast.founded)
    show_board(demonstration=asked, shown="Two more nurses each night.", on=TODAY, by=signatory, now=NOW)
    first = recommend_further_action(
        case=case, reason="Close the night theatre.", on=TODAY - timedelta(days=9), by=cast.inspector, now=NOW
    )
    decided(first, mona, on=TODAY)
    recommend_exit(case=case, reason="Care is safe now.", on=TODAY, by=cast.inspector, now=NOW)
    return case


def test_inspectors_pages_are_sound(looking: Looking, cast: Cast) -> None:
    case = arranged(cast)
    recommended(cast)
    sign_in(looking, cast.chief)
    looking.open("/inspect/cases/")
    looking.is_sound("inspect-cases")
    looking.page.get_by_role("link", name="Trust X03 NHS Trust").click()
    looking.is_sound("inspect-case")
    looking.page.get_by_role("link", name="Judge this").click()
    looking.is_sound("inspect-case-exit-part")
    looking.page.get_by_role("button", name="Keep the judgement").click()
    looking.is_sound("inspect-case-exit-part-refused")
    waiting = case.recommendations.get(kind="exit")
    looking.open(f"/inspect/cases/{case.reference}/recommendations/{waiting.public_id}/")
    looking.is_sound("inspect-case-recommendation")
    for kind in ("administration", "extension"):
        looking.open(f"/inspect/cases/{case.reference}/recommend/{kind}/")
        looking.is_sound(f"inspect-case-recommend-{kind}")
    looking.open("/inspect/cases/new/X02/")
    looking.page.get_by_role("button", name="Recommend it").click()
    looking.is_sound("inspect-case-new-refused")


def test_the_bodys_pages_are_sound(looking: Looking, cast: Cast) -> None:
    case = arranged(cast)
    sign_in(looking, cast.bodies.mona)
    looking.open("/oversee/special-measures/")
    looking.is_sound("oversee-special-measures")
    looking.page.get_by_role("link", name="Trust X03 NHS Trust leaving special measures").click()
    looking.is_sound("oversee-decide")
    looking.page.get_by_role("button", name="Record the decision").click()
    looking.is_sound("oversee-decide-refused")
    base = f"/oversee/special-measures/{case.reference}/"
    contract, review, board = (rows.get().public_id for rows in (case.partnerships, case.reviews, case.demonstrations))
    for name, rest in (
        ("case", ""), ("director", "director/"), ("partners", "partners/"), ("partner", f"partners/{contract}/"),
        ("reviews", "reviews/"), ("review", f"reviews/{review}/"), ("boards", "board/"), ("board", f"board/{board}/"),
        ("licence", "licence/"),
    ):  # fmt: skip
        looking.open(base + rest)
        looking.is_sound(f"oversee-{name}")


def test_what_a_commissioner_sees_is_sound(looking: Looking, cast: Cast) -> None:
    case = arranged(cast)
    area = Body.objects.create(code="CCG-1", name="Midshire", role=Body.Role.COMMISSIONER, is_demonstration=True)
    set_area(body=area, trusts=[cast.founded], on=date(2015, 4, 1), by=System("test"), now=NOW)
    sign_in(looking, of_body(Role.COMMISSIONER, area, "c@ccg.example"))
    looking.open("/oversee/special-measures/")
    looking.is_sound("oversee-special-measures-of-an-area")
    looking.open(f"/oversee/special-measures/{case.reference}/")
    looking.is_sound("oversee-case-of-an-area")


def test_the_pages_of_foundation_status_are_sound(looking: Looking, cast: Cast) -> None:
    enter(cast.steady, date(2026, 10, 20), now=NOW)
    put_forward(trust=cast.steady, on=TODAY, words="The Board is ready.", by=cast.bodies.nina, now=NOW)
    sign_in(looking, cast.bodies.mona)
    looking.open("/oversee/foundation/")
    looking.is_sound("oversee-foundation")
    looking.page.get_by_role("link", name="Trust X02 NHS Trust").first.click()
    looking.page.get_by_label("Yes: it is authorised").check()
    looking.page.get_by_label("Reason").fill("All the same.")
    looking.page.get_by_role("button", name="Record the decision").click()
    looking.is_sound("oversee-foundation-refused")
    sign_in(looking, cast.bodies.noel)
    looking.open("/oversee/foundation/X01/")
    looking.is_sound("oversee-foundation-trust")
