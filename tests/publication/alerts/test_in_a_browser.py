"""The pages of alerts and of what changed as their readers meet them: wide, on a phone, with axe, without a script."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from oversight.records.outbox import deliver_waiting
from publication import page_cache
from publication.alerts.links import confirm_address, stop_address
from publication.alerts.models import Alert, Reader
from tests.pages.looking import Looking, looking
from tests.publication.alerts.making import NOW, SOON, follow, link_in, make_place, rate, send

__all__ = ["looking"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def it_is_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    page_cache._away_until = 0.0
    monkeypatch.setattr("oversight.clock.now", lambda: SOON)


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_every_page_is_sound(looking: Looking) -> None:
    trust, site = make_place()
    rate(trust, site, now=NOW)
    alert, _ = follow("hospital", site.code), follow(topics=("ratings", "staffing"), how_often="weekly")
    for name, path in {
        "follow-hospital": f"/follow/?hospital={site.code}",
        "follow": "/follow/",
        "asked": "/follow/asked/",
        "confirm": _path(confirm_address(alert.public_id)),
        "confirm-gone": "/follow/confirm/rubbish/",
        "stop": _path(stop_address(alert.reader.public_id)),
        "stop-rubbish": "/follow/stop/rubbish/",
        "changes": "/trusts/RX1/changes/",
    }.items():
        looking.open(path)
        looking.is_sound(f"alerts-{name}")
    looking.open(f"/follow/?hospital={site.code}")
    looking.page.get_by_role("button", name="Send me a link to confirm").click()
    looking.is_sound("alerts-follow-wrong")


def test_somebody_asks_confirms_and_stops(looking: Looking) -> None:
    trust, site = make_place()
    page = looking.page
    looking.open(f"/follow/?hospital={site.code}")
    page.get_by_label("Your email address").fill("mother@example.org")
    page.get_by_label("As soon as it changes").check()
    page.get_by_role("button", name="Send me a link to confirm").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Check your email"
    deliver_waiting(now=SOON)
    looking.open(link_in(mail.outbox[-1], "confirm"))
    page.get_by_role("button", name="Yes, write to me").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You will get emails"
    assert Alert.objects.get().confirmed_at == SOON
    rate(trust, site)
    (letter,) = send()
    looking.open(link_in(letter, "stop"))
    page.get_by_role("button", name="Stop all emails").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your emails have stopped"
    assert not Reader.objects.exists()
