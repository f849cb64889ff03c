"""Sorting concerns: what may follow what, two inspectors at once, concerns told twice, and what is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import InternalError, transaction

from complaints.concerns import triage
from complaints.concerns.answering import answer
from complaints.concerns.following import story_of
from complaints.concerns.following_up import address, link, validate
from complaints.concerns.models import Concern, Message, Urgency
from complaints.concerns.states import ConcernState
from complaints.concerns.themes import Theme
from complaints.concerns.triage import Sorting, join, part, seen_token, sort_concern
from complaints.concerns.triage_models import ConcernLink, ConcernStep, FollowedMatter, JoinedConcern
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.references import Reference, resolve
from tests.concerns.making import NOW, a_hospital, told
from tests.concerns.triage_making import Desk, a_desk, of_public, of_staff, sorted_out, sorting
from tests.inspections.core.refusing import refused

DAY = timedelta(days=1)


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()


def test_a_concern_is_sorted_and_keeps_what_was_told(desk: Desk) -> None:
    concern = sorted_out(desk, of_public(desk), urgency=Urgency.URGENT)
    kept = Concern.objects.get()
    assert (kept.state, kept.urgency, kept.theme, kept.trust, kept.ward) == (
        "triaged",
        "urgent",
        "staff_numbers",
        desk.hospital.trust,
        desk.hospital.ward,
    )
    assert kept.what_happened == "My mother waited nine hours for water."
    step = ConcernStep.objects.get()
    assert (step.before, step.after, step.by, step.at) == ("new", "triaged", desk.inspector, NOW)
    assert concern.state == kept.state


def test_of_two_inspectors_one_sorts_and_the_other_is_told(desk: Desk) -> None:
    concern = of_public(desk)
    seen = seen_token(concern)
    for by, code in ((desk.inspector, ""), (desk.second, "moved_on")):
        if code:
            with refused(code):
                sort_concern(concern=concern, sorting=sorting(desk), seen=seen, by=by, now=NOW + DAY)
        else:
            sort_concern(concern=concern, sorting=sorting(desk), seen=seen, by=by, now=NOW)
    assert ConcernStep.objects.count() == 1


def test_sorted_again_while_it_is_looked_into_the_first_reader_is_told_too(desk: Desk) -> None:
    concern = sorted_out(desk, of_public(desk))
    seen = seen_token(concern)
    sort_concern(concern=concern, sorting=sorting(desk), seen=seen, by=desk.second, now=NOW + DAY)
    with refused("moved_on"):
        answer(concern=concern, text="Thank you.", seen=seen, by=desk.inspector, now=NOW + DAY)
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["custodian", "signatory"])
def test_others_do_nothing_with_a_concern(desk: Desk, who: str) -> None:
    concern = of_public(desk)
    with refused("not_allowed"):
        sort_concern(concern=concern, sorting=sorting(desk), seen=seen_token(concern), by=getattr(desk, who), now=NOW)


def test_a_place_fits_its_trust_and_its_world(desk: Desk) -> None:
    concern = of_public(desk)
    other = a_hospital("RX2")
    good = sorting(desk)
    for code, wrong in (
        ("place", replace(good, site=other.site, ward=None)),
        ("place", replace(good, ward=other.ward)),
        ("place", Sorting(Urgency.SOON, False, Theme.CARE, None, other.site)),
    ):
        with refused(code):
            sort_concern(concern=concern, sorting=wrong, seen=seen_token(concern), by=desk.inspector, now=NOW)
    desk.hospital.trust.is_demonstration = False
    desk.hospital.trust.save(update_fields=["is_demonstration"])
    desk.hospital.trust.refresh_from_db()
    with refused("world"):
        sort_concern(
            concern=concern,
            sorting=sorting(desk),
            seen=seen_token(concern),
            by=desk.inspector,
            now=NOW,
        )


def test_spam_has_a_reason_and_can_be_taken_back(desk: Desk) -> None:
    concern = of_public(desk, text="Buy cheap watches.")
    with refused("no_reason"):
        triage.set_aside(concern=concern, reason=" ", seen=seen_token(concern), by=desk.inspector, now=NOW)
    aside = triage.set_aside(
        concern=concern, reason="An advertisement.", seen=seen_token(concern), by=desk.inspector, now=NOW
    )
    assert aside.state == "spam"
    with refused("moved_on"):
        sorted_out(desk, aside, now=NOW + DAY)
    back = triage.take_back(concern=aside, reason="It is none.", seen=seen_token(aside), by=desk.second, now=NOW + DAY)
    assert back.state == "new"
    assert [step.reason for step in ConcernStep.objects.all()] == ["An advertisement.", "It is none."]


def test_an_answer_is_read_by_who_told_without_the_inspectors_name(desk: Desk) -> None:
    concern = of_public(desk)
    with refused("not_sorted"):
        answer(concern=concern, text="Thank you.", seen=seen_token(concern), by=desk.inspector, now=NOW)
    concern = sorted_out(desk, concern)
    with refused("no_words"):
        answer(concern=concern, text=" \n", seen=seen_token(concern), by=desk.inspector, now=NOW)
    answer(concern=concern, text="We ask the ward.", seen=seen_token(concern), by=desk.inspector, now=NOW + DAY)
    story = story_of(Concern.objects.get())
    assert story.lines[-1].from_us
    assert story.lines[-1].text == "We ask the ward."
    assert desk.inspector.email not in str(story)
    event = OutboxEvent.objects.get(name="concern.answered")
    assert set(event.payload) == {"message"}


def test_it_is_closed_with_a_reason_and_opened_again(desk: Desk) -> None:
    concern = sorted_out(desk, of_public(desk))
    closed = triage.close(
        concern=concern, reason="Put right.", seen=seen_token(concern), by=desk.inspector, now=NOW + DAY
    )
    with refused("moved_on"):
        answer(concern=closed, text="One more.", seen="triaged:x", by=desk.inspector, now=NOW)
    with refused("not_sorted"):
        answer(concern=closed, text="One more.", seen=seen_token(closed), by=desk.inspector, now=NOW)
    again = triage.open_again(
        concern=closed, reason="It happened again.", seen=seen_token(closed), by=desk.second, now=NOW + 2 * DAY
    )
    assert again.state == "triaged"


def test_what_is_followed_is_not_closed_before_it_is_addressed(desk: Desk) -> None:
    concern = sorted_out(desk, of_staff(desk), safeguarding=True)
    matter = validate(
        concern=concern,
        of_substance=True,
        reason="The rotas show it.",
        seen=seen_token(concern),
        by=desk.inspector,
        now=NOW + DAY,
    )
    assert matter is not None
    for _ in range(2):
        concern.refresh_from_db()
        with refused("followed"):
            triage.close(concern=concern, reason="Done.", seen=seen_token(concern), by=desk.inspector, now=NOW + DAY)
        waiting = concern.matters.filter(to_on__isnull=True).first()
        address(matter=waiting, reason="Four nurses came.", seen=seen_token(concern), by=desk.second, now=NOW + 3 * DAY)
    concern.refresh_from_db()
    assert (
        triage.close(
            concern=concern, reason="Done.", seen=seen_token(concern), by=desk.inspector, now=NOW + 4 * DAY
        ).state
        == "closed"
    )
    assert sorted(FollowedMatter.objects.values_list("kind", "from_on", "to_on")) == [
        ("safeguarding", NOW.date(), (NOW + 3 * DAY).date()),
        ("staff_concern", (NOW + DAY).date(), (NOW + 3 * DAY).date()),
    ]


def test_only_sorted_concerns_of_staff_are_validated_once(desk: Desk) -> None:
    def found(concern: Concern, *, of_substance: bool = True, reason: str = "Rotas.") -> None:
        validate(
            concern=concern,
            of_substance=of_substance,
            reason=reason,
            seen=seen_token(concern),
            by=desk.inspector,
            now=NOW,
        )

    with refused("not_staff"):
        found(sorted_out(desk, of_public(desk)))
    concern = of_staff(desk)
    with refused("not_sorted"):
        found(concern)
    concern = sorted_out(desk, concern)
    with refused("no_reason"):
        found(concern, reason="")
    found(concern, of_substance=False)
    assert not FollowedMatter.objects.exists()
    concern.refresh_from_db()
    found(concern)
    concern.refresh_from_db()
    with refused("validated"):
        found(concern)


def test_a_matter_that_is_followed_keeps_its_trust(desk: Desk) -> None:
    concern = sorted_out(desk, of_staff(desk))
    validate(concern=concern, of_substance=True, reason="Rotas.", seen=seen_token(concern), by=desk.inspector, now=NOW)
    concern.refresh_from_db()
    with refused("followed"):
        sort_concern(
            concern=concern,
            sorting=Sorting(Urgency.SOON, False, Theme.CARE),
            seen=seen_token(concern),
            by=desk.inspector,
            now=NOW,
        )


def test_safeguarding_taken_back_never_counted(desk: Desk) -> None:
    concern = sorted_out(desk, of_public(desk), safeguarding=True)
    sort_concern(concern=concern, sorting=sorting(desk), seen=seen_token(concern), by=desk.inspector, now=NOW + 5 * DAY)
    matter = FollowedMatter.objects.get()
    assert matter.to_on == matter.from_on


def test_told_twice_is_handled_once(desk: Desk) -> None:
    main = sorted_out(desk, of_public(desk))
    twin = of_public(desk, text="My mother waited NINE hours for water.")
    join(concern=twin, main=main, seen=seen_token(twin), by=desk.inspector, now=NOW)
    twin.refresh_from_db()
    assert (twin.state, twin.urgency, twin.theme, twin.trust) == ("triaged", "soon", "staff_numbers", main.trust)
    with refused("joined"):
        answer(concern=twin, text="Thank you.", seen=seen_token(twin), by=desk.inspector, now=NOW)
    main.refresh_from_db()
    answer(concern=main, text="Thank you both.", seen=seen_token(main), by=desk.inspector, now=NOW + DAY)
    assert set(Message.objects.values_list("concern", "text")) == {
        (main.pk, "Thank you both."),
        (twin.pk, "Thank you both."),
    }
    main.refresh_from_db()
    triage.close(concern=main, reason="Put right.", seen=seen_token(main), by=desk.inspector, now=NOW + 2 * DAY)
    assert set(Concern.objects.values_list("state", flat=True)) == {"closed"}
    twin.refresh_from_db()
    part(concern=twin, seen=seen_token(twin), by=desk.second, now=NOW + 3 * DAY)
    assert not JoinedConcern.objects.exists()


def test_what_is_not_joined(desk: Desk) -> None:
    main, twin, third = of_public(desk), of_public(desk, text="Twin."), of_public(desk, text="Third.")

    def joined(one: Concern, other: Concern) -> None:
        join(concern=one, main=other, seen=seen_token(one), by=desk.inspector, now=NOW)

    with refused("itself"):
        joined(main, main)
    with refused("main"):
        joined(twin, main)
    main = sorted_out(desk, main)
    joined(twin, main)
    twin.refresh_from_db()
    third = sorted_out(desk, third)
    with refused("joined"):
        joined(third, twin)
    with refused("joined"):
        joined(main, third)
    real = told(text="Another.").concern
    with pytest.raises(InternalError), transaction.atomic():
        JoinedConcern.objects.create(concern=real, main=twin, by=desk.inspector, at=NOW)


def test_links_are_made_once_and_a_concern_is_called_by_its_day(desk: Desk) -> None:
    concern = sorted_out(desk, of_public(desk))
    for _ in range(2):
        link(
            concern=concern,
            to=Reference("measure", "whistleblowing_open"),
            seen=seen_token(concern),
            by=desk.inspector,
            now=NOW,
        )
    assert ConcernLink.objects.count() == 1
    described = resolve(Reference("concern", str(concern.public_id)))
    assert described is not None
    assert described.title == "Concern received on 20 November 2026"
    assert described.address == f"/inspect/concerns/{concern.public_id}/"
    assert resolve(Reference("concern", "nothing")) is None


def test_audit_and_events_hold_ids_and_field_names_alone(desk: Desk) -> None:
    concern = sorted_out(desk, of_staff(desk), safeguarding=True)
    validate(
        concern=concern,
        of_substance=True,
        reason="The rotas show it.",
        seen=seen_token(concern),
        by=desk.inspector,
        now=NOW,
    )
    concern.refresh_from_db()
    answer(concern=concern, text="We ask the ward.", seen=seen_token(concern), by=desk.inspector, now=NOW)
    told_of = [str((entry.action, entry.fields, entry.subject_id)) for entry in AuditEntry.objects.all()]
    told_of += [str((event.name, event.subject_id, event.payload)) for event in OutboxEvent.objects.all()]
    for word in ("Ffion", "rotas", "nurses", "We ask", "Rowan", "RX1"):
        assert not [text for text in told_of if word in text], word


def test_steps_are_never_edited(desk: Desk) -> None:
    sorted_out(desk, of_public(desk))
    for change in (
        lambda: ConcernStep.objects.update(reason="Other."),
        lambda: ConcernStep.objects.update(kind="spam"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_every_open_state_is_one_that_waits() -> None:
    assert {ConcernState.NEW, ConcernState.TRIAGED} == triage.OPEN
