"""Pages of special measures: what asks somebody to look, who is in them, and a trust's criteria one by one."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import expect

from oversight.accounts.models import Role
from oversight.organisations.models import Trust
from ratings.special_measures.recording import record_extension
from tests.inspect.conftest import NOW, client_of, person_with
from tests.pages.looking import Looking
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, BY, FAILING, enter, publish, work

LIST = "/inspect/special-measures/"
CODES = ("X01", "X02", "X03", "X04", "X05")


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.fixture
def trusts(db, on_a_day, settings) -> dict[str, Trust]:
    """A failing trust, one that recovers inside, one that is overdue, one that was extended, one at peace."""
    settings.DEMONSTRATION = True
    made = {
        code: make_trust(code, region="Y62" if code < "X04" else "Y63", wards=0, demonstration=True) for code in CODES
    }
    publish(made["X01"], FAILING, date(2026, 11, 2), inspected_on=date(2026, 9, 21), reference="REP-1", now=NOW)
    publish(made["X02"], FAILING, date(2026, 3, 2), inspected_on=date(2026, 1, 6), reference="REP-2", now=NOW)
    enter(made["X02"], date(2026, 3, 16), now=NOW)
    publish(made["X02"], BETTER, date(2026, 11, 2), inspected_on=date(2026, 9, 14), reference="REP-3", now=NOW)
    enter(made["X03"], date(2025, 10, 1), now=NOW)
    enter(made["X04"], date(2025, 7, 20), now=NOW)
    record_extension(
        trust=made["X04"], to=date(2027, 1, 20), on=date(2026, 7, 10), reason="It improves slowly.", by=BY, now=NOW
    )
    publish(made["X05"], BETTER, date(2026, 11, 2), now=NOW)
    for trust in made.values():
        work(trust, NOW)
    return made


def test_the_list_says_what_asks_to_be_looked_at_and_that_it_decides_nothing(trusts, inspector: Client) -> None:
    text = read(inspector, LIST)
    assert "This is a recommendation, not a decision." in text
    assert "9 criteria to look at, the late first and then the newest" in text
    places = [text.index(place) for place in ("X03 NHS Trust: re-inspection", "X01 NHS Trust: entry")]
    assert places == sorted(places)
    assert "X02 NHS Trust: exit" in text
    assert "X05" not in text
    inside = text[text.index("Trusts in special measures, the longest first") :]
    assert inside.index("X04") < inside.index("X03") < inside.index("X02")
    assert "20 January 2027, extended" in inside
    assert "X01 NHS Trust" not in inside
    assert "HSJ, quoting the guide: an extension would not normally exceed six months" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 9),
        ("criterion=entry", 1),
        ("criterion=exit", 1),
        ("criterion=reinspection", 2),
        ("criterion=extension", 2),
        ("criterion=update", 3),
        ("trust=x01", 1),
        ("trust=X05", 0),
        ("region=Y63", 3),
        ("region=Y62&criterion=reinspection", 1),
        ("trusts=real", 0),
        # What is not understood is as if it had not been asked.
        ("criterion=nonsense", 9),
    ],
)
def test_the_list_is_narrowed_by_its_address(trusts, inspector: Client, query: str, found: int) -> None:
    assert read(inspector, f"{LIST}?{query}").count('<li class="app-entry">') == found


def test_the_list_as_csv_has_one_row_for_each(trusts, inspector: Client) -> None:
    answer = inspector.get("/inspect/special-measures.csv?criterion=entry")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("X01,Trust X01 NHS Trust,Entry,Met,2026-11-02,,")
    assert "Safe Inadequate 2026-11-02; Well-led Inadequate 2026-11-02" in rows[1]


def test_a_trusts_page_shows_each_criterion_with_its_evidence_and_what_would_change_it(trusts, inspector) -> None:
    text = read(inspector, "/inspect/trusts/X01/")
    assert "Not in special measures." in text
    assert "At least one other key question is Inadequate for the trust." in text
    assert "There is concern that the existing management cannot make the necessary improvements" in text
    assert "For people to judge" in text
    assert "inspected up to 21 September 2026, report REP-1" in text
    assert "It would be met no longer if one of these came about" in text
    assert "well-led is rated better than Inadequate for the trust" in text
    assert "Not worked out, then met" in text
    inside = read(inspector, "/inspect/trusts/X02/")
    assert "In special measures since 16 March 2026." in inside
    assert "The last day for its re-inspection is 16 March 2027." in inside
    assert "Entered on 16 March 2026: Wards were unsafe." in inside
    assert "if the improvement can be sustained" in inside
    assert "Re-inspected" in inside
    extended = read(inspector, "/inspect/trusts/X04/")
    assert "Extended on 10 July 2026 to 20 January 2027: It improves slowly." in extended
    # As it was known on a day is said of signals alone.
    assert "Special measures</h2>" not in read(inspector, "/inspect/trusts/X01/?known_on=2026-11-10")


def test_where_ratings_call_for_nothing_the_list_says_so(trusts, inspector: Client) -> None:
    """Real trusts live by the rules of the day, which know of no criterion."""
    real = make_trust("RX1", wards=0)
    publish(real, FAILING, date(2026, 11, 2), now=NOW)
    work(real, NOW)
    text = read(inspector, f"{LIST}?trusts=real")
    assert "No criterion asks anybody to look" in text
    assert "No criterion is known that ratings alone would meet" in text
    assert "No trust is in special measures." in text


def test_nobody_but_inspectors_sees_the_list(trusts) -> None:
    for role in (Role.SPECIALIST_ADVISER, Role.ADMINISTRATOR):
        assert client_of(person_with(role)).get(LIST).status_code in (403, 404)


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_sound_wide_and_narrow(looking: Looking, trusts) -> None:
    cookie = client_of(person_with(Role.INSPECTOR)).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    looking.open(LIST)
    looking.page.locator("summary", has_text="The rules, and where each is from").click()
    looking.is_sound("inspect-special-measures")
    looking.page.locator("summary", has_text="Choose what is shown").click()
    looking.page.get_by_label("What to look at").select_option("Leaving may be recommended")
    looking.page.get_by_role("button", name="Show", exact=True).click()
    expect(looking.page.locator(".app-entry")).to_have_count(1)
    looking.page.get_by_role("link", name="X02 NHS Trust: exit").click()
    expect(looking.page.get_by_role("heading", name="Special measures", exact=True)).to_be_visible()
    for summary in ("Extension: part by part", "Re-inspection: part by part", "How these criteria changed"):
        looking.page.locator("summary", has_text=summary).click()
    looking.is_sound("inspect-trust-in-special-measures")
    looking.open("/inspect/trusts/X01/")
    looking.is_sound("inspect-trust-flagged-for-entry")
