"""Forms for codes: those of the library, with our limit on attempts and the demonstration's fixed code."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.internal import auth
from django import forms

from oversight.accounts import second_factor
from oversight.accounts.adapters import AccountAdapter
from oversight.accounts.models import Person

_NOT_RIGHT = AccountAdapter.error_messages["incorrect_code"]
_TOO_MANY = AccountAdapter.error_messages["too_many_login_attempts"]


class CodeForm(forms.Form):
    """The second step of signing in: a code of the app, or a recovery code."""

    code = forms.CharField(label="Code", max_length=20, error_messages={"required": "Enter the code"})
    reauthenticating = False

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Find the authenticator that the code is right for."""
        code = str(self.cleaned_data["code"]).replace(" ", "")
        try:
            self.authenticator = second_factor.authenticator_for(self.user, code)
        except second_factor.TooManyCodes:
            raise forms.ValidationError(_TOO_MANY) from None
        if self.authenticator is None:
            raise forms.ValidationError(_NOT_RIGHT)
        return code

    def save(self) -> None:
        """Note in the session that the second step was taken."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticating)


class ConfirmCodeForm(CodeForm):
    """The same for somebody who is signed in and confirms who they are."""

    reauthenticating = True


class SetUpForm(forms.Form):
    """Setting up an authenticator app: the first code that it shows proves that the secret arrived."""

    code = forms.CharField(
        label="Code", max_length=20, error_messages={"required": "Enter the code that the app shows"}
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        # A wrong code must not change the secret that the person has in their app by now.
        self.secret = auth.get_totp_secret(regenerate=False)

    def clean_code(self) -> str:
        """Hold the code against the secret of this session."""
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if second_factor.is_demonstration_code(code) or auth.validate_totp_code(self.secret, code):
            return code
        raise forms.ValidationError("Code is not right. Enter the 6 digits that your app shows now")
