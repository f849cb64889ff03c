"""Each change goes to each reader in one message, once, whatever they follow and whoever dies; none is lost."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from inspections.models import Notice
from oversight.organisations.models import Body, Region
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.outbox import deliver_waiting
from publication.alerts.composing import compose_due
from publication.alerts.due import next_time
from publication.alerts.models import AlertMessage, ToldChange
from publication.alerts.sending import AGAIN_AFTER, send_again, send_written
from publication.models import Withdrawal
from publication.news.writing import write_news
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.alerts.making import NOW, SOON, follow, make_place, rate, send
from tests.publication.making import OCTOBER, Row, accept, make_person, make_ward
from tests.publication.rating_making import make_notice

pytestmark = pytest.mark.django_db
WREN = "Wren Vale NHS Trust"


def test_what_changed_stands_in_the_first_line() -> None:
    trust, _ = make_place()
    follow()
    rate(trust)
    (letter,) = send()
    said = f"{WREN}: Rated good overall. No earlier rating is on record."
    assert letter.subject == said
    assert letter.body.splitlines()[0] == said
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert send() == []


def test_a_change_that_belongs_to_all_that_is_followed_comes_once() -> None:
    trust, site = make_place()
    for about, code in (("trust", "RX1"), ("hospital", site.code), ("everywhere", "")):
        follow(about, code)
    follow("trust", "RX1", topics=("ratings",), now=NOW + timedelta(days=1))
    rate(trust, site)
    (letter,) = send(NOW + timedelta(days=2))
    assert str(letter.body).count("Rated good") == 1
    assert ToldChange.objects.count() == 1


def test_what_came_at_once_does_not_come_again_on_monday() -> None:
    trust, _ = make_place()
    follow()
    follow("everywhere", "", how_often="weekly")
    rate(trust)
    assert len(send()) == 1
    assert send(NOW + timedelta(days=8)) == []


@pytest.mark.parametrize(
    ("how_often", "comes"),
    [
        ("at_once", None),
        ("daily", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("weekly", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 1, 10, tzinfo=UTC)),
    ],
)
def test_it_comes_as_often_as_one_likes(how_often: str, comes: datetime | None) -> None:
    assert next_time(how_often, after=NOW) == comes
    trust, _ = make_place()
    follow(how_often=how_often)
    rate(trust)
    if comes is not None:
        assert send(comes - timedelta(seconds=1)) == []
    assert len(send(comes or SOON)) == 1


def test_ten_in_the_morning_is_london_s() -> None:
    assert next_time("daily", after=datetime(2026, 7, 1, 9, 30, tzinfo=UTC)) == datetime(2026, 7, 2, 9, tzinfo=UTC)


def test_only_what_is_followed_is_told() -> None:
    trust, site = make_place()
    other, other_site = make_place("RX2", "OTHER NHS TRUST")
    region = Region.objects.create(code="Y88", name="East Coast")
    type(trust).objects.filter(pk=other.pk).update(region=region)
    follow("hospital", site.code, address="hospital@example.org")
    follow("trust", "RX1", address="trust@example.org")
    follow("region", "Y88", address="region@example.org")
    follow("everywhere", "", address="all@example.org")
    follow("everywhere", "", address="staffing@example.org", topics=("staffing",))
    rate(trust, site)
    rate(other, other_site)
    assert {letter.to[0]: len(str(letter.body).split("Rated good")) - 1 for letter in send()} == {
        "hospital@example.org": 1,
        "trust@example.org": 1,
        "region@example.org": 1,
        "all@example.org": 2,
    }


def test_a_release_comes_once_to_who_follows_everything_and_as_its_own_to_a_hospitals() -> None:
    trust, site = make_place()
    accept(trust, [Row(make_ward(site))])
    for about, code in (("hospital", site.code), ("trust", "RX1"), ("everywhere", "")):
        follow(about, code, address=f"{about}@example.org")
    publish_month(period=OCTOBER, demonstration=False, by=System("test"), now=SOON)
    write_news(now=SOON)
    subjects = {letter.to[0].partition("@")[0]: letter.subject for letter in send()}
    assert subjects == {
        "hospital": "RX1 Hospital: Ward staffing for October 2026: 98.1% of the planned hours were worked.",
        "trust": f"{WREN}: Ward staffing for October 2026: 98.1% of the planned hours were worked.",
        "everywhere": "Ward staffing, October 2026: New figures are out: 1 of 1 trust sent theirs.",
    }


def test_who_follows_a_trust_goes_on_with_the_one_that_took_its_place() -> None:
    make_place()
    after, _ = make_place("RX2", "NEW NHS TRUST")
    follow()
    record_succession(from_code="RX1", to_code="RX2", on=NOW.date(), by=make_person(), now=NOW)
    rate(after)
    (letter,) = send()
    assert "New NHS Trust: Rated good overall" in str(letter.body)


def test_history_that_is_loaded_late_is_news_to_nobody() -> None:
    trust, _ = make_place()
    follow()
    rate(trust, on=(NOW - timedelta(days=32)).date())
    assert send() == []
    rate(trust, on=(NOW - timedelta(days=29)).date())
    assert len(send()) == 1


def test_what_was_before_the_confirmation_is_not_told() -> None:
    trust, _ = make_place()
    rate(trust, now=NOW)
    follow()
    assert send() == []


def test_a_message_gives_no_figure_that_was_withdrawn_before_it_went() -> None:
    trust, site = make_place()
    accept(trust, [Row(make_ward(site))])
    follow()
    publish_month(period=OCTOBER, demonstration=False, by=System("test"), now=SOON)
    write_news(now=SOON)
    compose_due(now=SOON)
    withdraw_item(
        reference="staffing-2026-10-1",
        item=Withdrawal.Item.TRUST,
        subject="RX1",
        reason="Counted twice.",
        by=System("test"),
        now=SOON,
    )
    mail.outbox.clear()
    deliver_waiting(now=SOON)
    (letter,) = mail.outbox
    assert "98.1%" not in str(letter.body)
    assert "withdrawn on 20 November 2026" in letter.subject


def test_a_notice_that_is_no_longer_public_is_not_sent() -> None:
    trust, _ = make_place()
    Body.objects.get_or_create(code="CQC-TEST", defaults={"name": "Regulator", "role": Body.Role.REGULATOR})
    follow()
    notice = make_notice(trust, issued_at=NOW)
    write_news(now=SOON)
    compose_due(now=SOON)
    Notice.objects.filter(pk=notice.pk).update(is_public=False)
    assert send() == []


def test_a_worker_that_dies_before_the_mail_server_answers_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    trust, _ = make_place()
    follow()
    rate(trust)
    whole = EmailMessage.send

    def dies(letter: EmailMessage) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", dies)
    assert send() == []
    assert not AlertMessage.objects.filter(kind="changes", sent_at__isnull=False).exists()
    # The outbox gives it up after three times, in about a minute; a mail server may be away for longer.
    for minutes in (1, 3):
        deliver_waiting(now=SOON + timedelta(minutes=minutes))
    monkeypatch.setattr(EmailMessage, "send", whole)
    deliver_waiting(now=SOON + timedelta(minutes=5))
    assert mail.outbox == []
    assert send_again(now=SOON + AGAIN_AFTER) == 1
    assert send_again(now=SOON + AGAIN_AFTER) == 0
    deliver_waiting(now=SOON + AGAIN_AFTER)
    assert len(mail.outbox) == 1


def test_a_worker_that_dies_after_the_mail_server_took_it_sends_it_again_under_one_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust, _ = make_place()
    follow()
    rate(trust)
    whole = EmailMessage.send

    def dies_after(letter: EmailMessage) -> int:
        whole(letter)
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", dies_after)
    (first,) = send()
    monkeypatch.setattr(EmailMessage, "send", whole)
    deliver_waiting(now=SOON + timedelta(minutes=1))
    again = mail.outbox[-1]
    assert len(mail.outbox) == 2
    assert (again.extra_headers["Message-ID"], again.body) == (first.extra_headers["Message-ID"], first.body)
    deliver_waiting(now=SOON + timedelta(minutes=2))
    assert len(mail.outbox) == 2


def test_a_message_that_was_told_of_twice_goes_once() -> None:
    trust, _ = make_place()
    follow()
    rate(trust)
    (letter,) = send()
    from oversight.records.models import OutboxEvent

    event = OutboxEvent.objects.filter(name="alert.written").latest("pk")
    send_written(event, SOON)
    assert mail.outbox == [letter]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_and_two_workers_at_once_send_each_change_once() -> None:
    trust, site = make_place()
    for number in range(6):
        follow(address=f"r{number}@example.org")
        follow("hospital", site.code, address=f"r{number}@example.org")
    rate(trust, site)
    mail.outbox.clear()
    gate = threading.Barrier(4)

    def works() -> None:
        try:
            gate.wait()
            compose_due(now=SOON)
            deliver_waiting(now=SOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=works) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    compose_due(now=SOON)
    deliver_waiting(now=SOON)
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"r{number}@example.org" for number in range(6)]
