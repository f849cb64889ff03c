"""Addresses of a person's own pages. The names are those by which the library finds its views."""

from __future__ import annotations

from django.urls import path, re_path

from oversight.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("unsent/", views.show_unsent, name="account_unsent"),
    path("no-role/", views.no_role, name="account_inactive"),
    path("confirm/", views.confirm_by_password, name="account_reauthenticate"),
    path("confirm/code/", views.confirm_by_code, name="mfa_reauthenticate"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/forgotten/", views.ask_for_password_link, name="account_reset_password"),
    path("password/forgotten/sent/", views.password_link_sent, name="account_reset_password_done"),
    re_path(
        r"^password/set/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.set_password,
        name="account_reset_password_from_key",
    ),
    path("password/set/done/", views.password_is_set, name="account_reset_password_from_key_done"),
    # The library comes back here when a second factor was set up or removed.
    path("second-factor/", views.account, name="mfa_index"),
    path("second-factor/set-up/", views.set_up_second_factor, name="mfa_activate_totp"),
    path("second-factor/remove/", views.remove_second_factor, name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/recovery-codes/file/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
