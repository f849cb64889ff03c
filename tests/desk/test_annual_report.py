"""The draft of the annual complaints report: what regulation 18 asks for, from the returns that stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from complaints.periods import ComplaintsPeriod
from oversight.accounts.models import Person
from tests.complaints.said_making import counts, standing_return
from tests.desk.board_pack_making import CARE, HANDLING, TALK, WAIT, five_quarters
from tests.desk.pages import page
from tests.returns.making import Place, make_inspector
from workspaces.board_pack.annual import annual_facts, annual_parts
from workspaces.board_pack.pack import to_json

SignIn = Callable[[Person], Client]
YEAR = ComplaintsPeriod.parse("2025-26")
ADDRESS = "/workspace/complaints-report/RX1/2025-26/"


def told(place: Place, year: ComplaintsPeriod = YEAR) -> str:
    words: list[str] = []
    for part in to_json(annual_parts(annual_facts(place.trust, year))):
        words += [part.get("words", ""), part.get("caption", ""), *part.get("items", [])]
        words += [" | ".join(row) for row in part.get("rows", [])]
    return " ".join(word for word in words if word)


def a_year(place: Place, without: str = "") -> None:
    for number, period in enumerate(("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")):
        if period == without:
            continue
        standing_return(
            place.trust,
            period,
            counts(subjects={TALK: 20, WAIT: 10, CARE: 3 + number}, upheld=6, partially_upheld=3, not_upheld=6),
            handling={**HANDLING, "acknowledged_in_time": 30, "ombudsman_referred": 2},
            lessons=[{"theme": TALK, "place": "Oak", "lesson": f"Lesson {number}.", "action": f"Action {number}."}],
        )


def test_a_year_of_quarters_is_added_up(place: Place) -> None:
    a_year(place)
    text = told(place)
    assert "quarterly returns for April 2025 to March 2026, added up. How many" in text
    assert "The trust received 138 complaints." in text
    assert (
        "Of 60 complaints decided in the year, 36 were well-founded, wholly or in part (60.0%): 24 upheld and 12"
        in text
    )
    assert "8 complaints were referred to the Parliamentary and Health Service Ombudsman, as far as the trust" in text
    assert "Communications | 80 | 58.0%" in text
    assert "Communications: named 20 of 36 (55.6%); among the 3 subjects named most for 4 quarters running." in text
    assert "Acknowledged within three working days: 120 of 138 (87.0%); regulation 13 asks for all." in text
    assert "Without an answer after six months, and without more time agreed: 4 complaints." in text
    assert "Oak: Communications | Lesson 3. | Action 3. | Without a date | Not said" in text


def test_a_quarter_that_is_missing_is_named(place: Place) -> None:
    a_year(place, without="2025-Q3")
    text = told(place)
    assert "No return for October to December 2025 has been accepted: the numbers are not of the whole year." in text
    assert "6 complaints were referred" in text
    assert "That is told of 3 quarters of the year alone." in text


def test_the_years_own_return_stands_in_for_quarters_that_are_missing(place: Place) -> None:
    a_year(place, without="2025-Q3")
    standing_return(place.trust, "2025-26", counts(subjects={TALK: 200}, upheld=10))
    text = told(place)
    assert "The numbers are those of the trust's return for the whole year" in text
    assert "The trust received 200 complaints." in text


def test_a_year_without_returns_says_so_and_nothing_else(place: Place) -> None:
    five_quarters(place.trust)
    text = told(place, ComplaintsPeriod.parse("2020-21"))
    assert text.endswith("has been accepted: there is nothing to report from yet.")
    assert "How many complaints" not in text


def test_the_page_and_its_pdf_are_the_trusts_alone(place: Place, elsewhere: Place, signed_in: SignIn) -> None:
    a_year(place)
    client = signed_in(place.preparer)
    text = page(client, ADDRESS)
    assert "Draft A draft of the report that regulation 18" in text
    assert "The trust received 138 complaints." in text
    answer = client.get(f"{ADDRESS}report.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "complaints-report-RX1-2025-26.pdf" in answer["Content-Disposition"]
    for other in (elsewhere.signatory, make_inspector()):
        assert signed_in(other).get(ADDRESS).status_code in (302, 404)


@pytest.mark.parametrize("year", ["2025-Q1", "2025-27", "2026-28", "2030-31", "x"])
def test_what_is_no_year_that_has_begun_is_not_found(place: Place, signed_in: SignIn, year: str) -> None:
    assert signed_in(place.preparer).get(f"/workspace/complaints-report/RX1/{year}/").status_code == 404
