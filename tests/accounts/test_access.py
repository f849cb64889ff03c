"""The rule of a view: how it is given, how it is found, and that a view without one is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views import View
from pytest_django import Settings

from oversight import clock
from oversight.accounts.access import PUBLIC, SIGNED_IN, Access, AccessMiddleware, access, rule_of
from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import Action, powers_of
from tests.access_samples import World, make_world

from .test_every_address import Address, fill_in


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


def given(*rules: object, **keywords: object):
    """A copy of the page, so that a rule given to one test's page is not another's."""

    def view(request: HttpRequest, **kwargs: object) -> HttpResponse:
        return HttpResponse("here")

    return access(*rules, **keywords)(view)  # type: ignore[arg-type]


@pytest.fixture
def world(db: None) -> World:
    return make_world(clock.now())


def ask(view: object, person: Person | None, method: str = "GET", **kwargs: object) -> object:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.cache import SessionStore

    request = RequestFactory().generic(method, "/somewhere/")
    request.user = person or AnonymousUser()
    request.session = SessionStore()
    request.powers = powers_of(request.user, clock.today())  # type: ignore[attr-defined]
    return AccessMiddleware(lambda asked: HttpResponse()).process_view(request, view, (), kwargs)  # type: ignore[arg-type]


def test_a_view_without_a_rule_is_an_error_while_it_is_being_made(world: World) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"'page' at /somewhere/ carries no access rule"):
        ask(page, world.person(Role.ADMINISTRATOR))


def test_a_view_without_a_rule_is_refused_live(world: World, settings: Settings) -> None:
    settings.TESTING = settings.DEBUG = False
    with pytest.raises(PermissionDenied):
        ask(page, world.person(Role.ADMINISTRATOR))


def test_a_rule_names_somebody() -> None:
    with pytest.raises(ValueError, match="at least one"):
        access()


def test_a_class_carries_a_rule_as_a_function_does() -> None:
    @access(Action.INSPECT)
    class Page(View):
        pass

    assert rule_of(Page.as_view()) == Access((Action.INSPECT,), (Action.INSPECT,))


def test_sending_can_ask_for_more_than_looking(world: World) -> None:
    view = given(Action.SEE_RETURNS, post=Action.SIGN_RETURN)
    assert ask(view, world.person(Role.PREPARER)) is None
    with pytest.raises(PermissionDenied):
        ask(view, world.person(Role.PREPARER), "POST")
    assert ask(view, world.person(Role.SIGNATORY), "POST") is None


def test_an_unknown_method_asks_for_what_sending_asks_for(world: World) -> None:
    view = given(PUBLIC, post=Action.SIGN_RETURN)
    with pytest.raises(PermissionDenied):
        ask(view, world.person(Role.PREPARER), "PROPFIND")


def test_a_thing_that_one_may_not_see_is_not_there(world: World) -> None:
    view = given(Action.INSPECT)
    with pytest.raises(Http404):
        ask(view, world.person(Role.PREPARER), code="RW1")
    with pytest.raises(PermissionDenied):
        ask(view, world.person(Role.PREPARER))


def test_who_is_not_signed_in_signs_in_and_comes_back(world: World) -> None:
    answer = ask(given(SIGNED_IN), None)
    assert answer["Location"] == "/account/sign-in/?next=/somewhere/"  # type: ignore[index]


def test_what_was_sent_before_signing_in_is_not_sent_again(world: World) -> None:
    answer = ask(given(SIGNED_IN), None, "POST")
    assert answer["Location"] == "/account/sign-in/"  # type: ignore[index]


def test_the_walk_says_which_keyword_has_no_sample(world: World) -> None:
    pattern = path("things/<slug:a_keyword_that_nobody_knows>/", given(PUBLIC), name="thing")
    with pytest.raises(AssertionError, match=r"a_keyword_that_nobody_knows.*no sample"):
        fill_in(Address("thing", str(pattern.pattern), pattern), world)
