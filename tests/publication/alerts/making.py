"""Readers and changes to tell them of."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.core import mail
from django.core.mail import EmailMessage

from oversight.organisations.models import Site, Trust
from oversight.records.outbox import deliver_waiting
from publication.alerts.asking import ask, confirm
from publication.alerts.composing import compose_due
from publication.alerts.following import followed
from publication.alerts.models import Alert
from publication.news.writing import write_news
from tests.publication.making import NOW, make_hospital, make_trust
from tests.publication.rating_making import GOOD, give

AT_ONCE = Alert.HowOften.AT_ONCE
READER = "reads@example.org"
TODAY = NOW.date()
SOON = NOW + timedelta(minutes=10)


def make_place(code: str = "RX1", name: str = "WREN VALE NHS TRUST") -> tuple[Trust, Site]:
    trust = make_trust(code, name)
    return trust, make_hospital(trust, f"{code}01", f"{code} HOSPITAL")


def follow(
    about: str = "trust",
    code: str = "RX1",
    *,
    address: str = READER,
    topics: tuple[str, ...] = (),
    how_often: str = AT_ONCE,
    now: datetime = NOW,
) -> Alert:
    """Ask for alerts and confirm them, and forget the letter."""
    what = followed(about, code, demonstration=False)
    assert what is not None
    message = ask(address=address, what=what, topics=topics, how_often=how_often, now=now)
    assert message is not None
    assert message.alert is not None
    deliver_waiting(now=now)
    alert = confirm(alert_id=message.alert.public_id, now=now)
    assert alert is not None
    mail.outbox.clear()
    return alert


def rate(trust: Trust, site: Site | None = None, *, on: date = TODAY, now: datetime = SOON) -> None:
    """Let the public see another rating."""
    give(trust, site, GOOD, on=on)
    write_news(now=now)


def send(now: datetime = SOON) -> list[EmailMessage]:
    """Let the scheduler and the workers do what is due, and return the letters of it."""
    mail.outbox.clear()
    compose_due(now=now)
    deliver_waiting(now=now)
    return list(mail.outbox)


def link_in(letter: EmailMessage, word: str) -> str:
    """Return the path of the link in a letter that holds the word."""
    found = re.search(rf"https?://[^/\s]+(/\S*{word}\S*)", str(letter.body))
    assert found is not None
    return found[1]
