"""What the database keeps of a concern: its states, what was told, messages and photos; and how it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from complaints.concerns.following import add, concern_of, story_of
from complaints.concerns.models import Concern, Message, OpenedIdentity, Photo, SealedIdentity, Urgency
from complaints.concerns.photos import clean
from complaints.concerns.reference_codes import new_form
from complaints.concerns.retention import forget_old
from complaints.concerns.sealing import Identity
from complaints.concerns.states import ConcernState, is_way
from complaints.concerns.themes import Theme
from complaints.items import ITEM_BY_CODE
from oversight.accounts.models import Role
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from tests.concerns.making import NOW, a_hospital, a_photo, told
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db
SORTED: dict[str, Any] = {"urgency": Urgency.ROUTINE, "safeguarding": False, "theme": Theme.CARE}


def moved(concern: Concern, *states: ConcernState) -> Concern:
    for state in states:
        Concern.objects.filter(pk=concern.pk).update(state=state, state_at=NOW, **SORTED)
    concern.refresh_from_db()
    return concern


def is_refused(write: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return True
    return False


_TO = {
    ConcernState.NEW: (),
    ConcernState.TRIAGED: (ConcernState.TRIAGED,),
    ConcernState.ANSWERED: (ConcernState.TRIAGED, ConcernState.ANSWERED),
    ConcernState.CLOSED: (ConcernState.TRIAGED, ConcernState.CLOSED),
    ConcernState.SPAM: (ConcernState.SPAM,),
}


@pytest.mark.parametrize("before", list(ConcernState))
def test_it_moves_as_listed_and_no_other_way(before: ConcernState) -> None:
    for after in set(ConcernState) - {before}:
        concern = moved(told().concern, *_TO[before])
        # What inspectors find is there already: it is the way alone that is refused.
        Concern.objects.filter(pk=concern.pk).update(**SORTED)
        rows = Concern.objects.filter(pk=concern.pk)
        assert is_refused(partial(rows.update, state=after)) is not is_way(before, after), after


def test_one_that_nobody_sorted_cannot_be_in_work() -> None:
    concern = told().concern
    for left_out in SORTED:
        found = {name: value for name, value in SORTED.items() if name != left_out}
        with pytest.raises(IntegrityError, match="how_urgent"), transaction.atomic():
            Concern.objects.filter(pk=concern.pk).update(state=ConcernState.TRIAGED, **found)


def test_what_was_told_stays() -> None:
    place = a_hospital()
    concern = told(about=place.about).concern
    for change in (
        {"what_happened": "Nothing"},
        {"told_when": "never"},
        {"told_trust": None, "told_site": None, "told_ward": None},
        {"teller": "staff"},
        {"is_anonymous": False},
        {"received_on": "2020-01-01"},
        {"reference_hash": "0"},
        {"is_demonstration": False},
    ):
        assert is_refused(lambda change=change: Concern.objects.filter(pk=concern.pk).update(**change)), change
    assert is_refused(concern.delete)


def test_messages_photos_identities_and_openings_stay() -> None:
    concern = told(identity=Identity("A", "")).concern
    custodian = make_person(
        "custodian@x.example", Role.CUSTODIAN, body=Body.objects.create(code="REG", name="R", role=Body.Role.REGULATOR)
    )
    message = add(concern=concern, text="More", photos=[clean(a_photo())], form=new_form(), now=NOW)
    opened = OpenedIdentity.objects.create(
        concern=concern, opened_by=custodian, opened_at=NOW, reason="A life is at risk"
    )
    other = told().concern
    for write in (
        lambda: Message.objects.update(text="Less"),
        message.delete,
        lambda: Photo.objects.update(width=1),
        lambda: Photo.objects.all().delete(),
        lambda: SealedIdentity.objects.update(concern=other),
        lambda: SealedIdentity.objects.all().delete(),
        lambda: OpenedIdentity.objects.update(reason="Another"),
        opened.delete,
    ):
        assert is_refused(write)


def test_an_inspector_signs_a_message_and_a_teller_cannot() -> None:
    concern = told().concern
    person = make_person("i@x.example", Role.INSPECTOR, body=Body.objects.create(code="R", name="R", role="regulator"))
    base = {"concern": concern, "text": "x", "written_at": NOW}
    assert is_refused(lambda: Message.objects.create(author="teller", inspector=person, form_hash="1", **base))
    assert is_refused(lambda: Message.objects.create(author="inspector", **base))
    assert is_refused(lambda: Message.objects.create(author="teller", form_hash="2", **{**base, "text": ""}))
    assert not is_refused(lambda: Message.objects.create(author="inspector", inspector=person, **base))


def test_telling_leaves_one_entry_and_one_event_that_hold_ids_alone() -> None:
    sent = told(text="Nobody came.", identity=Identity("Dorothea", "x"))
    entry = AuditEntry.objects.get(action="concern.received")
    assert (entry.person, entry.system, entry.subject_id) == (None, "somebody who told us", str(sent.concern.public_id))
    event = OutboxEvent.objects.get(name="concern.received")
    assert (event.subject_kind, event.payload) == ("concern", {"route": "care"})


def test_a_place_says_by_itself_whether_it_is_invented() -> None:
    place = a_hospital()
    type(place.trust).objects.update(is_demonstration=False)
    place.trust.refresh_from_db()
    assert told(about=place.about).concern.is_demonstration is False
    assert told().concern.is_demonstration is True


def test_the_same_words_about_the_same_place_are_seen_to_be_the_same() -> None:
    place = a_hospital()
    first, again = told(about=place.about).concern, told(about=place.about).concern
    assert first.pk != again.pk
    assert first.words_hash == again.words_hash
    assert told().concern.words_hash != first.words_hash


@pytest.mark.parametrize(
    ("code", "given"),
    [("no_words", {"text": " \x00 "}), ("too_long", {"text": "x" * 20_001}), ("no_form", {"form": "mine"})],
    ids=["no-words", "too-long", "no-form"],
)
def test_what_is_not_taken_in(code: str, given: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        told(**given)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not Concern.objects.exists()


class TestAdding:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (ConcernState.NEW, ConcernState.NEW),
            (ConcernState.TRIAGED, ConcernState.TRIAGED),
            (ConcernState.ANSWERED, ConcernState.TRIAGED),
            (ConcernState.CLOSED, ConcernState.TRIAGED),
            (ConcernState.SPAM, ConcernState.NEW),
        ],
    )
    def test_it_goes_back_to_the_inspectors(self, before: ConcernState, after: ConcernState) -> None:
        concern = moved(told().concern, *_TO[before])
        message = add(concern=concern, text="It goes on", photos=[], form=new_form(), now=NOW)
        concern.refresh_from_db()
        assert concern.state == after
        event = OutboxEvent.objects.get(name="concern.added")
        assert event.payload == {"message": str(message.public_id)}
        assert AuditEntry.objects.filter(action="concern.opened_again").exists() is (before is not after)

    def test_the_same_form_again_is_the_same_message(self) -> None:
        concern, form = told().concern, new_form()
        first = add(concern=concern, text="It goes on", photos=[], form=form, now=NOW)
        assert add(concern=concern, text="It goes on", photos=[], form=form, now=NOW) == first
        assert OutboxEvent.objects.filter(name="concern.added").count() == 1

    def test_its_teller_reads_no_name_of_an_inspector_and_nothing_of_how_it_was_sorted(self) -> None:
        sent = told()
        person = make_person(
            "inspector@x.example", Role.INSPECTOR, body=Body.objects.create(code="R", name="R", role="regulator")
        )
        Message.objects.create(
            concern=sent.concern, author="inspector", inspector=person, text="We went there.", written_at=NOW
        )
        found = concern_of(sent.reference)
        assert found is not None
        story = story_of(moved(found, *_TO[ConcernState.ANSWERED]))
        assert [(line.who, line.text) for line in story.lines][1:] == [("An inspector wrote", "We went there.")]
        assert "inspector@x" not in repr(story)


class TestForgetting:
    def old(self, state: ConcernState, days: int) -> Concern:
        concern = told(identity=Identity("Dorothea", ""), now=NOW - timedelta(days=days)).concern
        add(concern=concern, text="More", photos=[clean(a_photo())], form=new_form(), now=NOW - timedelta(days=days))
        moved(concern, *_TO[state])
        Concern.objects.filter(pk=concern.pk).update(state_at=NOW - timedelta(days=days))
        return concern

    @pytest.mark.parametrize(
        ("state", "days", "is_forgotten"),
        [
            (ConcernState.CLOSED, 3 * 365 + 1, True),
            (ConcernState.CLOSED, 3 * 365, False),
            (ConcernState.SPAM, 91, True),
            (ConcernState.SPAM, 90, False),
            (ConcernState.ANSWERED, 9_000, False),
            (ConcernState.NEW, 9_000, False),
        ],
    )
    def test_after_so_many_days_its_words_photos_and_identity_go(
        self, state: ConcernState, days: int, is_forgotten: bool
    ) -> None:
        concern = self.old(state, days)
        assert forget_old(now=NOW) == int(is_forgotten)
        concern.refresh_from_db()
        assert (concern.what_happened == "") is is_forgotten
        assert (concern.forgotten_on is not None) is is_forgotten
        message = concern.messages.get()
        assert (message.text == "") is is_forgotten
        assert Photo.objects.exists() is not is_forgotten
        assert SealedIdentity.objects.exists() is not is_forgotten
        assert AuditEntry.objects.filter(action="concern.forgotten").exists() is is_forgotten
        assert forget_old(now=NOW) == 0

    def test_its_teller_is_told_so_and_nothing_comes_back(self) -> None:
        concern = self.old(ConcernState.CLOSED, 9_000)
        forget_old(now=NOW)
        concern.refresh_from_db()
        assert story_of(concern).lines == []
        with pytest.raises(Refused, match="deleted"):
            add(concern=concern, text="More", photos=[], form=new_form(), now=NOW)
        assert is_refused(lambda: Concern.objects.filter(pk=concern.pk).update(forgotten_on=None, what_happened="x"))


def test_every_theme_stands_beside_a_subject_of_complaints() -> None:
    assert all(theme.subject in ITEM_BY_CODE and theme.label for theme in Theme)
