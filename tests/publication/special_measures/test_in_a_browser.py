"""The pages of special measures as their readers meet them: wide, on a phone, on paper, with axe."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from oversight.organisations.models import Trust
from ratings.cases.board import ask_board
from ratings.cases.supporting import add_partner, appoint_director, ask_review, promise, record_promise_done
from tests.pages.looking import Looking, looking
from tests.publication.special_measures.scene import PAGE, Told, make_told, set_clock
from tests.ratings.cases.casting import agreed, make_cast, recommended
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import MARCH, at

__all__ = ["looking"]
pytestmark = pytest.mark.django_db(transaction=True)
TODAY = at(date(2015, 10, 20))


def make_whole_story() -> Told:
    """A trust with everything on its page: helpers, promises kept and not, updates that came, late and overdue."""
    told = make_told()
    on = date(2015, 2, 2)
    given = {"by": told.decides, "now": at(on)}
    appoint_director(case=told.case, name="Dr Ann Field", on=on, words="She led two trusts out of it.", **given)
    contract = add_partner(case=told.case, partner=make_trust("RX2"), words="Help with nights.", on=on, **given)
    first = promise(partnership=contract, what="Train 20 nurses.", due_on=date(2015, 3, 1), **given)
    promise(partnership=contract, what="Lend a matron.", due_on=date(2015, 12, 20), **given)
    record_promise_done(
        promise=first, words="Two groups of ten.", on=date(2015, 3, 4), by=told.decides, now=at(date(2015, 3, 4))
    )
    ask_review(case=told.case, reviewer="Dr Ash", words="Can the Board lead?", due_on=date(2015, 6, 1), on=on, **given)
    ask_board(case=told.case, asked="Show how you know of falls.", on=on, **given)
    told.february()
    told.later(MARCH, at(date(2015, 4, 15)), date(2015, 10, 1))
    other = make_cast("RX3")
    agreed(recommended(other), other, agreed=False, reason="The Board was replaced.")
    return told


def on_paper(looking: Looking, name: str) -> None:
    """Look at the page as it prints: nothing of the frame, one column, and no wider than the paper."""
    page = looking.page
    looking.has_one_heading_and_a_title()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    assert not page.locator("nav").filter(visible=True).count()
    looking.does_not_scroll_sideways(name)
    folder = os.environ.get("OVERSIGHT_SCREENSHOTS")
    if folder:
        page.pdf(path=Path(folder) / f"{name}.pdf", format="A4")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    page.emulate_media(media="screen")


def test_every_page_is_sound(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    make_whole_story()
    Trust.objects.create(code="RX9", name="QUIET NHS TRUST", opened_on=date(2000, 4, 1))
    set_clock(monkeypatch, TODAY)
    for name, path in {
        "trust": PAGE,
        "report": f"{PAGE}2015-02/",
        "declined": "/trusts/RX3/special-measures/",
        "never": "/trusts/RX9/special-measures/",
        "list": "/special-measures/",
        "panel-trust": "/trusts/RX1/",
        "panel-hospital": "/hospitals/RX101/",
        "about": "/about/special-measures/",
    }.items():
        looking.open(path)
        looking.is_sound(f"special-measures-{name}")


def test_the_page_prints_whole(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    make_whole_story()
    set_clock(monkeypatch, TODAY)
    looking.open(PAGE)
    on_paper(looking, "special-measures-printed")
    looking.open("/special-measures/")
    on_paper(looking, "special-measures-list-printed")


def test_what_is_overdue_is_read_before_all_else(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    make_whole_story()
    set_clock(monkeypatch, TODAY)
    looking.open(PAGE)
    said = looking.page.locator(".app-overdue p").all_inner_texts()
    assert said[0] == "Overdue: the update for April 2015 was due by 10 May and has not come."
    first_heading = looking.page.locator("h2").first.bounding_box()
    last = looking.page.locator(".app-overdue").last.bounding_box()
    assert first_heading is not None
    assert last is not None
    assert last["y"] < first_heading["y"]
