"""Which case stands for a trust on a day, also after a merger, and what was recorded before there were cases."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from oversight.accounts.models import Role
from oversight.organisations.models import TrustKind
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from ratings.cases.models import Case
from ratings.cases.permitting import bodies_deciding
from ratings.cases.recommending import recommend_exit
from ratings.cases.recording import record_case_entry, record_case_exit, record_case_extension
from ratings.cases.standing import case_of, cases_of, state_on
from ratings.cases.states import CaseState
from ratings.models import SpecialMeasuresSpell
from ratings.special_measures.recording import record_entry
from ratings.special_measures.standing import in_special_measures
from tests.ratings.cases.casting import (
    FOUNDATION,
    KEOGH,
    NHS,
    NOW,
    WHY,
    agreed,
    entered,
    entries_of,
    make_cast,
    person_of,
    recommended,
    refused,
)
from tests.ratings.making import make_trust

pytestmark = pytest.mark.django_db
BY = System("test")
MERGED = date(2014, 4, 1)


def merge(before: str, after: str, on: date = MERGED) -> None:
    record_succession(from_code=before, to_code=after, on=on, by=BY, now=NOW)


def test_a_case_stands_from_its_first_day_to_the_day_before_the_trust_left() -> None:
    cast = make_cast()
    case = agreed(recommended(cast), cast, date(2013, 7, 20)).case
    agreed(recommend_exit(case=case, reason="Safe.", on=date(2014, 7, 1), by=cast.inspector, now=NOW), cast)
    case = Case.objects.select_related("spell").get()
    for on, state in (
        (KEOGH, CaseState.RECOMMENDED),
        (date(2013, 7, 19), CaseState.RECOMMENDED),
        (date(2013, 7, 20), CaseState.IN_MEASURES),
        (date(2014, 6, 30), CaseState.IN_MEASURES),
    ):
        assert case_of(cast.trust, on) == case
        assert state_on(case, on) is state
    assert case_of(cast.trust, date(2013, 7, 15)) is None
    assert case_of(cast.trust, date(2014, 7, 1)) is None
    assert cases_of(cast.trust, date(2014, 7, 1)) == [case]
    assert cases_of(cast.trust, date(2013, 7, 15)) == []


def test_a_declined_case_stands_no_more_from_the_day_of_the_decision() -> None:
    cast = make_cast()
    made = agreed(recommended(cast), cast, date(2013, 7, 20), agreed=False)
    assert case_of(cast.trust, date(2013, 7, 19)) == made.case
    assert case_of(cast.trust, date(2013, 7, 20)) is None
    assert cases_of(cast.trust, date(2013, 7, 20)) == [made.case]


def test_a_merged_trusts_case_follows_it_and_keeps_the_code_for_which_it_was_begun() -> None:
    cast = make_cast()
    second, third = make_trust("RX2"), make_trust("RX3")
    case = entered(cast)
    merge("RX1", "RX2")
    merge("RX2", "RX3", date(2015, 1, 1))
    assert case_of(cast.trust, date(2014, 3, 31)) == case
    # From then on it is the other's, who is asked; the one that was followed has no case of its own to answer for.
    assert case_of(second, MERGED) == case
    assert case_of(cast.trust, MERGED) is None
    assert case_of(second, date(2014, 3, 31)) is None
    assert case_of(third, date(2015, 1, 1)) == case
    assert case_of(second, date(2015, 1, 1)) is None
    assert cases_of(third, date(2015, 1, 1)) == [case]
    assert case.trust == cast.trust


def test_the_body_of_the_trust_that_followed_decides_on_the_case_that_it_took_on() -> None:
    """A foundation trust takes an NHS trust over: Monitor decides then, and no longer the other body."""
    cast = make_cast(kind=NHS)
    after = make_trust("RX2")
    TrustKind.objects.create(trust=after, kind=FOUNDATION, source="test")
    case = entered(cast)
    merge("RX1", "RX2")
    assert [body.code for body in bodies_deciding(case, date(2014, 3, 31))] == ["TDA"]
    assert [body.code for body in bodies_deciding(case, MERGED)] == ["MONITOR"]
    made = recommend_exit(case=case, reason="Safe.", on=date(2014, 7, 1), by=cast.inspector, now=NOW)
    assert refused(lambda: agreed(made, cast)) == "not_allowed"
    agreed(made, cast, by=person_of("monitor", Role.OVERSIGHT_BODY, "MONITOR"))
    spell = SpecialMeasuresSpell.objects.get()
    assert (spell.trust, spell.left_on) == (cast.trust, date(2014, 7, 1))


def test_of_two_times_that_one_trust_has_after_a_merger_the_case_decided_on_ends_its_own() -> None:
    first, second = make_cast("RX1"), make_cast("RX2")
    taken_on = entered(first)
    own = entered(second, date(2014, 2, 1))
    merge("RX1", "RX2")
    assert case_of(second.trust, MERGED) == own
    assert cases_of(second.trust, MERGED) == [own, taken_on]
    # The one taken on is left first, though the trust's own stands before it.
    made = recommend_exit(case=taken_on, reason="Safe.", on=date(2014, 7, 1), by=first.inspector, now=NOW)
    agreed(made, first)
    states = dict(Case.objects.values_list("trust__code", "state"))
    assert states == {"RX1": "left", "RX2": "in_measures"}
    assert in_special_measures(date(2014, 7, 1)) == {"RX2"}
    assert case_of(second.trust, date(2014, 7, 1)) == own


def test_a_trust_that_was_followed_is_recommended_no_more() -> None:
    cast = make_cast()
    made = recommended(cast)
    make_trust("RX2")
    merge("RX1", "RX2")
    assert refused(lambda: agreed(made, cast)) == "not_allowed"
    TrustKind.objects.create(trust_id=cast.trust.successions.get().successor_id, kind=FOUNDATION, source="test")
    # Its own entry can have no effect after the merger; declined it ends.
    assert refused(lambda: agreed(made, cast, MERGED)) == "followed"
    agreed(made, cast, MERGED, agreed=False)
    assert refused(lambda: recommended(cast, date(2015, 1, 1))) == "followed"


def test_what_was_decided_elsewhere_is_recorded_with_its_case() -> None:
    cast = make_cast()
    case = record_case_entry(trust=cast.trust, on=KEOGH, reason=WHY, by=BY, now=NOW)
    assert (case.reference, case.state, case.opened_on) == ("SM-2013-0001", "in_measures", KEOGH)
    assert case.suspensions.get().from_on == KEOGH
    assert refused(lambda: record_case_entry(trust=cast.trust, on=KEOGH, reason=WHY, by=BY, now=NOW)) == "already_in"
    extended = record_case_extension(
        trust=cast.trust, to=date(2015, 1, 16), on=date(2014, 7, 16), reason="Slow.", by=BY, now=NOW
    )
    assert extended.spell is not None
    assert extended.spell.extended_to == date(2015, 1, 16)
    left = record_case_exit(trust=cast.trust, on=date(2015, 1, 10), reason="Good.", by=BY, now=NOW)
    assert (left.state, left.suspensions.get().to_on) == ("left", date(2015, 1, 10))
    assert Case.objects.count() == 1
    assert entries_of(case) == ["case.decided"] * 3
    assert set(AuditEntry.objects.filter(subject_kind="case").values_list("system", flat=True)) == {"test"}


def test_a_time_recorded_before_there_were_cases_gets_its_case_with_the_next_decision() -> None:
    cast = make_cast()
    record_entry(trust=cast.trust, on=KEOGH, reason=WHY, by=BY, now=NOW)
    assert case_of(cast.trust, KEOGH) is None
    left = record_case_exit(trust=cast.trust, on=date(2014, 7, 1), reason="Good.", by=BY, now=NOW)
    assert (left.state, left.opened_on) == ("left", KEOGH)
    assert case_of(cast.trust, KEOGH) == left


def test_what_waits_for_its_decision_here_is_not_recorded_past_it() -> None:
    cast = make_cast()
    made = recommended(cast)
    assert refused(lambda: record_case_entry(trust=cast.trust, on=KEOGH, reason=WHY, by=BY, now=NOW)) == "open"
    case = agreed(made, cast).case
    recommend_exit(case=case, reason="Safe.", on=date(2014, 7, 1), by=cast.inspector, now=NOW)
    on = date(2014, 8, 1)
    assert refused(lambda: record_case_exit(trust=cast.trust, on=on, reason="x", by=BY, now=NOW)) == "waiting"
    assert (
        refused(lambda: record_case_extension(trust=cast.trust, to=date(2015, 1, 1), on=on, reason="x", by=BY, now=NOW))
        == "waiting"
    )


def test_the_command_opens_extends_and_ends_a_case(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    make_trust()
    for given in (
        ("--entered", "2013-07-16"),
        ("--extended", "2015-01-16", "--decided", "2014-07-16"),
        ("--left", "2015-01-10"),
    ):
        out = StringIO()
        call_command("record_special_measures", "RX1", *given, "--reason", WHY, stdout=out)
        assert json.loads(out.getvalue())["case"] == "SM-2013-0001"
    case = Case.objects.select_related("spell").get()
    assert case.state == "left"
    assert case.spell is not None
    assert (case.spell.extended_to, case.spell.left_on) == (date(2015, 1, 16), date(2015, 1, 10))


def test_numbers_are_counted_by_the_year_of_the_first_day() -> None:
    codes = ("RX1", "RX2", "RX3")
    days = (KEOGH, date(2014, 1, 2), date(2013, 12, 31))
    made = [recommended(make_cast(code), on).case.reference for code, on in zip(codes, days, strict=True)]
    assert made == ["SM-2013-0001", "SM-2014-0001", "SM-2013-0002"]
