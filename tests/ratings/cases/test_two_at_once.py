"""Two people at once, each in a transaction of their own: one does it, the other is told, and nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from oversight.accounts.models import Person, Role
from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.cases.deciding import decide
from ratings.cases.models import Case, ImprovementDirector, Recommendation
from ratings.cases.recommending import recommend_entry, recommend_exit, recommend_extension, withdraw
from ratings.cases.supporting import appoint_director
from ratings.models import SpecialMeasuresSpell
from tests.ratings.cases.casting import KEOGH, NOW, WHY, entered, evidence, make_cast, person_of, recommended
from tests.ratings.special_measures.making import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def person(role: Role) -> Person:
    return Person.objects.filter(memberships__role=role).order_by("pk")[0]


def the_trust() -> Trust:
    return Trust.objects.get(code="RX1")


def the_case() -> Case:
    return Case.objects.get()


def deciding(agreed: bool) -> object:
    made = Recommendation.objects.select_related("case__trust").get()
    # Another person of the same body each time.
    people = Person.objects.filter(memberships__role=Role.OVERSIGHT_BODY).order_by("pk")
    by = people[0] if agreed else people[1]
    return decide(recommendation=made, agreed=agreed, reason="As said.", on=KEOGH, by=by, now=NOW)


def withdrawing() -> object:
    made = Recommendation.objects.select_related("case__trust").get()
    return withdraw(recommendation=made, reason="A mistake.", on=KEOGH, by=person(Role.CHIEF_INSPECTOR), now=NOW)


def recommending() -> object:
    trust, by = the_trust(), person(Role.CHIEF_INSPECTOR)
    return recommend_entry(trust=trust, reason=WHY, attached=evidence(trust), on=KEOGH, by=by, now=NOW)


def leaving() -> object:
    by = person(Role.INSPECTOR)
    return recommend_exit(case=the_case(), reason="Safe.", on=date(2014, 7, 1), by=by, now=NOW)


def extending() -> object:
    by = person(Role.INSPECTOR)
    to = date(2015, 1, 16)
    return recommend_extension(case=the_case(), to=to, reason="Slow.", on=date(2014, 7, 1), by=by, now=NOW)


def appointing() -> object:
    by = person(Role.OVERSIGHT_BODY)
    return appoint_director(case=the_case(), name="Ada", on=KEOGH, by=by, now=NOW)


# What stands before, what the first does, what the second wants, and what the second is told.
TWO: dict[str, tuple[str, Callable[[], object], Callable[[], object], str]] = {
    "one agrees and one declines": ("recommended", lambda: deciding(True), lambda: deciding(False), "decided"),
    "one declines and one agrees": ("recommended", lambda: deciding(False), lambda: deciding(True), "decided"),
    "both agree": ("recommended", lambda: deciding(True), lambda: deciding(True), "decided"),
    "one withdraws and one agrees": ("recommended", withdrawing, lambda: deciding(True), "decided"),
    "one agrees and one withdraws": ("recommended", lambda: deciding(True), withdrawing, "decided"),
    "two recommend an entry": ("nothing", recommending, recommending, "open"),
    "one leaving, one longer": ("entered", leaving, extending, "waiting"),
    "two directors": ("entered", appointing, appointing, "appointed"),
}


@pytest.mark.parametrize("which", sorted(TWO))
def test_one_does_it_and_the_other_is_told(which: str) -> None:
    """The first has written and not committed when the second begins: the second waits, and finds things otherwise."""
    before, first, second, code = TWO[which]
    cast = make_cast()
    person_of("second", Role.OVERSIGHT_BODY, "MONITOR")
    if before == "recommended":
        recommended(cast)
    elif before == "entered":
        entered(cast)
    kept = AuditEntry.objects.filter(subject_kind="case").count()
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
    # One deed, one entry; and whatever was written is there once.
    assert AuditEntry.objects.filter(subject_kind="case").count() == kept + 1
    assert Case.objects.count() == 1
    assert Recommendation.objects.exclude(state="waiting").count() <= 1
    assert SpecialMeasuresSpell.objects.count() <= 1
    assert ImprovementDirector.objects.count() <= 1


def test_two_decisions_that_a_refusal_ends_leave_nothing_behind() -> None:
    """Whoever is told that it was decided has written nothing: no entry, no news, no half of a decision."""
    cast = make_cast()
    person_of("second", Role.OVERSIGHT_BODY, "MONITOR")
    recommended(cast)
    deciding(False)
    before = AuditEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        deciding(True)
    assert refusal.value.message == (
        "Somebody else was first: this recommendation was declined, on 16 July 2013. Nothing was changed."
    )
    assert AuditEntry.objects.count() == before
    assert not SpecialMeasuresSpell.objects.exists()
    assert Case.objects.get().state == "not_entered"
