"""Every page there is, opened in a browser as somebody who may see it: what the accessibility statement says of each.

The addresses and samples are those of the walk in ``tests/accounts/test_every_address.py``; what answers with a file or
leads elsewhere is no page.
"""

from __future__ import annotations

import re

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from oversight import clock
from oversight.accounts.access import PUBLIC, rule_of
from oversight.accounts.models import Person
from tests.access_samples import World, make_world
from tests.accounts.test_every_address import EVERY, Address, fill_in, in_batches, verdict_on
from tests.pages.looking import Looking


def _somebody(address: Address, world: World, of_trust: bool) -> Person | None:
    """Return somebody who may see the page, or None where anybody may."""
    found = rule_of(address.pattern.callback)
    assert found is not None
    if PUBLIC in found.read:
        return None
    people = world.people.values()
    return next(person for person in people if verdict_on(found.read, person, world, of_trust).answered)


# What is named like a file is one; the walk over every address asks for it.
MAYBE_PAGES = [address for address in EVERY if not re.search(r"\.(csv|json|svg)$", address.route)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("batch", in_batches(MAYBE_PAGES), ids=lambda batch: f"{batch[0]} to {batch[-1]}")
def test_is_sound(batch: list[Address], looking: Looking, subtests: pytest.Subtests) -> None:
    world = make_world(clock.now())
    for address in batch:
        with subtests.test(str(address)):
            _look_at(address, world, looking)


def _look_at(address: Address, world: World, looking: Looking) -> None:
    cache.clear()
    looking.complaints.clear()
    # In a transaction, as the walk's samples are made in one.
    with transaction.atomic():
        path, of_trust = fill_in(address, world)
    if _is_page(path, _sign_in(looking, _somebody(address, world, of_trust))):
        looking.open(path)
        looking.is_sound(f"every-{address.name.replace(':', '-')}")


def _sign_in(looking: Looking, person: Person | None) -> Client:
    """Sign the person in, in the browser and in a client of the same session."""
    client = Client()
    looking.page.context.clear_cookies()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies[project.SESSION_COOKIE_NAME].value
        looking.page.context.add_cookies(
            [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}]
        )
    return client


def _is_page(path: str, client: Client) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
