"""What members of one quality surveillance group share and set themselves, and what a commissioner asks and agrees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from oversight.accounts.models import Person, Role
from oversight.clock import london_date
from oversight.demonstration.bodies import commissioner_code, surveillance_code
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from ratings.commissioning.askable import often_short, raised_of
from ratings.commissioning.asking import answer_question, ask_about
from ratings.commissioning.planning import add_ward_action, agree_plan, ask_for_plan, propose_plan, seen_hash
from ratings.surveillance.acting import record_worry, set_action
from ratings.surveillance.membership import take_seat
from ratings.surveillance.models import GroupAction, Worry
from ratings.surveillance.sharing import add_intelligence
from workspaces.demonstration.country import REGIONS, trust_code

_TOLD = "demonstration.local_bodies_told"
_IDS = UUID("c1f0b0c2-6a0e-4a63-9c2e-5e6a1d4b7f21")
_REGION = REGIONS[0][0]
_SLIDING, _JUST_IN = trust_code(1), trust_code(13)
# How many days ago the group met, and the commissioner asked, was answered, and agreed.
_MET, _ASKED, _ANSWERED, _PROPOSED, _AGREED = 11, 30, 24, 18, 12


def tell_local_bodies(rows: Mapping[str, Trust], people: Mapping[tuple[str, Role], Person], *, now: datetime) -> bool:
    """Tell what a group and a commissioner of one region did, once, by the signals as they stand; False if told."""
    if AuditEntry.objects.filter(action=_TOLD).exists():
        return False
    with transaction.atomic(), history():
        _meet(rows, now=now)
        _commission(rows[_SLIDING], people[_SLIDING, Role.PREPARER], now=now)
        audit(_TOLD, by=DEMONSTRATION, subject=Reference("demonstration", "local bodies"), now=now)
    return True


def _meet(rows: Mapping[str, Trust], *, now: datetime) -> None:
    group = Body.objects.get(code=surveillance_code(_REGION))
    member = Person.objects.get(email="member@surveillance.example")
    healthwatch = Person.objects.get(email="healthwatch@healthwatch.example")
    at, day = now - timedelta(days=_MET), london_date(now - timedelta(days=_MET))
    take_seat(group=group, organisation="The region's clinical network", by=member, now=at)
    take_seat(group=group, organisation="Healthwatch", by=healthwatch, now=at)
    for number, (by, code, heading, words) in enumerate(
        (
            (
                healthwatch,
                _SLIDING,
                "Relatives help at mealtimes",
                "On our last two visits relatives told us that they come at noon, since nobody else helps with meals.",
            ),
            (
                member,
                _JUST_IN,
                "Students will not come back",
                "Two universities tell us that students asked not to be placed here again.",
            ),
        )
    ):
        add_intelligence(
            group=group,
            trust=rows[code],
            heading=heading,
            words=words,
            heard_on=day - timedelta(days=6),
            with_all=True,
            readers=(),
            memorandum=None,
            save_id=_id("intelligence", number),
            by=by,
            now=at,
        )
    for code, level, reason in (
        (_JUST_IN, Worry.Level.MOST, "In special measures, and students and families say the same of its wards."),
        (_SLIDING, Worry.Level.CLOSER, "Nurses leave, and what patients say of the wards gets worse month by month."),
    ):
        record_worry(
            group=group, trust=rows[code], level=level, reason=reason, agreed_on=day, seen=0, by=member, now=at
        )
    set_action(
        group=group,
        trust=rows[_SLIDING],
        purpose=GroupAction.Purpose.GATHER,
        what="Ask the families of the older people's ward how meals and nights are, and tell the next meeting.",
        owner=healthwatch,
        due_on=london_date(now) + timedelta(days=17),
        save_id=_id("action", 0),
        by=member,
        now=at,
    )


def _commission(trust: Trust, preparer: Person, *, now: datetime) -> None:
    """Ask the trust about a signal, and agree a plan for its wards that are often short, where there are any."""
    body = Body.objects.get(code=commissioner_code(_REGION))
    commissioner = Person.objects.get(email="commissioner@commissioning.example")
    short = often_short(trust)
    others = [one for one in raised_of([trust])[trust.code] if not one.is_often_short]
    if others:
        asked_at = now - timedelta(days=_ASKED)
        question = ask_about(
            body=body,
            trust=trust,
            signal_key=others[0].key,
            words="What is behind this, and what do you do about it before winter?",
            answer_by=london_date(asked_at) + timedelta(days=14),
            save_id=_id("question", 0),
            by=commissioner,
            now=asked_at,
        )
        answer_question(
            question=question,
            words="Seven nurses left since spring. Four begin in January; until then four beds stay closed at night.",
            step_id=_id("answer", 0),
            by=preparer,
            now=now - timedelta(days=_ANSWERED),
        )
    wards = [one.ward for one in short if one.ward is not None]
    if not wards:
        return
    plan = ask_for_plan(
        body=body,
        trust=trust,
        wards=wards,
        words="These wards have been short for months. What will you do for each, and by when?",
        propose_by=london_date(now - timedelta(days=_ASKED)) + timedelta(days=21),
        save_id=_id("plan", 0),
        by=commissioner,
        now=now - timedelta(days=_ASKED),
    )
    written = now - timedelta(days=_PROPOSED)
    for number, ward in enumerate(plan.wards.order_by("pk")):
        add_ward_action(
            plan_ward=ward,
            what="Fill every night shift with a registered nurse of the bank before agencies are asked.",
            owner="Matron",
            due_on=london_date(now) + timedelta(days=40),
            save_id=_id("ward action", number),
            by=preparer,
            now=written,
        )
    propose_plan(
        plan=plan, words="This is what we can do by then.", step_id=_id("proposed", 0), by=preparer, now=written
    )
    plan.refresh_from_db()
    agree_plan(
        plan=plan,
        seen=seen_hash(plan),
        words="Agreed. Tell us of the first month's nights.",
        step_id=_id("agreed", 0),
        by=commissioner,
        now=now - timedelta(days=_AGREED),
    )


def _id(*of: object) -> UUID:
    return uuid5(_IDS, "/".join(str(part) for part in of))
