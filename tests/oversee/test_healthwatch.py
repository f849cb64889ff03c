"""What a local Healthwatch sees of complaints in its area: themes, and no small number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings as project
from django.test import Client

from complaints.periods import ComplaintsPeriod
from oversight.accounts.models import Person, Role
from oversight.measures.disclosure import Held
from oversight.organisations.models import AreaTrust, Body
from tests.complaints.said_making import counts, standing_return
from tests.desk.board_pack_making import CARE, FOOD, TALK, WAIT
from tests.desk.pages import page
from tests.oversee.conftest import Area
from tests.pages.looking import Looking, looking
from tests.returns.making import make_person
from workspaces.overseer.area import AreaShown, area_shown, quarters_of_area

__all__ = ["looking"]

SignIn = Callable[[Person], Client]
ADDRESS = "/oversee/healthwatch/"
Q1, Q2 = ComplaintsPeriod.parse("2026-Q1"), ComplaintsPeriod.parse("2026-Q2")


@pytest.fixture
def told(area: Area) -> Area:
    """Two trusts of the area, and one outside whose complaints are about waiting."""
    for trust in (area.first.trust, area.second.trust):
        standing_return(trust, "2026-Q1", counts(subjects={TALK: 9, WAIT: 5, CARE: 4}, upheld=3))
    standing_return(area.first.trust, "2026-Q2", counts(subjects={TALK: 12, WAIT: 7, CARE: 5, FOOD: 3}, upheld=9))
    standing_return(area.second.trust, "2026-Q2", counts(subjects={TALK: 11, WAIT: 6, CARE: 1}, upheld=4))
    standing_return(area.outside.trust, "2026-Q2", counts(subjects={TALK: 40, WAIT: 300, CARE: 50, FOOD: 10}))
    return area


def subjects(shown: AreaShown) -> dict[str, object]:
    return {one.code: one.number for one in shown.subjects}


def test_counts_of_the_area_are_rounded_and_small_ones_withheld(told: Area) -> None:
    shown = area_shown(told.body, Q2)
    # 23, 13, 6 and 3 of 45.
    assert subjects(shown) == {TALK: 25, WAIT: 15, FOOD: Held.SUPPRESSED, CARE: Held.SUPPRESSED}
    assert shown.named == 45
    assert [str(one.share) for one in shown.subjects] == ["56", "33", "suppressed", "suppressed"]
    # 63 of 445 in all three trusts.
    assert shown.subjects[0].national == "14.2%"


def test_what_stands_out_says_why(told: Area) -> None:
    shown = area_shown(told.body, Q2)
    (talk, wait) = shown.outstanding
    assert talk.reason == (
        "Communications: its share in the area is clearly above the national 14.2% and it is among the 3 subjects "
        "named most at RX1 Trust and RX2 Trust for 2 quarters running."
    )
    assert wait.reason == (
        "Waiting times: it is among the 3 subjects named most at RX1 Trust and RX2 Trust for 2 quarters running."
    )


def test_a_subject_that_is_too_small_to_be_told_never_stands_out(area: Area) -> None:
    for period in ("2026-Q1", "2026-Q2"):
        for trust in (area.first.trust, area.second.trust):
            standing_return(trust, period, counts(subjects={TALK: 3, WAIT: 90}))
    standing_return(area.outside.trust, "2026-Q2", counts(subjects={WAIT: 5_000, TALK: 1}))
    shown = area_shown(area.body, Q2)
    assert subjects(shown)[TALK] is Held.SUPPRESSED
    assert [one.code for one in shown.outstanding] == [WAIT]


def test_of_a_trust_only_totals_and_the_names_of_what_many_named(told: Area) -> None:
    first, second = area_shown(told.body, Q2).trusts
    assert (first.trust.code, first.new, first.resolved, first.subjects) == ("RX1", 27, 9, ["Communications"])
    assert (second.new, second.subjects) == (18, ["Communications"])


def test_a_trust_without_a_return_is_said_so(area: Area) -> None:
    standing_return(area.first.trust, "2026-Q2", counts(subjects={TALK: 12}))
    shown = area_shown(area.body, Q2)
    assert shown.returned == 1
    assert [one.new for one in shown.trusts] == [12, None]


def test_real_and_invented_trusts_are_never_put_together(told: Area) -> None:
    from tests.returns.making import make_place

    real = make_place("RY1").trust
    before = area_shown(told.body, Q2)
    standing_return(real, "2026-Q2", counts(subjects={TALK: 9_000}))
    assert area_shown(told.body, Q2) == before


def test_the_area_is_that_of_the_day(told: Area) -> None:
    AreaTrust.objects.filter(trust=told.second.trust).update(to_on=date(2026, 8, 31))
    assert [one.trust.code for one in area_shown(told.body, Q2).trusts] == ["RX1"]
    assert [one.trust.code for one in area_shown(told.body, Q1).trusts] == ["RX1", "RX2"]


def test_the_quarters_are_those_that_are_over_and_returned(told: Area) -> None:
    standing_return(told.outside.trust, "2025-Q4", counts(new=1))
    assert quarters_of_area(told.body, date(2026, 11, 5)) == [Q2, Q1]
    assert quarters_of_area(told.body, date(2026, 9, 30)) == [Q1]


def test_its_person_reads_it_and_downloads_it(told: Area, signed_in: SignIn) -> None:
    client = signed_in(told.person)
    text = page(client, ADDRESS)
    assert "from the returns of 2 of 2 trusts of the area." in text
    assert "Communications: its share in the area is clearly above the national 14.2%" in text
    assert "Healthwatch Midshire" in text
    answer = client.get(f"{ADDRESS}subjects.csv?quarter=2026-Q2")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [(row["Subject"], row["Complaints that named it"], row["Share of the area (%)"]) for row in rows] == [
        ("Communications", "25", "56"),
        ("Waiting times", "15", "33"),
        ("Facilities", "suppressed", "suppressed"),
        ("Patient care, with food and drink", "suppressed", "suppressed"),
    ]
    assert "April to June 2026" in page(client, f"{ADDRESS}?quarter=2026-Q1")


@pytest.mark.parametrize("query", ["?body=HW-ELSE", "?quarter=2026-Q3", "?quarter=x", "subjects.csv?quarter=2019-Q1"])
def test_what_is_not_theirs_or_not_there_is_not_found(told: Area, signed_in: SignIn, query: str) -> None:
    Body.objects.create(code="HW-ELSE", name="Healthwatch Elsewhere", role=Body.Role.HEALTHWATCH)
    assert signed_in(told.person).get(f"{ADDRESS}{query}").status_code == 404


def test_a_body_without_an_area_is_told_so(area: Area, signed_in: SignIn) -> None:
    body = Body.objects.create(code="HW-NEW", name="Healthwatch Newshire", role=Body.Role.HEALTHWATCH)
    person = make_person("new@healthwatch.example", Role.HEALTHWATCH, body=body)
    assert "No trust is on record for this area." in page(signed_in(person), ADDRESS)
    assert "No trust of the area has a complaints return" in page(signed_in(area.person), ADDRESS)


def test_nobody_else_opens_it(told: Area, signed_in: SignIn) -> None:
    assert signed_in(told.first.signatory).get(ADDRESS).status_code in (302, 403)
    assert signed_in(told.first.preparer).get(ADDRESS).status_code == 403


def test_the_pages_look_right(told: Area, looking: Looking, signed_in: SignIn) -> None:
    cookie = signed_in(told.person).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    for name, address in {"healthwatch": ADDRESS, "data-requests": f"{ADDRESS}requests/"}.items():
        looking.open(address)
        looking.is_sound(name)
