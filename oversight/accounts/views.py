"""Pages about the person who is signed in; signing in itself is the library's, under our addresses and rules."""

from __future__ import annotations

from typing import cast

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts import second_factor, unsent
from oversight.accounts.access import PUBLIC, SETTING_UP, SIGNED_IN, access, person_of, powers_in
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.people import person_reference
from oversight.accounts.permissions import actions_of
from oversight.records.audit import audit


@access(SIGNED_IN)
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show a person their name, their roles and how they sign in."""
    today, person = clock.today(), person_of(request)
    memberships = Membership.objects.filter(person=person).select_related("trust", "body").order_by("-from_on", "pk")
    return render(
        request,
        "account/account.html.jinja",
        {
            "memberships": [
                {
                    "role": membership.get_role_display(),
                    "place": membership.trust.shown_name if membership.trust else str(membership.body),
                    "from_on": membership.from_on,
                    "to_on": membership.to_on,
                    "holds": membership.from_on <= today and (membership.to_on is None or today <= membership.to_on),
                    "actions": sorted(actions_of(Role(membership.role))),
                }
                for membership in memberships
            ],
            "second_factor": second_factor.is_set_up(person),
            "second_factor_needed": powers_in(request).needs_second_factor,
            "recovery_codes_left": _recovery_codes_left(person),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(SIGNED_IN)
@never_cache
def show_unsent(request: HttpRequest) -> HttpResponse:
    """Show what somebody sent after their sign-in had ended, to be sent again; POST throws it away."""
    kept = unsent.unsent_of(request, now=clock.now())
    if request.method == "POST":
        unsent.forget(request)
        return redirect(kept.page if kept else "account")
    return render(request, "account/unsent.html.jinja", {"unsent": kept})


def _recovery_codes_left(person: Person) -> int:
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


class SetUpSecondFactor(app_views.ActivateTOTPView):
    """Set up an authenticator app; the recovery codes follow."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep the secret on the page out of caches."""
        return cast(HttpResponseBase, never_cache(super().dispatch)(request, *args, **kwargs))

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the authenticator, and the record of it, together or not at all."""
        with transaction.atomic():
            _note("second_factor.set_up", self.request)
            return cast(HttpResponse, super().form_valid(form))


class RemoveSecondFactor(app_views.DeactivateTOTPView):
    """Remove the authenticator app, where the person's roles do without."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Take the authenticator away, and note it, together or not at all."""
        with transaction.atomic():
            _note("second_factor.removed", self.request)
            return cast(HttpResponse, super().form_valid(form))


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    """Make new recovery codes in place of the old ones."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the codes, and the record of it, together or not at all."""
        with transaction.atomic():
            _note("second_factor.new_codes", self.request)
            messages.success(self.request, "You have new recovery codes. The old ones are no longer good.")
            return cast(HttpResponse, super().form_valid(form))


def _note(action: str, request: HttpRequest) -> None:
    person = person_of(request)
    audit(action, by=person, subject=person_reference(person), now=clock.now())


class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    """Show the recovery codes, and the way on to where the person was going before."""

    def get_context_data(self, **kwargs: object) -> dict:
        """Add where the person goes from here."""
        return {
            **super().get_context_data(**kwargs),
            "afterwards": self.request.session.pop(second_factor.AFTERWARDS, None),
        }


sign_in = access(PUBLIC)(account_views.LoginView.as_view())
sign_out = access(PUBLIC)(account_views.LogoutView.as_view())
no_role = access(PUBLIC)(account_views.AccountInactiveView.as_view())
second_step = access(PUBLIC)(factor_views.AuthenticateView.as_view())
ask_for_password_link = access(PUBLIC)(account_views.PasswordResetView.as_view())
password_link_sent = access(PUBLIC)(account_views.PasswordResetDoneView.as_view())
set_password = access(PUBLIC)(account_views.PasswordResetFromKeyView.as_view())
password_is_set = access(PUBLIC)(account_views.PasswordResetFromKeyDoneView.as_view())
change_password = access(SIGNED_IN)(account_views.PasswordChangeView.as_view())
confirm_by_password = access(SETTING_UP)(account_views.ReauthenticateView.as_view())
confirm_by_code = access(SETTING_UP)(factor_views.ReauthenticateView.as_view())
set_up_second_factor = access(SETTING_UP)(SetUpSecondFactor.as_view())
remove_second_factor = access(SIGNED_IN)(RemoveSecondFactor.as_view())
recovery_codes = access(SIGNED_IN)(RecoveryCodes.as_view())
new_recovery_codes = access(SIGNED_IN)(NewRecoveryCodes.as_view())
download_recovery_codes = access(SIGNED_IN)(recovery_views.DownloadRecoveryCodesView.as_view())
