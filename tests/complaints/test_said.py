"""What standing versions of complaints returns say, and in how many queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.items import SUBJECT_TOTAL
from complaints.periods import ComplaintsPeriod
from complaints.said import quarters_of_trust, quarters_to, said_by_all, said_by_trusts
from oversight.organisations.models import Ward
from tests.complaints.said_making import NOT_APPLICABLE, counts, standing_return
from tests.returns.making import make_place

pytestmark = pytest.mark.django_db
Q1, Q2 = ComplaintsPeriod.parse("2026-Q1"), ComplaintsPeriod.parse("2026-Q2")
COMMUNICATIONS = "subject_area_communications"


def test_a_quarter_is_said_as_it_stands() -> None:
    trust = make_place().trust
    ward = Ward.objects.get(name="Oak")
    standing_return(trust, "2026-Q1", counts(subjects={COMMUNICATIONS: 1}))
    standing_return(
        trust,
        "2026-Q1",
        counts(subjects={COMMUNICATIONS: 4}, upheld=1, not_upheld=2, brought_forward=3),
        handling={"interventions": 1000, "serious": 0, "reopened": None, "offered_clinician": NOT_APPLICABLE},
        lessons=[
            {"theme": COMMUNICATIONS, "ward": ward, "place": "Oak", "lesson": "Ask.", "action": "We ask."},
            {"theme": COMMUNICATIONS, "place": "Pharmacy", "lesson": "Tell.", "action": "We tell.", "worked": "yes",
             "due_on": date(2026, 5, 1), "done_on": date(2026, 4, 30), "known_by": "We asked."},
        ],
    )  # fmt: skip
    said = quarters_of_trust(trust.pk, Q2)
    assert list(said) == [Q1]
    one = said[Q1]
    assert (one.trust_code, one.is_demonstration, one.version_number) == ("RX1", False, 2)
    assert one.whole is one.organisation is not None
    assert (one.whole.new, one.whole.resolved, one.whole.carried_forward) == (4, 3, 4)
    assert one.whole.number(COMMUNICATIONS) == 4
    assert one.asked("interventions") == 1000
    assert one.asked("serious") == 0
    assert one.asked("reopened") is None
    assert one.asked("offered_clinician") is None
    assert one.handling["offered_clinician"].not_applicable
    assert not one.handling["reopened"].not_applicable
    first, second = one.lessons
    assert (first.ward_id, first.ward_name, first.worked) == (str(ward.public_id), "Oak", "")
    assert (second.ward_id, second.place, second.done_on) == (None, "Pharmacy", date(2026, 4, 30))


def test_the_sites_stand_for_the_trust_where_it_has_no_row_of_its_own() -> None:
    trust = make_place().trust
    standing_return(
        trust,
        "2026-Q1",
        counts(site="RX101", subjects={COMMUNICATIONS: 2}, upheld=1),
        counts(site="RX102", subjects={COMMUNICATIONS: 3}, blank=["age_unknown"]),
    )
    for with_sites in (True, False):
        one = said_by_trusts([trust.pk], [Q1], with_sites=with_sites)[trust.pk, Q1]
        assert one.organisation is None
        assert one.whole is not None
        assert (one.whole.new, one.whole.upheld, one.whole.number(SUBJECT_TOTAL.code)) == (5, 1, 5)
        assert one.whole.number("age_unknown") is None


def test_sites_are_left_out_where_they_are_not_wanted() -> None:
    trust = make_place().trust
    standing_return(trust, "2026-Q1", counts(new=2), counts(site="RX101", new=2))
    assert not said_by_trusts([trust.pk], [Q1], with_sites=False)[trust.pk, Q1].sites
    assert [site.site_code for site in said_by_trusts([trust.pk], [Q1])[trust.pk, Q1].sites] == ["RX101"]


def test_invented_and_real_trusts_are_never_said_together() -> None:
    real, invented = make_place().trust, make_place("ZZ1", demonstration=True).trust
    for trust in (real, invented):
        standing_return(trust, "2026-Q1", counts(new=1))
    assert list(said_by_all([Q1], is_demonstration=False)) == [(real.pk, Q1)]
    assert list(said_by_all([Q1], is_demonstration=True)) == [(invented.pk, Q1)]


def test_a_year_is_another_period_than_its_quarters() -> None:
    trust = make_place().trust
    year = ComplaintsPeriod.parse("2025-26")
    standing_return(trust, "2025-26", counts(new=40))
    standing_return(trust, "2025-Q1", counts(new=10))
    assert [str(period) for period in quarters_of_trust(trust.pk, Q1)] == ["2025-Q1"]
    whole = said_by_trusts([trust.pk], [year])[trust.pk, year].whole
    assert whole is not None
    assert whole.new == 40


def test_two_years_are_eight_quarters_that_end_with_the_last() -> None:
    assert [str(one) for one in quarters_to(Q2)] == [
        "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2",
    ]  # fmt: skip


def test_many_trusts_sites_and_quarters_take_no_more_queries() -> None:
    def queries(trusts: list[int]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            said_by_trusts(trusts, quarters_to(Q2))
        return len(seen)

    trusts = [make_place(code).trust for code in ("RX1", "RX2", "RX3")]
    few = queries([trusts[0].pk])
    for trust in trusts:
        for quarter in ("2025-Q4", "2026-Q1"):
            sites = [counts(site=f"{trust.code}{number:02d}", new=1) for number in range(6)]
            standing_return(trust, quarter, *sites, handling={"serious": 0})
    assert queries([trust.pk for trust in trusts]) <= max(few, 5)
