"""Special measures as they were decided: entered, extended once, left; each with its reason, and one of two at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from oversight.accounts.models import Role
from oversight.organisations.models import Body, Trust, TrustKind
from oversight.organisations.successions import record_succession
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.models import RecomputeRequest, SpecialMeasuresSpell
from ratings.special_measures.recording import record_entry, record_exit, record_extension
from ratings.special_measures.standing import in_special_measures, spell_of
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BY, NOW, enter, wait_until_somebody_waits
from tests.ratings.test_question_scopes import work as settle_all
from tests.returns.making import make_person

KEOGH = date(2013, 7, 16)
WHY = "Wards were unsafe at night."


def extend(trust: Trust, to: date, *, on: date = date(2014, 7, 16), **changes: object) -> SpecialMeasuresSpell:
    given: dict[str, object] = {"reason": "It improves slowly.", "by": BY, "now": NOW, **changes}
    return record_extension(trust=trust, to=to, on=on, **given)  # type: ignore[arg-type]


def leave(trust: Trust, on: date, **changes: object) -> SpecialMeasuresSpell:
    given: dict[str, object] = {"reason": "It is Good now.", "by": BY, "now": NOW, **changes}
    return record_exit(trust=trust, on=on, **given)  # type: ignore[arg-type]


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    assert refusal.value.message
    return refusal.value.code


@pytest.mark.django_db
def test_a_trust_enters_is_extended_and_leaves_each_with_reason_audit_and_news() -> None:
    trust = make_trust()
    made = enter(trust, KEOGH)
    assert (made.reinspect_by, made.entry_as, made.entry_by) == (date(2014, 7, 16), "test", None)
    extend(trust, date(2015, 1, 16))
    left = leave(trust, date(2015, 1, 10))
    left.refresh_from_db()
    assert (left.pk, left.extended_to, left.left_on) == (made.pk, date(2015, 1, 16), date(2015, 1, 10))
    assert (left.entry_reason, left.extension_reason, left.exit_reason) == (
        "Wards were unsafe.",
        "It improves slowly.",
        "It is Good now.",
    )
    names = ["special_measures.entered", "special_measures.extended", "special_measures.left"]
    entries = AuditEntry.objects.filter(action__startswith="special_measures.").order_by("pk")
    assert [(entry.action, entry.subject_id, entry.system) for entry in entries] == [
        (name, "RX1", "test") for name in names
    ]
    assert all(entry.hashes and WHY not in str(entry.fields) for entry in entries)
    events = OutboxEvent.objects.filter(name__startswith="special_measures.").order_by("pk")
    assert [(event.name, event.payload) for event in events] == [(name, {"trust": "RX1"}) for name in names]
    # It may enter again, and that is another time.
    enter(trust, date(2015, 3, 1))
    assert SpecialMeasuresSpell.objects.count() == 2


@pytest.mark.django_db
def test_from_the_day_of_entry_to_the_day_before_it_left_it_is_in_special_measures() -> None:
    trust = make_trust()
    enter(trust, KEOGH)
    leave(trust, date(2014, 7, 16))
    make_trust("RX2")
    assert in_special_measures(KEOGH - timedelta(days=1)) == frozenset()
    assert in_special_measures(KEOGH) == {"RX1"}
    assert in_special_measures(date(2014, 7, 15)) == {"RX1"}
    assert in_special_measures(date(2014, 7, 16)) == frozenset()


@pytest.mark.django_db
def test_a_merged_trusts_time_goes_on_with_those_that_followed_it() -> None:
    first, second, third = make_trust("RX1"), make_trust("RX2"), make_trust("RX3")
    enter(first, KEOGH)
    record_succession(from_code="RX1", to_code="RX2", on=date(2014, 4, 1), by=BY, now=NOW)
    record_succession(from_code="RX2", to_code="RX3", on=date(2015, 1, 1), by=BY, now=NOW)
    assert in_special_measures(date(2014, 3, 31)) == {"RX1"}
    assert in_special_measures(date(2014, 4, 1)) == {"RX2"}
    assert in_special_measures(date(2015, 1, 1)) == {"RX3"}
    spell = spell_of(third, date(2015, 1, 1))
    assert spell is not None
    assert spell.trust == first
    assert spell_of(second, date(2014, 3, 31)) is None
    # It is in already by what it followed; one that was followed enters nothing more.
    assert refused(lambda: enter(third, date(2015, 2, 1))) == "already_in"
    assert refused(lambda: enter(first, date(2015, 2, 1))) == "followed"
    # The decision on it is recorded of the one that followed, and stands with the time that it ends.
    assert leave(third, date(2015, 2, 1)).trust == first
    assert in_special_measures(date(2015, 2, 1)) == frozenset()


@pytest.mark.django_db
def test_a_trusts_own_time_counts_before_one_that_it_took_over() -> None:
    first, second = make_trust("RX1"), make_trust("RX2")
    enter(first, KEOGH)
    own = enter(second, date(2014, 2, 1))
    record_succession(from_code="RX1", to_code="RX2", on=date(2014, 4, 1), by=BY, now=NOW)
    assert spell_of(second, date(2014, 5, 1)) == own
    leave(second, date(2014, 6, 1))
    # What it took over is still to be decided on.
    assert in_special_measures(date(2014, 6, 1)) == {"RX2"}
    leave(second, date(2014, 7, 1))
    assert in_special_measures(date(2014, 7, 1)) == frozenset()


@pytest.mark.django_db
def test_what_the_order_of_days_does_not_allow_is_refused() -> None:
    trust = make_trust()
    assert refused(lambda: leave(trust, KEOGH)) == "not_in"
    assert refused(lambda: extend(trust, date(2015, 1, 16))) == "not_in"
    assert refused(lambda: enter(trust, date(2015, 3, 21))) == "future"
    assert refused(lambda: enter(trust, KEOGH, reinspect_by=KEOGH)) == "reinspection"
    assert refused(lambda: enter(trust, KEOGH, reinspect_by=date(2014, 7, 17))) == "reinspection"
    assert refused(lambda: record_entry(trust=trust, on=KEOGH, reason=" ", by=BY, now=NOW)) == "no_reason"
    enter(trust, KEOGH)
    assert refused(lambda: enter(trust, date(2014, 1, 1))) == "already_in"
    assert refused(lambda: leave(trust, KEOGH - timedelta(days=1))) == "not_in"
    assert refused(lambda: extend(trust, date(2014, 7, 16))) == "not_longer"
    assert refused(lambda: extend(trust, date(2015, 1, 17))) == "too_long"
    assert refused(lambda: extend(trust, date(2015, 1, 16), reason="")) == "no_reason"
    extend(trust, date(2015, 1, 16))
    assert refused(lambda: extend(trust, date(2015, 1, 15))) == "extended"
    assert refused(lambda: leave(trust, date(2014, 7, 15))) == "before"
    leave(trust, date(2014, 12, 1))
    assert refused(lambda: leave(trust, date(2014, 12, 1))) == "not_in"
    assert refused(lambda: enter(trust, date(2014, 11, 30))) == "overlaps"
    assert SpecialMeasuresSpell.objects.count() == 1


@pytest.mark.django_db
def test_where_the_rules_know_no_time_none_is_held_to() -> None:
    """Since July 2021 times are agreed for each trust."""
    trust, now = make_trust(), NOW.replace(year=2026)
    made = enter(trust, date(2022, 2, 1), now=now)
    assert made.reinspect_by is None
    extend(trust, date(2025, 1, 1), on=date(2023, 2, 1), now=now)


@pytest.mark.django_db
def test_the_oversight_body_of_the_trusts_kind_decides_and_nobody_else() -> None:
    trust = make_trust()
    TrustKind.objects.create(trust=trust, kind=TrustKind.Kind.NHS_TRUST, source="test")
    decides, *others = (
        make_person(f"{role}@{code}.example", role, body=Body.objects.get(code=code))
        for role, code in (
            (Role.OVERSIGHT_BODY, "TDA"),
            (Role.OVERSIGHT_BODY, "MONITOR"),
            (Role.CHIEF_INSPECTOR, "CQC"),
        )
    )
    for by in others:
        assert refused(lambda by=by: record_entry(trust=trust, on=KEOGH, reason=WHY, by=by, now=NOW)) == "not_allowed"
    made = record_entry(trust=trust, on=KEOGH, reason=WHY, by=decides, now=NOW)
    assert (made.entry_by, made.entry_as) == (decides, str(Role.OVERSIGHT_BODY))
    # In 2026 another body oversees it.
    late = NOW.replace(year=2026)
    assert refused(lambda: leave(trust, date(2026, 1, 1), by=decides, now=late)) == "not_allowed"


BROKEN = {
    "a second open one": "insert into ratings_specialmeasuresspell (trust_id, entered_on, entry_reason, entry_as,"
    " entry_at, extension_reason, extension_as, exit_reason, exit_as) select trust_id, '2014-01-01', 'x', 'x', now(),"
    " '', '', '', '' from ratings_specialmeasuresspell",
    "extended without a reason": "update ratings_specialmeasuresspell set extended_on = '2014-07-16', extended_to ="
    " '2015-01-16'",
    "left before it entered": "update ratings_specialmeasuresspell set left_on = '2013-07-15', exit_reason = 'x',"
    " exit_as = 'x', exit_at = now()",
    "left for no reason": "update ratings_specialmeasuresspell set left_on = '2014-07-15'",
    "inspected again before it entered": "update ratings_specialmeasuresspell set reinspect_by = '2013-07-16'",
    "another day of entry": "update ratings_specialmeasuresspell set entered_on = '2013-07-17'",
    "another reason": "update ratings_specialmeasuresspell set entry_reason = 'Others.'",
    "taken out": "delete from ratings_specialmeasuresspell",
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", sorted(BROKEN))
def test_the_database_holds_the_order_of_days_and_what_was_decided(what: str) -> None:
    enter(make_trust(), KEOGH)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BROKEN[what])
        # Some hold only at the end.
        cursor.execute("set constraints all immediate")


@pytest.mark.django_db
def test_the_database_holds_one_extension_and_one_exit() -> None:
    trust = make_trust()
    enter(trust, KEOGH)
    extend(trust, date(2015, 1, 1))
    spells = SpecialMeasuresSpell.objects.all()
    for change in ({"extended_to": date(2015, 1, 16)}, {"extension_reason": "Another."}, {"extended_to": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            spells.update(**change)
    leave(trust, date(2014, 12, 1))
    for change in ({"left_on": None}, {"left_on": date(2014, 12, 2)}, {"exit_reason": "Another."}):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            spells.update(**change)


TWO = {
    "two entries": (lambda: enter(the_trust(), KEOGH), lambda: enter(the_trust(), date(2013, 8, 1)), "already_in"),
    "two extensions": (
        lambda: extend(the_trust(), date(2015, 1, 1)),
        lambda: extend(the_trust(), date(2015, 1, 16)),
        "changed",
    ),
    "two exits": (
        lambda: leave(the_trust(), date(2014, 8, 1)),
        lambda: leave(the_trust(), date(2014, 9, 1)),
        "changed",
    ),
    "an extension and an exit": (
        lambda: extend(the_trust(), date(2015, 1, 1)),
        lambda: leave(the_trust(), date(2014, 9, 1)),
        "changed",
    ),
}


def the_trust() -> Trust:
    return Trust.objects.get(code="RX1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", sorted(TWO))
def test_of_two_at_once_one_does_and_the_other_is_refused(which: str) -> None:
    """The first has written and not committed when the second begins: it waits, and finds things otherwise."""
    first, second, code = TWO[which]
    trust = make_trust()
    if which != "two entries":
        enter(trust, KEOGH)
    before = AuditEntry.objects.filter(action__startswith="special_measures.").count()
    told: list[str] = []

    def run_second() -> None:
        try:
            second()
            told.append("done")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    other = threading.Thread(target=run_second)
    with transaction.atomic():
        first()
        other.start()
        wait_until_somebody_waits()
    other.join(30)
    assert told == [code]
    assert AuditEntry.objects.filter(action__startswith="special_measures.").count() == before + 1
    assert SpecialMeasuresSpell.objects.count() == 1


@pytest.mark.django_db
def test_the_command_records_and_says_what_stands_or_why_not(monkeypatch, settings) -> None:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    make_trust()

    def told(*given: str) -> dict[str, object]:
        out = StringIO()
        call_command("record_special_measures", *given, "--reason", WHY, stdout=out)
        return json.loads(out.getvalue())

    stands = {"trust": "RX1", "case": "SM-2013-0001", "entered_on": "2013-07-16", "reinspect_by": "2014-07-16"}
    assert told("rx1", "--entered", "2013-07-16") == {**stands, "extended_to": None, "left_on": None}
    extended = told("RX1", "--extended", "2015-01-16", "--decided", "2014-07-16")
    assert extended == {**stands, "extended_to": "2015-01-16", "left_on": None}
    assert told("RX1", "--left", "2015-01-10")["left_on"] == "2015-01-10"
    for given, code in (
        (("RX9", "--entered", "2013-07-16"), "unknown_trust"),
        (("RX1", "--entered", "16 July"), "not_a_date"),
        (("RX1", "--left", "2015-01-10"), "not_in"),
    ):
        out = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("record_special_measures", *given, "--reason", WHY, stdout=out, stderr=StringIO())
        assert ended.value.code == 2
        assert json.loads(out.getvalue())["code"] == code


@pytest.mark.django_db
def test_each_decision_asks_for_the_trust_and_for_those_that_followed_it() -> None:
    trust = make_trust()
    make_trust("RX2")
    make_trust("RX3")
    record_succession(from_code="RX1", to_code="RX2", on=date(2015, 1, 1), by=BY, now=NOW)
    settle_all()
    before = RecomputeRequest.objects.in_bulk(field_name="scope")
    enter(the_trust_of("RX2"), date(2015, 2, 1))
    settle_all()
    asked = {
        scope
        for scope, request in RecomputeRequest.objects.in_bulk(field_name="scope").items()
        if scope not in before or request.wanted > before[scope].wanted
    }
    # In special measures a trust is in band 1.
    assert {"ratings:RX2", "bands:real"} <= asked
    assert not {"ratings:RX1", "ratings:RX3"} & asked
    assert trust.code == "RX1"


def the_trust_of(code: str) -> Trust:
    return Trust.objects.get(code=code)
