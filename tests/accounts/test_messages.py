"""Messages: written with what they tell of, sent once for each key, without a secret on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from oversight import clock
from oversight.accounts.messages import WRITTEN, MessageKind, send_written, text_of, write
from oversight.accounts.models import Message, Person, Role
from oversight.accounts.people import add_person, send_password_link
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.records.models import OutboxEvent
from oversight.records.outbox import deliver_waiting

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]


def tell(person: Person, now: datetime, key: str = "k1", **more: object) -> Message | None:
    return write(
        kind=MessageKind.DUE,
        key=key,
        person=person,
        subject="A return is due",
        template="messages/second_factor_forgotten.txt.jinja",
        context=more.get("context", {}),  # type: ignore[arg-type]
        now=now,
    )


def test_is_sent_once_for_each_key(a_person: MakePerson, now: datetime) -> None:
    person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
    assert tell(person, now) is not None
    assert tell(person, now) is None
    assert mail.outbox == []
    deliver_waiting(now=now)
    assert [message.to for message in mail.outbox] == [["pat@example.nhs.uk"]]
    assert Message.objects.get().sent_at == now


def test_an_event_delivered_twice_sends_once(a_person: MakePerson, now: datetime) -> None:
    tell(a_person(Role.PREPARER), now)
    event = OutboxEvent.objects.get(name=WRITTEN)
    send_written(event, now)
    send_written(event, now)
    assert len(mail.outbox) == 1


def test_is_not_taken_for_sent_when_the_mail_server_refuses(
    a_person: MakePerson, now: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell(a_person(Role.PREPARER), now)
    event = OutboxEvent.objects.get(name=WRITTEN)
    with pytest.raises(ConnectionRefusedError), transaction.atomic():
        send_written(event, now)
    assert Message.objects.get().sent_at is None


def test_is_not_written_where_what_it_tells_of_did_not_happen(a_person: MakePerson, now: datetime) -> None:
    person = a_person(Role.PREPARER)
    with transaction.atomic():
        tell(person, now)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_takes_texts_alone(a_person: MakePerson, now: datetime) -> None:
    with pytest.raises(ValueError, match="texts alone"):
        tell(a_person(Role.PREPARER), now, context={"hours": 12.5})


def test_a_closed_account_gets_none(a_person: MakePerson, now: datetime) -> None:
    person = a_person(Role.PREPARER)
    tell(person, now)
    Person.objects.update(is_active=False)
    deliver_waiting(now=now)
    assert mail.outbox == []


def test_plain_text_is_not_escaped(a_person: MakePerson, now: datetime) -> None:
    person = a_person(Role.PREPARER)
    person.name = "Siân O'Hara & Co <x>"
    person.save()
    message = tell(person, now)
    assert message is not None
    assert text_of(message).startswith("Dear Siân O'Hara & Co <x>,\n")


def test_says_in_the_demonstration_that_it_is_one(a_person: MakePerson, now: datetime, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    tell(a_person(Role.PREPARER), now)
    deliver_waiting(now=now)
    assert mail.outbox[0].subject == "[Demonstration] A return is due"
    assert "every trust, hospital, ward and figure in it is invented" in mail.outbox[0].body


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/account/password/set/\S+)", text)
    assert found is not None, text
    return found[1]


def test_a_new_person_sets_a_password_by_the_link_and_signs_in(client: Client, trust: Trust) -> None:
    now = clock.now()
    add_person(email="new@example.nhs.uk", role=Role.PREPARER, trust=trust, by=System("test"), now=now)
    deliver_waiting(now=now)
    link = link_in(str(mail.outbox[0].body))
    assert link not in str(Message.objects.values()), "the link is nowhere on record"
    page = client.get(link, follow=True)
    assert "Set your password" in page.content.decode()
    form = page.redirect_chain[-1][0]
    weak = client.post(form, {"password1": "password1234", "password2": "password1234"})
    assert "This password is too common" in weak.content.decode()
    chosen = "many nurses on each ward"
    done = client.post(form, {"password1": chosen, "password2": chosen})
    assert done["Location"] == "/account/password/set/done/"
    signed_in = client.post("/account/sign-in/", {"login": "new@example.nhs.uk", "password": chosen})
    assert signed_in["Location"] == "/workspace/"
    used = Client().get(link, follow=True)
    assert "This link is no longer good" in used.content.decode()


@pytest.mark.parametrize(("email", "sent"), [("PAT@example.nhs.uk", 1), ("nobody@example.nhs.uk", 0)])
def test_asking_for_a_link_tells_nobody_whether_the_address_is_known(
    client: Client, a_person: MakePerson, email: str, sent: int
) -> None:
    a_person(Role.PREPARER, email="pat@example.nhs.uk")
    answer = client.post("/account/password/forgotten/", {"email": email})
    assert answer["Location"] == "/account/password/forgotten/sent/"
    assert "a message with a link is on its way" in client.get(answer["Location"]).content.decode()
    deliver_waiting(now=clock.now())
    assert len(mail.outbox) == sent


def test_each_request_for_a_link_is_a_message_of_its_own(a_person: MakePerson, now: datetime) -> None:
    person = a_person(Role.PREPARER)
    send_password_link(person=person, now=now)
    send_password_link(person=person, now=now)
    assert Message.objects.count() == 2


def test_a_new_password_ends_the_pause_after_wrong_ones(client: Client, a_person: MakePerson) -> None:
    a_person(Role.PREPARER, email="pat@example.nhs.uk")
    for n in range(6):
        paused = client.post("/account/sign-in/", {"login": "pat@example.nhs.uk", "password": f"guess {n}"})
    assert paused.status_code == 429
    client.post("/account/password/forgotten/", {"email": "pat@example.nhs.uk"})
    deliver_waiting(now=clock.now())
    page = client.get(link_in(str(mail.outbox[0].body)), follow=True)
    chosen = "many nurses on each ward"
    client.post(page.redirect_chain[-1][0], {"password1": chosen, "password2": chosen})
    answer = client.post("/account/sign-in/", {"login": "pat@example.nhs.uk", "password": chosen})
    assert answer.status_code == 302
