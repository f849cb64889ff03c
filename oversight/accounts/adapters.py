"""How signing in works here, where the library leaves it to us."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.navigation import first_page
from oversight.accounts.network import network_address
from oversight.accounts.people import send_password_link, set_password
from oversight.accounts.permissions import powers_of
from oversight.jinja import SERVICE_NAME

# What the library announces and the page itself makes plain.
_UNSAID = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/logged_out.txt",
        "mfa/messages/totp_activated.txt",
        "mfa/messages/recovery_codes_generated.txt",
    }
)
_SAID = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a person without a role today does not get in; messages go through the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Email address or password is not right",
        "enter_current_password": "Current password is not right",
        "incorrect_password": "Password is not right",
        "incorrect_code": "Code is not right. Enter the 6 digits that your app shows now, or a recovery code",
        "too_many_login_attempts": "Too many attempts. Wait 15 minutes, then try again",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again",
        "invalid_password_reset": "This link is no longer good. Ask for a new one",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network address that attempts are counted under."""
        return network_address(request)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Turn away a person who is closed, or whose roles have all ended."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is None and not powers_of(user, clock.today()).held:  # type: ignore[arg-type]
            clear_login(request)
            return redirect("account_inactive")
        return refused

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page that the person's role opens."""
        return first_page(powers_of(request.user, clock.today()))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return to the public's first page."""
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the person's account."""
        return "/account/"

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Send the link through the outbox, to the address on record whatever was typed."""
        if isinstance(user, Person) and user.is_active:
            send_password_link(person=user, now=clock.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: every message goes through the outbox, and the library has none of its own to send."""
        raise NotImplementedError(f"{template_prefix} is not a message of this service")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set the password that the person chose."""
        set_password(person=user, password=password, now=clock.now())  # type: ignore[arg-type]

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Say whether it is the person's password, by the limits of signing in."""
        found = self.authenticate(self.request, email=getattr(user, "email", ""), password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again only where the person signed in some while ago."""
        records = get_authentication_records(self.request, self.request.user)
        last = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - last > app_settings.REAUTHENTICATION_TIMEOUT)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say in our words what the library has done, or nothing where the page says it."""
        if message_template in _UNSAID:
            return
        if message_template in _SAID:
            message = _SAID[message_template]
        super().add_message(request, level, message_template, message_context, extra_tags, message)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted; who needs a second factor cannot remove it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Your role needs a second step, so it cannot be removed.",
    }

    def get_totp_issuer(self) -> str:
        """Return the name under which the app lists the code."""
        return SERVICE_NAME + (" (demonstration)" if settings.DEMONSTRATION else "")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Let it be removed only by a person whose roles do without."""
        return not powers_of(authenticator.user, clock.today()).needs_second_factor

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret as the app has it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Return the cipher of this service's secret key; former ones (SECRET_KEY_FALLBACKS) open what they closed."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor " + force_bytes(key)).digest()))
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )
