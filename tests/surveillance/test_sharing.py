"""Soft intelligence: who reads it, what is logged, and how it is withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from oversight.accounts.models import Membership, Person, Role
from oversight.organisations.models import Region
from oversight.records.models import AuditEntry
from oversight.records.references import Reference, resolve
from ratings.surveillance.logs import Deed, log_of
from ratings.surveillance.membership import groups_of, members_of, take_seat, trusts_of_group
from ratings.surveillance.memoranda import end_memorandum, in_force, record_memorandum
from ratings.surveillance.models import Intelligence, Memorandum, Opening, Share, Withdrawal
from ratings.surveillance.sharing import open_intelligence, readable_by, share, withdraw_intelligence
from tests.refusals import refused
from tests.returns.making import NOW, make_person, make_place
from tests.surveillance.conftest import TODAY, Scene


def memorandum(scene: Scene, **how: object) -> Memorandum:
    told = {
        "group": scene.group,
        "title": "Sharing in the North",
        "parties": "Commissioner of the North\nHealthwatch Northshire",
        "where": "QSG-N/4",
        "agreed_on": date(2026, 4, 1),
        "review_on": date(2027, 4, 1),
        "save_id": uuid4(),
        "by": scene.ann,
        "now": NOW,
        **how,
    }
    return record_memorandum(**told)  # type: ignore[arg-type]


def test_a_group_has_the_trusts_of_its_region_and_world_alone(scene: Scene) -> None:
    real = make_place("RY1").trust
    real.region = Region.objects.get(code="YN1")
    real.save()
    assert [trust.code for trust in trusts_of_group(scene.group)] == ["RX1", "RX2"]
    scene.group.region = None
    assert list(trusts_of_group(scene.group)) == []


def test_members_are_those_of_the_day_with_the_organisation_that_they_said_last(scene: Scene) -> None:
    take_seat(group=scene.group, organisation="Healthwatch  of all\nNorthshire", by=scene.ben, now=NOW)
    assert [(one.person, one.organisation) for one in members_of(scene.group, TODAY)] == [
        (scene.ann, "Commissioner of the North"),
        (scene.ben, "Healthwatch of all Northshire"),
        (scene.cat, ""),
    ]
    Membership.objects.filter(person=scene.ben).update(to_on=TODAY - timedelta(days=1))
    assert [one.person for one in members_of(scene.group, TODAY)] == [scene.ann, scene.cat]
    assert groups_of(scene.ben, TODAY) == []


def test_what_is_shared_with_all_is_read_by_all_members_and_nobody_else(scene: Scene) -> None:
    made = scene.add()
    for reader in (scene.ann, scene.ben, scene.cat):
        assert list(readable_by(reader, scene.group, TODAY)) == [made]
    for reader in (scene.outsider, scene.trust.signatory):
        assert list(readable_by(reader, scene.group, TODAY)) == []
    late = make_person("eve@group.example", Role.GROUP_MEMBER, body=scene.group)
    assert list(readable_by(late, scene.group, TODAY)) == [made]


def test_what_is_shared_with_one_is_there_for_nobody_else(scene: Scene) -> None:
    made = scene.add(with_all=False, readers=[scene.ben])
    assert list(readable_by(scene.ben, scene.group, TODAY)) == [made]
    assert list(readable_by(scene.cat, scene.group, TODAY)) == []
    assert log_of(scene.group, reader=scene.cat, on=TODAY) == []
    with refused("not_allowed"):
        open_intelligence(intelligence=made, by=scene.cat, now=NOW)
    Membership.objects.filter(person=scene.ben).update(to_on=TODAY - timedelta(days=1))
    assert list(readable_by(scene.ben, scene.group, TODAY)) == []


def test_who_added_it_shares_it_further_once(scene: Scene) -> None:
    made = scene.add(with_all=False, readers=[])
    assert not Share.objects.exists()
    under = memorandum(scene)
    how = {"intelligence": made, "memorandum": under, "now": NOW}
    with refused("not_allowed"):
        share(with_all=True, readers=[], by=scene.ben, **how)  # type: ignore[arg-type]
    share(with_all=False, readers=[scene.ben, scene.ann], by=scene.ann, **how)  # type: ignore[arg-type]
    assert [(one.reader, one.reader_organisation) for one in made.shares.all()] == [
        (scene.ben, "Healthwatch Northshire")
    ]
    with refused("nobody"):
        share(with_all=False, readers=[scene.ben], by=scene.ann, **how)  # type: ignore[arg-type]
    with refused("not_a_member"):
        share(with_all=False, readers=[scene.outsider], by=scene.ann, **how)  # type: ignore[arg-type]
    share(with_all=True, readers=[], by=scene.ann, **how)  # type: ignore[arg-type]
    with refused("nobody"):
        share(with_all=False, readers=[scene.cat], by=scene.ann, **how)  # type: ignore[arg-type]
    assert {one.memorandum for one in made.shares.all()} == {under}


def test_the_log_says_who_shared_what_with_whom_and_who_opened_it(scene: Scene) -> None:
    made = scene.add(with_all=False, readers=[scene.ben], memorandum=memorandum(scene))
    open_intelligence(intelligence=made, by=scene.ben, now=NOW + timedelta(minutes=1))
    open_intelligence(intelligence=made, by=scene.ben, now=NOW + timedelta(minutes=2))
    told = [
        (one.deed, one.who, one.organisation, one.reader) for one in log_of(scene.group, reader=scene.ann, on=TODAY)
    ]
    assert told == [
        (Deed.OPENED, scene.ben, "Healthwatch Northshire", None),
        (Deed.OPENED, scene.ben, "Healthwatch Northshire", None),
        (Deed.SHARED, scene.ann, "Commissioner of the North", scene.ben),
        (Deed.ADDED, scene.ann, "Commissioner of the North", None),
    ]
    assert log_of(scene.group, reader=scene.ann, on=TODAY)[2].memorandum == Memorandum.objects.get()
    entries = AuditEntry.objects.filter(subject_kind="intelligence").order_by("pk")
    assert [entry.action for entry in entries] == [
        "intelligence.added", "intelligence.shared", "intelligence.opened", "intelligence.opened",
    ]  # fmt: skip
    # Ids, names of fields and hashes: no word of it, and no name.
    for entry in entries:
        for kept in (entry.subject_id, *entry.fields, *entry.hashes):
            assert not any(word in kept.lower() for word in ("night", "agency", "ben", "healthwatch", "rx1"))


def test_the_words_go_with_a_withdrawal_for_personal_data_and_the_mark_stays(scene: Scene) -> None:
    made = scene.add()
    with refused("not_allowed"):
        withdraw_intelligence(intelligence=made, reason="Wrong.", held_personal_data=False, by=scene.ben, now=NOW)
    withdraw_intelligence(
        intelligence=made, reason="It named a patient.", held_personal_data=True, by=scene.ben, now=NOW
    )
    made.refresh_from_db()
    assert (made.heading, made.words, made.emptied_at) == ("", "", NOW)
    assert len(made.sha256) == 64
    assert made.withdrawal.withdrawn_by == scene.ben
    with refused("withdrawn"):
        open_intelligence(intelligence=made, by=scene.ann, now=NOW)
    with refused("withdrawn"):
        share(intelligence=made, with_all=True, readers=[], memorandum=None, by=scene.ann, now=NOW)
    # Of two who withdraw it, one does and the other is told.
    with refused("moved_on"):
        withdraw_intelligence(intelligence=made, reason="It named one.", held_personal_data=True, by=scene.cat, now=NOW)
    assert [one.deed for one in log_of(scene.group, reader=scene.cat, on=TODAY)] == [
        Deed.WITHDRAWN, Deed.SHARED, Deed.ADDED,
    ]  # fmt: skip


def test_who_added_it_withdraws_it_with_its_words_kept_for_the_record(scene: Scene) -> None:
    made = scene.add()
    with refused("no_text"):
        withdraw_intelligence(intelligence=made, reason=" ", held_personal_data=False, by=scene.ann, now=NOW)
    withdraw_intelligence(
        intelligence=made, reason="About another trust.", held_personal_data=False, by=scene.ann, now=NOW
    )
    made.refresh_from_db()
    assert made.words
    with refused("withdrawn"):
        open_intelligence(intelligence=made, by=scene.ann, now=NOW)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"heading": " "}, "no_heading"),
        ({"words": "\n"}, "no_text"),
        ({"heard_on": TODAY + timedelta(days=1)}, "not_yet"),
    ],
    ids=["no heading", "no words", "a day to come"],
)
def test_what_is_not_added(scene: Scene, how: dict[str, object], code: str) -> None:
    with refused(code):
        scene.add(**how)
    assert not Intelligence.objects.exists()


def test_only_members_with_a_seat_add_and_only_of_their_region(scene: Scene) -> None:
    for how, code in (
        ({"by": scene.cat}, "no_seat"),
        ({"by": scene.outsider}, "not_allowed"),
        ({"by": scene.trust.signatory}, "not_allowed"),
        ({"trust": scene.elsewhere.trust}, "not_in_region"),
    ):
        with refused(code):
            scene.add(**how)


def test_sent_twice_it_is_added_once_and_an_id_is_of_one_person(scene: Scene) -> None:
    once = uuid4()
    assert scene.add(save_id=once) == scene.add(save_id=once)
    assert Intelligence.objects.count() == Share.objects.count() == 1
    with refused("known"):
        scene.add(save_id=once, by=scene.ben)


def test_nothing_is_shared_under_an_agreement_that_does_not_hold(scene: Scene) -> None:
    under = memorandum(scene)
    end_memorandum(memorandum=under, ended_on=TODAY, reason="Replaced.", by=scene.ben, now=NOW)
    assert not in_force(scene.group, TODAY).exists()
    assert in_force(scene.group, TODAY - timedelta(days=1)).exists()
    with refused("memorandum"):
        scene.add(memorandum=under)
    with refused("moved_on"):
        end_memorandum(memorandum=under, ended_on=TODAY, reason="Replaced.", by=scene.ann, now=NOW)
    for how, code in (
        ({"title": ""}, "no_title"),
        ({"parties": " "}, "no_parties"),
        ({"where": ""}, "no_where"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "not_yet"),
        ({"review_on": date(2026, 4, 1)}, "too_early"),
        ({"by": scene.outsider}, "not_allowed"),
    ):
        with refused(code):
            memorandum(scene, **how)


def test_the_database_keeps_what_was_written(scene: Scene) -> None:
    made = scene.add(with_all=False, readers=[scene.ben], memorandum=memorandum(scene))
    open_intelligence(intelligence=made, by=scene.ben, now=NOW)
    withdraw_intelligence(intelligence=made, reason="Wrong.", held_personal_data=False, by=scene.ann, now=NOW)
    for rows, change in (
        (Intelligence.objects, {"words": "Otherwise."}),
        (Intelligence.objects, {"heading": "", "words": ""}),
        (Intelligence.objects, {"organisation": "Another"}),
        (Share.objects, {"reader": scene.cat}),
        (Opening.objects, {"person": scene.cat}),
        (Withdrawal.objects, {"reason": "Right."}),
        (Memorandum.objects, {"parties": "All"}),
    ):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)  # type: ignore[attr-defined]
    for rows in (Opening.objects, Share.objects, Withdrawal.objects, Intelligence.objects):
        with pytest.raises(Error), transaction.atomic():
            rows.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_a_reference_tells_no_word_and_no_trust(scene: Scene) -> None:
    for kind, made in (("intelligence", scene.add()), ("group_action", scene.act())):
        described = resolve(Reference(kind, str(made.public_id)))
        assert described is not None
        assert "RX1" not in described.title + described.address
        assert "ight" not in described.title
        assert resolve(Reference(kind, "no id")) is None


def test_a_person_who_is_no_longer_active_reads_nothing(scene: Scene) -> None:
    scene.add()
    Person.objects.filter(pk=scene.ben.pk).update(is_active=False)
    assert list(readable_by(Person.objects.get(pk=scene.ben.pk), scene.group, TODAY)) == []
