"""Who may open an address: every view carries a rule, and one without is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from oversight import clock
from oversight.accounts import second_factor, unsent
from oversight.accounts.models import Person
from oversight.accounts.navigation import navigation_for
from oversight.accounts.permissions import Action, Powers, powers_of

log = logging.getLogger(__name__)


class Audience(Enum):
    """Whom an address is for, where no permission is asked."""

    PUBLIC = auto()
    SIGNED_IN = auto()
    # Signed in, and perhaps still without the second factor that their role wants: the pages that set it up.
    SETTING_UP = auto()


PUBLIC = Audience.PUBLIC
SIGNED_IN = Audience.SIGNED_IN
SETTING_UP = Audience.SETTING_UP

Rule = Audience | Action
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """The rule of a view: any one of ``read`` lets a person look, any one of ``write`` lets them send."""

    read: tuple[Rule, ...]
    write: tuple[Rule, ...]

    def for_method(self, method: str | None) -> tuple[Rule, ...]:
        """Return the rules for a method of HTTP."""
        return self.read if method in _SAFE else self.write


View = TypeVar("View", bound=Callable[..., Any])


def access(*rules: Rule, post: Rule | tuple[Rule, ...] | None = None) -> Callable[[View], View]:
    """Give a view, function or class, its rule: any one of the rules lets a person in.

    ``post`` is the rule for methods that change something, where it is another.
    """
    if not rules:
        raise ValueError("an access rule names at least one audience or action")
    write = rules if post is None else post if isinstance(post, tuple) else (post,)
    made = Access(rules, write)

    def give(view: View) -> View:
        view.access = made  # type: ignore[attr-defined]
        return view

    return give


# The views of the parts that we did not write, by module and name: each is let in by a line here, or not at all.
_OTHERS: Mapping[str, Access] = {
    "django.contrib.staticfiles.views.serve": Access((PUBLIC,), (PUBLIC,)),
    # The floor below this one, which cannot name us. The first two tell nothing; the last asks for a token of its own.
    "oversight.records.views.live": Access((PUBLIC,), (PUBLIC,)),
    "oversight.records.views.ready": Access((PUBLIC,), (PUBLIC,)),
    "oversight.records.views.metrics": Access((PUBLIC,), (PUBLIC,)),
}


def rule_of(view: Callable[..., Any]) -> Access | None:
    """Return the view's rule, or None where nobody gave it one."""
    for carrier in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        found = getattr(carrier, "access", None)
        if isinstance(found, Access):
            return found
    named = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return _OTHERS.get(f"{getattr(named, '__module__', '')}.{getattr(named, '__qualname__', '')}")


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in, in a view whose rule lets in nobody else; anything else is a mistake in the rule."""
    person = request.user
    if not isinstance(person, Person):
        raise PermissionDenied
    return person


def powers_in(request: HttpRequest) -> Powers:
    """Return what who asks may do today, as the middleware read it."""
    return cast(Powers, request.powers)  # type: ignore[attr-defined]


class AccessMiddleware:
    """Refuses a view that carries no rule, and a person whom the rule does not let in.

    It sets ``request.powers`` (what the person may do today) and ``request.navigation``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.powers = SimpleLazyObject(lambda: powers_of(request.user, clock.today()))  # type: ignore[attr-defined]
        request.navigation = SimpleLazyObject(lambda: navigation_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request through (None), send the person where they must go first, or refuse."""
        if any(isinstance(part, str) and "\x00" in part for part in kwargs.values()):
            # The database can hold no such text, and refuses to be asked for it.
            raise Http404("Nothing has a name with such a character in it.")
        found = rule_of(view)
        if found is None:
            refusal = f"the view {getattr(view, '__qualname__', view)!r} at {request.path} carries no access rule"
            if settings.DEBUG or settings.TESTING:
                raise ImproperlyConfigured(refusal)
            log.error(refusal)
            raise PermissionDenied
        powers = powers_in(request)
        if request.user.is_authenticated and not powers.held:
            # The last role has ended: so does the session, and not only its sight of this page.
            logout(request)
        rules = found.for_method(request.method)
        if PUBLIC in rules:
            return None
        if not request.user.is_authenticated:
            if request.method not in _SAFE:
                kept = request.method == "POST" and unsent.keep(request, now=clock.now())
                return (
                    redirect_to_login(reverse("account_unsent"), reverse("account_login"))
                    if kept
                    else redirect("account_login")
                )
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if SETTING_UP in rules:
            return None
        if powers.needs_second_factor and not second_factor.is_set_up(request.user):
            request.session[second_factor.AFTERWARDS] = request.get_full_path() if request.method in _SAFE else "/"
            return redirect("mfa_activate_totp")
        if SIGNED_IN in rules or any(powers.may(rule) for rule in rules if isinstance(rule, Action)):
            unsent.forget_if_sent(request)
            return None
        # Where the address names a thing, whether there is such a thing is not for everybody to know.
        if args or kwargs:
            raise Http404
        raise PermissionDenied
