"""Every address, asked by every role: who may not, does not get in, and no address lacks a rule.

Everybody looks and everybody sends, but for what is open to all. A rule knows no other difference between methods, so
the other five are tried by nobody in particular and by the first person of each verdict: let in, kept out, and let in
to what is another trust's.

An address that somebody adds is walked without a change here. Two things may be asked for: a rule on the view
(``oversight.accounts.access``), and, for a new keyword in an address, a sample in ``tests/access_samples.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from oversight import clock
from oversight.accounts.access import PUBLIC, Access, Audience, rule_of
from oversight.accounts.models import TRUST_ROLES, Person, Role
from oversight.accounts.permissions import Action, powers_of
from tests.access_samples import World, make_world, sample_for

BY_EVERYBODY = ("GET", "POST")
METHODS = (*BY_EVERYBODY, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
SIGN_IN = "/account/sign-in/"


@dataclass(frozen=True)
class Address:
    """A leaf of the address table: its full name, its route as written, and its view."""

    name: str
    route: str
    pattern: URLPattern

    def __str__(self) -> str:
        return self.name or self.route

    @property
    def keywords(self) -> tuple[str, ...]:
        return tuple(self.pattern.pattern.regex.groupindex)


def addresses(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Address]:
    """Walk the table of addresses down to its leaves."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, prefix + str(entry.pattern), inner)
        else:
            yield Address(f"{space}{entry.name}" if entry.name else "", prefix + str(entry.pattern), entry)


EVERY = sorted(addresses(), key=str)
# To make a world takes as long as to walk an address in it.
IN_ONE_WORLD = 8


def in_batches(addresses: list[Address]) -> list[list[Address]]:
    """Return the addresses by as many as are walked in one world."""
    return [addresses[start : start + IN_ONE_WORLD] for start in range(0, len(addresses), IN_ONE_WORLD)]


def test_there_are_addresses_to_walk() -> None:
    assert len(EVERY) > 15


@pytest.mark.parametrize("address", EVERY, ids=str)
def test_it_has_a_name_and_a_rule(address: Address) -> None:
    assert address.name, f"the address {address.route!r} has no name: give it one"
    found = rule_of(address.pattern.callback)
    assert isinstance(found, Access), (
        f"the view at {address.route!r} ({address.name}) carries no rule: give it one with "
        "@access(...) of oversight.accounts.access, or a line in the table there where the view is not ours"
    )


@pytest.fixture
def world(db: None) -> World:
    return make_world(clock.now())


def _ask(client: Client, method: str, path: str) -> HttpResponse:
    """Ask, and undo whatever the answer changed."""
    cache.clear()
    with transaction.atomic():
        answer = client.generic(method, path)
        # Read a streamed file too: what it raises, it raises while it is sent.
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return answer


def fill_in(address: Address, world: World) -> tuple[str, bool]:
    """Return the address filled in, and whether it names something of one trust's own."""
    values, of_trust = {}, False
    for keyword in address.keywords:
        known = sample_for(keyword, address.name)
        assert known is not None, (
            f"the address {address.route!r} ({address.name}) has the keyword {keyword!r}, "
            "for which there is no sample: add one in tests/access_samples.py"
        )
        values[keyword] = world.value_of(known)
        of_trust = of_trust or known.of_trust
    return reverse(address.name, kwargs=values), of_trust


@pytest.mark.parametrize("batch", in_batches(EVERY), ids=lambda batch: f"{batch[0]} to {batch[-1]}")
def test_only_those_get_in_whom_its_rule_lets_in(batch: list[Address], world: World, subtests: pytest.Subtests) -> None:
    sessions = {who: _sign_in(person) for who, person in world.people.items()}
    for address in batch:
        with subtests.test(str(address)):
            _walk(address, world, sessions)


def _sign_in(person: Person) -> str:
    """Sign a person in, and return the key of their session."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[project.SESSION_COOKIE_NAME].value


def _walk(address: Address, world: World, sessions: Mapping[str, str]) -> None:
    found = rule_of(address.pattern.callback)
    assert found is not None, f"{address.name} carries no rule"
    path, of_trust = fill_in(address, world)
    for method in METHODS:
        rules = found.for_method(method)
        told = f"{method} {path} ({address.name}, rule {rules})"
        answer = _ask(Client(), method, path)
        if PUBLIC in rules:
            assert answer.status_code < 500, f"{told}, anonymous: {answer.status_code}"
        else:
            sent_to = answer.headers.get("Location", f"a page with status {answer.status_code}")
            assert sent_to.startswith(SIGN_IN), f"{told}, anonymous: not sent to sign in but to {sent_to}"
    tried: set[tuple[str, Verdict]] = set()
    for who, person in world.people.items():
        verdicts = {rules: verdict_on(rules, person, world, of_trust) for rules in set(map(found.for_method, METHODS))}
        for method in METHODS:
            rules = found.for_method(method)
            # Of what is for everybody a rule knows nobody: the first who is signed in stands for all.
            alike = method not in BY_EVERYBODY or PUBLIC in rules
            if alike and (method, verdicts[rules]) in tried:
                continue
            tried.add((method, verdicts[rules]))
            client = Client()
            client.cookies[project.SESSION_COOKIE_NAME] = sessions[who]
            _judge(
                f"{method} {path} ({address.name}, rule {rules}), {who}", _ask(client, method, path), verdicts[rules]
            )


@dataclass(frozen=True)
class Verdict:
    """What the rule says: let in, and if so, whether to a thing that is there for them."""

    let_in: bool
    theirs: bool = True

    @property
    def answered(self) -> bool:
        return self.let_in and self.theirs


def verdict_on(rules: tuple[object, ...], person: Person, world: World, of_trust: bool) -> Verdict:
    if any(isinstance(rule, Audience) for rule in rules):
        return Verdict(let_in=True, theirs=not of_trust or PUBLIC in rules or _is_of_trust(person, world))
    powers = powers_of(person, clock.today())
    if not any(isinstance(rule, Action) and powers.may(rule) for rule in rules):
        return Verdict(let_in=False)
    reaches = any(isinstance(rule, Action) and powers.may(rule, world.trust) for rule in rules)
    return Verdict(let_in=True, theirs=reaches or not of_trust)


def _is_of_trust(person: Person, world: World) -> bool:
    return world.trust.pk in powers_of(person, clock.today()).trust_ids()


def _judge(told: str, answer: HttpResponse, verdict: Verdict) -> None:
    status = answer.status_code
    if not verdict.let_in:
        assert status in (403, 404), f"{told}: {status}, though the rule does not let them in"
    elif not verdict.theirs:
        assert status in (404, 405), f"{told}: {status}, though it is another trust's"
    else:
        assert status < 500, f"{told}: {status}"
        assert status != 403, f"{told}: refused, though the rule lets them in"
        if status == 302:
            assert not answer["Location"].startswith(SIGN_IN), f"{told}: sent to sign in, though they are"


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_has_a_person_to_walk_as(role: Role, world: World) -> None:
    assert powers_of(world.person(role), clock.today()).roles == {role}
    if role in TRUST_ROLES:
        assert powers_of(world.person(role, other=True), clock.today()).trust_ids() == {world.other_trust.pk}
