"""From published ratings and decisions to flags: worked out, their changes recorded, and the same from nothing."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction

from inspections.models import PublishedRating
from oversight.organisations.successions import record_succession
from oversight.records.models import AuditEntry
from ratings.comparing import Comparison
from ratings.models import CriterionChange, CriterionFlag, SpecialMeasuresSpell
from ratings.rebuilding import rebuild, verify
from ratings.recompute import recompute_trust, run_scope
from ratings.scopes import RatingsScope
from ratings.settling import settle
from ratings.special_measures.facts import compute_criteria
from ratings.special_measures.recording import record_exit, record_extension
from ratings.special_measures.writing import write_criteria
from ratings.subscribing import ask_for_the_day
from ratings.writing import Overtaken
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import (
    BETTER,
    BY,
    FAILING,
    NOW,
    RI,
    SAFE,
    WELL_LED,
    days_later,
    enter,
    publish,
    states,
    wait_until_somebody_waits,
    work,
)

pytestmark = pytest.mark.django_db

ENTERED = date(2014, 7, 16)


def flag(code: str, criterion: str) -> CriterionFlag:
    return CriterionFlag.objects.get(trust_code=code, criterion=criterion)


def changes(code: str) -> list[tuple[str, str, str]]:
    found = CriterionChange.objects.filter(trust_code=code).order_by("pk")
    return list(found.values_list("criterion", "old", "new"))


def run_all(now: datetime) -> None:
    assert not settle(clock=lambda: now, timer=lambda: 0.0, sleep=lambda seconds: None)


def test_a_failing_trust_is_flagged_with_the_ratings_that_say_so_and_nothing_is_decided() -> None:
    trust = make_trust()
    publish(trust, FAILING, inspected_on=date(2015, 1, 21), reference="REP-7")
    published = list(PublishedRating.objects.order_by("pk").values())
    assert work(trust)["entry"] == "met"
    made = flag("RX1", "entry")
    assert made.since == date(2015, 3, 2)
    assert made.reason == (
        "Well-led was published as rated Inadequate on 2 March 2015. Safe was published as rated "
        "Inadequate on 2 March 2015. By its ratings the trust is one for which special measures are to be recommended."
    )
    assert made.rule_set == "special-measures-2014"
    assert set(made.evidence["ratings"]) == {"safe", "well_led"}
    assert made.evidence["ratings"]["safe"] == {
        "place": "RX1",
        "rating": "inadequate",
        "published_on": "2015-03-02",
        "inspected_on": "2015-01-21",
        "source": "cqc_api",
        "reference": "REP-7",
    }
    assert [(part["id"], part["outcome"]) for part in made.evidence["parts"]] == [
        ("well_led", "met"),
        ("others", "met"),
        ("needs_support", "for_people"),
    ]
    assert changes("RX1") == [("entry", "", "met")]
    entry = AuditEntry.objects.get(action="special_measures.criteria_changed")
    assert (entry.system, entry.fields) == ("recompute", ["entry"])
    assert not SpecialMeasuresSpell.objects.exists()
    assert list(PublishedRating.objects.order_by("pk").values()) == published


def test_a_trust_that_does_not_fail_is_not_flagged_and_no_change_is_told() -> None:
    trust = make_trust()
    publish(trust, BETTER)
    expected = {"entry": "not_met", "exit": "not_applicable", "extension": "not_applicable"}
    assert work(trust) == {**expected, "reinspection": "not_applicable", "update": "not_applicable"}
    assert changes("RX1") == []
    assert flag("RX1", "entry").reason == (
        "Well-led was published as rated Requires improvement on 2 March 2015. "
        "No other key question of the trust is rated Inadequate."
    )


def test_the_whole_way_from_flag_to_exit_leaves_its_history() -> None:
    trust = make_trust()
    publish(trust, FAILING, date(2014, 7, 10), inspected_on=date(2014, 5, 9))
    work(trust, datetime(2014, 7, 12, 10, tzinfo=NOW.tzinfo))
    enter(trust, ENTERED)
    assert work(trust) == {
        "entry": "not_applicable",
        "exit": "not_met",
        "extension": "not_met",
        "reinspection": "not_met",
        "update": "overdue",
    }
    work(trust, datetime(2015, 4, 18, 10, tzinfo=NOW.tzinfo))
    assert states(trust)["reinspection"] == "due_soon"
    assert states(trust)["extension"] == "met"
    publish(trust, BETTER, date(2015, 5, 1), inspected_on=date(2015, 4, 20), now=days_later(60), reference="R2")
    work(trust, days_later(60))
    assert (states(trust)["exit"], states(trust)["extension"], states(trust)["reinspection"]) == (
        "met",
        "not_met",
        "met",
    )
    record_exit(trust=trust, on=date(2015, 5, 20), reason="It holds.", by=BY, now=days_later(70))
    work(trust, days_later(70))
    assert set(states(trust).values()) == {"not_met", "not_applicable"}
    assert changes("RX1") == [
        ("entry", "", "met"),
        ("entry", "met", "not_applicable"),
        ("exit", "not_applicable", "not_met"),
        ("extension", "not_applicable", "not_met"),
        ("reinspection", "not_applicable", "not_met"),
        ("update", "not_applicable", "overdue"),
        ("extension", "not_met", "met"),
        ("reinspection", "not_met", "due_soon"),
        ("exit", "not_met", "met"),
        ("extension", "met", "not_met"),
        ("reinspection", "due_soon", "met"),
        ("entry", "not_applicable", "not_met"),
        ("exit", "met", "not_applicable"),
        ("extension", "not_met", "not_applicable"),
        ("reinspection", "met", "not_applicable"),
        ("update", "overdue", "not_applicable"),
    ]
    causes = list(CriterionChange.objects.order_by("pk").values_list("cause", flat=True))
    assert causes[0] == "It was worked out here for the first time."
    assert causes[1] == "Special measures from 16 July 2014 were recorded."
    assert causes[6:8] == ["A day came on which it stands otherwise."] * 2
    assert causes[8] == "A rating of the trust was published on 1 May 2015."
    assert causes[-1] == "That special measures ended was recorded."
    with pytest.raises(DatabaseError), transaction.atomic():
        CriterionChange.objects.update(reason="Another.")


def test_what_is_worked_out_again_is_written_once() -> None:
    trust = make_trust()
    publish(trust, FAILING)
    work(trust)
    before = list(CriterionFlag.objects.order_by("pk").values())
    work(trust, days_later(1))
    assert list(CriterionFlag.objects.order_by("pk").values()) == before
    assert len(changes("RX1")) == 1
    # Another rating that makes it so is told, since somebody looks at it.
    publish(trust, {**FAILING, SAFE: RI, WELL_LED: FAILING[WELL_LED]}, date(2015, 3, 9), now=days_later(2))
    work(trust, days_later(2))
    assert changes("RX1")[-1] == ("entry", "met", "not_met")


def test_a_day_alone_brings_a_clock_to_its_end() -> None:
    trust = make_trust()
    enter(trust, ENTERED)
    work(trust)
    for on, state in ((date(2015, 7, 16), "due_soon"), (date(2015, 7, 17), "overdue")):
        now = datetime(on.year, on.month, on.day, 10, tzinfo=NOW.tzinfo)
        with transaction.atomic():
            assert ask_for_the_day(on=on, now=now) == 1
        assert run_scope(str(RatingsScope("RX1")), clock=lambda now=now: now) is not None
        assert states(trust)["reinspection"] == state
    assert flag("RX1", "reinspection").due_on == date(2015, 7, 16)
    assert flag("RX1", "reinspection").reason.endswith(
        "The trust is to be inspected again by 16 July 2015, and that day is past."
    )


def test_an_extension_moves_the_clocks() -> None:
    trust = make_trust()
    enter(trust, date(2014, 3, 1))
    work(trust)
    assert states(trust)["reinspection"] == "overdue"
    record_extension(trust=trust, to=date(2015, 9, 1), on=date(2015, 3, 20), reason="Slow.", by=BY, now=NOW)
    work(trust)
    assert (states(trust)["reinspection"], states(trust)["extension"]) == ("not_met", "not_met")
    assert CriterionChange.objects.filter(cause="An extension to 1 September 2015 was recorded.").count() == 3
    work(trust, days_later(200))
    assert (states(trust)["reinspection"], states(trust)["extension"]) == ("overdue", "overdue")


def test_a_merged_trusts_time_is_asked_of_the_one_that_followed_and_its_ratings_are_not() -> None:
    first, second = make_trust("RX1"), make_trust("RX2")
    publish(first, FAILING)
    publish(second, BETTER, inspected_on=date(2014, 1, 9))
    enter(first, ENTERED)
    record_succession(from_code="RX1", to_code="RX2", on=date(2015, 3, 10), by=BY, now=NOW)
    run_all(NOW)
    assert set(states(first).values()) == {"not_applicable"}
    assert flag("RX1", "entry").reason == "RX2 followed this trust: it is asked there now."
    assert states(second) == {
        "entry": "not_applicable",
        "exit": "not_met",
        "extension": "not_met",
        "reinspection": "not_met",
        "update": "overdue",
    }
    assert flag("RX2", "entry").reason.startswith(
        "RX1, which this trust followed, has been in special measures since 16 July"
    )
    assert flag("RX2", "exit").evidence["spell"]["trust"] == "RX1"


def test_a_trust_of_the_demonstration_lives_by_its_own_rules_and_a_real_one_by_those_of_the_day() -> None:
    now = NOW.replace(year=2026)
    real, invented = make_trust("RX1"), make_trust("X01", demonstration=True)
    for trust in (real, invented):
        publish(trust, FAILING, date(2026, 3, 2), now=now)
    assert set(work(real, now).values()) == {"not_applicable"}
    assert flag("RX1", "entry").rule_set == "recovery-support-2021"
    assert "No criterion is known that ratings alone would meet" in flag("RX1", "entry").reason
    assert work(invented, now)["entry"] == "met"
    assert flag("X01", "entry").rule_set == "special-measures-2014"


def test_before_there_were_special_measures_nothing_is_worked_out() -> None:
    trust = make_trust()
    assert work(trust, datetime(2013, 7, 1, 10, tzinfo=NOW.tzinfo)) == {}


def test_in_whatever_order_news_arrives_the_flags_are_the_same() -> None:
    """Reports, an entry and an extension, in every order that their days allow to be recorded in."""
    told = []
    for number, order in enumerate(permutations(range(3))):
        trust = make_trust(f"RX{number}")
        news = (
            lambda trust=trust: publish(trust, FAILING, date(2014, 7, 10), inspected_on=date(2014, 5, 9)),
            lambda trust=trust: publish(trust, BETTER, inspected_on=date(2015, 1, 21), reference="R2"),
            lambda trust=trust: enter(trust, ENTERED),
        )
        for place in order:
            news[place]()
            work(trust)
            # Twice is as once.
            work(trust)
        rows = CriterionFlag.objects.filter(trust_code=trust.code).order_by("criterion")
        text = repr(list(rows.values_list("criterion", "state", "since", "due_on", "reason", "evidence", "rule_set")))
        told.append(text.replace(trust.code, "CODE"))
    assert len(set(told)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_the_second_writes_nothing() -> None:
    """The first has written and not committed when the second begins: it waits, and finds the rows changed."""
    trust = make_trust()
    publish(trust, FAILING)
    work(trust)
    publish(trust, BETTER, date(2015, 3, 9), now=days_later(1))
    made = compute_criteria("RX1", on=days_later(1).date())
    told: list[str] = []

    def second() -> None:
        try:
            with transaction.atomic():
                write_criteria(made, now=days_later(1))
            told.append("written")
        except Overtaken:
            told.append("overtaken")
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        assert write_criteria(made, now=days_later(1)) == 1
        other.start()
        wait_until_somebody_waits()
    other.join(30)
    assert told == ["overtaken"]
    assert changes("RX1") == [("entry", "", "met"), ("entry", "met", "not_met")]


DAMAGE = {
    "delete from ratings_criterionflag where criterion = 'entry'": "criterion entry of special measures of RX1",
    "update ratings_criterionflag set state = 'not_met' where criterion = 'entry'": "not_met by special-measures-2014",
    "update ratings_criterionflag set reason = 'Because.' where criterion = 'exit'": "Because.",
    "update ratings_criterionflag set evidence = '{}' where criterion = 'entry'": "criterion entry",
    "update ratings_criterionflag set inputs_digest = 'x' where criterion = 'entry'": "a hash that is not that",
    "update ratings_criterionflag set rule_set = 'mine' where criterion = 'exit'": "by mine",
    "update ratings_criterionflag set trust_code = 'GONE'": "ratings of trust GONE",
}


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_flags_stored_otherwise_are_found_and_mended(damage: str) -> None:
    trust = make_trust()
    publish(trust, FAILING)
    run_all(NOW)
    work(trust)
    before = sorted(CriterionFlag.objects.values_list("criterion", "digest"))
    found: Comparison = verify()
    assert (found.first, found.different, found.criteria) == ([], 0, 5)
    with connection.cursor() as cursor:
        cursor.execute(damage)
        assert cursor.rowcount
    found = verify()
    assert DAMAGE[damage] in "\n".join(map(str, found.first))
    assert rebuild(now=NOW).different == found.different
    assert verify().different == 0
    assert sorted(CriterionFlag.objects.values_list("criterion", "digest")) == before


def test_flags_are_compared_as_of_the_day_for_which_they_were_worked_out() -> None:
    trust = make_trust()
    enter(trust, ENTERED)
    recompute_trust(trust, clock=lambda: NOW)
    run_all(NOW)
    # On its own day it is right, though a clock has ended since; and the day's turn takes it in.
    assert verify().different == 0
    later = NOW + timedelta(days=400)
    assert rebuild(now=later).different == 0
    assert states(trust)["reinspection"] == "overdue"
