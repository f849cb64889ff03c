"""Alerts are asked for, confirmed by the address's owner, and stopped with one press; then the address is gone."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from oversight import clock
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.outbox import deliver_waiting
from publication.alerts.asking import ask, confirm, forget, stop
from publication.alerts.following import followed
from publication.alerts.links import confirm_address
from publication.alerts.models import Alert, AlertMessage, Asking, Reader
from tests.publication.alerts.making import AT_ONCE, READER, SOON, follow, link_in, make_place, rate, send
from tests.publication.making import NOW

pytestmark = pytest.mark.django_db
FORM = {"address": READER, "about": "hospital:RX101", "how_often": "weekly"}


@pytest.fixture(autouse=True)
def it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oversight.clock.now", lambda: NOW)


def _asked(client: Client, **more: object) -> list[EmailMessage]:
    """Send the form, and return what goes to the address."""
    mail.outbox.clear()
    answer = client.post("/follow/?hospital=RX101", {**FORM, **more})
    assert (answer.status_code, answer["Location"]) == (302, "/follow/asked/")
    deliver_waiting(now=clock.now())
    return list(mail.outbox)


def test_the_form_offers_the_hospital_its_trust_and_everything() -> None:
    make_place()
    page = Client().get("/follow/?hospital=RX101").content.decode()
    assert (
        page.index("RX1 Hospital")
        < page.index("Wren Vale NHS Trust, with all its hospitals")
        < page.index("All trusts")
    )
    assert "weekly" in page
    assert "delete your address" in page


def test_only_the_confirmation_goes_to_an_address_that_is_not_confirmed() -> None:
    trust, site = make_place()
    client = Client()
    (letter,) = _asked(client)
    assert letter.to == [READER]
    assert letter.body.splitlines()[0] == "Press this link if you want emails about RX1 Hospital:"
    rate(trust, site)
    assert send() == []
    page = link_in(letter, "confirm")
    # A program that follows every link confirms nothing.
    for method in (client.get, client.head):
        assert method(page).status_code == 200
    assert not Alert.objects.filter(confirmed_at__isnull=False).exists()
    assert "You will get emails" in client.post(page).content.decode()
    assert Alert.objects.get().confirmed_at == NOW


def test_the_answer_does_not_tell_whether_an_address_is_known() -> None:
    make_place()
    follow("hospital", "RX101")
    known, unknown = (
        Client().post("/follow/?hospital=RX101", {**FORM, "address": address}) for address in (READER, "x@example.org")
    )
    assert (known.status_code, known.headers, known.content) == (unknown.status_code, unknown.headers, unknown.content)


def test_the_form_says_what_is_wrong_beside_the_field() -> None:
    make_place()
    page = Client().post("/follow/?hospital=RX101", {"address": "nobody", "about": "trust:XX9"}).content.decode()
    for said in ("Enter an email address in the right form", "Choose what to follow", "Choose how often"):
        assert page.count(said) == 2
    assert not Reader.objects.exists()


def test_no_more_than_three_letters_go_to_one_address_in_a_day_however_it_is_written() -> None:
    make_place()
    went = [len(_asked(Client(), address=a)) for a in (READER, READER.upper(), READER, READER, "other@example.org")]
    assert went == [1, 1, 1, 0, 1]
    assert Reader.objects.count() == 2
    assert READER not in repr(list(Asking.objects.values()))


def test_a_network_that_asks_too_often_waits() -> None:
    make_place()
    answers = [Client().post("/follow/?hospital=RX101", {**FORM, "address": f"a{n}@example.org"}) for n in range(31)]
    assert {answer.status_code for answer in answers[:-1]} == {302}
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "3600")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/follow/?hospital=RX101", FORM)
    assert elsewhere.status_code == 302


def test_a_network_of_many_addresses_is_one_network() -> None:
    make_place()
    statuses = [
        Client(REMOTE_ADDR=f"2001:db8::{n:x}")
        .post("/follow/?hospital=RX101", {**FORM, "address": f"a{n}@example.org"})
        .status_code
        for n in range(1, 32)
    ]
    assert statuses == [302] * 30 + [429]


def test_a_plus_sign_makes_no_other_letterbox_to_fill() -> None:
    make_place()
    went = [len(_asked(Client(), address=f"reads+{n}@example.org")) for n in range(4)]
    assert went == [1, 1, 1, 0]


@pytest.mark.parametrize("like", ["a@g\u0131thub.example", "a@gi\u017fhub.example"])
def test_a_domain_that_looks_like_another_gets_none_of_its_letters(like: str) -> None:
    make_place()
    meant = like.replace("\u0131", "i").replace("\u017f", "s")
    _asked(Client(), address=like)
    (letter,) = _asked(Client(), address=meant)
    assert letter.to == [meant]


@pytest.mark.parametrize(
    "nobody",
    ["\u017fmith@example.org", "\u212aate@example.org", '"\x01"@example.org', "a@" + "\u00fc" * 60 + ".example"],
)
def test_an_address_to_which_no_letter_can_go_is_refused(nobody: str) -> None:
    make_place()
    answer = Client().post("/follow/?hospital=RX101", {**FORM, "address": nobody})
    assert answer.status_code == 200
    assert "Enter an email address in the right form" in answer.content.decode()
    assert not Reader.objects.exists()


def test_a_domain_in_another_script_is_written_to_as_mail_servers_know_it() -> None:
    make_place()
    (letter,) = _asked(Client(), address="a+b@m\u00fcnchen.example")
    assert letter.to == ["a+b@xn--mnchen-3ya.example"]
    assert Reader.objects.get().address == "a+b@xn--mnchen-3ya.example"


def test_one_press_in_a_mail_program_stops_all_and_deletes_the_address() -> None:
    trust, _ = make_place()
    follow()
    rate(trust)
    (letter,) = send()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/follow/stop/" + address.partition("/follow/stop/")[2]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert Reader.objects.exists()
    answer = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    # No address to go to, no cookie: RFC 8058, 3.1.
    assert (answer.status_code, answer.cookies) == (200, {})
    assert not Reader.objects.exists()
    assert not AlertMessage.objects.exists()
    assert not Alert.objects.exists()
    # Again, as a mail program may: the same answer.
    assert program.post(path).content == answer.content
    rate(trust, on=NOW.date() - timedelta(days=1))
    assert send() == []


def test_nothing_that_is_kept_for_good_holds_the_address() -> None:
    trust, _ = make_place()
    alert = follow()
    rate(trust)
    send()
    stop(reader_id=alert.reader.public_id, now=NOW)
    kept = repr([*OutboxEvent.objects.values(), *AuditEntry.objects.values()])
    assert READER not in kept
    assert READER.partition("@")[0] not in kept


def test_one_thing_can_be_stopped_by_itself() -> None:
    make_place()
    first, second = follow(), follow("hospital", "RX101")
    path = f"/follow/stop/{_stop_token(first)}/"
    page = Client().post(path, {"only": str(first.public_id)}).content.decode()
    assert "You stopped one of your emails" in page
    # Markup of ours is markup, and not shown as text.
    assert "&lt;" not in page
    assert list(Alert.objects.all()) == [second]
    Client().post(path, {"only": str(second.public_id)})
    assert not Reader.objects.exists()


def test_a_link_that_is_not_ours_or_of_another_kind_does_nothing() -> None:
    make_place()
    alert = follow()
    token = confirm_address(alert.public_id).rstrip("/").rpartition("/")[2]
    for path in ("/follow/stop/rubbish/", f"/follow/stop/{token}/", f"/follow/confirm/{_stop_token(alert)}/"):
        for method in ("get", "post"):
            assert getattr(Client(), method)(path).status_code == 404
    assert Reader.objects.exists()


def test_what_was_not_confirmed_in_a_week_is_forgotten_and_cannot_be_confirmed() -> None:
    make_place()
    what = followed("trust", "RX1", demonstration=False)
    assert what is not None
    message = ask(address=READER, what=what, topics=(), how_often=AT_ONCE, now=NOW)
    assert message is not None
    assert message.alert is not None
    late = NOW + timedelta(days=7, seconds=1)
    assert confirm(alert_id=message.alert.public_id, now=late) is None
    forget(now=NOW + timedelta(days=7))
    assert Reader.objects.exists()
    forget(now=late)
    assert not Reader.objects.exists()
    assert not Asking.objects.exists()


def test_how_often_changes_once_its_letter_is_confirmed() -> None:
    make_place()
    alert = follow()
    what = followed("trust", "RX1", demonstration=False)
    assert what is not None
    ask(address=READER, what=what, topics=(), how_often="monthly", now=SOON)
    alert.refresh_from_db()
    assert alert.how_often == "at_once"
    confirm(alert_id=alert.public_id, now=SOON)
    alert.refresh_from_db()
    assert (alert.how_often, alert.confirmed_at) == ("monthly", NOW)


def test_an_address_that_does_not_exist_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    make_place()

    def refuses(letter: EmailMessage) -> int:
        raise SMTPRecipientsRefused({READER: (550, b"no such user")})

    monkeypatch.setattr(EmailMessage, "send", refuses)
    _asked(Client())
    forget(now=NOW)
    assert not Reader.objects.exists()


def _stop_token(alert: Alert) -> str:
    from publication.alerts.links import stop_address

    return stop_address(alert.reader.public_id).rstrip("/").rpartition("/")[2]
