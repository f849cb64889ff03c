"""What people are told: once each, whoever it concerns and nobody else, and never a figure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from oversight.accounts.models import Membership, Message, Person, Role
from oversight.records.outbox import deliver_waiting
from oversight.returns.notices import tell_of_due_and_late
from oversight.returns.signing import return_to_preparer, send_for_signature, sign_and_accept
from tests.returns.making import GOOD, NOW, UNUSUAL, Place, accepted, make_person, make_place, sent

pytestmark = pytest.mark.django_db

# October 2026 closes at midday on 16 November.
CLOSE = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture
def place() -> Place:
    return make_place()


def reminded_of(kind: str = "staffing") -> list[tuple[str, str]]:
    """Return who was told that a kind of return is due or late."""
    found = Message.objects.filter(key__contains=f":{kind}:").order_by("pk").values_list("person__email", "kind")
    return [(email.split("@")[0], word) for email, word in found]


def told(now: datetime = NOW) -> list[tuple[str, str]]:
    """Deliver what waits, and return who got a message of what kind."""
    deliver_waiting(now=now)
    found = Message.objects.order_by("pk").values_list("person__email", "kind")
    return [(email.split("@")[0], kind) for email, kind in found]


def test_signatories_are_told_that_a_return_waits_but_not_who_prepared_it(place: Place) -> None:
    other = make_person("second@rx1.example", Role.SIGNATORY, trust=place.trust)
    left = make_person("left@rx1.example", Role.SIGNATORY, trust=place.trust)
    Membership.objects.filter(person=left).update(to_on=date(2026, 11, 4))
    Membership.objects.create(person=place.preparer, role=Role.SIGNATORY, trust=place.trust, from_on=date(2015, 1, 1))
    make_place("RX2")
    sent(place)
    assert sorted(told()) == [("second", "signature wanted"), ("signatory", "signature wanted")]
    assert other.email in [address for message in mail.outbox for address in message.to]


def test_the_preparer_is_told_of_a_return_and_signatories_again_when_it_comes_back(place: Place) -> None:
    submission = sent(place)
    told()
    return_to_preparer(submission=submission, reason="Oak had 99 patients.", by=place.signatory, now=NOW)
    assert told()[1:] == [("preparer", "returned")]
    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    assert told()[2:] == [("signatory", "signature wanted")]


def test_both_are_told_of_the_acceptance_with_the_receipt(place: Place) -> None:
    version = accepted(place)
    assert ("preparer", "accepted") in told()
    assert ("signatory", "accepted") in told()
    text = next(message.body for message in mail.outbox if "accepted" in message.subject)
    assert version.receipt in text
    assert "5 November 2026 at 9:30am" in text


def test_nobody_is_told_of_a_signature_that_is_not_wanted_any_more(place: Place) -> None:
    sign_and_accept(submission=sent(place), by=place.signatory, now=NOW, confirmed_with="password")
    assert "signature wanted" not in {kind for _, kind in told()}


def test_no_message_holds_a_figure_of_the_return_or_a_mark_of_a_page(place: Place) -> None:
    Person.objects.filter(pk=place.signatory.pk).update(name="Siân O'Brien")
    submission = sent(place, UNUSUAL)
    return_to_preparer(submission=submission, reason="800 hours?", by=place.signatory, now=NOW)
    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    tell_of_due_and_late(now=NOW)
    deliver_waiting(now=NOW)
    assert {message.subject.split(": ")[1] for message in mail.outbox} >= {"was accepted", "was returned to you"}
    for message in mail.outbox:
        text = f"{message.subject}\n{message.body}"
        assert not re.search(r"\b800\b|46\.8|1710|812|%", text)
        assert not re.search(r"&#?\w+;|<\w|\{[{%]", text)
        assert "October 2026" in text
    assert any("Dear Siân O'Brien," in message.body for message in mail.outbox)


def test_preparers_are_reminded_once_before_the_close(place: Place) -> None:
    accepted(place, GOOD.replace(b"2026-10", b"2026-09"), period="2026-09")
    for days, reminders in ((6, []), (5, [("preparer", "due")]), (4, [("preparer", "due")])):
        tell_of_due_and_late(now=CLOSE - timedelta(days=days))
        assert reminded_of() == reminders
    assert ("preparer", "due") in told(CLOSE)
    (reminder,) = [message for message in mail.outbox if "staffing" in message.subject and "due by" in message.subject]
    assert "due by 16 November 2026 at midday" in reminder.subject
    assert "/workspace/" in reminder.body


def test_signatories_are_reminded_where_it_waits_for_them(place: Place) -> None:
    sent(place)
    tell_of_due_and_late(now=CLOSE - timedelta(days=1))
    assert reminded_of() == [("preparer", "due"), ("signatory", "due")]


def test_a_trust_that_did_not_send_is_told_once_after_the_close(place: Place) -> None:
    quiet = make_place("RX2", wards=())
    accepted(place)
    tell_of_due_and_late(now=CLOSE + timedelta(minutes=1))
    assert tell_of_due_and_late(now=CLOSE + timedelta(days=3)) == 0
    late = Message.objects.filter(kind="late", key__contains=":staffing:").values_list("person__email", flat=True)
    assert sorted(late) == sorted([quiet.preparer.email, quiet.signatory.email])


def test_what_was_never_sent_long_ago_is_no_news(place: Place) -> None:
    late_in_february = datetime(2027, 2, 27, 9, tzinfo=UTC)
    tell_of_due_and_late(now=late_in_february)
    periods = {key.split(":")[2] for key in Message.objects.values_list("key", flat=True)}
    assert periods == {"2027-01"}
