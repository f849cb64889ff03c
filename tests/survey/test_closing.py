"""Only a closed quarter is shown, and only from eight answers on: one more answer tells nobody anything."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.survey.answering import send_answers
from complaints.survey.closing import INDICATOR, close_quarters
from complaints.survey.disclosure import Share, share_of, shown_share, shown_sites
from complaints.survey.models import ClosedQuarter, CodesMade
from complaints.survey.questions import Point
from complaints.survey.results import closed_quarters, quarters_shown, sites_shown, spreads_of_peers
from complaints.survey.tasks import close_survey_quarters
from oversight.measures.models import Observation, ObservationImport
from oversight.organisations.models import Site, SiteTrust, TrustKind
from oversight.records.models import AuditEntry, OutboxEvent
from tests.survey.making import (
    AUTUMN,
    BITTER,
    CONTENT,
    IN_AUTUMN,
    IN_WINTER,
    answered,
    codes_for,
    make_trust,
)

SPRING = IN_WINTER.replace(month=4, hour=8)


def shown_of(trust):
    """All that anybody can read of a trust, in one value that can be compared."""
    return (
        quarters_shown(trust),
        [sites_shown(trust, quarter) for quarter in closed_quarters()],
        spreads_of_peers(trust, closed_quarters()),
        list(Observation.objects.filter(measure=INDICATOR).values()),
    )


@pytest.mark.django_db
def test_seven_answers_are_never_shown_and_eight_are():
    seven, eight = make_trust("RX1"), make_trust("RX2")
    answered(seven, [CONTENT] * 7)
    answered(eight, [CONTENT] * 6 + [BITTER] * 2)
    close_quarters(now=IN_WINTER)

    (of_seven,), (of_eight,) = quarters_shown(seven), quarters_shown(eight)
    assert of_seven.answers is None
    assert set(of_seven.shares.values()) == {None}
    assert of_eight.answers == 8
    assert set(of_eight.shares.values()) == {Share(6, 8)}


@pytest.mark.django_db
def test_a_question_that_seven_answered_is_not_shown_in_a_quarter_of_eight():
    trust = make_trust()
    left_out = {**CONTENT, "making": None}
    does_not_apply = {**CONTENT, "informed": Point.DOES_NOT_APPLY}
    answered(trust, [CONTENT] * 7 + [{**left_out, **{"informed": does_not_apply["informed"]}}])
    close_quarters(now=IN_WINTER)

    (quarter,) = quarters_shown(trust)
    assert quarter.answers == 8
    assert {code for code, share in quarter.shares.items() if share is None} == {"making", "informed"}


@pytest.mark.django_db
@pytest.mark.parametrize("before", [0, 6, 7, 8, 20])
def test_one_more_answer_tells_nothing_before_its_quarter_is_closed(before):
    trust, other = make_trust("RX1"), make_trust("RX2")
    answered(trust, [CONTENT] * 9)
    answered(other, [CONTENT] * 9)
    close_quarters(now=IN_WINTER)
    answered(trust, [CONTENT] * before, now=IN_WINTER)
    codes = codes_for(trust, now=IN_WINTER)
    # Nor does the hourly closing tell of it.
    close_quarters(now=IN_WINTER)
    earlier = shown_of(trust), shown_of(other)

    send_answers(code=codes[0], answers=BITTER, now=IN_WINTER)
    close_quarters(now=IN_WINTER)

    assert (shown_of(trust), shown_of(other)) == earlier


@pytest.mark.django_db
def test_quarters_are_never_added_up():
    trust = make_trust()
    answered(trust, [CONTENT] * 7)
    answered(trust, [BITTER] * 7, now=IN_WINTER)
    close_quarters(now=SPRING)

    assert [quarter.answers for quarter in quarters_shown(trust)] == [None, None]
    assert not Observation.objects.filter(measure=INDICATOR).exists()


@pytest.mark.django_db
def test_whether_anybody_answered_is_not_told_by_a_quarter_of_few():
    with_one, with_none = make_trust("RX1"), make_trust("RX2")
    answered(with_one, [CONTENT])
    codes_for(with_none)
    close_quarters(now=IN_WINTER)

    (one,), (none,) = quarters_shown(with_one), quarters_shown(with_none)
    assert one == none


@pytest.mark.django_db
def test_closing_records_the_indicator_once_for_those_of_whom_it_may_be_told():
    few, many = make_trust("RX1"), make_trust("RX2")
    answered(few, [CONTENT] * 7)
    answered(many, [CONTENT] * 6 + [{**CONTENT, "reflecting": Point.NEITHER}] * 3)
    assert close_quarters(now=IN_AUTUMN) == []
    assert close_quarters(now=IN_WINTER) == [AUTUMN]

    row = Observation.objects.get(measure=INDICATOR)
    assert (row.subject, row.period, row.grain) == ("RX2", AUTUMN.first_day, "quarter")
    assert (row.numerator, row.denominator) == (Decimal(6), Decimal(9))
    assert OutboxEvent.objects.filter(name="observations.imported").count() == 1
    held = list(ObservationImport.objects.values()), AuditEntry.objects.count()
    assert close_quarters(now=IN_WINTER) == []
    assert (list(ObservationImport.objects.values()), AuditEntry.objects.count()) == held


@pytest.mark.django_db
def test_every_quarter_that_is_over_is_closed_also_one_without_answers(monkeypatch, settings):
    settings.DEMONSTRATION = True
    answered(make_trust(), [CONTENT])
    monkeypatch.setenv("OVERSIGHT_NOW", SPRING.replace(month=7).isoformat())
    close_survey_quarters()

    assert [str(quarter) for quarter in closed_quarters()] == ["2027-Q1", "2026-Q4", "2026-Q3"]
    close_survey_quarters()
    assert ClosedQuarter.objects.count() == 3


@pytest.mark.django_db
def test_before_the_first_answer_there_is_nothing_to_close():
    assert close_quarters(now=IN_WINTER) == []


@pytest.mark.django_db
def test_a_site_is_shown_where_the_rest_of_the_trust_cannot_be_subtracted():
    trust = make_trust()
    general, infirmary = (
        Site.objects.create(code=f"RX10{number}", name=name, is_demonstration=True)
        for number, name in ((1, "General"), (2, "Infirmary"))
    )
    for site in (general, infirmary):
        SiteTrust.objects.create(site=site, trust=trust)
    answered(trust, [CONTENT] * 9, site=general)
    answered(trust, [BITTER] * 3, site=infirmary)
    answered(trust, [CONTENT] * 9, site=general, now=IN_WINTER)
    answered(trust, [BITTER] * 8, site=infirmary, now=IN_WINTER)
    close_quarters(now=SPRING)

    assert sites_shown(trust, AUTUMN) == []
    winter = sites_shown(trust, AUTUMN.plus(1))
    assert [(each.site.name, each.shares["making"]) for each in winter] == [
        ("General", Share(9, 9)),
        ("Infirmary", Share(0, 8)),
    ]


@given(st.dictionaries(st.sampled_from(["", "A", "B", "C", "D"]), st.integers(0, 30)), st.integers(2, 10))
def test_no_site_shown_lets_a_small_rest_be_worked_out(answered_at, least):
    shown = shown_sites(answered_at, least=least)
    rest = sum(number for site, number in answered_at.items() if site not in shown)

    assert "" not in shown
    assert all(answered_at[site] >= least for site in shown)
    assert rest == 0 or rest >= least or not shown


@given(st.dictionaries(st.sampled_from(list(map(str, Point))), st.integers(0, 20)), st.integers(0, 60))
def test_a_share_is_shown_only_of_enough_who_answered(points, answers):
    share = share_of(points)
    assert 0 <= share.agreed <= share.answered <= sum(points.values())
    shown = shown_share(points, answers=answers, least=8)
    assert (shown is not None) == (answers >= 8 and share.answered >= 8)


@pytest.mark.django_db
def test_trusts_of_the_same_kind_are_a_spread_from_five_on():
    foundation = TrustKind.Kind.FOUNDATION_TRUST
    own = make_trust("RX0")
    peers = [make_trust(f"RX{number}") for number in range(1, 6)]
    stranger = make_trust("RX9", kind=foundation)
    for trust in (own, stranger):
        answered(trust, [BITTER] * 8)
    for number, trust in enumerate(peers[:4]):
        answered(trust, [CONTENT] * (4 + number) + [BITTER] * (4 - number))
    # The fifth has too few to be shown, and so there is no spread.
    answered(peers[4], [CONTENT] * 7)
    for number, trust in enumerate(peers):
        answered(trust, [CONTENT] * (4 + number) + [BITTER] * (4 - number), now=IN_WINTER)
    close_quarters(now=SPRING)

    assert spreads_of_peers(own, [AUTUMN])[AUTUMN]["making"] is None
    spread = spreads_of_peers(own, [AUTUMN.plus(1)])[AUTUMN.plus(1)]["making"]
    assert spread is not None
    assert (spread.trusts, spread.lower, spread.middle, spread.upper) == (5, 62.5, 75.0, 87.5)
    assert spreads_of_peers(stranger, [AUTUMN.plus(1)])[AUTUMN.plus(1)]["making"] is None


@pytest.mark.django_db
def test_a_trust_is_shown_from_the_quarter_in_which_it_first_made_codes():
    trust, later = make_trust("RX1"), make_trust("RX2")
    answered(trust, [CONTENT])
    codes_for(later, now=IN_WINTER)
    close_quarters(now=SPRING)

    assert [str(each.quarter) for each in quarters_shown(trust)] == ["2026-Q4", "2026-Q3"]
    assert [str(each.quarter) for each in quarters_shown(later)] == ["2026-Q4"]
    assert CodesMade.objects.count() == 2
